//! 办: the acts. One file a verb; the transaction, the journal, the outbox, the clock.
//!
//! What comes in: who asks, what for, and what he saw.
//! What goes out: what was done, or a refusal, or a failure with a number to quote.
//! What is never here: SQL, HTML, a rule of law that is not asked of `law` or `affairs`.

pub mod alarms;
pub mod applications;
pub mod calendars;
pub mod clock;
pub mod crowding;
pub mod deadlines;
pub mod failure;
pub mod jobs;
pub mod keeping;
pub mod mail;
pub mod office;
pub mod people;
pub mod printing;
pub mod publishing;
pub mod registers;
pub mod reporting;
pub mod requests;
pub mod sign_in;
pub mod visits;

pub use clock::{Clock, MovedClock, SystemClock};
pub use failure::{ActError, Done, Failure};

use affairs::id::{AgencyId, PersonId};
use affairs::journal::ActorName;
use affairs::people::Officer;
use affairs::{Instant, Refusal};
use std::sync::{Arc, OnceLock};
use store::files::Files;
use store::personal::Keyring;
use store::{Reader, Transaction, Writer};

/// Where acts are done. It holds the only [`Writer`]; page, command line and job call the same methods.
#[derive(Clone)]
pub struct Desk {
    writer: Writer,
    reader: Reader,
    files: Files,
    clock: Arc<dyn Clock>,
    password_cost: sign_in::PasswordCost,
    press: paper::write::Press,
    imports: registers::Imports,
    calendars: calendars::Calendars,
    likenesses: applications::Likenesses,
    keyring: Arc<OnceLock<Keyring>>,
    post: mail::Post,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Desk")
    }
}

/// Who asks: a person signed in at an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub agency: AgencyId,
    pub person: PersonId,
}

/// An act under way: its transaction, who does it with the grants of this moment, and this moment.
struct Under {
    tx: Transaction,
    officer: Officer,
    now: Instant,
}

impl Desk {
    /// A desk over an open store.
    #[must_use]
    pub fn new(writer: Writer, reader: Reader, files: Files, clock: Arc<dyn Clock>) -> Self {
        let (password_cost, press) = (sign_in::PasswordCost::default(), paper::write::Press::embedded());
        let (imports, keyring, post) = (registers::Imports::default(), Arc::default(), mail::Post::default());
        let (calendars, likenesses) = (calendars::Calendars::default(), applications::Likenesses::default());
        Self { writer, reader, files, clock, password_cost, press, imports, calendars, likenesses, keyring, post }
    }

    /// The same desk with the office's own keys for personal data.
    #[must_use]
    pub fn with_keyring(mut self, keyring: Keyring) -> Self {
        self.keyring = Arc::new(OnceLock::from(keyring));
        self
    }

    /// The same desk with cheaper password hashes, for a demo folder and tests that sign in many people.
    #[must_use]
    pub fn with_password_cost(mut self, cost: sign_in::PasswordCost) -> Self {
        self.password_cost = cost;
        self
    }

    /// The handle that can only look.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The files.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// The keys for personal data. A desk that was given none, as in a test, draws some that live as long as it does.
    ///
    /// # Errors
    /// When keys must be drawn and the operating system has no randomness to give.
    pub fn keyring(&self) -> Done<&Keyring> {
        if let Some(keyring) = self.keyring.get() {
            return Ok(keyring);
        }
        let drawn = Keyring::draw(self.now())?;
        Ok(self.keyring.get_or_init(|| drawn))
    }

    /// This moment, as the desk's clock tells it.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Somebody of the office with the grants of this moment; `None` if there is no such person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn officer(&self, who: &Who) -> Done<Option<Officer>> {
        Ok(store::people::officer(&self.reader, &who.agency, &who.person, self.now().date()).await?)
    }

    /// Begins an act. Grants are read inside the transaction, so a role that ended a moment ago no longer counts.
    async fn begin(&self, who: &Who) -> Done<Under> {
        let now = self.now();
        let mut tx = self.writer.begin(&who.agency).await?;
        let officer = store::people::officer(&mut tx, &who.agency, &who.person, now.date()).await?;
        let Some(officer) = officer else {
            return Err(Refusal::new("no_such_person", "没有这个账户。").into());
        };
        Ok(Under { tx, officer, now })
    }
}

impl Who {
    /// How the journal names him.
    fn actor(&self) -> ActorName {
        ActorName::Person { id: self.person.to_string() }
    }
}

/// Draws a new opaque id.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn new_id() -> Done<String> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| Failure::of(&error))?;
    Ok(affairs::id::opaque(random))
}

/// What an act or a page finds nothing under: another agency's thing and a thing that never was look the same.
#[must_use]
pub fn not_found() -> Refusal {
    Refusal::new("not_found", "没有找到这一项，可能已经移走，或您打开的地址有误。")
}
