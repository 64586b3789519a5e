//! What of the cases waits for a person: his own most urgent ones, and for the head the extensions to decide.

use super::board::left;
use crate::app::App;
use crate::kit::Tone;
use crate::office::answer::Fault;
use crate::office::session::Signed;
use crate::office::tasks::Task;
use crate::office::tasks::held_for;
use affairs::access::Act;
use affairs::application::Action;
use affairs::application::reply::ReplyLevel;
use law::outcome::Outcome;
use store::applications::{Board, BoardRow};

/// So many of one's own cases stand among the tasks; the board has them all.
const FEW: i64 = 5;
/// Longest list of extensions to decide.
const LIMIT: i64 = 50;

/// The tasks.
///
/// # Errors
/// When the store fails.
pub async fn waiting(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let officer = &signed.at.officer;
    let holds = |act: Act| act.roles().iter().any(|role| officer.holds(*role));
    let (reader, who) = (app.desk().reader(), signed.who());
    let mut tasks = Vec::new();
    if holds(Act::ApproveExtension) {
        let action = Action::DecideExtension.code();
        let rows = store::applications::with_action(reader, &who.agency, action, LIMIT).await?;
        for row in rows {
            tasks.push(task(app, signed, &row, "审批").await?);
        }
    }
    tasks.extend(replies(app, signed).await?);
    tasks.extend(opinions(app, signed).await?);
    if !holds(Act::HandleApplication) {
        return Ok(tasks);
    }
    let board = Board::Officer(who.person.clone());
    let rows = store::applications::board(reader, &who.agency, &board, true, None, FEW + 1).await?;
    let more = rows.len() > usize::try_from(FEW).unwrap_or(0);
    let decide = Action::DecideExtension.code();
    for row in rows.iter().take(usize::try_from(FEW).unwrap_or(0)).filter(|row| !row.outside && row.action != decide) {
        tasks.push(task(app, signed, row, "办理").await?);
    }
    if more {
        tasks.push(Task {
            title: "我承办的其他申请".to_owned(),
            href: "/office/applications?whose=mine&state=open".to_owned(),
            button: "查看全部".to_owned(),
            about: vec!["按期限由近到远".to_owned()],
            held: "不止以上几件".to_owned(),
            tone: Tone::Plain,
        });
    }
    Ok(tasks)
}

/// Replies that wait for this person's signature.
async fn replies(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let (reader, who, officer) = (app.desk().reader(), signed.who(), &signed.at.officer);
    let mut tasks = Vec::new();
    for level in ReplyLevel::ALL.into_iter().filter(|level| officer.holds(level.role())) {
        let waiting = store::replies::waiting_at(reader, &who.agency, level, LIMIT).await?;
        let mine = waiting
            .into_iter()
            .filter(|row| row.owner != who.person && officer.grant_for(level.role(), &row.section).is_some());
        for row in mine {
            let outcome = Outcome::from_code(&row.outcome).map_or("", Outcome::label);
            let number = if row.number.is_empty() { "答复".to_owned() } else { row.number.clone() };
            let (held, slow) = held_for(row.submitted_at, app.desk().now(), 2);
            tasks.push(Task {
                title: number,
                href: format!("/office/applications/{}/replies/{}", row.case, row.reply.hex()),
                button: "审核".to_owned(),
                about: vec![format!("待您以{}身份审核答复", level.label()), outcome.to_owned()],
                held,
                tone: if slow { Tone::Bad } else { Tone::Wait },
            });
        }
    }
    Ok(tasks)
}

/// Opinions that this person owes on other officers' cases.
async fn opinions(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let who = signed.who();
    let owed = store::co_handling::owed_by(app.desk().reader(), &who.agency, &who.person, LIMIT).await?;
    let (calendar, today) = (app.desk().calendar(&who.agency).await?, app.desk().now().date());
    let task = |row: store::co_handling::OwedRow| {
        let left = left(today, row.until, &calendar);
        Task {
            title: row.number,
            href: format!("/office/applications/{}", row.case),
            button: "提供意见".to_owned(),
            about: vec!["请您协办".to_owned(), format!("{}前提供意见", affairs::time::chinese_date(row.until))],
            held: left.words,
            tone: left.tone,
        }
    };
    Ok(owed.into_iter().map(task).collect())
}

async fn task(app: &App, signed: &Signed, row: &BoardRow, button: &str) -> Result<Task, Fault> {
    let calendar = app.desk().calendar(&signed.who().agency).await?;
    let left = left(app.desk().now().date(), row.due_on, &calendar);
    Ok(Task {
        title: row.number.clone(),
        href: format!("/office/applications/{}", row.case),
        button: button.to_owned(),
        about: vec![
            row.kind.label().to_owned(),
            Action::from_code(&row.action).map_or("", Action::label).to_owned(),
            format!("{}前", affairs::time::chinese_date(row.due_on)),
        ],
        held: left.words,
        tone: left.tone,
    })
}
