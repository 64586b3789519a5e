use super::*;
use crate::write::Press;
use crate::write::letter::letter_pdf;
use crate::write::letter::tests::{coded_reply, printed_at};
use crate::write::second_opinion::ask;
use affairs::letter::check_characters;
use image::{DynamicImage, Luma};
use lopdf::{Document as Writer, Stream as Packed, dictionary};
use proptest::prelude::*;

/// A letter's code as text, and its first page as poppler draws it at these dots an inch.
fn scanned(dots: &str) -> Option<(String, GrayImage)> {
    let reply = coded_reply();
    let pdf = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("page");
    ask("pdftoppm", &["-r", dots, "-gray", "-png"], &pdf, &[prefix.to_str().unwrap()])?;
    let mut pages: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let page = std::fs::read(pages.first().unwrap()).unwrap();
    let grey = grey_of(&page, ImageFormat::Png, &Limits::default()).unwrap();
    Some((reply.verification.unwrap().payload(), grey))
}

/// As a scanner gives it: a little askew, the paper not white, the ink not black, with grain.
fn as_scanned(page: &GrayImage, degrees: f64) -> GrayImage {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (f64::from(page.width()) / 2.0, f64::from(page.height()) / 2.0);
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let (right, down) = (f64::from(x) - middle_x, f64::from(y) - middle_y);
        let from_x = right * cosine - down * sine + middle_x;
        let from_y = right * sine + down * cosine + middle_y;
        let inside = (0.0..f64::from(page.width()) - 1.0).contains(&from_x)
            && (0.0..f64::from(page.height()) - 1.0).contains(&from_y);
        let tone = if inside { imageops::interpolate_bilinear(page, from_x as f32, from_y as f32) } else { None };
        let tone = f64::from(tone.map_or(255, |Luma([tone])| tone));
        let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(7)).wrapping_mul(2_246_822_519);
        let grain = f64::from((mixed >> 16) % 17);
        Luma([(50.0 + tone * 0.68 + grain) as u8])
    })
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PDF of one page that shows this picture, as a scanner writes it.
fn scan_pdf(entries: lopdf::Dictionary, bytes: Vec<u8>, packed: bool) -> Vec<u8> {
    scan_of_size(entries, bytes, packed, (595, 842))
}

fn scan_of_size(entries: lopdf::Dictionary, bytes: Vec<u8>, packed: bool, size: (i64, i64)) -> Vec<u8> {
    let mut writer = Writer::with_version("1.4");
    let folder = writer.new_object_id();
    let mut picture = Packed::new(entries, bytes);
    if packed {
        picture.compress().unwrap();
    }
    let picture = writer.add_object(picture);
    let content = writer
        .add_object(Packed::new(dictionary! {}, format!("q {} 0 0 {} 0 0 cm /I Do Q", size.0, size.1).into_bytes()));
    let page = writer.add_object(dictionary! {
        "Type" => "Page", "Parent" => folder, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), size.0.into(), size.1.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "I" => picture } },
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    writer.objects.insert(folder, lopdf::Object::Dictionary(pages));
    let root = writer.add_object(dictionary! { "Type" => "Catalog", "Pages" => folder });
    writer.trailer.set("Root", root);
    let mut out = Vec::new();
    writer.save_to(&mut out).unwrap();
    out
}

fn entries(page: &GrayImage, space: &str, bits: i64) -> lopdf::Dictionary {
    dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(page.width()),
        "Height" => i64::from(page.height()), "ColorSpace" => space, "BitsPerComponent" => bits,
    }
}

#[test]
fn the_code_is_read_from_a_scan_in_every_form_a_scanner_gives() {
    let Some((payload, page)) = scanned("200") else { return };
    let scan = as_scanned(&page, 1.3);
    let grey = DynamicImage::ImageLuma8(scan.clone());
    let colours = DynamicImage::ImageRgb8(grey.to_rgb8());
    let jpeg = written(&colours, ImageFormat::Jpeg);
    let mut as_jpeg = entries(&scan, "DeviceRGB", 8);
    as_jpeg.set("Filter", "DCTDecode");
    let bits: Vec<u8> = scan
        .as_raw()
        .chunks(scan.width() as usize)
        .flat_map(|row| {
            row.chunks(8).map(|eight| {
                eight.iter().enumerate().fold(0, |byte, (at, tone)| byte | u8::from(*tone > 128) << (7 - at))
            })
        })
        .collect();
    let forms = [
        ("png", codes_in(&written(&grey, ImageFormat::Png), "image/png")),
        ("jpeg", codes_in(&jpeg, "image/jpeg")),
        ("pdf of a jpeg", codes_in(&scan_pdf(as_jpeg, jpeg.clone(), false), "application/pdf")),
        (
            "pdf of greys",
            codes_in(&scan_pdf(entries(&scan, "DeviceGray", 8), scan.as_raw().clone(), true), "application/pdf"),
        ),
        (
            "pdf of colours",
            codes_in(&scan_pdf(entries(&scan, "DeviceRGB", 8), grey.to_rgb8().into_raw(), true), "application/pdf"),
        ),
        ("pdf of bits", codes_in(&scan_pdf(entries(&scan, "DeviceGray", 1), bits, true), "application/pdf")),
    ];
    for (form, read) in forms {
        assert_eq!(read, Ok(vec![payload.clone()]), "{form}");
    }
}

#[test]
fn a_coarse_scan_and_one_upside_down_are_read_too() {
    for (dots, degrees) in [("150", 0.7), ("200", 3.0), ("300", 181.0)] {
        let Some((payload, page)) = scanned(dots) else { return };
        let scan = DynamicImage::ImageLuma8(as_scanned(&page, degrees));
        assert_eq!(codes_in(&written(&scan, ImageFormat::Png), "image/png"), Ok(vec![payload]), "{dots} {degrees}");
    }
}

#[test]
fn a_sealed_copy_that_was_never_paper_is_tied_by_its_lines_and_by_its_words() {
    let reply = coded_reply();
    let pdf = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap();
    let verification = reply.verification.unwrap();
    assert_eq!(codes_in(&pdf, "application/pdf"), Ok(vec![verification.payload()]));
    let characters = check_characters(&verification);
    assert_eq!(says_check_characters(&pdf, &characters), Ok(true));
    assert_eq!(says_check_characters(&pdf, "ABCD-EFGH"), Ok(false));
    assert_eq!(says_check_characters(&pdf, ""), Ok(false));
}

#[test]
fn what_holds_no_code_gives_none_and_what_is_no_scan_is_refused() {
    let blank = DynamicImage::ImageLuma8(GrayImage::from_pixel(600, 800, Luma([250])));
    assert_eq!(codes_in(&written(&blank, ImageFormat::Png), "image/png"), Ok(Vec::new()));
    let scan = GrayImage::from_pixel(600, 800, Luma([250]));
    let pdf = scan_pdf(entries(&scan, "DeviceGray", 8), scan.as_raw().clone(), true);
    assert_eq!(codes_in(&pdf, "application/pdf"), Ok(Vec::new()));
    assert!(matches!(codes_in(b"%PDF-1.4", "application/pdf"), Err(IntakeRefused::Damaged(Sort::Pdf))));
    assert!(matches!(codes_in(b"\xff\xd8\xff", "image/jpeg"), Err(IntakeRefused::Damaged(Sort::Picture))));
    assert!(matches!(codes_in(b"PK", "application/zip"), Err(IntakeRefused::Unreadable(_))));
    // It declares more points than are read: none of them is.
    let huge = GrayImage::from_pixel(8, 8, Luma([250]));
    let mut declared = entries(&huge, "DeviceGray", 8);
    declared.set("Width", 60_000);
    declared.set("Height", 60_000);
    assert_eq!(codes_in(&scan_pdf(declared, huge.into_raw(), true), "application/pdf"), Ok(Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_scan_is_read_or_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        thread_local! {
            static SAMPLE: Vec<u8> = {
                let small = GrayImage::from_fn(120, 160, |x, y| Luma([(x ^ y) as u8]));
                scan_of_size(entries(&small, "DeviceGray", 8), small.into_raw(), true, (30, 40))
            };
        }
        let mut bytes = SAMPLE.with(Clone::clone);
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = codes_in(&bytes, "application/pdf");
    }
}
