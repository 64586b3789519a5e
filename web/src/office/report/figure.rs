//! 数据明细: one figure, how it is counted, and the records it counted.

use super::year_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Pages};
use crate::office::answer::Fault;
use crate::office::front::{front, page};
use crate::office::session::Signed;
use affairs::report::tally::CountedKind;
use affairs::report::{CountedRecord, Figure, Metric};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::reporting::RECORDS_PER_PAGE;
use std::collections::BTreeMap;

struct RecordLine {
    title: String,
    /// Where the record is opened; empty where it has no page.
    href: String,
    on: String,
    effect: String,
}

#[derive(Template)]
#[template(path = "office/report/figure.html")]
struct FigurePage {
    shell: OfficeShell,
    year: i16,
    report_address: String,
    report_name: String,
    figure: Figure,
    last_year: Figure,
    period: String,
    total: i64,
    records: Vec<RecordLine>,
    pages: Pages,
}

/// A figure with a page of its records.
///
/// # Errors
/// Refused to those whose business it is not; there is no page for an unknown figure.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path((year, key)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let metric = Metric::from_key(&key).ok_or_else(Fault::not_found)?;
    let wanted = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let opened = app.desk().open_figure(signed.who(), year, &metric, wanted).await?;
    let current = usize::try_from(opened.page).unwrap_or(1);
    let total = usize::try_from(opened.total).unwrap_or(0);
    let per_page = usize::try_from(RECORDS_PER_PAGE).unwrap_or(50);
    let address = format!("/office/reports/{year}/figures/{key}?page=");
    let view = FigurePage {
        shell: front(&app, &signed, &metric.title(), Errors::none()).await?,
        year,
        report_address: format!("/office/reports/{year}"),
        report_name: format!("{year} 年度报告"),
        period: metric.nature().period(year),
        figure: opened.figure,
        last_year: opened.last_year,
        total: opened.total,
        records: opened.records.into_iter().map(|record| line(record, &metric)).collect(),
        pages: Pages::new(current, total, per_page, address),
    };
    page(&view, StatusCode::OK)
}

fn line(record: CountedRecord, metric: &Metric) -> RecordLine {
    let href = match (record.kind, record.document, record.register) {
        (CountedKind::Event, Some(document), _) => format!("/d/{document}"),
        (CountedKind::RegisterRow, _, Some(register)) => format!("/office/registers/{register}/rows/{}", record.id),
        (CountedKind::Case, ..) => match (record.application, record.remedy) {
            (Some(case), _) => format!("/office/applications/{case}"),
            (_, Some(remedy)) => format!("/office/remedies/{remedy}"),
            (None, None) => String::new(),
        },
        _ => String::new(),
    };
    let effect = if metric.is_money() {
        Figure { metric: metric.clone(), value: record.effect }.text()
    } else {
        format!("{:+}", record.effect)
    };
    let on = record.on.map(|on| on.to_string()).unwrap_or_default();
    RecordLine { title: record.title, href, on, effect }
}
