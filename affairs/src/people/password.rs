//! What a password must be: long enough to resist guessing, not a word of the office.

use crate::Refusal;

/// Shortest password, in characters (the graded-protection profile asks for three classes besides).
pub const SHORTEST: usize = 10;
/// Longest password, in characters.
pub const LONGEST: usize = 128;

/// Whether a password may be set: length, three of four character classes, not the username, no plain run.
///
/// # Errors
/// A refusal that says what to change.
pub fn password_is_acceptable(password: &str, username: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(
            Refusal::new("password_short", format!("密码至少 {SHORTEST} 位，可以用一句好记的话。")).at("password")
        );
    }
    if length > LONGEST {
        return Err(Refusal::new("password_long", format!("密码最多 {LONGEST} 位。")).at("password"));
    }
    let lower = password.to_lowercase();
    if !username.is_empty() && lower.contains(&username.to_lowercase()) {
        return Err(Refusal::new("password_holds_username", "密码中不要包含用户名。").at("password"));
    }
    let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5 || ["1234567890", "qwertyuiop", "password"].iter().any(|run| lower.contains(run)) {
        return Err(Refusal::new("password_plain", "密码过于简单，请避免连续或重复的字符。").at("password"));
    }
    if classes(password) < 3 && length < 16 {
        return Err(Refusal::new(
            "password_classes",
            "密码须含大写字母、小写字母、数字、其他字符中的三类，或不少于 16 位。",
        )
        .at("password"));
    }
    Ok(())
}

fn classes(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |character| character.is_ascii_uppercase(),
        |character| character.is_ascii_lowercase(),
        |character| character.is_ascii_digit(),
        |character| !character.is_ascii_alphanumeric(),
    ];
    tests.iter().filter(|test| password.chars().any(**test)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_as_the_table_says() {
        for (password, accepted) in [
            ("short1A", false),
            ("Yunchuan-2019-ok", true),
            ("aaaaaaaaaaA1!", false),
            ("drafter-Aa1-zz", false),
            ("春江花月夜，海上明月共潮生，滟滟随波", true),
            ("Password-1234", false),
        ] {
            assert_eq!(password_is_acceptable(password, "drafter").is_ok(), accepted, "{password}");
        }
    }
}
