//! The press: data and a template in, the bytes of a PDF out.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use affairs::{Date, Instant};
use serde::Serialize;
use serde_json::{Value, json};
use typst::{
    comemo,
    diag::SourceDiagnostic,
    foundations::{Datetime, Label, Smart},
    introspection::Introspector,
    utils::PicoStr,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{
    WriteError,
    fonts::{FontSet, KAI, SONG},
    printed,
    typst_world::{DocumentWorld, Template},
};

/// Documents are set one after another. The typesetter uses every core for one document already,
/// and its memory is that of the largest document instead of all that were asked for at once.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Minutes that the civil time of China is ahead of UTC.
const SHANGHAI_MINUTES: i32 = 8 * 60;

/// The fonts and the way to set a document with them. Cheap to clone; make one at start.
#[derive(Debug, Clone)]
pub struct Press {
    fonts: Arc<FontSet>,
}

impl Press {
    /// A press with the faces inside the program, which need nothing installed.
    pub fn embedded() -> Self {
        Self { fonts: FontSet::embedded() }
    }

    /// A press that sets running text in the faces of a folder (an office's own 仿宋, say) and
    /// falls back to those inside the program for every character they lack.
    ///
    /// The bytes of a document then depend on that folder too.
    ///
    /// # Errors
    /// [`WriteError::Fonts`] when the folder cannot be read or holds no face.
    pub fn with_folder(folder: &Path) -> Result<Self, WriteError> {
        Ok(Self { fonts: FontSet::with_folder(folder)? })
    }

    /// Sets one document: PDF/A-2a, PDF/UA-1, tagged. `made_at` is the only time in the file.
    pub(crate) fn print(
        &self,
        template: Template,
        data: &impl Serialize,
        made_at: Instant,
    ) -> Result<Vec<u8>, WriteError> {
        let world = self.world(template, data, Value::Null)?;
        Ok(in_turn(&world, &options(made_at)?, &[])?.0)
    }

    /// The same with pictures and what describes them to whoever cannot see them. Answers as well on which page, counted from 1,
    /// each of these labels stands.
    pub(crate) fn print_with_pictures(
        &self,
        template: Template,
        data: &impl Serialize,
        pictures: Vec<(Vec<u8>, String)>,
        labels: &[String],
        made_at: Instant,
    ) -> Result<(Vec<u8>, Vec<u32>), WriteError> {
        let (pictures, words): (Vec<_>, Vec<_>) = pictures.into_iter().unzip();
        let words: Vec<String> = words.iter().map(|words| printed::visible(words)).collect();
        let world = self.world(template, data, json!(words))?.with_pictures(pictures)?;
        in_turn(&world, &options(made_at)?, labels)
    }

    /// The text as these faces can show it: an empty box in the place of a character that none has. For names that others
    /// chose and that stand whole elsewhere.
    pub(crate) fn shown(&self, text: &str) -> String {
        printed::shown(text, &self.fonts)
    }

    fn world(&self, template: Template, data: &impl Serialize, unseen: Value) -> Result<DocumentWorld, WriteError> {
        let mut content = serde_json::to_value(data).map_err(WriteError::failed)?;
        printed::prepare(&mut content, &self.fonts)?;
        let all: Value = json!({ "content": content, "fonts": self.families(), "unseen": unseen });
        let bytes = serde_json::to_vec(&all).map_err(WriteError::failed)?;
        DocumentWorld::new(Arc::clone(&self.fonts), template, bytes)
    }

    fn families(&self) -> Value {
        json!({ "body": self.fonts.body_families(), "song": SONG, "kai": KAI })
    }
}

fn in_turn(world: &DocumentWorld, options: &PdfOptions, labels: &[String]) -> Result<(Vec<u8>, Vec<u32>), WriteError> {
    // A panic in another document left nothing behind that this one would read.
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let result = set(world, options, labels);
    // Without this the typesetter remembers every document it ever set.
    comemo::evict(0);
    result
}

fn set(world: &DocumentWorld, options: &PdfOptions, labels: &[String]) -> Result<(Vec<u8>, Vec<u32>), WriteError> {
    let compiled = typst::compile::<PagedDocument>(world);
    let document = compiled.output.map_err(|errors| complaint(world, &errors))?;
    // A warning is an unknown font or a layout that did not settle: never good enough to sign.
    if !compiled.warnings.is_empty() {
        return Err(complaint(world, &compiled.warnings));
    }
    let pages = labels.iter().map(|label| page_of(&document, label)).collect::<Result<_, _>>()?;
    let pdf = typst_pdf::pdf(&document, options).map_err(|errors| complaint(world, &errors))?;
    Ok((pdf, pages))
}

fn page_of(document: &PagedDocument, label: &str) -> Result<u32, WriteError> {
    let introspector = document.introspector();
    let found = Label::new(PicoStr::intern(label)).and_then(|label| {
        let content = introspector.query_label(label).ok()?;
        introspector.page(content.location()?)
    });
    let page = found.ok_or_else(|| WriteError::failed(format!("no place {label}")))?;
    u32::try_from(page.get()).map_err(WriteError::failed)
}

fn options(made_at: Instant) -> Result<PdfOptions, WriteError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| WriteError::failed(error.message()))?;
    let local = made_at.shanghai();
    let timestamp = Datetime::from_ymd_hms(
        i32::from(local.year()),
        local.month().unsigned_abs(),
        local.day().unsigned_abs(),
        local.hour().unsigned_abs(),
        local.minute().unsigned_abs(),
        local.second().unsigned_abs(),
    )
    .and_then(|datetime| typst_pdf::Timestamp::new_local(datetime, SHANGHAI_MINUTES));
    Ok(PdfOptions {
        creator: Smart::Custom(Some("Gongkai 公开".to_owned())),
        timestamp,
        standards,
        ..PdfOptions::default()
    })
}

/// For the log: which line of which template, what, and what typst advises.
fn complaint(world: &DocumentWorld, diagnostics: &[SourceDiagnostic]) -> WriteError {
    let words: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            let hints: Vec<&str> = diagnostic.hints.iter().map(|hint| hint.v.as_str()).collect();
            let place = world.line_of(diagnostic.span).unwrap_or_default();
            format!("{place}{} {}", diagnostic.message, hints.join("; "))
        })
        .collect();
    WriteError::failed(words.join("; "))
}

/// `2019年3月5日`.
pub(crate) fn long_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2019年3月5日 14:05`, in Asia/Shanghai.
pub(crate) fn long_time(instant: Instant) -> String {
    let local = instant.shanghai();
    format!("{} {:02}:{:02}", long_date(local.date()), local.hour(), local.minute())
}
