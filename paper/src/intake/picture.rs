//! Pictures: PNG and JPEG, without anything that is not the picture.
//!
//! A photo carries where, when and by whom it was taken, and at times a smaller picture of what was cut away. Only what
//! draws the picture is copied; of a JPEG's Exif the one number that says which way is up.

use super::limits::Limits;
use super::refused::{Foreign, IntakeRefused, Sort};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// A picture that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// `png` or `jpg`.
    pub extension: &'static str,
    pub width: u32,
    pub height: u32,
    /// The picture without metadata.
    pub bytes: Vec<u8>,
}

const PNG: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Chunks without which a PNG is another picture.
const PNG_CHUNKS: [&[u8; 4]; 9] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"];

/// Whether the bytes begin as a picture that is taken.
#[must_use]
pub fn is_picture(head: &[u8]) -> bool {
    head.starts_with(&PNG) || head.starts_with(b"\xff\xd8\xff")
}

/// Checks a picture and strips it of metadata. Cleaning a cleaned picture changes nothing.
///
/// # Errors
/// When it is no PNG or JPEG, damaged, or larger than the limits.
pub fn clean(bytes: &[u8], limits: &Limits) -> Result<Picture, IntakeRefused> {
    if bytes.len() > limits.picture_bytes {
        return Err(IntakeRefused::PictureTooLarge);
    }
    if bytes.starts_with(&PNG) {
        clean_png(bytes, limits)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        clean_jpeg(bytes, limits)
    } else {
        Err(IntakeRefused::Unreadable(Foreign::OtherPicture))
    }
}

/// What kind of picture it is, and whether it seems to show nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looked {
    pub media_type: &'static str,
    pub extension: &'static str,
    pub blank: bool,
}

/// How a picture is coded, as far as it says how little a blank one takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// JPEG and its like.
    Lossy,
    /// Pixels as they are, packed.
    Lossless,
    /// Black and white alone.
    Bilevel,
}

/// Checks a picture that is kept as it came.
pub(super) fn look_at(bytes: &[u8], limits: &Limits) -> Result<Looked, IntakeRefused> {
    let Picture { media_type, extension, width, height, bytes } = clean(bytes, limits)?;
    // The header of a PNG tells its bits and channels at fixed places.
    let coding = match bytes.get(24..26) {
        _ if extension == "jpg" => Coding::Lossy,
        Some([1, 0 | 3]) => Coding::Bilevel,
        _ => Coding::Lossless,
    };
    let blank = seems_blank(bytes.len() as u64, u64::from(width) * u64::from(height), coding);
    Ok(Looked { media_type, extension, blank })
}

/// Whether a picture takes no more than white paper does: a coder leaves an eighth of a bit for each of its pixels, a packer a
/// hundredth, a fax less than a thousandth. Writing takes several times as much. Ornaments are too small to tell.
pub(super) const fn seems_blank(coded: u64, pixels: u64, coding: Coding) -> bool {
    let most_per_byte = match coding {
        Coding::Lossy => 50,
        Coding::Lossless => 300,
        Coding::Bilevel => 2_000,
    };
    pixels >= 500_000 && coded.saturating_mul(most_per_byte) < pixels
}

fn damaged() -> IntakeRefused {
    IntakeRefused::Damaged(Sort::Picture)
}

fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), IntakeRefused> {
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    let fits = u64::from(width) * u64::from(height) <= limits.picture_pixels && width.max(height) <= 60_000;
    if fits { Ok(()) } else { Err(IntakeRefused::PictureTooLarge) }
}

fn clean_png(bytes: &[u8], limits: &Limits) -> Result<Picture, IntakeRefused> {
    let mut out = PNG.to_vec();
    let mut rest = &bytes[PNG.len()..];
    let mut header = None;
    let mut data: Vec<&[u8]> = Vec::new();
    loop {
        let length = rest.get(..4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize);
        let length = length.ok_or_else(damaged)?;
        let end = length.checked_add(12).filter(|end| *end <= rest.len()).ok_or_else(damaged)?;
        let (kind, content, check) = (&rest[4..8], &rest[8..8 + length], &rest[8 + length..end]);
        let mut sum = flate2::Crc::new();
        sum.update(&rest[4..8 + length]);
        if sum.sum().to_be_bytes() != check {
            return Err(damaged());
        }
        match kind {
            b"IHDR" if header.is_none() && data.is_empty() => header = Some(PngHeader::read(content)?),
            b"IHDR" => return Err(damaged()),
            b"IDAT" => data.push(content),
            _ => {}
        }
        let header = header.as_ref().ok_or_else(damaged)?;
        check_size(header.width, header.height, limits)?;
        if PNG_CHUNKS.iter().any(|known| known.as_slice() == kind) {
            out.extend_from_slice(&rest[..end]);
        }
        rest = &rest[end..];
        if kind == b"IEND" {
            break;
        }
    }
    let header = header.ok_or_else(damaged)?;
    check_png_data(&data, &header)?;
    Ok(Picture { media_type: "image/png", extension: "png", width: header.width, height: header.height, bytes: out })
}

struct PngHeader {
    width: u32,
    height: u32,
    bits_per_pixel: u64,
    interlaced: bool,
}

impl PngHeader {
    fn read(content: &[u8]) -> Result<Self, IntakeRefused> {
        let content: &[u8; 13] = content.try_into().map_err(|_| damaged())?;
        let number = |at: usize| u32::from_be_bytes([content[at], content[at + 1], content[at + 2], content[at + 3]]);
        let channels = match content[9] {
            0 | 3 => 1,
            4 => 2,
            2 => 3,
            6 => 4,
            _ => return Err(damaged()),
        };
        if !matches!(content[8], 1 | 2 | 4 | 8 | 16) || content[10] != 0 || content[11] != 0 || content[12] > 1 {
            return Err(damaged());
        }
        Ok(Self {
            width: number(0),
            height: number(4),
            bits_per_pixel: channels * u64::from(content[8]),
            interlaced: content[12] == 1,
        })
    }

    /// The bytes that the data must unfold to.
    fn unfolded(&self) -> u64 {
        let pass = |width: u64, height: u64| {
            if width == 0 || height == 0 { 0 } else { height * (1 + (width * self.bits_per_pixel).div_ceil(8)) }
        };
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        if !self.interlaced {
            return pass(width, height);
        }
        let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        let reach = |size: u64, start: u64, step: u64| size.saturating_sub(start).div_ceil(step);
        passes.iter().map(|(x, y, right, down)| pass(reach(width, *x, *right), reach(height, *y, *down))).sum()
    }
}

/// Unfolds the data without keeping it: a picture that breaks off is shown to nobody.
fn check_png_data(data: &[&[u8]], header: &PngHeader) -> Result<(), IntakeRefused> {
    let expected = header.unfolded();
    let joined = Chunks { chunks: data.iter(), current: &[] };
    let mut decoder = ZlibDecoder::new(joined).take(expected + 1);
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut unfolded = 0_u64;
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => unfolded += count as u64,
            Err(_) => return Err(damaged()),
        }
    }
    if unfolded == expected { Ok(()) } else { Err(damaged()) }
}

/// Several chunks read as one.
struct Chunks<'data> {
    chunks: std::slice::Iter<'data, &'data [u8]>,
    current: &'data [u8],
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.next() {
                Some(next) => self.current = next,
                None => return Ok(0),
            }
        }
        self.current.read(buffer)
    }
}

/// Markers of a JPEG that stand without a length.
const fn stands_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xd0..=0xd7)
}

fn clean_jpeg(bytes: &[u8], limits: &Limits) -> Result<Picture, IntakeRefused> {
    let mut out = vec![0xff, 0xd8];
    let mut rest = &bytes[2..];
    let mut size = None;
    let mut seen_scan = false;
    let mut orientation_done = false;
    loop {
        // Any number of fill bytes may stand before a marker.
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let marker = *rest.get(fill).ok_or_else(damaged)?;
        if fill == 0 {
            return Err(damaged());
        }
        rest = &rest[fill + 1..];
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, 0xd9]);
            break;
        }
        if stands_alone(marker) {
            continue;
        }
        let length = rest.get(..2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]]))).ok_or_else(damaged)?;
        let content = rest.get(2..length).ok_or_else(damaged)?;
        rest = &rest[length..];
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => size = Some(jpeg_size(content, limits)?),
            0xe1 if !orientation_done => {
                if let Some(orientation) = exif_orientation(content).filter(|orientation| (2..=8).contains(orientation))
                {
                    out.extend_from_slice(&exif_of(orientation));
                    orientation_done = true;
                }
            }
            _ => {}
        }
        if draws(marker, content) {
            out.extend_from_slice(&[0xff, marker]);
            out.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
            out.extend_from_slice(content);
        }
        if marker == 0xda {
            seen_scan = true;
            let end = scan_end(rest).ok_or_else(damaged)?;
            out.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
    }
    let (width, height) = size.filter(|_| seen_scan).ok_or_else(damaged)?;
    Ok(Picture { media_type: "image/jpeg", extension: "jpg", width, height, bytes: out })
}

/// Whether a segment takes part in drawing: frames, tables, scans, and Adobe's word on the colours.
fn draws(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | 0xda..=0xdf => true,
        0xe0 => content.starts_with(b"JFIF\0") && content.len() == 14,
        0xee => content.starts_with(b"Adobe") && content.len() <= 14,
        _ => false,
    }
}

fn jpeg_size(content: &[u8], limits: &Limits) -> Result<(u32, u32), IntakeRefused> {
    let number = |at: usize| content.get(at..at + 2).map(|two| u32::from(u16::from_be_bytes([two[0], two[1]])));
    let (Some(height), Some(width)) = (number(1), number(3)) else { return Err(damaged()) };
    check_size(width, height, limits)?;
    Ok((width, height))
}

/// Where the coded data of a scan ends: before the next marker that is neither stuffing nor a restart.
fn scan_end(rest: &[u8]) -> Option<usize> {
    rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7))
}

/// The orientation (1 to 8) in an Exif segment.
fn exif_orientation(content: &[u8]) -> Option<u16> {
    let tiff = content.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let count = usize::from(two(directory)?);
    let entries = (0..count.min(200)).map(|index| directory + 2 + index * 12);
    let entry = entries.into_iter().find(|entry| two(*entry) == Some(0x0112))?;
    two(entry + 8)
}

/// An Exif segment that says which way is up and nothing else.
fn exif_of(orientation: u16) -> Vec<u8> {
    let mut content = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    content.extend_from_slice(&orientation.to_be_bytes());
    content.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    let mut segment = vec![0xff, 0xe1];
    segment.extend_from_slice(&length.to_be_bytes());
    segment.extend_from_slice(&content);
    segment
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(content);
        let mut out = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
        out.extend_from_slice(kind);
        out.extend_from_slice(content);
        out.extend_from_slice(&sum.sum().to_be_bytes());
        out
    }

    /// A grey PNG with a place and an author in it.
    pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
        let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
        header.extend_from_slice(&[8, 0, 0, 0, 0]);
        let line = vec![0_u8; width as usize + 1];
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        (0..height).for_each(|_| encoder.write_all(&line).unwrap());
        let mut out = PNG.to_vec();
        out.extend(chunk(b"IHDR", &header));
        out.extend(chunk(b"tEXt", b"Author\0somebody"));
        out.extend(chunk(b"eXIf", b"MM place"));
        out.extend(chunk(b"IDAT", &encoder.finish().unwrap()));
        out.extend(chunk(b"IEND", b""));
        out.extend_from_slice(b"after the end");
        out
    }

    /// The skeleton of a JPEG: tables and data are not real, the structure is.
    pub(crate) fn jpeg(orientation: u16) -> Vec<u8> {
        let segment = |marker: u8, content: &[u8]| {
            let mut out = vec![0xff, marker];
            out.extend_from_slice(&u16::try_from(content.len() + 2).unwrap().to_be_bytes());
            out.extend_from_slice(content);
            out
        };
        let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
        exif.extend_from_slice(b"\x0f\x01\x02\0\x04\0\0\0ACME");
        exif.extend_from_slice(b"\x12\x01\x03\0\x01\0\0\0");
        exif.extend_from_slice(&orientation.to_le_bytes());
        exif.extend_from_slice(b"\0\0GPS 35.07N 112.60E");
        let mut out = vec![0xff, 0xd8];
        out.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
        out.extend(segment(0xe1, &exif));
        out.extend(segment(0xfe, b"comment of the camera"));
        out.extend(segment(0xdb, &[0; 65]));
        out.extend(segment(0xc0, &[8, 0, 20, 0, 30, 1, 1, 0x11, 0]));
        out.extend(segment(0xc4, &[0; 18]));
        out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
        out.extend_from_slice(&[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]);
        out.extend_from_slice(b"a smaller picture after the end");
        out
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn a_png_loses_its_author_and_keeps_its_picture() {
        let picture = clean(&png(30, 20), &Limits::default()).unwrap();
        assert_eq!((picture.media_type, picture.width, picture.height), ("image/png", 30, 20));
        for secret in [b"somebody".as_slice(), b"place", b"after the end"] {
            assert!(!holds(&picture.bytes, secret));
        }
        assert_eq!(clean(&picture.bytes, &Limits::default()).unwrap(), picture);
    }

    #[test]
    fn a_jpeg_loses_its_place_and_stays_upright() {
        let picture = clean(&jpeg(6), &Limits::default()).unwrap();
        assert_eq!((picture.media_type, picture.width, picture.height), ("image/jpeg", 30, 20));
        for secret in [b"GPS".as_slice(), b"ACME", b"camera", b"smaller"] {
            assert!(!holds(&picture.bytes, secret));
        }
        let exif = picture.bytes.windows(6).position(|window| window == b"Exif\0\0").unwrap();
        assert_eq!(exif_orientation(&picture.bytes[exif..]), Some(6));
        assert_eq!(clean(&picture.bytes, &Limits::default()).unwrap(), picture);
        assert!(!holds(&clean(&jpeg(1), &Limits::default()).unwrap().bytes, b"Exif"));
    }

    #[test]
    fn broken_and_oversized_pictures_are_refused() {
        let limits = Limits::default();
        let mut flipped = png(30, 20);
        flipped[60] ^= 1;
        assert_eq!(clean(&flipped, &limits), Err(damaged()));
        assert_eq!(clean(&png(30, 20)[..90], &limits), Err(damaged()));
        assert_eq!(clean(&jpeg(1)[..60], &limits), Err(damaged()));
        assert_eq!(clean(b"GIF89a", &limits), Err(IntakeRefused::Unreadable(Foreign::OtherPicture)));
        let small = Limits { picture_pixels: 100, ..limits };
        assert_eq!(clean(&png(30, 20), &small), Err(IntakeRefused::PictureTooLarge));
        assert_eq!(clean(&jpeg(1), &small), Err(IntakeRefused::PictureTooLarge));
        let light = Limits { picture_bytes: 50, ..limits };
        assert_eq!(clean(&png(30, 20), &light), Err(IntakeRefused::PictureTooLarge));
    }

    #[test]
    fn a_png_that_promises_more_than_it_holds_is_refused() {
        let honest = png(30, 20);
        let mut header = [30_u32.to_be_bytes(), 40_u32.to_be_bytes()].concat();
        header.extend_from_slice(&[8, 0, 0, 0, 0]);
        let mut lying = PNG.to_vec();
        lying.extend(chunk(b"IHDR", &header));
        lying.extend_from_slice(&honest[33..]);
        assert_eq!(clean(&lying, &Limits::default()), Err(damaged()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_cleaned_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)) {
            for mut whole in [[PNG.as_slice(), &bytes].concat(), [b"\xff\xd8\xff".as_slice(), &bytes].concat(), png(5, 4), jpeg(3)] {
                for (index, value) in &flips {
                    let at = index.index(whole.len());
                    whole[at] = *value;
                }
                if let Ok(picture) = clean(&whole, &Limits::default()) {
                    prop_assert_eq!(clean(&picture.bytes, &Limits::default()).unwrap().bytes, picture.bytes);
                }
            }
        }
    }
}
