//! What goes into a volume, read once: the case, its files, its reviews, what was fought over it.

use super::{check, is_paper};
use crate::applications::letters::clock_page;
use crate::{Desk, Done, Failure, Who};
use affairs::access::Act;
use affairs::application::letter_facts::{Writing, facts};
use affairs::application::reply::ReplyReview;
use affairs::application::{Application, Event, Standing};
use affairs::id::{CaseId, PersonId};
use affairs::letter::{Block, Letter, Opinion, compose};
use affairs::personal::Purpose;
use affairs::series::number_text;
use affairs::volume::record::{ledger, services, table};
use affairs::volume::{Place, Retention, Volume};
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use law::calendar::WorkingDayCalendar;
use law::letter::LetterKind;
use paper::write::letter::ClockPage;
use std::collections::BTreeMap;
use store::Transaction;
use store::applications::CaseFile;
use store::letters::LetterRow;

/// Everything a volume is made of. It says what people wrote, so it has no `Debug`.
pub(super) struct Gathered {
    pub agency: String,
    pub application: Application,
    pub earlier: Option<(Volume, String)>,
    pub number: String,
    pub serial: i64,
    pub title: Personal<String>,
    pub retention: Retention,
    pub officer: String,
    pub today: Date,
    pub now: Instant,
    pub papers: Vec<Paper>,
}

/// A paper on its way into the volume.
pub(super) struct Paper {
    pub place: Place,
    pub title: String,
    pub number: String,
    pub date: Option<Date>,
    pub content: Content,
}

pub(super) enum Content {
    Form(Vec<Block>),
    Clock(Box<ClockPage>),
    File(Box<CaseFile>),
}

/// A reply that everybody signed, and its dated letter.
type SignedReply = (ReplyReview, Option<Personal<Letter>>);

/// Names as they stand on the papers.
struct Names {
    agency: String,
    section: String,
    officer: String,
    people: BTreeMap<PersonId, String>,
}

impl Desk {
    /// Reads what a volume is made of, once it may be closed.
    pub(super) async fn gather(&self, who: &Who, case: &CaseId, version: i64) -> Done<Gathered> {
        let mut on = self.on_case(who, Act::KeepVolumes, case, version).await?;
        let keyring = self.keyring()?;
        let contest = self.contest_of(&mut on.tx, &who.agency, case).await?;
        let earlier = store::volumes::of_case(&mut on.tx, keyring, &who.agency, case).await?;
        check(&on.standing, contest, earlier.as_ref().map(|(volume, _)| volume), on.today, &on.calendar)?;
        let settings = store::settings::on(&mut on.tx, &who.agency, on.today).await?;
        let drawn = store::volumes::numbers_drawn(&mut on.tx, &who.agency, on.now.year()).await?;
        let files = store::applications::files(&mut on.tx, keyring, &who.agency, case).await?;
        let remedies = store::remedies::rows_of(&mut on.tx, &who.agency, case).await?;
        let reviews = self.signed_replies(&mut on.tx, who, case).await?;
        let letters = store::letters::texts_of_case(&mut on.tx, keyring, &who.agency, case).await?;
        let (application, standing, calendar) = (on.application, on.standing, on.calendar);
        let (now, today) = (on.now, on.today);
        on.tx.roll_back().await?;
        let names = self.names_in_volume(&application).await?;
        let writing = Writing {
            agency: &names.agency,
            answering: &settings.answering,
            calendar: &calendar,
            officer: &names.officer,
            section: &names.section,
            number: "",
            date: None,
            kind: None,
            asked: None,
            served: None,
            fee: None,
        };
        let mut papers = own_papers(&application, &standing, &writing, &names, &calendar);
        papers.extend(letters.iter().filter_map(|(row, letter)| sent_letter(row, letter)));
        papers.extend(reviews.iter().map(|(review, _)| approval(review, &application, &standing, &writing)));
        let sealed = files.iter().any(|file| Place::of_file(file.role) == Some(Place::Reply));
        if !sealed {
            let issued = reviews.iter().filter_map(|(review, letter)| Some((&review.reply, letter.as_ref()?)));
            papers.extend(issued.map(|(reply, letter)| issued_letter(reply, letter)));
        }
        papers.extend(files.into_iter().filter(is_paper).filter_map(file_paper));
        papers.extend(fought(&remedies));
        affairs::volume::in_order(&mut papers, |paper| paper.place);
        let outcome = standing.phase.ended().map(|(outcome, _)| outcome);
        let outcome = outcome.ok_or_else(|| Failure::of(&"a case that has not ended"))?;
        let retention = settings.retention.of(outcome, !remedies.is_empty(), standing.reopened > 0);
        let serial = drawn + 1;
        let number = match &earlier {
            Some((volume, _)) => volume.number.clone(),
            None => number_text(&settings.volume_number_template, "", now.year(), serial),
        };
        let title = title_of(&application);
        let (agency, officer) = (names.agency, names.people.get(&who.person).cloned().unwrap_or_default());
        Ok(Gathered { agency, application, earlier, number, serial, title, retention, officer, today, now, papers })
    }

    /// The replies that everybody signed, each with its dated letter.
    async fn signed_replies(&self, tx: &mut Transaction, who: &Who, case: &CaseId) -> Done<Vec<SignedReply>> {
        let keyring = self.keyring()?;
        let mut signed = Vec::new();
        for row in store::replies::of_case(&mut *tx, &who.agency, case).await? {
            let review = store::replies::review(&mut *tx, keyring, &who.agency, &row.reply).await?;
            let Some(review) = review.filter(ReplyReview::is_whole) else { continue };
            let letter = store::replies::letter(&mut *tx, keyring, &who.agency, &row.reply).await?;
            signed.push((review, letter));
        }
        Ok(signed)
    }

    async fn names_in_volume(&self, application: &Application) -> Done<Names> {
        let frame = &application.frame;
        let agency = store::agencies::by_id(&self.reader, &frame.agency).await?.ok_or_else(crate::not_found)?;
        let sections = store::agencies::sections(&self.reader, &frame.agency).await?;
        let people = store::people::all(&self.reader, &frame.agency).await?;
        let people: BTreeMap<_, _> = people.into_iter().map(|person| (person.id, person.name)).collect();
        Ok(Names {
            agency: agency.name,
            section: sections
                .into_iter()
                .find(|section| section.id == frame.section)
                .map(|section| section.name)
                .unwrap_or_default(),
            officer: people.get(&frame.responsible).cloned().unwrap_or_default(),
            people,
        })
    }
}

/// 案卷题名: who asked for what.
fn title_of(application: &Application) -> Personal<String> {
    application.form.clone().map(|form| {
        let wanted: String = form.wanted.description.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = wanted.chars().take(60).collect();
        let more = if wanted.chars().count() > 60 { "……" } else { "" };
        format!("{}申请公开“{short}{more}”案", form.applicant.name)
    })
}

/// What the office wrote itself. A form whose facts are missing, as of a case that was withdrawn at once, is left out; the ledger
/// says what there was.
fn own_papers(
    application: &Application,
    standing: &Standing,
    writing: &Writing<'_>,
    names: &Names,
    calendar: &WorkingDayCalendar,
) -> Vec<Paper> {
    let facts = facts(application, standing, writing);
    let mut papers = Vec::new();
    let composed = |kind, place| {
        let letter: Result<Letter, Refusal> = compose(kind, &facts);
        letter.ok().map(|letter| form(place, letter.title.concat(), None, letter.blocks))
    };
    papers.extend(composed(LetterKind::Registration, Place::Application));
    if let Some(clock) = clock_page(&names.agency, application, standing, calendar) {
        let title = String::new();
        papers.push(Paper {
            place: Place::Clock,
            title,
            number: String::new(),
            date: None,
            content: Content::Clock(Box::new(clock)),
        });
    }
    let name_of = |person: &PersonId| names.people.get(person).cloned().unwrap_or_default();
    papers.push(form(Place::Ledger, "办理记录".to_owned(), None, vec![ledger(application, name_of)]));
    if standing.searched {
        papers.extend(composed(LetterKind::SearchRecord, Place::Evidence));
    }
    papers.extend(services(application).map(|block| form(Place::Service, "送达记录".to_owned(), None, vec![block])));
    papers
}

fn form(place: Place, title: String, date: Option<Date>, blocks: Vec<Block>) -> Paper {
    Paper { place, title, number: String::new(), date, content: Content::Form(blocks) }
}

/// D-32 with the signatures as they were given.
fn approval(review: &ReplyReview, application: &Application, standing: &Standing, writing: &Writing<'_>) -> Paper {
    let mut facts = facts(application, standing, writing);
    let outcome = application.events.iter().find_map(|line| match &line.event {
        Event::Decided { outcome, reply, .. } if *reply == review.reply => Some(*outcome),
        _ => None,
    });
    facts.file.proposed = outcome.map_or("", law::outcome::Outcome::label).to_owned();
    facts.file.opinions = review
        .signatures
        .iter()
        .map(|signature| {
            let acting = signature.acting_for.as_ref();
            let acting = acting.map(|acting| format!("（受{}委托）", acting.name)).unwrap_or_default();
            Opinion {
                level: signature.level.label().to_owned(),
                says: if signature.opinion.is_empty() { "同意".to_owned() } else { signature.opinion.clone() },
                signed: format!("{}{acting}　{}", signature.name, signature.at.minute_text()),
            }
        })
        .collect();
    let secrecy = review.signatures.iter().find(|signature| signature.checklist.is_some());
    facts.file.secrecy = secrecy.map(|signature| format!("已逐项审查，{}", signature.opinion)).unwrap_or_default();
    let last = review.signatures.iter().map(|signature| signature.at.date()).max();
    match compose(LetterKind::ReviewSheet, &facts) {
        Ok(letter) => form(Place::Approval, letter.title.concat(), last, letter.blocks),
        Err(_) => {
            let lines: Vec<[String; 3]> =
                facts.file.opinions.into_iter().map(|opinion| [opinion.level, opinion.says, opinion.signed]).collect();
            let block = table(&[20, 40, 40], ["层级", "意见", "签署"], &lines);
            form(Place::Approval, "审批单".to_owned(), last, vec![block])
        }
    }
}

/// A letter on the way as it was numbered. One that the program sent by itself lies among the files.
fn sent_letter(row: &LetterRow, letter: &Personal<Letter>) -> Option<Paper> {
    let letter = letter.reveal(Purpose::Keeping);
    if letter.kind == LetterKind::DueDayNotice {
        return None;
    }
    let title = letter.title.concat();
    let paper = form(Place::Evidence, title, Some(row.dated), letter.blocks.clone());
    Some(Paper { number: row.number.clone(), ..paper })
}

/// The dated letter, for an office whose sealed copies are kept elsewhere.
fn issued_letter(reply: &ContentHash, letter: &Personal<Letter>) -> Paper {
    let letter = letter.reveal(Purpose::Keeping);
    let date = letter.closing.as_ref().and_then(|closing| closing.date);
    let title = format!("{}（审定稿，校验值{}）", letter.title.concat(), reply.short());
    Paper { number: letter.number.clone(), ..form(Place::Reply, title, date, letter.blocks.clone()) }
}

fn file_paper(file: CaseFile) -> Option<Paper> {
    let place = Place::of_file(file.role)?;
    let name = file.name.reveal(Purpose::Keeping);
    let label = file.role.label();
    let title = if name.starts_with(label) { name.clone() } else { format!("{label}：{name}") };
    let date = Some(file.at.date());
    Some(Paper { place, title, number: String::new(), date, content: Content::File(Box::new(file)) })
}

fn fought(remedies: &[store::remedies::RemedyRow]) -> Option<Paper> {
    if remedies.is_empty() {
        return None;
    }
    let line = |row: &store::remedies::RemedyRow| {
        [
            row.route.label().to_owned(),
            row.organ.clone(),
            row.begun_on.to_string(),
            row.result.map_or("未审结", |result| result.label(row.route)).to_owned(),
            row.ended_on.map(|on| on.to_string()).unwrap_or_default(),
        ]
    };
    let lines: Vec<[String; 5]> = remedies.iter().map(line).collect();
    let head = ["途径", "机关、法院", "收到日期", "结果", "结果日期"];
    let block = table(&[20, 32, 16, 16, 16], head, &lines);
    Some(form(Place::Review, "行政复议、行政诉讼情况".to_owned(), None, vec![block]))
}
