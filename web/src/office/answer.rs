//! What the office answers when it cannot answer with the page that was asked for.

use crate::kit::{Display, Errors, OfficeShell};
use affairs::Refusal;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::{ActError, Failure};
use store::StoreError;

/// Why the page that was asked for does not come.
#[derive(Debug)]
pub enum Fault {
    /// The law or the state says no.
    Refused(Refusal),
    /// Disk, network, or a mistake of ours: logged once, here, under the number that the page shows.
    Failed(String),
    /// Nobody has signed in: to the sign-in page, and back afterwards.
    SignIn(String),
    /// A page that is ready, such as the sign-in that carries a form.
    Page(Box<Response>),
}

impl Fault {
    /// To the sign-in page, and back to this address afterwards.
    #[must_use]
    pub fn sign_in(here: &str) -> Self {
        Self::SignIn(here.to_owned())
    }

    /// The form was larger than any form of the office.
    #[must_use]
    pub fn too_large() -> Self {
        Refusal::new("form_too_large", "提交的内容过大，没有保存。请将长文作为附件上传。").into()
    }

    /// There is nothing at this address for this person.
    #[must_use]
    pub fn not_found() -> Self {
        Self::Refused(desk::not_found())
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ActError> for Fault {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => Self::Refused(refusal),
            ActError::Failed(failure) => failure.into(),
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.cause().to_owned())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        ActError::from(error).into()
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

#[derive(Template)]
#[template(path = "office/fault.html")]
struct FaultPage {
    shell: OfficeShell,
    words: String,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => *page,
            Self::SignIn(here) => {
                let back: String = here.bytes().map(percent).collect();
                Redirect::to(&format!("/office/sign-in?back={back}")).into_response()
            }
            Self::Refused(refusal) => {
                let status = if refusal.code == "not_found" { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
                page(status, "没有办理", &Errors::one(refusal), "")
            }
            Self::Failed(cause) => {
                let number = desk::new_id().map(|id| id.chars().take(10).collect()).unwrap_or_else(|_| "0".to_owned());
                tracing::error!(number, cause, "a page of the office failed");
                let words = format!("系统出了问题，您的操作没有完成。请稍后再试；联系管理员时请报编号 {number}。");
                page(StatusCode::INTERNAL_SERVER_ERROR, "系统故障", &Errors::none(), &words)
            }
        }
    }
}

fn page(status: StatusCode, title: &str, errors: &Errors, words: &str) -> Response {
    let shell = OfficeShell {
        title: title.to_owned(),
        errors: errors.clone(),
        display: Display::default(),
        here: "/office".to_owned(),
        ..OfficeShell::default()
    };
    match (FaultPage { shell, words: words.to_owned() }).render() {
        Ok(html) => (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// A byte as an address carries it.
pub(super) fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
