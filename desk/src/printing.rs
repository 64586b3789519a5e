//! 打印: the review form of a publication and the year's ledger, from what is kept and nothing else.

use crate::{Desk, Done, Failure, Who};
use affairs::access::{Act, Facts, may};
use affairs::document::{Attachment, Bundle, Origin, Release, Upload};
use affairs::id::AgencyId;
use affairs::publication::PublicationEvent;
use affairs::review::{Approval, Level, RecordedFinding};
use affairs::{ContentHash, Date, Instant};
use law::secrecy_checklist::QUESTIONS;
use paper::write::review_form::{
    Delegation, FindingDisposition, ReviewAnswer, ReviewAttachment, ReviewFinding, ReviewForm, ReviewOpinion,
    ReviewPublishing, review_form_pdf,
};
use paper::write::sheet::{ColumnKind, Sheet, SheetCell, SheetColumn};
use std::collections::BTreeMap;

/// Events that are read at once for a ledger.
const AT_ONCE: i64 = 500;

impl Desk {
    /// The 审批单 of a bundle as a PDF.
    ///
    /// # Errors
    /// Refused without the role, or for what never came into the chain.
    pub async fn review_form(&self, who: &Who, hash: &ContentHash) -> Done<Vec<u8>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::PrintLedger, &Facts::of(&who.agency))?;
        let form = self.form_of(&who.agency, hash).await?;
        let press = self.press.clone();
        let printed = tokio::task::spawn_blocking(move || review_form_pdf(&press, &form));
        let printed = printed.await.map_err(|error| Failure::of(&error))?;
        printed.map_err(|error| Failure::of(&error).into())
    }

    async fn form_of(&self, agency: &AgencyId, hash: &ContentHash) -> Done<ReviewForm> {
        let reader = &self.reader;
        let kept = store::agencies::by_id(reader, agency).await?.ok_or_else(crate::not_found)?;
        let review = store::reviews::by_bundle(reader, agency, hash).await?.ok_or_else(crate::not_found)?;
        let (bundle, _) = store::reviews::bundle(reader, agency, hash).await?.ok_or_else(crate::not_found)?;
        let sections = store::agencies::sections(reader, agency).await?;
        let columns = store::agencies::columns(reader, agency).await?;
        let uploads = store::uploads::of_document(reader, agency, &bundle.document).await?;
        let findings = store::reviews::findings(reader, agency, hash).await?;
        let events = store::publications::events_of(reader, agency, &bundle.document).await?;
        let people = store::people::all(reader, agency).await?;
        let duty = |approval: &Approval| {
            people.iter().find(|person| person.id == approval.person).map(|person| person.duty.clone())
        };
        Ok(ReviewForm {
            agency: kept.name,
            title: bundle.title.clone(),
            index_number: some(&bundle.index_number),
            document_number: some(&bundle.document_number),
            drafting_section: sections
                .into_iter()
                .find(|section| section.id == review.section)
                .map(|section| section.name)
                .unwrap_or_default(),
            generated_on: Some(bundle.generated_on),
            carrier: if bundle.attachments.is_empty() { "网页正文" } else { "网页正文及附件" }.to_owned(),
            origin: origin_words(&bundle.origin),
            public_attribute: bundle.public_attribute.label().to_owned(),
            attribute_reason: some(&bundle.attribute_reason),
            target_columns: bundle
                .targets
                .iter()
                .filter_map(|target| columns.iter().find(|column| column.id == *target))
                .map(|column| column.name.clone())
                .collect(),
            release_rule: match bundle.release {
                Release::AtOnce => "审批通过后发布".to_owned(),
                Release::At { instant } => format!("定于 {} 发布", instant.minute_text()),
            },
            attachments: bundle.attachments.iter().map(|one| attachment(one, &uploads)).collect(),
            findings: findings.into_iter().map(finding).collect(),
            checklist: answers(&review.approvals),
            opinions: review.approvals.iter().map(|one| opinion(one, duty(one))).collect(),
            bundle_hash: hash.to_string(),
            published: events.iter().find(|event| event.bundle == *hash).map(publishing),
            printed_at: self.now(),
        })
    }

    /// The year's 审查台账 as a workbook: one row a release, with its four signatures.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn review_ledger(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::PrintLedger, &Facts::of(&who.agency))?;
        let ledgers = store::reviews::approvals_of_year(&self.reader, &who.agency, year).await?;
        let mut events = Vec::new();
        loop {
            let offset = i64::try_from(events.len()).unwrap_or(i64::MAX);
            let page = store::publications::events_of_year(&self.reader, &who.agency, year, AT_ONCE, offset);
            let page = page.await?;
            let last = i64::try_from(page.len()).is_ok_and(|length| length < AT_ONCE);
            events.extend(page);
            if last {
                break;
            }
        }
        events.reverse();
        let made_at = self.now();
        let work = move || ledger_sheet(year, &events, &ledgers, made_at);
        let sheet = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))?;
        sheet.map_err(|error| Failure::of(&error).into())
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn origin_words(origin: &Origin) -> String {
    match origin {
        Origin::Made => "本机关制作".to_owned(),
        Origin::Obtained { from, on } => format!("获取自{from}（{on}）"),
        Origin::Reposted { source, original_number } if original_number.is_empty() => format!("转载：{source}"),
        Origin::Reposted { source, original_number } => format!("转载：{source}（{original_number}）"),
        Origin::JointlyMade { lead, co_makers, consent } => {
            format!("联合制作，牵头机关{lead}，联合{}；同意公开的依据：{consent}", co_makers.join("、"))
        }
    }
}

fn attachment(one: &Attachment, uploads: &[Upload]) -> ReviewAttachment {
    let upload = uploads.iter().find(|upload| upload.file == one.file);
    ReviewAttachment {
        name: one.name.clone(),
        kind: if upload.is_some_and(|upload| upload.human_reading) {
            format!("{}（人工逐页审查）", one.media_type)
        } else {
            one.media_type.clone()
        },
        bytes: one.size,
        pages: one.pages,
        hash: one.file.to_string(),
    }
}

fn finding(one: RecordedFinding) -> ReviewFinding {
    let (disposition, by, at) = match one.disposition {
        Some(kept) => (FindingDisposition::Justified(kept.reason), Some(kept.name), Some(kept.at)),
        None => (FindingDisposition::Noted, None, None),
    };
    ReviewFinding { place: one.place, label: one.label, excerpt: one.excerpt, disposition, by, at }
}

fn answers(approvals: &[Approval]) -> Vec<ReviewAnswer> {
    let secrecy = approvals.iter().find(|approval| approval.level == Level::SecrecyReviewer);
    let Some(checklist) = secrecy.and_then(|approval| approval.checklist.as_ref()) else { return Vec::new() };
    QUESTIONS
        .iter()
        .filter_map(|question| {
            let answer = checklist.0.iter().find(|answer| answer.key == question.key)?;
            Some(ReviewAnswer {
                question: question.text.to_owned(),
                touched: answer.touched,
                note: answer.note.clone(),
            })
        })
        .collect()
}

fn opinion(approval: &Approval, duty: Option<String>) -> ReviewOpinion {
    ReviewOpinion {
        level: approval.level.label().to_owned(),
        name: approval.name.clone(),
        duty: duty.unwrap_or_default(),
        at: approval.at,
        opinion: approval.opinion.clone(),
        delegation: approval
            .acting_for
            .as_ref()
            .map(|acting| Delegation { acting_for: acting.name.clone(), basis: acting.basis.clone() }),
    }
}

fn publishing(event: &PublicationEvent) -> ReviewPublishing {
    ReviewPublishing { publisher: event.by_name.clone(), at: event.at, address: format!("/d/{}", event.document) }
}

fn ledger_sheet(
    year: i16,
    events: &[(PublicationEvent, Bundle)],
    ledgers: &BTreeMap<ContentHash, Vec<Approval>>,
    made_at: Instant,
) -> Result<Vec<u8>, paper::write::WriteError> {
    let text = |heading: &str| SheetColumn::text(heading);
    let mut columns = vec![
        SheetColumn::new("序号", ColumnKind::Integer),
        text("索引号"),
        text("文号"),
        text("标题").wide(48),
        text("事项"),
        SheetColumn::new("生成日期", ColumnKind::Date),
        text("公开时间"),
    ];
    for level in Level::ALL {
        columns.push(text(level.label()));
        columns.push(text(&format!("{}签署时间", level.label())));
        columns.push(text(&format!("{}意见", level.label())));
    }
    columns.extend([text("发布人"), text("内容指纹").wide(72)]);
    let none = Vec::new();
    let rows = events
        .iter()
        .enumerate()
        .map(|(index, (event, bundle))| ledger_row(index, event, bundle, ledgers.get(&event.bundle).unwrap_or(&none)));
    Sheet { title: format!("{year}年保密审查台账"), columns, rows }.xlsx(made_at)
}

fn ledger_row(index: usize, event: &PublicationEvent, bundle: &Bundle, ledger: &[Approval]) -> Vec<SheetCell> {
    let generated_on: Date = bundle.generated_on;
    let mut cells = vec![
        SheetCell::Integer(i64::try_from(index + 1).unwrap_or(i64::MAX)),
        bundle.index_number.clone().into(),
        bundle.document_number.clone().into(),
        bundle.title.clone().into(),
        event.kind.label().into(),
        generated_on.into(),
        event.at.minute_text().into(),
    ];
    for level in Level::ALL {
        match ledger.iter().find(|approval| approval.level == level) {
            Some(approval) => {
                let name = match &approval.acting_for {
                    Some(acting) => format!("{}（受{}委托）", approval.name, acting.name),
                    None => approval.name.clone(),
                };
                cells.extend([name.into(), approval.at.minute_text().into(), approval.opinion.clone().into()]);
            }
            None => cells.extend([SheetCell::Empty, SheetCell::Empty, SheetCell::Empty]),
        }
    }
    cells.extend([event.by_name.clone().into(), event.bundle.to_string().into()]);
    cells
}
