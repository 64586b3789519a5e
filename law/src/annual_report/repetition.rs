//! How much of a text says again what last year's said: sentence by sentence, years and figures left aside, because a
//! sentence that only changed its year was not written anew.

use std::collections::BTreeSet;

/// A shorter sentence is a phrase that anybody may use every year.
const SHORTEST_SENTENCE: usize = 12;
/// Sentences that share this share of their neighbouring pairs of characters, in percent, are nearly equal.
const NEARLY_EQUAL: usize = 80;
/// More sentences than any section has; the rest is left out on both sides.
const MOST_SENTENCES: usize = 400;

/// A sentence that stood in last year's text as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// How many characters of the text stand before it.
    pub offset: usize,
    /// The sentence as it stands now.
    pub now: String,
    /// The sentence as it stood last year.
    pub before: String,
    /// Whether it is the same but for years, figures and marks; else nearly the same.
    pub same: bool,
}

/// What of a text was said before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repetition {
    /// The sentences said again, in order.
    pub sentences: Vec<Repeated>,
    /// The characters of all sentences long enough to be compared.
    pub compared: usize,
    /// The characters of those said again.
    pub repeated: usize,
}

impl Repetition {
    /// The share said again, in percent of what was compared, cut to whole numbers; 0 where nothing was compared.
    pub fn percent(&self) -> usize {
        (self.repeated * 100).checked_div(self.compared).unwrap_or(0)
    }
}

/// Compares a text with the one of the year before (or with another unit's).
pub fn repetition(now: &str, before: &str) -> Repetition {
    let old = sentences(before);
    let mut found = Repetition::default();
    for sentence in sentences(now) {
        found.compared += sentence.kept.len();
        let most = |other: &&Sentence<'_>| other.likeness(&sentence);
        let Some(best) = old.iter().max_by_key(most) else { continue };
        if best.likeness(&sentence) >= NEARLY_EQUAL {
            found.repeated += sentence.kept.len();
            found.sentences.push(Repeated {
                offset: sentence.offset,
                now: sentence.words.to_owned(),
                before: best.words.to_owned(),
                same: best.kept == sentence.kept,
            });
        }
    }
    found
}

/// A sentence, what of it is compared, and the pairs of neighbouring characters in that.
struct Sentence<'text> {
    offset: usize,
    words: &'text str,
    kept: Vec<char>,
    pairs: BTreeSet<(char, char)>,
}

impl Sentence<'_> {
    /// Twice the shared pairs over all pairs, in percent.
    fn likeness(&self, other: &Sentence<'_>) -> usize {
        let all = self.pairs.len() + other.pairs.len();
        // What is much longer cannot be nearly equal; most pairs of sentences end here.
        let least = self.pairs.len().min(other.pairs.len());
        if (2 * least * 100).checked_div(all).unwrap_or(0) < NEARLY_EQUAL {
            return 0;
        }
        let shared = self.pairs.intersection(&other.pairs).count();
        (2 * shared * 100).checked_div(all).unwrap_or(0)
    }
}

fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    let mut offset = 0;
    for words in text.split_inclusive(['。', '；', '！', '？', '\n']) {
        let length = words.chars().count();
        let kept: Vec<char> = words.chars().filter(|character| is_kept(*character)).collect();
        if kept.len() >= SHORTEST_SENTENCE && found.len() < MOST_SENTENCES {
            let pairs = kept.windows(2).map(|pair| (pair[0], pair[1])).collect();
            let lead = words.chars().take_while(|character| character.is_whitespace()).count();
            found.push(Sentence { offset: offset + lead, words: words.trim(), kept, pairs });
        }
        offset += length;
    }
    found
}

fn is_kept(character: char) -> bool {
    character.is_alphanumeric() && !character.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST_YEAR: &str =
        "2018年，部分科室依法公开、主动公开意识有待进一步增强。公开内容方面，信息公开的深度和广度有待进一步拓展。";

    #[test]
    fn a_sentence_that_only_changed_its_year_was_said_before() {
        let now =
            "2019年，部分科室依法公开、主动公开意识有待进一步增强；今年新设了依申请公开的统一受理窗口并配备专人。";
        let found = repetition(now, LAST_YEAR);
        assert_eq!(found.sentences.len(), 1);
        assert!(found.sentences[0].same && found.sentences[0].offset == 0);
        assert!((40..60).contains(&found.percent()), "{}", found.percent());
    }

    #[test]
    fn nearly_equal_is_told_from_equal() {
        let now = "公开内容方面，政府信息公开的深度和广度还有待进一步拓展。";
        let found = repetition(now, LAST_YEAR);
        assert_eq!((found.percent(), found.sentences[0].same), (100, false));
        assert!(found.sentences[0].before.starts_with("公开内容方面"));
    }

    #[test]
    fn other_sentences_and_short_phrases_are_not_said_again() {
        let now = "无。加强培训。政策解读的形式不够丰富，群众看不懂、用不上的情况仍然存在。";
        assert_eq!(repetition(now, LAST_YEAR).sentences, []);
        assert_eq!(repetition("", LAST_YEAR).percent(), 0);
        assert_eq!(repetition(LAST_YEAR, "").percent(), 0);
        assert_eq!(repetition(LAST_YEAR, LAST_YEAR).percent(), 100);
    }

    #[test]
    fn places_are_counted_in_characters() {
        let now = "前言一句。\n  公开内容方面，信息公开的深度和广度有待进一步拓展。";
        let found = repetition(now, LAST_YEAR);
        let offset = found.sentences[0].offset;
        assert!(now.chars().skip(offset).collect::<String>().starts_with("公开内容"), "{offset}");
    }

    #[test]
    fn a_text_without_end_is_compared_soon() {
        let long: String =
            (0..3_000).map(|number| format!("第{number}项工作的公开意识有待进一步增强和持续改进。")).collect();
        assert!(repetition(&long, &long).percent() > 90);
    }
}
