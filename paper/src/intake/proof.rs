//! Proofs and other files of a case: told by their content, kept as they came. They lie sealed and are shown to whoever handles
//! the case, so nothing is read out of them but what kind they are and whether a page seems to be empty.

use super::file::sniff::{Sniffed, sniff};
use super::limits::Limits;
use super::office::{Kind, kind_of};
use super::package::Package;
use super::refused::IntakeRefused;
use super::{pdf, picture};
use std::io::Cursor;

/// Pages of a PDF that are looked at for emptiness; whoever scans the wrong side does so at the beginning.
const PAGES_LOOKED_AT: usize = 20;

/// A file of a case, as it was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub media_type: &'static str,
    /// The extension its name should have, without the dot.
    pub extension: &'static str,
    /// Whether a page seems to be empty. A guess: a hint for an officer and no reason to refuse.
    pub blank: bool,
}

/// Bounds that hold for what anybody may hand in: a proof is a few pages, not a book.
fn limits() -> Limits {
    const MEBI: u64 = 1024 * 1024;
    Limits {
        unfolded_bytes: 64 * MEBI,
        part_bytes: 32 * MEBI,
        parts: 1_000,
        pages: 500,
        picture_bytes: 64 * 1024 * 1024,
        ..Limits::default()
    }
}

/// Recognises a PDF, a JPEG or PNG picture, or a Word file.
///
/// # Errors
/// With the reason, for everything else and for what is damaged, locked or hostile.
pub fn recognise(bytes: &[u8], name: &str) -> Result<Proof, IntakeRefused> {
    let limits = limits();
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    match sniff(head, &mut Cursor::new(bytes), name)? {
        Sniffed::Pdf => {
            let blank = pdf::has_blank_page(Cursor::new(bytes), &limits, PAGES_LOOKED_AT)?;
            Ok(Proof { media_type: "application/pdf", extension: "pdf", blank })
        }
        Sniffed::Picture => {
            let found = picture::look_at(bytes, &limits)?;
            Ok(Proof { media_type: found.media_type, extension: found.extension, blank: found.blank })
        }
        Sniffed::Package => match kind_of(&mut Package::open(Box::new(Cursor::new(bytes)), &limits)?)? {
            Kind::Word { .. } => {
                let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
                Ok(Proof { media_type, extension: "docx", blank: false })
            }
            Kind::Sheet { .. } => Err(IntakeRefused::NotAProof),
        },
        Sniffed::Text => Err(IntakeRefused::NotAProof),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::package::tests::packed;
    use crate::intake::picture::tests::{jpeg, png};
    use crate::intake::refused::Foreign;
    use crate::intake::word::tests::docx;
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    use proptest::prelude::*;

    /// A PDF of one page with this content, and with a picture of so many coded bytes.
    fn pdf(content: &str, picture: Option<usize>) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let mut resources = Dictionary::new();
        if let Some(bytes) = picture {
            let shape = dictionary! {
                "Subtype" => "Image", "Width" => 1000, "Height" => 1400, "BitsPerComponent" => 8,
                "ColorSpace" => "DeviceGray", "Filter" => "DCTDecode",
            };
            let image = document.add_object(Stream::new(shape, vec![7; bytes]));
            resources.set("XObject", dictionary! { "Im1" => image });
        }
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_kinds_that_are_taken_are_known_by_their_bytes() {
        let cases: [(Vec<u8>, &str, &str); 5] = [
            (pdf("BT ET 10 10 200 200 re f", None), "身份证.pdf", "application/pdf"),
            (jpeg(1), "身份证.png", "image/jpeg"),
            (png(40, 30), "没有扩展名", "image/png"),
            (docx("<w:p/>"), "委托书.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (docx("<w:p/>"), "委托书", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ];
        for (bytes, name, media_type) in cases {
            assert_eq!(recognise(&bytes, name).map(|proof| proof.media_type), Ok(media_type), "{name}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let unreadable = IntakeRefused::Unreadable;
        let cases: [(&[u8], &str, IntakeRefused); 9] = [
            (b"", "空.pdf", IntakeRefused::Empty),
            (b"plain words", "说明.txt", IntakeRefused::NotAProof),
            (b"<html><script>alert(1)</script></html>", "证明.html", IntakeRefused::NotAProof),
            (b"MZ\x90\0\x03", "身份证.jpg", unreadable(Foreign::Executable)),
            (b"<svg xmlns='x' onload='a()'/>", "证.svg", IntakeRefused::NotAProof),
            (&packed(&[("a.txt", b"x")]), "证.zip", unreadable(Foreign::Archive)),
            (b"%PDF-1.7\nnothing", "证.pdf", IntakeRefused::Damaged(super::super::refused::Sort::Pdf)),
            (b"\xff\xd8\xff\xe0\0\x10JF", "证.jpg", IntakeRefused::Damaged(super::super::refused::Sort::Picture)),
            (&packed(&[("word/document.xml", b"<x/>")]), "证.docx", unreadable(Foreign::Archive)),
        ];
        for (bytes, name, refused) in cases {
            assert_eq!(recognise(bytes, name), Err(refused), "{name}");
        }
    }

    #[test]
    fn a_page_with_nothing_on_it_is_told_and_one_with_something_is_not() {
        let blank = |bytes: &[u8]| recognise(bytes, "扫描件.pdf").unwrap().blank;
        assert!(blank(&pdf("", None)), "nothing is drawn");
        assert!(blank(&pdf("q /Im1 Do Q", Some(21_000))), "a scan of white paper");
        assert!(!blank(&pdf("q /Im1 Do Q", Some(90_000))), "a scan with writing");
        assert!(!blank(&pdf("10 10 200 200 re f", None)));
        assert!(recognise(&png(1000, 1400), "空白.png").unwrap().blank);
    }

    proptest! {
        #[test]
        fn nothing_that_anybody_sends_makes_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..2000), at in 0usize..6) {
            let begin: [&[u8]; 6] = [b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
            let _ = recognise(&[begin[at], &bytes].concat(), "文件.pdf");
        }

        #[test]
        fn a_damaged_proof_is_refused_or_recognised_and_never_more(at in 0usize..400, with in any::<u8>()) {
            for mut whole in [pdf("q /Im1 Do Q", Some(500)), jpeg(3), png(9, 9), docx("<w:p/>")] {
                let place = at % whole.len();
                whole[place] = with;
                let _ = recognise(&whole, "文件");
                let _ = recognise(&whole[..place], "文件");
            }
        }
    }
}
