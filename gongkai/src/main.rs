//! 公开: the binary. Command line and wiring; every verb is an act of the desk or a reading of paper.

mod config;
mod demo;
mod generate;
mod keeping;
mod keys;
mod law_due;
mod open;
mod report;
mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 政府信息公开业务平台：审查、发布、统计、年报。
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, about, long_about = LONG, disable_help_subcommand = true)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

const LONG: &str = "政府信息公开业务平台：先审查、后公开，发布、检索、台账、年度报告都在一个程序、一个数据目录里。\n\n\
第一次试用：  gongkai demo\n正式运行：    gongkai serve --data /var/lib/gongkai\n检查年报：    gongkai report check 年报.html";

#[derive(Debug, Subcommand)]
enum Verb {
    /// 建立并启动演示站点：一个市司法局的 2019 年
    Demo(demo::DemoOptions),
    /// 正式启动
    Serve(serve::ServeOptions),
    /// 读取、检查、比较、汇总已发布的年度报告
    Report {
        #[command(subcommand)]
        verb: report::ReportVerb,
    },
    /// 依法推算：答复期限
    Law {
        #[command(subcommand)]
        verb: LawVerb,
    },
    /// 备份到一个文件
    Backup(keeping::BackupOptions),
    /// 从备份恢复到空的数据目录
    Restore(keeping::RestoreOptions),
    /// 核验日志链、审核台账和每一个公开文件
    Verify(keeping::VerifyOptions),
    /// 个人信息的密钥：查看、另存、更换
    Keys {
        #[command(subcommand)]
        verb: keys::KeysVerb,
    },
    /// 把数据从 SQLite 搬到 PostgreSQL（或反之）
    Move(keeping::MoveOptions),
    /// 输出由程序生成的文档
    #[command(hide = true)]
    Generate { name: String },
}

#[derive(Debug, Subcommand)]
enum LawVerb {
    /// 推算依申请公开的答复期限：从标准输入每行读一个案件，逐行说明期限和依据
    #[command(after_help = LAW_DUE)]
    Due {
        /// 每个案件输出一行 JSON
        #[arg(long)]
        json: bool,
    },
}

const LAW_DUE: &str = "案件写成一行 JSON，除收到申请之日外都可以省略；answered 为 null 即对方没有答复：\n\n\
{\"received_on\":\"2019-09-27\",\"corrected_on\":null,\"fee_paid_on\":null,\"extended_by\":0,\n \
\"consultations\":[{\"sent\":\"2019-10-09\",\"delivered\":\"2019-10-11\",\"answered\":\"2019-10-25\"}]}\n\n\
退出码：0 全部推算，1 有不能推算的行（说明理由，其余照常）。";

fn main() -> ExitCode {
    let command = Command::parse();
    if let Verb::Law { verb: LawVerb::Due { json } } = &command.verb {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        return ExitCode::from(law_due::run(std::io::stdin().lock(), *json, &mut out));
    }
    if let Verb::Report { verb } = &command.verb {
        return ExitCode::from(report::run(verb));
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("无法启动：{error}")),
    };
    let done = runtime.block_on(async {
        match command.verb {
            Verb::Demo(options) => demo::run(options).await,
            Verb::Serve(options) => serve::run(options).await,
            Verb::Backup(options) => keeping::backup(options).await,
            Verb::Restore(options) => keeping::restore(options).await,
            Verb::Verify(options) => keeping::verify(options).await,
            Verb::Keys { verb } => keys::run(verb).await,
            Verb::Move(options) => keeping::move_office(options).await,
            Verb::Generate { name } => generate::run(&name),
            Verb::Report { .. } | Verb::Law { .. } => Ok(()),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => failed(&trouble.0),
    }
}

#[expect(clippy::print_stderr, reason = "this is the command line")]
fn failed(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::FAILURE
}

/// Why a verb did not do what it was asked, in words for whoever sits at the console.
#[derive(Debug)]
struct Trouble(String);

impl<E: std::fmt::Display> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
