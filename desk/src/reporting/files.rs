//! The report's PDF, Word and JSON: the same bytes for the same report and instant.

use super::check::Found;
use super::compile::{Compiled, compiled};
use super::words::report_text;
use crate::registers::{Exported, refused_or_failed};
use crate::{Desk, Done, Failure, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::Attachment;
use affairs::report::body::{Worded, WordedBlock};
use affairs::{ContentHash, Instant};
use law::annual_report::ReportTables;
use law::annual_report::checks::Finding;
use paper::read::{ReadReport, narrative_of, report_json};
use paper::write::Press;
use paper::write::annual_report::{AnnualReport, NarrativeBlock, annual_report_pdf, annual_report_word};

/// What the files are made of.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    pub agency: String,
    pub year: i16,
    pub worded: Worded,
    pub form: ReportTables,
    pub findings: Vec<Found>,
    pub made_at: Instant,
}

impl Printed {
    /// A report as it stands at this moment.
    pub(super) fn of(compiled: &Compiled, made_at: Instant) -> Self {
        Self {
            agency: compiled.agency.name.clone(),
            year: compiled.year,
            worded: compiled.worded.clone(),
            form: compiled.form.clone(),
            findings: compiled.findings.clone(),
            made_at,
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
        report_json(&report, &findings)
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
    Json,
}

impl ReportFormat {
    /// The three members of a bundle, in their order.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Word, Self::Json];

    /// The ending of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Json => "json",
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
            Self::Json => "application/json",
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
        if let Some(freezing) = compiled.life.freezing() {
            let file = freezing.files.iter().find(|file| file.name.ends_with(&ending));
            let file = file.ok_or_else(crate::not_found)?;
            let bytes = self.files.read(&file.file).await?.ok_or_else(|| Failure::of(&"a frozen file is not there"))?;
            return Ok(Exported { name: file.name.clone(), media_type: format.media_type(), bytes });
        }
        let printed = Printed::of(&compiled, self.now());
        let name = format!("{}（样稿）{ending}", printed.worded.title);
        let press = self.press.clone();
        let making = tokio::task::spawn_blocking(move || print(&press, &printed, format));
        let bytes = making.await.map_err(|error| Failure::of(&error))??;
        Ok(Exported { name, media_type: format.media_type(), bytes })
    }

    /// Makes and keeps the three files, synced, before any row names them.
    pub(super) async fn print_report(&self, printed: Printed) -> Done<Vec<Attachment>> {
        let title = printed.worded.title.clone();
        let press = self.press.clone();
        let making = tokio::task::spawn_blocking(move || {
            let made = ReportFormat::ALL.map(|format| print(&press, &printed, format).map(|bytes| (format, bytes)));
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
        ReportFormat::Json => Ok(serde_json::to_vec_pretty(&printed.json()).map_err(|error| Failure::of(&error))?),
    }
}
