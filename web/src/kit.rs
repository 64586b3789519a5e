//! The parts every page is made of, written once. `kit/README.md` shows each of them with its call.

pub mod chart;
pub mod clock;
pub mod display;
pub mod errors;
pub mod pagination;
pub mod shell;
pub mod tone;

pub use clock::Clock;
pub use display::{Display, Size, Theme};
pub use errors::Errors;
pub use pagination::Pages;
pub use shell::{Flash, NavEntry, NavGroup, OfficeShell};
pub use tone::Tone;

/// `12 KB`, `3.4 MB`: a size as a reader wants it.
#[must_use]
pub fn readable_size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    match bytes {
        0..KILO => format!("{bytes} 字节"),
        KILO..MEGA => format!("{} KB", bytes.div_ceil(KILO)),
        _ => format!("{}.{} MB", bytes / MEGA, bytes % MEGA * 10 / MEGA),
    }
}

/// `PDF`, `Word`: the type of a file by the end of its name, in at most four letters.
#[must_use]
pub fn file_type(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    match end.as_str() {
        "pdf" => "PDF",
        "docx" | "doc" => "Word",
        "xlsx" | "xls" => "表格",
        "csv" => "CSV",
        "json" => "JSON",
        "txt" | "md" => "文本",
        "html" | "htm" => "网页",
        "png" | "jpg" | "jpeg" | "gif" | "webp" => "图片",
        "zip" => "压缩包",
        _ => "文件",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(readable_size(512), "512 字节");
        assert_eq!(readable_size(1025), "2 KB");
        assert_eq!(readable_size(1_572_864), "1.5 MB");
    }
}
