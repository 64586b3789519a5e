//! Building the demo folder: the clock is moved from January 2018 to today, and every act is the real one.

use super::Account;
use super::content::{self, Paper};
use super::papers::{Journey, Until, clean_checklist, steps};
use super::people::{Bureau, found};
use crate::config::{keys_in, sqlite_in};
use crate::{Trouble, open};
use affairs::document::site::{ApplicationDesk, Contact, Guide, LeadingSeat, SiteFacts};
use affairs::document::{BundleKind, Column, Edition};
use affairs::id::{ColumnId, DocumentId, SectionId};
use affairs::setting::Settings;
use affairs::{Date, Instant};
use desk::publishing::{EditionContent, Opinion};
use desk::sign_in::PasswordCost;
use desk::{Clock, Desk, MovedClock, SystemClock};
use indicatif::{ProgressBar, ProgressStyle};
use law::disclosure_categories::PublicAttribute;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Builds the whole demo into an empty folder.
///
/// # Errors
/// When an act is refused or fails; the folder is then not marked as a demo.
pub async fn build(data: &Path, quiet: bool) -> Result<Vec<Account>, Trouble> {
    let opening = Instant::of_shanghai(jiff::civil::date(2018, 1, 2).at(9, 0, 0, 0));
    let clock = Arc::new(MovedClock::at(opening));
    let desk = open::desk(data, &keys_in(data), &sqlite_in(data), clock.clone()).await?;
    let desk = desk.with_password_cost(PasswordCost::cheap());
    let (bureau, accounts) = found(&desk).await?;
    set_up_site(&desk, &clock, &bureau).await?;
    let mut papers = content::papers_2018()?;
    papers.extend(content::papers_2019()?);
    let progress = progress(papers.len(), quiet);
    let mut known: BTreeMap<String, DocumentId> = BTreeMap::new();
    for paper in &papers {
        let journey = Journey { desk: &desk, clock: &clock, bureau: &bureau, not_before: clock.now() };
        let replaces = paper.replaces.as_ref().and_then(|key| known.get(key)).cloned();
        if paper.replaces.is_some() && replaces.is_none() {
            return Err(Trouble(format!("{} 要更新的文件还没有发布", paper.key)));
        }
        let id = journey
            .take(paper, replaces.as_ref(), Until::Released)
            .await
            .map_err(|trouble| Trouble(format!("{}：{}", paper.key, trouble.0)))?;
        known.insert(paper.key.clone(), id);
        progress.inc(1);
    }
    super::registers::fill(&desk, &clock, &bureau).await?;
    super::registers::report(&desk, &clock, &bureau).await?;
    super::applications::fill(&desk, &clock, &bureau).await?;
    read_old_notices(&desk, &bureau).await?;
    super::applications::leave_open(&desk, &clock, &bureau, SystemClock.now().date()).await?;
    clock.set(SystemClock.now());
    leave_work(&desk, &clock, &bureau, &papers).await?;
    progress.finish_and_clear();
    Ok(accounts)
}

#[expect(clippy::literal_string_with_formatting_args, reason = "the progress bar has a template language of its own")]
fn progress(total: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template("建立演示年度 {bar:30} {pos}/{len} 件") {
        bar.set_style(style);
    }
    bar
}

async fn set_up_site(desk: &Desk, clock: &MovedClock, bureau: &Bureau) -> Result<(), Trouble> {
    let head = bureau.who("disclosure-head")?;
    let columns = columns()?;
    for column in &columns {
        desk.save_column(head, column).await?;
    }
    let file = content::settings()?;
    let settings: Settings = serde_json::from_value(file.office)?;
    desk.save_settings(head, &settings).await?;
    let facts = site_facts(&file.site, columns)?;
    let drafter = bureau.who("office-drafter")?;
    let id = desk.begin_document(drafter, &SectionId::new("office"), BundleKind::Site).await?;
    let content = EditionContent {
        title: "网站信息".to_owned(),
        body: affairs::document::Body::default(),
        summary: "网站名称、栏目、页脚、公开指南和领导小组".to_owned(),
        facts: serde_json::to_value(facts)?,
        ..blank(desk.now().date())
    };
    desk.save(drafter, &id, 1, content).await?;
    let opened = Instant::of_shanghai(jiff::civil::date(2018, 1, 3).at(9, 0, 0, 0));
    let journey = Journey { desk, clock, bureau, not_before: desk.now() };
    let hash = journey.submit(drafter, &id).await?;
    desk.run_due_jobs().await?;
    journey.review(&hash, "office", &steps(desk.now(), opened), Until::Leader).await?;
    clock.set(opened);
    let officer = bureau.who("disclosure")?;
    desk.publish(officer, &hash).await?;
    // The site's face has just been published, so what asked for it is done.
    for task in store::outbox::update_tasks(desk.reader(), &officer.agency, 100).await? {
        desk.close_update_task(officer, &task.id).await?;
    }
    Ok(())
}

/// Two years have gone by, and everybody has read what was said to him.
async fn read_old_notices(desk: &Desk, bureau: &Bureau) -> Result<(), Trouble> {
    for who in bureau.people.values() {
        let notices = store::outbox::notices(desk.reader(), &who.agency, &who.person, 1000).await?;
        for notice in notices.iter().filter(|notice| notice.read_at.is_none()) {
            desk.read_notice(who, &notice.id).await?;
        }
    }
    Ok(())
}

fn columns() -> Result<Vec<Column>, Trouble> {
    let mut columns = Vec::new();
    for group in content::columns()?.groups {
        for (position, column) in (0_i64..).zip(group.columns) {
            columns.push(Column {
                id: ColumnId::new(column.key),
                group: group.key,
                kind: column.kind,
                name: column.name,
                description: column.description,
                keywords: column.keywords,
                position,
            });
        }
    }
    Ok(columns)
}

fn site_facts(site: &content::Site, columns: Vec<Column>) -> Result<SiteFacts, Trouble> {
    let guide = content::guide()?;
    let people = content::people()?;
    Ok(SiteFacts {
        name: site.name.clone(),
        introduction: site.slogan.clone(),
        site_code: site.site_code.clone(),
        sponsor: site.sponsor.clone(),
        undertaker: site.undertaker.clone(),
        contact: Contact {
            organ: site.sponsor.clone(),
            address: site.address.clone(),
            postcode: site.postcode.clone(),
            telephone: site.telephone.clone(),
            fax: site.fax.clone(),
            email: site.email.clone(),
            hours: site.hours.clone(),
        },
        icp_number: site.icp.clone(),
        police_number: site.police_record.clone(),
        columns,
        guide: Guide {
            classification: guide.classification.into_iter().map(|one| one.text).collect(),
            arrangement: guide.arrangement,
            ways_to_obtain: guide.ways_to_obtain,
            body: Contact {
                organ: guide.body.organ,
                address: guide.body.address,
                postcode: guide.body.postcode,
                telephone: guide.body.telephone,
                fax: guide.body.fax,
                email: guide.body.email,
                hours: guide.body.hours,
            },
            application: ApplicationDesk {
                in_person: guide.application.in_person,
                by_post: guide.application.by_post,
                content: guide.application.content,
                reply_period: guide.application.reply_period,
            },
            remedy: guide.remedy,
            supervision: guide.supervision,
        },
        leading_group: people
            .leading_group
            .seats
            .into_iter()
            .map(|seat| LeadingSeat { seat: seat.seat, duty: seat.duty, name: String::new() })
            .collect(),
        ..SiteFacts::default()
    })
}

/// Content with nothing in it yet.
pub(super) fn blank(day: Date) -> EditionContent {
    let empty = Edition::empty(BundleKind::Article, "云川市司法局");
    EditionContent {
        title: String::new(),
        body: empty.body,
        summary: String::new(),
        generated_on: Some(day),
        origin: empty.origin,
        source: empty.source,
        keywords: Vec::new(),
        article20: None,
        stage: None,
        public_attribute: PublicAttribute::Proactive,
        attribute_reason: String::new(),
        numbered: false,
        targets: Vec::new(),
        release: empty.release,
        correction: false,
        facts: serde_json::Value::Null,
        typed_texts: Vec::new(),
    }
}

/// Leaves something on every desk, so that whoever signs in has an act to do.
async fn leave_work(desk: &Desk, clock: &MovedClock, bureau: &Bureau, papers: &[Paper]) -> Result<(), Trouble> {
    let now = clock.now();
    let titles = [
        ("法律援助服务窗口十二月开放安排", Until::Submitted),
        ("宪法宣传周社区活动预告", Until::SectionHead),
        ("人民调解员岗前培训通知", Until::SecrecyReviewer),
        ("公证便民服务事项调整说明", Until::Leader),
    ];
    let pattern = papers.iter().find(|paper| paper.section == "office" && paper.attachments.is_empty());
    let pattern = pattern.ok_or_else(|| Trouble("演示内容没有办公室的文件".to_owned()))?;
    for (title, until) in titles {
        let paper = Paper {
            key: title.to_owned(),
            column: vec!["news".to_owned()],
            title: title.to_owned(),
            summary: format!("{title}。"),
            body: vec![content::PaperBlock::P(format!(
                "{title}。具体时间、地点和联系方式以窗口公告为准，群众可以提前电话咨询，也可以到办公室查阅。"
            ))],
            generated_on: now.date(),
            released_at: now.shanghai(),
            document_number: None,
            keywords: vec!["法律服务".to_owned()],
            article20: "20-11".to_owned(),
            stage: "service".to_owned(),
            origin: "made".to_owned(),
            source: None,
            replaces: None,
            timed: false,
            ..pattern.clone()
        };
        let journey = Journey { desk, clock, bureau, not_before: now.plus_minutes(-90) };
        journey.take(&paper, None, until).await?;
    }
    clock.set(now);
    let drafter = bureau.who("office-drafter")?;
    let id = desk.begin_document(drafter, &SectionId::new("office"), BundleKind::Article).await?;
    let content = EditionContent { title: "政府信息公开工作培训情况".to_owned(), ..blank(now.date()) };
    desk.save(drafter, &id, 1, content).await?;
    Ok(())
}

/// The report's document goes through the chain like any other; see [`super::registers::report`].
pub(super) async fn through_the_chain(
    desk: &Desk,
    clock: &MovedClock,
    bureau: &Bureau,
    id: &DocumentId,
    released_at: Instant,
) -> Result<(), Trouble> {
    let officer = bureau.who("disclosure")?;
    let document = store::documents::by_id(desk.reader(), &officer.agency, id).await?;
    let document = document.ok_or_else(|| Trouble("年度报告的稿件不见了".to_owned()))?;
    let drafter = desk::Who { agency: officer.agency.clone(), person: document.owner.clone() };
    let journey = Journey { desk, clock, bureau, not_before: clock.now() };
    let hash = journey.submit(&drafter, id).await?;
    desk.run_due_jobs().await?;
    let steps = steps(clock.now(), released_at);
    for (index, who) in [
        bureau.head_of(document.section.as_str())?,
        bureau.present("secrecy", released_at.date())?,
        bureau.present("leader", released_at.date())?,
    ]
    .into_iter()
    .enumerate()
    {
        clock.set(steps[2 + index]);
        let opinion = Opinion {
            seen: hash.clone(),
            text: "数据与台账一致，同意公开。".to_owned(),
            checklist: Some(clean_checklist()),
        };
        desk.approve(who, opinion).await?;
    }
    clock.set(released_at);
    desk.publish(officer, &hash).await?;
    Ok(())
}
