//! `gongkai report`: reads published annual reports, one or folders of thousands; prints, checks, compares and adds them up.

mod aggregate;
mod check;
mod columns;
mod compare;
mod crowd;
mod files;
mod print;
mod read;
mod tables;

use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// No finding above a remark.
const CLEAN: u8 = 0;
/// Some error or warning.
const FOUND: u8 = 1;
/// Not readable.
const UNREADABLE: u8 = 2;

const EXIT: &str = "退出码取最重的一份：0 没有错误和警告，1 有错误或者警告，2 有不能读取的文件（其余照常）。";

#[derive(Debug, Subcommand)]
pub enum ReportVerb {
    /// 读取年度报告：三张表、六个部分、文字中的数字
    Read(ReadOptions),
    /// 读取年度报告，核对勾稽关系，列出发现
    #[command(after_help = EXIT)]
    Check(CheckOptions),
    /// 比较各机关、各年度的报告：逐项列出变化，标明异常和口径变化
    Compare(CompareOptions),
    /// 汇总各机关同一年度的报告，说明空白和不能相加之处
    Aggregate(AggregateOptions),
    /// 输出报告 JSON 的 JSON Schema
    Schema,
}

/// What all verbs take.
#[derive(Debug, Args)]
pub struct Given {
    /// 年度报告文件，或者目录（连同其下各级目录）
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 输出 JSON，每份报告（每个数列）一行
    #[arg(long)]
    json: bool,
    /// 同时处理的份数（默认与处理器核数相同）
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Debug, Args)]
pub struct ReadOptions {
    #[command(flatten)]
    given: Given,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    #[command(flatten)]
    given: Given,
    /// 每份报告只输出一行
    #[arg(long, conflicts_with = "json")]
    brief: bool,
    /// 上一年度的报告，用于核对年度间的衔接；给目录或者多份的，按机关名称和年度对应
    #[arg(long, value_name = "FILE")]
    last_year: Vec<PathBuf>,
    /// 把一份报告的核对意见单写入文件，在原表原文中标出每一处（.pdf 或者 .html）
    #[arg(long, value_name = "FILE")]
    print: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CompareOptions {
    #[command(flatten)]
    given: Given,
    /// 比较全部单元格（默认只比较主要数字）
    #[arg(long)]
    all: bool,
    /// 只比较这些单元格，如 table3/r1/total，可以重复
    #[arg(long, value_name = "CODE", conflicts_with = "all")]
    cell: Vec<String>,
    /// 只列出异常变化（超过五成）
    #[arg(long)]
    outliers: bool,
    /// 按这一年度的第一个 --cell 给各机关排序
    #[arg(long, value_name = "YEAR", requires = "cell", conflicts_with = "outliers")]
    rank: Option<i16>,
}

#[derive(Debug, Args)]
pub struct AggregateOptions {
    #[command(flatten)]
    given: Given,
    /// 汇总的年度（报告不止一个年度时必须指明）
    #[arg(long)]
    year: Option<i16>,
    /// 应当报送的机关名单，文本文件，每行一个
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,
    /// 联合发文，只在牵头机关计一次：文本文件，每行为“标题、规章或者行政规范性文件、牵头机关、重复计数的机关（以顿号分隔）、列的代码（以顿号分隔，如 issued、in-force）”，以制表符分隔
    #[arg(long, value_name = "FILE")]
    joint: Option<PathBuf>,
}

/// Where a verb speaks: what was asked for, and what is said beside it.
struct Spoken<'out> {
    out: &'out mut dyn Write,
    aside: &'out mut dyn Write,
}

/// Does what was asked and answers the exit code.
pub fn run(verb: &ReportVerb) -> u8 {
    let (mut out, mut aside) = (std::io::BufWriter::new(std::io::stdout().lock()), std::io::stderr());
    let mut spoken = Spoken { out: &mut out, aside: &mut aside };
    let code = match verb {
        ReportVerb::Read(options) => read::run(options, &mut spoken),
        ReportVerb::Check(options) => check::run(options, &mut spoken),
        ReportVerb::Compare(options) => compare::run(options, &mut spoken),
        ReportVerb::Aggregate(options) => aggregate::run(options, &mut spoken),
        ReportVerb::Schema => schema(&mut spoken),
    };
    // Whoever reads may have gone (`| head`); what was found is still answered.
    let _ = out.flush();
    code
}

fn schema(spoken: &mut Spoken<'_>) -> u8 {
    let schema = paper::write::annual_report::report_schema();
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    let _ = writeln!(spoken.out, "{text}");
    CLEAN
}

/// Something asked for that cannot be done, said beside the output.
fn refused(spoken: &mut Spoken<'_>, words: &str) -> u8 {
    let _ = writeln!(spoken.aside, "{words}");
    UNREADABLE
}

#[cfg(test)]
mod tests;
