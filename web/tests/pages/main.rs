//! The pages, asked for as a browser asks. One program holds them all: each would be linked with everything the pages stand on.
//! Only the sweep of canaries stands alone: it reads the log of the whole program.

#![expect(clippy::unwrap_used, reason = "a page that cannot be asked for has no use for going on")]

mod figures;
mod handling_pages;
mod reporting_pages;
mod stranger;
mod walk;
