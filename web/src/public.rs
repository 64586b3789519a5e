//! The public side. It reads publications and nothing else.
//!
//! `item` makes every piece of content, `chrome` everything around it, `pages` puts them together, `serving` keeps and
//! sends what is ready, `cut` takes a finished page apart again.

pub mod applying;
pub mod chrome;
pub mod cut;
pub mod display;
pub mod feeds;
pub mod files;
pub mod indexing;
pub mod item;
pub mod pages;
pub mod read;
pub mod schemas;
pub mod serving;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use indexing::keep_index;
pub use serving::Public;
