//! Numbers that belong to a person: resident ID, telephone, bank card, e-mail.
//!
//! A number is read in *groups* of digits. Groups joined by a space, a dash or a dot form a chain, and a candidate is
//! always made of whole groups: so `110105 19491231 002X` is seen, and eleven digits inside a longer number are not.

use super::fold::{Folded, Spaces};
use super::piece::{Prominence, TextPiece};
use super::reading::{FindingKind, Severity};
use std::collections::BTreeSet;
use std::ops::Range;

/// Most digits any kind of number has, a country code included.
const LONGEST: usize = 19;
/// So many bytes before a number are looked at for what it is called.
const CUE_REACH: usize = 36;
/// Longest separator inside one number.
const SEPARATOR: usize = 3;

/// The telephone numbers an agency has published as its own; they raise no finding.
#[derive(Debug, Clone, Default)]
pub struct KnownNumbers(BTreeSet<String>);

impl KnownNumbers {
    /// From numbers as they are written: `0391-6633000`, `(0391) 6633000`, `+86 391 6633000`, `6633000`.
    pub fn new<Text: AsRef<str>>(numbers: impl IntoIterator<Item = Text>) -> Self {
        let digits = numbers.into_iter().map(|number| dialled(number.as_ref())).filter(|digits| digits.len() >= 3);
        Self(digits.collect())
    }

    /// Whether this is one of them; the area code may be missing on either side.
    fn knows(&self, digits: &str) -> bool {
        let candidate = dialled(digits);
        let (shortest_local, local) = (7, 8);
        self.0.iter().any(|known| {
            let (longer, shorter) =
                if known.len() > candidate.len() { (known, &candidate) } else { (&candidate, known) };
            longer == shorter
                || (longer.starts_with('0')
                    && (shortest_local..=local).contains(&shorter.len())
                    && longer.ends_with(shorter.as_str())
                    && (3..=4).contains(&(longer.len() - shorter.len())))
        })
    }
}

/// The digits one dials at home: without the country's code, with the area's zero.
fn dialled(number: &str) -> String {
    let digits: String = Folded::of(number, Spaces::Drop).text.chars().filter(char::is_ascii_digit).collect();
    for country in ["0086", "86"] {
        if let Some(rest) = digits.strip_prefix(country)
            && rest.len() >= 9
        {
            let mobile = rest.len() == 11 && rest.starts_with('1');
            return if mobile || rest.starts_with('0') { rest.to_owned() } else { format!("0{rest}") };
        }
    }
    digits
}

/// A number found: where it stands in the original text, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberFound {
    pub kind: FindingKind,
    pub severity: Severity,
    pub range: Range<usize>,
}

/// All numbers of persons in a piece, in reading order.
pub(super) fn numbers_in(piece: &TextPiece, known: &KnownNumbers) -> Vec<NumberFound> {
    let folded = Folded::of(&piece.text, Spaces::Keep);
    let groups = groups_of(&folded.text);
    let page_breaks_lines = piece.prominence == Prominence::Running;
    let scan = Scan { text: &folded.text, groups: &groups, page_breaks_lines, known };
    let mut found = scan.all();
    found.extend(emails_in(&folded.text));
    found.sort_by_key(|number| number.range.start);
    for number in &mut found {
        number.range = folded.original(number.range.clone());
    }
    found
}

/// A run of digits; a byte range of the folded text.
type Group = Range<usize>;

fn groups_of(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            match groups.last_mut() {
                Some(group) if group.end == place => group.end = place + 1,
                _ => groups.push(place..place + 1),
            }
        }
    }
    groups
}

struct Scan<'text> {
    text: &'text str,
    groups: &'text [Group],
    page_breaks_lines: bool,
    known: &'text KnownNumbers,
}

/// Whole neighbouring groups taken as one number.
struct Window<'text> {
    text: &'text str,
    groups: &'text [Group],
    digits: String,
}

impl Scan<'_> {
    fn all(&self) -> Vec<NumberFound> {
        let mut found: Vec<NumberFound> = Vec::new();
        let mut first = 0;
        while first < self.groups.len() {
            match self.number_at(first) {
                Some((number, groups)) => {
                    found.push(number);
                    first += groups;
                }
                None => first += 1,
            }
        }
        found
    }

    /// The weightiest number that begins with this group, and how many groups it took.
    fn number_at(&self, first: usize) -> Option<(NumberFound, usize)> {
        let windows = self.windows(first);
        let judges: [fn(&Window<'_>, &KnownNumbers) -> Option<NumberFound>; 5] =
            [resident_id, bank_card, mobile, landline, unchecked_id];
        for judge in judges {
            let taken = |window: &Window<'_>| Some((judge(window, self.known)?, window.groups.len()));
            if let Some(found) = windows.iter().rev().find_map(taken) {
                return Some(found);
            }
        }
        None
    }

    /// The windows that begin with this group, shortest first.
    fn windows(&self, first: usize) -> Vec<Window<'_>> {
        let mut windows = Vec::new();
        let mut digits = String::new();
        for last in first..self.groups.len() {
            if last > first && !self.joined(last) {
                break;
            }
            digits.push_str(&self.text[self.groups[last].clone()]);
            if digits.len() > LONGEST {
                break;
            }
            windows.push(Window { text: self.text, groups: &self.groups[first..=last], digits: digits.clone() });
        }
        windows
    }

    /// Whether a group continues the one before it.
    fn joined(&self, index: usize) -> bool {
        let between = &self.text[self.groups[index - 1].end..self.groups[index].start];
        between.chars().count() <= SEPARATOR
            && between.chars().all(|character| is_separator(character) || (self.page_breaks_lines && character == '\n'))
    }
}

fn is_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '.' | '_' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '·' | '・' | '•' | '─' | '~'
    )
}

impl Window<'_> {
    fn start(&self) -> usize {
        self.groups.first().map_or(0, |group| group.start)
    }

    fn end(&self) -> usize {
        self.groups.last().map_or(0, |group| group.end)
    }

    fn before(&self) -> &str {
        &self.text[..self.start()]
    }

    fn after(&self) -> &str {
        &self.text[self.end()..]
    }

    fn sizes(&self) -> Vec<usize> {
        self.groups.iter().map(ExactSizeIterator::len).collect()
    }

    fn is_single(&self) -> bool {
        self.groups.len() == 1
    }

    /// Whether every gap is the same, as one hand writes one number.
    fn is_even(&self) -> bool {
        let mut gaps = self.groups.windows(2).map(|pair| &self.text[pair[0].end..pair[1].start]);
        let first = gaps.next();
        gaps.all(|gap| Some(gap) == first)
    }

    fn is_spelled_out(&self) -> bool {
        self.groups.iter().all(|group| group.len() == 1)
    }

    /// Whether no Latin letter touches it, save for a label such as `Tel` or `ID` before it.
    fn stands_free(&self) -> bool {
        self.begins_free() && !self.after().starts_with(|c: char| c.is_ascii_alphabetic())
    }

    fn begins_free(&self) -> bool {
        const LABELS: [&str; 15] =
            ["", "id", "no", "tel", "phone", "mob", "mobile", "fax", "qq", "vx", "wx", "wechat", "card", "t", "m"];
        let letters = self.before().bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let (rest, label) = self.before().split_at(self.start() - letters);
        let in_a_code = letters > 0 && rest.ends_with(|c: char| c.is_ascii_digit());
        !in_a_code && LABELS.iter().any(|known| known.eq_ignore_ascii_case(label))
    }

    /// Whether it is part of a decimal fraction or a sum of money.
    fn is_amount(&self) -> bool {
        let digits_at = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let fraction = self.after().strip_prefix('.').is_some_and(|rest| matches!(digits_at(rest), 1 | 2));
        let money = self.after().trim_start().starts_with(['元', '万', '亿', '%']);
        let before = self.before().trim_end();
        let decimals = before.strip_suffix('.').is_some_and(|rest| {
            let whole = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
            matches!(whole, 1..=3)
        });
        fraction || money || decimals || before.ends_with(['¥', '￥', '$', '€'])
    }

    fn called(&self, words: &[&str]) -> bool {
        let before = self.before();
        let mut start = before.len().saturating_sub(CUE_REACH);
        while !before.is_char_boundary(start) {
            start += 1;
        }
        let near = before[start..].to_ascii_lowercase();
        let near = near.rsplit(['\n', '\t', '。', ';']).next().unwrap_or("");
        words.iter().any(|word| near.contains(word))
    }

    fn found(&self, kind: FindingKind, severity: Severity) -> NumberFound {
        NumberFound { kind, severity, range: self.start()..self.end() }
    }
}

/// Eighteen with the right check character (GB 11643), or the fifteen of before 1999.
fn resident_id(window: &Window<'_>, _: &KnownNumbers) -> Option<NumberFound> {
    let (digits, end) = id_characters(window)?;
    if digits.len() == 15 {
        let plausible =
            window.is_single() && !window.is_amount() && is_region(&digits) && is_birth_date("19", &digits[6..12]);
        return plausible.then(|| window.found(FindingKind::OldResidentId, Severity::Block));
    }
    let right =
        is_region(&digits) && is_birth_date("", &digits[6..14]) && id_check_character(&digits) == digits.chars().last();
    right.then(|| NumberFound { kind: FindingKind::ResidentId, severity: Severity::Block, range: window.start()..end })
}

/// Eighteen in the shape of an ID number whose check character is wrong: a slip of the pen, or another number.
fn unchecked_id(window: &Window<'_>, _: &KnownNumbers) -> Option<NumberFound> {
    let (digits, end) = id_characters(window)?;
    let likely = digits.len() == 18
        && window.is_single()
        && is_region(&digits)
        && is_birth_date("", &digits[6..14])
        && !is_social_credit_code(&digits);
    likely.then(|| NumberFound {
        kind: FindingKind::ResidentIdUnchecked,
        severity: Severity::Warn,
        range: window.start()..end,
    })
}

/// The fifteen or eighteen characters a window makes, and where they end when an X follows.
fn id_characters(window: &Window<'_>) -> Option<(String, usize)> {
    if window.digits.len() != 17 {
        let fits = matches!(window.digits.len(), 15 | 18) && window.stands_free();
        return fits.then(|| (window.digits.clone(), window.end()));
    }
    let after = window.after();
    let rest = after.trim_start_matches(is_separator);
    let gap = after.len() - rest.len();
    // The letter is at times written as a multiplication sign, or as its Greek or Cyrillic twin.
    let mark = rest.chars().next().filter(|mark| matches!(mark, 'X' | 'x' | '×' | 'Χ' | 'χ' | 'Х' | 'х'))?;
    let ends_free = !rest[mark.len_utf8()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let fits = gap <= SEPARATOR && ends_free && window.begins_free();
    fits.then(|| (format!("{}X", window.digits), window.end() + gap + mark.len_utf8()))
}

/// Whether a text is an ID number: eighteen with the right check character, or the fifteen of before 1999, which has none.
pub fn is_resident_id(number: &str) -> bool {
    let digits = number.to_ascii_uppercase();
    let body = digits.strip_suffix('X').unwrap_or(&digits);
    if !body.bytes().all(|byte| byte.is_ascii_digit()) || !is_region(&digits) {
        return false;
    }
    match digits.len() {
        15 => is_birth_date("19", &digits[6..12]),
        18 => is_birth_date("", &digits[6..14]) && id_check_character(&digits) == digits.chars().last(),
        _ => false,
    }
}

/// The first two digits name a province (GB/T 2260), or 81 to 83 for residents from Hong Kong, Macao and Taiwan.
fn is_region(digits: &str) -> bool {
    let province = digits.get(..2).and_then(|text| text.parse::<u8>().ok()).unwrap_or(0);
    matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_birth_date(century: &str, digits: &str) -> bool {
    let text = format!("{century}{digits}");
    let number = |range: Range<usize>| text.get(range).and_then(|part| part.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(4..6), number(6..8)) else { return false };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return false };
    (1880..2100).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
}

/// MOD 11-2 over the first seventeen.
fn id_check_character(digits: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum = digits
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).map(|value| value * weight))
        .sum::<Option<u32>>()?;
    "10X98765432".chars().nth(usize::try_from(sum % 11).ok()?)
}

/// MOD 31 over the first seventeen of a unified social credit code (GB 32100).
fn is_social_credit_code(code: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let Some(values) = code.chars().map(|c| ALPHABET.find(c)).collect::<Option<Vec<usize>>>() else { return false };
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    values.len() == 18 && values[17] == (31 - sum % 31) % 31
}

/// Twelve to nineteen digits with the right last one (Luhn) that begin as cards begin, or are called one.
fn bank_card(window: &Window<'_>, _: &KnownNumbers) -> Option<NumberFound> {
    let digits = window.digits.as_str();
    let sizes = window.sizes();
    let (tail, head) = sizes.split_last()?;
    let written = window.is_single()
        || (window.is_even()
            && (window.is_spelled_out() || (*tail <= 4 && head.iter().all(|size| *size == 4)) || sizes == [6, 13]));
    let various = digits.bytes().collect::<BTreeSet<u8>>().len() >= 2;
    if !(12..=19).contains(&digits.len())
        || !written
        || !various
        || !passes_luhn(digits)
        || !window.stands_free()
        || window.is_amount()
    {
        return None;
    }
    if digits.len() == 18 && is_social_credit_code(digits) && !digits.starts_with("62") {
        return None;
    }
    let called = window.called(&["卡号", "账号", "帐号", "账户", "帐户", "银行", "开户", "card"]);
    let issued =
        ["62", "4", "51", "52", "53", "54", "55", "35", "60", "9558"].iter().any(|prefix| digits.starts_with(prefix));
    let severity = if called || (issued && digits.len() >= 16) { Severity::Block } else { Severity::Warn };
    let begins_as_card = matches!(digits.as_bytes()[0], b'3'..=b'6') || digits.starts_with("955");
    (called || begins_as_card).then(|| window.found(FindingKind::BankCard, severity))
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0');
            if place % 2 == 0 { value } else { value * 2 - if value > 4 { 9 } else { 0 } }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Eleven digits from 13 to 19, a country code or a leading zero before them allowed.
fn mobile(window: &Window<'_>, known: &KnownNumbers) -> Option<NumberFound> {
    let digits = window.digits.as_str();
    let number = ["0086", "86", "0", ""]
        .iter()
        .find_map(|prefix| digits.strip_prefix(prefix).filter(|rest| rest.len() == 11 && is_mobile(rest)))?;
    let sizes = window.sizes();
    let regular = window.is_single()
        || window.is_spelled_out()
        || (sizes.iter().all(|size| *size >= 2) && sizes.len() <= 5 && (window.is_even() || digits.len() > 11));
    let known = known.knows(number);
    (regular && window.stands_free() && !window.is_amount() && !known)
        .then(|| window.found(FindingKind::Mobile, Severity::Block))
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// An area code with seven or eight digits, or those alone where the text calls them a telephone.
fn landline(window: &Window<'_>, known: &KnownNumbers) -> Option<NumberFound> {
    const CUES: [&str; 12] =
        ["电话", "座机", "传真", "热线", "拨打", "致电", "来电", "联系方式", "号码", "tel", "fax", "phone"];
    let sizes = window.sizes();
    let digits = dialled(&window.digits);
    let area = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => 0,
    };
    let local = digits.get(area..)?;
    let dialable =
        matches!(local.as_bytes(), [b'2'..=b'8', ..]) && matches!((area, local.len()), (3, 8) | (0 | 4, 7 | 8));
    let regular =
        window.is_single() || window.is_spelled_out() || (sizes.len() <= 5 && sizes.iter().all(|size| *size >= 2));
    // Without its area code a number of seven or eight digits may be anything, a date above all.
    let named = if area == 0 { sizes.len() <= 2 && window.called(&CUES) } else { regular };
    let wanted = dialable && named && window.stands_free() && !window.is_amount() && !known.knows(&digits);
    wanted.then(|| window.found(FindingKind::Landline, Severity::Block))
}

/// E-mail addresses; a remark, since an office's own is often meant to be read.
fn emails_in(text: &str) -> Vec<NumberFound> {
    let mut found: Vec<NumberFound> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let name = text[..at].chars().rev().take(64).take_while(|c| is_name(*c)).count();
        let host: String = text[at + 1..].chars().take(120).take_while(|c| is_host(*c)).collect();
        let host = host.trim_end_matches(['.', '-']);
        let dotted = host.rsplit_once('.').is_some_and(|(domain, top)| {
            !domain.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        let overlaps = found.last().is_some_and(|last| last.range.end > at - name);
        if name > 0 && dotted && !overlaps {
            let range = at - name..at + 1 + host.len();
            found.push(NumberFound { kind: FindingKind::Email, severity: Severity::Warn, range });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<FindingKind> {
        kinds_knowing(text, &[])
    }

    fn kinds_knowing(text: &str, known: &[&str]) -> Vec<FindingKind> {
        let piece = TextPiece::line("正文", text);
        numbers_in(&piece, &KnownNumbers::new(known)).into_iter().map(|found| found.kind).collect()
    }

    fn with_check(seventeen: &str) -> String {
        format!("{seventeen}{}", id_check_character(seventeen).unwrap())
    }

    #[test]
    fn an_id_number_is_found_however_it_is_written() {
        // The example of the standard itself.
        let written = [
            "11010519491231002X",
            "身份证号：11010519491231002x。",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-1949-1231-002-X",
            "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
            "110105\u{200b}19491231\u{feff}002X",
            "（ID11010519491231002X）",
        ];
        for text in written {
            assert_eq!(kinds(text), [FindingKind::ResidentId], "{text}");
        }
        let digits = with_check("41088119900101123");
        assert_eq!(kinds(&format!("持证人{digits}住所")), [FindingKind::ResidentId]);
    }

    #[test]
    fn other_long_numbers_are_no_id_numbers() {
        for text in [
            "9911010519491231002X", // a longer number
            "911101051949123100",   // no province 91
            "110105194913310021",   // no month 13
            "91410881MA45K1XXXX",   // a social credit code
            "A11010519491231002X",  // a part of a code
            "1949-12-31",
            "2019年共受理110105件",
        ] {
            assert!(!kinds(text).contains(&FindingKind::ResidentId), "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_only_a_remark() {
        let piece = TextPiece::line("正文", "110105194912310021");
        let found = numbers_in(&piece, &KnownNumbers::default());
        assert_eq!((found[0].kind, found[0].severity), (FindingKind::ResidentIdUnchecked, Severity::Warn));
    }

    #[test]
    fn the_old_fifteen_are_found() {
        assert_eq!(kinds("旧号 110105491231002"), [FindingKind::OldResidentId]);
        assert!(kinds("流水号 110105493231002").is_empty());
    }

    #[test]
    fn mobiles_are_found_and_amounts_are_not() {
        for text in [
            "13800138000",
            "电话138-0013-8000",
            "138 0013 8000",
            "+86 138 0013 8000",
            "8613800138000",
            "１３８００１３８０００",
            "1 3 8 0 0 1 3 8 0 0 0",
            "tel13800138000",
        ] {
            assert_eq!(kinds(text), [FindingKind::Mobile], "{text}");
        }
        for text in ["13800138000.00", "¥13800138000", "13800138000元", "1380013800012", "GK13800138000", "12800138000"]
        {
            assert!(!kinds(text).contains(&FindingKind::Mobile), "{text}");
        }
    }

    #[test]
    fn landlines_are_found_unless_they_are_the_agencys_own() {
        for text in
            ["0391-6633000", "（0391）6633000", "03916633000", "+86-391-6633000", "010-62345678", "联系电话：6633000"]
        {
            assert_eq!(kinds(text), [FindingKind::Landline], "{text}");
        }
        for text in ["20191231", "6633000", "12348", "400-810-1234", "共0391件"] {
            assert!(kinds(text).is_empty(), "{text}");
        }
        for own in ["0391-6633000", "6633000", "+86 391 6633000"] {
            for text in ["0391-6633000", "（0391）6633000", "联系电话：6633000"] {
                assert!(kinds_knowing(text, &[own]).is_empty(), "{own} {text}");
            }
        }
        assert_eq!(kinds_knowing("0391-6633001", &["0391-6633000"]), [FindingKind::Landline]);
    }

    #[test]
    fn cards_are_found_by_their_last_digit() {
        for text in ["6222021234567890128", "6222 0212 3456 7890 128", "4111111111111111", "卡号：4111-1111-1111-1111"]
        {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let expected: &[FindingKind] = if passes_luhn(&digits) { &[FindingKind::BankCard] } else { &[] };
            assert_eq!(kinds(text), expected, "{text}");
        }
        assert!(kinds("4111111111111112").is_empty());
        assert!(kinds("0000000000000000").is_empty());
        assert!(kinds("20191231103059").is_empty());
    }

    #[test]
    fn an_address_for_mail_is_a_remark() {
        assert_eq!(kinds("请发至 sifa@example.gov.cn。"), [FindingKind::Email]);
        assert!(kinds("@所有人 a@b").is_empty());
    }

    #[test]
    fn the_range_covers_the_whole_number_in_the_original() {
        let text = "号码１１０１０５ 19491231 002Ｘ，完";
        let found = numbers_in(&TextPiece::line("正文", text), &KnownNumbers::default());
        assert_eq!(&text[found[0].range.clone()], "１１０１０５ 19491231 002Ｘ");
    }

    #[test]
    fn a_number_broken_by_the_page_is_still_one() {
        let piece = TextPiece::new("第1页", "身份证号110105194\n91231002X", Prominence::Running);
        assert_eq!(numbers_in(&piece, &KnownNumbers::default())[0].kind, FindingKind::ResidentId);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_range_is_whole(text in r"[0-9Xx.\- ()１-９　A-z元@，\n]{0,60}|.{0,40}") {
            for found in numbers_in(&TextPiece::new("", text.clone(), Prominence::Running), &KnownNumbers::default()) {
                prop_assert!(text.get(found.range).is_some_and(|value| !value.is_empty()));
            }
        }

        #[test]
        fn every_right_id_number_is_found(region in 0_usize..4, year in 1900_u32..2026, month in 1_u32..=12, day in 1_u32..=28, order in 0_u32..1000) {
            let region = ["110105", "410881", "310120", "652301"][region];
            let number = with_check(&format!("{region}{year:04}{month:02}{day:02}{order:03}"));
            prop_assert_eq!(kinds(&format!("张某（{number}）")), [FindingKind::ResidentId]);
        }
    }
}
