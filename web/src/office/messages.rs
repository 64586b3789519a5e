//! 外发邮件: what waits, what a person must decide, what went. The list names numbers and states; whom a mail went to and what
//! it said is opened one by one, each view in the journal.

use super::answer::Fault;
use super::front::{front, front_at, page};
use super::session::{Posted, Signed};
use super::tasks::Task;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::{AgencyId, CaseId, MessageId};
use affairs::message::{About, Message, Resolution, State};
use affairs::personal::Purpose;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::mail::Settlement;
use std::collections::BTreeMap;

/// The most lines of each list.
const MOST: i64 = 200;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/office/messages", get(list)).route("/office/messages/{message}", get(show).post(settle))
}

/// One message, as the list shows it.
struct Line {
    id: String,
    about: String,
    queued: String,
    state: &'static str,
    words: String,
    attempts: i64,
    next: String,
    tone: Tone,
}

/// What may be decided about a message, by its state.
struct Choices {
    sent: bool,
    resend: bool,
    bounced: bool,
    withdraw: bool,
}

#[derive(Template)]
#[template(path = "office/messages.html")]
struct MessagesPage {
    shell: OfficeShell,
    has_server: bool,
    deciding: Vec<Line>,
    waiting: Vec<Line>,
    settled: Vec<Line>,
}

#[derive(Template)]
#[template(path = "office/message.html")]
struct MessagePage {
    shell: OfficeShell,
    line: Line,
    recipient: String,
    subject: String,
    text: String,
    attachments: Vec<String>,
    choices: Choices,
}

/// The lists.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn list(
    signed: Signed,
    Given(app): Given<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let agency = signed.who().agency.clone();
    may(&signed.at.officer, Act::KeepMessages, &Facts::of(&agency))?;
    let reader = app.desk().reader();
    let (deciding, waiting): (Vec<Message>, Vec<Message>) = store::outbox::messages::undelivered(reader, &agency, MOST)
        .await?
        .into_iter()
        .partition(|message| message.state.wants_a_person());
    let settled = store::outbox::messages::settled(reader, &agency, MOST).await?;
    let done = query.get("done").map_or("", String::as_str);
    let shell = front_at(&app, &signed, "外发邮件", Errors::none(), done).await?;
    let page_of = MessagesPage {
        shell,
        has_server: app.desk().has_mail_server(),
        deciding: lines(&app, &agency, &deciding).await?,
        waiting: lines(&app, &agency, &waiting).await?,
        settled: lines(&app, &agency, &settled).await?,
    };
    page(&page_of, StatusCode::OK)
}

async fn lines(app: &App, agency: &AgencyId, messages: &[Message]) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for message in messages {
        lines.push(line(app, agency, message).await?);
    }
    Ok(lines)
}

async fn line(app: &App, agency: &AgencyId, message: &Message) -> Result<Line, Fault> {
    let state = &message.state;
    let next = match state {
        State::Waiting { next_at, .. } if message.attempts > 0 => format!("{}再试", next_at.minute_text()),
        State::Waiting { .. } | State::Sending { .. } => String::new(),
        State::Sent { at, .. }
        | State::Failed { at, .. }
        | State::Unknown { at, .. }
        | State::Bounced { at, .. }
        | State::Withdrawn { at, .. } => at.minute_text(),
    };
    Ok(Line {
        id: message.id.to_string(),
        about: about(app, agency, &message.about).await?,
        queued: message.queued_at.minute_text(),
        state: state.label(),
        words: state.words().to_owned(),
        attempts: message.attempts,
        next,
        tone: match state {
            State::Sent { .. } => Tone::Good,
            State::Waiting { .. } | State::Sending { .. } | State::Withdrawn { .. } => Tone::Plain,
            State::Failed { .. } | State::Unknown { .. } | State::Bounced { .. } => Tone::Bad,
        },
    })
}

/// The number of the case that a message is about; it says nothing of a person.
async fn about(app: &App, agency: &AgencyId, about: &About) -> Result<String, Fault> {
    let case = CaseId::new(about.id.as_str());
    let number = store::applications::number_of(app.desk().reader(), agency, &case).await?;
    if let Some(number) = number {
        return Ok(number);
    }
    let number = store::requests::number_of(app.desk().reader(), agency, &case).await?;
    Ok(number.unwrap_or_else(|| super::journal::subject_label(&about.kind).to_owned()))
}

/// What the disclosure office is asked about mail, among everything that waits.
///
/// # Errors
/// When the store fails.
pub(super) async fn waiting(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let agency = &signed.who().agency;
    if may(&signed.at.officer, Act::KeepMessages, &Facts::of(agency)).is_err() {
        return Ok(Vec::new());
    }
    let count = store::outbox::messages::wanting_a_person(app.desk().reader(), agency).await?;
    let task = |count: i64| Task {
        title: format!("{count} 封邮件没有送达或者结果不明"),
        href: "/office/messages".to_owned(),
        button: "处理".to_owned(),
        about: vec!["结果不明的邮件不会自动重发，请核实".to_owned()],
        held: "待处理".to_owned(),
        tone: Tone::Bad,
    };
    Ok((count > 0).then(|| task(count)).into_iter().collect())
}

/// One message with its words and whom it goes to.
///
/// # Errors
/// Refused without the role.
pub async fn show(signed: Signed, Given(app): Given<App>, Path(message): Path<String>) -> Result<Response, Fault> {
    let (message, letter) = app.desk().read_message(signed.who(), &MessageId::new(message)).await?;
    let shown = |text: &affairs::Personal<String>| text.reveal(Purpose::Handling).clone();
    let state = &message.state;
    let choices = Choices {
        sent: matches!(state, State::Unknown { .. }),
        resend: matches!(state, State::Unknown { .. } | State::Failed { .. }),
        bounced: matches!(state, State::Sent { .. } | State::Unknown { .. }),
        withdraw: matches!(state, State::Waiting { .. } | State::Failed { .. }),
    };
    let shell = front(&app, &signed, "一封邮件", Errors::none()).await?;
    let page_of = MessagePage {
        shell,
        line: line(&app, &signed.who().agency, &message).await?,
        recipient: shown(&letter.recipient),
        subject: shown(&letter.subject),
        text: shown(&letter.text),
        attachments: letter.attachments.iter().map(|attachment| shown(&attachment.name)).collect(),
        choices,
    };
    page(&page_of, StatusCode::OK)
}

/// A person's decision on a message.
///
/// # Errors
/// Refused as the act says.
pub async fn settle(Given(app): Given<App>, Path(message): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let fields = &posted.fields;
    let why = fields.get("why").to_owned();
    let settlement = match fields.get("settle") {
        "sent" => Settlement::Resolve(Resolution::Sent),
        "resend" => Settlement::Resolve(Resolution::Resend),
        "bounced" => Settlement::Bounced(why),
        "withdraw" => Settlement::Withdraw(why),
        _ => return Err(Refusal::new("settle", "请选择如何处理这封邮件。").into()),
    };
    let id = MessageId::new(message);
    app.desk().settle_message(posted.signed.who(), &id, fields.get("seen"), settlement).await?;
    Ok(Redirect::to("/office/messages?done=settled").into_response())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, sound};
    use super::*;

    fn sample(state: &'static str) -> Line {
        Line {
            id: "m1".to_owned(),
            about: NASTY.to_owned(),
            queued: "2019年9月27日 09:00".to_owned(),
            state,
            words: NASTY.to_owned(),
            attempts: 3,
            next: NASTY.to_owned(),
            tone: Tone::Bad,
        }
    }

    #[test]
    fn the_lists_are_sound_with_and_without_lines() {
        for has_server in [true, false] {
            let empty = sound(&MessagesPage {
                shell: shell("外发邮件"),
                has_server,
                deciding: Vec::new(),
                waiting: Vec::new(),
                settled: Vec::new(),
            });
            assert_eq!(empty.contains("没有配置邮件服务器"), !has_server);
        }
        let full = sound(&MessagesPage {
            shell: shell("外发邮件"),
            has_server: true,
            deciding: vec![sample("结果不明")],
            waiting: vec![sample("待发送")],
            settled: vec![sample("已发出")],
        });
        assert!(full.contains("结果不明的邮件不会自动重发"));
    }

    #[test]
    fn a_message_offers_what_may_be_decided_and_nothing_else() {
        let page_with = |all: bool| MessagePage {
            shell: shell("一封邮件"),
            line: sample("结果不明"),
            recipient: NASTY.to_owned(),
            subject: NASTY.to_owned(),
            text: NASTY.to_owned(),
            attachments: vec![NASTY.to_owned()],
            choices: Choices { sent: all, resend: all, bounced: all, withdraw: all },
        };
        let offered = sound(&page_with(true));
        for value in ["sent", "resend", "bounced", "withdraw"] {
            assert!(offered.contains(&format!("value=\"{value}\"")), "{value}");
        }
        assert!(!sound(&page_with(false)).contains("name=\"settle\""));
    }
}
