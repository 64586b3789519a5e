//! 栏目与设置: columns by group, and what the office works by, dated.

mod answering;
mod columns;
mod history;
mod lists;
mod rules;

pub(super) use columns::same_columns;
pub use columns::{save as save_column, show};
pub use rules::{save as save_rules, show as rules};
