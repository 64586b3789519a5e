//! The report in every format: the same bytes for the same report and instant.

use super::check::Found;
use super::compile::{Compiled, compiled};
use super::words::report_text;
use crate::registers::{Exported, refused_or_failed};
use crate::{Desk, Done, Failure, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::Attachment;
use affairs::report::body::{Worded, WordedBlock};
use affairs::report::{Metric, Tally};
use affairs::{ContentHash, Instant};
use law::annual_report::checks::Finding;
use law::annual_report::{ApplicantColumn, ReportTables, Slot, TableThreeRow};
use paper::read::{ReadReport, narrative_of, report_json};
use paper::write::Press;
use paper::write::annual_report::{
    AnnualReport, NarrativeBlock, annual_report_csv, annual_report_html, annual_report_pdf, annual_report_word,
    annual_report_xlsx,
};
use store::Read;

/// What the files are made of.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    pub agency: String,
    pub year: i16,
    pub worded: Worded,
    pub form: ReportTables,
    pub findings: Vec<Found>,
    pub made_at: Instant,
    /// The main figures of the agency's reports, by year: those before it as they were frozen, and its own.
    pub years: Vec<YearFigures>,
}

/// The main figures of a report, for a reader who compares years. Both forms define them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YearFigures {
    pub year: i16,
    pub received: i64,
    pub answered: i64,
    /// 予以公开 and 部分公开.
    pub disclosed: i64,
}

impl YearFigures {
    fn of(year: i16, tally: &Tally) -> Self {
        let total = |row| tally.value(&Metric::Cell(Slot::Three(row, ApplicantColumn::Total)));
        Self {
            year,
            received: total(TableThreeRow::Received),
            answered: total(TableThreeRow::ResultsTotal),
            disclosed: total(TableThreeRow::Disclosed) + total(TableThreeRow::PartiallyDisclosed),
        }
    }

    fn json(self) -> serde_json::Value {
        serde_json::json!({
            "year": self.year, "received": self.received, "answered": self.answered, "disclosed": self.disclosed,
        })
    }
}

/// The figures of the agency's earlier reports that stand still, and of this one.
pub(super) async fn years(mut db: impl Read, compiled: &Compiled) -> Done<Vec<YearFigures>> {
    let kept = store::reports::all(&mut db, &compiled.agency.id).await?;
    let before = kept.iter().filter(|stored| stored.year < compiled.year);
    let mut years: Vec<YearFigures> =
        before.filter_map(|stored| Some(YearFigures::of(stored.year, &stored.freezing.as_ref()?.tally))).collect();
    years.push(YearFigures::of(compiled.year, &compiled.tally));
    years.sort_by_key(|one| one.year);
    Ok(years)
}

impl Printed {
    /// A report as it stands at this moment.
    pub(super) fn of(compiled: &Compiled, made_at: Instant, years: Vec<YearFigures>) -> Self {
        Self {
            agency: compiled.agency.name.clone(),
            year: compiled.year,
            worded: compiled.worded.clone(),
            form: compiled.form.clone(),
            findings: compiled.findings.clone(),
            made_at,
            years,
        }
    }

    /// The report as JSON, as it also stands in the facts of its bundle.
    pub(super) fn json(&self) -> serde_json::Value {
        let text = report_text(&self.agency, &self.worded);
        let report = ReadReport {
            year: Some(self.year),
            form: self.form.clone(),
            narrative: narrative_of(&text),
            text,
            notes: Vec::new(),
        };
        let findings: Vec<Finding> = self.findings.iter().map(|found| found.finding.clone()).collect();
        let mut json = report_json(&report, &findings);
        json["years"] = self.years.iter().map(|one| one.json()).collect();
        json
    }

    fn report(&self) -> AnnualReport {
        AnnualReport {
            title: self.worded.title.clone(),
            agency: self.agency.clone(),
            year: self.year,
            preamble: blocks(&self.worded.preamble),
            overview: blocks(&self.worded.overview),
            form: self.form.clone(),
            table_two_remark: None,
            problems: blocks(&self.worded.problems),
            other_matters: blocks(&self.worded.other),
            issued_on: None,
            made_at: self.made_at,
        }
    }
}

fn blocks(worded: &[WordedBlock]) -> Vec<NarrativeBlock> {
    worded
        .iter()
        .map(|block| match block {
            WordedBlock::Heading(text) => NarrativeBlock::heading(text.clone()),
            WordedBlock::Paragraph(text) => NarrativeBlock::paragraph(text.clone()),
        })
        .collect()
}

/// In which format the report leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    Pdf,
    Word,
    /// A workbook with one sheet a section.
    Workbook,
    /// One line a cell of the form.
    Csv,
    /// For programs; its schema is [`paper::write::annual_report::report_schema`].
    Json,
    /// A web page that stands alone, for a site that is not ours.
    Page,
}

impl ReportFormat {
    /// Every format, in the order they are offered.
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Word, Self::Workbook, Self::Csv, Self::Json, Self::Page];

    /// The members of a bundle, in their order. The page is the document itself.
    pub const MEMBERS: [Self; 5] = [Self::Pdf, Self::Word, Self::Workbook, Self::Csv, Self::Json];

    /// The format as a clerk calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Word => "Word",
            Self::Workbook => "电子表格",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Page => "网页",
        }
    }

    /// The ending of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Workbook => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Page => "html",
        }
    }

    /// From the ending.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Page => "text/html; charset=utf-8",
        }
    }
}

impl Desk {
    /// One of the report's files: of a frozen year the one that was frozen, of a draft one made now and marked so.
    ///
    /// # Errors
    /// Refused without the role, or when a character of the text is in no font.
    pub async fn report_file(&self, who: &Who, year: i16, format: ReportFormat) -> Done<Exported> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        let compiled = compiled(&self.reader, &who.agency, year).await?;
        let ending = format!(".{}", format.extension());
        let freezing = compiled.life.freezing();
        if let Some(file) =
            freezing.and_then(|freezing| freezing.files.iter().find(|file| file.name.ends_with(&ending)))
        {
            let bytes = self.files.read(&file.file).await?.ok_or_else(|| Failure::of(&"a frozen file is not there"))?;
            return Ok(Exported { name: file.name.clone(), media_type: format.media_type(), bytes });
        }
        // A frozen year is made of what was frozen, with its instant: a format that is no member of the bundle, or that the
        // program of that day did not know, gets the same bytes whenever it is asked for.
        let made_at = freezing.map_or_else(|| self.now(), |freezing| freezing.at);
        let printed = Printed::of(&compiled, made_at, years(&self.reader, &compiled).await?);
        let draft = if freezing.is_some() { "" } else { "（样稿）" };
        let name = format!("{}{draft}{ending}", printed.worded.title);
        let press = self.press.clone();
        let making = tokio::task::spawn_blocking(move || print(&press, &printed, format));
        let bytes = making.await.map_err(|error| Failure::of(&error))??;
        Ok(Exported { name, media_type: format.media_type(), bytes })
    }

    /// Makes and keeps the files of the bundle, synced, before any row names them.
    pub(super) async fn print_report(&self, printed: Printed) -> Done<Vec<Attachment>> {
        let title = printed.worded.title.clone();
        let press = self.press.clone();
        let making = tokio::task::spawn_blocking(move || {
            let made = ReportFormat::MEMBERS.map(|format| print(&press, &printed, format).map(|bytes| (format, bytes)));
            made.into_iter().collect::<Done<Vec<_>>>()
        });
        let mut attachments = Vec::new();
        for (format, bytes) in making.await.map_err(|error| Failure::of(&error))?? {
            let file: ContentHash = self.files.put(&new_id()?, &bytes).await?;
            attachments.push(Attachment {
                file,
                name: format!("{title}.{}", format.extension()),
                media_type: format.media_type().to_owned(),
                size: bytes.len() as u64,
                pages: None,
                typed_text: String::new(),
            });
        }
        Ok(attachments)
    }
}

fn print(press: &Press, printed: &Printed, format: ReportFormat) -> Done<Vec<u8>> {
    match format {
        ReportFormat::Pdf => annual_report_pdf(press, &printed.report()).map_err(refused_or_failed),
        ReportFormat::Word => annual_report_word(&printed.report()).map_err(refused_or_failed),
        ReportFormat::Workbook => annual_report_xlsx(&printed.report()).map_err(refused_or_failed),
        ReportFormat::Csv => annual_report_csv(&printed.report()).map_err(refused_or_failed),
        ReportFormat::Page => Ok(annual_report_html(&printed.report()).into_bytes()),
        ReportFormat::Json => Ok(serde_json::to_vec_pretty(&printed.json()).map_err(|error| Failure::of(&error))?),
    }
}
