//! 登录, one-time links, and founding an office.

use super::answer::Fault;
use super::form::Fields;
use super::session::{comes_from_here, cookie_name, signed, urlencoded};
use crate::app::App;
use crate::kit::{Display, Errors, OfficeShell, display};
use affairs::Refusal;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::ActError;
use desk::office::Founding;
use desk::sign_in::SignedIn;
use std::collections::BTreeMap;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "office/sign_in.html")]
struct SignInPage {
    shell: OfficeShell,
    username: String,
    back: String,
    /// A form that was under way when the session ended: its address and its fields.
    carried_to: String,
    carried: Vec<(String, String)>,
    /// Whether it stands at the sign-in, or already behind it, where one button sends it on.
    ready: bool,
}

#[derive(Template)]
#[template(path = "office/welcome.html")]
struct WelcomePage {
    shell: OfficeShell,
    username: String,
}

#[derive(Template)]
#[template(path = "office/founding.html")]
struct FoundingPage {
    shell: OfficeShell,
    fields: Fields,
}

/// The network address of whoever asks, for slowing down failures. Behind a proxy of ours it is the last forwarded one.
pub(crate) fn network(app: &App, headers: &HeaderMap, peer: SocketAddr) -> String {
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match forwarded.and_then(|line| line.rsplit(',').next()) {
        Some(address) if app.is_behind_proxy() => address.trim().to_owned(),
        _ => peer.ip().to_string(),
    }
}

fn plain_shell(title: &str, errors: Errors, headers: &HeaderMap) -> OfficeShell {
    OfficeShell {
        title: title.to_owned(),
        errors,
        display: Display::of(headers),
        here: "/office/sign-in".to_owned(),
        ..OfficeShell::default()
    }
}

fn answer(template: &impl Template, status: StatusCode) -> Result<Response, Fault> {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((status, headers, Html(template.render()?)).into_response())
}

/// The sign-in page.
///
/// # Errors
/// When the template fails.
pub async fn show(
    headers: HeaderMap,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    if signed(&headers, &app, "/office").await?.is_some() {
        return Ok(Redirect::to("/office").into_response());
    }
    let back = query.get("back").cloned().unwrap_or_default();
    sign_in_page(&app, &headers, Errors::none(), String::new(), &back, None)
}

fn sign_in_page(
    app: &App,
    headers: &HeaderMap,
    errors: Errors,
    username: String,
    back: &str,
    carried: Option<(String, Vec<(String, String)>)>,
) -> Result<Response, Fault> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = OfficeShell { demo: app.is_demo(), ..plain_shell("登录", errors, headers) };
    let (carried_to, carried) = carried.unwrap_or_default();
    let page = SignInPage { shell, username, back: safe_back(back), carried_to, carried, ready: false };
    answer(&page, status)
}

/// Signs in and goes where the person wanted to go; a form that was under way is shown ready to be sent on.
///
/// # Errors
/// When the store or the template fails.
pub async fn sign_in(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let fields = Fields::from(urlencoded(&bytes));
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let network = network(&app, &headers, peer);
    let done = app.desk().sign_in(fields.get("username"), fields.raw("password"), &network, device).await;
    let carried_to = safe_back(fields.get("carried_to"));
    let carried: Vec<(String, String)> = fields
        .pairs()
        .filter_map(|(name, value)| name.strip_prefix("carried.").map(|name| (name.to_owned(), value.clone())))
        .collect();
    match done {
        Err(ActError::Refused(refusal)) => {
            let username = fields.get("username").to_owned();
            let carried = (!carried_to.is_empty()).then_some((carried_to, carried));
            sign_in_page(&app, &headers, Errors::one(refusal), username, fields.get("back"), carried)
        }
        Err(failed) => Err(failed.into()),
        Ok(signed_in) if carried_to.is_empty() => {
            let back = safe_back(fields.get("back"));
            let to = if back.is_empty() { "/office" } else { back.as_str() };
            Ok(with_session(&app, &signed_in, Redirect::to(to).into_response()))
        }
        Ok(signed_in) => continue_form(&app, &headers, &signed_in, carried_to, carried).await,
    }
}

async fn continue_form(
    app: &App,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    carried_to: String,
    carried: Vec<(String, String)>,
) -> Result<Response, Fault> {
    let at = app.desk().at_desk(&signed_in.token).await?.ok_or_else(Fault::not_found)?;
    let shell = OfficeShell { csrf: at.form_token, ..plain_shell("继续提交", Errors::none(), headers) };
    let page = SignInPage { shell, username: String::new(), back: String::new(), carried_to, carried, ready: true };
    Ok(with_session(app, signed_in, answer(&page, StatusCode::OK)?))
}

/// The sign-in page that carries a form whose session has ended.
pub(super) fn carrying(headers: &HeaderMap, to: &str, fields: &Fields) -> Result<Fault, Fault> {
    let refusal = Refusal::new("session_ended", "登录已过期。您填写的内容都在，重新登录后即可继续提交。");
    // A password is typed again; it is carried nowhere.
    let is_password = |name: &str| ["old", "password", "again"].contains(&name);
    let carried = fields.pairs().filter(|(name, _)| !is_password(name)).cloned().collect();
    let shell = plain_shell("登录", Errors::one(refusal), headers);
    let page = SignInPage {
        shell,
        username: String::new(),
        back: String::new(),
        carried_to: to.to_owned(),
        carried,
        ready: false,
    };
    Ok(Fault::Page(Box::new(answer(&page, StatusCode::UNAUTHORIZED)?)))
}

pub(super) fn with_session(app: &App, signed_in: &SignedIn, response: Response) -> Response {
    session_cookie(app, &signed_in.token, "", response)
}

/// The session's cookie; `ending` is its age where it has one.
fn session_cookie(app: &App, token: &str, ending: &str, response: Response) -> Response {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(app);
    with_cookie(&format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{ending}{secure}"), response)
}

fn with_cookie(cookie: &str, mut response: Response) -> Response {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Signs out.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(State(app): State<App>, posted: super::Posted) -> Result<Response, Fault> {
    app.desk().sign_out(&posted.signed.token).await?;
    Ok(session_cookie(&app, "", "; Max-Age=0", Redirect::to("/office/sign-in").into_response()))
}

/// Remembers large print, dark or light.
///
/// # Errors
/// When the form is not ours.
pub async fn display(posted: super::Posted) -> Result<Response, Fault> {
    let display = posted.signed.display.with(posted.fields.get("set"));
    let back = safe_back(posted.fields.get("back"));
    let to = if back.is_empty() { "/office" } else { back.as_str() };
    let cookie = format!("{}={}; Path=/; SameSite=Lax; Max-Age=31536000", display::COOKIE, display.value());
    Ok(with_cookie(&cookie, Redirect::to(to).into_response()))
}

/// Only addresses of the office are gone back to.
fn safe_back(back: &str) -> String {
    let inside = back == "/office" || (back.starts_with("/office/") && !back.contains("//") && !back.contains('\\'));
    if inside && back.len() < 400 { back.to_owned() } else { String::new() }
}

/// The page of a one-time link: a new account, or a reset.
///
/// # Errors
/// Refused when the link is gone.
pub async fn welcome(headers: HeaderMap, State(app): State<App>, Path(token): Path<String>) -> Result<Response, Fault> {
    welcome_page(&app, &headers, &token, Errors::none()).await
}

async fn welcome_page(app: &App, headers: &HeaderMap, token: &str, errors: Errors) -> Result<Response, Fault> {
    let gone = || Refusal::new("link_gone", "这个链接已经用过，或超过了一小时的有效期，请联系系统管理员重新办理。");
    let link = app.desk().link(token).await?.filter(|link| link.purpose == "password").ok_or_else(gone)?;
    let person = store::people::by_id(app.desk().reader(), &link.agency, &link.person).await?.ok_or_else(gone)?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = plain_shell("设置密码", errors, headers);
    answer(&WelcomePage { shell, username: person.username }, status)
}

/// Sets the password and signs in.
///
/// # Errors
/// Refused when the link is gone.
pub async fn set_password(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let fields = Fields::from(urlencoded(&bytes));
    if fields.raw("password") != fields.raw("again") {
        let refusal = Refusal::new("password_differs", "两次输入的密码不一致。").at("again");
        return welcome_page(&app, &headers, &token, Errors::one(refusal)).await;
    }
    match app.desk().set_password_by_link(&token, fields.raw("password")).await {
        Ok(signed_in) => Ok(with_session(&app, &signed_in, Redirect::to("/office").into_response())),
        Err(ActError::Refused(refusal)) if refusal.field.is_some() => {
            welcome_page(&app, &headers, &token, Errors::one(refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page on which the holder of the console founds the office.
///
/// # Errors
/// Refused when the link is gone.
pub async fn founding(
    headers: HeaderMap,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    founding_page(&app, &headers, &token, Errors::none(), Fields::default()).await
}

async fn founding_page(
    app: &App,
    headers: &HeaderMap,
    token: &str,
    errors: Errors,
    fields: Fields,
) -> Result<Response, Fault> {
    let link = app.desk().link(token).await?.filter(|link| link.purpose == "found");
    if link.is_none() {
        return Err(
            Refusal::new("link_gone", "这个链接已经用过，或超过了一小时的有效期，请重新启动服务取得新链接。").into()
        );
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = plain_shell("开通平台", errors, headers);
    answer(&FoundingPage { shell, fields }, status)
}

/// Founds the office and signs its first administrator in.
///
/// # Errors
/// Refused when the link is gone.
pub async fn found(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let fields = Fields::from(urlencoded(&bytes));
    let text = |name: &str| fields.get(name).to_owned();
    let founding = Founding {
        slug: text("slug"),
        name: text("name"),
        host: text("host"),
        code: text("code"),
        section: text("section"),
        username: text("username"),
        administrator: text("administrator"),
        password: fields.raw("password").to_owned(),
    };
    match app.desk().found_by_link(&token, &founding).await {
        Ok(signed_in) => Ok(with_session(&app, &signed_in, Redirect::to("/office/people").into_response())),
        Err(ActError::Refused(refusal)) if refusal.field.is_some() => {
            founding_page(&app, &headers, &token, Errors::one(refusal), fields).await
        }
        Err(error) => Err(error.into()),
    }
}
