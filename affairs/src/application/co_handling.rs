//! 协办: another section is asked for its opinion, by a day. The case keeps its one responsible officer and its own clock; who is
//! asked reads the case while he is asked, and answers with his words and files.

use super::{Application, Event, NotNow, Standing};
use crate::Date;
use crate::id::{PersonId, SectionId};

/// One opinion that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoHandling {
    pub key: u32,
    pub section: SectionId,
    /// Who has to answer.
    pub to: PersonId,
    pub asked_on: Date,
    /// The last day for the answer. No term of law hangs on it.
    pub until: Date,
    pub answered_on: Option<Date>,
}

impl CoHandling {
    /// Whether the day has passed without an answer.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.answered_on.is_none() && self.until < today
    }
}

impl Application {
    /// Every opinion that was asked for, the first first.
    #[must_use]
    pub fn co_handling(&self) -> Vec<CoHandling> {
        let mut asked: Vec<CoHandling> = Vec::new();
        for happened in &self.events {
            match &happened.event {
                Event::CoHandlingAsked { key, section, to, on, until } => asked.push(CoHandling {
                    key: *key,
                    section: section.clone(),
                    to: to.clone(),
                    asked_on: *on,
                    until: *until,
                    answered_on: None,
                }),
                Event::CoHandlingAnswered { key, on } => {
                    if let Some(one) = asked.iter_mut().find(|one| one.key == *key) {
                        one.answered_on = Some(*on);
                    }
                }
                Event::CoHandlingPassed { key, section, to } => {
                    if let Some(one) = asked.iter_mut().find(|one| one.key == *key) {
                        one.section = section.clone();
                        one.to = to.clone();
                    }
                }
                _ => {}
            }
        }
        asked
    }

    /// Whether this person is asked and has not answered: as long, and no longer, he reads the case.
    #[must_use]
    pub fn asks(&self, person: &PersonId) -> bool {
        self.co_handling().iter().any(|one| one.to == *person && one.answered_on.is_none())
    }

    /// Asks somebody of another section.
    ///
    /// # Errors
    /// While the case is not being handled, for a day that is over, of the responsible officer himself, or of somebody who is
    /// asked already.
    pub fn ask_co_handling(
        &self,
        standing: &Standing,
        asked: (SectionId, PersonId),
        until: Date,
        today: Date,
    ) -> Result<Event, NotNow> {
        standing.in_handling("请其他科室协办")?;
        let (section, to) = asked;
        if to == self.frame.responsible {
            return Err(NotNow::Text {
                field: "to", says: "承办人自己不需要协办，请选择其他人员。"
            });
        }
        if self.asks(&to) {
            return Err(NotNow::Text { field: "to", says: "已经请此人协办，还没有答复。" });
        }
        if until < today {
            return Err(NotNow::Day { field: "until", says: "答复的最后日期不能早于今天。" });
        }
        let key = self.co_handling().iter().map(|one| one.key).max().unwrap_or(0) + 1;
        Ok(Event::CoHandlingAsked { key, section, to, on: today, until })
    }

    /// Who was asked answers.
    ///
    /// # Errors
    /// When nobody asked him, or he has answered.
    pub fn answer_co_handling(&self, by: &PersonId, today: Date) -> Result<(u32, Event), NotNow> {
        let asked = self.co_handling();
        let one = asked.iter().find(|one| one.to == *by && one.answered_on.is_none()).ok_or(NotNow::NobodyAsked)?;
        Ok((one.key, Event::CoHandlingAnswered { key: one.key, on: today }))
    }
}
