//! Why something did not come in, and how to bring it in readably.

use affairs::{Refusal, Refuse};

/// A refusal at the door. Nothing was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntakeRefused {
    /// No byte at all.
    Empty,
    /// The file is bigger than the limit, in mebibytes.
    TooLarge { limit: u64 },
    /// It unfolds to more than is read: a bomb, or a file for other purposes.
    UnfoldsTooFar,
    /// More text, rows or pages than the machine reads.
    TooMuchToRead,
    /// More rows than an import takes.
    TooManyRows { limit: usize },
    /// A row with more columns than an import takes.
    TooManyColumns { limit: usize },
    /// Nested deeper than any document is.
    TooDeep,
    /// A picture with more pixels or bytes than a page needs.
    PictureTooLarge,
    /// Locked by a password or by rights management.
    Encrypted(Sort),
    /// It says what it is and then breaks off or contradicts itself.
    Damaged(Sort),
    /// Declares entities or another construct that no office program writes.
    Hostile(Sort),
    /// The name promises one thing and the content is another.
    Misnamed { promised: String, found: &'static str },
    /// A format the machine cannot read, with what to do instead.
    Unreadable(Foreign),
    /// Carries macros.
    Macros,
    /// The text is in an encoding that is neither UTF-8 nor GB18030.
    Encoding,
    /// A sheet was wanted and this is none.
    NotASheet,
    /// A Word file was wanted and this is none.
    NotAWordFile,
    /// A proof of a case is a scan, a photo or a Word file, and this is none.
    NotAProof,
    /// The machine could not read its own copy; trying again may help.
    Disk,
}

/// What a file is, as a clerk calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Word,
    Sheet,
    Pdf,
    Picture,
    Html,
    Office,
}

/// Formats that are recognised and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// .doc
    OldWord,
    /// .xls
    OldSheet,
    /// .ppt, .pptx
    Slides,
    /// .wps, .et, .dps
    Wps,
    Ofd,
    OpenDocument,
    Rtf,
    Svg,
    /// Another picture format: GIF, BMP, TIFF, WebP, HEIC.
    OtherPicture,
    Archive,
    Executable,
    Media,
    Unknown,
}

impl Sort {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Word => "Word 文件",
            Self::Sheet => "Excel 表格",
            Self::Pdf => "PDF 文件",
            Self::Picture => "图片",
            Self::Html => "网页",
            Self::Office => "办公文档",
        }
    }
}

impl Foreign {
    /// What it is and how to save it readably.
    const fn advice(self) -> &'static str {
        match self {
            Self::OldWord => {
                "这是旧版 Word 文档（.doc），机器读不了。请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再上传。"
            }
            Self::OldSheet => {
                "这是旧版 Excel 表格（.xls），机器读不了。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"
            }
            Self::Slides => "这是演示文稿，机器读不了。请在演示软件中另存为 PDF 后再上传。",
            Self::Wps => "这是 WPS 专用格式，机器读不了。请用 WPS 打开，文字另存为 .docx，表格另存为 .xlsx，再上传。",
            Self::Ofd => "这是 OFD 版式文件，目前机器读不了。请上传 PDF，或上传原来的 .docx 文档。",
            Self::OpenDocument => "这是 OpenDocument 文件，机器读不了。请另存为 .docx 或 .xlsx 后再上传。",
            Self::Rtf => "这是 RTF 文档，机器读不了。请用 Word 或 WPS 打开，另存为 .docx 后再上传。",
            Self::Svg => "SVG 图形可能夹带脚本，不予接收。请另存为 PNG 图片后再上传。",
            Self::OtherPicture => "这种图片格式不予接收。请另存为 PNG 或 JPEG 后再上传。",
            Self::Archive => "压缩包里的内容无法审查，不予接收。请解压后把文件逐个上传。",
            Self::Executable => "这是程序文件，不予接收。",
            Self::Media => "音频、视频文件目前不予接收。",
            Self::Unknown => {
                "认不出这是什么文件，无法审查。请另存为 .docx、.xlsx、PDF、纯文本、CSV，或 PNG、JPEG 图片后再上传。"
            }
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::OldWord => "intake_old_word",
            Self::OldSheet => "intake_old_sheet",
            Self::Slides => "intake_slides",
            Self::Wps => "intake_wps",
            Self::Ofd => "intake_ofd",
            Self::OpenDocument => "intake_open_document",
            Self::Rtf => "intake_rtf",
            Self::Svg => "intake_svg",
            Self::OtherPicture => "intake_other_picture",
            Self::Archive => "intake_archive",
            Self::Executable => "intake_executable",
            Self::Media => "intake_media",
            Self::Unknown => "intake_unknown",
        }
    }
}

impl Refuse for IntakeRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Empty => Refusal::new("intake_empty", "文件是空的，请检查后重新上传。"),
            Self::TooLarge { limit } => {
                Refusal::new("intake_too_large", format!("文件超过 {limit} MB，请压缩图片或拆分后再上传。"))
            }
            Self::UnfoldsTooFar => {
                Refusal::new("intake_unfolds_too_far", "文件展开后过大，不予接收。请重新另存一份，或拆分后再上传。")
            }
            Self::TooMuchToRead => {
                Refusal::new("intake_too_much", "文件内容太多，机器无法全部审读。请拆分成几个文件后再上传。")
            }
            Self::TooManyRows { limit } => {
                Refusal::new("intake_too_many_rows", format!("表格超过 {limit} 行，请分批导入。"))
            }
            Self::TooManyColumns { limit } => {
                Refusal::new("intake_too_many_columns", format!("表格超过 {limit} 列，请删去不用的列。"))
            }
            Self::TooDeep => {
                Refusal::new("intake_too_deep", "内容嵌套层次过深，无法处理。请先粘贴到记事本去掉格式，再复制过来。")
            }
            Self::PictureTooLarge => {
                Refusal::new("intake_picture_too_large", "图片过大。请缩小到 8000 万像素、32 MB 以内后再上传。")
            }
            Self::Encrypted(sort) => Refusal::new(
                "intake_encrypted",
                format!(
                    "这个{}加了密码或权限保护，机器无法审读。请打开文件，取消密码和限制后另存，再上传。",
                    sort.word()
                ),
            ),
            Self::Damaged(sort) => Refusal::new(
                "intake_damaged",
                format!("这个{}已损坏或不完整，读不出来。请重新打开并另存一份，再上传。", sort.word()),
            ),
            Self::Hostile(sort) => Refusal::new(
                "intake_hostile",
                format!(
                    "这个{}里有正常软件不会写入的内容，不予接收。请新建文档，把文字复制过去另存后再上传。",
                    sort.word()
                ),
            ),
            Self::Misnamed { promised, found } => Refusal::new(
                "intake_misnamed",
                format!("文件名以 .{promised} 结尾，内容却是{found}。请打开文件，按正确的格式另存后再上传。"),
            ),
            Self::Unreadable(foreign) => Refusal::new(foreign.code(), foreign.advice()),
            Self::Macros => {
                Refusal::new("intake_macros", "文件里带有宏，不予接收。请另存为不含宏的 .docx 或 .xlsx 后再上传。")
            }
            Self::Encoding => {
                Refusal::new("intake_encoding", "文字编码无法识别。请用记事本打开，另存为 UTF-8 编码后再上传。")
            }
            Self::NotASheet | Self::NotAWordFile | Self::NotAProof => another_was_wanted(self),
            Self::Disk => Refusal::new("intake_disk", "暂时读不出上传的文件，请重新上传。"),
        }
    }
}

/// Something that is read elsewhere, in a place where another kind of file is asked for.
fn another_was_wanted(refused: &IntakeRefused) -> Refusal {
    match refused {
        IntakeRefused::NotASheet => {
            Refusal::new("intake_not_a_sheet", "这不是可以导入的表格。请使用 .xlsx 或 .csv 文件。")
        }
        IntakeRefused::NotAWordFile => Refusal::new(
            "intake_not_a_word_file",
            "这不是 Word 文档（.docx）。请用 Word 或 WPS 另存为 .docx 后再导入。",
        ),
        _ => Refusal::new("intake_not_a_proof", "证明材料和附件请用 PDF、JPEG 或 PNG 图片，或者 Word 文档（.docx）。"),
    }
}

impl From<std::io::Error> for IntakeRefused {
    fn from(_: std::io::Error) -> Self {
        Self::Disk
    }
}
