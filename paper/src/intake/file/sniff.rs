//! What bytes are, by the bytes.

use crate::intake::package::Source;
use crate::intake::picture;
use crate::intake::refused::{Foreign, IntakeRefused, Sort};
use std::io::SeekFrom;

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) enum Sniffed {
    /// A ZIP; what kind, its parts tell.
    Package,
    Pdf,
    Picture,
    /// Something without control characters at its beginning.
    Text,
}

/// The beginnings of formats that are not read.
const FOREIGN: [(&[u8], Foreign); 36] = [
    (b"{\\rtf", Foreign::Rtf),
    (b"GIF8", Foreign::OtherPicture),
    (b"BM", Foreign::OtherPicture),
    (b"II*\0", Foreign::OtherPicture),
    (b"MM\0*", Foreign::OtherPicture),
    (b"8BPS", Foreign::OtherPicture),
    (b"\0\0\x01\0", Foreign::OtherPicture),
    (b"\0\0\0\x0cjP  ", Foreign::OtherPicture),
    (b"\x01\0\0\0\x6c\0\0\0", Foreign::OtherPicture),
    (b"\xd7\xcd\xc6\x9a", Foreign::OtherPicture),
    (b"Rar!", Foreign::Archive),
    (b"7z\xbc\xaf\x27\x1c", Foreign::Archive),
    (b"\x1f\x8b", Foreign::Archive),
    (b"BZh", Foreign::Archive),
    (b"\xfd7zXZ", Foreign::Archive),
    (b"\x28\xb5\x2f\xfd", Foreign::Archive),
    (b"\x04\x22\x4d\x18", Foreign::Archive),
    (b"MSCF", Foreign::Archive),
    (b"ISc(", Foreign::Archive),
    (b"PK\x05\x06", Foreign::Archive),
    (b"PK\x07\x08", Foreign::Archive),
    (b"MZ", Foreign::Executable),
    (b"\x7fELF", Foreign::Executable),
    (b"\xca\xfe\xba\xbe", Foreign::Executable),
    (b"\xcf\xfa\xed\xfe", Foreign::Executable),
    (b"\xce\xfa\xed\xfe", Foreign::Executable),
    (b"\xfe\xed\xfa", Foreign::Executable),
    (b"#!", Foreign::Executable),
    (b"L\0\0\0\x01\x14\x02\0", Foreign::Executable),
    (b"\0asm", Foreign::Executable),
    (b"ID3", Foreign::Media),
    (b"OggS", Foreign::Media),
    (b"fLaC", Foreign::Media),
    (b"\x1a\x45\xdf\xa3", Foreign::Media),
    (b"FLV", Foreign::Media),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Foreign::Media),
];

/// Tells what a file is. Formats that are not read are refused with the words for them.
pub(in crate::intake) fn sniff(head: &[u8], source: &mut dyn Source, name: &str) -> Result<Sniffed, IntakeRefused> {
    if head.is_empty() {
        return Err(IntakeRefused::Empty);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Sniffed::Package);
    }
    if picture::is_picture(head) {
        return Ok(Sniffed::Picture);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound(source, name));
    }
    // A few bytes may stand before the mark of a PDF: a byte order mark, line ends.
    if head.iter().take(16).position(|byte| *byte == b'%').is_some_and(|at| head[at..].starts_with(b"%PDF-")) {
        return Ok(Sniffed::Pdf);
    }
    match FOREIGN.iter().find(|(mark, _)| head.starts_with(mark)) {
        // Two letters may begin a text too.
        Some((mark, _)) if mark.len() == 2 && is_text(head) && **mark != *b"#!" => {}
        Some((_, foreign)) => return Err(IntakeRefused::Unreadable(*foreign)),
        None => {}
    }
    if let Some(foreign) = container(head) {
        return Err(IntakeRefused::Unreadable(foreign));
    }
    if is_text(head) { Ok(Sniffed::Text) } else { Err(IntakeRefused::Unreadable(Foreign::Unknown)) }
}

/// Formats whose mark does not stand first.
fn container(head: &[u8]) -> Option<Foreign> {
    let at = |start: usize, mark: &[u8]| head.get(start..).is_some_and(|rest| rest.starts_with(mark));
    if at(0, b"RIFF") {
        return Some(if at(8, b"WEBP") { Foreign::OtherPicture } else { Foreign::Media });
    }
    if at(4, b"ftyp") {
        let picture = ["heic", "heix", "mif1", "avif", "hevc"].iter().any(|brand| at(8, brand.as_bytes()));
        return Some(if picture { Foreign::OtherPicture } else { Foreign::Media });
    }
    at(257, b"ustar").then_some(Foreign::Archive)
}

/// Whether nothing at the beginning speaks against text.
fn is_text(head: &[u8]) -> bool {
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    wide || !head.iter().any(|byte| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || *byte == 0x7f)
}

/// An OLE compound file: old Word, Excel and WPS, and locked files of the new formats.
fn compound(source: &mut dyn Source, name: &str) -> IntakeRefused {
    let extension = extension_of(name);
    let found = directory_names(source);
    let has = |wanted: &str| found.contains(&wanted);
    if has("EncryptedPackage") || has("EncryptionInfo") || has("DRMContent") {
        return IntakeRefused::Encrypted(match extension.as_str() {
            "xlsx" | "xls" | "et" => Sort::Sheet,
            _ => Sort::Word,
        });
    }
    IntakeRefused::Unreadable(match extension.as_str() {
        "wps" | "wpt" | "et" | "ett" | "dps" | "dpt" => Foreign::Wps,
        _ if has("WordDocument") => Foreign::OldWord,
        _ if has("Workbook") || has("Book") => Foreign::OldSheet,
        _ if has("PowerPoint Document") => Foreign::Slides,
        "doc" | "dot" => Foreign::OldWord,
        "xls" | "xlt" => Foreign::OldSheet,
        "ppt" | "pps" => Foreign::Slides,
        "docx" => return IntakeRefused::Encrypted(Sort::Word),
        "xlsx" => return IntakeRefused::Encrypted(Sort::Sheet),
        _ => Foreign::Unknown,
    })
}

/// The names that stand where directory entries of a compound file may stand: every 128 bytes, in UTF-16.
fn directory_names(source: &mut dyn Source) -> Vec<&'static str> {
    const WANTED: [&str; 7] =
        ["EncryptedPackage", "EncryptionInfo", "DRMContent", "WordDocument", "Workbook", "Book", "PowerPoint Document"];
    let wide: Vec<Vec<u8>> =
        WANTED.iter().map(|name| name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()).collect();
    let mut found = Vec::new();
    if source.seek(SeekFrom::Start(0)).is_err() {
        return found;
    }
    let mut block = vec![0_u8; 64 * 1024];
    loop {
        let mut filled = 0;
        while filled < block.len() {
            match source.read(&mut block[filled..]) {
                Ok(0) | Err(_) => break,
                Ok(count) => filled += count,
            }
        }
        for entry in block[..filled].chunks_exact(128) {
            for (name, wide) in WANTED.iter().zip(&wide) {
                // The second byte of an entry's type says that it is in use.
                if entry.starts_with(wide) && matches!(entry[66], 1 | 2 | 5) && !found.contains(name) {
                    found.push(name);
                }
            }
        }
        if filled < block.len() {
            return found;
        }
    }
}

/// Whether text is HTML or another markup language.
pub(super) fn is_markup(text: &str) -> bool {
    let begin = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lower: String = begin.chars().take(1024).collect::<String>().to_ascii_lowercase();
    let first = lower
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')));
    first
        && [
            "<html",
            "<!doctype html",
            "<head",
            "<body",
            "<table",
            "<div",
            "<p>",
            "<p ",
            "<meta",
            "<h1",
            "<h2",
            "<ul",
            "<ol",
            "<span",
            "<title",
        ]
        .iter()
        .any(|tag| lower.contains(tag))
}

/// The extension of a name in lower case.
pub(super) fn extension_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.trim().to_ascii_lowercase()).unwrap_or_default()
}

/// Refuses text under the name of another format: nobody could open it.
pub(super) fn check_promise(extension: &str, found: &'static str) -> Result<(), IntakeRefused> {
    match extension {
        "" | "txt" | "text" | "csv" | "tsv" | "htm" | "html" | "xhtml" | "md" | "log" => Ok(()),
        "svg" => Err(IntakeRefused::Unreadable(Foreign::Svg)),
        "exe" | "bat" | "cmd" | "com" | "ps1" | "vbs" | "vbe" | "js" | "jse" | "wsf" | "hta" | "sh" | "py" | "jar"
        | "scr" | "lnk" | "url" | "reg" | "msi" | "php" | "jsp" | "asp" | "aspx" => {
            Err(IntakeRefused::Unreadable(Foreign::Executable))
        }
        "mht" | "mhtml" | "xml" | "json" | "eml" => Err(IntakeRefused::Unreadable(Foreign::Unknown)),
        promised => Err(IntakeRefused::Misnamed { promised: promised.chars().take(12).collect(), found }),
    }
}
