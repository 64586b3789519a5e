//! 读码: the square codes on a scan, so that the paper that came back is tied to the text that was approved.
//!
//! A scan is a picture, or a PDF whose pages show pictures. A PDF that was sealed electronically keeps its code as lines and its
//! text as text: there the pages are drawn and read in the same way, and 校验码 can be looked for among its words.

mod square;

use super::drawing::{self, Shared};
use super::limits::Limits;
use super::refused::{Foreign, IntakeRefused, Sort};
use super::{pdf, picture};
use image::imageops::{self, FilterType};
use image::{GrayImage, ImageFormat, ImageReader};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Points that are looked through in one file: some fifty pages of A4 at 300 dots an inch. What lies beyond is not read.
const POINTS: u64 = 450_000_000;
/// Pages of a PDF that are drawn when its pictures hold no code.
const DRAWN_PAGES: u32 = 20;
/// Dots an inch of a drawn page: a module of our code is some five of them.
const DOTS: f32 = 300.0;
/// A picture of more points is looked at made smaller.
const LARGEST: u64 = 20_000_000;
/// A picture of fewer is looked at made larger too, where nothing was found.
const ENLARGED: u64 = 1_000_000;
/// Squares of one picture that are looked at.
const SQUARES: usize = 8;

/// The texts of all codes on a scan, each once, in the order they were found. A scan without a code gives none.
///
/// # Errors
/// When it is no PNG, JPEG or PDF, damaged, locked, or beyond what is read.
pub fn codes_in(bytes: &[u8], media_type: &str) -> Result<Vec<String>, IntakeRefused> {
    let limits = Limits::default();
    match media_type {
        "image/png" | "image/jpeg" => {
            let cleaned = picture::clean(bytes, &limits)?;
            let format = if cleaned.media_type == "image/png" { ImageFormat::Png } else { ImageFormat::Jpeg };
            let grey = grey_of(&cleaned.bytes, format, &limits).ok_or(IntakeRefused::Damaged(Sort::Picture))?;
            Ok(codes_of_picture(&grey))
        }
        "application/pdf" => codes_of_pdf(bytes, &limits),
        _ => Err(IntakeRefused::Unreadable(Foreign::Unknown)),
    }
}

/// The text of a PDF as our own reader finds it, a line each.
///
/// # Errors
/// When it is no PDF, damaged, locked, or beyond what is read.
pub fn text_of_pdf(bytes: &[u8]) -> Result<String, IntakeRefused> {
    let pieces = drawing::read_within_bounds(&Arc::new(bytes.to_vec()), &Limits::default())?;
    Ok(pieces.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n"))
}

/// Whether a PDF says this 校验码 (`XXXX-XXXX`) among its words, however its letters are spaced.
///
/// # Errors
/// As [`text_of_pdf`].
pub fn says_check_characters(bytes: &[u8], characters: &str) -> Result<bool, IntakeRefused> {
    let kept = |text: &str| text.chars().filter(|one| !one.is_whitespace()).collect::<String>().to_uppercase();
    let wanted = format!("校验码{}", kept(characters));
    Ok(!characters.trim().is_empty() && kept(&text_of_pdf(bytes)?).contains(&wanted))
}

fn codes_of_pdf(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, IntakeRefused> {
    super::file::check_length(bytes.len() as u64, limits)?;
    let bytes = Arc::new(bytes.to_vec());
    let mut found = Vec::new();
    let mut left = POINTS;
    pdf::each_picture(Cursor::new(Shared(Arc::clone(&bytes))), limits, |_, picture| {
        let Some(rest) = left.checked_sub(points_of(&picture)) else { return false };
        left = rest;
        found.extend(codes_of_picture(&picture));
        true
    })?;
    if found.is_empty() {
        drawing::draw_pages(&bytes, DOTS, limits, |page| {
            found.extend(codes_of_picture(&imageops::grayscale(&page.picture)));
            page.number < DRAWN_PAGES
        })?;
    }
    Ok(each_once(found))
}

fn points_of(picture: &GrayImage) -> u64 {
    u64::from(picture.width()) * u64::from(picture.height())
}

/// A picture as grey points, within the bounds of what is read.
pub(super) fn grey_of(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Option<GrayImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.picture_pixels * 4);
    (bounds.max_image_width, bounds.max_image_height) = (Some(60_000), Some(60_000));
    reader.limits(bounds);
    // A decoder that stumbles over bytes of a stranger has read nothing, and that is all.
    catch_unwind(AssertUnwindSafe(|| reader.decode().ok().map(image::DynamicImage::into_luma8))).ok().flatten()
}

/// Finds the squares that look like codes, and looks at each at several sizes; a picture without such a square as a whole.
fn codes_of_picture(picture: &GrayImage) -> Vec<String> {
    let points = points_of(picture);
    if points > LARGEST {
        let factor = (LARGEST as f64 / points as f64).sqrt();
        return codes_of_picture(&resized(picture, factor, FilterType::Triangle));
    }
    let squares = catch_unwind(|| square::squares_of(picture)).unwrap_or_default();
    let mut found = Vec::new();
    for square in squares.iter().take(SQUARES) {
        let (left, top, width, height) = *square;
        found.extend(look_closely(&imageops::crop_imm(picture, left, top, width, height).to_image()));
    }
    if found.is_empty() {
        found = detect(picture);
    }
    if found.is_empty() && points <= ENLARGED {
        found = detect(&resized(picture, 2.0, FilterType::Triangle));
    }
    each_once(found)
}

/// A coarse or grainy scan is read at one size and not at another; which, no rule tells.
fn look_closely(square: &GrayImage) -> Vec<String> {
    use FilterType::{CatmullRom, Triangle};
    let sizes =
        [(1.0, Triangle), (2.0, Triangle), (3.0, CatmullRom), (2.5, Triangle), (4.0, CatmullRom), (1.5, Triangle)];
    for (factor, filter) in sizes {
        if points_of(square) as f64 * factor * factor > LARGEST as f64 {
            continue;
        }
        let larger = resized(square, factor, filter);
        let mut found = detect(&larger);
        if found.is_empty() {
            found = detect(&square::in_black_and_white(&larger, larger.width() / 12));
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn resized(picture: &GrayImage, factor: f64, filter: FilterType) -> GrayImage {
    let side = |length: u32| ((f64::from(length) * factor) as u32).max(1);
    imageops::resize(picture, side(picture.width()), side(picture.height()), filter)
}

fn detect(picture: &GrayImage) -> Vec<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let points = picture.as_raw();
    let read = || {
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| points[y * width + x]);
        let grids = prepared.detect_grids();
        grids.iter().filter_map(|grid| grid.decode().ok().map(|(_, text)| text)).collect::<Vec<String>>()
    };
    each_once(catch_unwind(AssertUnwindSafe(read)).unwrap_or_default())
}

fn each_once(texts: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

#[cfg(test)]
mod tests;
