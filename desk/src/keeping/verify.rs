//! 校验: whether everything that is kept is still what was done. It looks and changes nothing, and goes on after a finding.
//!
//! Rows are read from one snapshot, in the order of their keys, a few hundred at a time; files afterwards, in pieces.

mod bundles;
mod case_files;
mod cases;
mod files;
mod journal;
mod ledger;
mod numbers;
mod remedies;
mod replies;
mod sealed;
mod standing;
mod volumes;

use super::{Progress, Tell};
use crate::Done;
use affairs::ContentHash;
use affairs::id::AgencyId;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use store::files::Files;
use store::personal::Keyring;
use store::tombstones::Erased;
use store::{Kept, Reader, Snapshot, StoreError};

/// Most findings that are told one by one; the rest are counted. A folder that was lost would fill the memory otherwise.
const MOST_FINDINGS: usize = 1000;
/// Rows at once.
const BATCH: i64 = 200;

/// What is not as it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// Rows of an agency that is not there.
    StrangeAgency,
    /// Rows that cannot be read at all.
    Unreadable,
    /// A line whose hash is not that of its content.
    JournalLine,
    /// A number of the journal that is missing.
    JournalGap,
    /// A line that does not follow the one before it.
    JournalChain,
    /// The head names another last line.
    JournalHead,
    /// Publications and the journal's lines about them disagree.
    JournalEvents,
    /// The text of a bundle is not what its hash says.
    BundleText,
    /// The body of a bundle is not what the bundle says.
    BundleBody,
    /// A bundle under another agency, document or edition.
    BundlePlace,
    /// A publication without the four.
    Ledger,
    /// A signature that is not what it was, or that rests on no grant.
    Signature,
    /// A number of the publications' sequence that is missing.
    EventGap,
    /// An event that its bundle does not bear out.
    Event,
    /// A document that stands otherwise than its events say.
    Standing,
    /// An application whose ledger has more or fewer lines than it says.
    CaseLedger,
    /// An application that stands otherwise than its ledger says by the calendar in force.
    CaseStanding,
    /// A reply whose signatures do not carry it, or that was issued without them.
    Reply,
    /// A volume that stands otherwise than its ledger says, or whose ledger has a hole.
    VolumeLedger,
    /// An import of a holiday notice that is missing.
    Calendar,
    /// Places in columns that the publication does not have.
    Columns,
    /// Files open to the public that the publication does not name.
    PublicFiles,
    /// Numbers issued that are neither used nor void.
    Numbers,
    FileMissing,
    FileChanged,
    /// A tombstone stands, and what it is for is still there.
    NotErased,
    /// A sealed field that does not open.
    Sealed,
}

impl Damage {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::StrangeAgency => "strange_agency",
            Self::Unreadable => "unreadable",
            Self::JournalLine => "journal_line",
            Self::JournalGap => "journal_gap",
            Self::JournalChain => "journal_chain",
            Self::JournalHead => "journal_head",
            Self::JournalEvents => "journal_events",
            Self::BundleText => "bundle_text",
            Self::BundleBody => "bundle_body",
            Self::BundlePlace => "bundle_place",
            Self::Ledger => "ledger",
            Self::Signature => "signature",
            Self::EventGap => "event_gap",
            Self::Event => "event",
            Self::Standing => "standing",
            Self::CaseLedger => "case_ledger",
            Self::CaseStanding => "case_standing",
            Self::Reply => "reply",
            Self::VolumeLedger => "volume_ledger",
            Self::Calendar => "calendar",
            Self::Columns => "columns",
            Self::PublicFiles => "public_files",
            Self::Numbers => "numbers",
            Self::FileMissing => "file_missing",
            Self::FileChanged => "file_changed",
            Self::NotErased => "not_erased",
            Self::Sealed => "sealed",
        }
    }

    /// What is said of it before the place.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::StrangeAgency => "机关不存在",
            Self::Unreadable => "记录无法读取",
            Self::JournalLine => "日志内容被改动",
            Self::JournalGap => "日志缺行",
            Self::JournalChain => "日志前后不连",
            Self::JournalHead => "日志末尾不符",
            Self::JournalEvents => "发布记录与日志不符",
            Self::BundleText => "送审内容被改动",
            Self::BundleBody => "正文被改动",
            Self::BundlePlace => "送审内容放错位置",
            Self::Ledger => "四级审核不完整",
            Self::Signature => "签署记录不符",
            Self::EventGap => "发布记录缺号",
            Self::Event => "发布记录不符",
            Self::Standing => "公开状态不符",
            Self::CaseLedger => "申请办理记录不完整",
            Self::CaseStanding => "申请办理状态不符",
            Self::Reply => "答复审核不符",
            Self::VolumeLedger => "案卷登记不符",
            Self::Calendar => "节假日安排不符",
            Self::Columns => "栏目位置不符",
            Self::PublicFiles => "公开文件清单不符",
            Self::Numbers => "编号不连续",
            Self::FileMissing => "文件丢失",
            Self::FileChanged => "文件内容被改动",
            Self::NotErased => "应删除的内容仍在",
            Self::Sealed => "加密的个人信息打不开",
        }
    }
}

/// One thing that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub damage: Damage,
    /// The agency's name; empty where it is of the whole office.
    pub agency: String,
    /// Where: a line's number, a bundle's hash, a document's address, a file's hash.
    pub place: String,
    /// What is wrong, in Chinese.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.agency.is_empty() {
            write!(formatter, "{} ", self.agency)?;
        }
        write!(formatter, "[{}] {}：{}", self.damage.label(), self.place, self.words)
    }
}

/// What was looked at and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    pub agencies: u64,
    pub lines: u64,
    pub bundles: u64,
    pub events: u64,
    pub publications: u64,
    pub applications: u64,
    pub numbers: u64,
    pub files: u64,
    /// Things that were erased by law and whose tombstone was accepted.
    pub erased: u64,
    /// Sealed fields of persons.
    pub sealed: u64,
    /// Sealed files of cases.
    pub case_files: u64,
    /// Whether keys were at hand, so that each of them was opened.
    pub opened: bool,
    pub findings: Vec<Finding>,
    /// Findings beyond those told.
    pub more: u64,
}

impl VerifyReport {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.more == 0
    }

    /// What was looked at, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let looked = format!(
            "校验了 {} 个机关的 {} 行日志、{} 份送审内容、{} 条发布记录、{} 件公开信息、{} 件申请、{} 个编号、{} 个文件（依法删除 {} 项）",
            self.agencies,
            self.lines,
            self.bundles,
            self.events,
            self.publications,
            self.applications,
            self.numbers,
            self.files,
            self.erased
        );
        let sealed = match (self.sealed, self.case_files) {
            (sealed, 0) => format!("{sealed} 项加密的个人信息"),
            (sealed, files) => format!("{sealed} 项加密的个人信息和 {files} 个申请材料"),
        };
        let looked = match (self.sealed + self.case_files, self.opened) {
            (0, _) => looked,
            (_, true) => format!("{looked}，解开核对了 {sealed}"),
            (_, false) => format!("{looked}，另有 {sealed}，因没有密钥未解开核对"),
        };
        match self.findings.len() as u64 + self.more {
            0 => format!("{looked}，全部相符。"),
            found => format!("{looked}，发现 {found} 处问题。"),
        }
    }

    fn findings_of(&mut self, found: impl IntoIterator<Item = Finding>) {
        found.into_iter().for_each(|finding| self.add(finding));
    }

    fn add(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// Walks through the whole office. With its keys the sealed fields are opened as well; without, they are counted.
///
/// # Errors
/// Only when the database or the disk cannot be read at all; everything else is a finding.
pub async fn verify(reader: &Reader, files: &Files, keyring: Option<&Keyring>, tell: Tell<'_>) -> Done<VerifyReport> {
    let mut report = VerifyReport::default();
    let mut snapshot = reader.snapshot().await?;
    for stranger in store::audit::strangers(&mut snapshot).await? {
        let words = "有日志或公开信息属于一个不存在的机关".to_owned();
        report.add(Finding { damage: Damage::StrangeAgency, agency: String::new(), place: stranger, words });
    }
    let mut names = BTreeMap::new();
    for agency in store::agencies::all(&mut snapshot).await? {
        names.insert(agency.id.clone(), agency.name.clone());
        let mut round =
            Round { db: snapshot, agency: agency.id, name: agency.name, grants: HashMap::new(), report, tell };
        round.walk().await?;
        Round { db: snapshot, report, .. } = round;
        report.agencies += 1;
    }
    sealed::all(&mut snapshot, &names, keyring, &mut report, tell).await?;
    drop(snapshot);
    files::all(reader, files, &mut report, tell).await?;
    case_files::all(reader, files, &names, keyring, &mut report, tell).await?;
    Ok(report)
}

/// One agency under examination.
struct Round<'told> {
    db: Snapshot,
    agency: AgencyId,
    name: String,
    /// Grants by their ids, as signatures name them: person, role, first day, granted by.
    grants: HashMap<String, Option<(String, String, String, String)>>,
    report: VerifyReport,
    tell: Tell<'told>,
}

impl Round<'_> {
    async fn walk(&mut self) -> Done<()> {
        let answer = self.journal().await;
        self.go_on(answer, "日志")?;
        let answer = self.bundles().await;
        self.go_on(answer, "送审内容")?;
        let answer = self.events().await;
        self.go_on(answer, "发布记录")?;
        let answer = self.publications().await;
        self.go_on(answer, "公开信息")?;
        let answer = self.cases().await;
        self.go_on(answer, "申请")?;
        let answer = self.replies().await;
        self.go_on(answer, "答复")?;
        let answer = self.remedies().await;
        self.go_on(answer, "复议、诉讼")?;
        let answer = self.volumes().await;
        self.go_on(answer, "案卷")?;
        let answer = self.numbers().await;
        self.go_on(answer, "编号")
    }

    /// A row that is no row any more ends its part of the examination, not the whole.
    fn go_on(&mut self, answer: Kept<()>, part: &str) -> Done<()> {
        match answer {
            Err(StoreError::Corrupt(what)) => {
                self.found(Damage::Unreadable, part, format!("有记录读不出来（{what}），这一部分没有校验完"));
                Ok(())
            }
            other => Ok(other?),
        }
    }

    fn found(&mut self, damage: Damage, place: impl fmt::Display, words: impl Into<String>) {
        let finding = Finding { damage, agency: self.name.clone(), place: place.to_string(), words: words.into() };
        self.report.add(finding);
    }

    fn come_to(&self, stage: &'static str, done: u64) {
        (self.tell)(Progress { stage, done });
    }

    async fn was_erased(&mut self, kind: Erased, key: &str) -> Kept<bool> {
        let Some(key) = ContentHash::parse(key) else { return Ok(false) };
        Ok(store::tombstones::of(&mut self.db, &self.agency, kind, &key).await?.is_some())
    }
}
