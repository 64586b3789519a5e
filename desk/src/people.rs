//! 人员: changes of accounts and roles by two persons, deputies, leaving.

mod confirm;
mod hand_over;
mod print;
mod propose;

pub use confirm::Confirmed;
pub use hand_over::{Leaving, Successor};

use affairs::Refusal;

/// Whether a username may be used.
///
/// # Errors
/// A refusal that says what to change.
pub fn check_username(username: &str) -> Result<(), Refusal> {
    let username = username.trim();
    let valid = (3..=40).contains(&username.len())
        && username.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if valid {
        Ok(())
    } else {
        Err(Refusal::new("username", "用户名须为 3 至 40 个英文字母、数字或 - _ .。").at("username"))
    }
}
