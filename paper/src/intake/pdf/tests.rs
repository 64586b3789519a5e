use super::*;
use affairs::screening::{KnownNumbers, TextPiece, WordList, secrecy_mark};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::content::{Content, Operation};
use lopdf::{Document as Writer, Stream as Packed, StringFormat, dictionary};
use proptest::prelude::*;
use std::io::{Cursor, Write};

fn read_with(bytes: &[u8], limits: &Limits) -> Result<(u32, Pieces), IntakeRefused> {
    let mut pieces = Pieces::new(limits);
    let pages = read(Cursor::new(bytes.to_vec()), limits, &mut pieces)?;
    Ok((pages, pieces))
}

fn read_all(bytes: &[u8]) -> Result<(u32, Pieces), IntakeRefused> {
    read_with(bytes, &Limits::default())
}

fn texts(bytes: &[u8]) -> Vec<String> {
    read_all(bytes).unwrap().1.list.into_iter().map(|piece| piece.text).collect()
}

/// Text as another library writes it: each line at its height, in a Chinese font that no map explains.
fn written(pages: &[&[(&str, f64)]], picture: bool) -> Writer {
    let mut writer = Writer::with_version("1.5");
    let folder = writer.new_object_id();
    let descendant =
        writer.add_object(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light" });
    let font = writer.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => "UniGB-UTF16-H", "DescendantFonts" => vec![descendant.into()],
    });
    let image = writer.add_object(Packed::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 100, "Height" => 100, "Filter" => "DCTDecode" },
        vec![0xff, 0xd8],
    ));
    let resources = writer
        .add_object(dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "I" => image } });
    let mut kids: Vec<lopdf::Object> = Vec::new();
    for lines in pages {
        let mut operations = vec![];
        for (text, height) in *lines {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            operations.push(Operation::new("BT", vec![]));
            operations.push(Operation::new("Tf", vec!["F".into(), 16.into()]));
            operations.push(Operation::new("Td", vec![80.into(), (*height as i64).into()]));
            operations.push(Operation::new("Tj", vec![lopdf::Object::String(bytes, StringFormat::Hexadecimal)]));
            operations.push(Operation::new("ET", vec![]));
        }
        if picture {
            operations.push(Operation::new("Do", vec!["I".into()]));
        }
        let content = writer.add_object(Packed::new(dictionary! {}, Content { operations }.encode().unwrap()));
        let page = writer.add_object(dictionary! { "Type" => "Page", "Parent" => folder, "Contents" => content });
        kids.push(page.into());
    }
    let count = kids.len() as i64;
    writer.objects.insert(
        folder,
        lopdf::Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        }),
    );
    let root = writer.add_object(dictionary! { "Type" => "Catalog", "Pages" => folder });
    writer.trailer.set("Root", root);
    writer
}

fn saved(mut writer: Writer, modern: bool) -> Vec<u8> {
    writer.compress();
    let mut out = Vec::new();
    if modern {
        writer.save_modern(&mut out).unwrap()
    } else {
        writer.save_to(&mut out).unwrap()
    }
    out
}

fn sample() -> Writer {
    written(&[&[("关于公开的通知", 700.0), ("身份证11010519491231002X", 600.0)], &[("第二页䶮", 700.0)]], false)
}

#[test]
fn text_is_read_from_old_and_from_new_files() {
    for modern in [false, true] {
        let bytes = saved(sample(), modern);
        let (pages, pieces) = read_all(&bytes).unwrap();
        assert_eq!(pages, 2);
        let found: Vec<(&str, &str)> = pieces.list.iter().map(|p| (p.place.as_str(), p.text.as_str())).collect();
        assert_eq!(found, [("第1页", "关于公开的通知"), ("第1页", "身份证11010519491231002X"), ("第2页", "第二页䶮")]);
        assert!(pieces.unread.is_empty());
        let findings = affairs::screening::read(&pieces.list, &WordList::default(), &KnownNumbers::default());
        assert_eq!(findings[0].place, "第1页");
    }
}

#[test]
fn a_file_whose_table_is_wrong_is_still_read() {
    for modern in [false, true] {
        let bytes = saved(sample(), modern);
        let table = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
        let broken = [&bytes[..table], b"startxref\n7\n%%EOF\n"].concat();
        assert_eq!(texts(&broken), texts(&bytes));
        let shifted = [b"%PDF-1.5\n%\xe2\xe3\xcf\xd3 something more\n".as_slice(), &bytes[9..]].concat();
        assert_eq!(texts(&shifted), texts(&bytes));
    }
}

#[test]
fn a_mark_is_a_mark_by_its_place() {
    let marked = |lines: &[(&str, f64)]| {
        let bytes = saved(written(&[lines], false), false);
        secrecy_mark(&read_all(&bytes).unwrap().1.list).is_some()
    };
    assert!(marked(&[("机密★10年", 780.0), ("关于某事的报告", 650.0)]));
    assert!(marked(&[("秘密", 780.0), ("关于某事的报告", 650.0)]));
    assert!(!marked(&[("申请公开的信息属于国家", 500.0), ("秘密", 476.0)]));
}

#[test]
fn pages_that_a_machine_cannot_read_are_left_to_people() {
    let scan = saved(written(&[&[("有字", 700.0)], &[]], true), false);
    let (_, pieces) = read_all(&scan).unwrap();
    assert_eq!(pieces.unread, ["第1页的图片", "第2页（扫描或图片）"]);

    let mut writer = sample();
    for object in writer.objects.values_mut() {
        if let Ok(font) = object.as_dict_mut()
            && font.has(b"Encoding")
        {
            font.set("Encoding", "Identity-H");
        }
    }
    let (_, pieces) = read_all(&saved(writer, false)).unwrap();
    assert_eq!(pieces.unread.len(), 2);
}

#[test]
fn what_hangs_on_a_file_is_named() {
    let mut writer = sample();
    let root = writer.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let files = writer.add_object(dictionary! { "Names" => vec![] });
    let script = writer.add_object(dictionary! { "Names" => vec![] });
    let names = writer.add_object(dictionary! { "EmbeddedFiles" => files, "JavaScript" => script });
    writer.get_object_mut(root).unwrap().as_dict_mut().unwrap().set("Names", names);
    let page = writer.page_iter().next().unwrap();
    let note =
        writer.add_object(dictionary! { "Type" => "Annot", "Contents" => lopdf::Object::string_literal("note") });
    writer.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Annots", vec![note.into()]);
    let information = writer.add_object(dictionary! { "Title" => lopdf::Object::string_literal("title") });
    writer.trailer.set("Info", information);
    let (_, pieces) = read_all(&saved(writer, false)).unwrap();
    assert_eq!(pieces.concealed, ["内嵌的附件", "脚本"]);
    let place = |text: &str| pieces.list.iter().find(|piece| piece.text == text).map(|piece| piece.place.as_str());
    assert_eq!((place("note"), place("title")), (Some("第1页批注"), Some("文档属性")));
}

#[test]
fn a_locked_file_is_refused() {
    let mut writer = sample();
    let lock = writer.add_object(dictionary! { "Filter" => "Standard", "V" => 2 });
    let mut out = Vec::new();
    writer.trailer.set("Encrypt", lopdf::Object::Null);
    writer.save_to(&mut out).unwrap();
    let trailer = format!("/Encrypt {} 0 R", lock.0);
    let place = out.windows(13).rposition(|window| window == b"/Encrypt null").unwrap();
    out.splice(place..place + 13, trailer.bytes());
    assert_eq!(read_all(&out).err(), Some(IntakeRefused::Encrypted(Sort::Pdf)));
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of these objects, numbered from 1, the first being the root.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<< {entries} /Length {} >>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn with_content(content: Vec<u8>) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 4 0 R >> >> >>";
    let mut objects: Vec<Vec<u8>> =
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
            .map(|object| object.as_bytes().to_vec())
            .into();
    objects.push(content);
    objects.push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec());
    assembled(&objects)
}

#[test]
fn bombs_are_refused_or_left_to_people() {
    let flate = "/Filter /FlateDecode";
    let zeros = deflated(&vec![b' '; 40_000_000]);
    assert_eq!(read_all(&with_content(stream(flate, &zeros))).err(), Some(IntakeRefused::UnfoldsTooFar));
    let twice = deflated(&zeros);
    let doubled = with_content(stream("/Filter [/FlateDecode /FlateDecode]", &twice));
    assert_eq!(read_all(&doubled).err(), Some(IntakeRefused::UnfoldsTooFar));
    // One array of millions of numbers is no operand of anything.
    let array = [b"[".as_slice(), &b"0 ".repeat(2_000_000), b"] TJ"].concat();
    let (_, pieces) = read_all(&with_content(stream(flate, &deflated(&array)))).unwrap();
    assert_eq!(pieces.unread, ["第1页（扫描或图片）"]);
    // A form that draws itself.
    let own = with_content(stream(
        "/Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >>",
        b"/X Do /X Do /X Do",
    ));
    assert!(read_all(&own).is_ok());
}

#[test]
fn tangled_pages_come_to_an_end() {
    let own = assembled(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 9 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents [4 0 R 4 0 R] /Resources 3 0 R >>".to_vec(),
        b"4 0 R".to_vec(),
    ]);
    assert_eq!(read_all(&own).unwrap().0, 1);
    let many = format!(
        "<< /Type /Pages /Kids [{}] >>",
        (3..30_003).map(|number| format!("{number} 0 R ")).collect::<String>()
    );
    let heap = assembled(&[b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), many.into_bytes()]);
    assert_eq!(read_all(&heap).err(), Some(IntakeRefused::TooMuchToRead));
    assert_eq!(read_all(b"%PDF-1.4").err(), Some(IntakeRefused::Damaged(Sort::Pdf)));
}

#[test]
fn our_own_reports_carry_no_mark() {
    // A table as the annual report prints it: the label of its cell broken into two lines, figures beside it.
    let lines = [("（三）不予公开", 700.0), ("1．属于国家", 640.0), ("秘密", 620.0), ("2．其他法律行政", 590.0)];
    let bytes = saved(written(&[&lines], false), true);
    let pieces: Vec<TextPiece> = read_all(&bytes).unwrap().1.list;
    assert_eq!(secrecy_mark(&pieces), None);
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), modern in any::<bool>(), cut in any::<prop::sample::Index>()) {
        thread_local! { static SAMPLES: [Vec<u8>; 2] = [saved(sample(), false), saved(sample(), true)]; }
        let mut bytes = SAMPLES.with(|samples| samples[usize::from(modern)].clone());
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read_all(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = read_all(&bytes);
    }

    #[test]
    fn any_content_is_drawn(content in prop::collection::vec(prop::sample::select(vec![
        "BT ", "ET ", "/F 12 Tf ", "(abc) Tj ", "[(a) -200 (b)] TJ ", "1 0 0 1 5 5 cm ", "q ", "Q ", "0 1 -1 0 0 0 Tm ", "T* ", "(x) ' ", "1 2 (x) \" ",
        "/X Do ", "BI /W 1 ID x EI ", "1e99 0 Td ", "[ ", "<< ", "(open ", "99999999999999999999 Tz ", "/Nothing 1 Tf ", "5 Ts ",
    ]), 0..40)) {
        let _ = read_all(&with_content(stream("", content.concat().as_bytes())));
    }
}
