//! 版本: what a drafter writes, and what the first submission adds.

use super::body::Body;
use super::bundle::{Bundle, BundleKind};
use super::site::SiteFacts;
use crate::id::ColumnId;
use crate::{ContentHash, Date, Instant, Refusal};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};
use serde::{Deserialize, Serialize};

/// What releasing this edition does to the document's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// The first publication.
    Publish,
    /// A new edition in place of the last; a corrected typo (`correction`) is not a new item of the year's count.
    Replace { correction: bool },
    /// 撤回: the address stays and says why, in the words of this edition.
    Withdraw,
    /// 废止: the text stays, marked as no longer in force, with the words of this edition.
    Repeal,
    /// After an emergency take-down: the four decide that the same document returns.
    Restore,
}

impl Action {
    /// The action as a clerk reads it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Publish => "首次发布",
            Self::Replace { correction: false } => "更新",
            Self::Replace { correction: true } => "勘误",
            Self::Withdraw => "撤回",
            Self::Repeal => "废止",
            Self::Restore => "恢复公开",
        }
    }

    /// Whether the edition's own text becomes what the public reads. The words of a withdrawal or repeal stand beside it.
    #[must_use]
    pub const fn carries_text(&self) -> bool {
        matches!(self, Self::Publish | Self::Replace { .. } | Self::Restore)
    }
}

/// Where the information comes from; Article 26 counts by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// 本机关制作.
    Made,
    /// 从公民、法人和其他组织获取: counted from the day of obtaining.
    Obtained { from: String, on: Date },
    /// 转载: the source is mandatory, and Article 26 does not run.
    Reposted { source: String, original_number: String },
    /// 联合制作: counted once, at the lead organ.
    JointlyMade { lead: String, co_makers: Vec<String>, consent: String },
}

/// When an approved bundle may be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Release {
    AtOnce,
    At { instant: Instant },
}

/// A file that goes with the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub file: ContentHash,
    /// The name a reader sees and saves it under.
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Pages or sheets, where the format has them.
    pub pages: Option<u32>,
    /// What a scan says, typed by the drafter; empty where the machine reads the file itself.
    pub typed_text: String,
}

/// All that a drafter writes. It is freely changed until it is submitted; a submission freezes it as a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    pub kind: BundleKind,
    pub action: Action,
    pub title: String,
    pub body: Body,
    pub summary: String,
    pub generated_on: Option<Date>,
    pub origin: Origin,
    /// 来源 as shown to readers; the agency's name unless reposted.
    pub source: String,
    pub keywords: Vec<String>,
    #[serde(with = "super::coded::article20")]
    pub article20: Option<Article20>,
    #[serde(with = "super::coded::stage")]
    pub stage: Option<Stage>,
    #[serde(with = "super::coded::public_attribute")]
    pub public_attribute: PublicAttribute,
    /// Why, unless proactive.
    pub attribute_reason: String,
    /// Whether the document carries a 文号 of this agency.
    pub numbered: bool,
    /// Target columns; the first decides where the item is counted.
    pub targets: Vec<ColumnId>,
    pub release: Release,
    pub attachments: Vec<Attachment>,
    /// The structured content of kinds that have some (site facts, a frozen annual report).
    pub facts: serde_json::Value,
}

/// Longest title, in characters.
pub const TITLE_LIMIT: usize = 200;
/// Longest summary, in characters.
pub const SUMMARY_LIMIT: usize = 600;
/// Most attachments of one edition.
pub const ATTACHMENT_LIMIT: usize = 60;

impl Edition {
    /// An empty edition to begin with.
    #[must_use]
    pub fn empty(kind: BundleKind, source: impl Into<String>) -> Self {
        Self {
            kind,
            action: Action::Publish,
            title: String::new(),
            body: Body::default(),
            summary: String::new(),
            generated_on: None,
            origin: Origin::Made,
            source: source.into(),
            keywords: Vec::new(),
            article20: None,
            stage: None,
            public_attribute: PublicAttribute::Proactive,
            attribute_reason: String::new(),
            numbered: false,
            targets: Vec::new(),
            release: Release::AtOnce,
            attachments: Vec::new(),
            facts: serde_json::Value::Null,
        }
    }

    /// The edition that a bundle froze, to begin the next one from.
    #[must_use]
    pub fn of_bundle(bundle: &Bundle, body: Body) -> Self {
        Self {
            kind: bundle.kind,
            action: bundle.action.clone(),
            title: bundle.title.clone(),
            body,
            summary: bundle.summary.clone(),
            generated_on: Some(bundle.generated_on),
            origin: bundle.origin.clone(),
            source: bundle.source.clone(),
            keywords: bundle.keywords.clone(),
            article20: bundle.article20,
            stage: bundle.stage,
            public_attribute: bundle.public_attribute,
            attribute_reason: bundle.attribute_reason.clone(),
            numbered: !bundle.document_number.is_empty(),
            targets: bundle.targets.clone(),
            release: Release::AtOnce,
            attachments: bundle.attachments.clone(),
            facts: bundle.facts.clone(),
        }
    }

    /// What is missing or wrong before this edition can be submitted, all of it, each at its field.
    #[must_use]
    pub fn shortcomings(&self) -> Vec<Refusal> {
        let mut found = self.wording_shortcomings();
        found.extend(self.fact_shortcomings());
        if self.kind == BundleKind::Site && self.action.carries_text() {
            found.extend(self.site_shortcomings());
        }
        found
    }

    /// A face without what Article 12 asks for goes to nobody, whichever page it was written on.
    fn site_shortcomings(&self) -> Vec<Refusal> {
        let facts = SiteFacts::from_value(&self.facts).unwrap_or_default();
        let mut found = facts.shortcomings();
        let is_here = |emblem: &ContentHash| self.attachments.iter().any(|attachment| attachment.file == *emblem);
        if facts.emblem.as_ref().is_some_and(|emblem| !is_here(emblem)) {
            found.push(Refusal::new("emblem_missing", "所选的标识图形已不在文件列表中，请重新选择。").at("emblem"));
        }
        found
    }

    fn wording_shortcomings(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        if self.title.trim().is_empty() {
            found.push(Refusal::new("title_missing", "请填写标题。").at("title"));
        }
        let length = self.title.chars().count();
        if length > TITLE_LIMIT {
            let message = format!("标题有 {length} 个字，最多 {TITLE_LIMIT} 个字，请缩短。");
            found.push(Refusal::new("title_too_long", message).at("title"));
        }
        let length = self.summary.chars().count();
        if length > SUMMARY_LIMIT {
            let message = format!("摘要有 {length} 个字，最多 {SUMMARY_LIMIT} 个字，请缩短。");
            found.push(Refusal::new("summary_too_long", message).at("summary"));
        }
        for (field, text) in [("title", &self.title), ("summary", &self.summary), ("body", &self.body.plain_text())] {
            if let Some(character) = text.chars().find(|character| is_deceptive(*character)) {
                let message = format!(
                    "文字中有看不见的控制字符（U+{:04X}），可能使读者看到的与审查的不一致，请删去。",
                    u32::from(character)
                );
                found.push(Refusal::new("deceptive_character", message).at(field));
            }
        }
        if self.body.is_empty() && self.kind == BundleKind::Article {
            found.push(Refusal::new("body_missing", "正文是空的，请填写正文。").at("body"));
        }
        found
    }

    fn fact_shortcomings(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        if self.generated_on.is_none() {
            found.push(
                Refusal::new("generated_on_missing", "请填写生成日期，公开期限自该日起算。")
                    .citing("《政府信息公开条例》第二十六条")
                    .at("generated_on"),
            );
        }
        if self.targets.is_empty() && self.kind.needs_column() {
            found.push(Refusal::new("targets_missing", "请至少选择一个发布栏目。").at("targets"));
        }
        if self.public_attribute != PublicAttribute::Proactive && self.attribute_reason.trim().is_empty() {
            found.push(
                Refusal::new("attribute_reason_missing", "公开属性不是“主动公开”时，请写明理由。")
                    .at("attribute_reason"),
            );
        }
        match &self.origin {
            Origin::Reposted { source, .. } if source.trim().is_empty() => {
                found.push(Refusal::new("source_missing", "转载的信息必须写明来源。").at("origin"));
            }
            Origin::Obtained { from, .. } if from.trim().is_empty() => {
                found.push(Refusal::new("source_missing", "请写明信息从何处获取。").at("origin"));
            }
            Origin::JointlyMade { lead, .. } if lead.trim().is_empty() => {
                found.push(Refusal::new("lead_missing", "联合制作的信息，请写明牵头机关。").at("origin"));
            }
            _ => {}
        }
        if self.attachments.len() > ATTACHMENT_LIMIT {
            let message = format!("附件最多 {ATTACHMENT_LIMIT} 个。");
            found.push(Refusal::new("too_many_attachments", message).at("attachments"));
        }
        found
    }

    /// Every file of the edition: attachments, then pictures in the text.
    #[must_use]
    pub fn files(&self) -> Vec<ContentHash> {
        let attachments = self.attachments.iter().map(|attachment| attachment.file.clone());
        attachments.chain(self.body.images().into_iter().cloned()).collect()
    }
}

/// Characters that change what is seen without being seen: zero-width, direction overrides, other controls.
#[must_use]
pub fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}'
        | '\u{feff}' | '\u{00ad}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || (character.is_control() && !matches!(character, '\n' | '\t' | '\r'))
}
