//! One case: who is responsible, the one next action and its day, the clock with its reasons, the form, the ledger, the acts.
//! Whoever opens it reads what it says of a person, so the journal has a line of it.

use super::act::{CaseAct, offered};
use super::board::{Left, Line, Names, left};
use super::files::{ADDED, FileLine, lines};
use super::letters::{LetterLine, letter_lines, to_number, to_tell};
use super::words::{Named, sentence};
use crate::app::App;
use crate::kit::{Clock, Errors, OfficeShell, Tone};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::Signed;
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::application::{Application, Event, Form, Opinion, Phase, ProvisionForm, ProvisionWay, Standing};
use affairs::case::{Move, Next, Words};
use affairs::id::CaseId;
use affairs::people::PersonState;
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::reply_due::{ConsultationKind, LONGEST_EXTENSION, correction_due};
use std::collections::BTreeMap;

/// How many working days an opinion is usually given.
const CO_HANDLING_DAYS: u16 = 5;

/// How many similar cases are shown.
const ALIKE: usize = 3;

/// A form that came back.
pub(super) struct Typed {
    pub act: CaseAct,
    pub fields: Fields,
}

/// The one thing that comes next.
pub(super) struct NextLine {
    pub action: &'static str,
    pub by: String,
    pub left: Left,
    pub outside: bool,
    pub provisional: bool,
}

/// An earlier case that looks like this one.
pub(super) struct AlikeLine {
    pub line: Line,
    /// In what it is alike.
    pub why: &'static str,
    /// How it fared in reconsideration and in court.
    pub remedies: Vec<String>,
}

/// An opinion that another section was asked for.
pub(super) struct CoLine {
    pub who: String,
    pub state: String,
    pub tone: Tone,
}

/// An opinion that is owed by whoever looks: what was asked, until when, what was typed and refused.
pub(super) struct Owed {
    pub question: String,
    pub until: String,
    pub words: String,
}

/// A line of the ledger.
pub(super) struct LedgerLine {
    pub at: String,
    pub who: String,
    pub what: String,
    /// What was written beside it: label, text.
    pub words: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "office/applications/case.html")]
pub(super) struct CasePage {
    pub shell: OfficeShell,
    pub case: String,
    pub version: i64,
    pub kind: &'static str,
    pub phase: &'static str,
    pub officer: String,
    pub section: String,
    pub next: Option<NextLine>,
    pub ended: String,
    /// Where the case goes on, the first of them next: address, words.
    pub doors: Vec<(String, &'static str)>,
    pub receipt: Vec<(&'static str, String)>,
    pub clock: Option<Clock>,
    /// Each time a year's holiday notice moved the day.
    pub moves: Vec<String>,
    /// Where the alarms go by an earlier day than the due day.
    pub earlier: String,
    pub form: Vec<(&'static str, String)>,
    pub remarks: Vec<&'static str>,
    pub ledger: Vec<LedgerLine>,
    pub files: Vec<FileLine>,
    pub may_handle: bool,
    pub alike: Vec<AlikeLine>,
    pub letters: Vec<LetterLine>,
    /// Who was asked for an opinion, and whether it is owed.
    pub co_handling: Vec<CoLine>,
    /// What this person himself is asked; nothing where he is not.
    pub owes: Option<Owed>,
    pub has_address: bool,
    pub offered: Vec<CaseAct>,
    /// What was refused, with everything that was typed.
    pub typed: Option<Typed>,
    /// What the forms begin with.
    pub preset: BTreeMap<&'static str, String>,
    pub options: Options,
    /// Why the extension that waits cannot be granted, or nothing.
    pub extension_refused: String,
    pub extension_asked: String,
    /// Why a correction that is asked for now comes late, or nothing.
    pub correction_late: String,
}

/// What the selects and radios offer.
#[derive(Default)]
pub(super) struct Options {
    pub people: Vec<(String, String)>,
    pub asked: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    pub became: Vec<(String, String)>,
    pub methods: Vec<(String, String)>,
    pub forms: Vec<(String, String)>,
    pub ways: Vec<(String, String)>,
    pub decisions: Vec<(String, String)>,
    pub roles: Vec<(String, String)>,
    /// Letters that may be given a number.
    pub letters: Vec<(String, String)>,
    /// Third parties that object to what goes out.
    pub third_parties: Vec<(String, String)>,
}

impl CasePage {
    /// Whether the form of an act stands on the page: it may be done now, or it came back.
    fn offers(&self, code: &str) -> bool {
        self.offered.iter().any(|act| act.code() == code) || self.failed(code)
    }

    fn failed(&self, code: &str) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.act.code() == code)
    }

    /// The refusal that belongs to no field of the form that came back.
    fn problem(&self, code: &str) -> &str {
        let own = self.shell.errors.all().iter().find(|refusal| refusal.field.is_none());
        own.filter(|_| self.failed(code)).map_or("", |refusal| refusal.message.as_str())
    }

    /// What stands in a field: what was typed, or what the form begins with.
    fn value(&self, code: &str, name: &str) -> &str {
        match &self.typed {
            Some(typed) if typed.act.code() == code => typed.fields.raw(name),
            _ => self.preset.get(name).map_or("", String::as_str),
        }
    }

    /// The act that the one next action asks for stands open at the top of the acts.
    fn has_acts(&self) -> bool {
        !self.offered.is_empty() || self.typed.is_some()
    }
}

/// The page of a case.
///
/// # Errors
/// Refused to whoever has no part in it.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, &CaseId::new(case), None, Errors::none(), done).await
}

/// The page, also where a form came back.
pub(super) async fn page_of(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    typed: Option<Typed>,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let application = desk.read_application(who, case).await?;
    let calendar = desk.calendar(&who.agency).await?;
    let (standing, today) = (application.standing(&calendar), desk.now().date());
    let names = Names::load(app, signed).await?;
    let alike = alike(app, signed, &application, &names).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let options = options(app, signed, &standing, &names, &application).await?;
    let form = application.form.reveal(Purpose::Handling);
    let frame = &application.frame;
    let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
    let may_handle = may(&signed.at.officer, Act::HandleApplication, &facts).is_ok();
    let view = CasePage {
        shell: front_at(app, signed, &application.frame.number, errors, done).await?,
        case: case.to_string(),
        version: application.frame.version,
        kind: application.frame.kind.label(),
        phase: standing.phase.label(),
        officer: names.person(&application.frame.responsible),
        section: names.section(&application.frame.section),
        next: standing.next().filter(|_| standing.phase.is_open()).map(|next| next_line(&next, today, &calendar)),
        ended: ended_words(&standing),
        doors: doors(case, &standing, may_handle),
        receipt: receipt_facts(&application, &standing),
        clock: standing.due.as_ref().map(|due| Clock::of(&standing.clock, due, &calendar, today)),
        moves: moves(app, signed, case).await?,
        earlier: earlier(&standing),
        remarks: form.remarks(application.kind),
        form: form_facts(form, application.kind),
        ledger: ledger(&application, &names),
        files: lines(app, signed, case).await?,
        may_handle,
        alike,
        letters: letter_lines(&application, &standing, &desk.numbered_letters(who, case).await?),
        co_handling: co_lines(&application, &names, today),
        owes: owed(&application, signed, typed.as_ref()),
        has_address: !form.applicant.address.is_empty(),
        offered: offered(&application, &standing, &signed.at.officer, today),
        typed,
        preset: preset(&standing, form, today, &calendar),
        options,
        extension_refused: refusal_of(standing.decide_extension(true, today).err()),
        extension_asked: extension_asked(&application, &standing),
        correction_late: correction_late(&standing, today),
    };
    page(&view, status)
}

/// Each opinion that was asked for; late ones say so.
fn co_lines(application: &Application, names: &Names<'_>, today: Date) -> Vec<CoLine> {
    let line = |one: affairs::application::co_handling::CoHandling| {
        let until = chinese_date(one.until);
        let (state, tone) = match one.answered_on {
            Some(on) => (format!("{}已提供意见，见办理记录", chinese_date(on)), Tone::Good),
            None if one.is_late(today) => (format!("已逾期，应当在{until}前提供意见"), Tone::Bad),
            None => (format!("等待意见，至{until}"), Tone::Wait),
        };
        CoLine { who: format!("{}（{}）", names.person(&one.to), names.section(&one.section)), state, tone }
    };
    application.co_handling().into_iter().map(line).collect()
}

fn owed(application: &Application, signed: &Signed, typed: Option<&Typed>) -> Option<Owed> {
    let words = typed.map_or("", |typed| typed.fields.raw("co_words")).to_owned();
    let me = &signed.who().person;
    let one = application.co_handling().into_iter().find(|one| one.to == *me && one.answered_on.is_none())?;
    let asked = application
        .events
        .iter()
        .find(|line| matches!(line.event, Event::CoHandlingAsked { key, .. } if key == one.key));
    let question = asked.map(|line| line.words.reveal(Purpose::Handling).text.clone()).unwrap_or_default();
    Some(Owed { question, until: chinese_date(one.until), words })
}

async fn moves(app: &App, signed: &Signed, case: &CaseId) -> Result<Vec<String>, Fault> {
    let moves = store::calendars::moves_of(app.desk().reader(), &signed.who().agency, case).await?;
    let words = |(notice, moved): (String, store::calendars::Move)| {
        let (old, new) = (chinese_date(moved.old_due_on), chinese_date(moved.new_due_on));
        format!("按{notice}重新计算，答复期限由{old}改为{new}")
    };
    Ok(moves.into_iter().map(words).collect())
}

/// The same applicant's or the same words' first, then those that ask for nearly the same; none twice.
async fn alike(
    app: &App,
    signed: &Signed,
    application: &Application,
    names: &Names<'_>,
) -> Result<Vec<AlikeLine>, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let (case, frame) = (&application.frame.id, &application.frame);
    // Whoever is only asked for his opinion on this case has no business with others.
    let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
    if may(&signed.at.officer, Act::ReadApplication, &facts).is_err() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in desk.cases_alike(who, application, ALIKE).await? {
        let remedies = store::remedies::rows_of(desk.reader(), &who.agency, &row.case).await?;
        found.push((row, "同一申请人或者同样的内容", remedies));
    }
    for near in desk.nearest_cases(who, case).await? {
        if found.iter().all(|(row, ..)| row.case != near.row.case) {
            found.push((near.row, "内容相近", near.remedies));
        }
    }
    let fared = |one: &store::remedies::RemedyRow| {
        let result = one.result.map_or("未审结", |result| result.label(one.route));
        format!("{}：{result}", one.route.label())
    };
    let line = |(row, why, remedies): (store::applications::BoardRow, &'static str, Vec<_>)| AlikeLine {
        line: names.line(&row),
        why,
        remedies: remedies.iter().map(fared).collect(),
    };
    Ok(found.into_iter().map(line).collect())
}

/// Where the case goes on: the reply, its reviews, its service, and what came of it.
fn doors(case: &CaseId, standing: &Standing, may_handle: bool) -> Vec<(String, &'static str)> {
    let here = |end: &str| format!("/office/applications/{case}/{end}");
    let mut doors = Vec::new();
    match &standing.phase {
        Phase::Handling | Phase::AwaitingConfirmation if may_handle => {
            doors.push((here("reply"), "拟写答复"));
            if standing.split(2).is_ok() {
                doors.push((here("split"), "拆分（一事一申请）"));
            }
        }
        Phase::ReplyInReview { reply, .. } => {
            doors.push((here(&format!("replies/{}", reply.hex())), "审核答复"));
        }
        Phase::AwaitingSeal { reply, .. } | Phase::AwaitingService { reply, .. } | Phase::Served { reply, .. } => {
            if may_handle {
                doors.push((here("service"), "用印、送达"));
            }
            doors.push((here(&format!("replies/{}", reply.hex())), "查看答复"));
        }
        _ => {}
    }
    if standing.phase.ended().is_some() {
        doors.push((here("remedies"), "复议、诉讼"));
    }
    doors
}

fn refusal_of(refused: Option<affairs::application::NotNow>) -> String {
    refused.map(|refused| affairs::Refusal::from(refused).to_string()).unwrap_or_default()
}

fn next_line(next: &Next<affairs::application::Action>, today: Date, calendar: &WorkingDayCalendar) -> NextLine {
    NextLine {
        action: next.action.label(),
        by: chinese_date(next.by),
        left: left(today, next.by, calendar),
        outside: next.whose == Move::Outside,
        provisional: next.provisional,
    }
}

fn ended_words(standing: &Standing) -> String {
    let ended = standing.phase.ended();
    ended.map(|(outcome, on)| format!("{}，{}", outcome.label(), chinese_date(on))).unwrap_or_default()
}

fn receipt_facts(application: &Application, standing: &Standing) -> Vec<(&'static str, String)> {
    let submitted = application.submitted_on().map(chinese_date).unwrap_or_default();
    let received = match standing.receipt.received_on {
        Some(on) => format!("{}（已确定）", chinese_date(on)),
        None => format!("暂按{}计，待与申请人确认收到后确定", chinese_date(standing.receipt.governing)),
    };
    vec![("收到的方式", application.mode.label().to_owned()), ("提交或者到达", submitted), ("收到申请之日", received)]
}

fn earlier(standing: &Standing) -> String {
    let due = standing.due.as_ref().map(|due| due.due.value);
    let earlier = standing.due_for_alarms.filter(|earlier| due.is_some_and(|due| *earlier < due));
    earlier.map_or_else(String::new, |day| {
        format!("提醒和逾期按较早的{}计算，免得因确认或者补正告知迟延而误期。", chinese_date(day))
    })
}

fn form_facts(form: &Form, kind: ApplicantKind) -> Vec<(&'static str, String)> {
    let applicant = &form.applicant;
    let pair = |kind: &str, number: &str| format!("{kind} {number}").trim().to_owned();
    let agent = form.agent.as_ref();
    let facts = vec![
        ("申请人", applicant.name.clone()),
        ("类别", kind.label().to_owned()),
        ("身份证明", identity(applicant)),
        ("法定代表人", applicant.representative.clone()),
        ("联系人", applicant.contact_person.clone()),
        ("电话", applicant.telephone.clone()),
        ("电子邮箱", applicant.email.clone()),
        ("通信地址", pair(&applicant.address, &applicant.postcode)),
        ("代理人", agent.map(|agent| pair(&agent.name, &agent.telephone)).unwrap_or_default()),
        ("代理人身份证明", agent.map(|one| pair(&one.document_kind, &one.document_number)).unwrap_or_default()),
        ("申请公开的内容", form.wanted.description.clone()),
        ("文号", form.wanted.document_number.clone()),
        ("获取的形式", form.wanted.form.label().to_owned()),
        ("获取的途径", form.wanted.way.label().to_owned()),
        ("需要的帮助", form.help_needed.clone()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn identity(applicant: &affairs::application::Applicant) -> String {
    match applicant.document_number.as_str() {
        "" => "没有提供".to_owned(),
        number => format!("{} {number}", applicant.document_kind).trim().to_owned(),
    }
}

fn ledger(application: &Application, names: &Names<'_>) -> Vec<LedgerLine> {
    let named = Named { person: &|id| names.person(id), section: &|id| names.section(id) };
    let lines = application.events.iter().rev().map(|line| LedgerLine {
        at: line.at.minute_text(),
        who: line.by.as_ref().map_or_else(|| nobody(&line.event).to_owned(), |by| names.person(by)),
        what: sentence(&line.event, &named),
        words: written(&line.event, line.words.reveal(Purpose::Handling)),
    });
    lines.collect()
}

/// Who stands for a line that no officer wrote.
const fn nobody(event: &Event) -> &'static str {
    match event {
        Event::Lapsed { .. } => "到期自动",
        Event::DueDayTold { .. } => "按节假日安排统一出具",
        _ => "申请人",
    }
}

fn written(event: &Event, words: &Words) -> Vec<(&'static str, String)> {
    let (text, address) = match event {
        Event::Corrected { .. } => ("补正前的内容", ""),
        Event::CorrectionAsked { .. } => ("补正事项", ""),
        Event::CoHandlingAsked { .. } => ("请协办的事项", ""),
        Event::CoHandlingAnswered { .. } => ("意见", ""),
        Event::Submitted { .. } => ("", "来件线索"),
        Event::FeePaid { .. } => ("", "财政票据号码"),
        Event::DueDayTold { .. } => ("原因", "告知书文号"),
        Event::ConsultationSent { .. } => ("征求的事项", "对方地址"),
        Event::ConsultationAnswered { .. } => ("意见", ""),
        Event::Confirmed { .. } | Event::Signed { .. } => ("凭据", ""),
        _ => ("说明", "地址或者号码"),
    };
    let words = [(text, &words.text), ("对方", &words.party), (address, &words.address)];
    words.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, text.clone())).collect()
}

fn extension_asked(application: &Application, standing: &Standing) -> String {
    let Some(wish) = standing.extension else { return String::new() };
    let asked = application.events.iter().rev().find(|line| matches!(line.event, Event::ExtensionAsked { .. }));
    let why = asked.map(|line| line.words.reveal(Purpose::Handling).text.clone()).unwrap_or_default();
    format!("提请延长{}个工作日：{why}", wish.days)
}

/// Why a correction notice comes late today; the event says whether, the clock's own step says why.
fn correction_late(standing: &Standing, today: Date) -> String {
    let Some(due) = &standing.due else { return String::new() };
    match law::reply_due::may_ask_to_correct(due, today, standing.correction_asked) {
        Ok(law::reply_due::Timely::Late(step)) => format!("{}（依据：{}）", step.says, step.basis),
        _ => String::new(),
    }
}

/// What the forms begin with: today, the usual periods, what stands in the case.
fn preset(
    standing: &Standing,
    form: &Form,
    today: Date,
    calendar: &WorkingDayCalendar,
) -> BTreeMap<&'static str, String> {
    let today_text = today.to_string();
    let correct_by = correction_due(today, calendar).answer.value.to_string();
    let fee = standing.fee.map_or(0, |fee| fee.amount / 100);
    let left = standing.fee.and_then(|fee| fee.paid.map(|(_, paid)| (paid - fee.refunded) / 100)).unwrap_or(0);
    let mut preset = BTreeMap::from([
        ("ask_until", correct_by.clone()),
        ("reasons_until", correct_by),
        ("co_until", calendar.add_working_days(today, CO_HANDLING_DAYS).value.to_string()),
        ("extension_days", LONGEST_EXTENSION.to_string()),
        ("consult_kind", ConsultationKind::ThirdParty.code().to_owned()),
        ("consult_question", "是否同意公开".to_owned()),
        ("pay_amount", fee.to_string()),
        ("refund_amount", left.to_string()),
        ("description", form.wanted.description.clone()),
        ("wanted_number", form.wanted.document_number.clone()),
        ("form", form.wanted.form.code().to_owned()),
        ("way", form.wanted.way.code().to_owned()),
        ("charge_method", FeeMethod::ByPage.code().to_owned()),
        ("consulted_key", standing.waiting_for_opinion().map(|asked| asked.key.to_string()).unwrap_or_default()),
    ]);
    for name in ["confirm_on", "signature_on", "correct_on", "consult_on", "consulted_on", "charge_on", "pay_on"] {
        preset.insert(name, today_text.clone());
    }
    preset
}

async fn options(
    app: &App,
    signed: &Signed,
    standing: &Standing,
    names: &Names<'_>,
    application: &Application,
) -> Result<Options, Fault> {
    let pair = |code: &str, label: &str| (code.to_owned(), label.to_owned());
    let (reader, agency) = (app.desk().reader(), &signed.who().agency);
    let today = app.desk().now().date();
    let grants = store::people::grants(reader, agency).await?;
    let handles = |person: &affairs::people::Person| {
        let roles = affairs::access::Act::HandleApplication.roles();
        grants.iter().any(|one| one.person == person.id && roles.contains(&one.role) && one.in_force_on(today))
    };
    let people = store::people::all(reader, agency).await?.into_iter();
    let people = people.filter(|person| person.state == PersonState::Active && handles(person));
    let mut became = vec![pair("delivered", "已送达对方")];
    became.extend(Opinion::ALL.map(|one| pair(one.code(), &format!("已答复：{}", one.label()))));
    became.push(pair("returned", "邮件退回，没有送达"));
    Ok(Options {
        people: people
            .map(|person| (person.id.to_string(), format!("{}（{}）", person.name, names.section(&person.section))))
            .collect(),
        asked: asked(application, standing),
        kinds: ConsultationKind::ALL.map(|kind| pair(kind.code(), kind.label())).to_vec(),
        became,
        methods: FeeMethod::ALL.map(|method| pair(method.code(), method.label())).to_vec(),
        forms: ProvisionForm::ALL.map(|form| pair(form.code(), form.label())).to_vec(),
        ways: ProvisionWay::ALL.map(|way| pair(way.code(), way.label())).to_vec(),
        decisions: vec![pair("yes", "同意延期"), pair("no", "不同意")],
        roles: ADDED.map(|role| pair(role.code(), role.label())).to_vec(),
        letters: letters_to_number(application, standing, today),
        third_parties: to_tell(application, standing),
    })
}

/// A fee notice is numbered before it is served, and so before its day is entered.
fn letters_to_number(application: &Application, standing: &Standing, today: Date) -> Vec<(String, String)> {
    let mut letters = to_number(application, standing);
    if standing.charge(FeeMethod::ByPage, 1, 1, today, today).is_ok() {
        let kind = law::letter::LetterKind::FeeNotice;
        letters.push((kind.code().to_owned(), kind.label()));
    }
    letters
}

/// The letters of asking that nobody has answered: key, and to whom.
fn asked(application: &Application, standing: &Standing) -> Vec<(String, String)> {
    let open = standing
        .asked
        .iter()
        .filter(|one| one.consultation.answered_on.is_none() && one.consultation.returned_on.is_none());
    let name = |wanted: u32| {
        let sent = application
            .events
            .iter()
            .find(|line| matches!(line.event, Event::ConsultationSent { key, .. } if key == wanted));
        sent.map(|line| line.words.reveal(Purpose::Handling).party.clone()).unwrap_or_default()
    };
    open.map(|one| {
        (one.key.to_string(), format!("第{}份：{}{}", one.key, one.consultation.kind.label(), name(one.key)))
    })
    .collect()
}
