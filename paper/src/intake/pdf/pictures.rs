//! The pictures that the pages of a PDF show, as grey points: what a scan is made of.

use super::document::{Document, PictureBytes};
use super::object::{Dictionary, Object, Stream};
use super::page;
use crate::intake::limits::Limits;
use crate::intake::package::Source;
use crate::intake::refused::IntakeRefused;
use image::GrayImage;
use std::collections::HashSet;

/// Forms within forms that are looked into.
const DEPTH: usize = 4;
/// Pictures of one document.
const PICTURES: usize = 400;

/// How the numbers of a picture are read as grey.
enum Tone {
    /// One number a point, from black to white.
    Grey,
    /// Three.
    Colours,
    /// Four, from white to full ink.
    Inks,
    /// One, that names an entry of this table of greys.
    Table(Vec<u8>),
}

/// Calls `each` with the number of the page and the picture, for every picture of these pages. A picture that cannot be read
/// is passed over; the answer is how many pages the file has.
pub(in crate::intake) fn each_picture<From: Source + 'static>(
    source: From,
    limits: &Limits,
    mut each: impl FnMut(u32, GrayImage) -> bool,
) -> Result<u32, IntakeRefused> {
    let mut document = Document::open(Box::new(source), limits)?;
    let places = page::pages_of(&mut document, limits)?;
    let mut seen = HashSet::new();
    for (number, place) in (1_u32..).zip(&places) {
        let page = page::page_at(&mut document, *place)?;
        let mut streams = Vec::new();
        gather(&mut document, &page.resources, DEPTH, &mut seen, &mut streams)?;
        for stream in streams {
            if let Some(picture) = grey(&mut document, &stream, limits)?
                && !each(number, picture)
            {
                return Ok(u32::try_from(places.len()).unwrap_or(u32::MAX));
            }
        }
    }
    Ok(u32::try_from(places.len()).unwrap_or(u32::MAX))
}

fn gather(
    document: &mut Document<'_>,
    resources: &Dictionary,
    depth: usize,
    seen: &mut HashSet<u64>,
    streams: &mut Vec<Stream>,
) -> Result<(), IntakeRefused> {
    let objects = document.dictionary(resources, b"XObject")?;
    for object in objects.0.values() {
        let Object::Stream(stream) = document.resolved(object)? else { continue };
        if seen.len() >= PICTURES || !seen.insert(stream.start) {
            continue;
        }
        if stream.dictionary.is(b"Subtype", b"Image") {
            streams.push(*stream);
        } else if depth > 0 {
            let own = document.dictionary(&stream.dictionary, b"Resources")?;
            gather(document, &own, depth - 1, seen, streams)?;
        }
    }
    Ok(())
}

fn grey(document: &mut Document<'_>, stream: &Stream, limits: &Limits) -> Result<Option<GrayImage>, IntakeRefused> {
    let mut size = |key| -> Result<u32, IntakeRefused> {
        let found = document.value(&stream.dictionary, key)?.index().unwrap_or(0);
        Ok(u32::try_from(found).unwrap_or(u32::MAX))
    };
    let (width, height) = (size(b"Width")?, size(b"Height")?);
    let points = u64::from(width) * u64::from(height);
    if points == 0 || points > limits.picture_pixels {
        return Ok(None);
    }
    // No picture of so many points unfolds to more: four numbers a point, one byte each, and one more a row.
    let limit = usize::try_from(points * 4 + u64::from(height)).unwrap_or(usize::MAX).max(limits.picture_bytes);
    match document.picture(stream, limit)? {
        None => Ok(None),
        Some(PictureBytes::Jpeg(bytes)) => Ok(crate::intake::codes::grey_of(&bytes, image::ImageFormat::Jpeg, limits)),
        Some(PictureBytes::Points(bytes)) => points_to_grey(document, stream, width, height, &bytes),
    }
}

fn points_to_grey(
    document: &mut Document<'_>,
    stream: &Stream,
    width: u32,
    height: u32,
    bytes: &[u8],
) -> Result<Option<GrayImage>, IntakeRefused> {
    let mask = document.value(&stream.dictionary, b"ImageMask")? == Object::Boolean(true);
    let bits = if mask { 1 } else { document.value(&stream.dictionary, b"BitsPerComponent")?.index().unwrap_or(8) };
    if !matches!(bits, 1 | 2 | 4 | 8) {
        return Ok(None);
    }
    let space = document.value(&stream.dictionary, b"ColorSpace")?;
    let Some(tone) = (if mask { Some(Tone::Grey) } else { tone_of(document, &space, 0)? }) else { return Ok(None) };
    let inverted = match document.value(&stream.dictionary, b"Decode")? {
        Object::Array(range) => range.first().and_then(Object::number).is_some_and(|first| first >= 1.0),
        _ => false,
    };
    let bits = usize::try_from(bits).unwrap_or(8);
    let across = tone.numbers() * width as usize;
    let row_bytes = (across * bits).div_ceil(8);
    let full = (1_u16 << bits) - 1;
    let mut grey = Vec::with_capacity(width as usize * height as usize);
    for row in bytes.chunks_exact(row_bytes.max(1)).take(height as usize) {
        let number = |at: usize| {
            let bit = at * bits;
            let value = u16::from(row[bit / 8] >> (8 - bits - bit % 8)) & full;
            if inverted { full - value } else { value }
        };
        grey.extend((0..width as usize).map(|point| tone.grey(&number, point, full)));
    }
    Ok(GrayImage::from_raw(width, height, grey))
}

impl Tone {
    const fn numbers(&self) -> usize {
        match self {
            Self::Grey | Self::Table(_) => 1,
            Self::Colours => 3,
            Self::Inks => 4,
        }
    }

    fn grey(&self, number: &impl Fn(usize) -> u16, point: usize, full: u16) -> u8 {
        let byte = |value: u16| u8::try_from(value * 255 / full.max(1)).unwrap_or(u8::MAX);
        match self {
            Self::Grey => byte(number(point)),
            Self::Table(greys) => greys.get(usize::from(number(point))).copied().unwrap_or(255),
            Self::Colours => {
                let sum: u16 = (0..3).map(|at| u16::from(byte(number(point * 3 + at)))).sum();
                u8::try_from(sum / 3).unwrap_or(u8::MAX)
            }
            Self::Inks => {
                let ink = |at: usize| u16::from(byte(number(point * 4 + at)));
                let sum = (ink(0) + ink(1) + ink(2)) / 3 + ink(3);
                255 - u8::try_from(sum.min(255)).unwrap_or(u8::MAX)
            }
        }
    }
}

fn tone_of(document: &mut Document<'_>, space: &Object, depth: usize) -> Result<Option<Tone>, IntakeRefused> {
    match space {
        Object::Name(name) => Ok(match name.as_slice() {
            b"DeviceGray" | b"G" | b"CalGray" => Some(Tone::Grey),
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Some(Tone::Colours),
            b"DeviceCMYK" | b"CMYK" => Some(Tone::Inks),
            _ => None,
        }),
        Object::Array(parts) if depth < 3 => {
            let Some(name) = parts.first() else { return Ok(None) };
            match (document.resolved(name)?.name(), parts.get(1)) {
                (Some(b"CalGray"), _) => Ok(Some(Tone::Grey)),
                (Some(b"CalRGB"), _) => Ok(Some(Tone::Colours)),
                (Some(b"ICCBased"), Some(profile)) => {
                    let Object::Stream(profile) = document.resolved(profile)? else { return Ok(None) };
                    Ok(match document.value(&profile.dictionary, b"N")?.index() {
                        Some(1) => Some(Tone::Grey),
                        Some(3) => Some(Tone::Colours),
                        Some(4) => Some(Tone::Inks),
                        _ => None,
                    })
                }
                (Some(b"Indexed" | b"I"), Some(base)) => table_of(document, base, parts.get(3), depth),
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn table_of(
    document: &mut Document<'_>,
    base: &Object,
    table: Option<&Object>,
    depth: usize,
) -> Result<Option<Tone>, IntakeRefused> {
    let base = document.resolved(base)?;
    let Some(base) = tone_of(document, &base, depth + 1)? else { return Ok(None) };
    let bytes = match document.resolved(table.unwrap_or(&Object::Null))? {
        Object::Text(bytes) => bytes,
        Object::Stream(stream) => document.stream(&stream, 4096)?.unwrap_or_default().bytes,
        _ => return Ok(None),
    };
    let greys = bytes.chunks_exact(base.numbers()).map(|entry| base.grey(&|at| u16::from(entry[at]), 0, 255));
    Ok(Some(Tone::Table(greys.take(256).collect())))
}
