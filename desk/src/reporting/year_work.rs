//! 年度工作: the items of section 五, what the records suggest, what is still open, and what must close before the year ends.

use super::compile::{Compiled, life};
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::agency::Agency;
use affairs::document::timeliness::timeliness;
use affairs::id::{AgencyId, PersonId, RecordId};
use affairs::journal::Entry;
use affairs::people::Role;
use affairs::publication::EventKind;
use affairs::register::{Record, Register, WorkFigure};
use affairs::report::completeness::OpenMatter;
use affairs::report::narrative::PROBLEM_HEADS;
use affairs::report::problem::{ITEMS_LIMIT, paragraphs, unwritten};
use affairs::report::suggestion::{WatchedColumn, suggest};
use affairs::report::{Part, Problem, ProblemWords, Suggestion, YearFacts};
use affairs::{Date, Instant, Refusal};
use jiff::ToSpan;
use std::collections::BTreeMap;
use store::Read;
use store::deadlines::DueRow;
use store::registers::Filter;

/// The items of a year beside what else could become one.
#[derive(Debug, Clone)]
pub struct ProblemList {
    pub problems: Vec<Problem>,
    /// Without those that were taken already.
    pub suggestions: Vec<Suggestion>,
    /// How many open items of the year before are not carried yet.
    pub to_carry: usize,
}

/// The open applications at the end of a year.
#[derive(Debug, Clone)]
pub struct YearEnd {
    /// 31 December.
    pub last_day: Date,
    /// Their last day is past or comes before the year ends: they close tonight at the latest.
    pub tonight: Vec<DueRow>,
    /// They are carried over into the next year.
    pub carried: Vec<DueRow>,
    /// Whether there are more than the lists hold.
    pub more: bool,
}

/// Rows and events that are read at once.
const AT_ONCE: i64 = 500;
/// Most late publications that are named.
const LATE_LIMIT: usize = 200;
/// Replies so many days before their last day are near it.
const NEAR_DAYS: i32 = 2;

impl Desk {
    /// The items of section 五 of a year, with what the year's records suggest.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn problem_list(&self, who: &Who, year: i16) -> Done<ProblemList> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        let reader = &self.reader;
        let problems = store::year_work::problems_of(reader, &who.agency, year).await?;
        let before = store::year_work::problems_of(reader, &who.agency, year - 1).await?;
        let facts = year_facts(reader, &who.agency, year, self.now().date()).await?;
        let taken = |suggestion: &Suggestion| problems.iter().any(|problem| problem.source == suggestion.source);
        let suggestions = suggest(&facts).into_iter().filter(|suggestion| !taken(suggestion)).collect();
        let to_carry = carried(&before, &problems, &who.person, self.now()).len();
        Ok(ProblemList { problems, suggestions, to_carry })
    }

    /// Raises an item of section 五; `source` names the suggestion it came from, or is empty.
    ///
    /// # Errors
    /// Refused without the role, or when the item is not whole.
    pub async fn raise_problem(&self, who: &Who, year: i16, source: &str, words: ProblemWords) -> Done<RecordId> {
        let mut under = self.compiling(who).await?;
        let words = words.checked()?;
        let standing = store::year_work::problems_of(&mut under.tx, &who.agency, year).await?;
        if standing.len() >= ITEMS_LIMIT {
            return Err(Refusal::new("too_many", format!("一年最多列 {ITEMS_LIMIT} 个问题。")).into());
        }
        if !source.is_empty() && standing.iter().any(|problem| problem.source == source) {
            return Err(Refusal::new("taken", "这一条建议已经列入问题清单。").into());
        }
        let problem = Problem {
            agency: who.agency.clone(),
            year,
            id: RecordId::new(new_id()?),
            version: 1,
            first_year: year,
            source: source.to_owned(),
            words,
            by: who.person.clone(),
            at: under.now,
        };
        store::year_work::insert_problem(&mut under.tx, &problem).await?;
        let entry = entry(who, "report.raise_problem", &problem).fact("source", source);
        under.tx.commit(under.now, entry).await?;
        Ok(problem.id)
    }

    /// Takes a suggestion as an item: what the records say at this moment, not what a page once said.
    ///
    /// # Errors
    /// Refused without the role, or when the records no longer suggest it.
    pub async fn take_suggestion(&self, who: &Who, year: i16, source: &str) -> Done<RecordId> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let facts = year_facts(&self.reader, &who.agency, year, self.now().date()).await?;
        let found = suggest(&facts).into_iter().find(|suggestion| suggestion.source == source);
        let gone = || Refusal::new("suggestion_gone", "记录已经变化，这一条建议不再成立，请刷新页面。");
        let found = found.ok_or_else(gone)?;
        self.raise_problem(who, year, source, found.words).await
    }

    /// Changes an item. `version` is the one the page was made from.
    ///
    /// # Errors
    /// Refused without the role, when the item is not whole, nothing changed, or somebody changed it in between.
    pub async fn change_problem(
        &self,
        who: &Who,
        (year, id): (i16, &RecordId),
        version: i64,
        words: ProblemWords,
    ) -> Done<()> {
        let mut under = self.compiling(who).await?;
        let old = loaded(&mut under, who, (year, id), version).await?;
        let new = old.change(words, who.person.clone(), under.now)?;
        store::year_work::update_problem(&mut under.tx, &new).await?;
        let entry = entry(who, "report.change_problem", &new).fact("version", new.version);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Strikes an item off; who and why stay in the journal.
    ///
    /// # Errors
    /// Refused without the role or a reason, or when somebody changed it in between.
    pub async fn strike_problem(
        &self,
        who: &Who,
        (year, id): (i16, &RecordId),
        version: i64,
        reason: &str,
    ) -> Done<()> {
        let mut under = self.compiling(who).await?;
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请写明撤去这一项的理由。").at("reason").into());
        }
        let old = loaded(&mut under, who, (year, id), version).await?;
        store::year_work::remove_problem(&mut under.tx, &old).await?;
        let entry =
            entry(who, "report.strike_problem", &old).fact("problem", &old.words.problem).fact("reason", reason.trim());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Carries the open items of the year before into this one. Answers how many.
    ///
    /// # Errors
    /// Refused without the role, or when there is nothing to carry.
    pub async fn carry_problems(&self, who: &Who, year: i16) -> Done<usize> {
        let mut under = self.compiling(who).await?;
        let before = store::year_work::problems_of(&mut under.tx, &who.agency, year - 1).await?;
        let standing = store::year_work::problems_of(&mut under.tx, &who.agency, year).await?;
        let carried = carried(&before, &standing, &who.person, under.now);
        if carried.is_empty() {
            return Err(Refusal::new("nothing_to_carry", "上一年没有需要结转的问题。").into());
        }
        for problem in &carried {
            store::year_work::insert_problem(&mut under.tx, problem).await?;
        }
        let count = carried.len();
        let entry = Entry::new(who.actor(), "report.carry_problems").about("report", year).fact("count", count);
        under.tx.commit(under.now, entry).await?;
        Ok(count)
    }

    /// Writes the items of a year into section 五 of its report, in place of what its two heads held; the writer goes on
    /// from there.
    ///
    /// # Errors
    /// Refused without the role or any item, or for a frozen report.
    pub async fn write_problems(&self, who: &Who, year: i16) -> Done<()> {
        let mut under = self.compiling(who).await?;
        let agency = store::agencies::by_id(&mut under.tx, &who.agency).await?.ok_or_else(crate::not_found)?;
        let problems = store::year_work::problems_of(&mut under.tx, &who.agency, year).await?;
        if problems.is_empty() {
            return Err(Refusal::new("no_problems", "问题清单还是空的。").into());
        }
        let life = life(&mut under.tx, &agency, year).await?;
        let mut narrative = life.stored().writing.narrative.clone();
        let (named, mended) = paragraphs(&problems);
        for (head, paragraphs) in PROBLEM_HEADS.into_iter().zip([named, mended]) {
            let parts = &mut narrative.sections.problems;
            match parts.iter_mut().find(|part| part.heading.contains(head)) {
                Some(part) => part.paragraphs = paragraphs,
                None => parts.push(Part { heading: head.to_owned(), paragraphs }),
            }
        }
        let life = life.write(narrative)?;
        store::reports::save(&mut under.tx, life.stored()).await?;
        let entry =
            Entry::new(who.actor(), "report.write_problems").about("report", year).fact("count", problems.len());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// What of the year's work is still open, for the completeness meter of its report.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn open_matters(&self, who: &Who, compiled: &Compiled) -> Done<Vec<OpenMatter>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        let (reader, year) = (&self.reader, compiled.year);
        let mut matters = Vec::new();
        let phases = store::year_work::open_by_phase(reader, &who.agency).await?;
        let open: i64 = phases.iter().map(|(_, count)| count).sum();
        let waiting = phases.iter().find(|(phase, _)| phase == "awaiting_confirmation").map_or(0, |(_, count)| *count);
        matters.extend((open > 0).then_some(OpenMatter::OpenCases(open)));
        matters.extend((waiting > 0).then_some(OpenMatter::UnconfirmedReceipts(waiting)));
        let rows = store::year_work::rows_by_register(reader, &who.agency, year).await?;
        let empty = |register: &Register| !rows.iter().any(|(other, _)| other == register);
        let yearly = [Register::Trainings, Register::Meetings, Register::WorkPoints, Register::Decisions];
        matters.extend(yearly.into_iter().filter(empty).map(OpenMatter::EmptyRegister));
        let figure = |figure| compiled.tally.work.get(&figure).copied().unwrap_or(0);
        let bare = figure(WorkFigure::Points) - figure(WorkFigure::PointsDone);
        matters.extend((bare > 0).then_some(OpenMatter::PointsWithoutEvidence(bare)));
        let problems = store::year_work::problems_of(reader, &who.agency, year).await?;
        let parts = compiled.life.stored().writing.narrative.sections.problems.iter();
        let text: String = parts.flat_map(|part| part.paragraphs.iter().map(String::as_str)).collect();
        let missing = i64::try_from(unwritten(&problems, &text).len()).unwrap_or(i64::MAX);
        matters.extend(problems.is_empty().then_some(OpenMatter::NoProblems));
        matters.extend((missing > 0).then_some(OpenMatter::ProblemsNotInText(missing)));
        Ok(matters)
    }

    /// The open applications, parted by whether they must close before the year is over.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn year_end(&self, who: &Who, year: i16) -> Done<YearEnd> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::SeeApplications, &Facts::of(&who.agency))?;
        let last_day = last_day(year)?;
        let all = (Date::MIN, Date::MAX);
        let rows = store::deadlines::due_between(&self.reader, &who.agency, all, None, AT_ONCE).await?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count == AT_ONCE);
        // Whose move is the applicant's has no last day of ours that could pass tonight.
        let outside = |row: &DueRow| matches!(row.phase.as_str(), "awaiting_correction" | "awaiting_payment");
        let (tonight, carried) = rows.into_iter().partition(|row| row.due_on <= last_day && !outside(row));
        Ok(YearEnd { last_day, tonight, carried, more })
    }

    async fn compiling(&self, who: &Who) -> Done<Under> {
        let under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        Ok(under)
    }
}

fn entry(who: &Who, act: &str, problem: &Problem) -> Entry {
    Entry::new(who.actor(), act).about("report", problem.year).about("problem", &problem.id)
}

async fn loaded(under: &mut Under, who: &Who, (year, id): (i16, &RecordId), version: i64) -> Done<Problem> {
    let problem = store::year_work::problem_of(&mut under.tx, &who.agency, year, id).await?;
    let problem = problem.ok_or_else(crate::not_found)?;
    if problem.version != version {
        let message = "这一项刚刚被改过，请打开最新的内容再改。";
        return Err(Refusal::new("changed_elsewhere", message).into());
    }
    Ok(problem)
}

/// The open items of the year before that do not stand in this one yet, as they will stand in it.
fn carried(before: &[Problem], standing: &[Problem], by: &PersonId, at: Instant) -> Vec<Problem> {
    let stands = |problem: &&Problem| !standing.iter().any(|other| other.id == problem.id);
    before.iter().filter(stands).filter_map(|problem| problem.carried(by.clone(), at)).collect()
}

fn last_day(year: i16) -> Result<Date, Refusal> {
    Date::new(year, 12, 31).map_err(|_| Refusal::new("year", "没有这一年度的报告。").at("year"))
}

/// What the records of a year say up to a day.
pub(super) async fn year_facts(mut db: impl Read, agency: &AgencyId, year: i16, today: Date) -> Done<YearFacts> {
    let agency = store::agencies::by_id(&mut db, agency).await?.ok_or_else(crate::not_found)?;
    let as_of = today.min(last_day(year)?);
    let sections = store::agencies::sections(&mut db, &agency.id).await?;
    let released = store::year_work::releases_by_section(&mut db, &agency.id, year).await?;
    let released: BTreeMap<_, _> = released.into_iter().collect();
    let replies = store::year_work::reply_days(&mut db, &agency.id, year).await?;
    let count = |wanted: fn(Date, Date) -> bool| -> i64 {
        replies.iter().filter(|(ended, due, _)| wanted(*ended, *due)).map(|(_, _, count)| count).sum()
    };
    let (mut rules, mut points) = (Vec::new(), Vec::new());
    for row in rows_of(&mut db, &agency.id, Filter::all(Register::InternalRules)).await? {
        rules.extend(if let Record::InternalRules(rule) = row { Some(rule) } else { None });
    }
    let of_year = Filter { year: Some(year), ..Filter::all(Register::WorkPoints) };
    for row in rows_of(&mut db, &agency.id, of_year).await? {
        points.extend(if let Record::WorkPoints(point) = row { Some(point) } else { None });
    }
    Ok(YearFacts {
        as_of,
        office: disclosure_office(&mut db, &agency, as_of).await?,
        columns: watched_columns(&mut db, &agency.id, as_of).await?,
        late: late_releases(&mut db, &agency, year).await?,
        sections: sections
            .into_iter()
            .map(|section| (section.name, released.get(&section.id).copied().unwrap_or(0)))
            .collect(),
        late_replies: count(|ended, due| ended > due),
        near_replies: count(|ended, due| ended <= due && ended >= due.saturating_sub(NEAR_DAYS.days())),
        rules,
        points,
    })
}

async fn rows_of(db: &mut impl Read, agency: &AgencyId, filter: Filter) -> Done<Vec<Record>> {
    let rows = store::registers::page(&mut *db, agency, &filter, AT_ONCE, 0).await?;
    Ok(rows.into_iter().map(|row| row.record).collect())
}

/// The section of whoever heads disclosure: it answers for what no other section does.
async fn disclosure_office(db: &mut impl Read, agency: &Agency, day: Date) -> Done<String> {
    let grants = store::people::grants(&mut *db, &agency.id).await?;
    let people = store::people::all(&mut *db, &agency.id).await?;
    let sections = store::agencies::sections(&mut *db, &agency.id).await?;
    let head = grants.iter().find(|grant| grant.role == Role::DisclosureHead && grant.in_force_on(day));
    let person = head.and_then(|grant| people.iter().find(|person| person.id == grant.person));
    let section = person.and_then(|person| sections.iter().find(|section| section.id == person.section));
    Ok(section.map_or_else(|| "信息公开机构".to_owned(), |section| section.name.clone()))
}

async fn watched_columns(db: &mut impl Read, agency: &AgencyId, as_of: Date) -> Done<Vec<WatchedColumn>> {
    let after = Instant::start_of(as_of.tomorrow().unwrap_or(as_of));
    let last = store::year_work::last_in_columns(&mut *db, agency, after).await?;
    let last: BTreeMap<_, _> = last.into_iter().collect();
    let columns = store::agencies::columns(&mut *db, agency).await?;
    let watched = columns.into_iter().filter_map(|column| {
        let stale_after_days = column.kind.stale_after_days()?;
        let last = last.get(&column.id).map(|at| at.date());
        Some(WatchedColumn { name: column.name, last, stale_after_days })
    });
    Ok(watched.collect())
}

/// The titles of what was published after its term of Article 26.
async fn late_releases(db: &mut impl Read, agency: &Agency, year: i16) -> Done<Vec<String>> {
    let (mut late, mut offset) = (Vec::new(), 0);
    while late.len() < LATE_LIMIT {
        let page = store::publications::events_of_year(&mut *db, &agency.id, year, AT_ONCE, offset).await?;
        let read = i64::try_from(page.len()).unwrap_or(AT_ONCE);
        offset += read;
        let counted = page.into_iter().filter(|(event, _)| event.kind == EventKind::Publish && !event.group.is_empty());
        late.extend(counted.filter_map(|(event, bundle)| {
            let kept = timeliness(&bundle.origin, bundle.generated_on, &agency.name, event.at.date());
            kept.answer.is_late().then_some(bundle.title)
        }));
        if read < AT_ONCE {
            break;
        }
    }
    Ok(late)
}
