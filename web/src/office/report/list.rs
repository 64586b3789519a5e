//! The reports of the agency by year.

use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::front::{front, page};
use crate::office::session::Signed;
use affairs::report::ReportLife;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

struct Line {
    year: i16,
    state: &'static str,
    tone: &'static str,
    frozen_at: String,
    document: Option<String>,
}

#[derive(Template)]
#[template(path = "office/report/list.html")]
struct ListPage {
    shell: OfficeShell,
    lines: Vec<Line>,
}

/// Every year with its state.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(signed: Signed, State(app): State<App>) -> Result<Response, Fault> {
    let lines = app.desk().list_reports(signed.who()).await?;
    let lines = lines
        .into_iter()
        .map(|line| Line {
            year: line.year,
            state: line.life.label(),
            tone: tone(&line.life),
            frozen_at: line.life.freezing().map(|freezing| freezing.at.minute_text()).unwrap_or_default(),
            document: line.life.stored().document.as_ref().map(ToString::to_string),
        })
        .collect();
    let shell = front(&app, &signed, "政府信息公开工作年度报告", Errors::none()).await?;
    page(&ListPage { shell, lines }, StatusCode::OK)
}

/// The tone of a report's state.
pub(super) const fn tone(life: &ReportLife) -> &'static str {
    match life {
        ReportLife::Draft(_) => "plain",
        ReportLife::Frozen(..) | ReportLife::InReview(..) => "wait",
        ReportLife::Published(..) | ReportLife::Erratum(..) => "good",
    }
}
