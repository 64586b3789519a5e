//! The report's PDF, Word and JSON: the same bytes for the same report and instant.

use super::check::Found;
use crate::registers::refused_or_failed;
use crate::{Desk, Done, Failure, new_id};
use affairs::document::Attachment;
use affairs::report::body::{Worded, WordedBlock};
use affairs::report::json;
use affairs::{ContentHash, Instant};
use law::annual_report::Form2019;
use paper::write::Press;
use paper::write::annual_report::{AnnualReport, NarrativeBlock, annual_report_pdf, annual_report_word};

/// What the files are made of.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    pub agency: String,
    pub year: i16,
    pub worded: Worded,
    pub form: Form2019,
    pub findings: Vec<Found>,
    pub made_at: Instant,
}

impl Printed {
    /// The report as JSON, as it also stands in the facts of its bundle.
    pub(super) fn json(&self) -> serde_json::Value {
        let findings: Vec<json::JsonFinding> = self.findings.iter().map(Found::json).collect();
        json::report(&self.agency, self.year, &self.form, &findings)
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

const PDF: &str = "application/pdf";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const JSON: &str = "application/json";

impl Desk {
    /// Makes and keeps the three files, synced, before any row names them.
    pub(super) async fn print_report(&self, printed: Printed) -> Done<Vec<Attachment>> {
        let title = printed.worded.title.clone();
        let made = tokio::task::spawn_blocking(move || print(&printed)).await.map_err(|error| Failure::of(&error))?;
        let mut attachments = Vec::new();
        for (ending, media_type, bytes) in made? {
            let file: ContentHash = self.files.put(&new_id()?, &bytes).await?;
            attachments.push(Attachment {
                file,
                name: format!("{title}.{ending}"),
                media_type: media_type.to_owned(),
                size: bytes.len() as u64,
                pages: None,
                typed_text: String::new(),
            });
        }
        Ok(attachments)
    }
}

type File = (&'static str, &'static str, Vec<u8>);

fn print(printed: &Printed) -> Done<Vec<File>> {
    let report = printed.report();
    let pdf = annual_report_pdf(&Press::embedded(), &report).map_err(refused_or_failed)?;
    let word = annual_report_word(&report).map_err(refused_or_failed)?;
    let json = serde_json::to_vec_pretty(&printed.json()).map_err(|error| Failure::of(&error))?;
    Ok(vec![("pdf", PDF, pdf), ("docx", WORD, word), ("json", JSON, json)])
}
