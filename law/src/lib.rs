//! law

pub mod disclosure_categories;
