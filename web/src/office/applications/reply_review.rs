//! 审核答复: the letter as it will be issued, who has signed it, what changed since it was handed in last; sign, send back,
//! take back.

use super::files::refusal_of;
use super::reply::pdf;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::review::{QuestionField, checklist, questions};
use crate::office::session::{Posted, Signed};
use affairs::application::reply::{Material, ReplyLevel, ReplyProgress, ReplyReview};
use affairs::id::CaseId;
use affairs::letter::canonical_text;
use affairs::personal::Purpose;
use affairs::review::RecordedFinding;
use affairs::{ContentHash, Refusal};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::applications::Opinion;
use std::collections::{BTreeMap, BTreeSet};

/// A level of the chain as the page draws it.
pub(super) struct LevelLine {
    pub label: &'static str,
    /// `done`, `now` or `later`.
    pub state: &'static str,
    pub who: String,
    pub opinion: String,
}

/// A line of the letter, and whether it stood in the one handed in before.
pub(super) struct LetterText {
    pub text: String,
    pub is_new: bool,
}

#[derive(Template)]
#[template(path = "office/applications/reply_review.html")]
pub(super) struct ReviewPage {
    pub shell: OfficeShell,
    pub case_address: String,
    pub case: String,
    pub number: String,
    pub version: i64,
    pub reply: String,
    pub hex: String,
    pub outcome: &'static str,
    pub basis: String,
    pub state: String,
    pub way: &'static str,
    pub lines: Vec<LetterText>,
    /// Lines of the letter handed in before that this one has no more.
    pub gone: Vec<String>,
    pub again: bool,
    pub materials: Vec<Material>,
    pub findings: Vec<RecordedFinding>,
    pub levels: Vec<LevelLine>,
    /// The level that this person signs at, or nothing.
    pub signs: &'static str,
    pub why_not: String,
    pub is_secrecy: bool,
    pub questions: Vec<QuestionField>,
    pub opinion: String,
    pub may_take_back: bool,
}

/// The page of a reply that was handed in.
///
/// # Errors
/// Refused to whoever has no part in the case.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path((case, hex)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let done = query.get("done").map_or("", String::as_str);
    let none = Fields::from(Vec::new());
    page_of(&app, &signed, (&CaseId::new(case), &hash), &none, Errors::none(), done).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    (case, hash): (&CaseId, &ContentHash),
    fields: &Fields,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let application = desk.read_application(who, case).await?;
    let (reader, keyring) = (desk.reader(), desk.keyring()?);
    let review = store::replies::review(reader, keyring, &who.agency, hash).await?;
    let review = review.filter(|review| review.case == *case).ok_or_else(Fault::not_found)?;
    let content = store::replies::content(reader, keyring, &who.agency, hash).await?.ok_or_else(Fault::not_found)?;
    let content = content.reveal(Purpose::Handling);
    let before = before(app, signed, &review).await?;
    let old: BTreeSet<&str> = before.iter().map(String::as_str).collect();
    let text = canonical_text(&content.letter);
    let now: BTreeSet<&str> = text.lines().collect();
    let signs = review.signer_may(&signed.at.officer);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = ReviewPage {
        shell: front_at(app, signed, &format!("审核答复：{}", application.frame.number), errors, done).await?,
        case_address: format!("/office/applications/{case}"),
        case: case.to_string(),
        number: application.frame.number.clone(),
        version: application.frame.version,
        reply: hash.to_string(),
        hex: hash.hex().to_owned(),
        outcome: content.answer.outcome.label(),
        basis: content.answer.outcome.articles().iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        state: review.progress.label(),
        way: content.way.label(),
        lines: text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| LetterText { text: line.to_owned(), is_new: !old.is_empty() && !old.contains(line) })
            .collect(),
        gone: before.iter().filter(|line| !now.contains(line.as_str())).cloned().collect(),
        again: !old.is_empty(),
        materials: content.materials.clone(),
        findings: content.findings.clone(),
        levels: levels(&review),
        signs: signs.as_ref().map_or("", |level| level.label()),
        why_not: signs.as_ref().err().map(|why| Refusal::from(why.clone()).message).unwrap_or_default(),
        is_secrecy: signs.as_ref().is_ok_and(|level| *level == ReplyLevel::SecrecyReviewer),
        questions: questions(fields),
        opinion: fields.get("opinion").to_owned(),
        may_take_back: review.owner == who.person && matches!(review.progress, ReplyProgress::Waiting { .. }),
    };
    page(&view, status)
}

/// The lines of the letter that was handed in before this one.
async fn before(app: &App, signed: &Signed, review: &ReplyReview) -> Result<Vec<String>, Fault> {
    let (desk, agency) = (app.desk(), &signed.who().agency);
    let all = store::replies::of_case(desk.reader(), agency, &review.case).await?;
    let earlier = all.iter().take_while(|row| row.reply != review.reply).last();
    let Some(earlier) = earlier else { return Ok(Vec::new()) };
    let content = store::replies::content(desk.reader(), desk.keyring()?, agency, &earlier.reply).await?;
    let text = content.map(|content| canonical_text(&content.reveal(Purpose::Handling).letter));
    Ok(text.unwrap_or_default().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn levels(review: &ReplyReview) -> Vec<LevelLine> {
    let waited = review.waited_for().ok();
    let line = |level: &ReplyLevel| {
        let signature = review.signatures.iter().find(|signature| signature.level == *level);
        LevelLine {
            label: level.label(),
            state: match signature {
                Some(_) => "done",
                None if waited == Some(*level) => "now",
                None => "later",
            },
            who: signature.map(|one| format!("{}　{}", one.name, one.at.minute_text())).unwrap_or_default(),
            opinion: signature.map(|one| one.opinion.clone()).unwrap_or_default(),
        }
    };
    review.levels.iter().map(line).collect()
}

/// Signs, sends back, or takes back. A refusal comes back with everything that was typed.
///
/// # Errors
/// When the store fails.
pub async fn act(
    State(app): State<App>,
    Path((case, hex)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let (case, hash) = (CaseId::new(case), ContentHash::parse(&hex).ok_or_else(Fault::not_found)?);
    let (desk, who) = (app.desk(), signed.who());
    let opinion = Opinion {
        seen: ContentHash::parse(fields.get("seen")).unwrap_or_else(|| ContentHash::of(&[])),
        text: fields.get("opinion").to_owned(),
        checklist: Some(checklist(&fields)),
    };
    let done = match fields.get("act") {
        "approve" => desk.sign_reply(who, opinion).await.map(|_| "/office?done=reply_signed".to_owned()),
        "return" => desk.send_reply_back(who, opinion).await.map(|()| "/office?done=reply_returned".to_owned()),
        "take_back" => {
            let version = fields.number("version").unwrap_or(0);
            let taken = desk.take_reply_back(who, &case, version, &hash).await;
            taken.map(|()| format!("/office/applications/{case}/reply?done=taken_back"))
        }
        _ => return Err(Refusal::new("act_unknown", "没有这个操作，请刷新页面再试。").into()),
    };
    match done {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(error) => {
            let errors = Errors::one(refusal_of(error)?);
            page_of(&app, &signed, (&case, &hash), &fields, errors, "").await
        }
    }
}

/// The letter of a reply: as it was handed in, or as it was issued.
///
/// # Errors
/// Refused to whoever has no part in the case.
pub async fn letter(
    signed: Signed,
    State(app): State<App>,
    Path((case, hex)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let bytes = app.desk().reply_letter(signed.who(), &CaseId::new(case), &hash).await?;
    Ok(pdf("政府信息公开申请答复书.pdf", bytes))
}
