//! 我的账户: one's own password, phrases for opinions, roles and until when, the present session, notices.

use super::answer::Fault;
use super::form::Fields;
use super::front::{front_at, page};
use super::people::words::{Names, term};
use super::session::{Posted, Signed};
use super::sign_in::{network, with_session};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Refusal;
use affairs::notice::Notice;
use askama::Template;
use axum::extract::{ConnectInfo, FromRequest, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "office/account.html")]
pub(super) struct AccountPage {
    pub shell: OfficeShell,
    pub username: String,
    pub section: String,
    pub duty: String,
    /// Each role held with its term and basis.
    pub posts: Vec<String>,
    pub signed_in_at: String,
    pub ends_at: String,
    pub idle_minutes: i64,
    /// One phrase a line.
    pub phrases: String,
    pub notices: Vec<Notice>,
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
    page_of(&app, &signed, Errors::none(), done, None).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    errors: Errors,
    done: &str,
    phrases: Option<String>,
) -> Result<Response, Fault> {
    let who = signed.who();
    let officer = &signed.at.officer;
    let reader = app.desk().reader();
    let settings = store::settings::on(reader, &who.agency, app.desk().now().date()).await?;
    let sections = store::agencies::sections(reader, &who.agency).await?;
    let names = Names { people: &[], sections: &sections };
    let post = |grant: &affairs::people::Grant| {
        let post = names.post(grant.role, &grant.scope, grant.acting_for.as_ref());
        format!("{post}，{}。依据：{}", term(grant.from, grant.until), grant.basis)
    };
    let kept = match phrases {
        Some(typed) => typed,
        None => store::sessions::phrases(reader, &who.agency, &who.person).await?.join("\n"),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = AccountPage {
        shell: front_at(app, signed, "我的账户", errors, done).await?,
        username: officer.person.username.clone(),
        section: names.section(&officer.person.section),
        duty: officer.person.duty.clone(),
        posts: officer.grants.iter().map(post).collect(),
        signed_in_at: signed.at.signed_in_at.minute_text(),
        ends_at: signed.at.signed_in_at.plus_minutes(settings.session_hours.saturating_mul(60)).minute_text(),
        idle_minutes: settings.session_idle_minutes,
        phrases: kept,
        notices: store::outbox::notices(reader, &who.agency, &who.person, 20).await?,
    };
    page(&shown, status)
}

/// Changes the password; every other session ends, and this one goes on under a new token.
///
/// # Errors
/// When the store fails; refusals come back in the form, without what was typed.
pub async fn password(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let headers = request.headers().clone();
    let Posted { signed, fields } = Posted::from_request(request, &app).await?;
    let from = network(&app, &headers, peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0))));
    let new = fields.raw("password");
    let done = if new == fields.raw("again") {
        app.desk().change_password(signed.who(), fields.raw("old"), new, &from).await
    } else {
        Err(Refusal::new("password_differs", "两次输入的密码不一致。").at("again").into())
    };
    match done {
        Ok(()) => {
            let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let username = &signed.at.officer.person.username;
            let signed_in = app.desk().sign_in(username, new, &from, device).await?;
            Ok(with_session(&app, &signed_in, Redirect::to("/office/account?done=password").into_response()))
        }
        Err(ActError::Refused(refusal)) => {
            // Slowing down is said at the sign-in's own field; here the old password is what is being guessed.
            let field = refusal.field.map(|field| if field == "username" { "old" } else { field });
            page_of(&app, &signed, Errors::one(Refusal { field, ..refusal }), "", None).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// Keeps one's own phrases for opinions.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn phrases(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    match app.desk().save_phrases(signed.who(), &phrases_of(&fields)).await {
        Ok(()) => Ok(Redirect::to("/office/account?done=phrases").into_response()),
        Err(ActError::Refused(refusal)) => {
            let typed = fields.raw("phrases").to_owned();
            page_of(&app, &signed, Errors::one(refusal), "", Some(typed)).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// One phrase a line; the same phrase twice is one.
fn phrases_of(fields: &Fields) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in fields.raw("phrases").lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !found.iter().any(|known| known == line) {
            found.push(line.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;
    use affairs::Instant;
    use affairs::id::{AgencyId, NoticeId, PersonId};
    use affairs::notice::Subject;

    #[test]
    fn phrases_are_lines() {
        let typed = "同意公开。\n\n 经审查不涉密，同意。 \n同意公开。";
        let fields = Fields::from(vec![("phrases".to_owned(), typed.to_owned())]);
        assert_eq!(phrases_of(&fields), ["同意公开。", "经审查不涉密，同意。"]);
    }

    #[test]
    fn the_page_is_sound_and_never_shows_a_password() {
        let notice = |read_at| Notice {
            agency: AgencyId::new("a"),
            id: NoticeId::new("n"),
            to: PersonId::new("1"),
            subject: Subject::ResetMade { by: NASTY.to_owned() },
            at: Instant::from_milliseconds(0),
            read_at,
        };
        let sample = |shell| AccountPage {
            shell,
            username: "drafter".to_owned(),
            section: "法治科".to_owned(),
            duty: String::new(),
            posts: vec![NASTY.to_owned()],
            signed_in_at: "2019-03-05 09:30".to_owned(),
            ends_at: "2019-03-05 21:30".to_owned(),
            idle_minutes: 30,
            phrases: NASTY.to_owned(),
            notices: vec![notice(None), notice(Some(Instant::from_milliseconds(1)))],
        };
        sound(&sample(shell("我的账户")));
        let html = sound(&sample(shell_with_errors("我的账户", &["old", "password", "again", "phrases"])));
        assert_eq!(html.matches("type=\"password\" value=\"\"").count(), 3);
    }
}
