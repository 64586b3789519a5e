//! 拆分申请: a paper that asks for several things, one part a line, becomes as many applications.

use super::answer::Fault;
use super::form::Fields;
use super::front::{front_at, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::access::{Act, Facts, may};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::ActError;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/office/applications/{case}/split", get(show).post(split))
}

#[derive(Template)]
#[template(path = "office/split.html")]
struct SplitPage {
    shell: OfficeShell,
    case: String,
    number: String,
    version: i64,
    /// The day on which every part was received.
    received_on: String,
    /// What the paper asks for, as it was written.
    wanted: String,
    /// One part a line.
    parts: String,
}

/// The page. Whoever opens it reads what the paper asks for, so the journal has a line of it.
///
/// # Errors
/// Refused to whoever does not handle the case.
pub async fn show(signed: Signed, State(app): State<App>, Path(case): Path<String>) -> Result<Response, Fault> {
    page_of(&app, &signed, &CaseId::new(case), Errors::none(), None).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    errors: Errors,
    typed: Option<String>,
) -> Result<Response, Fault> {
    let who = signed.who();
    let application = app.desk().read_application(who, case).await?;
    let frame = &application.frame;
    may(&signed.at.officer, Act::HandleApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
    let standing = application.standing(&*app.desk().calendar(&who.agency).await?);
    let wanted = application.form.reveal(Purpose::Handling).wanted.description.clone();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = SplitPage {
        shell: front_at(app, signed, "拆分申请", errors, "").await?,
        case: case.to_string(),
        number: frame.number.clone(),
        version: frame.version,
        received_on: chinese_date(standing.receipt.received_on.unwrap_or(standing.receipt.governing)),
        parts: typed.unwrap_or_else(|| suggested(&wanted)),
        wanted,
    };
    page(&shown, status)
}

/// A first guess at the parts: people part them by lines and semicolons. The officer corrects it.
fn suggested(wanted: &str) -> String {
    let parts = wanted.split(['\n', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<&str>>().join("\n")
}

/// Splits the paper.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn split(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let case = CaseId::new(case);
    let version = fields.number("version").unwrap_or(0);
    match app.desk().split_application(signed.who(), &case, version, parts_of(&fields)).await {
        Ok(_) => Ok(Redirect::to(&format!("/office/applications/{case}?done=recorded")).into_response()),
        Err(ActError::Refused(refusal)) => {
            page_of(&app, &signed, &case, Errors::one(refusal), Some(fields.raw("parts").to_owned())).await
        }
        Err(failed) => Err(failed.into()),
    }
}

fn parts_of(fields: &Fields) -> Vec<String> {
    fields.raw("parts").lines().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;

    fn sample(shell: OfficeShell) -> SplitPage {
        SplitPage {
            shell,
            case: "c1".to_owned(),
            number: "申请〔2019〕001号".to_owned(),
            version: 3,
            received_on: "2019年9月27日".to_owned(),
            wanted: NASTY.to_owned(),
            parts: NASTY.to_owned(),
        }
    }

    #[test]
    fn the_page_is_sound_with_and_without_a_refusal() {
        assert!(sound(&sample(shell("拆分申请"))).contains("2019年9月27日"));
        sound(&sample(shell_with_errors("拆分申请", &["parts"])));
    }

    #[test]
    fn parts_are_guessed_by_lines_and_semicolons_and_read_back_line_by_line() {
        let guessed = suggested("普法方案；经费决算;\n\n人员编制");
        assert_eq!(guessed, "普法方案\n经费决算\n人员编制");
        let fields = Fields::from(vec![("parts".to_owned(), format!("{guessed}\n \n"))]);
        assert_eq!(parts_of(&fields), ["普法方案", "经费决算", "人员编制"]);
    }
}
