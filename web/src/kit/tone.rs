//! The tone of a chip or a message: always beside words, never colour alone.

/// What a chip says by its colour besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Accent,
    Good,
    /// Something waits or wants attention.
    Wait,
    /// Late or forbidden; nothing else is red.
    Bad,
}

impl Tone {
    /// The class that goes with it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Wait => "wait",
            Self::Bad => "bad",
        }
    }
}

impl std::fmt::Display for Tone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.class())
    }
}
