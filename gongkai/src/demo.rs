//! `gongkai demo`: a city judicial bureau's year 2019, built by running the real acts with a moved clock.

mod applications;
mod build;
mod content;
mod papers;
mod people;
mod registers;

use crate::config::{Config, Smtp, keys_in, sqlite_in};
use crate::serve::say;
use crate::{Trouble, open};
use desk::SystemClock;
use desk::sign_in::PasswordCost;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line says of a demo.
#[derive(Debug, clap::Args)]
pub struct DemoOptions {
    /// 演示数据目录（不存在则新建）
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// 端口；0 表示任选一个空闲端口
    #[arg(long, default_value_t = 8019)]
    port: u16,
    /// 用一行 JSON 输出地址和账户
    #[arg(long)]
    json: bool,
    /// 本机上邮件服务器的端口（不加密），供测试接收邮件；不填则邮件只排队，不发出
    #[arg(long, hide = true)]
    mail_port: Option<u16>,
}

/// An account that the demo announces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub username: String,
    pub password: String,
    pub role: String,
    pub name: String,
}

/// What marks a demo folder: it is complete, and these are its accounts.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Announcement<'demo> {
    address: String,
    accounts: &'demo [Account],
}

/// Builds the demo folder if it is not there, and serves it on the loopback address.
///
/// # Errors
/// When the folder holds something else, or cannot be written.
pub async fn run(options: DemoOptions) -> Result<(), Trouble> {
    open::start_log("text");
    let mark = options.data.join(open::DEMO_MARK);
    if !mark.exists() {
        build_into(&options.data, options.json).await?;
    }
    let text = std::fs::read_to_string(&mark)?;
    let Mark { accounts } = serde_json::from_str(&text)?;
    let desk =
        open::desk(&options.data, &keys_in(&options.data), &sqlite_in(&options.data), Arc::new(SystemClock)).await?;
    let config = Config {
        data: options.data,
        listen: format!("127.0.0.1:{}", options.port),
        smtp: options.mail_port.map(mail_of_this_machine).unwrap_or_default(),
        ..Config::default()
    };
    open::serve(desk.with_password_cost(PasswordCost::cheap()), &config, true, |address| {
        let address = format!("http://{address}/");
        if options.json {
            say(&serde_json::to_string(&Announcement { address, accounts: &accounts })?);
        } else {
            announce(&address, &accounts);
        }
        Ok(())
    })
    .await
}

/// A demo speaks to no other machine, not even about mail.
fn mail_of_this_machine(port: u16) -> Smtp {
    Smtp {
        address: "127.0.0.1".to_owned(),
        port,
        tls: "none".to_owned(),
        from: "gongkai@demo.example".to_owned(),
        ..Smtp::default()
    }
}

fn announce(address: &str, accounts: &[Account]) {
    say("");
    say(&format!("演示站点已启动：{address}"));
    say(&format!("业务办理：      {address}office"));
    say("");
    say("每个岗位一个账户（密码相同）：");
    for account in accounts {
        say(&format!("  {:<24} {}  {}", account.username, account.password, account.name));
    }
    say("");
    say("按 Ctrl+C 停止。");
}

async fn build_into(data: &Path, quiet: bool) -> Result<(), Trouble> {
    let occupied = data.exists() && std::fs::read_dir(data)?.next().is_some();
    if occupied {
        return Err(Trouble(format!(
            "{} 里已有内容，又不是演示目录；请换一个目录，或删去没有建完的演示目录。",
            data.display()
        )));
    }
    let accounts = build::build(data, quiet).await?;
    std::fs::write(data.join(open::DEMO_MARK), serde_json::to_string_pretty(&Mark { accounts })?)?;
    Ok(())
}
