//! One cell of a report's table.

/// What a table cell says. `Cell` alone is a cell of counts; `Cell<Amount>` one of money.
///
/// A blank is an unknown that is at least zero; it is never turned into a zero before a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell<T = i64> {
    /// A value stands in the cell.
    Printed(T),
    /// Nothing stands in the cell (empty, only spaces, or a dash).
    #[default]
    Blank,
    /// Something stands there that is not one value of this kind; the words are kept.
    Unreadable(String),
}

impl<T> Cell<T> {
    /// The printed value, if one could be read.
    pub fn printed(&self) -> Option<&T> {
        match self {
            Cell::Printed(value) => Some(value),
            Cell::Blank | Cell::Unreadable(_) => None,
        }
    }

    /// Whether nothing at all stands in the cell.
    pub fn is_blank(&self) -> bool {
        matches!(self, Cell::Blank)
    }
}

impl Cell {
    /// The printed count, if one could be read.
    pub fn count(&self) -> Option<i64> {
        self.printed().copied()
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Printed(count) => write!(formatter, "{count}"),
            Cell::Blank => Ok(()),
            Cell::Unreadable(words) => formatter.write_str(words),
        }
    }
}

impl std::fmt::Display for Cell<super::Amount> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Printed(amount) => formatter.write_str(amount.printed()),
            Cell::Blank => Ok(()),
            Cell::Unreadable(words) => formatter.write_str(words),
        }
    }
}
