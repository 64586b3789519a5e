//! Lists as a clerk types them: one a line, pairs parted by an equals sign.

use affairs::Refusal;

/// Most entries of one list.
const MOST: usize = 2_000;
/// Longest entry, in characters.
const LONGEST: usize = 60;

/// One entry a line; empty lines and repetitions fall away.
///
/// # Errors
/// A refusal at `field` that names the line.
pub fn lines(text: &str, field: &'static str) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for (number, line) in numbered(text) {
        bounded(line, number, field)?;
        if !found.iter().any(|known| known == line) {
            found.push(line.to_owned());
        }
    }
    few_enough(found, field)
}

/// One pair a line, `错词=正词`; the sign may be a full-width one.
///
/// # Errors
/// A refusal at `field` that names the line.
pub fn pairs(text: &str, field: &'static str, example: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (number, line) in numbered(text) {
        let refuse = |words: String| Refusal::new("list_line", format!("第 {number} 行{words}")).at(field);
        let mut halves = line.splitn(2, ['=', '＝']);
        let (left, right) = (halves.next().unwrap_or_default().trim(), halves.next().map(str::trim));
        let Some(right) = right else {
            return Err(refuse(format!("没有等号，请写成“{example}”的样子。")));
        };
        if left.is_empty() || right.is_empty() {
            return Err(refuse(format!("等号两边都要写，如“{example}”。")));
        }
        bounded(left, number, field)?;
        bounded(right, number, field)?;
        match found.iter().find(|(known, _)| known == left) {
            Some((_, known)) if known == right => {}
            Some((_, known)) => return Err(refuse(format!("“{left}”前面已对应“{known}”，请只留一行。"))),
            None => found.push((left.to_owned(), right.to_owned())),
        }
    }
    few_enough(found, field)
}

/// Words parted by spaces or the usual marks.
pub fn words(text: &str) -> Vec<String> {
    let parts = text.split([' ', '　', ',', '，', '、', ';', '；', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).take(20).map(str::to_owned).collect()
}

/// Pairs as they are typed.
#[must_use]
pub fn pair_text(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(left, right)| format!("{left}={right}")).collect::<Vec<_>>().join("\n")
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).map(|(number, line)| (number, line.trim())).filter(|(_, line)| !line.is_empty())
}

fn bounded(text: &str, number: usize, field: &'static str) -> Result<(), Refusal> {
    if text.chars().count() <= LONGEST {
        return Ok(());
    }
    Err(Refusal::new("list_line", format!("第 {number} 行过长，每项最多 {LONGEST} 个字。")).at(field))
}

fn few_enough<T>(found: Vec<T>, field: &'static str) -> Result<Vec<T>, Refusal> {
    if found.len() <= MOST {
        return Ok(found);
    }
    Err(Refusal::new("list_long", format!("共 {} 项，最多 {MOST} 项。", found.len())).at(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: &str, right: &str) -> (String, String) {
        (left.to_owned(), right.to_owned())
    }

    #[test]
    fn pairs_are_read_with_either_sign_and_written_back() {
        let read = pairs("帐户=账户\n\n 按装＝安装 \n帐户=账户\n甲=a=b", "x", "帐户=账户").unwrap();
        assert_eq!(read, [pair("帐户", "账户"), pair("按装", "安装"), pair("甲", "a=b")]);
        assert_eq!(pairs(&pair_text(&read), "x", "").unwrap(), read);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, words) in [
            ("帐户=账户\n按装", "第 2 行没有等号"),
            ("=账户", "第 1 行等号两边都要写"),
            ("帐户=", "第 1 行等号两边都要写"),
            ("帐户=账户\n帐户=帐目", "第 2 行“帐户”前面已对应“账户”"),
        ] {
            let refusal = pairs(text, "wrong_words", "帐户=账户").unwrap_err();
            assert!(refusal.message.starts_with(words), "{refusal}");
            assert_eq!(refusal.field, Some("wrong_words"));
        }
        let long = "长".repeat(61);
        assert!(pairs(&format!("{long}=短"), "x", "").is_err());
        assert!(lines(&long, "x").is_err());
    }

    #[test]
    fn lines_fall_together_and_are_bounded() {
        assert_eq!(lines(" 0391-1\n0391-1\n\n0391-2", "x").unwrap(), ["0391-1", "0391-2"]);
        let many: Vec<String> = (0..2_001).map(|number| number.to_string()).collect();
        assert!(lines(&many.join("\n"), "x").is_err());
        assert_eq!(words("公开 指南，制度、"), ["公开", "指南", "制度"]);
    }
}
