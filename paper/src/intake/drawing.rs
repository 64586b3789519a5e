//! Pages of a PDF drawn as pictures, where what is wanted stands on no picture of its own: a code drawn in lines, a page of a
//! foreign file in a volume.
//!
//! The drawing is `hayro`'s. A file is handed to it only after our own reader has gone through the whole of it within its
//! bounds; a panic in it is a page that could not be drawn.

use super::limits::Limits;
use super::pieces::Pieces;
use super::refused::{IntakeRefused, Sort};
use affairs::screening::TextPiece;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::RgbImage;
use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Points of one drawn page.
const LARGEST_PAGE: f32 = 20_000_000.0;

/// Bytes of text that describe a page.
const LONGEST_TEXT: usize = 12_000;

/// A page as a picture.
pub(crate) struct DrawnPage {
    pub number: u32,
    pub picture: RgbImage,
    /// What our own reader reads there.
    pub text: String,
    /// Whether everything was drawn as the file says: its fonts lie in it, and its pictures could be read.
    pub faithful: bool,
}

/// Draws the pages one after another, at so many dots an inch. `each` says whether to go on. Answers how many pages the file
/// has.
///
/// # Errors
/// As reading it within its bounds, and when its pages cannot be opened for drawing.
pub(crate) fn draw_pages(
    bytes: &Arc<Vec<u8>>,
    dots: f32,
    limits: &Limits,
    mut each: impl FnMut(DrawnPage) -> bool,
) -> Result<u32, IntakeRefused> {
    let mut texts = texts_of_pages(read_within_bounds(bytes, limits)?);
    let drawn = catch_unwind(AssertUnwindSafe(|| -> Result<u32, IntakeRefused> {
        let pdf = Pdf::new(Arc::clone(bytes)).map_err(|_| IntakeRefused::Damaged(Sort::Pdf))?;
        let cache = RenderCache::new();
        let missed = Arc::new(AtomicBool::new(false));
        let settings = watched(&missed);
        let mut number = 0;
        for page in pdf.pages().iter() {
            number += 1;
            missed.store(false, Ordering::Relaxed);
            let (width, height) = page.render_dimensions();
            let scale = scale_of(width, height, dots);
            let wanted = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..Default::default() };
            let points = hayro::render(page, &cache, &settings, &wanted);
            let size = (u32::from(points.width()), u32::from(points.height()));
            let rgb = points.data().iter().flat_map(|point| [point.r, point.g, point.b]).collect();
            let Some(picture) = RgbImage::from_raw(size.0, size.1, rgb) else { continue };
            let faithful = !missed.load(Ordering::Relaxed);
            let text = texts.remove(&number).unwrap_or_default();
            if !each(DrawnPage { number, picture, text, faithful }) {
                break;
            }
        }
        Ok(u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX))
    }));
    drawn.unwrap_or(Err(IntakeRefused::Damaged(Sort::Pdf)))
}

/// Every text of a PDF with its place, as the machine's reading finds it.
///
/// # Errors
/// When it is none, damaged, locked, or beyond its bounds.
pub(crate) fn read_within_bounds(bytes: &Arc<Vec<u8>>, limits: &Limits) -> Result<Vec<TextPiece>, IntakeRefused> {
    super::file::check_length(bytes.len() as u64, limits)?;
    let mut pieces = Pieces::new(limits);
    super::pdf::read(Cursor::new(Shared(Arc::clone(bytes))), limits, &mut pieces)?;
    Ok(pieces.list)
}

/// The texts of a page, a line each, cut where they grow too long to describe a page.
fn texts_of_pages(pieces: Vec<TextPiece>) -> HashMap<u32, String> {
    let mut texts: HashMap<u32, String> = HashMap::new();
    for piece in pieces {
        let number = piece.place.strip_prefix('第').and_then(|rest| rest.split('页').next()?.parse().ok());
        let Some(number) = number else { continue };
        let text = texts.entry(number).or_default();
        if text.len() + piece.text.len() <= LONGEST_TEXT {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&piece.text);
        }
    }
    texts
}

/// Bytes that several readers hold at once.
pub(super) struct Shared(pub Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Settings that note whatever cannot be drawn as the file says.
fn watched(missed: &Arc<AtomicBool>) -> InterpreterSettings {
    let (font, warning) = (Arc::clone(missed), Arc::clone(missed));
    InterpreterSettings {
        font_resolver: Arc::new(move |_| {
            font.store(true, Ordering::Relaxed);
            None
        }),
        warning_sink: Arc::new(move |warning_of| match warning_of {
            InterpreterWarning::UnsupportedFont | InterpreterWarning::ImageDecodeFailure => {
                warning.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    }
}

/// So that a page of any declared size stays within its points.
fn scale_of(width: f32, height: f32, dots: f32) -> f32 {
    let scale = dots / 72.0;
    let points = width * height * scale * scale;
    let scale = if points > LARGEST_PAGE { scale * (LARGEST_PAGE / points).sqrt() } else { scale };
    let longest = width.max(height).max(1.0);
    scale.min(f32::from(u16::MAX) / 2.0 / longest)
}
