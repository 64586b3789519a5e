//! Proposals as forms carry them.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::session::Posted;
use super::{list, person};
use crate::app::App;
use crate::kit::Errors;
use affairs::id::{GrantId, PersonId, SectionId};
use affairs::people::proposal::PeopleChange;
use affairs::people::{ActingFor, Person, Role, Scope};
use affairs::{Date, Refusal};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;

/// Proposes a change of accounts or roles; a second administrator confirms it.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn propose(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let done = match change(&fields, &people, app.desk().now().date()) {
        Ok(change) => app.desk().propose_people(signed.who(), change).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to("/office/people?done=proposed").into_response()),
        Err(ActError::Refused(refusal)) if fields.get("change") == "account" => {
            list::page_of(&app, &signed, Errors::one(refusal), "", fields).await
        }
        Err(ActError::Refused(refusal)) => {
            let id = PersonId::new(fields.get("person"));
            person::page_of(&app, &signed, &id, Errors::one(refusal), fields).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// What a form proposes.
///
/// # Errors
/// A refusal at its field.
fn change(fields: &Fields, people: &[Person], today: Date) -> Result<PeopleChange, Refusal> {
    let text = |name: &str| fields.get(name).to_owned();
    let person = PersonId::new(fields.get("person"));
    match fields.get("change") {
        "account" => Ok(PeopleChange::Account {
            username: text("username"),
            name: text("name"),
            section: SectionId::new(fields.get("section")),
            duty: text("duty"),
        }),
        "grant" => grant(fields, people, person, today),
        "end" => Ok(PeopleChange::EndGrant {
            grant: GrantId::new(fields.get("grant")),
            person,
            last: wanted_date(fields, "last", "请填写最后一日，如 2019-03-05。")?,
            reason: wanted_text(fields, "reason", "请写明终止的原因或依据。")?,
        }),
        "reset" => Ok(PeopleChange::Reset { person }),
        _ => Err(Refusal::new("change_unknown", "没有认出要办理的事项，请返回重试。")),
    }
}

fn grant(fields: &Fields, people: &[Person], person: PersonId, today: Date) -> Result<PeopleChange, Refusal> {
    let role = Role::from_code(fields.get("role"));
    let role = role.ok_or_else(|| Refusal::new("role_missing", "请选择岗位。").at("role"))?;
    let from = if fields.get("from").is_empty() { today } else { wanted_date(fields, "from", DATE_WORDS)? };
    let until = if fields.get("until").is_empty() { None } else { Some(wanted_date(fields, "until", DATE_WORDS)?) };
    Ok(PeopleChange::Grant {
        person,
        role,
        scope: scope(role, fields.get("section")),
        from,
        until,
        basis: fields.get("basis").to_owned(),
        acting_for: acting_for(fields, people)?,
    })
}

const DATE_WORDS: &str = "日期请写成 2019-03-05 的样子。";

/// A role of the disclosure office, the auditor and the administrator are the agency's, whatever section was chosen.
fn scope(role: Role, section: &str) -> Scope {
    let of_agency =
        matches!(role, Role::DisclosureOfficer | Role::DisclosureHead | Role::Auditor | Role::Administrator);
    if section.is_empty() || of_agency { Scope::Agency } else { Scope::Section { section: SectionId::new(section) } }
}

fn acting_for(fields: &Fields, people: &[Person]) -> Result<Option<ActingFor>, Refusal> {
    let id = fields.get("acting_for");
    if id.is_empty() {
        return Ok(None);
    }
    let person = people.iter().find(|person| person.id.as_str() == id);
    let person = person.ok_or_else(|| Refusal::new("acting_for_unknown", "请选择委托人。").at("acting_for"))?;
    let basis = wanted_text(fields, "acting_basis", "请写明委托的依据，如授权委托书的名称、文号。")?;
    Ok(Some(ActingFor { person: person.id.clone(), name: person.name.clone(), basis }))
}

fn wanted_text(fields: &Fields, name: &'static str, words: &str) -> Result<String, Refusal> {
    let text = fields.get(name);
    if text.is_empty() { Err(Refusal::new("text_missing", words).at(name)) } else { Ok(text.to_owned()) }
}

fn wanted_date(fields: &Fields, name: &'static str, words: &str) -> Result<Date, Refusal> {
    fields.date(name).ok_or_else(|| Refusal::new("date", words).at(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    const TODAY: Date = date(2019, 3, 1);

    #[test]
    fn a_grant_begins_today_and_reaches_the_chosen_section() {
        let form =
            fields(&[("change", "grant"), ("person", "1"), ("role", "drafter"), ("section", "law"), ("basis", "文件")]);
        let PeopleChange::Grant { from, until, scope, .. } = change(&form, &[], TODAY).unwrap() else { panic!() };
        assert_eq!((from, until), (TODAY, None));
        assert_eq!(scope, Scope::Section { section: SectionId::new("law") });
    }

    #[test]
    fn an_auditor_is_the_agencys_whatever_section_was_chosen() {
        let form = fields(&[("change", "grant"), ("person", "1"), ("role", "auditor"), ("section", "law")]);
        let PeopleChange::Grant { scope, .. } = change(&form, &[], TODAY).unwrap() else { panic!() };
        assert_eq!(scope, Scope::Agency);
    }

    #[test]
    fn what_is_missing_leads_to_its_field() {
        for (pairs, field) in [
            (vec![("change", "grant"), ("role", "king")], Some("role")),
            (vec![("change", "grant"), ("role", "leader"), ("until", "明天")], Some("until")),
            (vec![("change", "grant"), ("role", "leader"), ("acting_for", "nobody")], Some("acting_for")),
            (vec![("change", "end"), ("last", "2019-02-30"), ("reason", "轮岗")], Some("last")),
            (vec![("change", "end"), ("last", "2019-02-28")], Some("reason")),
            (vec![("change", "coup")], None),
        ] {
            assert_eq!(change(&fields(&pairs), &[], TODAY).unwrap_err().field, field, "{pairs:?}");
        }
    }
}
