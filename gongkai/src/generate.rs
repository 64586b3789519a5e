//! What the program writes about itself, kept in the project and checked for staleness.

use crate::{Trouble, serve::say};

/// Prints one generated document.
///
/// # Errors
/// When there is none of this name.
pub fn run(name: &str) -> Result<(), Trouble> {
    let text = match name {
        "command-line" => command_line(),
        "access" => web::office::access_matrix(),
        other => return Err(Trouble(format!("没有名为 {other} 的生成文档"))),
    };
    say(text.trim_end());
    Ok(())
}

/// The reference of the command line.
fn command_line() -> String {
    use clap::CommandFactory;
    let mut command = crate::Command::command();
    command.build();
    let mut text = String::from("# 命令行\n\n本页由 `cargo xtask generate` 写出。\n");
    section(&mut command, "gongkai", &mut text);
    text
}

fn section(command: &mut clap::Command, path: &str, text: &mut String) {
    use std::fmt::Write;
    let help = command.render_long_help().to_string();
    let tidy: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n## {path}\n\n```text\n{}\n```\n", tidy.join("\n").trim());
    let names: Vec<String> =
        command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        if let Some(sub) = command.find_subcommand_mut(&name) {
            section(sub, &format!("{path} {name}"), text);
        }
    }
}
