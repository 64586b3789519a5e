//! 离任移交 as pages: what is open, who takes over, the list to sign.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::front::{front, front_at, page};
use super::super::session::{Posted, Signed};
use super::person::deputies;
use super::words::Names;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::document::DocumentState;
use affairs::id::{PersonId, SectionId};
use affairs::people::proposal::Handover;
use affairs::people::{Grant, Person, PersonState, Role};
use affairs::review::Level;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::people::{Leaving, Successor};
use std::collections::BTreeMap;

/// A role that wants a successor.
#[derive(Debug, Clone)]
pub(super) struct Post {
    /// The field's name, `successor.drafter`.
    pub field: String,
    pub label: String,
    /// Those who hold the same role over the same scope.
    pub candidates: Vec<(String, String)>,
    pub chosen: String,
}

#[derive(Template)]
#[template(path = "office/people/leave.html")]
pub(super) struct LeavePage {
    pub shell: OfficeShell,
    pub person: Person,
    pub person_address: String,
    pub section: String,
    pub posts: Vec<Post>,
    /// (title, state) of what is not finished.
    pub drafts: Vec<(String, &'static str)>,
    pub published: usize,
    pub reviews: Vec<String>,
    pub unread: i64,
    pub deputies: Vec<String>,
    pub section_options: Vec<(String, String)>,
    pub fields: Fields,
}

/// The page.
///
/// # Errors
/// Refused without the administrator's role.
pub async fn leave(signed: Signed, State(app): State<App>, Path(person): Path<String>) -> Result<Response, Fault> {
    page_of(&app, &signed, &PersonId::new(person), Errors::none(), Fields::default()).await
}

async fn page_of(app: &App, signed: &Signed, id: &PersonId, errors: Errors, fields: Fields) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::HandOver, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let people = store::people::all(reader, &who.agency).await?;
    let sections = store::agencies::sections(reader, &who.agency).await?;
    let grants = store::people::grants(reader, &who.agency).await?;
    let person = people.iter().find(|one| one.id == *id && !matches!(one.state, PersonState::Left { .. }));
    let person = person.ok_or_else(Fault::not_found)?;
    let today = app.desk().now().date();
    let names = Names { people: &people, sections: &sections };
    let documents = store::documents::open_of_owner(reader, &who.agency, id).await?;
    let (published, drafts): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(|line| line.state == DocumentState::Published);
    let others = sections.iter().filter(|section| section.id != person.section);
    let shown = LeavePage {
        posts: posts(&grants, names, person, !published.is_empty() || !drafts.is_empty(), today, &fields),
        drafts: drafts.into_iter().map(|line| (titled(line.title), line.state.label())).collect(),
        published: published.len(),
        reviews: reviews(app, signed, person, &grants, today).await?,
        unread: store::outbox::unread(reader, &who.agency, id).await?,
        deputies: deputies(&grants, person, names, today),
        section: names.section(&person.section),
        section_options: others.map(|one| (one.id.to_string(), one.name.clone())).collect(),
        person_address: format!("/office/people/{}", person.id),
        person: person.clone(),
        fields,
        shell: front(app, signed, &format!("{}的移交", person.name), errors.clone()).await?,
    };
    page(&shown, if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

fn titled(title: String) -> String {
    if title.trim().is_empty() { "（未填标题）".to_owned() } else { title }
}

/// Every role held, and the drafter's once more where documents outlive the role.
fn posts(
    grants: &[Grant],
    names: Names<'_>,
    person: &Person,
    has_documents: bool,
    today: Date,
    fields: &Fields,
) -> Vec<Post> {
    let held: Vec<&Grant> =
        grants.iter().filter(|grant| grant.person == person.id && grant.in_force_on(today)).collect();
    let mut roles: Vec<Role> = held.iter().map(|grant| grant.role).collect();
    if has_documents {
        roles.push(Role::Drafter);
    }
    roles.sort();
    roles.dedup();
    roles
        .into_iter()
        .map(|role| {
            let mine: Vec<&&Grant> = held.iter().filter(|grant| grant.role == role).collect();
            let over: Vec<String> = mine.iter().map(|grant| names.scope(&grant.scope)).collect();
            let field = format!("successor.{}", role.code());
            Post {
                label: if over.is_empty() {
                    format!("稿件的接替{}", role.label())
                } else {
                    format!("{}（{}）的接替人", role.label(), over.join("、"))
                },
                candidates: candidates(grants, names.people, person, &mine, role, today),
                chosen: fields.get(&field).to_owned(),
                field,
            }
        })
        .collect()
}

/// Others in office who hold the role wherever the person holds it.
fn candidates(
    grants: &[Grant],
    people: &[Person],
    person: &Person,
    mine: &[&&Grant],
    role: Role,
    today: Date,
) -> Vec<(String, String)> {
    let reaches = |other: &Person, scope: &affairs::people::Scope| {
        grants.iter().any(|grant| {
            grant.person == other.id
                && grant.role == role
                && grant.in_force_on(today)
                && (grant.scope == affairs::people::Scope::Agency || grant.scope == *scope)
        })
    };
    let anywhere = |other: &Person| {
        grants.iter().any(|grant| grant.person == other.id && grant.role == role && grant.in_force_on(today))
    };
    people
        .iter()
        .filter(|other| other.id != person.id && other.state == PersonState::Active)
        .filter(|other| anywhere(other) && mine.iter().all(|grant| reaches(other, &grant.scope)))
        .map(|other| (other.id.to_string(), other.name.clone()))
        .collect()
}

/// Titles of what waits for the person's signature.
async fn reviews(
    app: &App,
    signed: &Signed,
    person: &Person,
    grants: &[Grant],
    today: Date,
) -> Result<Vec<String>, Fault> {
    let (reader, agency) = (app.desk().reader(), &signed.who().agency);
    let signed_already = store::reviews::signed_and_open(reader, agency, &person.id).await?;
    let mut titles = Vec::new();
    for level in [Level::SectionHead, Level::SecrecyReviewer, Level::Leader] {
        let mine: Vec<&Grant> = grants
            .iter()
            .filter(|grant| grant.person == person.id && grant.role == level.role() && grant.in_force_on(today))
            .collect();
        if mine.is_empty() {
            continue;
        }
        let waiting = store::reviews::waiting_at(reader, agency, level, 500).await?;
        let reach = |section: &SectionId| mine.iter().any(|grant| grant.scope.covers(section));
        let waiting = waiting.into_iter().filter(|one| reach(&one.section) && !signed_already.contains(&one.bundle));
        titles.extend(waiting.map(|review| format!("{}（待{}审查）", review.title, level.label())));
    }
    Ok(titles)
}

/// Hands everything over.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn hand_over(State(app): State<App>, Path(person): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let id = PersonId::new(person);
    match app.desk().hand_over(signed.who(), &leaving(&id, &fields)).await {
        Ok(handover) => {
            Ok(Redirect::to(&format!("/office/people/handovers/{handover}?done=handed_over")).into_response())
        }
        Err(ActError::Refused(refusal)) if refusal.code != "not_found" => {
            page_of(&app, &signed, &id, Errors::one(refusal), fields).await
        }
        Err(error) => Err(error.into()),
    }
}

fn leaving(person: &PersonId, fields: &Fields) -> Leaving {
    let moves = fields.get("how") == "moves";
    let successor = |role: &Role| {
        let id = fields.get(&format!("successor.{}", role.code())).to_owned();
        (!id.is_empty()).then(|| Successor { role: *role, person: PersonId::new(id) })
    };
    Leaving {
        person: person.clone(),
        reason: fields.get("reason").to_owned(),
        moves_to: moves.then(|| SectionId::new(fields.get("moves_to"))),
        successors: Role::ALL.iter().filter_map(successor).collect(),
    }
}

#[derive(Template)]
#[template(path = "office/people/handover.html")]
pub(super) struct HandoverPage {
    pub shell: OfficeShell,
    pub id: String,
    pub kept: Handover,
}

/// What was handed over, with the list to print and sign.
///
/// # Errors
/// Refused without the administrator's role.
pub async fn handover(
    signed: Signed,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::HandOver, &Facts::of(&who.agency))?;
    let kept = store::proposals::handover(app.desk().reader(), &who.agency, &id).await?;
    let kept = kept.ok_or_else(Fault::not_found)?;
    let done = query.get("done").map_or("", String::as_str);
    let title = format!("{}的工作交接", kept.from_name);
    let shell = front_at(&app, &signed, &title, Errors::none(), done).await?;
    page(&HandoverPage { shell, id, kept }, StatusCode::OK)
}

/// The list as a PDF.
///
/// # Errors
/// Refused without the administrator's role.
pub async fn printed(signed: Signed, State(app): State<App>, Path(id): Path<String>) -> Result<Response, Fault> {
    let bytes = app.desk().handover_list(signed.who(), &id).await?;
    let name = crate::public::files::encoded_name("工作交接清单.pdf");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::id::{AgencyId, GrantId};
    use affairs::people::Scope;
    use jiff::civil::date;

    const TODAY: Date = date(2019, 3, 1);

    fn person(id: &str) -> Person {
        Person {
            agency: AgencyId::new("a"),
            id: PersonId::new(id),
            username: id.to_owned(),
            name: format!("人员{id}"),
            section: SectionId::new("law"),
            duty: String::new(),
            state: PersonState::Active,
        }
    }

    fn grant(person: &str, role: Role, section: Option<&str>) -> Grant {
        Grant {
            id: GrantId::new(format!("{person}-{role:?}-{section:?}")),
            person: PersonId::new(person),
            role,
            scope: section.map_or(Scope::Agency, |section| Scope::Section { section: SectionId::new(section) }),
            from: date(2019, 1, 2),
            until: None,
            basis: "文件".to_owned(),
            acting_for: None,
            granted_by: PersonId::new("x"),
            confirmed_by: PersonId::new("y"),
        }
    }

    #[test]
    fn only_who_reaches_as_far_may_take_over() {
        let people = [person("1"), person("2"), person("3"), person("4")];
        let grants = [
            grant("1", Role::Drafter, Some("law")),
            grant("1", Role::Drafter, Some("aid")),
            grant("1", Role::Leader, None),
            grant("2", Role::Drafter, Some("law")),
            grant("3", Role::Drafter, Some("law")),
            grant("3", Role::Drafter, Some("aid")),
            grant("4", Role::Leader, Some("law")),
        ];
        let names = Names { people: &people, sections: &[] };
        let posts = posts(&grants, names, &people[0], false, TODAY, &Fields::default());
        assert_eq!(posts.len(), 2);
        assert_eq!(posts[0].field, "successor.drafter");
        let ids = |post: &Post| post.candidates.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&posts[0]), ["3"]);
        assert!(ids(&posts[1]).is_empty(), "a leader of one section does not reach the whole agency");
    }

    #[test]
    fn documents_want_a_drafter_even_when_the_role_has_ended() {
        let people = [person("1"), person("2")];
        let grants = [grant("2", Role::Drafter, Some("law"))];
        let names = Names { people: &people, sections: &[] };
        let posts = posts(&grants, names, &people[0], true, TODAY, &Fields::default());
        assert_eq!(posts[0].label, "稿件的接替拟稿人");
        assert_eq!(posts[0].candidates, [("2".to_owned(), "人员2".to_owned())]);
    }
}
