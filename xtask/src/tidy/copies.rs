//! The demo and the fixtures are in our own words: no long run of the real report's sentences stands in the project.

use std::collections::HashSet;

use super::{Finding, House, at};

/// So many Chinese characters in a row, the same as in the report, are no coincidence and no official label.
const RUN: usize = 24;

pub fn of_the_seed(house: &House, seed: &str) -> Vec<Finding> {
    let known: HashSet<Vec<char>> = runs(seed).flat_map(|run| windows(&run)).collect();
    let mut findings = Vec::new();
    for (file, text) in house.texts() {
        for (index, line) in text.lines().enumerate() {
            if runs(line).any(|run| windows(&run).iter().any(|window| known.contains(window))) {
                findings.push(Finding::error(at(&file.path, index), "a sentence of the real report: write our own"));
            }
        }
    }
    findings
}

/// The stretches of Chinese characters with nothing between them.
fn runs(text: &str) -> impl Iterator<Item = Vec<char>> + '_ {
    text.split(|character| !is_han(character))
        .map(|run| run.chars().collect::<Vec<char>>())
        .filter(|run| run.len() >= RUN)
}

fn windows(run: &[char]) -> Vec<Vec<char>> {
    run.windows(RUN).map(<[char]>::to_vec).collect()
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::of_the_seed;
    use crate::tidy::House;

    const SEED: &str = "标题\n甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄，宇宙洪荒\n";

    #[test]
    fn a_long_run_of_the_report_is_found() {
        let copied = "他写道：乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄。";
        assert_eq!(of_the_seed(&House::of(&[("gongkai/src/demo.rs", copied)]), SEED).len(), 1);
    }

    #[test]
    fn shared_labels_and_short_phrases_are_not() {
        let own = "甲乙丙丁戊己庚辛壬癸子丑，寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃";
        assert!(of_the_seed(&House::of(&[("gongkai/src/demo.rs", own)]), SEED).is_empty());
    }
}
