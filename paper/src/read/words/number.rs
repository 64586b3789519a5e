//! Numbers in running text: plain digits, years, dates, figures with unit and hedge.

use jiff::civil::Date;
use law::annual_report::{ExactDecimal, Hedge};

/// Wide digits, letters and percent signs become plain; nothing else changes, so that words stay as
/// printed and every character keeps its place.
pub(super) fn plain_digits(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            other => other,
        })
        .collect()
}

/// The first year 2000 to 2099 followed by 年.
pub(super) fn year_in(text: &str) -> Option<i16> {
    let compact: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    compact.windows(5).enumerate().find_map(|(at, window)| {
        let [first, second, third, fourth, mark] = window else { return None };
        let before = at.checked_sub(1).map(|before| compact[before]);
        let alone = before.is_none_or(|character| !character.is_ascii_digit());
        if !alone || *mark != '年' || *first != '2' || *second != '0' {
            return None;
        }
        let digits: String = [*first, *second, *third, *fourth].iter().collect();
        digits.parse().ok()
    })
}

/// A number in the text with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberInText {
    /// Where its digits (or the hedge in front of them) begin, in characters.
    pub begin: usize,
    /// Where its unit ends, in characters.
    pub end: usize,
    /// The value, 万 and 亿 multiplied out.
    pub value: i64,
    /// The unit word.
    pub unit: &'static str,
    /// The hedge beside it.
    pub hedge: Option<Hedge>,
}

/// Longest first, so that 人次 is not read as 人.
const UNITS: [&str; 30] = [
    "人次", "件次", "条次", "场次", "期次", "件", "条", "次", "个", "名", "人", "场", "篇", "期", "份", "项", "部",
    "起", "宗", "户", "家", "批", "款", "本", "册", "册次", "处", "通", "幅", "组",
];

/// The number that begins at a position, if a counted figure begins there.
pub(super) fn number_at(text: &[char], at: usize) -> Option<NumberInText> {
    if !text.get(at)?.is_ascii_digit() || !may_precede(text, at) {
        return None;
    }
    let (decimal, mut end) = decimal_at(text, at)?;
    let (places, mut hedge) = magnitude_and_hedge(text, &mut end);
    let unit = UNITS.into_iter().find(|unit| starts_with(text, end, unit))?;
    // 第2项, 10个工作日, 3个月, 2019年1月 are no counts of things.
    if unit == "个" && ["个月", "个工作日", "个自然日"].iter().any(|period| starts_with(text, end, period)) {
        return None;
    }
    let value = i64::try_from(decimal.shifted(places)?).ok()?;
    let begin = front_hedge(text, at, &mut hedge);
    Some(NumberInText { begin, end: end + unit.chars().count(), value, unit, hedge })
}

/// A digit inside a word, a code, an address or an ordinal begins no figure.
fn may_precede(text: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| text.get(before)) else { return true };
    !(before.is_ascii_alphanumeric() || matches!(before, '.' | '-' | '/' | ':' | '@' | '_' | '第' | '〔' | '[' | '〕'))
}

/// Digits with group commas and a fraction; the position behind them.
fn decimal_at(text: &[char], at: usize) -> Option<(ExactDecimal, usize)> {
    let mut end = at;
    let mut digits = String::new();
    while let Some(character) = text.get(end) {
        let next_is_digit = text.get(end + 1).is_some_and(char::is_ascii_digit);
        match character {
            '0'..='9' => digits.push(*character),
            ',' if next_is_digit => {}
            '.' if next_is_digit && !digits.contains('.') => digits.push('.'),
            _ => break,
        }
        end += 1;
    }
    Some((ExactDecimal::parse(&digits).ok()?, end))
}

fn magnitude_and_hedge(text: &[char], end: &mut usize) -> (u8, Option<Hedge>) {
    let mut places = 0;
    let mut hedge = None;
    for _ in 0..3 {
        match text.get(*end) {
            Some('万') => places += 4,
            Some('亿') => places += 8,
            Some('千') => places += 3,
            Some('余' | '多') => hedge = Some(Hedge::AtLeast),
            _ => break,
        }
        *end += 1;
    }
    (places, hedge)
}

const FRONT_HEDGES: [(&str, Hedge); 8] = [
    ("突破", Hedge::AtLeast),
    ("超过", Hedge::AtLeast),
    ("逾", Hedge::AtLeast),
    ("不少于", Hedge::AtLeast),
    ("大约", Hedge::About),
    ("约", Hedge::About),
    ("近", Hedge::About),
    ("将近", Hedge::About),
];

fn front_hedge(text: &[char], at: usize, hedge: &mut Option<Hedge>) -> usize {
    for (word, meaning) in FRONT_HEDGES {
        let length = word.chars().count();
        if at >= length && starts_with(text, at - length, word) {
            hedge.get_or_insert(meaning);
            return at - length;
        }
    }
    at
}

/// Whether a word stands at a position.
pub(super) fn starts_with(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, character)| text.get(at + offset) == Some(&character))
}

/// `占33.9%` within the words directly behind a figure: the share.
pub(super) fn share_behind(text: &[char], end: usize) -> Option<ExactDecimal> {
    const FARTHEST: usize = 12;
    let stop = (end..text.len().min(end + FARTHEST)).find(|at| text[*at].is_ascii_digit())?;
    let between: String = text[end..stop].iter().collect();
    if !between.contains('占') || between.contains(['。', '；', '\n']) {
        return None;
    }
    let (share, behind) = decimal_at(text, stop)?;
    (text.get(behind) == Some(&'%')).then_some(share)
}

/// A date 2019年1月1日 at a position, and where it ends. The year may be left out when `year` is given.
pub(super) fn date_at(text: &[char], at: usize, year: Option<i16>) -> Option<(Date, usize)> {
    let (first, end) = short_number(text, at)?;
    let (year, month, end) = match text.get(end) {
        Some('年') => {
            let (month, end) = short_number(text, end + 1)?;
            (i16::try_from(first).ok()?, month, end)
        }
        _ => (year?, first, end),
    };
    let rest = (text.get(end) == Some(&'月')).then_some(end + 1)?;
    let (day, end) = short_number(text, rest)?;
    let end = (text.get(end) == Some(&'日')).then_some(end + 1)?;
    Some((Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?, end))
}

/// A date 2022-02-08, 2022/2/8 or 2022.2.8 at a position, and where it ends; a time may stand directly behind it.
pub(super) fn plain_date_at(text: &[char], at: usize) -> Option<(Date, usize)> {
    let digits = |from: usize, most: usize| -> Option<(i16, usize)> {
        let found: String = text.get(from..)?.iter().take(most).take_while(|one| one.is_ascii_digit()).collect();
        Some((found.parse().ok()?, from + found.len()))
    };
    let separator = |at: usize| text.get(at).is_some_and(|one| matches!(one, '-' | '/' | '.' | '－'));
    let (year, end) = digits(at, 4)?;
    let (month, end) = digits(separator(end).then_some(end + 1)?, 2)?;
    let (day, end) = digits(separator(end).then_some(end + 1)?, 2)?;
    Some((Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?, end))
}

fn short_number(text: &[char], at: usize) -> Option<(u16, usize)> {
    let digits: String = text.get(at..)?.iter().take(4).take_while(|character| character.is_ascii_digit()).collect();
    Some((digits.parse().ok()?, at + digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<(i64, &'static str, Option<Hedge>)> {
        let characters: Vec<char> = text.chars().collect();
        (0..characters.len())
            .find_map(|at| number_at(&characters, at))
            .map(|number| (number.value, number.unit, number.hedge))
    }

    #[test]
    fn figures_carry_unit_and_hedge() {
        for (text, figure) in [
            ("共118条", Some((118, "条", None))),
            ("已突破4万人", Some((40_000, "人", Some(Hedge::AtLeast)))),
            ("1200余条", Some((1200, "条", Some(Hedge::AtLeast)))),
            ("40余万人次", Some((400_000, "人次", Some(Hedge::AtLeast)))),
            ("约4.5万人", Some((45_000, "人", Some(Hedge::About)))),
            ("11,398件", Some((11_398, "件", None))),
            ("2019年1月1日", None),
            ("〔2019〕28号", None),
            ("第20条", None),
            ("20个工作日", None),
            ("占33.9%", None),
            ("www.a1b.cn", None),
        ] {
            assert_eq!(first(text), figure, "{text}");
        }
    }

    #[test]
    fn plain_dates_end_before_the_time() {
        let read = |text: &str| {
            let characters: Vec<char> = text.chars().collect();
            plain_date_at(&characters, 0).map(|(date, end)| (date.to_string(), end))
        };
        assert_eq!(read("2022-02-0816:34"), Some(("2022-02-08".to_owned(), 10)));
        assert_eq!(read("2022/2/8 16:34"), Some(("2022-02-08".to_owned(), 8)));
        for none in ["2022-13-01", "2022年2月8日", "0517-87222589", "20220208", ""] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn years_stand_alone() {
        assert_eq!(year_in("某局 2019 年报告"), Some(2019));
        assert_eq!(year_in("12019年"), None);
        assert_eq!(year_in("豫政办〔2019〕28号"), None);
    }
}
