//! Judging "left side = right side" where cells may be blank.

use crate::annual_report::Cell;

/// The answer to one relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every member is printed and the relation holds.
    Agrees,
    /// No filling of the blanks satisfies the relation.
    Disagrees,
    /// Some member is blank or unreadable, and the relation may hold.
    CannotBeJudged {
        /// Whether it holds when every blank is taken as zero.
        holds_with_zeros: bool,
    },
}

/// One side of a relation: what is printed, and how many members are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    /// The sum of the printed members.
    pub known: i128,
    /// How many members are blank or unreadable; each is at least zero.
    pub unknown: usize,
}

impl Side {
    /// A side that is a number.
    pub fn number(value: i64) -> Self {
        Self { known: i128::from(value), unknown: 0 }
    }

    /// The sum of cells.
    pub fn sum<'form>(cells: impl IntoIterator<Item = &'form Cell>) -> Self {
        let mut side = Self::default();
        for cell in cells {
            match cell.count() {
                Some(count) => side.known += i128::from(count),
                None => side.unknown += 1,
            }
        }
        side
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Side) -> Self {
        Self { known: self.known + other.known, unknown: self.unknown + other.unknown }
    }

    /// The number a reader may know: `12`, `至少12`, `未填`.
    pub fn words(self) -> String {
        match (self.unknown, self.known) {
            (0, known) => known.to_string(),
            (_, 0) => "未填".to_owned(),
            (_, known) => format!("至少{known}"),
        }
    }
}

/// Whether the two sides are equal.
pub fn equal(left: Side, right: Side) -> Verdict {
    let with_zeros = left.known == right.known;
    let possible = match (left.unknown, right.unknown) {
        (0, 0) => return if with_zeros { Verdict::Agrees } else { Verdict::Disagrees },
        (_, 0) => left.known <= right.known,
        (0, _) => right.known <= left.known,
        _ => true,
    };
    if possible { Verdict::CannotBeJudged { holds_with_zeros: with_zeros } } else { Verdict::Disagrees }
}

/// Whether the left side is at most the right side.
pub fn at_most(left: Side, right: Side) -> Verdict {
    let with_zeros = left.known <= right.known;
    match (left.unknown, right.unknown) {
        (0, 0) if with_zeros => Verdict::Agrees,
        // Unknown members on the left only make it larger.
        (_, 0) if !with_zeros => Verdict::Disagrees,
        _ => Verdict::CannotBeJudged { holds_with_zeros: with_zeros },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn side(cells: &[Option<i64>]) -> Side {
        let cells: Vec<Cell> = cells.iter().map(|cell| cell.map_or(Cell::Blank, Cell::Printed)).collect();
        Side::sum(&cells)
    }

    proptest! {
        /// Against trying every filling of the blanks with small numbers.
        #[test]
        fn a_relation_disagrees_only_if_no_filling_satisfies_it(
            left in prop::collection::vec(prop::option::of(0i64..5), 1..4),
            right in prop::collection::vec(prop::option::of(0i64..5), 1..4),
        ) {
            let blanks = left.iter().chain(&right).filter(|cell| cell.is_none()).count() as u32;
            let satisfied = |filling: u64| {
                let mut filling = filling;
                let mut fill = |cell: &Option<i64>| cell.unwrap_or_else(|| {
                    let digit = (filling % 16) as i64;
                    filling /= 16;
                    digit
                });
                let left: i64 = left.iter().map(&mut fill).sum();
                let right: i64 = right.iter().map(&mut fill).sum();
                (left == right, left <= right)
            };
            let fillings = || 0..16u64.pow(blanks.min(4));
            prop_assume!(blanks <= 4);
            let some_equal = fillings().any(|filling| satisfied(filling).0);
            prop_assert_eq!(equal(side(&left), side(&right)) == Verdict::Disagrees, !some_equal);
            prop_assert_eq!(equal(side(&left), side(&right)) == Verdict::Agrees, blanks == 0 && some_equal);
            let some_at_most = fillings().any(|filling| satisfied(filling).1);
            prop_assert_eq!(at_most(side(&left), side(&right)) == Verdict::Disagrees, !some_at_most);
        }
    }
}
