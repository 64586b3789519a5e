//! 政府信息公开工作年度报告, year by year.

use super::items;
use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section};
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::document::{BundleKind, ColumnKind};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// More years than any agency has reported.
const LIMIT: usize = 100;

#[derive(Template)]
#[template(path = "public/pages/reports.html")]
pub struct ReportsPage {
    pub chrome: Chrome,
    pub reports: Vec<Item>,
    pub others: Vec<Item>,
}

/// `/a/{agency}/reports`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let asked = Asked { address: format!("/a/{slug}/reports"), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        let reader = app.public().reader();
        let reports = read::reports(reader, &site.agency.id, LIMIT, 0).await?;
        // Reports of years before this platform stand in the column as ordinary documents.
        let mut others = Vec::new();
        if let Some(face) = &site.face {
            let columns = face.face().columns_in_order().into_iter();
            for column in columns.filter(|column| column.kind == ColumnKind::AnnualReport) {
                others.extend(read::in_column(reader, &site.agency.id, &column.id, LIMIT, 0).await?);
            }
        }
        others.retain(|one| one.bundle.kind != BundleKind::AnnualReport);
        Page::of(&ReportsPage {
            chrome: site.chrome(PageName::Reports, Section::Reports, display, format!("{}/reports", site.place.path)),
            reports: items(&site, &ItemKind::Report, &reports),
            others: items(&site, &ItemKind::Entry, &others),
        })
    })
    .await
}
