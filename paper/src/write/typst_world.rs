//! What the typesetter can see: our templates, one piece of data, our fonts. It has no disk, no
//! network, no clock.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use typst::{
    Feature, Features, Library, LibraryExt, World, WorldExt,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{WriteError, fonts::FontSet};

/// Row headers of the official tables are marked by functions that typst keeps behind this
/// feature; without them a screen reader could not say which row a figure belongs to.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

const COMMON: &str = "press.typ";
const DATA: &str = "data.json";

/// The documents that have a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    /// 政府信息公开工作年度报告, the form of 2019.
    AnnualReport2019,
    /// 政府信息公开保密审查审批单.
    ReviewForm,
    /// 工作交接清单.
    HandoverList,
    /// Letters, forms and records of an application.
    Letter,
    /// An envelope or an address label.
    Envelope,
    /// A volume of the archive.
    Volume,
    /// 年度报告核对意见单.
    FindingsList,
}

impl Template {
    fn name(self) -> &'static str {
        match self {
            Template::AnnualReport2019 => "annual-report-2019.typ",
            Template::ReviewForm => "review-form.typ",
            Template::HandoverList => "handover-list.typ",
            Template::Letter => "letter.typ",
            Template::Envelope => "envelope.typ",
            Template::Volume => "volume.typ",
            Template::FindingsList => "findings-list.typ",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Template::AnnualReport2019 => include_str!("../../templates/annual-report-2019.typ"),
            Template::ReviewForm => include_str!("../../templates/review-form.typ"),
            Template::HandoverList => include_str!("../../templates/handover-list.typ"),
            Template::Letter => include_str!("../../templates/letter.typ"),
            Template::Envelope => include_str!("../../templates/envelope.typ"),
            Template::Volume => include_str!("../../templates/volume.typ"),
            Template::FindingsList => include_str!("../../templates/findings-list.typ"),
        }
    }
}

/// One document about to be set.
#[derive(Debug)]
pub(crate) struct DocumentWorld {
    fonts: Arc<FontSet>,
    template: Source,
    common: Source,
    data_id: FileId,
    data: Bytes,
    pictures: HashMap<FileId, Bytes>,
}

impl DocumentWorld {
    /// Lays a template and its data out. The data is JSON bytes: a text of the data can never
    /// become part of the template.
    pub(crate) fn new(fonts: Arc<FontSet>, template: Template, data: Vec<u8>) -> Result<Self, WriteError> {
        let common = include_str!("../../templates/press.typ");
        Ok(Self {
            fonts,
            template: Source::new(file_id(template.name())?, template.text().to_owned()),
            common: Source::new(file_id(COMMON)?, common.to_owned()),
            data_id: file_id(DATA)?,
            data: Bytes::new(data),
            pictures: HashMap::new(),
        })
    }

    /// The same with pictures, which the template finds as `picture-1.jpg`, `picture-2.jpg`.
    pub(crate) fn with_pictures(mut self, pictures: Vec<Vec<u8>>) -> Result<Self, WriteError> {
        for (number, picture) in (1..).zip(pictures) {
            self.pictures.insert(file_id(&format!("picture-{number}.jpg"))?, Bytes::new(picture));
        }
        Ok(self)
    }

    /// `review-form.typ:12: ` for a place in one of our templates.
    pub(crate) fn line_of(&self, span: impl Into<DiagSpan>) -> Option<String> {
        let span = span.into();
        let source = self.source(span.id()?).ok()?;
        let start = self.range(span)?.start;
        let line = source.text().get(..start)?.matches('\n').count() + 1;
        Some(format!("{}:{line}: ", source.id().vpath().get_without_slash()))
    }
}

fn file_id(name: &str) -> Result<FileId, WriteError> {
    let path = VirtualPath::new(name).map_err(|error| WriteError::failed(format!("{error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for DocumentWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.template, &self.common]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id {
            return Ok(self.data.clone());
        }
        self.pictures.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
