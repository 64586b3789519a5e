//! What every page of the office carries around its work: who is here, where he can go, what waits, what just happened.

use super::{Display, Errors, Tone};

/// The frame of an office page; a template extends `kit/office_layout.html` and names its own as `shell`.
#[derive(Debug, Clone, Default)]
pub struct OfficeShell {
    /// The page's title; it is also its `<h1>` unless the page sets its own block `heading`.
    pub title: String,
    pub agency_name: String,
    /// Where the agency's public site begins.
    pub public_address: String,
    /// Empty where nobody has signed in.
    pub person_name: String,
    /// Names of the roles held today.
    pub roles: Vec<String>,
    pub navigation: Vec<NavGroup>,
    /// How many things wait in 我的待办.
    pub waiting: usize,
    /// The token every form of the office posts back.
    pub csrf: String,
    pub flash: Option<Flash>,
    pub errors: Errors,
    pub display: Display,
    /// This page's own address, to come back to after a change of display.
    pub here: String,
    /// Whether this is the demo, which says so on every page.
    pub demo: bool,
}

/// A group of the navigation, as the person's roles show it.
#[derive(Debug, Clone, Default)]
pub struct NavGroup {
    pub label: String,
    pub entries: Vec<NavEntry>,
}

/// One entry of the navigation.
#[derive(Debug, Clone, Default)]
pub struct NavEntry {
    pub label: String,
    pub href: String,
    pub current: bool,
    /// A number beside it, unless nought.
    pub count: usize,
}

/// What the last act said, shown once.
#[derive(Debug, Clone, Default)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
}

impl Flash {
    /// It went well.
    pub fn good(text: impl Into<String>) -> Self {
        Self { tone: Tone::Good, text: text.into() }
    }
}
