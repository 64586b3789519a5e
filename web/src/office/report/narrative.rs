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
use affairs::report::narrative::{Sections, plain, render};
use affairs::report::{Metric, Narrative, Part, Tally};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::reporting::Compiled;
use law::annual_report::ReportSection;
use law::annual_report::repetition::{Repetition, repetition};
use std::collections::BTreeMap;

/// A part in the form.
struct PartField {
    /// `overview.0`, of which heading and text are made.
    name: String,
    number: usize,
    heading: String,
    text: String,
    /// What last year's report said under the same heading, with its figures; empty if it said nothing.
    last_year: String,
    /// A way to say it with live figures; empty where there is none.
    template: &'static str,
}

/// What each head of section 一 may begin with; the writer goes on from there.
const TEMPLATES: [(&str, &str); 5] = [
    (
        "主动公开",
        "全年公开信息{portal.events.total}，其中机构概况类{portal.events.overview}、综合管理类{portal.events.management}、\
         政策类{portal.events.policy}。",
    ),
    (
        "依申请公开",
        "全年收到政府信息公开申请{foi.received}，办结{table3.r3.7.total}，结转下年度继续办理{table3.r4.total}。",
    ),
    ("政府信息管理", "年末现行有效的公开制度{work.internal_rules}，其中本年度施行{work.internal_rules_made}。"),
    ("政府信息公开平台建设", "信息公开网站全年发布、更新信息{portal.events.total}，各栏目由责任科室按时限维护。"),
    (
        "监督保障",
        "全年召开领导小组会议{work.meetings}，举办培训{work.trainings}、{work.persons_trained}参加；\
         承担上级要点任务{work.points}，已完成{work.points_done}。",
    ),
];

fn template(heading: &str) -> &'static str {
    TEMPLATES.iter().find(|(head, _)| *head == heading).map_or("", |(_, text)| text)
}

/// The text with the template of a head behind what stands there.
fn with_template(mut narrative: Narrative, heading: &str) -> Narrative {
    let mut parts = narrative.sections.overview.iter_mut();
    if let Some(part) = parts.find(|part| part.heading == heading) {
        part.paragraphs.push(template(heading).to_owned());
    }
    narrative
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
    /// What of the text stood in last year's report; none where there is no such report.
    repetition: Option<Repetition>,
}

impl NarrativePage {
    /// The share of repeated text from which a reviewer will ask.
    fn repeats_much(&self) -> bool {
        self.repetition.as_ref().is_some_and(|repetition| repetition.percent() >= MUCH)
    }
}

/// In percent.
const MUCH: usize = 30;

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
    let last_year = last_year(app, signed, compiled).await?;
    let view = NarrativePage {
        repetition: last_year.as_ref().map(|last| repetition(&words(narrative, &compiled.tally), &plain_words(last))),
        shell: front_at(app, signed, &format!("编写 {year} 年度报告文字"), errors, done).await?,
        year,
        report_address: format!("/office/reports/{year}"),
        report_name: format!("{year} 年度报告"),
        revision,
        preamble: narrative.preamble.join("\n"),
        sections: sections
            .into_iter()
            .map(|(name, section, parts)| SectionField {
                heading: section.heading(),
                parts: part_fields(name, parts, last_parts(last_year.as_ref(), name)),
            })
            .collect(),
        figures: figure_lines(compiled),
    };
    page(&view, status)
}

/// The parts of last year's report in the section that the form calls so.
fn last_parts<'last>(last_year: Option<&'last Narrative>, name: &str) -> &'last [Part] {
    match (last_year, name) {
        (None, _) => &[],
        (Some(last), "overview") => &last.sections.overview,
        (Some(last), "problems") => &last.sections.problems,
        (Some(last), _) => &last.sections.other,
    }
}

/// The parts of a section, and an empty one at the end for whoever wants another.
fn part_fields(name: &str, parts: &[Part], last_year: &[Part]) -> Vec<PartField> {
    let blank = Part::default();
    let said = |heading: &str| {
        let part = last_year.iter().find(|part| !heading.is_empty() && part.heading == heading);
        part.map(|part| part.paragraphs.join("\n")).unwrap_or_default()
    };
    parts
        .iter()
        .chain(std::iter::once(&blank))
        .enumerate()
        .map(|(index, part)| PartField {
            name: format!("{name}.{index}"),
            number: index + 1,
            heading: part.heading.clone(),
            text: part.paragraphs.join("\n"),
            last_year: said(&part.heading),
            template: template(&part.heading),
        })
        .collect()
}

/// Last year's words with their figures filled in, if that year has a report here.
async fn last_year(app: &App, signed: &Signed, compiled: &Compiled) -> Result<Option<Narrative>, Fault> {
    let reader = app.desk().reader();
    let kept = store::reports::by_year(reader, &signed.who().agency, compiled.year - 1).await?;
    let filled = |text: &String| filled(text, &compiled.last_year);
    let parts = |parts: Vec<Part>| -> Vec<Part> {
        let parts = parts.into_iter();
        parts.map(|part| Part { paragraphs: part.paragraphs.iter().map(filled).collect(), ..part }).collect()
    };
    Ok(kept.map(|kept| kept.writing.narrative).map(|narrative| Narrative {
        preamble: narrative.preamble.iter().map(filled).collect(),
        sections: Sections {
            overview: parts(narrative.sections.overview),
            problems: parts(narrative.sections.problems),
            other: parts(narrative.sections.other),
        },
    }))
}

fn filled(text: &str, tally: &Tally) -> String {
    render(text, |metric| tally.figure(metric)).map_or_else(|_| text.to_owned(), |rendered| plain(&rendered))
}

fn words(narrative: &Narrative, tally: &Tally) -> String {
    let parts = narrative.parts().flat_map(|part| &part.paragraphs);
    parts.map(|text| filled(text, tally)).collect::<Vec<_>>().join("\n")
}

fn plain_words(narrative: &Narrative) -> String {
    let parts = narrative.parts().flat_map(|part| &part.paragraphs);
    parts.map(String::as_str).collect::<Vec<_>>().join("\n")
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
    if let Some(heading) = posted.fields.get("act").strip_prefix("template:") {
        let compiled = app.desk().compile_report(posted.signed.who(), year).await?;
        let begun = with_template(narrative, heading);
        return narrative_page(&app, &posted.signed, &compiled, (&begun, revision), Errors::none(), "").await;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_names_figures_that_there_are_and_goes_behind_what_stands() {
        let mut narrative = Narrative::blank("某局", 2024);
        for (heading, _) in TEMPLATES {
            narrative = with_template(narrative, heading);
        }
        assert!(narrative.check().is_ok());
        assert!(narrative.sections.overview.iter().all(|part| !part.paragraphs.is_empty()));
        assert_eq!(narrative.sections.overview[1].paragraphs.len(), 2);
        assert_eq!(with_template(narrative.clone(), "没有的标题"), narrative);
    }
}
