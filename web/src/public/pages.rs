//! The pages a stranger walks through. A page's handler and its template lie together; its words of its own are fixed,
//! everything else is an item.

pub mod catalogue;
pub mod column;
pub mod document;
pub mod guide;
pub mod home;
pub mod leave;
pub mod map;
pub mod reports;
pub mod search;

use super::chrome::Site;
use super::item::{Item, ItemKind, PublishedItem};
use serde::Deserialize;

/// `?page=`.
#[derive(Debug, Default, Deserialize)]
pub struct PageNumber {
    #[serde(default)]
    page: String,
}

impl PageNumber {
    /// From 1; anything else is the first page.
    fn number(&self) -> usize {
        self.page.parse().ok().filter(|number| *number >= 1).unwrap_or(1).min(1_000_000)
    }

    /// The address of a list's page as the cache knows it.
    fn address(&self, path: &str) -> String {
        match self.number() {
            1 => path.to_owned(),
            number => format!("{path}?page={number}"),
        }
    }
}

/// One item of this kind for each.
fn items(site: &Site, kind: &ItemKind, published: &[PublishedItem]) -> Vec<Item> {
    published.iter().map(|one| site.of(kind, one)).collect()
}
