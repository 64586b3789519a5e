//! What every handler holds: the desk, the index, the public side's memory, and how this machine serves.

use crate::public::Public;
use crate::public::applying::Blanks;
use desk::Desk;
use std::sync::Arc;
use store::search::Index;

/// How this machine serves: set by file and environment, the same whatever is published.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Where the site is reached from outside, `https://host` without a slash at the end, for feeds and site maps. An
    /// agency with a host name of its own uses that instead.
    pub public_address: String,
    /// Whether everything arrives by https; then HSTS is sent and cookies are marked `Secure`.
    pub secure: bool,
    /// Whether a proxy of ours stands before, so that `X-Forwarded-For` can be believed.
    pub behind_proxy: bool,
    /// Whether this is a demo folder, which says so on every page.
    pub demo: bool,
}

/// The state of every handler; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    desk: Desk,
    public: Public,
    blanks: Blanks,
    settings: WebSettings,
}

impl std::fmt::Debug for App {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("App").field(&self.0.settings).finish()
    }
}

impl App {
    /// Over an open desk and an open index. Whoever starts the program also runs [`crate::public::keep_index`].
    #[must_use]
    pub fn new(desk: Desk, index: Arc<Index>, settings: WebSettings) -> Self {
        let public = Public::new(desk.reader().clone(), index, &settings);
        Self(Arc::new(Inner { desk, public, blanks: Blanks::default(), settings }))
    }

    /// Where acts are done.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The public side's memory: what it follows, its pages, its index.
    #[must_use]
    pub fn public(&self) -> &Public {
        &self.0.public
    }

    /// Blank application forms that were made.
    #[must_use]
    pub fn blanks(&self) -> &Blanks {
        &self.0.blanks
    }

    /// How this machine serves.
    #[must_use]
    pub fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    /// Whether this is a demo folder.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.0.settings.demo
    }

    /// Whether everything arrives by https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.settings.secure
    }

    /// Whether a proxy of ours stands before.
    #[must_use]
    pub fn is_behind_proxy(&self) -> bool {
        self.0.settings.behind_proxy
    }
}
