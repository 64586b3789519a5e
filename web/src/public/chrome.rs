//! Everything around the items of a page: the same on a site with no publications, save for the face's own items.

use super::item::{Item, ItemKind, PageName, Place, PublishedItem, render};
use crate::kit::Display;
use affairs::agency::Agency;
use affairs::document::site::Accent;
use affairs::id::ColumnId;
use std::sync::Arc;

/// Which of the five blocks of the 政府信息公开专栏 a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    Home,
    Guide,
    Rules,
    Disclosed,
    Application,
    Reports,
    #[default]
    Other,
}

/// The frame of a public page.
#[derive(Debug, Clone)]
pub struct Chrome {
    pub display: Display,
    pub path: String,
    /// This page's own address, to come back to after a change of display.
    pub here: String,
    pub section: Section,
    pub accent: Accent,
    pub demo: bool,
    /// The title where no publication gives one.
    pub plain_title: &'static str,
    pub title: Item,
    pub metas: Vec<Item>,
    pub site_name: Item,
    pub footer: Item,
    /// The feed that a reader may follow from here.
    pub feed: String,
    /// Whether machines should not keep this page (search results, a notice).
    pub no_index: bool,
}

/// A site as one request finds it: the agency, where it lies, and its face if it has one.
#[derive(Debug, Clone)]
pub struct Site {
    pub agency: Arc<Agency>,
    pub place: Place,
    pub face: Option<Arc<PublishedItem>>,
    pub demo: bool,
}

impl Site {
    /// An item of the site's face; nothing while it has none.
    #[must_use]
    pub fn item(&self, kind: &ItemKind) -> Item {
        self.face.as_ref().map_or_else(Item::default, |face| render(kind, face, &self.place))
    }

    /// An item of a publication of this site.
    #[must_use]
    pub fn of(&self, kind: &ItemKind, published: &PublishedItem) -> Item {
        render(kind, published, &self.place)
    }

    /// Whether the face names this column.
    #[must_use]
    pub fn has_column(&self, column: &ColumnId) -> bool {
        self.face.as_ref().is_some_and(|face| face.face().column(column).is_some())
    }

    /// The frame of a page that is no document.
    #[must_use]
    pub fn chrome(&self, page: PageName, section: Section, display: Display, here: impl Into<String>) -> Chrome {
        let title = self.item(&ItemKind::SiteTitle(page));
        self.frame(title, page.label(), section, display, here.into())
    }

    /// The frame of a column's page.
    #[must_use]
    pub fn column_chrome(&self, column: &ColumnId, display: Display, here: impl Into<String>) -> Chrome {
        let title = self.item(&ItemKind::ColumnTitle(column.clone()));
        let mut chrome = self.frame(title, "栏目", Section::Disclosed, display, here.into());
        chrome.metas.push(self.item(&ItemKind::ColumnMeta(column.clone())));
        chrome.feed = format!("{}/c/{column}/feed.xml", self.place.path);
        chrome
    }

    /// The frame of a document's page: the first ten tags of the guideline.
    #[must_use]
    pub fn document_chrome(&self, published: &PublishedItem, display: Display, here: impl Into<String>) -> Chrome {
        let title = self.of(&ItemKind::Title, published);
        let mut chrome = self.frame(title, "政府信息", Section::Disclosed, display, here.into());
        if published.standing.shows_text() {
            if let Some(column) = published.bundle.targets.first() {
                chrome.metas.push(self.item(&ItemKind::ColumnMeta(column.clone())));
            }
            chrome.metas.push(self.of(&ItemKind::Meta, published));
        } else {
            chrome.no_index = true;
        }
        chrome
    }

    fn frame(&self, title: Item, plain: &'static str, section: Section, display: Display, here: String) -> Chrome {
        Chrome {
            display,
            path: self.place.path.clone(),
            here,
            section,
            accent: self.face.as_ref().map_or_else(Accent::default, |face| face.face().accent),
            demo: self.demo,
            plain_title: plain,
            title,
            metas: vec![self.item(&ItemKind::SiteMeta)],
            site_name: self.item(&ItemKind::SiteName),
            footer: self.item(&ItemKind::Footer),
            feed: format!("{}/feed.xml", self.place.path),
            no_index: false,
        }
    }
}

impl Chrome {
    /// What stands in the `<html>` element.
    #[must_use]
    pub fn html_attributes(&self) -> String {
        let accent = match self.accent {
            Accent::Blue => String::new(),
            other => format!(" data-accent=\"{}\"", other.code()),
        };
        format!("{accent}{}", self.display.attributes())
    }

    /// The trail from the first page to this one.
    #[must_use]
    pub fn trail(&self, here: &'static str) -> [(String, &'static str); 2] {
        [(format!("{}/", self.path), "首页"), (String::new(), here)]
    }

    /// The trail to one of an applicant's pages.
    #[must_use]
    pub fn application_trail(&self, here: &'static str) -> [(String, &'static str); 3] {
        let [home, last] = self.trail(here);
        [home, (format!("{}/apply", self.path), "依申请公开"), last]
    }

    /// `aria-current` for the block this page belongs to.
    #[must_use]
    pub fn current(&self, section: Section) -> &'static str {
        if self.section == section { " aria-current=\"page\"" } else { "" }
    }
}
