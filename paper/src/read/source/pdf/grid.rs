//! Tables from lines: level and upright lines that meet make a grid; cells with no line between them are one.

use crate::intake::pdf::{Ruling, Span};
use crate::read::source::RawCell;

/// Lines nearer than this are one, in points.
const NEAR: f64 = 2.2;
/// Lines of one direction that end as near as this go on in one another.
const JOINS: f64 = 3.5;
/// The rows times columns of one grid.
const MOST_PLACES: usize = 40_000;
/// Lines of a page that are put together; a drawing has more.
const MOST_LINES: usize = 6_000;

/// A table of a page.
pub(super) struct Grid {
    /// The height of its upper edge.
    pub top: f64,
    /// The upright edges, from left to right.
    pub columns: Vec<f64>,
    /// The level edges, from top to bottom.
    levels: Vec<f64>,
    /// For each place, row by row, the cell that it belongs to: the first place of that cell.
    cells: Vec<usize>,
    /// The runs of text of each cell.
    texts: Vec<Vec<Span>>,
}

/// The tables of a page, and the text that stands in none of them.
pub(super) fn grids_of(rulings: Vec<Ruling>, spans: Vec<Span>) -> (Vec<Grid>, Vec<Span>) {
    let (level, upright): (Vec<Ruling>, Vec<Ruling>) = rulings.into_iter().partition(|ruling| ruling.level);
    let (level, upright) = (merged(level), merged(upright));
    if level.len() + upright.len() > MOST_LINES {
        return (Vec::new(), spans);
    }
    let mut grids: Vec<Grid> = groups(&level, &upright).iter().filter_map(Grid::of).collect();
    let mut outside = Vec::new();
    for span in spans {
        let place = grids.iter_mut().find_map(|grid| grid.cell_at(&span).map(|cell| &mut grid.texts[cell]));
        match place {
            Some(texts) => texts.push(span),
            None => outside.push(span),
        }
    }
    grids.retain(|grid| grid.texts.iter().any(|texts| !texts.is_empty()));
    (grids, outside)
}

/// Lines that lie on one another or go on in one another are one line.
fn merged(mut rulings: Vec<Ruling>) -> Vec<Ruling> {
    rulings.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut out: Vec<Ruling> = Vec::new();
    let mut begin = 0;
    while begin < rulings.len() {
        let at = rulings[begin].at;
        let end = begin + rulings[begin..].iter().take_while(|ruling| ruling.at - at <= NEAR).count();
        let mut together: Vec<Ruling> = rulings[begin..end].to_vec();
        let middle = together.iter().map(|ruling| ruling.at).sum::<f64>() / together.len() as f64;
        together.sort_by(|one, other| one.from.total_cmp(&other.from));
        let first = out.len();
        for ruling in together {
            match out[first..].last_mut() {
                Some(last) if ruling.from <= last.to + JOINS => last.to = last.to.max(ruling.to),
                _ => out.push(Ruling { at: middle, ..ruling }),
            }
        }
        begin = end;
    }
    out
}

#[derive(Default)]
struct Group {
    level: Vec<Ruling>,
    upright: Vec<Ruling>,
}

/// The lines that meet, directly or through others.
fn groups(level: &[Ruling], upright: &[Ruling]) -> Vec<Group> {
    let meets = |across: &Ruling, up: &Ruling| {
        across.from - JOINS <= up.at
            && up.at <= across.to + JOINS
            && up.from - JOINS <= across.at
            && across.at <= up.to + JOINS
    };
    let mut roots: Vec<usize> = (0..level.len() + upright.len()).collect();
    for (one, across) in level.iter().enumerate() {
        for (other, up) in upright.iter().enumerate() {
            if meets(across, up) {
                unite(&mut roots, one, level.len() + other);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Group> = std::collections::BTreeMap::new();
    for index in 0..roots.len() {
        let group = groups.entry(root_of(&mut roots, index)).or_default();
        match level.get(index) {
            Some(line) => group.level.push(*line),
            None => group.upright.push(upright[index - level.len()]),
        }
    }
    groups.into_values().collect()
}

fn root_of(roots: &mut [usize], mut index: usize) -> usize {
    while roots[index] != index {
        roots[index] = roots[roots[index]];
        index = roots[index];
    }
    index
}

/// The root of a set is its smallest member.
fn unite(roots: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root_of(roots, one), root_of(roots, other));
    roots[one.max(other)] = one.min(other);
}

/// Places of lines, each only once.
fn edges(rulings: &[Ruling]) -> Vec<f64> {
    let mut edges: Vec<f64> = rulings.iter().map(|ruling| ruling.at).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, kept| *next - *kept <= NEAR);
    edges
}

/// The level edges from top to bottom. The end of a page may cut a table without a line: then the upright lines tell
/// where it ends.
fn with_cut_ends(mut levels: Vec<f64>, upright: &[Ruling]) -> Vec<f64> {
    const SHORTEST_ROW: f64 = 6.0;
    levels.reverse();
    let low = upright.iter().map(|ruling| ruling.from).fold(f64::INFINITY, f64::min);
    let high = upright.iter().map(|ruling| ruling.to).fold(f64::NEG_INFINITY, f64::max);
    if levels.last().is_some_and(|last| last - low > SHORTEST_ROW) {
        levels.push(low);
    }
    if levels.first().is_some_and(|first| high - first > SHORTEST_ROW) {
        levels.insert(0, high);
    }
    levels
}

impl Grid {
    fn of(group: &Group) -> Option<Self> {
        let columns = edges(&group.upright);
        let levels = with_cut_ends(edges(&group.level), &group.upright);
        let (across, down) = (columns.len().checked_sub(1)?, levels.len().checked_sub(1)?);
        if across == 0 || down == 0 || across * down > MOST_PLACES {
            return None;
        }
        let mut roots: Vec<usize> = (0..across * down).collect();
        for row in 0..down {
            for column in 0..across {
                let place = row * across + column;
                let (x, y) = ((columns[column] + columns[column + 1]) / 2.0, (levels[row] + levels[row + 1]) / 2.0);
                if column + 1 < across && !is_ruled(&group.upright, columns[column + 1], y) {
                    unite(&mut roots, place, place + 1);
                }
                if row + 1 < down && !is_ruled(&group.level, levels[row + 1], x) {
                    unite(&mut roots, place, place + across);
                }
            }
        }
        let cells: Vec<usize> = (0..roots.len()).map(|place| root_of(&mut roots, place)).collect();
        let texts = vec![Vec::new(); cells.len()];
        Some(Self { top: levels[0], columns, levels, cells, texts })
    }

    /// The cell in which the middle of a run of text stands.
    fn cell_at(&self, span: &Span) -> Option<usize> {
        let (x, y) = ((span.left + span.right) / 2.0, span.base + span.size * 0.35);
        let column = self.columns.windows(2).position(|edges| edges[0] <= x && x < edges[1])?;
        let row = self.levels.windows(2).position(|edges| edges[1] <= y && y < edges[0])?;
        self.cells.get(row * (self.columns.len() - 1) + column).copied()
    }

    /// The rows as a table with merged cells has them.
    pub(super) fn rows(&self) -> Vec<Vec<RawCell>> {
        let across = self.columns.len() - 1;
        let mut rows = Vec::new();
        for (row, places) in self.cells.chunks(across).enumerate() {
            let mut cells: Vec<RawCell> = Vec::new();
            let mut before = None;
            for &cell in places {
                if before.replace(cell) == Some(cell) {
                    continue;
                }
                // A cell that began above has a smaller name than this row's places.
                let continued = cell < row * across;
                let text = if continued { String::new() } else { self.text_of(cell) };
                cells.push(RawCell { text, continued });
            }
            rows.push(cells);
        }
        rows
    }

    fn text_of(&self, cell: usize) -> String {
        let width = self.width_of(cell);
        let mut text = String::new();
        let mut full = true;
        for line in super::by_line(self.texts[cell].clone()) {
            let (words, right) = super::joined(&line);
            // A number goes on in the next line only where its line had no room left.
            let digits = text.ends_with(|last: char| last.is_ascii_digit())
                && words.starts_with(|first: char| first.is_ascii_digit());
            if digits && !full {
                text.push(' ');
            }
            let (left, size) = line.first().map_or((0.0, 10.0), |first| (first.left, first.size));
            full = right - left + size * 1.2 >= width;
            text.push_str(words.trim());
        }
        text
    }

    /// The width of the cell in its first row.
    fn width_of(&self, cell: usize) -> f64 {
        let across = self.columns.len() - 1;
        let first = cell % across;
        let places = self.cells[cell..].iter().take(across - first).take_while(|known| **known == cell).count();
        self.columns[first + places] - self.columns[first]
    }
}

/// Whether a line of these stands at a place and covers the middle of the edge there.
fn is_ruled(rulings: &[Ruling], at: f64, middle: f64) -> bool {
    rulings.iter().any(|ruling| (ruling.at - at).abs() <= NEAR && ruling.from <= middle && middle <= ruling.to)
}
