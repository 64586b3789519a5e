//! 拟写答复: the statutory order of questions leads to an outcome; the outcome asks for what it rests on; the machine reads
//! before it goes to its reviews.

use super::files::{FileLine, lines, refusal_of, take};
use super::published::{self, PublishedLine};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed, comes_from_here};
use crate::public::applying::telling;
use affairs::application::reply::{Answer, Draft, Material, Withheld};
use affairs::application::{Application, FileRole, Standing};
use affairs::case::Search;
use affairs::id::{CaseId, DocumentId, FindingId};
use affairs::letter::{Block, Origin};
use affairs::personal::Purpose;
use affairs::review::RecordedFinding;
use affairs::{ContentHash, Refusal};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::applications::Written;
use law::outcome::{Demand, Outcome, Walk, walk};
use law::remedy::ServiceWay;
use std::collections::BTreeMap;

/// Rows for parts that are kept back; more come with each keeping.
const PARTS: usize = 3;

/// One question of the walk with its answer.
pub(super) struct Answered {
    pub question: &'static str,
    pub basis: String,
    pub yes: bool,
    /// The address that takes this answer and all after it back.
    pub back: String,
}

/// Where the walk stands.
pub(super) struct WalkView {
    pub answered: Vec<Answered>,
    /// The next question with its basis, and the addresses of its two answers.
    pub next: Option<(&'static str, String, String, String)>,
    /// What can be chosen, each with its articles and its address.
    pub outcomes: Vec<(&'static str, String, String)>,
}

/// A text that the outcome asks for.
pub(super) struct DemandField {
    pub name: &'static str,
    pub label: &'static str,
    pub basis: String,
    pub value: String,
}

/// Something that the case itself must show.
pub(super) struct FromCase {
    pub label: &'static str,
    pub basis: String,
    pub met: bool,
}

/// A part that is kept back.
pub(super) struct PartField {
    pub number: usize,
    pub what: String,
    pub because: String,
    pub ground: String,
}

/// The form of an answer.
pub(super) struct AnswerView {
    pub outcome: &'static str,
    pub code: &'static str,
    pub basis: String,
    pub revision: i64,
    pub looked: String,
    pub demands: Vec<DemandField>,
    pub from_case: Vec<FromCase>,
    pub wants_laws: bool,
    pub laws: String,
    pub wants_parts: bool,
    pub parts: Vec<PartField>,
    pub grounds: Vec<(String, String)>,
    pub wants_organ: bool,
    pub organ_name: String,
    pub organ_contact: String,
    pub hands_out: bool,
    pub provided_how: String,
    pub number: String,
    pub way: String,
    pub materials: Vec<Material>,
    pub findings: Vec<RecordedFinding>,
    pub sent_back: String,
}

#[derive(Template)]
#[template(path = "office/applications/reply.html")]
pub(super) struct ReplyPage {
    pub shell: OfficeShell,
    pub case_address: String,
    pub case: String,
    pub number: String,
    pub version: i64,
    pub walk: Option<WalkView>,
    /// Every outcome an officer may choose, for whoever knows it already.
    pub outcomes: Vec<(String, String)>,
    pub answer: Option<AnswerView>,
    pub ways: Vec<(String, String)>,
    pub found: Vec<(String, String)>,
    pub files: Vec<FileLine>,
    /// What the form of the search record begins with, or what was typed.
    pub search: Fields,
    pub searched: bool,
    /// What was looked for among the publications, and what was found.
    pub find: String,
    pub published: Vec<PublishedLine>,
    /// The letter that the kept draft makes, paragraph by paragraph.
    pub paragraphs: Vec<ParagraphView>,
}

/// A paragraph of the letter and whose words it is.
pub(super) struct ParagraphView {
    pub text: String,
    pub fixed: bool,
    /// Why it stands fixed, or where it is written.
    pub says: &'static str,
    /// The article, where it stands fixed.
    pub article: &'static str,
}

/// The page: the walk, or the form of the outcome that was chosen.
///
/// # Errors
/// Refused to whoever does not handle the case.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let asked = Asked::Walk {
        answers: query.get("answers").cloned().unwrap_or_default(),
        outcome: query.get("outcome").and_then(|code| Outcome::from_code(code)).filter(|one| one.may_be_chosen()),
        again: query.contains_key("again") || query.contains_key("answers"),
    };
    let find = query.get("find").map(String::as_str);
    page_finding(&app, &signed, &CaseId::new(case), asked, find, (Errors::none(), done)).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    asked: Asked,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    page_finding(app, signed, case, asked, None, (errors, done)).await
}

/// What the page is asked to show.
enum Asked {
    Walk {
        answers: String,
        outcome: Option<Outcome>,
        again: bool,
    },
    /// A form that came back.
    Typed(Fields),
    /// The kept draft; what was typed into the form of the search record.
    Kept(Fields),
}

/// The page, and among the publications what is looked for; what the applicant asks for where nothing else is.
async fn page_finding(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    asked: Asked,
    find: Option<&str>,
    (errors, done): (Errors, &str),
) -> Result<Response, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let application = desk.read_application(who, case).await?;
    let standing = application.standing(&*desk.calendar(&who.agency).await?);
    let draft = desk.reply_draft(who, case).await?;
    let draft = draft.as_ref().map(|draft| draft.reveal(Purpose::Handling));
    let today = desk.now().date().to_string();
    let of = |answer: &Answer, typed: &str, way: ServiceWay, revision: i64| {
        view(&application, &standing, draft, answer, (typed, way, revision))
    };
    let (walk, answer, typed) = stands(asked, case, draft, of)?;
    let search = typed.unwrap_or_else(|| Fields::from(vec![("search_on".to_owned(), today)]));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let files = lines(app, signed, case).await?;
    let wanted = &application.form.reveal(Purpose::Handling).wanted.description;
    let find = find.map_or_else(|| telling(wanted), str::to_owned);
    let hands_out = answer.as_ref().is_some_and(|answer| answer.hands_out && answer.revision > 0);
    let published = if hands_out { published::found(app, signed, &find).await? } else { Vec::new() };
    let view = ReplyPage {
        shell: front_at(app, signed, "拟写答复", errors, done).await?,
        case_address: format!("/office/applications/{case}"),
        case: case.to_string(),
        number: application.frame.number.clone(),
        version: application.frame.version,
        walk,
        outcomes: choices(),
        answer,
        ways: ServiceWay::ALL.map(|way| (way.code().to_owned(), way.label().to_owned())).to_vec(),
        found: [("yes", "找到所申请的信息"), ("no", "没有找到")]
            .map(|(code, label)| (code.to_owned(), label.to_owned()))
            .to_vec(),
        files: files.into_iter().filter(|file| file.role == FileRole::Material).collect(),
        search,
        searched: standing.searched,
        find,
        published,
        paragraphs: paragraphs(app, signed, case).await?,
    };
    page(&view, status)
}

/// The letter that the kept draft makes; nothing while it cannot be made.
async fn paragraphs(app: &App, signed: &Signed, case: &CaseId) -> Result<Vec<ParagraphView>, Fault> {
    let Some(letter) = app.desk().drafted_letter(signed.who(), case).await? else { return Ok(Vec::new()) };
    let paragraph = |block: &Block| {
        let (fixed, says, article) = match block.origin() {
            Origin::Fixed { why, article } => (true, why, article),
            Origin::Written { at } => (false, at, ""),
        };
        ParagraphView { text: block.body.lines().join("\n"), fixed, says, article }
    };
    Ok(letter.reveal(Purpose::Handling).blocks.iter().map(paragraph).collect())
}

/// What stands on the page: the walk, or a form; and what was typed into the form of the search record.
type Shown = (Option<WalkView>, Option<AnswerView>, Option<Fields>);

fn stands(
    asked: Asked,
    case: &CaseId,
    draft: Option<&Draft>,
    of: impl Fn(&Answer, &str, ServiceWay, i64) -> AnswerView,
) -> Result<Shown, Refusal> {
    let kept = |draft: &Draft| of(&draft.answer, &draft.typed_number, draft.way, draft.revision);
    Ok(match asked {
        Asked::Typed(fields) => {
            let written = written(&fields)?;
            (None, Some(of(&written.answer, &written.typed_number, written.way, written.revision)), None)
        }
        Asked::Walk { outcome: Some(outcome), .. } => {
            let same = draft.map(|draft| &draft.answer).filter(|answer| answer.outcome == outcome).cloned();
            let (number, way, revision) = kept_of(draft);
            (None, Some(of(&same.unwrap_or_else(|| Answer::of(outcome)), number, way, revision)), None)
        }
        Asked::Walk { answers, again, .. } if again || draft.is_none() => (Some(walked(case, &answers)), None, None),
        Asked::Walk { .. } => (None, draft.map(kept), None),
        Asked::Kept(fields) => {
            let typed = Some(fields).filter(|fields| !fields.get("search_on").is_empty());
            match draft {
                Some(draft) => (None, Some(kept(draft)), typed),
                None => (Some(walked(case, "")), None, typed),
            }
        }
    })
}

fn kept_of(draft: Option<&Draft>) -> (&str, ServiceWay, i64) {
    draft.map_or(("", ServiceWay::Post, 0), |draft| (draft.typed_number.as_str(), draft.way, draft.revision))
}

/// The walk after these answers: `y` and `n`, one a question.
pub(super) fn walked(case: &CaseId, answers: &str) -> WalkView {
    let letters: Vec<char> = answers.chars().filter(|letter| matches!(letter, 'y' | 'n')).collect();
    let given: Vec<bool> = letters.iter().map(|letter| *letter == 'y').collect();
    let here = |answers: &str| format!("/office/applications/{case}/reply?answers={answers}");
    let mut answered = Vec::new();
    let mut next = None;
    let mut outcomes = Vec::new();
    for asked in 0..=given.len() {
        let so_far: String = letters.iter().take(asked).collect();
        match (walk(&given[..asked]), given.get(asked)) {
            (Walk::Ask(test), Some(yes)) => answered.push(Answered {
                question: test.question,
                basis: articles(test.articles),
                yes: *yes,
                back: here(&so_far),
            }),
            (Walk::Ask(test), None) => {
                let (yes, no) = (here(&format!("{so_far}y")), here(&format!("{so_far}n")));
                next = Some((test.question, articles(test.articles), yes, no));
            }
            (Walk::Choose { outcomes: found, .. }, _) => {
                let address = |code| format!("/office/applications/{case}/reply?outcome={code}");
                outcomes =
                    found.iter().map(|one| (one.label(), articles(one.articles()), address(one.code()))).collect();
                break;
            }
        }
    }
    WalkView { answered, next, outcomes }
}

fn choices() -> Vec<(String, String)> {
    let chosen = Outcome::ALL.into_iter().filter(|one| one.may_be_chosen());
    chosen.map(|one| (one.code().to_owned(), one.label().to_owned())).collect()
}

fn articles(articles: &[law::article::Article]) -> String {
    articles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// The name of a demand's field. 检索、审查情况 of the letter is another text than the facts an outcome asks for.
const fn field_of(demand: Demand) -> &'static str {
    match demand {
        Demand::Findings => "established",
        other => other.code(),
    }
}

fn view(
    application: &Application,
    standing: &Standing,
    draft: Option<&Draft>,
    answer: &Answer,
    (number, way, revision): (&str, ServiceWay, i64),
) -> AnswerView {
    let outcome = answer.outcome;
    let demands = outcome.demands();
    let materials = draft.map(|draft| draft.materials.clone()).unwrap_or_default();
    let given = answer.given(application, standing, &materials);
    let written = demands.iter().copied().filter(|demand| Answer::is_written(*demand));
    let elsewhere =
        |demand: &Demand| !Answer::is_written(*demand) && !matches!(demand, Demand::LawCited | Demand::WithheldParts);
    let from_case = demands.iter().copied().filter(elsewhere);
    let wants_parts = demands.contains(&Demand::WithheldParts);
    AnswerView {
        outcome: outcome.label(),
        code: outcome.code(),
        basis: articles(outcome.articles()),
        revision,
        looked: answer.findings.clone(),
        demands: written
            .map(|demand| DemandField {
                name: field_of(demand),
                label: demand.prompt(),
                basis: format!("依据：{}", demand.basis()),
                value: answer.text(demand).to_owned(),
            })
            .collect(),
        from_case: from_case
            .map(|demand| FromCase {
                label: demand.prompt(),
                basis: demand.basis().to_string(),
                met: given.contains(&demand),
            })
            .collect(),
        wants_laws: demands.iter().any(|demand| matches!(demand, Demand::LawCited | Demand::InquiryRule)),
        laws: answer.citations.join("\n"),
        wants_parts,
        parts: if wants_parts { parts(answer) } else { Vec::new() },
        grounds: grounds(),
        wants_organ: demands.contains(&Demand::RightOrgan),
        organ_name: answer.right_organ.clone(),
        organ_contact: answer.right_organ_contact.clone(),
        hands_out: demands.contains(&Demand::Materials),
        provided_how: answer.provided_how.clone(),
        number: number.to_owned(),
        way: way.code().to_owned(),
        materials,
        findings: draft.map(|draft| draft.findings.clone()).unwrap_or_default(),
        sent_back: draft.map(|draft| draft.sent_back.clone()).unwrap_or_default(),
    }
}

fn grounds() -> Vec<(String, String)> {
    let grounds = Outcome::ALL.into_iter().filter(|one| one.may_ground_a_part());
    grounds.map(|one| (one.code().to_owned(), format!("{}（{}）", one.label(), articles(one.articles())))).collect()
}

fn parts(answer: &Answer) -> Vec<PartField> {
    let field = |(number, part): (usize, Option<&Withheld>)| PartField {
        number,
        what: part.map(|part| part.what.clone()).unwrap_or_default(),
        because: part.map(|part| part.because.clone()).unwrap_or_default(),
        ground: part.map(|part| part.ground.code().to_owned()).unwrap_or_default(),
    };
    let rows = PARTS.max(answer.withheld.len() + 1);
    (1..=rows).map(|number| field((number, answer.withheld.get(number - 1)))).collect()
}

/// What the form carries.
fn written(fields: &Fields) -> Result<Written, Refusal> {
    let outcome = Outcome::from_code(fields.get("outcome"));
    let outcome = outcome.ok_or_else(|| Refusal::new("outcome", "请先选择办理结果。"))?;
    let mut answer = Answer::of(outcome);
    fields.get("looked").clone_into(&mut answer.findings);
    let texts = outcome.demands().iter().filter(|demand| Answer::is_written(**demand));
    answer.texts = texts.map(|demand| (demand.code().to_owned(), fields.get(field_of(*demand)).to_owned())).collect();
    answer.citations = fields.get("laws").lines().map(str::to_owned).collect();
    for number in 1.. {
        let text = |name: &str| fields.get(&format!("{name}_{number}")).to_owned();
        let (what, because) = (text("part_what"), text("part_because"));
        let ground = Outcome::from_code(&text("part_ground")).filter(|ground| ground.may_ground_a_part());
        if !fields.pairs().any(|(name, _)| *name == format!("part_what_{number}")) {
            break;
        }
        match ground {
            Some(ground) => answer.withheld.push(Withheld { what, because, ground }),
            None if what.is_empty() && because.is_empty() => {}
            None => {
                return Err(Refusal::new("ground", format!("请为第 {number} 处不公开的部分选择依据。")).at("parts"));
            }
        }
    }
    fields.get("organ_name").clone_into(&mut answer.right_organ);
    fields.get("organ_contact").clone_into(&mut answer.right_organ_contact);
    fields.get("provided_how").clone_into(&mut answer.provided_how);
    Ok(Written {
        answer,
        typed_number: fields.get("number").to_owned(),
        way: ServiceWay::from_code(fields.get("way")).unwrap_or(ServiceWay::Post),
        revision: fields.number("revision").unwrap_or(0),
    })
}

/// The desk speaks of the letter's facts and the outcome's demands; the page's fields have names of their own.
fn at_its_field(mut refusal: Refusal) -> Refusal {
    refusal.field = refusal.field.and_then(|field| match (refusal.code, field) {
        ("findings_open", _) => Some("machine"),
        ("letter_fact", "findings") => Some("looked"),
        (_, "findings") | ("letter_fact", "reasons") => Some("established"),
        (_, "documents" | "materials" | "title" | "file") => Some("materials"),
        (_, "published_at") => Some("where_to_get_it"),
        (_, "citations" | "law_cited") => Some("laws"),
        (_, "withheld" | "withheld_parts" | "withheld_what" | "withheld_because" | "parts") => Some("parts"),
        ("letter_fact", "right_organ") => Some("organ_name"),
        (_, "right_organ_contact") => Some("organ_contact"),
        (_, "places") => Some("search_places"),
        (_, "keywords") => Some("search_keywords"),
        (_, "people") => Some("search_people"),
        (_, "result") => Some("search_result"),
        (_, "on") => Some("search_on"),
        (_, "search_record") => Some("search"),
        (_, known @ ("number" | "provided_how" | "search_on" | "search_places")) => Some(known),
        (_, other) => Demand::from_code(other).filter(|demand| Answer::is_written(*demand)).map(field_of),
    });
    refusal
}

/// Keeps the draft, hands it into its reviews, keeps a search record, or takes a material out.
///
/// # Errors
/// When the store fails; a refusal comes back with everything that was typed.
pub async fn act(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let case = CaseId::new(case);
    match perform(&app, &signed, &case, &fields).await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(Stopped { error, kept }) => {
            let errors = Errors::one(at_its_field(refusal_of(error)?));
            let asked = if kept { Asked::Kept(fields) } else { Asked::Typed(fields) };
            page_of(&app, &signed, &case, asked, errors, "").await
        }
    }
}

/// What stopped an act, and whether what was typed into the answer's form has been kept already.
struct Stopped {
    error: ActError,
    kept: bool,
}

async fn perform(app: &App, signed: &Signed, case: &CaseId, fields: &Fields) -> Result<String, Stopped> {
    let (desk, who) = (app.desk(), signed.who());
    let here = |done: &str| format!("/office/applications/{case}/reply?done={done}");
    let typed = |error: ActError| Stopped { error, kept: false };
    let kept = |error: ActError| Stopped { error, kept: true };
    let version = fields.number("version").unwrap_or(0);
    let revision = fields.number("revision").unwrap_or(0);
    match fields.get("act") {
        "search" => {
            let day = fields
                .date("search_on")
                .ok_or_else(|| kept(Refusal::new("day", "请填写检索之日，例如 2026-03-02。").at("on").into()))?;
            let found = fields.get("search_found") == "yes";
            desk.record_search(who, case, version, found, day, searched(fields)).await.map_err(kept)?;
            Ok(here("recorded"))
        }
        "drop" => {
            let hash = ContentHash::parse(fields.get("material")).ok_or_else(|| kept(desk::not_found().into()))?;
            desk.drop_material(who, case, revision, &hash).await.map_err(kept)?;
            Ok(here("removed"))
        }
        "published" => {
            let file = ContentHash::parse(fields.get("file")).ok_or_else(|| kept(desk::not_found().into()))?;
            let document = DocumentId::new(fields.get("document"));
            desk.add_published_material(who, case, revision, (&document, &file)).await.map_err(kept)?;
            Ok(here("uploaded"))
        }
        act => {
            let written = written(fields).map_err(|refusal| typed(refusal.into()))?;
            desk.write_reply(who, case, written).await.map_err(typed)?;
            if act != "submit" {
                return Ok(here("saved"));
            }
            let reasons = fields
                .pairs()
                .filter_map(|(name, reason)| Some((FindingId::new(name.strip_prefix("reason-")?), reason.clone())));
            let reasons: BTreeMap<FindingId, String> = reasons.collect();
            desk.submit_reply(who, case, version, revision + 1, &reasons).await.map_err(kept)?;
            Ok(format!("/office/applications/{case}?done=reply_submitted"))
        }
    }
}

fn searched(fields: &Fields) -> Search {
    let lines = |name: &str| {
        let text = fields.get(name).replace(['、', '，', '；'], "\n");
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    Search {
        places: lines("search_places"),
        keywords: lines("search_keywords"),
        people: lines("search_people"),
        result: fields.get("search_result").to_owned(),
    }
}

/// Takes in what is handed out with the reply: the file into the case, its name into the draft.
///
/// # Errors
/// When the store fails; a refusal comes back on the page.
pub async fn add_material(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = match take(&app, &signed, form, Some(FileRole::Material)).await {
        Ok(brought) => brought,
        Err(Fault::Refused(refusal)) if refusal.code != "form_token" => {
            let errors = Errors::one(refusal.at("materials"));
            return page_of(&app, &signed, &case, Asked::Kept(Fields::from(Vec::new())), errors, "").await;
        }
        Err(fault) => return Err(fault),
    };
    let fields = brought.fields;
    let done = async {
        let (desk, who) = (app.desk(), signed.who());
        let known = ContentHash::parse(fields.get("known"));
        let hash = match brought.files.first().map(|file| file.hash().clone()).or(known) {
            Some(hash) => hash,
            None => return Err(Refusal::new("file_missing", "请选择要提供的材料文件。").at("file").into()),
        };
        if fields.get("title").is_empty() {
            return Err(Refusal::new("title_missing", "请填写材料的名称，答复书要写明。").at("title").into());
        }
        if !brought.files.is_empty() {
            desk.attach_case_files(who, &case, brought.files).await?;
        }
        let revision = fields.number("revision").unwrap_or(0);
        desk.add_material(who, &case, revision, (&hash, fields.get("title"), fields.get("document_number"))).await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to(&format!("/office/applications/{case}/reply?done=uploaded")).into_response()),
        Err(error) => {
            let errors = Errors::one(at_its_field(refusal_of(error)?));
            page_of(&app, &signed, &case, Asked::Kept(Fields::from(Vec::new())), errors, "").await
        }
    }
}

/// The letter as it would be printed now.
///
/// # Errors
/// Refused while something that the letter must state is missing.
pub async fn preview(signed: Signed, State(app): State<App>, Path(case): Path<String>) -> Result<Response, Fault> {
    let bytes = app.desk().preview_reply(signed.who(), &CaseId::new(case)).await?;
    Ok(pdf("答复书（草稿）.pdf", bytes))
}

/// A PDF that the browser shows.
pub(super) fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{}", crate::public::files::encoded_name(name))),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::outcome::TESTS;

    #[test]
    fn the_walk_is_asked_one_question_at_a_time_and_ends_in_a_choice() {
        let case = CaseId::new("c1");
        let begin = walked(&case, "");
        assert_eq!(begin.next.as_ref().map(|next| next.0), Some(TESTS[0].question));
        assert!(begin.answered.is_empty() && begin.outcomes.is_empty());
        let not_ours = walked(&case, "yyyyyn");
        assert_eq!(not_ours.answered.len(), 6);
        assert!(not_ours.next.is_none());
        assert_eq!(not_ours.outcomes[0].0, Outcome::NotOurs.label());
        assert!(not_ours.answered[5].back.ends_with("answers=yyyyy"));
        // What is beyond the end, and what is no answer, is not looked at.
        assert_eq!(walked(&case, "y?yyyynnnn").answered.len(), 6);
    }

    #[test]
    fn every_text_an_outcome_asks_for_is_a_field_that_is_read_back_and_found_by_its_refusal() {
        for outcome in Outcome::ALL.into_iter().filter(|one| one.may_be_chosen()) {
            let demands = outcome.demands().iter().copied().filter(|demand| Answer::is_written(*demand));
            let mut pairs = vec![("outcome".to_owned(), outcome.code().to_owned())];
            for demand in demands.clone() {
                pairs.push((field_of(demand).to_owned(), format!("{demand:?}")));
                let refused = at_its_field(Refusal::new("demand_missing", "").at(demand.code()));
                assert_eq!(refused.field, Some(field_of(demand)), "{demand:?}");
            }
            let read = written(&Fields::from(pairs)).unwrap();
            for demand in demands {
                assert_eq!(read.answer.text(demand), format!("{demand:?}"), "{outcome:?}");
            }
        }
    }

    #[test]
    fn a_part_without_its_ground_is_asked_for() {
        let fields = |ground: &str| {
            let pairs = [("outcome", "partially_disclosed"), ("part_what_1", "附表"), ("part_ground_1", ground)];
            Fields::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
        };
        assert_eq!(written(&fields("")).err().map(|refusal| refusal.field), Some(Some("parts")));
        let ground = Outcome::ALL.into_iter().find(|one| one.may_ground_a_part()).unwrap();
        assert_eq!(written(&fields(ground.code())).unwrap().answer.withheld.len(), 1);
    }
}
