//! The text of a cell from what the file stores: numbers plain, dates as ISO.

use jiff::civil::{Date, Time};

/// What a cell's format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    #[default]
    Number,
    Date,
    Time,
}

impl Shown {
    /// From the id of a number format and its code, where the file defines one.
    pub fn of_format(id: u32, code: Option<&str>) -> Self {
        match (code, id) {
            (Some(code), _) => Self::of_code(code),
            (None, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58) => Self::Date,
            (None, 18..=21 | 32..=35 | 45..=47 | 55 | 56) => Self::Time,
            (None, _) => Self::Number,
        }
    }

    /// A code shows a date when it names a year or a day, and a time when it names an hour or a second; what is quoted,
    /// escaped or in brackets names nothing.
    fn of_code(code: &str) -> Self {
        let mut plain = String::new();
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => {
                    characters.by_ref().find(|next| *next == '"');
                }
                '\\' | '_' | '*' => {
                    characters.next();
                }
                '[' => {
                    let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                    // [h] counts hours beyond a day.
                    if inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
                        plain.push_str(&inside);
                    }
                }
                ';' => break,
                other => plain.push(other.to_ascii_lowercase()),
            }
        }
        // "General" and "Standard" hold letters of dates.
        let named = plain
            .replace("general", "")
            .replace("standard", "")
            .replace("am/pm", "h")
            .replace("e+", "")
            .replace("e-", "");
        match (named.contains(['y', 'd', 'e']), named.contains(['h', 's'])) {
            (true, _) => Self::Date,
            (false, true) => Self::Time,
            (false, false) if named.contains('m') => Self::Date,
            _ => Self::Number,
        }
    }
}

/// A stored number as text: `1E-2` as `0.01`, the noise of binary fractions rounded away as Excel shows it (fifteen
/// significant digits). What is no number stays as it is.
pub(super) fn plain_number(raw: &str) -> String {
    let raw = raw.trim();
    parts(raw).map_or_else(|| raw.to_owned(), |number| number.written())
}

/// A decimal number as its digits and where the point stands among them.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    /// The value is 0.d1d2d3… times ten to this power.
    power: i32,
}

/// Reads `-12.5E+3`; `None` for anything else, and for powers that no sheet holds.
fn parts(raw: &str) -> Option<Decimal> {
    let (mantissa, exponent) = match raw.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (raw, 0),
    };
    let (negative, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty())
        || !all_digits(whole)
        || !all_digits(fraction)
        || raw.len() > 400
        || exponent.abs() > 400
    {
        return None;
    }
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
    let mut power = i32::try_from(whole.len()).ok()? + exponent;
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.drain(..zeros);
    power -= i32::try_from(zeros).ok()?;
    Some(Decimal { negative, digits, power })
}

impl Decimal {
    fn round(&mut self, places: usize) {
        if self.digits.len() > places {
            let up = self.digits[places] >= 5;
            self.digits.truncate(places);
            if up {
                match self.digits.iter().rposition(|digit| *digit < 9) {
                    Some(at) => {
                        self.digits.truncate(at + 1);
                        self.digits[at] += 1;
                    }
                    None => {
                        self.digits = vec![1];
                        self.power += 1;
                    }
                }
            }
        }
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
    }

    fn written(mut self) -> String {
        // An integer that is written out in full is kept in full: it may be a number of no arithmetic at all.
        let whole = i32::try_from(self.digits.len()).is_ok_and(|length| length <= self.power);
        if !whole {
            self.round(15);
        }
        let mut out = String::new();
        if self.digits.is_empty() || self.digits.iter().all(|digit| *digit == 0) {
            return "0".to_owned();
        }
        if self.negative {
            out.push('-');
        }
        let digit =
            |at: i32| usize::try_from(at).ok().and_then(|at| self.digits.get(at)).map_or('0', |d| char::from(b'0' + d));
        if self.power <= 0 {
            out.push('0');
        }
        (0..self.power).for_each(|at| out.push(digit(at)));
        let length = i32::try_from(self.digits.len()).unwrap_or(0);
        if length > self.power {
            out.push('.');
            (self.power.min(0)..0).for_each(|_| out.push('0'));
            (self.power.max(0)..length).for_each(|at| out.push(digit(at)));
        }
        out
    }
}

/// A stored serial number as the date or time it shows, or `None` when it shows none.
pub(super) fn dated(raw: &str, shown: Shown, from_1904: bool) -> Option<String> {
    let serial: f64 = raw.trim().parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // To the second; binary fractions of a day are never exact.
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let clock = Time::midnight().checked_add(jiff::SignedDuration::from_secs(second)).ok()?;
    if shown == Shown::Time && days == 0 {
        return Some(clock.strftime("%H:%M:%S").to_string());
    }
    let date = date_of(days, from_1904)?;
    let date = date.strftime("%Y-%m-%d");
    Some(if second == 0 { date.to_string() } else { format!("{date} {}", clock.strftime("%H:%M:%S")) })
}

fn date_of(days: i64, from_1904: bool) -> Option<Date> {
    let (first, days) = if from_1904 {
        (Date::new(1904, 1, 1).ok()?, days)
    } else {
        // The year 1900 has a 29 February in spreadsheets and nowhere else; that day is no date.
        match days {
            0 | 60 => return None,
            1..60 => (Date::new(1899, 12, 31).ok()?, days),
            _ => (Date::new(1899, 12, 30).ok()?, days),
        }
    };
    first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_plain_and_exact() {
        for (raw, plain) in [
            ("1", "1"),
            ("1.0", "1"),
            ("1E+3", "1000"),
            ("1.0000000000000001E-2", "0.01"),
            ("121.25049999999999", "121.2505"),
            ("-0.5", "-0.5"),
            ("1.5E-7", "0.00000015"),
            ("0", "0"),
            ("-0.0", "0"),
            ("4.1E17", "410000000000000000"),
            ("410881199001011234", "410881199001011234"),
            ("99999999999999.995", "100000000000000"),
            ("0.1", "0.1"),
            ("1e", "1e"),
            ("abc", "abc"),
            ("", ""),
            ("1E999999999", "1E999999999"),
            (".5", "0.5"),
            ("5.", "5"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(plain_number(raw), plain, "{raw}");
        }
    }

    #[test]
    fn dates_are_told_by_their_format() {
        for (code, shown) in [
            ("yyyy-mm-dd", Shown::Date),
            ("yyyy\"年\"m\"月\"d\"日\";@", Shown::Date),
            ("[$-804]yyyy\"年\"m\"月\"", Shown::Date),
            ("h:mm:ss", Shown::Time),
            ("[h]:mm", Shown::Time),
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("#,##0.00\"元\"", Shown::Number),
            ("0.00_);[Red]\\(0.00\\)", Shown::Number),
            ("@", Shown::Number),
            ("m\"月\"", Shown::Date),
            ("\"day\"0", Shown::Number),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
        assert_eq!(Shown::of_format(14, None), Shown::Date);
        assert_eq!(Shown::of_format(2, None), Shown::Number);
    }

    #[test]
    fn serial_numbers_become_dates() {
        let date = |raw| dated(raw, Shown::Date, false);
        assert_eq!(date("43831").as_deref(), Some("2020-01-01"));
        assert_eq!(date("43831.5").as_deref(), Some("2020-01-01 12:00:00"));
        assert_eq!(date("1").as_deref(), Some("1900-01-01"));
        assert_eq!(date("61").as_deref(), Some("1900-03-01"));
        assert_eq!(date("60"), None);
        assert_eq!(dated("42369", Shown::Date, true).as_deref(), Some("2020-01-01"));
        assert_eq!(dated("0.75", Shown::Time, false).as_deref(), Some("18:00:00"));
        assert_eq!(date("-1"), None);
        assert_eq!(date("1e300"), None);
    }

    proptest! {
        #[test]
        fn a_number_keeps_its_value(value in -1.0e12_f64..1.0e12) {
            let plain: f64 = plain_number(&format!("{value:e}")).parse().unwrap();
            prop_assert!((plain - value).abs() <= value.abs() * 1.0e-14);
        }

        #[test]
        fn any_text_becomes_text(raw in "[0-9eE+.\\-]{0,12}|.{0,12}") {
            let _ = plain_number(&raw);
            let _ = dated(&raw, Shown::Date, false);
        }
    }
}
