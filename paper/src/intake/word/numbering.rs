//! The automatic numbers of a Word file.
//!
//! A list of ours knows bullets and 1, 2, 3. All other numbers (一、 （二） 第三条 1.1) belong to the wording of an official
//! text and would be lost with the list, so they are written out as they would be printed.

use crate::intake::package::Package;
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, Open, walk};
use std::collections::HashMap;

const LEVELS: usize = 9;

/// What stands before a numbered paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    Bullet,
    /// `3.`, a line of an ordered list.
    Number(u32),
    /// A label as it is printed.
    Printed(String),
}

#[derive(Debug, Clone)]
struct Level {
    format: String,
    text: String,
    start: u32,
    /// Prints the numbers of all levels in figures.
    legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self { format: "decimal".to_owned(), text: String::new(), start: 1, legal: false }
    }
}

type Levels = [Level; LEVELS];

/// The lists of a file with their running numbers.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Each list with the definition it follows and its own beginnings.
    lists: HashMap<String, (String, HashMap<usize, u32>)>,
    definitions: HashMap<String, Levels>,
    /// Running numbers, one row a definition: two lists of one definition count on.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists whose own beginning has been applied.
    begun: Vec<(String, usize)>,
}

/// Where the reader of the part is.
#[derive(Default)]
struct Reading {
    definition: Option<String>,
    list: Option<String>,
    level: usize,
    overriding: bool,
}

impl Numbering {
    pub fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Self, IntakeRefused> {
        let mut numbering = Self::default();
        let Some(part) = part.filter(|part| package.has(part)) else { return Ok(numbering) };
        let sort = package.sort();
        let mut reading = Reading::default();
        walk(package.part(part)?, sort, &mut |node| {
            match node {
                Node::Open(open) => numbering.note(&open, &mut reading),
                Node::Close("abstractNum") => reading.definition = None,
                Node::Close("num") => reading.list = None,
                Node::Close("lvlOverride") => reading.overriding = false,
                _ => {}
            }
            Ok(numbering.lists.len() < 20_000 && numbering.definitions.len() < 20_000)
        })?;
        Ok(numbering)
    }

    fn note(&mut self, open: &Open<'_>, reading: &mut Reading) {
        let value = || open.attribute("val").unwrap_or_default();
        match open.name() {
            "abstractNum" => {
                let id = open.attribute("abstractNumId").unwrap_or_default();
                self.definitions.insert(id.clone(), Levels::default());
                reading.definition = Some(id);
            }
            "num" => {
                let id = open.attribute("numId").unwrap_or_default();
                self.lists.insert(id.clone(), (String::new(), HashMap::new()));
                reading.list = Some(id);
            }
            "abstractNumId" => {
                if let Some((definition, _)) = reading.list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                    *definition = value();
                }
            }
            "lvlOverride" => {
                reading.overriding = true;
                reading.level = open.number("ilvl").unwrap_or(0);
            }
            "startOverride" => {
                if let Some((_, starts)) = reading.list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                    starts.insert(reading.level, open.number("val").unwrap_or(1));
                }
            }
            "lvl" => reading.level = open.number("ilvl").unwrap_or(0),
            name => {
                let definition = reading.definition.as_ref().filter(|_| !reading.overriding);
                let levels = definition.and_then(|id| self.definitions.get_mut(id));
                if let Some(level) = levels.and_then(|levels| levels.get_mut(reading.level)) {
                    match name {
                        "numFmt" => level.format = value(),
                        "lvlText" => level.text = value(),
                        "isLgl" => level.legal = open.switch("val").unwrap_or(true),
                        "start" => level.start = open.number("val").unwrap_or(1),
                        _ => {}
                    }
                }
            }
        }
    }

    /// The label of the next paragraph of a list at a level, counted on.
    pub fn next(&mut self, list: &str, level: usize) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let (definition, starts) = self.lists.get(list)?;
        let levels = self.definitions.get(definition)?;
        let counters = self.counters.entry(definition.clone()).or_default();
        let own = starts.get(&level).filter(|_| !self.begun.iter().any(|(known, at)| known == list && *at == level));
        if let Some(start) = own {
            counters[level] = Some(*start);
            self.begun.push((list.to_owned(), level));
        } else {
            let first = levels[level].start;
            counters[level] = Some(counters[level].map_or(first, |last| last.saturating_add(1)));
        }
        counters[level + 1..].fill(None);
        let this = &levels[level];
        if this.format == "bullet" {
            return Some(Label::Bullet);
        }
        let number = counters[level].unwrap_or(1);
        if this.format == "decimal" && this.text == format!("%{}.", level + 1) {
            return Some(Label::Number(number));
        }
        let printed = printed(levels, counters, this);
        (!printed.is_empty()).then_some(Label::Printed(printed))
    }
}

/// The text of a level with its numbers in their places.
fn printed(levels: &Levels, counters: &[Option<u32>; LEVELS], this: &Level) -> String {
    let mut out = String::new();
    let mut characters = this.text.chars().peekable();
    while let Some(character) = characters.next() {
        let place = characters.peek().and_then(|next| next.to_digit(10)).filter(|digit| *digit > 0);
        match place {
            Some(place) if character == '%' => {
                characters.next();
                let at = place as usize - 1;
                let number = counters[at].unwrap_or(levels[at].start);
                let format = if this.legal { "decimal" } else { levels[at].format.as_str() };
                out.push_str(&formatted(number, format));
            }
            _ => out.push(character),
        }
    }
    out
}

/// A number as its format prints it.
fn formatted(number: u32, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperLetter" | "lowerLetter" => lettered(number, format == "upperLetter"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital"
        | "koreanDigital" => chinese(number),
        "ideographTraditional" => cyclic(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cyclic(number, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |digit: char| char::from_u32(u32::from(digit) + 0xfee0).unwrap_or(digit);
            number.to_string().chars().map(wide).collect()
        }
        _ => number.to_string(),
    }
}

fn cyclic(number: u32, names: &str) -> String {
    let names: Vec<char> = names.chars().collect();
    let index = (number.max(1) as usize - 1) % names.len();
    names[index].to_string()
}

fn enclosed(number: u32) -> String {
    match number {
        1..=20 => char::from_u32(0x245f + number).map(String::from).unwrap_or_default(),
        21..=35 => char::from_u32(0x3251 + number - 21).map(String::from).unwrap_or_default(),
        36..=50 => char::from_u32(0x32b1 + number - 36).map(String::from).unwrap_or_default(),
        other => format!("({other})"),
    }
}

/// a, b, … z, aa, bb: Word repeats the letter.
fn lettered(number: u32, upper: bool) -> String {
    let index = number.max(1) - 1;
    let first = if upper { b'A' } else { b'a' };
    let letter = char::from(first + u8::try_from(index % 26).unwrap_or(0));
    std::iter::repeat_n(letter, (index / 26 + 1).min(30) as usize).collect()
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number >= 4_000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, letters) in PARTS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

/// 一, 十, 十一, 二十, 一百零五; beyond 9999 in figures.
fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number >= 10_000 {
        return number.to_string();
    }
    if number == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十一 and not 一十一 at the beginning.
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.push_str(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_official_texts_number() {
        let numbers: Vec<String> =
            [1, 10, 11, 20, 21, 100, 105, 110, 111, 1_001, 1_010, 9_999].into_iter().map(chinese).collect();
        assert_eq!(
            numbers,
            [
                "一",
                "十",
                "十一",
                "二十",
                "二十一",
                "一百",
                "一百零五",
                "一百一十",
                "一百一十一",
                "一千零一",
                "一千零一十",
                "九千九百九十九"
            ]
        );
        assert_eq!(roman(1_994), "MCMXCIV");
        assert_eq!((lettered(1, false), lettered(28, true)), ("a".to_owned(), "BB".to_owned()));
        assert_eq!((enclosed(3), enclosed(21), enclosed(51)), ("③".to_owned(), "㉑".to_owned(), "(51)".to_owned()));
        assert_eq!(cyclic(11, "甲乙丙丁戊己庚辛壬癸"), "甲");
        assert_eq!(formatted(12, "decimalFullWidth"), "１２");
    }

    #[test]
    fn levels_count_within_their_parents() {
        let level = |format: &str, text: &str| Level {
            format: format.to_owned(),
            text: text.to_owned(),
            start: 1,
            legal: false,
        };
        let mut levels = Levels::default();
        levels[0] = level("chineseCounting", "第%1章");
        levels[1] = Level { legal: true, ..level("decimal", "%1.%2") };
        levels[2] = level("decimal", "%3.");
        levels[3] = level("bullet", "\u{f0b7}");
        let mut numbering = Numbering::default();
        numbering.definitions.insert("d".to_owned(), levels);
        numbering.lists.insert("1".to_owned(), ("d".to_owned(), HashMap::new()));
        numbering.lists.insert("2".to_owned(), ("d".to_owned(), HashMap::from([(0, 5)])));
        let mut next = |list: &str, level| numbering.next(list, level).unwrap();
        let printed = |text: &str| Label::Printed(text.to_owned());
        assert_eq!(next("1", 0), printed("第一章"));
        assert_eq!(next("1", 1), printed("1.1"));
        assert_eq!(next("1", 1), printed("1.2"));
        assert_eq!(next("1", 2), Label::Number(1));
        assert_eq!(next("1", 3), Label::Bullet);
        assert_eq!(next("1", 0), printed("第二章"));
        assert_eq!(next("1", 1), printed("2.1"));
        assert_eq!(next("2", 0), printed("第五章"));
        assert_eq!(next("2", 0), printed("第六章"));
    }
}
