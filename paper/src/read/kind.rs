//! What a file is that holds no annual report, as far as its words tell.

use super::ReadRefused;
use super::source::Block;

/// Words by which papers of other kinds are known, and what they are called.
const KINDS: [(&str, &str); 9] = [
    ("部门预算", "部门预算"),
    ("部门决算", "部门决算"),
    ("一般公共预算", "预算公开"),
    ("财政拨款收支", "预算公开"),
    ("法治政府建设", "法治政府建设年度报告"),
    ("政务公开工作要点", "政务公开工作要点"),
    ("政府工作报告", "政府工作报告"),
    ("行政执法统计年报", "行政执法统计年报"),
    ("招标公告", "招标公告"),
];
/// How far the words are looked for, in bytes of each stretch of text.
const FARTHEST: usize = 20_000;

/// The same refusal, or one that names what the file seems to be.
pub(super) fn told(blocks: &[Block], refused: ReadRefused) -> ReadRefused {
    if refused != ReadRefused::NoTables {
        return refused;
    }
    let says = |words: &str| {
        blocks.iter().any(|block| match block {
            Block::Text(text) => text.get(..floor(text)).unwrap_or(text).contains(words),
            Block::Table(table) => table.rows.iter().take(50).flatten().any(|cell| cell.text.contains(words)),
        })
    };
    let known = KINDS.iter().find(|(words, _)| says(words));
    known.map_or(refused, |(_, kind)| ReadRefused::OtherKind(kind))
}

fn floor(text: &str) -> usize {
    let mut end = text.len().min(FARTHEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
