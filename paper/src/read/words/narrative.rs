//! The facts in the words: figures with their notion, totals taken apart, checkable sentences.

mod breakdowns;
mod notions;
mod statements;

use law::annual_report::{Figure, Narrative, ReportSection, ReportText, Share, TextPlace};

use super::number::{NumberInText, number_at, plain_digits, share_behind};

/// The longest stretch of words shown for one place.
const LONGEST_WORDS: usize = 40;
/// A longer stretch without a full stop is cut here.
const LONGEST_SENTENCE: usize = 1_000;

/// The facts in the narrative sections of a report. Our own report's words give the same facts.
pub fn narrative_of(text: &ReportText) -> Narrative {
    let mut narrative = Narrative::default();
    statements::collect(&Passage::new(None, &text.preamble), &mut narrative);
    for section in &text.sections {
        let passage = Passage::new(Some(section.section), &section.text);
        // Sections two to four are tables, five and six speak of plans; figures are told in section one.
        if section.section == ReportSection::Overview {
            figures(&passage, &mut narrative);
        }
        statements::collect(&passage, &mut narrative);
    }
    narrative
}

/// The year of the statistical period, where the title has none.
pub(in crate::read) fn year_of_period(narrative: &Narrative) -> Option<i16> {
    narrative.statements.iter().find_map(|statement| match statement.claim {
        law::annual_report::Claim::Period { from, .. } => Some(from.year()),
        _ => None,
    })
}

/// A stretch of text prepared for reading: no white space but line ends, plain digits.
struct Passage {
    section: Option<ReportSection>,
    characters: Vec<char>,
}

impl Passage {
    fn new(section: Option<ReportSection>, text: &str) -> Self {
        let kept = |character: &char| *character == '\n' || !(character.is_whitespace() || is_invisible(*character));
        let plain: String = plain_digits(text).chars().filter(kept).collect();
        let mut characters: Vec<char> = Vec::with_capacity(plain.len() / 3);
        let mut lines = plain.split('\n').peekable();
        while let Some(line) = lines.next() {
            characters.extend(line.chars());
            if lines.peek().is_some_and(|next| !is_wrapped(line, next)) {
                characters.push('\n');
            }
        }
        Self { section, characters }
    }

    fn text(&self, begin: usize, end: usize) -> String {
        self.characters[begin.min(end)..end].iter().collect()
    }

    /// A place with the words from `begin` to `end`; a long stretch loses its front, at a comma if it can.
    fn place(&self, begin: usize, end: usize) -> TextPlace {
        let latest = end.saturating_sub(LONGEST_WORDS);
        let begin = if begin < latest {
            let comma = (latest..end - LONGEST_WORDS / 2).find(|at| matches!(self.characters[*at], '，' | ','));
            comma.map_or(latest, |at| at + 1)
        } else {
            begin
        };
        TextPlace { section: self.section, offset: begin, words: self.text(begin, end) }
    }

    /// Where the sentence around a position begins.
    fn sentence_begin(&self, at: usize) -> usize {
        let stop = at.saturating_sub(LONGEST_SENTENCE);
        (stop..at).rev().find(|before| is_sentence_end(self.characters[*before])).map_or(stop, |before| before + 1)
    }

    /// Where the sentence around a position ends.
    fn sentence_end(&self, at: usize) -> usize {
        let stop = self.characters.len().min(at + LONGEST_SENTENCE);
        (at..stop).find(|behind| is_sentence_end(self.characters[*behind])).unwrap_or(stop)
    }

    /// Where the clause before a position begins.
    fn clause_begin(&self, at: usize) -> usize {
        let stop = at.saturating_sub(LONGEST_SENTENCE);
        (stop..at).rev().find(|before| is_clause_end(self.characters[*before])).map_or(stop, |before| before + 1)
    }

    fn clause_end(&self, at: usize) -> usize {
        let stop = self.characters.len().min(at + LONGEST_SENTENCE);
        (at..stop).find(|behind| is_clause_end(self.characters[*behind])).unwrap_or(stop)
    }
}

/// A line this long that ends in the middle of a sentence was broken by the page's width, not by its writer.
const SHORTEST_WRAPPED: usize = 20;

/// Whether a sentence goes on from one line to the next, as in text taken from a page.
fn is_wrapped(line: &str, next: &str) -> bool {
    let Some(last) = line.chars().next_back() else { return false };
    let ends = is_sentence_end(last) || matches!(last, '：' | ':' | '”' | '>' | '|');
    let first: Vec<char> = next.chars().take(3).collect();
    let begins_new = match first.as_slice() {
        [] | ['|' | '#' | '-' | '<', ..] => true,
        [numeral, '、', ..] => "一二三四五六七八九十".contains(*numeral),
        _ => begins_item(&first, 0),
    };
    let goes_on = matches!(last, '，' | ',' | '、') || line.chars().nth(SHORTEST_WRAPPED - 1).is_some();
    goes_on && !ends && !begins_new
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}')
}

fn is_sentence_end(character: char) -> bool {
    matches!(character, '。' | '；' | ';' | '！' | '？' | '\n')
}

fn is_clause_end(character: char) -> bool {
    is_sentence_end(character) || matches!(character, '，' | ',' | '：' | ':' | '（' | '(' | '）' | ')')
}

/// Many more figures than any narrative has; the rest is noise.
const MOST_FIGURES: usize = 5_000;

fn figures(passage: &Passage, narrative: &mut Narrative) {
    let mut numbers: Vec<NumberInText> = Vec::new();
    let mut at = 0;
    while at < passage.characters.len() && numbers.len() < MOST_FIGURES {
        match number_at(&passage.characters, at) {
            Some(number) => {
                at = number.end;
                numbers.push(number);
            }
            None => at += 1,
        }
    }
    let first = narrative.figures.len();
    let mut previous_end = 0;
    for number in &numbers {
        narrative.figures.push(figure(passage, number, previous_end));
        previous_end = number.end;
    }
    breakdowns::collect(passage, &numbers, first, narrative);
}

fn figure(passage: &Passage, number: &NumberInText, previous_end: usize) -> Figure {
    let clause = passage.clause_begin(number.begin).max(previous_end);
    let context = notions::Context {
        before: passage.text(clause, number.begin),
        behind: passage.text(number.end, passage.clause_end(number.end)),
        sentence: passage.text(passage.sentence_begin(number.begin), passage.sentence_end(number.end)),
        lead: passage.text(passage.sentence_begin(number.begin), number.begin),
        item: passage.text(item_begin(passage, number.begin), number.begin),
        unit: number.unit,
    };
    Figure {
        value: number.value,
        unit: number.unit.to_owned(),
        hedge: number.hedge,
        share: share_behind(&passage.characters, number.end).map(Share),
        notion: notions::notion(&context),
        scope: notions::scope(&context),
        undated: notions::undated(&context),
        place: passage.place(clause, number.end),
    }
}

/// The longest item looked back over.
const LONGEST_ITEM: usize = 600;

/// Where the numbered item (`2.`, `（四）`) or paragraph around a position begins.
fn item_begin(passage: &Passage, at: usize) -> usize {
    let stop = at.saturating_sub(LONGEST_ITEM);
    (stop..at).rev().find(|before| begins_item(&passage.characters, *before)).unwrap_or(stop)
}

/// `2.` not followed by a digit, `（四）`, or a new line.
fn begins_item(characters: &[char], at: usize) -> bool {
    match characters.get(at) {
        Some('\n') => true,
        Some('（' | '(') => {
            characters.get(at + 1).is_some_and(|character| "一二三四五六七八九十".contains(*character))
                && characters.get(at + 2).is_some_and(|character| matches!(character, '）' | ')'))
        }
        Some(digit) if digit.is_ascii_digit() => {
            let before = at.checked_sub(1).and_then(|before| characters.get(before));
            characters.get(at + 1).is_some_and(|mark| matches!(mark, '.' | '、' | '．'))
                && characters.get(at + 2).is_some_and(|character| !character.is_ascii_digit())
                && before.is_none_or(|character| is_sentence_end(*character) || matches!(character, '）' | ')'))
        }
        _ => false,
    }
}
