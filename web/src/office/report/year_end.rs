//! 年终清单: what must close before the year is over, and what is carried over, each with its officer and day.

use super::year_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::front::{front, page};
use crate::office::session::Signed;
use affairs::application::standing::Action;
use affairs::time::chinese_date;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use store::deadlines::DueRow;

struct CaseLine {
    case: String,
    number: String,
    due: String,
    officer: String,
    action: &'static str,
    late: bool,
}

#[derive(Template)]
#[template(path = "office/report/year_end.html")]
struct YearEndPage {
    shell: OfficeShell,
    report_address: String,
    report_name: String,
    last_day: String,
    tonight: Vec<CaseLine>,
    carried: Vec<CaseLine>,
    more: bool,
    /// Whether the last day of the year is behind us.
    over: bool,
}

/// The list of the last day of a year.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(signed: Signed, State(app): State<App>, Path(year): Path<String>) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let list = app.desk().year_end(signed.who(), year).await?;
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let names: BTreeMap<String, String> =
        people.into_iter().map(|person| (person.id.to_string(), person.name)).collect();
    let today = app.desk().now().date();
    let line = |row: DueRow| CaseLine {
        case: row.case.to_string(),
        due: chinese_date(row.due_on),
        officer: names.get(row.responsible.as_str()).cloned().unwrap_or_default(),
        action: Action::from_code(&row.action).map_or("", Action::label),
        late: row.due_on < today,
        number: row.number,
    };
    let view = YearEndPage {
        shell: front(&app, &signed, &format!("{year} 年终清单"), Errors::none()).await?,
        report_address: format!("/office/reports/{year}"),
        report_name: format!("{year} 年度报告"),
        last_day: chinese_date(list.last_day),
        tonight: list.tonight.into_iter().map(line).collect(),
        carried: list.carried.into_iter().map(line).collect(),
        more: list.more,
        over: today > list.last_day,
    };
    page(&view, StatusCode::OK)
}
