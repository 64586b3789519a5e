//! Files of a case as pages of its volume: pictures as they are, pages of a PDF drawn.

use crate::intake::drawing::draw_pages;
use crate::intake::{Limits, picture};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Dots an inch of a drawn page: fit to be read and printed again.
const DOTS: f32 = 150.0;
/// Points on the longer side of a picture.
const LONGEST_SIDE: u32 = 2_200;
const QUALITY: u8 = 82;

/// A page: a JPEG, and the words on it where a machine can read them.
pub(super) type PagePicture = (Vec<u8>, String);

/// Why a file is not shown in the volume, in the words that stand in its place.
pub(super) type Instead = &'static str;

/// A file as pages; at most so many.
pub(super) fn pages_of(bytes: Vec<u8>, media_type: &str, most: usize) -> Result<Vec<PagePicture>, Instead> {
    match media_type {
        "image/png" | "image/jpeg" => Ok(vec![(picture_page(&bytes)?, String::new())]),
        "application/pdf" => pdf_pages(bytes, most),
        _ => Err("本件是电子文件，不能按原样印在卷内"),
    }
}

fn picture_page(bytes: &[u8]) -> Result<Vec<u8>, Instead> {
    const DAMAGED: Instead = "本件图片已损坏，不能印在卷内";
    let limits = Limits::default();
    let cleaned = picture::clean(bytes, &limits).map_err(|_| DAMAGED)?;
    let format = if cleaned.media_type == "image/png" { ImageFormat::Png } else { ImageFormat::Jpeg };
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let mut reader = ImageReader::with_format(Cursor::new(&cleaned.bytes), format);
        let mut bounds = image::Limits::default();
        bounds.max_alloc = Some(limits.picture_pixels * 8);
        reader.limits(bounds);
        let mut decoder = reader.into_decoder().ok()?;
        let orientation = decoder.orientation().ok()?;
        let mut picture = DynamicImage::from_decoder(decoder).ok()?;
        picture.apply_orientation(orientation);
        Some(picture)
    }));
    let decoded = decoded.ok().flatten().ok_or(DAMAGED)?;
    let smaller = if decoded.width().max(decoded.height()) > LONGEST_SIDE {
        decoded.resize(LONGEST_SIDE, LONGEST_SIDE, FilterType::Triangle)
    } else {
        decoded
    };
    jpeg_of(on_white(&smaller)).ok_or(DAMAGED)
}

/// What is clear lies on white paper.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let clear = picture.to_rgba8();
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [red, green, blue, alpha] = clear.get_pixel(x, y).0;
        let over = |tone: u8| {
            let mixed = (u16::from(tone) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    }))
}

/// Without colours where there are none: a third of the bytes.
fn jpeg_of(picture: DynamicImage) -> Option<Vec<u8>> {
    let colourless = picture.as_rgb8().is_some_and(|rgb| {
        rgb.pixels().all(|point| point.0[0].abs_diff(point.0[1]) < 6 && point.0[1].abs_diff(point.0[2]) < 6)
    });
    let picture = if colourless { DynamicImage::ImageLuma8(picture.into_luma8()) } else { picture };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture).ok()?;
    Some(bytes)
}

fn pdf_pages(bytes: Vec<u8>, most: usize) -> Result<Vec<PagePicture>, Instead> {
    let mut pages = Vec::new();
    let mut instead = None;
    let drawn = draw_pages(&Arc::new(bytes), DOTS, &Limits::default(), |page| {
        if !page.faithful {
            instead = Some("本件未嵌入字体或者含有无法绘出的内容，不能如实印在卷内");
        } else if pages.len() >= most {
            instead = Some("本件页数过多，不印在卷内");
        } else {
            match jpeg_of(DynamicImage::ImageRgb8(page.picture)) {
                Some(picture) => pages.push((picture, page.text)),
                None => instead = Some("本件有一页无法绘出，不能如实印在卷内"),
            }
        }
        instead.is_none()
    });
    let count = drawn.map_err(|_| "本件不能按原样印在卷内")?;
    match instead {
        Some(instead) => Err(instead),
        // A page that was passed over must not be missing in silence.
        None if pages.len() != count as usize || pages.is_empty() => Err("本件有一页无法绘出，不能如实印在卷内"),
        None => Ok(pages),
    }
}
