//! Writing: PDF, Word, sheets.
//!
//! Every document is a struct to fill and one function that gives its bytes. PDFs go through a
//! [`Press`], which owns the fonts; Word files and sheets need none.

pub mod annual_report;
pub mod findings_list;
pub mod handover;
pub mod letter;
pub mod parcel;
pub mod review_form;
pub mod sheet;
pub mod volume;

mod error;
mod fonts;
mod press;
mod printed;
mod typst_world;
mod word;

pub use error::WriteError;
pub use press::Press;
pub use word::plain_word;

#[cfg(test)]
pub(crate) mod second_opinion;
