//! 差异: what changed between two texts, so that whoever approved one reads only the change in the next.
//!
//! Lines first, then characters within a line that became another. The work is bounded: where two texts share
//! almost nothing, the answer is "all of this went, all of that came", never a wait.

use super::body::{Block, Body, Table, plain_inlines};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most line edits that are traced; beyond it the middle is shown as replaced.
const LINE_EDITS: usize = 1_200;
/// Most character edits that are traced within one line.
const CHARACTER_EDITS: usize = 240;
/// A line this long is not compared by the character.
const LONGEST_LINE: usize = 6_000;

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    Same {
        text: String,
    },
    Removed {
        text: String,
    },
    Added {
        text: String,
    },
    /// One line that became another: its parts in reading order.
    Altered {
        parts: Vec<Part>,
    },
    /// The same words in another form: alignment, bold, a link's address, merged cells, another picture.
    Restyled {
        text: String,
    },
}

/// A run of characters within an altered line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub kind: PartKind,
    pub text: String,
}

/// What became of a run of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Same,
    Removed,
    Added,
}

/// A fact beside the text (title, columns, release) that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactChange {
    pub label: String,
    pub parts: Vec<Part>,
}

/// A change, or a stretch of unchanged lines that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shown {
    Change { change: Change },
    Skipped { lines: usize },
}

/// The difference of two texts, line by line.
#[must_use]
pub fn difference(old: &[String], new: &[String]) -> Vec<Change> {
    let lines = |texts: &[String]| -> Vec<Line> {
        texts.iter().map(|text| Line { key: text.clone(), text: text.clone() }).collect()
    };
    of_lines(&lines(old), &lines(new))
}

/// The difference of two bodies. A block whose words stayed and whose form changed is told as such.
#[must_use]
pub fn of_bodies(old: &Body, new: &Body) -> Vec<Change> {
    of_lines(&lines_of_body(old), &lines_of_body(new))
}

/// The facts that changed, came or went; labels in the order of the new list.
#[must_use]
pub fn of_facts(old: &[(String, String)], new: &[(String, String)]) -> Vec<FactChange> {
    let value = |list: &[(String, String)], label: &str| {
        list.iter().find(|(name, _)| name == label).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let gone = old.iter().filter(|(label, _)| !new.iter().any(|(name, _)| name == label));
    let labels = new.iter().chain(gone).map(|(label, _)| label);
    labels
        .filter_map(|label| {
            let (before, after) = (value(old, label), value(new, label));
            (before != after).then(|| FactChange { label: label.clone(), parts: parts(&before, &after) })
        })
        .collect()
}

/// Only what changed, with so many unchanged lines around each change.
#[must_use]
pub fn abridged(changes: &[Change], around: usize) -> Vec<Shown> {
    let mut near = vec![false; changes.len()];
    for (index, change) in changes.iter().enumerate() {
        if !matches!(change, Change::Same { .. }) {
            let last = (index + around).min(changes.len() - 1);
            near[index.saturating_sub(around)..=last].fill(true);
        }
    }
    let mut shown = Vec::new();
    for (change, near) in changes.iter().zip(near) {
        match (near, shown.last_mut()) {
            (true, _) => shown.push(Shown::Change { change: change.clone() }),
            (false, Some(Shown::Skipped { lines })) => *lines += 1,
            (false, _) => shown.push(Shown::Skipped { lines: 1 }),
        }
    }
    shown
}

/// The old text, read back out of a difference.
#[must_use]
pub fn before(changes: &[Change]) -> Vec<String> {
    side(changes, PartKind::Removed)
}

/// The new text, read back out of a difference.
#[must_use]
pub fn after(changes: &[Change]) -> Vec<String> {
    side(changes, PartKind::Added)
}

fn side(changes: &[Change], wanted: PartKind) -> Vec<String> {
    let mut lines = Vec::new();
    for change in changes {
        match change {
            Change::Same { text } | Change::Restyled { text } => lines.push(text.clone()),
            Change::Removed { text } if wanted == PartKind::Removed => lines.push(text.clone()),
            Change::Added { text } if wanted == PartKind::Added => lines.push(text.clone()),
            Change::Altered { parts } => {
                let kept = parts.iter().filter(|part| part.kind == PartKind::Same || part.kind == wanted);
                lines.push(kept.map(|part| part.text.as_str()).collect());
            }
            Change::Removed { .. } | Change::Added { .. } => {}
        }
    }
    lines
}

/// A line as it is compared (`key`) and as it is shown (`text`).
struct Line {
    key: String,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Same(usize),
    Removed(usize),
    Added(usize),
}

fn of_lines(old: &[Line], new: &[Line]) -> Vec<Change> {
    // Lines are compared by number, so that a long line costs its length once and not at every step.
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let (mut left, mut right) = (Vec::with_capacity(old.len()), Vec::with_capacity(new.len()));
    for (lines, side) in [(old, &mut left), (new, &mut right)] {
        for line in lines {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            side.push(*numbers.entry(line.key.as_str()).or_insert(next));
        }
    }
    assemble(&runs(&left, &right, LINE_EDITS), old, new)
}

/// Turns runs into changes, pairing what went with what came in the same place.
fn assemble(runs: &[Run], old: &[Line], new: &[Line]) -> Vec<Change> {
    let (mut at_old, mut at_new) = (0, 0);
    let mut changes = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        if let Run::Same(count) = runs[index] {
            changes.extend(old[at_old..at_old + count].iter().map(|line| Change::Same { text: line.text.clone() }));
            (at_old, at_new, index) = (at_old + count, at_new + count, index + 1);
            continue;
        }
        let (mut removed, mut added) = (0, 0);
        while let Some(run) = runs.get(index) {
            match run {
                Run::Same(_) => break,
                Run::Removed(count) => removed += count,
                Run::Added(count) => added += count,
            }
            index += 1;
        }
        replaced(&old[at_old..at_old + removed], &new[at_new..at_new + added], &mut changes);
        (at_old, at_new) = (at_old + removed, at_new + added);
    }
    changes
}

/// A place where some lines went and some came: the first with the first, the second with the second.
fn replaced(old: &[Line], new: &[Line], changes: &mut Vec<Change>) {
    let pairs = old.len().min(new.len());
    for (left, right) in old.iter().zip(new) {
        if left.text == right.text {
            changes.push(Change::Restyled { text: right.text.clone() });
            continue;
        }
        let parts = parts(&left.text, &right.text);
        let kept: usize =
            parts.iter().filter(|part| part.kind == PartKind::Same).map(|part| part.text.chars().count()).sum();
        let longest = left.text.chars().count().max(right.text.chars().count());
        // Two lines that share less than a third are two lines, not one altered.
        if kept * 3 >= longest {
            changes.push(Change::Altered { parts });
        } else {
            changes.push(Change::Removed { text: left.text.clone() });
            changes.push(Change::Added { text: right.text.clone() });
        }
    }
    changes.extend(old[pairs..].iter().map(|line| Change::Removed { text: line.text.clone() }));
    changes.extend(new[pairs..].iter().map(|line| Change::Added { text: line.text.clone() }));
}

/// The difference of two lines, by the character.
fn parts(old: &str, new: &str) -> Vec<Part> {
    let (left, right): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let limit = if left.len().max(right.len()) > LONGEST_LINE { 0 } else { CHARACTER_EDITS };
    let (mut at_old, mut at_new) = (0, 0);
    let mut parts: Vec<Part> = Vec::new();
    for run in runs(&left, &right, limit) {
        let (kind, text): (PartKind, String) = match run {
            Run::Same(count) => {
                let text = left[at_old..at_old + count].iter().collect();
                (at_old, at_new) = (at_old + count, at_new + count);
                (PartKind::Same, text)
            }
            Run::Removed(count) => {
                at_old += count;
                (PartKind::Removed, left[at_old - count..at_old].iter().collect())
            }
            Run::Added(count) => {
                at_new += count;
                (PartKind::Added, right[at_new - count..at_new].iter().collect())
            }
        };
        parts.push(Part { kind, text });
    }
    parts
}

/// The runs that lead from the old to the new, removals before additions in one place.
fn runs<T: PartialEq>(old: &[T], new: &[T], limit: usize) -> Vec<Run> {
    let head = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(left, right)| left == right).count();
    let (old_rest, new_rest) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);

    let mut runs = Vec::new();
    push(&mut runs, Run::Same(head));
    match shortest_edit(old_rest, new_rest, limit) {
        Some(steps) => steps.into_iter().for_each(|step| push(&mut runs, step)),
        None => {
            push(&mut runs, Run::Removed(old_rest.len()));
            push(&mut runs, Run::Added(new_rest.len()));
        }
    }
    push(&mut runs, Run::Same(tail));
    runs
}

/// Adds a run, joined to the last where it is of the same kind.
fn push(runs: &mut Vec<Run>, run: Run) {
    match (runs.last_mut(), run) {
        (_, Run::Same(0) | Run::Removed(0) | Run::Added(0)) => {}
        (Some(Run::Same(count)), Run::Same(more))
        | (Some(Run::Removed(count)), Run::Removed(more))
        | (Some(Run::Added(count)), Run::Added(more)) => *count += more,
        (_, run) => runs.push(run),
    }
}

/// The greedy algorithm of Myers: the fewest steps, or `None` when they are more than the limit.
fn shortest_edit<T: PartialEq>(old: &[T], new: &[T], limit: usize) -> Option<Vec<Run>> {
    let limit = limit.min(old.len() + new.len());
    // reach[k + limit] is how far into the old text the diagonal k (old minus new) has come.
    let mut reach = vec![0_usize; 2 * limit + 3];
    let middle = limit + 1;
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=limit {
        trace.push(reach[middle - edits..=middle + edits].to_vec());
        for step in 0..=edits {
            let diagonal = middle + 2 * step - edits;
            let down = step == 0 || (step != edits && reach[diagonal - 1] < reach[diagonal + 1]);
            let mut x = if down { reach[diagonal + 1] } else { reach[diagonal - 1] + 1 };
            if edits == 0 {
                x = 0;
            }
            let Some(mut y) = (x + middle).checked_sub(diagonal) else { continue };
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[diagonal] = x;
            // A path that left the grid cannot come back, so only the very corner ends the search.
            if x == old.len() && y == new.len() {
                return Some(walk_back(&trace, old.len(), new.len()));
            }
        }
    }
    None
}

/// Reads the steps out of the trace, last first, and turns them round.
fn walk_back(trace: &[Vec<usize>], old: usize, new: usize) -> Vec<Run> {
    let (mut x, mut y) = (old, new);
    let mut steps = Vec::new();
    for edits in (1..trace.len()).rev() {
        let row = &trace[edits];
        // Within the row the diagonal 0 stands at `edits`.
        let diagonal = x + edits - y;
        let at = |index: usize| row.get(index).copied().unwrap_or(0);
        let down = diagonal == 0 || (diagonal != 2 * edits && at(diagonal - 1) < at(diagonal + 1));
        let from_x = if down { at(diagonal + 1) } else { at(diagonal - 1) };
        let from_y = if down { from_x + edits - (diagonal + 1) } else { from_x + edits - (diagonal - 1) };
        let slide = x - from_x - usize::from(!down);
        steps.push(Run::Same(slide));
        steps.push(if down { Run::Added(1) } else { Run::Removed(1) });
        (x, y) = (from_x, from_y);
    }
    steps.push(Run::Same(x));
    steps.reverse();
    steps
}

/// A body as lines: a block a line, a list item with its mark, a table row with its cells side by side.
fn lines_of_body(body: &Body) -> Vec<Line> {
    let mut lines = Vec::new();
    lines_of_blocks(&body.blocks, "", &mut lines);
    lines
}

fn lines_of_blocks(blocks: &[Block], lead: &str, lines: &mut Vec<Line>) {
    for (index, block) in blocks.iter().enumerate() {
        // Only the first block of an item carries its mark.
        let lead = if index == 0 { lead } else { "" };
        match block {
            Block::Heading { inlines, .. } | Block::Paragraph { inlines, .. } => {
                let text = format!("{lead}{}", plain_inlines(inlines));
                lines.push(Line { key: format!("{lead}{}", key_of(block)), text });
            }
            Block::List { ordered, items } => {
                for (number, item) in (1..).zip(items) {
                    let mark = if *ordered { format!("{number}. ") } else { "• ".to_owned() };
                    lines_of_blocks(&item.blocks, &format!("{lead}{mark}"), lines);
                }
            }
            Block::Table(table) => lines_of_table(table, lines),
            Block::Image { file, alt } => {
                let text = format!("{lead}［图片：{alt}］（{}）", file.short());
                lines.push(Line { key: format!("{lead}{}", key_of(block)), text });
            }
        }
    }
}

fn lines_of_table(table: &Table, lines: &mut Vec<Line>) {
    if !table.caption.is_empty() {
        lines.push(Line { key: format!("caption {}", table.caption), text: table.caption.clone() });
    }
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| {
            let body = Body { blocks: cell.blocks.clone() };
            body.plain_text().trim_end().replace('\n', " ")
        });
        let text = cells.collect::<Vec<_>>().join("｜");
        lines.push(Line { key: key_of(row), text });
    }
}

/// All that makes two blocks the same to a reader: words, form, addresses and pictures.
fn key_of<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::body::{Align, Inline};
    use proptest::prelude::*;

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_changed_word_is_shown_within_its_line() {
        let changes = difference(
            &lines(&["关于开展普法宣传的通知", "各科室：", "请于三月十日前报送。"]),
            &lines(&["关于开展普法宣传的通知", "各科室：", "请于三月十五日前报送。"]),
        );
        assert!(matches!(&changes[0], Change::Same { text } if text == "关于开展普法宣传的通知"));
        let Change::Altered { parts } = &changes[2] else { panic!("{changes:?}") };
        let added: Vec<_> = parts.iter().filter(|part| part.kind == PartKind::Added).collect();
        assert_eq!(added.len(), 1);
        assert_eq!(added[0].text, "五");
    }

    #[test]
    fn a_changed_form_is_no_changed_word() {
        let plain = Body::from_lines("第一段\n第二段");
        let mut centred = plain.clone();
        if let Block::Paragraph { align, .. } = &mut centred.blocks[1] {
            *align = Align::Center;
        }
        let changes = of_bodies(&plain, &centred);
        assert_eq!(changes[1], Change::Restyled { text: "第二段".to_owned() });

        let link = |href: &str| Body {
            blocks: vec![Block::Paragraph {
                align: Align::Start,
                indent: true,
                inlines: vec![Inline::Link { href: href.to_owned(), inlines: vec![Inline::text("指南")] }],
            }],
        };
        let changes = of_bodies(&link("https://a.example/"), &link("https://b.example/"));
        assert_eq!(changes, vec![Change::Restyled { text: "指南".to_owned() }]);
    }

    #[test]
    fn only_changes_are_shown_with_what_stands_around_them() {
        let old: Vec<String> = (0..40).map(|number| format!("第{number}条")).collect();
        let mut new = old.clone();
        new[20] = "第二十条（已修改）".to_owned();
        let shown = abridged(&difference(&old, &new), 1);
        let skipped: Vec<usize> = shown
            .iter()
            .filter_map(|part| if let Shown::Skipped { lines } = part { Some(*lines) } else { None })
            .collect();
        assert_eq!(skipped, vec![19, 18]);
    }

    #[test]
    fn facts_name_what_changed_came_and_went() {
        let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let old = [fact("标题", "甲"), fact("来源", "本局"), fact("文号", "一号")];
        let new = [fact("标题", "乙"), fact("来源", "本局"), fact("关键词", "普法")];
        let labels: Vec<String> = of_facts(&old, &new).into_iter().map(|change| change.label).collect();
        assert_eq!(labels, ["标题", "关键词", "文号"]);
    }

    #[test]
    fn two_long_texts_that_share_nothing_do_not_make_anyone_wait() {
        let old: Vec<String> = (0..30_000).map(|number| format!("旧{number}")).collect();
        let new: Vec<String> = (0..30_000).map(|number| format!("新{number}")).collect();
        let changes = difference(&old, &new);
        assert_eq!(before(&changes), old);
        assert_eq!(after(&changes), new);
    }

    proptest! {
        #[test]
        fn a_difference_holds_both_texts(
            old in prop::collection::vec("[甲乙丙]{0,6}", 0..24),
            new in prop::collection::vec("[甲乙丙]{0,6}", 0..24),
        ) {
            let changes = difference(&old, &new);
            prop_assert_eq!(before(&changes), old);
            prop_assert_eq!(after(&changes), new);
        }

        #[test]
        fn the_same_text_has_no_difference(text in prop::collection::vec(".{0,12}", 0..24)) {
            let unchanged = difference(&text, &text).iter().all(|change| matches!(change, Change::Same { .. }));
            prop_assert!(unchanged);
        }

        #[test]
        fn the_fewest_edits_are_found(old in prop::collection::vec(0_u8..4, 0..9), new in prop::collection::vec(0_u8..4, 0..9)) {
            let found: usize = runs(&old, &new, 100).iter().map(|run| match run {
                Run::Same(_) => 0,
                Run::Removed(count) | Run::Added(count) => *count,
            }).sum();
            prop_assert_eq!(found, old.len() + new.len() - 2 * longest_common(&old, &new));
        }
    }

    fn longest_common(old: &[u8], new: &[u8]) -> usize {
        match (old, new) {
            ([], _) | (_, []) => 0,
            ([first, old_rest @ ..], [other, new_rest @ ..]) if first == other => {
                1 + longest_common(old_rest, new_rest)
            }
            ([_, old_rest @ ..], [_, new_rest @ ..]) => {
                longest_common(old_rest, new).max(longest_common(old, new_rest))
            }
        }
    }
}
