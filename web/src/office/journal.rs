//! 日志: every act on the agency's records, for the auditor. Ids and codes only; no draft and no applicant is read here.

mod filter;
mod words;

pub use words::subject as subject_label;

use super::answer::Fault;
use super::front::{front, page};
use super::people::words::Names;
use super::session::Signed;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::ContentHash;
use affairs::access::{Act, Facts, may};
use affairs::id::{AgencyId, DocumentId};
use affairs::journal::Line;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use filter::Filter;
use std::collections::BTreeMap;

/// Lines of a page.
const PER_PAGE: usize = 50;
/// Lines read at once while looking for those that fit.
const AT_ONCE: i64 = 500;
/// Lines looked at for one page; a rare act in a long journal goes on from a link, so that no request runs for minutes.
const LOOKED_AT: usize = 20_000;

/// A line as the page shows it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub number: i64,
    pub at: String,
    pub who: String,
    pub act: String,
    /// What it was done to, each with an address where the auditor may look further.
    pub subjects: Vec<Subject>,
    pub facts: Vec<String>,
    pub hash: String,
    /// Whether the line is what its hash says and follows the line before it.
    pub sound: bool,
}

/// One thing an act was done to.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub label: &'static str,
    pub text: String,
    pub href: String,
}

#[derive(Template)]
#[template(path = "office/journal/list.html")]
pub(super) struct JournalPage {
    pub shell: OfficeShell,
    pub lines: Vec<Shown>,
    /// The number of the last line of the journal.
    pub last: i64,
    pub filter: Filter,
    pub acts: Vec<(String, String)>,
    pub people: Vec<(String, String)>,
    /// Where the page goes on, or empty at the beginning of the journal.
    pub older: String,
    /// Where the search stopped without having filled the page; 0 if it did not.
    pub stopped_at: i64,
}

/// The page.
///
/// # Errors
/// Refused to everybody but the auditor.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::ReadJournal, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let filter = Filter::of(&query);
    let last = store::journal::head(reader, &who.agency).await?.map_or(0, |(number, _)| number);
    let found = find(&app, &who.agency, &filter, last).await?;
    let people = store::people::all(reader, &who.agency).await?;
    let sections = store::agencies::sections(reader, &who.agency).await?;
    let names = Names { people: &people, sections: &sections };
    let public = public_documents(&app, &who.agency, &found.lines).await?;
    let shown = JournalPage {
        shell: front(&app, &signed, "日志", Errors::none()).await?,
        lines: found.lines.iter().map(|(line, sound)| shown(line, *sound, names, &public)).collect(),
        last,
        acts: words::ACTS.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect(),
        people: people.iter().map(|person| (person.id.to_string(), person.name.clone())).collect(),
        older: found.next.map(|number| filter.address_before(number)).unwrap_or_default(),
        stopped_at: found.stopped_at,
        filter,
    };
    page(&shown, StatusCode::OK)
}

/// What a search through the journal brought.
struct Found {
    /// Each with whether it is sound.
    lines: Vec<(Line, bool)>,
    /// The number before which the next page begins.
    next: Option<i64>,
    stopped_at: i64,
}

/// Lines that fit, latest first. Each is checked against its own hash and the one before it.
async fn find(app: &App, agency: &AgencyId, filter: &Filter, last: i64) -> Result<Found, Fault> {
    let reader = app.desk().reader();
    let mut found = Found { lines: Vec::new(), next: None, stopped_at: 0 };
    let (mut before, mut looked_at) = (filter.begins_before(last), 0);
    while before > filter.from.max(1) {
        // One line more than is looked at, to check the last of them against the one before it.
        let lines = store::journal::before(reader, agency, before, AT_ONCE + 1).await?;
        let whole = i64::try_from(lines.len()).unwrap_or(0) <= AT_ONCE;
        let looked = if whole { lines.len() } else { lines.len() - 1 };
        for (index, line) in lines.iter().take(looked).enumerate().filter(|(_, line)| line.number >= filter.from) {
            if found.lines.len() == PER_PAGE {
                found.next = Some(line.number + 1);
                return Ok(found);
            }
            if filter.takes(line) {
                found.lines.push((line.clone(), is_sound(line, lines.get(index + 1))));
            }
        }
        looked_at += looked;
        before = lines.get(looked.saturating_sub(1)).map_or(0, |line| line.number);
        if whole {
            break;
        }
        if looked_at >= LOOKED_AT {
            found.stopped_at = before;
            found.next = (before > filter.from.max(1)).then_some(before);
            break;
        }
    }
    Ok(found)
}

fn is_sound(line: &Line, before: Option<&Line>) -> bool {
    let follows = match before {
        Some(before) => before.number + 1 == line.number && before.hash == line.previous,
        None => line.number == 1 && line.previous == affairs::journal::beginning(),
    };
    follows && line.is_sound()
}

/// The documents among the subjects that a stranger may read too; the auditor sees no others.
async fn public_documents(app: &App, agency: &AgencyId, lines: &[(Line, bool)]) -> Result<Vec<String>, Fault> {
    let subjects = lines.iter().flat_map(|(line, _)| &line.entry.subjects);
    let mut documents: Vec<&String> = subjects.filter(|(kind, _)| kind == "document").map(|(_, id)| id).collect();
    documents.sort();
    documents.dedup();
    let mut public = Vec::new();
    for id in documents {
        let standing = store::publications::standing_of(app.desk().reader(), agency, &DocumentId::new(id)).await?;
        if standing.is_some_and(|one| one.standing.shows_text()) {
            public.push(id.clone());
        }
    }
    Ok(public)
}

fn shown(line: &Line, sound: bool, names: Names<'_>, public: &[String]) -> Shown {
    let released = line.entry.act.starts_with("publishing.") && is_public(line, public);
    Shown {
        number: line.number,
        at: line.at.minute_text(),
        who: words::actor(&line.entry.actor, names),
        act: words::act(&line.entry.act).to_owned(),
        subjects: line.entry.subjects.iter().map(|one| subject(one, names, public, released)).collect(),
        facts: words::facts(&line.entry.facts),
        hash: line.hash.short().to_owned(),
        sound,
    }
}

fn is_public(line: &Line, public: &[String]) -> bool {
    line.entry.subjects.iter().any(|(kind, id)| kind == "document" && public.contains(id))
}

fn subject((kind, id): &(String, String), names: Names<'_>, public: &[String], released: bool) -> Subject {
    let label = words::subject(kind);
    let plain = |text: String| Subject { label, text, href: String::new() };
    match kind.as_str() {
        "document" if public.contains(id) => Subject { label, text: id.clone(), href: format!("/d/{id}") },
        "bundle" => match ContentHash::parse(id) {
            Some(hash) if released => Subject {
                label,
                text: hash.short().to_owned(),
                href: format!("/office/publications/{}/form.pdf", hash.hex()),
            },
            Some(hash) => plain(hash.short().to_owned()),
            None => plain(id.clone()),
        },
        "file" => plain(ContentHash::parse(id).map_or_else(|| id.clone(), |hash| hash.short().to_owned())),
        "person" => {
            Subject { label, text: names.person(&affairs::id::PersonId::new(id)), href: format!("/office/people/{id}") }
        }
        "section" => plain(names.section(&affairs::id::SectionId::new(id))),
        _ => plain(id.clone()),
    }
}

impl JournalPage {
    /// Whether a line on this page is not what it should be.
    fn is_broken(&self) -> bool {
        self.lines.iter().any(|line| !line.sound)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, sound};
    use super::*;
    use affairs::Instant;
    use affairs::journal::{ActorName, Entry, beginning};

    fn chain(length: i64) -> Vec<Line> {
        let mut previous = beginning();
        let mut lines = Vec::new();
        for number in 1..=length {
            let entry = Entry::new(ActorName::Console, "office.found");
            let at = Instant::from_milliseconds(number);
            let line = Line::after(&previous, AgencyId::new("a"), number, at, entry).unwrap();
            previous = line.hash.clone();
            lines.push(line);
        }
        lines
    }

    #[test]
    fn a_line_is_sound_only_after_its_own_predecessor() {
        let lines = chain(3);
        assert!(is_sound(&lines[2], Some(&lines[1])));
        assert!(is_sound(&lines[0], None));
        assert!(!is_sound(&lines[2], Some(&lines[0])), "a line is missing");
        assert!(!is_sound(&lines[1], None), "the beginning is missing");
        let mut forged = lines[2].clone();
        "office.save_settings".clone_into(&mut forged.entry.act);
        assert!(!is_sound(&forged, Some(&lines[1])));
    }

    #[test]
    fn an_auditor_is_led_only_to_what_is_public() {
        let names = Names { people: &[], sections: &[] };
        let public = ["open".to_owned()];
        let of = |id: &str| subject(&("document".to_owned(), id.to_owned()), names, &public, false).href;
        assert_eq!(of("open"), "/d/open");
        assert_eq!(of("draft"), "");
    }

    #[test]
    fn the_page_is_sound_full_and_empty() {
        let line = |sound| Shown {
            number: 12,
            at: "2019-03-05 09:30".to_owned(),
            who: NASTY.to_owned(),
            act: "送审".to_owned(),
            subjects: vec![
                Subject { label: "稿件", text: "abc".to_owned(), href: "/d/abc".to_owned() },
                Subject { label: "内容指纹", text: "0123".to_owned(), href: String::new() },
            ],
            facts: vec![NASTY.to_owned()],
            hash: "0123456789ab".to_owned(),
            sound,
        };
        let sample = |lines| JournalPage {
            shell: shell("日志"),
            lines,
            last: 12,
            filter: Filter::of(&[("person".to_owned(), "1".to_owned())].into()),
            acts: vec![("publishing.submit".to_owned(), "送审".to_owned())],
            people: vec![("1".to_owned(), NASTY.to_owned())],
            older: "/office/journal?before=9".to_owned(),
            stopped_at: 9,
        };
        assert!(!sound(&sample(vec![line(true)])).contains("立即报告"));
        assert!(sound(&sample(vec![line(true), line(false)])).contains("立即报告"));
        assert!(sound(&sample(Vec::new())).contains("没有符合条件的日志"));
    }
}
