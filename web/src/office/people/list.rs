//! Who is who: accounts by section, roles in force, what waits for a second person, sections, the leading group.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::front::{front_at, page};
use super::super::session::{Posted, Signed};
use super::super::tasks::held_for;
use super::words::{Names, term};
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::access::{Act, Facts, may};
use affairs::agency::{Seat, SeatKind, Section};
use affairs::id::{PersonId, SectionId};
use affairs::people::proposal::{Proposal, ProposalState};
use affairs::people::{Grant, Person, PersonState};
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;

/// How many proposals and handovers are shown.
const LATEST: i64 = 60;

/// A proposal as the page shows it.
#[derive(Debug, Clone)]
pub(super) struct ProposalLine {
    pub id: String,
    pub label: &'static str,
    pub words: Vec<String>,
    /// Who proposed it and when, who decided it and when.
    pub history: Vec<String>,
    pub state: &'static str,
    pub waits: bool,
    /// Why this person may not decide it; empty if he may.
    pub why_not: String,
    pub held: String,
}

/// A person as the page shows him.
#[derive(Debug, Clone)]
pub(super) struct PersonLine {
    pub id: String,
    pub name: String,
    pub username: String,
    pub section: String,
    pub duty: String,
    pub state: &'static str,
    pub tone: Tone,
    /// Each role in force with its term.
    pub posts: Vec<String>,
}

/// A seat of the leading group as the page shows it.
#[derive(Debug, Clone)]
pub(super) struct SeatLine {
    pub name: String,
    pub seat: &'static str,
    pub duty: String,
    pub term: String,
    pub current: bool,
}

#[derive(Template)]
#[template(path = "office/people/list.html")]
pub(super) struct PeoplePage {
    pub shell: OfficeShell,
    pub may_propose: bool,
    pub proposals: Vec<ProposalLine>,
    pub people: Vec<PersonLine>,
    pub left: Vec<PersonLine>,
    pub sections: Vec<Section>,
    pub section_options: Vec<(String, String)>,
    pub person_options: Vec<(String, String)>,
    pub seat_options: Vec<(String, String)>,
    pub seats: Vec<SeatLine>,
    pub handovers: Vec<(String, String)>,
    /// Whether the office still has one administrator alone.
    pub alone: bool,
    pub fields: Fields,
}

/// The page.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, Errors::none(), done, Fields::default()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn page_of(
    app: &App,
    signed: &Signed,
    errors: Errors,
    done: &str,
    fields: Fields,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::SeePeople, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let people = store::people::all(reader, &who.agency).await?;
    let sections = store::agencies::sections(reader, &who.agency).await?;
    let grants = store::people::grants(reader, &who.agency).await?;
    let seats = store::agencies::seats(reader, &who.agency).await?;
    let proposals = store::proposals::latest(reader, &who.agency, LATEST).await?;
    let handovers = store::proposals::handovers(reader, &who.agency, LATEST).await?;
    let today = app.desk().now().date();
    let names = Names { people: &people, sections: &sections };
    let may_propose = may(&signed.at.officer, Act::ProposePeople, &Facts::of(&who.agency)).is_ok();
    let (left, here): (Vec<&Person>, Vec<&Person>) =
        people.iter().partition(|person| matches!(person.state, PersonState::Left { .. }));
    let line = |person: &&Person| person_line(person, &grants, names, today);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let now = app.desk().now();
    let listed = PeoplePage {
        shell: front_at(app, signed, "人员与授权", errors, done).await?,
        may_propose,
        proposals: proposals
            .iter()
            .map(|proposal| ProposalLine {
                held: held_for(proposal.proposed_at, now, i64::MAX).0,
                ..proposal_line(proposal, &grants, names, &who.person)
            })
            .collect(),
        people: by_section(&here, &sections).iter().map(line).collect(),
        left: left.iter().map(line).collect(),
        section_options: sections.iter().map(|one| (one.id.to_string(), one.name.clone())).collect(),
        person_options: here.iter().map(|one| (one.id.to_string(), one.name.clone())).collect(),
        seat_options: SEATS.iter().map(|seat| (seat.code().to_owned(), seat.label().to_owned())).collect(),
        seats: seats.iter().map(|seat| seat_line(seat, names, today)).collect(),
        handovers: if may_propose { handovers.iter().map(handover_line).collect() } else { Vec::new() },
        alone: administrators(&grants, today) < 2,
        sections,
        fields,
    };
    page(&listed, status)
}

const SEATS: [SeatKind; 3] = [SeatKind::Leader, SeatKind::DeputyLeader, SeatKind::Member];

fn administrators(grants: &[Grant], today: Date) -> usize {
    let held = grants.iter().filter(|grant| grant.in_force_on(today));
    held.filter(|grant| grant.role == affairs::people::Role::Administrator).count()
}

/// Section by section in their order, and by name within.
fn by_section<'people>(people: &[&'people Person], sections: &[Section]) -> Vec<&'people Person> {
    let mut sorted = people.to_vec();
    let place = |person: &Person| sections.iter().position(|section| section.id == person.section);
    sorted.sort_by_key(|person| (place(person), person.name.clone()));
    sorted
}

pub(super) fn person_line(person: &Person, grants: &[Grant], names: Names<'_>, today: Date) -> PersonLine {
    let in_force = grants.iter().filter(|grant| grant.person == person.id && grant.in_force_on(today));
    PersonLine {
        id: person.id.to_string(),
        name: person.name.clone(),
        username: person.username.clone(),
        section: names.section(&person.section),
        duty: person.duty.clone(),
        state: person.state.label(),
        tone: match person.state {
            PersonState::Active => Tone::Good,
            PersonState::Invited => Tone::Wait,
            PersonState::Left { .. } => Tone::Plain,
        },
        posts: in_force
            .map(|grant| {
                let until = grant.until.map(|last| format!("，至{}", affairs::time::chinese_date(last)));
                let post = names.post(grant.role, &grant.scope, grant.acting_for.as_ref());
                format!("{post}{}", until.unwrap_or_default())
            })
            .collect(),
    }
}

fn proposal_line(proposal: &Proposal, grants: &[Grant], names: Names<'_>, me: &PersonId) -> ProposalLine {
    let mut history =
        vec![format!("{}于 {} 提出", names.person(&proposal.proposed_by), proposal.proposed_at.minute_text())];
    if let (Some(by), Some(at)) = (&proposal.decided_by, proposal.decided_at) {
        history.push(format!("{}于 {} 处理", names.person(by), at.minute_text()));
    }
    let answer = proposal.may_be_decided_by(me, grants, names.people.len());
    ProposalLine {
        id: proposal.id.to_string(),
        label: proposal.change.label(),
        words: names.change_of(&proposal.change, grants),
        history,
        state: proposal.state.label(),
        waits: proposal.state == ProposalState::Waiting,
        why_not: answer.err().map(|reason| Refusal::from(reason).message).unwrap_or_default(),
        held: String::new(),
    }
}

fn seat_line(seat: &Seat, names: Names<'_>, today: Date) -> SeatLine {
    SeatLine {
        name: names.person(&seat.person),
        seat: seat.seat.label(),
        duty: seat.duty.clone(),
        term: term(seat.from, seat.until),
        current: seat.from <= today && seat.until.is_none_or(|last| today <= last),
    }
}

fn handover_line((id, kept): &(String, affairs::people::proposal::Handover)) -> (String, String) {
    let what = if kept.moves_to.is_empty() { "离任".to_owned() } else { format!("调入{}", kept.moves_to) };
    let at = kept.at.minute_text();
    (id.clone(), format!("{}{what}移交，{} 项，{at}，{}办理", kept.from_name, kept.items.len(), kept.by_name))
}

/// Keeps a section, new or renamed.
///
/// # Errors
/// Refused as the act says; the form comes back with what was typed.
pub async fn save_section(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let id = Some(fields.get("section_id")).filter(|id| !id.is_empty()).map(SectionId::new);
    let sections = store::agencies::sections(app.desk().reader(), &signed.who().agency).await?;
    let known = id.as_ref().is_none_or(|id| sections.iter().any(|section| section.id == *id));
    let here = sections.iter().find(|section| Some(&section.id) == id.as_ref()).map(|section| section.position);
    let position = fields.number("section_position").or(here).unwrap_or_else(|| next_place(&sections));
    let done = if known {
        app.desk().save_section(signed.who(), id, fields.get("section_name"), position).await
    } else {
        Err(Refusal::new("section_unknown", "没有这个科室，请重新选择。").into())
    };
    match done {
        Ok(_) => Ok(Redirect::to("/office/people?done=saved#sections").into_response()),
        Err(ActError::Refused(refusal)) => {
            let refusal = Refusal { field: refusal.field.map(|_| "section_name"), ..refusal };
            page_of(&app, &signed, Errors::one(refusal), "", fields).await
        }
        Err(failed) => Err(failed.into()),
    }
}

fn next_place(sections: &[Section]) -> i64 {
    sections.iter().map(|section| section.position).max().map_or(0, |last| last.saturating_add(1))
}

/// Keeps a seat of the leading group, new or ended.
///
/// # Errors
/// Refused as the act says; the form comes back with what was typed.
pub async fn save_seat(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let done = match seat(&fields) {
        Ok(seat) => app.desk().save_seat(signed.who(), &seat).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/office/people?done=saved#group").into_response()),
        Err(ActError::Refused(refusal)) => page_of(&app, &signed, Errors::one(refusal), "", fields).await,
        Err(failed) => Err(failed.into()),
    }
}

fn seat(fields: &Fields) -> Result<Seat, Refusal> {
    let refuse = |field: &'static str, words: &str| Refusal::new("seat", words).at(field);
    if fields.get("seat_person").is_empty() {
        return Err(refuse("seat_person", "请选择人员。"));
    }
    let until = fields.get("seat_until");
    let seat = Seat {
        person: PersonId::new(fields.get("seat_person")),
        seat: SeatKind::from_code(fields.get("seat")).ok_or_else(|| refuse("seat", "请选择组长、副组长或成员。"))?,
        duty: fields.get("seat_duty").to_owned(),
        from: fields.date("seat_from").ok_or_else(|| refuse("seat_from", "请填写起始日期，如 2019-03-05。"))?,
        until: fields.date("seat_until"),
    };
    if seat.until.is_none() && !until.is_empty() {
        return Err(refuse("seat_until", "日期请写成 2019-03-05 的样子。"));
    }
    if seat.until.is_some_and(|last| last < seat.from) {
        return Err(refuse("seat_until", "截止日期早于起始日期。"));
    }
    Ok(seat)
}

impl PeoplePage {
    /// How many proposals wait.
    fn waiting(&self) -> usize {
        self.proposals.iter().filter(|proposal| proposal.waits).count()
    }

    /// Whether the form that came back is this one.
    fn is_open(&self, form: &str) -> bool {
        match form {
            "account" => self.fields.get("change") == "account",
            "section" => !self.shell.errors.at("section_name").is_empty(),
            _ => self.shell.errors.all().iter().any(|one| one.field.is_some_and(|field| field.starts_with("seat"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn a_seat_wants_a_person_a_kind_and_dates_in_order() {
        let whole = [("seat_person", "1"), ("seat", "member"), ("seat_from", "2019-01-02")];
        assert!(seat(&fields(&whole)).is_ok());
        for (pair, field) in [
            (("seat_person", ""), "seat_person"),
            (("seat", "throne"), "seat"),
            (("seat_from", "初二"), "seat_from"),
            (("seat_until", "2018-12-31"), "seat_until"),
            (("seat_until", "年底"), "seat_until"),
        ] {
            let mut pairs = vec![pair];
            pairs.extend(whole);
            assert_eq!(seat(&fields(&pairs)).unwrap_err().field, Some(field), "{pair:?}");
        }
    }
}
