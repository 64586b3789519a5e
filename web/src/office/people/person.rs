//! One person: account, roles past and present, and the forms with which an administrator proposes a change.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::front::{front, page};
use super::super::session::Signed;
use super::list::{PersonLine, person_line};
use super::words::{Names, term};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::id::PersonId;
use affairs::people::{Grant, Person, PersonState, Role};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// A grant as the page shows it.
#[derive(Debug, Clone)]
pub(super) struct GrantLine {
    pub id: String,
    pub post: String,
    pub scope: String,
    pub term: String,
    pub basis: String,
    /// Whose place is taken, on what basis.
    pub acting: String,
    /// Who granted it and who confirmed it.
    pub by: String,
    pub open: bool,
}

#[derive(Template)]
#[template(path = "office/people/person.html")]
pub(super) struct PersonPage {
    pub shell: OfficeShell,
    pub line: PersonLine,
    pub grants: Vec<GrantLine>,
    /// Others who act in this person's place.
    pub deputies: Vec<String>,
    pub may_propose: bool,
    /// Why nothing can be proposed for this person, or empty.
    pub why_not: String,
    pub roles: Vec<(String, String)>,
    pub section_options: Vec<(String, String)>,
    pub person_options: Vec<(String, String)>,
    pub today: String,
    pub fields: Fields,
}

/// The page.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(signed: Signed, State(app): State<App>, Path(person): Path<String>) -> Result<Response, Fault> {
    page_of(&app, &signed, &PersonId::new(person), Errors::none(), Fields::default()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn page_of(
    app: &App,
    signed: &Signed,
    id: &PersonId,
    errors: Errors,
    fields: Fields,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::SeePeople, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let people = store::people::all(reader, &who.agency).await?;
    let sections = store::agencies::sections(reader, &who.agency).await?;
    let grants = store::people::grants(reader, &who.agency).await?;
    let person = people.iter().find(|person| person.id == *id).ok_or_else(Fault::not_found)?;
    let today = app.desk().now().date();
    let names = Names { people: &people, sections: &sections };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let others = people.iter().filter(|one| one.id != *id && !matches!(one.state, PersonState::Left { .. }));
    let shown = PersonPage {
        shell: front(app, signed, &person.name, errors).await?,
        line: person_line(person, &grants, names, today),
        grants: grants.iter().rev().filter(|grant| grant.person == *id).map(|one| line(one, names, today)).collect(),
        deputies: deputies(&grants, person, names, today),
        may_propose: may(&signed.at.officer, Act::ProposePeople, &Facts::of(&who.agency)).is_ok(),
        why_not: why_not(person, &who.person),
        roles: Role::ALL.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect(),
        section_options: sections.iter().map(|one| (one.id.to_string(), one.name.clone())).collect(),
        person_options: others.map(|one| (one.id.to_string(), one.name.clone())).collect(),
        today: today.to_string(),
        fields,
    };
    page(&shown, status)
}

/// Nobody grants to himself; for somebody who left nothing can be proposed.
fn why_not(person: &Person, me: &PersonId) -> String {
    if person.id == *me {
        return "不能为自己提出人员或授权变更，请由另一名管理员提出。".to_owned();
    }
    if matches!(person.state, PersonState::Left { .. }) {
        return "此人已离任；再次任职请新建账户。".to_owned();
    }
    String::new()
}

fn line(grant: &Grant, names: Names<'_>, today: Date) -> GrantLine {
    GrantLine {
        id: grant.id.to_string(),
        post: names.post(grant.role, &grant.scope, grant.acting_for.as_ref()),
        scope: names.scope(&grant.scope),
        term: term(grant.from, grant.until),
        basis: grant.basis.clone(),
        acting: grant
            .acting_for
            .as_ref()
            .map(|acting| format!("受{}委托，{}", acting.name, acting.basis))
            .unwrap_or_default(),
        by: by(grant, names),
        open: grant.until.is_none_or(|last| today <= last),
    }
}

fn by(grant: &Grant, names: Names<'_>) -> String {
    if grant.granted_by.as_str() == "console" {
        return "平台开通时设立".to_owned();
    }
    format!("{}提出，{}确认", names.person(&grant.granted_by), names.person(&grant.confirmed_by))
}

/// Who acts in a person's place today.
pub(super) fn deputies(grants: &[Grant], person: &Person, names: Names<'_>, today: Date) -> Vec<String> {
    let acts_for = |grant: &&Grant| grant.acting_for.as_ref().is_some_and(|acting| acting.person == person.id);
    let in_force = grants.iter().filter(acts_for).filter(|grant| grant.in_force_on(today));
    in_force
        .map(|grant| {
            let post = names.post(grant.role, &grant.scope, None);
            format!("{}代行{post}，{}", names.person(&grant.person), term(grant.from, grant.until))
        })
        .collect()
}

impl PersonPage {
    /// Whether the form that came back was about the end of this grant.
    fn ends(&self, grant: &str) -> bool {
        self.fields.get("change") == "end" && self.fields.get("grant") == grant
    }

    /// Whether the form that came back was a grant.
    fn grants(&self) -> bool {
        self.fields.get("change") == "grant"
    }

    fn from(&self) -> &str {
        if self.fields.get("from").is_empty() { &self.today } else { self.fields.get("from") }
    }
}
