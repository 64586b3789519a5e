//! 我的待办: what waits for me, from whom, since when, and one button for the next act.

use super::answer::Fault;
use super::front::{framed, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::Instant;
use affairs::access::Act;
use affairs::id::{AgencyId, NoticeId, SectionId};
use affairs::notice::Notice;
use affairs::people::Role;
use affairs::people::proposal::ProposalState;
use affairs::review::{Level, Review};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeMap;
use store::outbox::UpdateTask;

/// Longest list of one kind on the page.
const LIMIT: i64 = 100;

/// One thing that waits.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub title: String,
    pub href: String,
    pub button: String,
    /// What it is, from whom.
    pub about: Vec<String>,
    /// How long it has been held, in words.
    pub held: String,
    pub tone: Tone,
}

#[derive(Template)]
#[template(path = "office/tasks.html")]
struct TasksPage {
    shell: OfficeShell,
    tasks: Vec<Task>,
    notices: Vec<Notice>,
    updates: Vec<UpdateTask>,
}

/// The page.
///
/// # Errors
/// When the store fails.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let reader = app.desk().reader();
    let who = signed.who();
    let tasks = tasks(&app, &signed).await?;
    let waiting = tasks.len() + unread(&app, &signed).await?;
    let shell = framed(&app, &signed, "我的待办", Errors::none(), done, waiting).await?;
    let notices = store::outbox::notices(reader, &who.agency, &who.person, 40).await?;
    let keeps_site = Act::KeepSite.roles().iter().any(|role| signed.at.officer.holds(*role));
    let updates = if keeps_site { store::outbox::update_tasks(reader, &who.agency, 20).await? } else { Vec::new() };
    page(&TasksPage { shell, tasks, notices, updates }, StatusCode::OK)
}

/// How many things wait, for the number at the top of every page.
pub(super) async fn count(app: &App, signed: &Signed) -> Result<usize, Fault> {
    Ok(tasks(app, signed).await?.len() + unread(app, signed).await?)
}

async fn unread(app: &App, signed: &Signed) -> Result<usize, Fault> {
    let unread = store::outbox::unread(app.desk().reader(), &signed.who().agency, &signed.who().person).await?;
    Ok(usize::try_from(unread).unwrap_or(0))
}

async fn tasks(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let sections = section_names(app, &signed.who().agency).await?;
    let mut tasks = reviews_for_me(app, signed, &sections).await?;
    tasks.extend(mine_to_answer(app, signed).await?);
    tasks.extend(to_publish(app, signed, &sections).await?);
    tasks.extend(to_decide(app, signed).await?);
    tasks.extend(super::applications::waiting(app, signed).await?);
    tasks.extend(super::requests::waiting(app, signed).await?);
    tasks.extend(super::messages::waiting(app, signed).await?);
    tasks.extend(to_confirm(app, signed).await?);
    Ok(tasks)
}

/// The sections of an agency by id.
pub(super) async fn section_names(app: &App, agency: &AgencyId) -> Result<BTreeMap<SectionId, String>, Fault> {
    let sections = store::agencies::sections(app.desk().reader(), agency).await?;
    Ok(sections.into_iter().map(|section| (section.id, section.name)).collect())
}

/// How long something has been held, in words, and whether that is slow.
pub(super) fn held_for(since: Instant, now: Instant, slow_after_days: i64) -> (String, bool) {
    let hours = (now.milliseconds() - since.milliseconds()).div_euclid(3_600_000);
    match hours {
        ..1 => ("刚刚到".to_owned(), false),
        1..24 => (format!("已 {hours} 小时"), false),
        _ => (format!("已 {} 天", hours / 24), hours / 24 >= slow_after_days),
    }
}

async fn reviews_for_me(
    app: &App,
    signed: &Signed,
    sections: &BTreeMap<SectionId, String>,
) -> Result<Vec<Task>, Fault> {
    let (reader, who, now) = (app.desk().reader(), signed.who(), app.desk().now());
    let officer = &signed.at.officer;
    let signed_already = store::reviews::signed_and_open(reader, &who.agency, &who.person).await?;
    let slow_after = store::settings::on(reader, &who.agency, now.date()).await?.slow_after_days;
    let mut tasks = Vec::new();
    for level in [Level::SectionHead, Level::SecrecyReviewer, Level::Leader] {
        if !officer.holds(level.role()) {
            continue;
        }
        let waiting = store::reviews::waiting_at(reader, &who.agency, level, LIMIT).await?;
        let mine = waiting.into_iter().filter(|review| {
            !signed_already.contains(&review.bundle) && officer.grant_for(level.role(), &review.section).is_some()
        });
        for review in mine {
            let (held, slow) = held_for(since(&review), now, slow_after);
            tasks.push(Task {
                title: review.title.clone(),
                href: format!("/office/reviews/{}", review.bundle.hex()),
                button: "审查".to_owned(),
                about: vec![
                    format!("待您以{}身份审查", level.label()),
                    sections.get(&review.section).cloned().unwrap_or_default(),
                ],
                held,
                tone: if slow { Tone::Bad } else { Tone::Wait },
            });
        }
    }
    Ok(tasks)
}

/// Since when a submission waits where it is.
pub(super) fn since(review: &Review) -> Instant {
    use affairs::review::Progress;
    match &review.progress {
        Progress::Reading { since }
        | Progress::Answering { since }
        | Progress::Waiting { since, .. }
        | Progress::Approved { since } => *since,
        Progress::Unreadable { at, .. }
        | Progress::Ordered { at, .. }
        | Progress::Released { at, .. }
        | Progress::Returned { at, .. }
        | Progress::TakenBack { at, .. } => *at,
    }
}

async fn mine_to_answer(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    let (reader, who) = (app.desk().reader(), signed.who());
    let mut tasks = Vec::new();
    if !signed.at.officer.holds(Role::Drafter) {
        return Ok(tasks);
    }
    for (state, what) in [("answering", "机器读审有发现，待您处理"), ("unreadable", "有文件无法读审，请撤回修改")]
    {
        let waiting = store::reviews::in_state(reader, &who.agency, state, LIMIT).await?;
        for review in waiting.into_iter().filter(|review| review.owner == who.person) {
            tasks.push(Task {
                title: review.title.clone(),
                href: format!("/office/reviews/{}", review.bundle.hex()),
                button: "处理".to_owned(),
                about: vec![what.to_owned()],
                held: held_for(since(&review), app.desk().now(), i64::MAX).0,
                tone: Tone::Wait,
            });
        }
    }
    Ok(tasks)
}

async fn to_publish(app: &App, signed: &Signed, sections: &BTreeMap<SectionId, String>) -> Result<Vec<Task>, Fault> {
    if !Act::Publish.roles().iter().any(|role| signed.at.officer.holds(*role)) {
        return Ok(Vec::new());
    }
    let approved = store::reviews::in_state(app.desk().reader(), &signed.who().agency, "approved", LIMIT).await?;
    let now = app.desk().now();
    let task = |review: Review| Task {
        title: review.title.clone(),
        href: format!("/office/reviews/{}", review.bundle.hex()),
        button: "查看并发布".to_owned(),
        about: vec!["四级审核通过，待发布".to_owned(), sections.get(&review.section).cloned().unwrap_or_default()],
        held: held_for(since(&review), now, i64::MAX).0,
        tone: Tone::Good,
    };
    Ok(approved.into_iter().map(task).collect())
}

async fn to_decide(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    if !Act::TakeDown.roles().iter().any(|role| signed.at.officer.holds(*role)) {
        return Ok(Vec::new());
    }
    let open = store::publications::take_downs(app.desk().reader(), &signed.who().agency, LIMIT).await?;
    let today = app.desk().now().date();
    let task = |take_down: store::publications::TakeDown| Task {
        title: format!("已下架：{}", take_down.reason),
        href: format!("/office/documents/{}", take_down.document),
        button: "处理".to_owned(),
        about: vec![format!("{}紧急下架", take_down.by_name), "须由四级审核决定撤回、更新或恢复".to_owned()],
        held: format!("{}前决定", affairs::time::chinese_date(take_down.decide_by)),
        tone: if take_down.decide_by < today { Tone::Bad } else { Tone::Wait },
    };
    Ok(open.into_iter().filter(|take_down| take_down.decision.is_empty()).map(task).collect())
}

async fn to_confirm(app: &App, signed: &Signed) -> Result<Vec<Task>, Fault> {
    if !signed.at.officer.holds(Role::Administrator) {
        return Ok(Vec::new());
    }
    let proposals = store::proposals::latest(app.desk().reader(), &signed.who().agency, LIMIT).await?;
    let mine = &signed.who().person;
    let waiting = proposals
        .into_iter()
        .filter(|proposal| proposal.state == ProposalState::Waiting && proposal.second_person(mine).is_ok());
    let now = app.desk().now();
    let task = |proposal: affairs::people::proposal::Proposal| Task {
        title: proposal.change.label().to_owned(),
        href: "/office/people".to_owned(),
        button: "确认".to_owned(),
        about: vec!["待第二名管理员确认".to_owned()],
        held: held_for(proposal.proposed_at, now, i64::MAX).0,
        tone: Tone::Wait,
    };
    Ok(waiting.map(task).collect())
}

/// Marks a notice as read and goes where it leads.
///
/// # Errors
/// When the store fails.
pub async fn read_notice(
    State(app): State<App>,
    Path(notice): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    app.desk().read_notice(posted.signed.who(), &NoticeId::new(notice)).await?;
    let to = posted.fields.get("to");
    let leads = ["/office/documents/", "/office/applications/", "/office/remedies/", "/office/calendar/"];
    let within = leads.iter().any(|lead| to.starts_with(lead)) && !to.contains("//");
    let to = if within { to } else { "/office?done=read" };
    Ok(Redirect::to(to).into_response())
}

/// Closes an update task.
///
/// # Errors
/// Refused without the role.
pub async fn close_update(State(app): State<App>, Path(task): Path<String>, posted: Posted) -> Result<Response, Fault> {
    app.desk().close_update_task(posted.signed.who(), &task).await?;
    Ok(Redirect::to("/office?done=closed").into_response())
}
