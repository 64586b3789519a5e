//! `gongkai serve`: the production start.

use crate::config::Config;
use crate::{Trouble, open};
use desk::SystemClock;
use std::path::PathBuf;
use std::sync::Arc;

/// What the command line may say over file and environment.
#[derive(Debug, clap::Args)]
pub struct ServeOptions {
    /// 配置文件（默认读当前目录的 gongkai.toml，有则读）
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录
    #[arg(long)]
    data: Option<PathBuf>,
    /// 数据库地址：sqlite: 或 postgres:（默认用数据目录里的 SQLite）
    #[arg(long)]
    database_url: Option<String>,
    /// 监听地址
    #[arg(long)]
    listen: Option<String>,
}

/// Serves the office of a data folder.
///
/// # Errors
/// When the folder is a demo, or cannot be opened.
pub async fn run(options: ServeOptions) -> Result<(), Trouble> {
    let mut config = Config::load(options.config.as_deref())?;
    if let Some(data) = options.data {
        config.data = data;
    }
    if let Some(url) = options.database_url {
        config.database_url = url;
    }
    if let Some(listen) = options.listen {
        config.listen = listen;
    }
    open::start_log(&config.log);
    if config.data.join(open::DEMO_MARK).exists() {
        return Err(Trouble("这是演示数据目录，不能正式启动；请换一个空目录。".to_owned()));
    }
    let desk = open::desk(&config.data, &config.key_file(), &config.database(), Arc::new(SystemClock)).await?;
    let nobody = store::agencies::all(desk.reader()).await?.is_empty();
    let founding = if nobody { Some(desk.make_founding_link().await?) } else { None };
    open::serve(desk, &config, false, |address| {
        say(&format!("listening on http://{address}"));
        if let Some(token) = founding {
            say("还没有开通机关。请在一小时内打开下面的一次性链接，开通平台并设立第一名管理员：");
            say(&format!("  http://{address}/office/found/{token}"));
        }
        Ok(())
    })
    .await
}

/// Speaks at the console; never through the log, which may be kept.
#[expect(clippy::print_stdout, reason = "the one-time link and the address belong to whoever sits at the console")]
pub fn say(words: &str) {
    println!("{words}");
}
