//! How much is read, of what, before it is refused.

/// Bounds of one reading. The defaults hold for production; tests set smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes that all compressed parts together may unfold to.
    pub unfolded_bytes: u64,
    /// Bytes that one compressed part may unfold to.
    pub part_bytes: u64,
    /// How many times its packed size a part may unfold to, once it is beyond a mebibyte.
    pub ratio: u64,
    /// Parts of a package.
    pub parts: usize,
    /// Bytes of text that are kept for reading.
    pub text_bytes: usize,
    /// Bytes of a file that is text itself (plain text, CSV, HTML), which is held whole while it is read.
    pub plain_bytes: usize,
    /// Pieces that the text may fall into.
    pub pieces: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Bytes of one picture.
    pub picture_bytes: usize,
    /// Pixels of one picture.
    pub picture_pixels: u64,
    /// Bytes of HTML that are pasted or posted.
    pub html_bytes: usize,
    /// Blocks of one body, those within tables and lists counted.
    pub blocks: usize,
    /// Cells of one table.
    pub table_cells: usize,
}

/// A mebibyte.
const MEBI: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 100 * MEBI,
            unfolded_bytes: 192 * MEBI,
            part_bytes: 160 * MEBI,
            ratio: 200,
            parts: 4_000,
            text_bytes: 24 * 1024 * 1024,
            plain_bytes: 12 * 1024 * 1024,
            pieces: 200_000,
            pages: 5_000,
            picture_bytes: 32 * 1024 * 1024,
            picture_pixels: 80_000_000,
            html_bytes: 8 * 1024 * 1024,
            blocks: 50_000,
            table_cells: 20_000,
        }
    }
}
