//! 编写文字: preamble and the three sections of text, with a list of the figures that may be named in them.

use super::year_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::report::narrative::Sections;
use affairs::report::{Metric, Narrative, Part};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::reporting::Compiled;
use law::annual_report::ReportSection;
use std::collections::BTreeMap;

/// A part in the form.
struct PartField {
    /// `overview.0`, of which heading and text are made.
    name: String,
    number: usize,
    heading: String,
    text: String,
}

struct SectionField {
    heading: String,
    parts: Vec<PartField>,
}

struct FigureLine {
    key: String,
    title: String,
    text: String,
    last_year: String,
}

#[derive(Template)]
#[template(path = "office/report/narrative.html")]
struct NarrativePage {
    shell: OfficeShell,
    year: i16,
    report_address: String,
    report_name: String,
    revision: i64,
    preamble: String,
    sections: Vec<SectionField>,
    figures: Vec<FigureLine>,
}

/// The text in its form.
///
/// # Errors
/// Refused without the role; a frozen report leads back to its form.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(year): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    may(&signed.at.officer, Act::CompileReport, &Facts::of(&signed.who().agency))?;
    let compiled = app.desk().compile_report(signed.who(), year).await?;
    if compiled.life.freezing().is_some() {
        return Ok(Redirect::to(&format!("/office/reports/{year}")).into_response());
    }
    let narrative = compiled.life.stored().writing.narrative.clone();
    let revision = compiled.life.stored().revision;
    let done = query.get("done").map_or("", String::as_str);
    narrative_page(&app, &signed, &compiled, (&narrative, revision), Errors::none(), done).await
}

async fn narrative_page(
    app: &App,
    signed: &Signed,
    compiled: &Compiled,
    (narrative, revision): (&Narrative, i64),
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let year = compiled.year;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sections = [
        ("overview", ReportSection::Overview, &narrative.sections.overview),
        ("problems", ReportSection::ProblemsAndImprovements, &narrative.sections.problems),
        ("other", ReportSection::OtherMatters, &narrative.sections.other),
    ];
    let view = NarrativePage {
        shell: front_at(app, signed, &format!("编写 {year} 年度报告文字"), errors, done).await?,
        year,
        report_address: format!("/office/reports/{year}"),
        report_name: format!("{year} 年度报告"),
        revision,
        preamble: narrative.preamble.join("\n"),
        sections: sections
            .into_iter()
            .map(|(name, section, parts)| SectionField { heading: section.heading(), parts: part_fields(name, parts) })
            .collect(),
        figures: figure_lines(compiled),
    };
    page(&view, status)
}

/// The parts of a section, and an empty one at the end for whoever wants another.
fn part_fields(name: &str, parts: &[Part]) -> Vec<PartField> {
    let blank = Part::default();
    parts
        .iter()
        .chain(std::iter::once(&blank))
        .enumerate()
        .map(|(index, part)| PartField {
            name: format!("{name}.{index}"),
            number: index + 1,
            heading: part.heading.clone(),
            text: part.paragraphs.join("\n"),
        })
        .collect()
}

/// The figures that may be named: those with names of their own, the columns, and every cell that is not nought.
fn figure_lines(compiled: &Compiled) -> Vec<FigureLine> {
    let all = compiled.tally.figures().into_iter();
    let offered = all.filter(|figure| figure.value != 0 || Metric::NAMED.contains(&figure.metric));
    offered
        .map(|figure| FigureLine {
            key: figure.metric.key(),
            title: figure.metric.title(),
            last_year: compiled.last_year.figure(figure.metric.clone()).text(),
            text: figure.text(),
        })
        .collect()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Most parts that a form of a section carries.
const PARTS_LIMIT: usize = 20;

fn read_parts(fields: &Fields, name: &str) -> Vec<Part> {
    (0..PARTS_LIMIT)
        .map(|index| Part {
            heading: fields.get(&format!("{name}.{index}.heading")).to_owned(),
            paragraphs: paragraphs(fields.raw(&format!("{name}.{index}.text"))),
        })
        .filter(|part| !(part.heading.is_empty() && part.paragraphs.is_empty()))
        .collect()
}

fn read(fields: &Fields) -> Narrative {
    Narrative {
        preamble: paragraphs(fields.raw("preamble")),
        sections: Sections {
            overview: read_parts(fields, "overview"),
            problems: read_parts(fields, "problems"),
            other: read_parts(fields, "other"),
        },
    }
}

/// Keeps the text.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn save(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let narrative = read(&posted.fields);
    let revision = posted.fields.number("revision").unwrap_or(0);
    match app.desk().write_report(posted.signed.who(), year, revision, narrative.clone()).await {
        Ok(_) => {
            let to = if posted.fields.get("act") == "stay" { "/narrative" } else { "" };
            Ok(Redirect::to(&format!("/office/reports/{year}{to}?done=saved")).into_response())
        }
        Err(ActError::Refused(refusal)) => {
            let compiled = app.desk().compile_report(posted.signed.who(), year).await?;
            let errors = Errors::one(at_its_part(refusal));
            narrative_page(&app, &posted.signed, &compiled, (&narrative, revision), errors, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// The text has no single field; its refusals quote the words they mean and lead to the top of the form.
fn at_its_part(refusal: Refusal) -> Refusal {
    if refusal.field == Some("narrative") { refusal.at("preamble") } else { refusal }
}
