//! Imports under way: operational, in memory, gone with the process that runs them.

use crate::{ActError, Desk, Done, Who};
use affairs::Refusal;
use affairs::id::PersonId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    pub done: usize,
    pub total: usize,
}

/// Where an import stands.
#[derive(Debug, Clone)]
pub enum ImportState {
    /// No import of this person is known here.
    Unknown,
    Running(ImportProgress),
    Done {
        rows: usize,
    },
    /// Nothing was written.
    Refused(Refusal),
}

/// The imports of this process.
#[derive(Debug, Clone, Default)]
pub struct Imports(Arc<Mutex<BTreeMap<String, (PersonId, ImportState)>>>);

/// How long the page waits for an import before it goes over to following it.
const PATIENCE: Duration = Duration::from_secs(3);
/// Ended imports that are remembered, so that their pages find out.
const REMEMBERED: usize = 200;

impl Imports {
    fn get(&self, staging: &str, person: &PersonId) -> ImportState {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(staging) {
            Some((owner, state)) if owner == person => state.clone(),
            _ => ImportState::Unknown,
        }
    }

    fn set(&self, staging: &str, person: &PersonId, state: ImportState) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED {
            known.retain(|_, (_, state)| matches!(state, ImportState::Running(_)));
        }
        known.insert(staging.to_owned(), (person.clone(), state));
    }

    /// Takes the place of an import, unless it runs already: a form sent twice imports once.
    fn begin(&self, staging: &str, person: &PersonId) -> bool {
        if matches!(self.get(staging, person), ImportState::Running(_)) {
            return false;
        }
        self.set(staging, person, ImportState::Running(ImportProgress { done: 0, total: 0 }));
        true
    }
}

impl Desk {
    /// Begins an import in the background and waits for a short one to end.
    ///
    /// # Errors
    /// When a short one fails.
    pub async fn begin_import(&self, who: &Who, staging: &str) -> Done<ImportState> {
        if self.imports.begin(staging, &who.person) {
            let (desk, who, staging) = (self.clone(), who.clone(), staging.to_owned());
            let running = tokio::spawn(async move { desk.run_import(&who, &staging).await });
            if let Ok(Ok(Err(failure))) = tokio::time::timeout(PATIENCE, running).await {
                return Err(failure);
            }
        }
        Ok(self.import_state(who, staging))
    }

    /// Where an import of this person stands.
    #[must_use]
    pub fn import_state(&self, who: &Who, staging: &str) -> ImportState {
        self.imports.get(staging, &who.person)
    }

    async fn run_import(&self, who: &Who, staging: &str) -> Done<()> {
        let tell = |progress| self.imports.set(staging, &who.person, ImportState::Running(progress));
        match self.import_sheet(who, staging, &tell).await {
            Ok(rows) => {
                self.imports.set(staging, &who.person, ImportState::Done { rows });
                Ok(())
            }
            Err(ActError::Refused(refusal)) => {
                self.imports.set(staging, &who.person, ImportState::Refused(refusal));
                Ok(())
            }
            Err(ActError::Failed(failure)) => {
                tracing::error!(cause = failure.cause(), "an import failed");
                let refusal = Refusal::new("import_failed", "导入没有完成，没有写入任何内容，请稍后再试。");
                self.imports.set(staging, &who.person, ImportState::Refused(refusal));
                Err(failure.into())
            }
        }
    }
}
