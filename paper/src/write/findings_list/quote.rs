//! The sentence around words of a report, with the words apart, so that they can be marked.

use law::annual_report::{ReportText, TextPlace};

/// Words with what stands around them in their sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    /// `第一部分`, or `前言`.
    pub section: String,
    pub before: String,
    pub words: String,
    pub after: String,
}

/// Characters of a sentence that are shown on either side; some reports know no full stop.
const AROUND: usize = 80;
/// A finding may name words that begin some characters before the place it keeps.
const BEFORE_ITS_PLACE: usize = 6;

/// The sentence in which the words of a place stand. Words that are masked, or not found any more, stand alone.
pub(super) fn quote(text: &ReportText, place: &TextPlace) -> Quote {
    let section = place.section.map_or_else(|| "前言".to_owned(), |section| format!("第{}部分", section.numeral()));
    let whole = match place.section {
        None => Some(text.preamble.as_str()),
        Some(section) => text.section(section).map(|found| found.text.as_str()),
    };
    let around = whole.and_then(|whole| {
        let at = find(whole, place)?;
        Some((sentence_before(&whole[..at]), sentence_after(&whole[at + place.words.len()..])))
    });
    let (before, after) = around.unwrap_or_default();
    Quote { section, before: masked(&before), words: masked(&place.words), after: masked(&after) }
}

/// Where the words stand: at their place or a little before it, else where they stand first.
fn find(whole: &str, place: &TextPlace) -> Option<usize> {
    if place.words.is_empty() {
        return None;
    }
    let near = |characters: usize| whole.char_indices().nth(characters).map(|(at, _)| at);
    let from = near(place.offset.saturating_sub(BEFORE_ITS_PLACE)).unwrap_or(0);
    whole[from..].find(&place.words).map(|at| from + at).or_else(|| whole.find(&place.words))
}

const ENDS: [char; 5] = ['。', '；', '！', '？', '\n'];

fn sentence_before(text: &str) -> String {
    let sentence = text.rsplit(ENDS).next().unwrap_or_default();
    let length = sentence.chars().count();
    match length.checked_sub(AROUND) {
        None | Some(0) => sentence.to_owned(),
        Some(cut) => std::iter::once('…').chain(sentence.chars().skip(cut)).collect(),
    }
}

fn sentence_after(text: &str) -> String {
    let end = text.char_indices().find(|(_, character)| ENDS.contains(character));
    let sentence = match end {
        Some((at, '\n')) => &text[..at],
        Some((at, stop)) => &text[..at + stop.len_utf8()],
        None => text,
    };
    if sentence.chars().count() <= AROUND {
        return sentence.to_owned();
    }
    sentence.chars().take(AROUND).chain(std::iter::once('…')).collect()
}

/// The shortest run of digits that may be somebody's number.
const PERSONAL_DIGITS: usize = 11;

/// A list that warns of a private number must not spread it: the middle of a long run of digits is hidden.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let finish = |run: &mut String, out: &mut String| {
        if run.len() >= PERSONAL_DIGITS {
            out.push_str(&run[..3]);
            out.push_str("****");
            out.push_str(&run[run.len() - 2..]);
        } else {
            out.push_str(run);
        }
        run.clear();
    };
    for character in text.chars() {
        if character.is_ascii_digit() {
            run.push(character);
        } else {
            finish(&mut run, &mut out);
            out.push(character);
        }
    }
    finish(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::{ReportSection, SectionText};

    fn text(words: &str) -> ReportText {
        let section = SectionText {
            section: ReportSection::Overview,
            heading: ReportSection::Overview.title().to_owned(),
            text: words.to_owned(),
        };
        ReportText { sections: vec![section], ..ReportText::default() }
    }

    fn at(text: &ReportText, offset: usize, words: &str) -> Quote {
        let place = TextPlace { section: Some(ReportSection::Overview), offset, words: words.to_owned() };
        quote(text, &place)
    }

    #[test]
    fn words_stand_in_their_own_sentence_even_when_they_stand_twice() {
        let text = text("上年收到3件。本年共收到3件，均已答复；没有诉讼。");
        let found = at(&text, 11, "3件");
        assert_eq!(
            (found.before.as_str(), found.words.as_str(), found.after.as_str()),
            ("本年共收到", "3件", "，均已答复；")
        );
        assert_eq!(found.section, "第一部分");
    }

    #[test]
    fn long_sentences_are_cut_and_numbers_of_persons_masked() {
        let long = format!("{}收到5件{}联系13800000000", "很".repeat(200), "，".repeat(10));
        let found = at(&text(&long), 202, "5件");
        assert_eq!(found.before.chars().count(), 81);
        assert!(found.before.starts_with('…') && found.after.ends_with("138****00"), "{found:?}");
    }

    #[test]
    fn masked_or_missing_words_stand_alone() {
        let found = at(&text("联系13800000000。"), 2, "138****00");
        assert_eq!((found.before.as_str(), found.after.as_str()), ("", ""));
        assert_eq!(found.words, "138****00");
        let nowhere = TextPlace { section: None, offset: 900, words: "没有".to_owned() };
        assert_eq!(quote(&text(""), &nowhere).section, "前言");
    }
}
