//! 审查: at the left the document as the public will see it; at the right the chain, what the machine found, what changed,
//! the checklist, and one form that signs or sends back.

use super::answer::Fault;
use super::documents::{Step, holders_of, steps};
use super::form::Fields;
use super::front::{front_at, page};
use super::preview;
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::access::{Act, Facts, may};
use affairs::document::difference::{Change, FactChange, PartKind, Shown, abridged, of_bodies, of_facts};
use affairs::document::{Body, Bundle};
use affairs::id::FindingId;
use affairs::review::{Answer, Checklist, Level, Progress, RecordedFinding, Review};
use affairs::{ContentHash, Refusal};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::publishing::Opinion;
use law::secrecy_checklist::QUESTIONS;
use std::collections::BTreeMap;

/// A picture or scan that must be read page by page.
struct Picture {
    hex: String,
    name: String,
    read: bool,
}

/// One question of the checklist as the form shows it.
pub(super) struct QuestionField {
    pub key: &'static str,
    pub text: &'static str,
    pub basis: String,
    pub advice: &'static str,
    pub chosen: String,
    pub note: String,
}

#[derive(Template)]
#[template(path = "office/review.html")]
struct ReviewPage {
    shell: OfficeShell,
    review: Review,
    bundle: Bundle,
    body_html: String,
    facts: Vec<(String, String)>,
    files: Vec<(String, String, u64)>,
    steps: Vec<Step>,
    findings: Vec<RecordedFinding>,
    open_findings: usize,
    pictures: Vec<Picture>,
    fact_changes: Vec<FactChange>,
    changes: Vec<Shown>,
    /// Against which earlier bundle the difference is shown, in words; empty for the first.
    against: String,
    level: &'static str,
    /// Why this person may not sign now; empty if he may.
    why_not: String,
    is_mine: bool,
    may_publish: bool,
    may_remind: bool,
    questions: Vec<QuestionField>,
    phrases: Vec<String>,
    opinion: String,
    release: String,
}

impl ReviewPage {
    fn state(&self) -> &'static str {
        self.review.progress.code()
    }

    fn is_secrecy_level(&self) -> bool {
        self.level == Level::SecrecyReviewer.label()
    }

    fn trouble(&self) -> String {
        match &self.review.progress {
            Progress::Unreadable { why, .. } => why.clone(),
            Progress::Returned { name, reason, .. } => format!("{name}退回：{reason}"),
            Progress::Ordered { release_at, name, .. } => {
                format!("{name}已定时，将于 {} 发布", release_at.minute_text())
            }
            _ => String::new(),
        }
    }
}

/// The page of a submission.
///
/// # Errors
/// Refused to those who have no part in it.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(hex): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    review_page(&app, &signed, &hex, Errors::none(), &Fields::default(), done).await
}

async fn review_page(
    app: &App,
    signed: &Signed,
    hex: &str,
    errors: Errors,
    fields: &Fields,
    done: &str,
) -> Result<Response, Fault> {
    let (reader, who) = (app.desk().reader(), signed.who());
    let hash = ContentHash::parse(hex).ok_or_else(Fault::not_found)?;
    let review = store::reviews::by_bundle(reader, &who.agency, &hash).await?.ok_or_else(Fault::not_found)?;
    let facts = Facts::document(&who.agency, &review.section, &review.owner);
    may(&signed.at.officer, Act::ReadDraft, &facts)?;
    let (bundle, body) = store::reviews::bundle(reader, &who.agency, &hash).await?.ok_or_else(Fault::not_found)?;
    let findings = store::reviews::findings(reader, &who.agency, &hash).await?;
    let pictures = pictures(app, signed, &bundle).await?;
    let difference = changes(app, &review, &bundle, &body).await?;
    let holders = holders_of(app, &review).await?;
    let level = review.waited_for().ok();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = front_at(app, signed, &bundle.title, errors, done).await?;
    let page_of = ReviewPage {
        body_html: preview::body_html(&bundle.document, &body),
        facts: fact_lines(&bundle, app, signed).await?,
        files: preview::files(&bundle.document, &bundle.attachments),
        steps: steps(&review, &holders),
        open_findings: affairs::review::finding::unanswered(&findings),
        why_not: level.map_or_else(String::new, |level| why_not(&review, level, signed)),
        level: level.map_or("", Level::label),
        is_mine: review.owner == who.person,
        may_publish: may(&signed.at.officer, Act::Publish, &Facts::of(&who.agency)).is_ok(),
        may_remind: may(&signed.at.officer, Act::Remind, &facts).is_ok(),
        questions: questions(fields),
        phrases: store::sessions::phrases(reader, &who.agency, &who.person).await?,
        opinion: fields.raw("opinion").to_owned(),
        release: match bundle.release {
            affairs::document::Release::AtOnce => "审核通过后发布".to_owned(),
            affairs::document::Release::At { instant } => format!("{} 定时发布", instant.minute_text()),
        },
        shell,
        review,
        bundle,
        findings,
        pictures,
        fact_changes: difference.facts,
        changes: difference.text,
        against: difference.against,
    };
    page(&page_of, status)
}

fn why_not(review: &Review, level: Level, signed: &Signed) -> String {
    use affairs::Refuse;
    match review.signer_may(level, &signed.at.officer) {
        Ok(()) => String::new(),
        Err(reason) => reason.refusal().message,
    }
}

async fn pictures(app: &App, signed: &Signed, bundle: &Bundle) -> Result<Vec<Picture>, Fault> {
    let reader = app.desk().reader();
    let uploads = store::uploads::of_document(reader, &bundle.agency, &bundle.document).await?;
    let read = store::uploads::pictures_read_by(reader, &bundle.agency, &signed.who().person).await?;
    let files: Vec<ContentHash> = bundle.files().into_iter().map(|(hash, _, _)| hash).collect();
    let pictures = uploads.into_iter().filter(|upload| upload.human_reading && files.contains(&upload.file));
    Ok(pictures
        .map(|upload| Picture {
            hex: upload.file.hex().to_owned(),
            read: read.contains(&upload.file),
            name: upload.name,
        })
        .collect())
}

/// What differs from the last submission of this document.
#[derive(Default)]
struct Difference {
    against: String,
    facts: Vec<FactChange>,
    text: Vec<Shown>,
}

async fn changes(app: &App, review: &Review, bundle: &Bundle, body: &Body) -> Result<Difference, Fault> {
    let reader = app.desk().reader();
    let earlier = store::reviews::bundles_of(reader, &review.agency, &review.document).await?;
    let place = earlier.iter().position(|hash| *hash == review.bundle);
    let Some(before) = place.and_then(|place| place.checked_sub(1)).and_then(|place| earlier.get(place)) else {
        return Ok(Difference::default());
    };
    let Some((old_bundle, old_body)) = store::reviews::bundle(reader, &review.agency, before).await? else {
        return Ok(Difference::default());
    };
    let facts = of_facts(&comparable(&old_bundle), &comparable(bundle));
    let body = body.clone();
    let text = tokio::task::spawn_blocking(move || abridged(&of_bodies(&old_body, &body), 1))
        .await
        .map_err(|error| Fault::Failed(error.to_string()))?;
    let against = format!("第 {} 版的上一次送审（指纹 {}）", old_bundle.edition, before.short());
    Ok(Difference { against, facts, text })
}

/// Everything around the text that a reader sees.
fn comparable(bundle: &Bundle) -> Vec<(String, String)> {
    let columns: Vec<&str> = bundle.targets.iter().map(affairs::id::ColumnId::as_str).collect();
    let files: Vec<String> =
        bundle.attachments.iter().map(|file| format!("{}（{}）", file.name, file.file.short())).collect();
    [
        ("事项", bundle.action.label().to_owned()),
        ("标题", bundle.title.clone()),
        ("摘要", bundle.summary.clone()),
        ("来源", bundle.source.clone()),
        ("生成日期", bundle.generated_on.to_string()),
        ("栏目", columns.join("、")),
        ("关键词", bundle.keywords.join(" ")),
        ("公开属性", format!("{} {}", bundle.public_attribute.label(), bundle.attribute_reason)),
        ("附件", files.join("；")),
    ]
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .chain(super::site::lines_of(bundle))
    .collect()
}

async fn fact_lines(bundle: &Bundle, app: &App, signed: &Signed) -> Result<Vec<(String, String)>, Fault> {
    let columns = store::agencies::columns(app.desk().reader(), &signed.who().agency).await?;
    let names: Vec<&str> = bundle
        .targets
        .iter()
        .filter_map(|target| columns.iter().find(|column| column.id == *target))
        .map(|column| column.name.as_str())
        .collect();
    let mut facts = vec![
        ("事项".to_owned(), bundle.action.label().to_owned()),
        ("索引号".to_owned(), bundle.index_number.clone()),
        ("文号".to_owned(), bundle.document_number.clone()),
        ("生成日期".to_owned(), affairs::time::chinese_date(bundle.generated_on)),
        ("来源".to_owned(), bundle.source.clone()),
        ("发布栏目".to_owned(), names.join("、")),
        ("公开属性".to_owned(), bundle.public_attribute.label().to_owned()),
        ("理由".to_owned(), bundle.attribute_reason.clone()),
        ("第二十条类别".to_owned(), bundle.article20.map(|one| one.label().to_owned()).unwrap_or_default()),
        ("五公开".to_owned(), bundle.stage.map(|one| one.label().to_owned()).unwrap_or_default()),
        ("关键词".to_owned(), bundle.keywords.join("、")),
        ("摘要".to_owned(), bundle.summary.clone()),
    ];
    facts.extend(super::site::lines_of(bundle));
    facts.retain(|(_, value)| !value.is_empty());
    Ok(facts)
}

pub(super) fn questions(fields: &Fields) -> Vec<QuestionField> {
    QUESTIONS
        .iter()
        .map(|question| QuestionField {
            key: question.key,
            text: question.text,
            basis: question.basis(),
            advice: question.consequence.advice(),
            chosen: fields.get(&format!("check.{}", question.key)).to_owned(),
            note: fields.get(&format!("note.{}", question.key)).to_owned(),
        })
        .collect()
}

pub(super) fn checklist(fields: &Fields) -> Checklist {
    let answered = QUESTIONS.iter().filter_map(|question| {
        let touched = match fields.get(&format!("check.{}", question.key)) {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        let note = fields.get(&format!("note.{}", question.key)).to_owned();
        Some(Answer { key: question.key.to_owned(), touched, note })
    });
    Checklist(answered.collect())
}

/// What the form asks: sign, send back, take back, remind, justify, mask, publish.
///
/// # Errors
/// When the store fails; refusals come back in the form with what was typed.
pub async fn act(State(app): State<App>, Path(hex): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    match perform(&app, &signed, &hex, &fields).await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(Fault::Refused(refusal)) if refusal.code != "not_found" => {
            review_page(&app, &signed, &hex, Errors::one(refusal), &fields, "").await
        }
        Err(fault) => Err(fault),
    }
}

async fn perform(app: &App, signed: &Signed, hex: &str, fields: &Fields) -> Result<String, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let hash = ContentHash::parse(hex).ok_or_else(Fault::not_found)?;
    let opinion = || Opinion {
        seen: ContentHash::parse(fields.get("seen")).unwrap_or_else(|| ContentHash::of(b"")),
        text: fields.get("opinion").to_owned(),
        checklist: Some(checklist(fields)),
    };
    let here = |done: &str| format!("/office/reviews/{}?done={done}", hash.hex());
    match fields.get("act") {
        "approve" => {
            seen_is(&hash, fields)?;
            desk.approve(who, opinion()).await?;
            Ok("/office?done=approved".to_owned())
        }
        "return" => {
            seen_is(&hash, fields)?;
            desk.send_back(who, opinion()).await?;
            Ok("/office?done=returned".to_owned())
        }
        "take_back" => {
            desk.take_back(who, &hash).await?;
            Ok(to_editor(app, signed, &hash, "taken_back").await?)
        }
        "mask" | "remove" => {
            desk.mask_findings(who, &hash, fields.get("act") == "remove").await?;
            Ok(to_editor(app, signed, &hash, "masked").await?)
        }
        "justify" => {
            desk.justify(who, &hash, &FindingId::new(fields.get("finding")), fields.get("reason")).await?;
            Ok(here("justified"))
        }
        "remind" => {
            desk.remind(who, &hash).await?;
            Ok(here("reminded"))
        }
        "publish" => {
            let now = desk.publish(who, &hash).await?;
            Ok(here(if now { "published" } else { "ordered" }))
        }
        _ => Err(Refusal::new("act_unknown", "没有这个操作，请刷新页面再试。").into()),
    }
}

/// The page and its form must speak of the same bundle.
fn seen_is(hash: &ContentHash, fields: &Fields) -> Result<(), Fault> {
    use affairs::Refuse;
    if ContentHash::parse(fields.get("seen")).as_ref() == Some(hash) {
        Ok(())
    } else {
        Err(ActError::Refused(affairs::review::ReviewRefused::StaleBundle.refusal()).into())
    }
}

async fn to_editor(app: &App, signed: &Signed, hash: &ContentHash, done: &str) -> Result<String, Fault> {
    let review = store::reviews::by_bundle(app.desk().reader(), &signed.who().agency, hash).await?;
    let review = review.ok_or_else(Fault::not_found)?;
    Ok(format!("/office/documents/{}/edit?done={done}", review.document))
}
