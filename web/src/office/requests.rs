//! 更正与建议: the list says numbers, days and stages; one case with what it says of a person is opened by those who handle it.

use super::answer::Fault;
use super::applications::files::{ADDED, FileLine, refusal_of, sent, take};
use super::front::{front_at, page};
use super::session::{Posted, Signed, comes_from_here};
use super::tasks::Task;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::access::{Act, Facts, may};
use affairs::application::FileRole;
use affairs::case::CaseKind;
use affairs::id::{CaseId, DocumentId, PersonId};
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, Request, RequestForm, Stage, kind_of};
use affairs::time::chinese_date;
use affairs::{ContentHash, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::applications::{LetterFormat, Seal};
use desk::requests::Answer;
use law::calendar::WorkingDayCalendar;
use law::request_due::request_due;
use std::collections::BTreeMap;
use store::requests::RequestRow;

/// The most lines of each list.
const MOST: i64 = 300;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    let files = Router::new()
        .route("/office/requests/{case}/files", post(attach))
        .route("/office/requests/{case}/seal", post(seal))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/office/requests", get(list).post(register))
        .route("/office/requests/{case}", get(show))
        .route("/office/requests/{case}/answer", post(answer))
        .route("/office/requests/{case}/assign", post(assign))
        .route("/office/requests/{case}/publication", post(link))
        .route("/office/requests/{case}/letter/{format}", get(letter))
        .route("/office/requests/{case}/files/{hash}", get(open))
        .merge(files)
}

/// One case, as the list shows it.
struct Line {
    case: String,
    number: String,
    kind: &'static str,
    received: String,
    due: String,
    responsible: String,
    stage: &'static str,
    tone: Tone,
}

#[derive(Template)]
#[template(path = "office/requests.html")]
struct RequestsPage {
    shell: OfficeShell,
    open: Vec<Line>,
    ended: Vec<Line>,
    may_register: bool,
    kinds: Vec<(String, String)>,
    today: String,
}

/// The lists.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn list(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let agency = signed.who().agency.clone();
    may(&signed.at.officer, Act::SeeApplications, &Facts::of(&agency))?;
    let reader = app.desk().reader();
    let calendar = app.desk().calendar(&agency).await?;
    let people = store::people::all(reader, &agency).await?;
    let names: BTreeMap<PersonId, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
    let today = app.desk().now().date();
    let line = |row: RequestRow| line(row, &calendar, &names, today);
    let open = store::requests::list(reader, &agency, true, MOST).await?.into_iter().map(line).collect();
    let ended = store::requests::list(reader, &agency, false, MOST).await?.into_iter().map(line).collect();
    let done = query.get("done").map_or("", String::as_str);
    let shell = front_at(&app, &signed, "更正与建议", Errors::none(), done).await?;
    let may_register = may(&signed.at.officer, Act::ReceiveApplication, &Facts::of(&agency)).is_ok();
    let kinds = [CaseKind::RecordCorrection, CaseKind::Suggestion]
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()))
        .to_vec();
    page(&RequestsPage { shell, open, ended, may_register, kinds, today: today.to_string() }, StatusCode::OK)
}

fn line(
    row: RequestRow,
    calendar: &WorkingDayCalendar,
    names: &BTreeMap<PersonId, String>,
    today: affairs::Date,
) -> Line {
    let due = kind_of(row.kind).map(|kind| request_due(kind, row.received_on, calendar).answer.value);
    let late = row.open && due.is_some_and(|due| due < today);
    Line {
        case: row.case.to_string(),
        number: row.number,
        kind: row.kind.label(),
        received: chinese_date(row.received_on),
        due: due.map(chinese_date).unwrap_or_default(),
        responsible: names.get(&row.responsible).cloned().unwrap_or_default(),
        stage: match (row.open, row.result) {
            (true, _) => "办理中",
            (false, Some(result)) => result.label(),
            (false, None) => "已撤回",
        },
        tone: match (row.open, late) {
            (_, true) => Tone::Bad,
            (true, false) => Tone::Wait,
            (false, false) => Tone::Plain,
        },
    }
}

/// The open cases of whoever is signed in, among everything that waits for him.
///
/// # Errors
/// When the store fails.
pub(super) async fn waiting(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let who = signed.who();
    if !Act::HandleApplication.roles().iter().any(|role| signed.at.officer.holds(*role)) {
        return Ok(Vec::new());
    }
    let open = store::requests::list(app.desk().reader(), &who.agency, true, MOST).await?;
    let (calendar, today) = (app.desk().calendar(&who.agency).await?, app.desk().now().date());
    let task = |row: RequestRow| {
        let Line { case, number, kind, received, due, tone, .. } = line(row, &calendar, &BTreeMap::new(), today);
        Task {
            title: format!("{kind} {number}"),
            href: format!("/office/requests/{case}"),
            button: "办理".to_owned(),
            about: vec![format!("{received}收到")],
            held: format!("{due}前答复"),
            tone,
        }
    };
    Ok(open.into_iter().filter(|row| row.responsible == who.person).map(task).collect())
}

/// Registers what came by hand, by post or by mail.
///
/// # Errors
/// Refused as the act says.
pub async fn register(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let fields = &posted.fields;
    let kind = CaseKind::from_code(fields.get("kind")).ok_or_else(Fault::not_found)?;
    let of = |name: &str| fields.get(name).to_owned();
    let form = RequestForm {
        name: of("name"),
        document_kind: of("document_kind"),
        document_number: of("document_number"),
        telephone: of("telephone"),
        address: of("address"),
        email: of("email"),
        about: of("about"),
        wish: of("wish"),
        evidence: of("evidence"),
    };
    let day = || Refusal::new("day", "请填写收到的日期。").at("received_on");
    let received_on = fields.date("received_on").ok_or_else(day)?;
    let (case, _) = app.desk().register_request(posted.signed.who(), kind, form, received_on).await?;
    Ok(Redirect::to(&format!("/office/requests/{case}?done=entered")).into_response())
}

/// One line of what happened.
struct Happening {
    at: String,
    what: &'static str,
    by: String,
    text: String,
}

#[derive(Template)]
#[template(path = "office/request.html")]
struct RequestPage {
    shell: OfficeShell,
    case: String,
    kind: &'static str,
    correction: bool,
    version: i64,
    form: RequestForm,
    stage: &'static str,
    open: bool,
    adopted: bool,
    document: String,
    due: String,
    basis: Vec<String>,
    responsible: String,
    has_letter: bool,
    /// Whether the letter waits for its seal.
    to_seal: bool,
    files: Vec<FileLine>,
    roles: Vec<(&'static str, &'static str)>,
    may_handle: bool,
    results: Vec<(String, String)>,
    people: Vec<(String, String)>,
    events: Vec<Happening>,
}

/// One case.
///
/// # Errors
/// Refused to everybody who does not handle it.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, &CaseId::new(case), Errors::none(), done).await
}

async fn page_of(app: &App, signed: &Signed, case: &CaseId, errors: Errors, done: &str) -> Result<Response, Fault> {
    let who = signed.who();
    let request = app.desk().read_request(who, case).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = format!("{} {}", request.frame.kind.label(), request.frame.number);
    let shell = front_at(app, signed, &title, errors, done).await?;
    let calendar = app.desk().calendar(&who.agency).await?;
    let people = store::people::all(app.desk().reader(), &who.agency).await?;
    let names: BTreeMap<PersonId, String> = people.iter().map(|one| (one.id.clone(), one.name.clone())).collect();
    let active = people.into_iter().filter(|person| person.state == affairs::people::PersonState::Active);
    let standing = request.standing(&calendar);
    let frame = &request.frame;
    let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
    let of_kind = Answered::ALL.into_iter().filter(|result| result.kind() == frame.kind);
    let shown = RequestPage {
        shell,
        case: frame.id.to_string(),
        kind: frame.kind.label(),
        correction: frame.kind == CaseKind::RecordCorrection,
        version: frame.version,
        form: request.form.reveal(Purpose::Handling).clone(),
        stage: standing.stage.label(),
        open: standing.stage == Stage::Open,
        adopted: matches!(standing.stage, Stage::Answered { result: Answered::Adopted, .. }),
        document: standing.document.as_ref().map(ToString::to_string).unwrap_or_default(),
        due: chinese_date(standing.due.answer.value),
        basis: standing.due.steps.iter().map(ToString::to_string).collect(),
        responsible: names.get(&frame.responsible).cloned().unwrap_or_default(),
        has_letter: !standing.letter_number.is_empty(),
        to_seal: !standing.letter_number.is_empty() && standing.sealed.is_none(),
        files: files_of(app, signed, case).await?,
        roles: ADDED
            .iter()
            .filter(|role| !matches!(role, FileRole::Application | FileRole::ReviewPaper))
            .map(|role| (role.code(), role.label()))
            .collect(),
        may_handle: may(&signed.at.officer, Act::HandleApplication, &facts).is_ok(),
        results: of_kind.map(|result| (result.code().to_owned(), result.label().to_owned())).collect(),
        people: active.map(|person| (person.id.to_string(), person.name)).collect(),
        events: happenings(&request, &names),
    };
    page(&shown, status)
}

async fn files_of(app: &App, signed: &Signed, case: &CaseId) -> Result<Vec<FileLine>, Fault> {
    let files = app.desk().request_files(signed.who(), case).await?;
    let line = |file: store::applications::CaseFile| FileLine {
        href: format!("/office/requests/{case}/files/{}", file.hash.hex()),
        hash: file.hash.to_string(),
        name: file.name.reveal(Purpose::Handling).clone(),
        role: file.role,
        size: u64::try_from(file.size).unwrap_or_default(),
        remark: file.remark.map_or("", |remark| remark.label()),
    };
    Ok(files.into_iter().map(line).collect())
}

/// Opens a file, piece by piece, as it comes from its seal.
///
/// # Errors
/// Refused to everybody who does not handle the case.
pub async fn open(
    signed: Signed,
    State(app): State<App>,
    Path((case, hex)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    Ok(sent(app.desk().open_request_file(signed.who(), &CaseId::new(case), &hash).await?))
}

/// Adds a file to a case.
///
/// # Errors
/// When the store fails; a refusal comes back on the page.
pub async fn attach(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = match take(&app, &signed, form, None).await {
        Ok(brought) => brought,
        Err(Fault::Refused(refusal)) if refusal.code != "form_token" => {
            return page_of(&app, &signed, &case, Errors::one(refusal.at("file")), "").await;
        }
        Err(fault) => return Err(fault),
    };
    match app.desk().attach_request_files(signed.who(), &case, brought.files).await {
        Ok(()) => Ok(back(&case, "uploaded")),
        Err(error) => page_of(&app, &signed, &case, Errors::one(refusal_of(error)?), "").await,
    }
}

/// Registers that the seal was put on the letter, and takes the sealed copy in.
///
/// # Errors
/// When the store fails; a refusal comes back on the page.
pub async fn seal(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = match take(&app, &signed, form, Some(FileRole::SealedReply)).await {
        Ok(brought) => brought,
        Err(Fault::Refused(refusal)) if refusal.code != "form_token" => {
            return page_of(&app, &signed, &case, Errors::one(refusal.at("file")), "").await;
        }
        Err(fault) => return Err(fault),
    };
    let fields = brought.fields;
    let seal = Seal {
        copies: fields.number("copies").and_then(|copies| u16::try_from(copies).ok()).unwrap_or(0),
        by: fields.get("by").to_owned(),
        copy: brought.files.into_iter().next(),
        check: fields.get("check").to_owned(),
    };
    let version = fields.number("version").unwrap_or(0);
    match app.desk().seal_request(signed.who(), &case, version, seal).await {
        Ok(()) => Ok(back(&case, "request_sealed")),
        Err(error) => page_of(&app, &signed, &case, Errors::one(refusal_of(error)?), "").await,
    }
}

fn happenings(request: &Request, names: &BTreeMap<PersonId, String>) -> Vec<Happening> {
    let happening = |line: &affairs::case::Happened<Event>| {
        let words = line.words.reveal(Purpose::Handling);
        let parts = [&words.text, &words.party, &words.address];
        Happening {
            at: line.at.minute_text(),
            what: line.event.label(),
            by: match &line.by {
                Some(person) => names.get(person).cloned().unwrap_or_default(),
                None => "提出人".to_owned(),
            },
            text: parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("；"),
        }
    };
    request.events.iter().map(happening).collect()
}

fn version(posted: &Posted) -> i64 {
    posted.fields.number("version").unwrap_or_default()
}

fn back(case: &CaseId, done: &str) -> Response {
    Redirect::to(&format!("/office/requests/{case}?done={done}")).into_response()
}

/// Answers a case.
///
/// # Errors
/// Refused as the act says.
pub async fn answer(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let case = CaseId::new(case);
    let fields = &posted.fields;
    let choose = || Refusal::new("result_missing", "请选择处理结果。").at("result");
    let answer = Answer {
        result: Answered::from_code(fields.get("result")).ok_or_else(choose)?,
        findings: fields.get("findings").to_owned(),
        words: fields.get("words").to_owned(),
        organ: fields.get("organ").to_owned(),
        organ_contact: fields.get("organ_contact").to_owned(),
    };
    app.desk().answer_request(posted.signed.who(), &case, version(&posted), answer).await?;
    Ok(back(&case, "request_answered"))
}

/// Gives a case to somebody else.
///
/// # Errors
/// Refused as the act says.
pub async fn assign(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let case = CaseId::new(case);
    let to = PersonId::new(posted.fields.get("to"));
    app.desk().assign_request(posted.signed.who(), &case, version(&posted), &to).await?;
    Ok(Redirect::to("/office/requests?done=request_assigned").into_response())
}

/// Names the draft that an adopted suggestion led to: its number, or its address as the browser shows it.
///
/// # Errors
/// Refused as the act says.
pub async fn link(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let case = CaseId::new(case);
    let typed = posted.fields.get("document");
    let after = typed.rsplit_once("/office/documents/").map_or(typed, |(_, rest)| rest);
    let id = DocumentId::new(after.split(['/', '?', '#']).next().unwrap_or_default());
    app.desk().link_request(posted.signed.who(), &case, version(&posted), &id).await?;
    Ok(back(&case, "saved"))
}

/// 更正政府信息记录答复书.
///
/// # Errors
/// Refused as the act says.
pub async fn letter(
    signed: Signed,
    State(app): State<App>,
    Path((case, format)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let format = LetterFormat::from_extension(&format).ok_or_else(Fault::not_found)?;
    let bytes = app.desk().request_letter(signed.who(), &CaseId::new(case), format).await?;
    let name = crate::public::files::encoded_name(&format!("更正政府信息记录答复书.{}", format.extension()));
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, sound};
    use super::*;

    fn sample() -> Line {
        Line {
            case: "c1".to_owned(),
            number: NASTY.to_owned(),
            kind: CaseKind::RecordCorrection.label(),
            received: "2019年9月27日".to_owned(),
            due: "2019年10月30日".to_owned(),
            responsible: NASTY.to_owned(),
            stage: "办理中",
            tone: Tone::Wait,
        }
    }

    #[test]
    fn the_lists_are_sound_and_say_that_they_are_outside_table_three() {
        for may_register in [true, false] {
            let html = sound(&RequestsPage {
                shell: shell("更正与建议"),
                open: vec![sample()],
                ended: Vec::new(),
                may_register,
                kinds: vec![("suggestion".to_owned(), NASTY.to_owned())],
                today: "2019-09-27".to_owned(),
            });
            assert!(html.contains("不计入年度报告表三"));
            assert_eq!(html.contains("received_on"), may_register);
        }
    }

    #[test]
    fn a_case_is_sound_and_offers_an_answer_only_to_who_handles_it_while_it_is_open() {
        let case = |open: bool, may_handle: bool| RequestPage {
            shell: shell("一件"),
            case: "c1".to_owned(),
            kind: CaseKind::Suggestion.label(),
            correction: false,
            version: 1,
            form: RequestForm { name: NASTY.to_owned(), about: NASTY.to_owned(), ..RequestForm::default() },
            stage: "办理中",
            open,
            adopted: !open,
            document: "d1".to_owned(),
            due: "2019年10月30日".to_owned(),
            basis: vec![NASTY.to_owned()],
            responsible: NASTY.to_owned(),
            has_letter: true,
            to_seal: true,
            files: vec![FileLine {
                href: "/office/requests/c1/files/f1".to_owned(),
                hash: "f1".to_owned(),
                name: NASTY.to_owned(),
                role: FileRole::Attachment,
                size: 5,
                remark: "",
            }],
            roles: vec![("evidence", "办理证据")],
            may_handle,
            results: vec![("adopted".to_owned(), NASTY.to_owned())],
            people: vec![("p1".to_owned(), NASTY.to_owned())],
            events: vec![Happening {
                at: "今天".to_owned(),
                what: "收到",
                by: NASTY.to_owned(),
                text: NASTY.to_owned(),
            }],
        };
        for (open, may_handle) in [(true, true), (true, false), (false, true), (false, false)] {
            let html = sound(&case(open, may_handle));
            assert_eq!(html.contains("/answer\""), open && may_handle);
            assert_eq!(html.contains("/publication\""), !open && may_handle);
            assert_eq!(html.contains("/seal\""), may_handle);
            assert_eq!(html.contains("/files\""), may_handle);
        }
    }
}
