//! The one place that knows what time it is.

use affairs::Instant;
use std::sync::atomic::{AtomicI64, Ordering};

/// Who is asked for the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is passed")]
    fn now(&self) -> Instant {
        Instant::from_milliseconds(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands until it is moved: for tests, and while a demo folder is built.
#[derive(Debug)]
pub struct MovedClock(AtomicI64);

impl MovedClock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.milliseconds()))
    }

    /// Moves it to a moment, forward or back.
    pub fn set(&self, instant: Instant) {
        self.0.store(instant.milliseconds(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Instant {
        Instant::from_milliseconds(self.0.load(Ordering::SeqCst))
    }
}
