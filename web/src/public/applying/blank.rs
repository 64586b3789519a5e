//! The blank 申请表 as Word and PDF.

use super::{App, Trouble};
use crate::public::serving::answer::agency;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::applications::BlankForm;
use std::collections::BTreeMap;
use std::sync::Mutex;

const PDF: &str = "application/pdf";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Blank forms that were made: two for each agency, the same until it changes its name.
#[derive(Debug, Default)]
pub struct Blanks(Mutex<BTreeMap<(String, &'static str), Bytes>>);

impl Blanks {
    fn get(&self, agency: &str, kind: BlankForm) -> Option<Bytes> {
        self.0.lock().ok()?.get(&(agency.to_owned(), media_type(kind))).cloned()
    }

    fn keep(&self, agency: &str, kind: BlankForm, bytes: &Bytes) {
        if let Ok(mut kept) = self.0.lock() {
            kept.insert((agency.to_owned(), media_type(kind)), bytes.clone());
        }
    }
}

const fn media_type(kind: BlankForm) -> &'static str {
    match kind {
        BlankForm::Pdf => PDF,
        BlankForm::Word => WORD,
    }
}

/// `/a/{agency}/apply/form.pdf`.
///
/// # Errors
/// When there is no such agency, or the form cannot be made.
pub async fn pdf(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Trouble> {
    sent(&app, &slug, BlankForm::Pdf).await
}

/// `/a/{agency}/apply/form.docx`.
///
/// # Errors
/// As [`pdf`].
pub async fn word(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Trouble> {
    sent(&app, &slug, BlankForm::Word).await
}

async fn sent(app: &App, slug: &str, kind: BlankForm) -> Result<Response, Trouble> {
    let agency = agency(app, slug).await?;
    let bytes = match app.blanks().get(&agency.name, kind) {
        Some(kept) => kept,
        None => {
            let made = app.desk().blank_application_form(&agency.name, kind).await;
            let bytes = Bytes::from(made.map_err(|error| Trouble::Failed(error.to_string()))?);
            app.blanks().keep(&agency.name, kind, &bytes);
            bytes
        }
    };
    let (disposition, cache) = match kind {
        BlankForm::Pdf => ("inline; filename=\"application-form.pdf\"", "public, max-age=3600"),
        BlankForm::Word => ("attachment; filename=\"application-form.docx\"", "public, max-age=3600"),
    };
    let headers = [
        (header::CONTENT_TYPE, media_type(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, cache),
    ];
    Ok((headers, bytes).into_response())
}
