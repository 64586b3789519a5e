//! 行政复议, 行政诉讼: the cases brought against an application's answer, line by line; a decision that was corrected is handled
//! anew in the same act.

use super::OnCase;
use crate::alarms::Deadline;
use crate::failure::refused;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::application::Application;
use affairs::case::{CaseKind, Happened, Words};
use affairs::id::{AgencyId, CaseId, RemedyId};
use affairs::journal::Entry;
use affairs::notice::DueKind;
use affairs::remedy_case::{AppealedBy, Event, NotNow, Opening, Projection, Remedy, Standing};
use affairs::{Date, Instant, Personal, Refusal};
use law::article::Step;
use law::calendar::WorkingDayCalendar;
use law::review_case::{ReviewResult, odd_route};
use store::Transaction;
use store::remedies::RemedyRow;

/// Cases at once, where all are gone through.
const BATCH: i64 = 200;

/// What is registered of a case that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemedyStep {
    /// 受理, 立案.
    Accepted(Date),
    /// The agency handed in its answer.
    Answered(Date),
    /// A decision or judgment; `in_force` says that the application is to be handled anew at once, where the result asks for
    /// it. A decision of reconsideration is in force when it is made; a judgment may still be appealed.
    Ruled { result: ReviewResult, on: Date, in_force: bool },
    /// The next instance, or a retrial.
    Appealed { by: AppealedBy, on: Date },
    /// The judgment is in force: the application is handled anew.
    InForce,
    /// Anything else, in words.
    Noted(Date),
}

/// A case as an officer reads it.
#[derive(Debug, Clone)]
pub struct SeenRemedy {
    pub remedy: Remedy,
    pub standing: Standing,
    /// The number of the application.
    pub number: String,
    /// What is odd about its route, for the officer to look at.
    pub odd: Option<Step>,
}

/// The cases of one application.
#[derive(Debug, Clone)]
pub struct RemediesOfCase {
    /// The number of the application.
    pub number: String,
    pub rows: Vec<RemedyRow>,
    /// Whether whoever looks may enter another.
    pub may_keep: bool,
}

impl Desk {
    /// Enters a reconsideration or a suit over an application. `organ_number` is the organ's or the court's own number.
    ///
    /// # Errors
    /// Refused without the role, when this agency is not the respondent, or where a day or the term cannot be.
    pub async fn open_remedy(
        &self,
        who: &Who,
        case: &CaseId,
        opening: Opening,
        organ_number: &str,
        words: &str,
    ) -> Done<RemedyId> {
        let mut on = self.for_remedies(who, case).await?;
        let event = opening.begin(on.today, &on.calendar).map_err(refused)?;
        not_in_a_frozen_year(&mut on.tx, &event, "received_on").await?;
        let words = Words { address: organ_number.trim().to_owned(), ..Words::of(words.trim()) };
        let id = RemedyId::new(new_id()?);
        let mut remedy = Remedy {
            agency: who.agency.clone(),
            id: id.clone(),
            case: case.clone(),
            route: opening.route,
            organ: opening.organ.trim().to_owned(),
            version: 0,
            events: Vec::new(),
        };
        add_line(&mut remedy, who, event, words, on.now);
        let projection = Projection::of(&remedy.standing(&on.calendar));
        store::remedies::insert(&mut on.tx, self.keyring()?, &remedy, &projection, on.now).await?;
        let entry = Entry::new(who.actor(), "remedies.opened").about("remedy", &id).about("application", case);
        on.tx.commit(on.now, entry).await?;
        Ok(id)
    }

    /// Registers what happened in a case. A result that corrects the decision reopens the application in the same act.
    ///
    /// # Errors
    /// Refused without the role, when somebody registered something in between, or as the case stands.
    pub async fn record_remedy(
        &self,
        who: &Who,
        id: &RemedyId,
        version: i64,
        step: RemedyStep,
        words: &str,
    ) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepRemedies, &Facts::of(&who.agency))?;
        let mut remedy = self.remedy_in(&mut tx, who, id).await?;
        if remedy.version != version {
            return Err(Refusal::new("changed_elsewhere", "本案刚刚有了新的登记，请刷新后再办理。").into());
        }
        let case = remedy.case.clone();
        let mut on = self.found(tx, &case, now).await?;
        let standing = remedy.standing(&on.calendar);
        let event = next_event(&standing, step, words, on.today).map_err(refused)?;
        let act = act_of(&event);
        not_in_a_frozen_year(&mut on.tx, &event, "on").await?;
        add_line(&mut remedy, who, event, Words::of(words.trim()), now);
        let standing = remedy.standing(&on.calendar);
        let asked = match step {
            RemedyStep::Ruled { in_force, .. } => standing.asks_to_reopen() && (in_force || !remedy.route.is_suit()),
            _ => false,
        };
        let reopens = asked || step == RemedyStep::InForce;
        if asked {
            let reopened = standing.reopen(on.today).map_err(refused)?;
            add_line(&mut remedy, who, reopened, Words::default(), now);
        }
        self.keep_lines(&mut on.tx, &remedy, version, &on.calendar).await?;
        if standing.owed().is_none() {
            store::deadlines::settle(&mut on.tx, DueKind::Remedy, id.as_str(), now).await?;
        }
        // An application that was never decided is being handled already: there is nothing to reopen.
        if reopens && on.standing.phase.ended().is_some() {
            let reopened = on.standing.reopen(remedy.reopen_cause(), on.today);
            let reason = format!("{}：{}", remedy.organ, result_words(&standing, &remedy));
            return self.happened(on, who, reopened, Words { party: remedy.organ.clone(), ..Words::of(reason) }).await;
        }
        let entry = Entry::new(who.actor(), act).about("remedy", id).about("application", &case);
        on.tx.commit(now, entry.fact("line", remedy.version)).await?;
        Ok(())
    }

    /// Reads a case with what was written of it. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn read_remedy(&self, who: &Who, id: &RemedyId) -> Done<SeenRemedy> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepRemedies, &Facts::of(&who.agency))?;
        let remedy = self.remedy_in(&mut tx, who, id).await?;
        let case = remedy.case.clone();
        let others = store::remedies::of_case(&mut tx, self.keyring()?, &who.agency, &case).await?;
        let OnCase { tx, application, standing, calendar, .. } = self.found(tx, &case, now).await?;
        let odd = odd(&remedy, &others, &standing);
        tx.commit(now, Entry::new(who.actor(), "remedies.read").about("remedy", id)).await?;
        let standing = remedy.standing(&calendar);
        Ok(SeenRemedy { remedy, standing, number: application.frame.number, odd })
    }

    /// The cases over one application: routes, organs, days and results, nothing that anybody wrote.
    ///
    /// # Errors
    /// Refused to whoever may not see applications; there is none of this id.
    pub async fn remedies_of_case(&self, who: &Who, case: &CaseId) -> Done<RemediesOfCase> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::SeeApplications, &Facts::of(&who.agency))?;
        let number =
            store::applications::number_of(&self.reader, &who.agency, case).await?.ok_or_else(crate::not_found)?;
        let rows = store::remedies::rows_of(&self.reader, &who.agency, case).await?;
        let may_keep = may(&officer, Act::KeepRemedies, &Facts::of(&who.agency)).is_ok();
        Ok(RemediesOfCase { number, rows, may_keep })
    }

    /// The answers that are owed to organs and courts until a day, for the morning's round of alarms.
    pub(crate) async fn remedy_deadlines(&self, agency: &AgencyId, until: Date) -> Done<Vec<Deadline>> {
        let mut deadlines = Vec::new();
        let mut after: Option<(Date, RemedyId)> = None;
        loop {
            let cursor = after.as_ref().map(|(day, id)| (*day, id));
            let rows = store::remedies::list(&self.reader, agency, true, cursor, BATCH).await?;
            let owed = rows.into_iter().filter_map(|row| row.answer_by.map(|by| (by, row)));
            let owed: Vec<(Date, RemedyRow)> = owed.take_while(|(by, _)| *by <= until).collect();
            let Some((day, last)) = owed.last() else { return Ok(deadlines) };
            after = Some((*day, last.id.clone()));
            for (due_on, row) in owed {
                let place = store::applications::place(&self.reader, agency, &row.case).await?;
                let (section, responsible) = place.ok_or_else(crate::not_found)?;
                let label = format!("{}（{}）", row.number, row.route.label());
                let (of, record) = (DueKind::Remedy, row.id.to_string());
                deadlines.push(Deadline { of, record, label, due_on, section, responsible });
            }
        }
    }

    async fn for_remedies(&self, who: &Who, case: &CaseId) -> Done<OnCase> {
        let Under { tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepRemedies, &Facts::of(&who.agency))?;
        let on = self.found(tx, case, now).await?;
        is_application(&on.application)?;
        Ok(on)
    }

    async fn remedy_in(&self, tx: &mut Transaction, who: &Who, id: &RemedyId) -> Done<Remedy> {
        let found = store::remedies::by_id(tx, self.keyring()?, &who.agency, id).await?;
        Ok(found.ok_or_else(crate::not_found)?)
    }

    /// Keeps the lines that were added since a version, and where the case stands after them.
    async fn keep_lines(
        &self,
        tx: &mut Transaction,
        remedy: &Remedy,
        since: i64,
        calendar: &WorkingDayCalendar,
    ) -> Done<()> {
        for line in remedy.events.iter().filter(|line| line.number > since) {
            store::remedies::append(tx, self.keyring()?, &remedy.id, line).await?;
        }
        let projection = Projection::of(&remedy.standing(calendar));
        Ok(store::remedies::update(tx, remedy, since, &projection).await?)
    }
}

/// A closed year stands still: what counts in table 四 cannot be entered under a day of it any more.
async fn not_in_a_frozen_year(tx: &mut Transaction, event: &Event, field: &'static str) -> Done<()> {
    let Some(counted) = event.counted() else { return Ok(()) };
    let (agency, year) = (tx.agency().clone(), counted.on().year());
    if store::reports::frozen_years(tx, &agency).await?.contains(&year) {
        let message = format!(
            "{year} 年度报告已经冻结，不能再登记这一年度的事项。文书在冻结以后才收到的，请按收到文书之日登记，并在备注中写明文书的日期。"
        );
        return Err(Refusal::new("year_frozen", message).at(field).into());
    }
    Ok(())
}

fn add_line(remedy: &mut Remedy, who: &Who, event: Event, words: Words, at: Instant) {
    remedy.version += 1;
    let (number, by) = (remedy.version, Some(who.person.clone()));
    remedy.events.push(Happened { number, at, by, event, words: Personal::new(words) });
}

fn next_event(standing: &Standing, step: RemedyStep, words: &str, today: Date) -> Result<Event, NotNow> {
    match step {
        RemedyStep::Accepted(on) => standing.accept(on, today),
        RemedyStep::Answered(on) => standing.answer(on, today),
        RemedyStep::Ruled { result, on, .. } => standing.rule(result, on, today),
        RemedyStep::Appealed { by, on } => standing.appeal(by, on, today),
        RemedyStep::InForce => standing.reopen(today),
        RemedyStep::Noted(on) => standing.note(words, on, today),
    }
}

/// How the journal names the act that wrote an event.
const fn act_of(event: &Event) -> &'static str {
    match event {
        Event::Begun { .. } => "remedies.opened",
        Event::Accepted { .. } => "remedies.accepted",
        Event::Answered { .. } => "remedies.answered",
        Event::Ruled { .. } => "remedies.ruled",
        Event::Appealed { .. } => "remedies.appealed",
        Event::HandlingReopened { .. } => "remedies.in_force",
        Event::Noted { .. } => "remedies.noted",
    }
}

fn is_application(application: &Application) -> Result<(), Refusal> {
    match application.frame.kind {
        CaseKind::Application => Ok(()),
        CaseKind::RecordCorrection | CaseKind::Suggestion => {
            let message = "这不是政府信息公开申请，针对它的复议、诉讼不计入年度报告的表四，不在这里登记。";
            Err(Refusal::new("not_an_application", message))
        }
    }
}

fn result_words(standing: &Standing, remedy: &Remedy) -> String {
    standing.ended.map_or_else(String::new, |(result, _)| result.label(remedy.route).to_owned())
}

/// What is odd about the route, held against how and when the application was decided.
fn odd(remedy: &Remedy, others: &[Remedy], application: &affairs::application::Standing) -> Option<Step> {
    let (outcome, on) = application.ending?;
    odd_route(remedy.route, remedy.reviewed_before(others), on, outcome, &[])
}
