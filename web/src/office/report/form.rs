//! The report as the form: three tables whose cells open their records, the words with their figures, what the checks
//! have found, what is still missing, and the button that freezes.

use super::list::tone;
use super::year_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::front::{front_at, page};
use crate::office::session::Signed;
use affairs::access::{Act, Facts, may};
use affairs::people::Role;
use affairs::report::narrative::{Rendered, render};
use affairs::report::{Metric, Part, ReportLife, completeness};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::reporting::{Compiled, Found, ReportFormat};
use law::annual_report::checks::Severity;
use law::annual_report::{LayoutCell, LayoutContent, LayoutRole, ReportSection, Slot, table_layouts};
use std::collections::BTreeMap;

/// A cell of a table of the form.
struct CellView {
    header: bool,
    /// `colgroup`, `col`, `rowgroup`, `row`, or empty.
    scope: &'static str,
    rowspan: u16,
    colspan: u16,
    text: String,
    centred: bool,
    /// Where the figure is opened; empty for a label.
    href: String,
    /// The anchor that findings lead to.
    anchor: String,
    /// What the cell is called, for those who do not see the table.
    name: String,
    /// `bad` or `wait` where a finding names it.
    tone: &'static str,
}

struct TableView {
    section: String,
    anchor: String,
    rows: Vec<Vec<CellView>>,
}

/// A piece of the words: text, or a figure that opens its records.
struct PieceView {
    text: String,
    /// Empty for text.
    href: String,
    last_year: String,
}

struct PartView {
    heading: String,
    paragraphs: Vec<Vec<PieceView>>,
}

struct SectionView {
    heading: String,
    anchor: String,
    parts: Vec<PartView>,
    table: Option<TableView>,
}

struct FindingView {
    name: String,
    rule: &'static str,
    word: &'static str,
    tone: &'static str,
    place: String,
    message: String,
    expected: String,
    cells: Vec<(String, String)>,
    explanation: String,
    wants_explanation: bool,
}

#[derive(Template)]
#[template(path = "office/report/form.html")]
struct FormPage {
    shell: OfficeShell,
    year: i16,
    life: ReportLife,
    state_tone: &'static str,
    preamble: Vec<Vec<PieceView>>,
    sections: Vec<SectionView>,
    findings: Vec<FindingView>,
    missing: Vec<completeness::Item>,
    /// What of the year's work is still open: words, and where it is mended.
    open_matters: Vec<(String, String)>,
    done_items: usize,
    all_items: usize,
    why_not_freeze: String,
    may_compile: bool,
    drafters: Vec<(String, String)>,
    files: Vec<(String, String)>,
    document: Option<String>,
}

impl FormPage {
    fn is_draft(&self) -> bool {
        matches!(self.life, ReportLife::Draft(_))
    }

    fn is_frozen(&self) -> bool {
        matches!(self.life, ReportLife::Frozen(..))
    }

    fn is_public(&self) -> bool {
        matches!(self.life, ReportLife::Published(..) | ReportLife::Erratum(..))
    }

    fn correct_address(&self) -> String {
        format!("/office/reports/{}/correct", self.year)
    }

    fn reopen_address(&self) -> String {
        format!("/office/reports/{}/reopen", self.year)
    }

    fn frozen_words(&self) -> String {
        self.life.freezing().map_or_else(String::new, |freezing| {
            format!("{}由{}冻结，数字和文字不再变化。", freezing.at.minute_text(), freezing.by_name)
        })
    }
}

/// The report of a year.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(year): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    form_page(&app, &signed, year_of(&year)?, Errors::none(), done).await
}

/// The report with what was just refused.
pub(super) async fn form_page(
    app: &App,
    signed: &Signed,
    year: i16,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let who = signed.who();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let compiled = app.desk().compile_report(who, year).await?;
    let items = completeness::items(&compiled.life.stored().writing.narrative);
    let findings: Vec<FindingView> = compiled.findings.iter().map(finding_view).collect();
    let open_matters = app.desk().open_matters(who, &compiled).await?;
    let explained = compiled.findings.iter().filter(|found| found.explanation.is_some()).count();
    let asked = compiled.findings.iter().filter(|found| found.finding.severity != Severity::Remark).count();
    let view = FormPage {
        shell: front_at(app, signed, &format!("{year} 年度报告"), errors, done).await?,
        year,
        state_tone: tone(&compiled.life),
        preamble: compiled
            .life
            .stored()
            .writing
            .narrative
            .preamble
            .iter()
            .map(|text| pieces(text, &compiled))
            .collect(),
        sections: sections(&compiled),
        findings,
        done_items: items.iter().filter(|item| item.done).count() + explained,
        all_items: items.len() + asked,
        open_matters: open_matters.into_iter().map(|matter| (matter.label(), mended_at(matter, year))).collect(),
        missing: items.into_iter().filter(|item| !item.done).collect(),
        why_not_freeze: compiled.may_freeze(app.desk().now()).err().map(|refusal| refusal.message).unwrap_or_default(),
        may_compile: may(&signed.at.officer, Act::CompileReport, &Facts::of(&who.agency)).is_ok(),
        drafters: drafters(app, signed).await?,
        files: ReportFormat::ALL
            .iter()
            .map(|format| (format.extension().to_owned(), format.label().to_owned()))
            .collect(),
        document: compiled.life.stored().document.as_ref().map(ToString::to_string),
        life: compiled.life,
    };
    page(&view, status)
}

/// Where an open matter is mended.
fn mended_at(matter: completeness::OpenMatter, year: i16) -> String {
    use completeness::OpenMatter;
    match matter {
        OpenMatter::OpenCases(_) => format!("/office/reports/{year}/year-end"),
        OpenMatter::UnconfirmedReceipts(_) => "/office/applications".to_owned(),
        OpenMatter::EmptyRegister(register) => format!("/office/registers/{}", register.code()),
        OpenMatter::PointsWithoutEvidence(_) => format!("/office/registers/work_points?year={year}"),
        OpenMatter::NoProblems | OpenMatter::ProblemsNotInText(_) => format!("/office/reports/{year}/problems"),
    }
}

/// Who may submit the report: everybody with a drafter's grant today.
async fn drafters(app: &App, signed: &Signed) -> Result<Vec<(String, String)>, Fault> {
    let reader = app.desk().reader();
    let who = signed.who();
    let today = app.desk().now().date();
    let people = store::people::all(reader, &who.agency).await?;
    let grants = store::people::grants(reader, &who.agency).await?;
    let drafting = grants.into_iter().filter(|grant| grant.role == Role::Drafter && grant.in_force_on(today));
    let mut ids: Vec<_> = drafting.map(|grant| grant.person).collect();
    ids.sort();
    ids.dedup();
    Ok(people
        .into_iter()
        .filter(|person| ids.contains(&person.id))
        .map(|person| (person.id.to_string(), person.name))
        .collect())
}

fn figure_address(year: i16, metric: &Metric) -> String {
    format!("/office/reports/{year}/figures/{}", metric.key())
}

fn anchor(slot: Slot) -> String {
    format!("cell-{}", slot.code().replace(['/', '.'], "-"))
}

fn sections(compiled: &Compiled) -> Vec<SectionView> {
    let narrative = &compiled.life.stored().writing.narrative.sections;
    let mut tones: BTreeMap<Slot, &'static str> = BTreeMap::new();
    for found in compiled.findings.iter().filter(|found| found.finding.severity != Severity::Remark) {
        for slot in found.slots() {
            // Errors come first, and a cell keeps the gravest.
            tones.entry(slot).or_insert_with(|| severity_tone(found.finding.severity));
        }
    }
    let layouts = table_layouts(&compiled.form);
    ReportSection::ALL
        .into_iter()
        .map(|section| {
            let parts: &[Part] = match section {
                ReportSection::Overview => &narrative.overview,
                ReportSection::ProblemsAndImprovements => &narrative.problems,
                ReportSection::OtherMatters => &narrative.other,
                ReportSection::ProactiveDisclosure
                | ReportSection::Applications
                | ReportSection::ReviewAndLitigation => &[],
            };
            let layout = layouts.iter().find(|layout| layout.section == section);
            SectionView {
                heading: section.heading(),
                anchor: format!("section-{}", section as usize + 1),
                parts: parts.iter().map(|part| part_view(part, compiled)).collect(),
                table: layout.map(|layout| TableView {
                    section: section.heading(),
                    anchor: format!("table-{}", section as usize + 1),
                    rows: (0..layout.rows)
                        .map(|row| layout.row(row).map(|cell| cell_view(cell, compiled.year, &tones)).collect())
                        .collect(),
                }),
            }
        })
        .collect()
}

fn part_view(part: &Part, compiled: &Compiled) -> PartView {
    PartView {
        heading: part.heading.clone(),
        paragraphs: part.paragraphs.iter().map(|text| pieces(text, compiled)).collect(),
    }
}

fn pieces(text: &str, compiled: &Compiled) -> Vec<PieceView> {
    let rendered = render(text, |metric| compiled.tally.figure(metric)).unwrap_or_default();
    rendered
        .into_iter()
        .map(|piece| match piece {
            Rendered::Text(text) => PieceView { text, href: String::new(), last_year: String::new() },
            Rendered::Figure { figure, text } => PieceView {
                href: figure_address(compiled.year, &figure.metric),
                last_year: compiled.last_year.figure(figure.metric).text(),
                text,
            },
        })
        .collect()
}

fn cell_view(cell: &LayoutCell, year: i16, tones: &BTreeMap<Slot, &'static str>) -> CellView {
    let scope = match (cell.role, cell.colspan > 1, cell.rowspan > 1) {
        (LayoutRole::ColumnHeader, true, _) => "colgroup",
        (LayoutRole::ColumnHeader, false, _) => "col",
        (LayoutRole::RowHeader, _, true) => "rowgroup",
        (LayoutRole::RowHeader, _, false) => "row",
        (LayoutRole::Note | LayoutRole::Value, ..) => "",
    };
    let (href, anchor, name, tone) = match &cell.content {
        LayoutContent::Value { slot, .. } => (
            figure_address(year, &Metric::Cell(*slot)),
            anchor(*slot),
            slot.to_string(),
            tones.get(slot).copied().unwrap_or_default(),
        ),
        LayoutContent::Label(_) => Default::default(),
    };
    CellView {
        header: cell.header(),
        scope,
        rowspan: cell.rowspan,
        colspan: cell.colspan,
        text: cell.text().to_owned(),
        centred: cell.alignment() == law::annual_report::Alignment::Centre,
        href,
        anchor,
        name,
        tone,
    }
}

const fn severity_tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "bad",
        Severity::Warning => "wait",
        Severity::Remark => "plain",
    }
}

fn finding_view(found: &Found) -> FindingView {
    let finding = &found.finding;
    FindingView {
        name: finding.name.clone(),
        rule: finding.rule.code(),
        word: finding.severity.word(),
        tone: severity_tone(finding.severity),
        place: finding.location(),
        message: finding.message.clone(),
        expected: finding.expected.clone(),
        cells: found.slots().map(|slot| (anchor(slot), slot.to_string())).collect(),
        explanation: found
            .explanation
            .as_ref()
            .map(|one| format!("{}（{}，{}）", one.words, one.by_name, one.at.minute_text()))
            .unwrap_or_default(),
        wants_explanation: found.yields_to_a_reason() && found.explanation.is_none(),
    }
}
