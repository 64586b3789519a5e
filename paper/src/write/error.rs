//! Why a document could not be written.

use std::path::PathBuf;

/// Why a document could not be written. The first kinds can be mended by the person who asked;
/// [`WriteError::Failed`] is ours and belongs in the log.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A character that no font has. It is named, because a box in its place would be a lie.
    #[error(
        "“{character}”（U+{code:04X}）不在印制所用的字库中，见“{around}”。\
         请核对是否输入有误，或请管理员安装含有此字的字体。",
        code = u32::from(*character)
    )]
    MissingGlyph {
        /// The character.
        character: char,
        /// A few characters of the text around it.
        around: String,
    },
    /// The folder of additional faces cannot be used.
    #[error("字体目录“{folder}”不可用：{reason}")]
    Fonts {
        /// The folder that was named.
        folder: PathBuf,
        /// What is wrong with it, in Chinese.
        reason: String,
    },
    /// More than one sheet of a workbook can hold.
    #[error("共 {rows} 行，超过一张工作表的上限（{limit} 行），请缩小导出范围。")]
    TooManyRows {
        /// The rows given so far.
        rows: u64,
        /// The most a sheet holds, without its title and heading.
        limit: u64,
    },
    /// A text longer than a cell of a workbook can hold; cutting it would lose words.
    #[error("第 {row} 行“{column}”超过单元格上限（{limit} 字），请改用 CSV 导出。")]
    TextTooLong {
        /// The row of data, counted from 1.
        row: u64,
        /// The heading of the column.
        column: String,
        /// The most characters a cell holds.
        limit: usize,
    },
    /// A row with another number of cells than the sheet has columns.
    #[error("第 {row} 行有 {found} 列，应为 {expected} 列。")]
    RaggedRow {
        /// The row of data, counted from 1.
        row: u64,
        /// The cells given.
        found: usize,
        /// The columns of the sheet.
        expected: usize,
    },
    /// More pages, or more of pictures, than one volume holds.
    #[error("材料超过一卷的上限（{pages} 页），请先把材料合并、缩小，或者分件办理后再归档。")]
    VolumeTooLarge {
        /// The most pages a volume holds.
        pages: usize,
    },
    /// Disk, memory or a mistake in a template. Not for the reader's eyes.
    #[error("文件未能生成：{0}")]
    Failed(String),
}

impl WriteError {
    /// A failure of ours with its technical reason.
    pub(crate) fn failed(reason: impl std::fmt::Display) -> Self {
        Self::Failed(reason.to_string())
    }
}
