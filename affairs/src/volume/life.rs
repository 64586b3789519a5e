//! What may happen to a volume on the shelf: opened again for a reason, lent, handed to the archive, destroyed by two.

use super::Retention;
use crate::id::PersonId;
use crate::{ContentHash, Date, Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// One event of a volume's ledger. What people wrote is sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 归档: closed, for the first time or again.
    Closed { on: Date, retention: Retention, pages: u32, file: ContentHash, package: ContentHash },
    /// 拆卷: opened again, for the reason beside it.
    Reopened { on: Date },
    /// 借阅: to whom stands beside it.
    Lent { on: Date, until: Date },
    /// 归还.
    Returned { on: Date },
    /// 移交: on the yearly list to the archive.
    Transferred { on: Date },
    /// 鉴定: the first signature for destroying it.
    DestructionProposed { on: Date },
    /// Kept after all, for the reason beside it.
    DestructionRefused { on: Date },
    /// 销毁: the second signature, of somebody else.
    Destroyed { on: Date },
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// On the shelf.
    Closed,
    /// Its case is open again.
    Reopened,
    /// Lent until this day.
    Lent { until: Date },
    /// In the archive.
    Transferred { on: Date },
    /// One person has signed that it may be destroyed.
    Proposed { by: Option<PersonId>, on: Date, was: Box<Position> },
    /// Gone.
    Destroyed { on: Date },
}

impl Position {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Lent { .. } => "lent",
            Self::Transferred { .. } => "transferred",
            Self::Proposed { .. } => "proposed",
            Self::Destroyed { .. } => "destroyed",
        }
    }

    /// In the words of the office, by the stored name.
    #[must_use]
    pub fn label(code: &str) -> &'static str {
        match code {
            "closed" => "在库",
            "reopened" => "已拆卷",
            "lent" => "借出",
            "transferred" => "已移交",
            "proposed" => "待第二人签批销毁",
            "destroyed" => "已销毁",
            _ => "",
        }
    }
}

/// Where a volume stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub position: Position,
    pub retention: Retention,
    pub closed_on: Date,
    pub pages: u32,
    pub file: ContentHash,
    pub package: ContentHash,
    /// How often it has been closed.
    pub edition: u32,
}

/// Why not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// It is elsewhere.
    Position { wanted: &'static str, is: &'static str },
    /// It is still to be kept; for ever where there is no day.
    StillKept { until: Option<Date> },
    /// The same person has signed already.
    SamePerson,
    /// The reason is missing.
    Reason,
    /// A day that cannot be.
    Day(&'static str),
}

impl Refuse for NotNow {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Position { wanted, is } => Refusal::new("volume_position", format!("案卷现在“{is}”，不能{wanted}。")),
            Self::StillKept { until: Some(until) } => Refusal::new(
                "still_kept",
                format!("案卷须保管至{}，期限届满前不得销毁。", crate::time::chinese_date(*until)),
            ),
            Self::StillKept { until: None } => Refusal::new("still_kept", "案卷永久保管，不得销毁。"),
            Self::SamePerson => Refusal::new("same_person", "销毁须由两名不同的人员先后签批，您已经签过。"),
            Self::Reason => Refusal::new("reason_missing", "请写明理由。").at("reason"),
            Self::Day(says) => Refusal::new("day", *says).at("until"),
        }
    }
}

impl Standing {
    /// Goes through the ledger. `None` for one that begins with anything but being closed.
    #[must_use]
    pub fn replay<'events>(
        mut events: impl Iterator<Item = (&'events Event, Option<&'events PersonId>)>,
    ) -> Option<Self> {
        let (Event::Closed { on, retention, pages, file, package }, _) = events.next()? else { return None };
        let mut standing = Self {
            position: Position::Closed,
            retention: *retention,
            closed_on: *on,
            pages: *pages,
            file: file.clone(),
            package: package.clone(),
            edition: 1,
        };
        for (event, by) in events {
            standing.take(event, by);
        }
        Some(standing)
    }

    fn take(&mut self, event: &Event, by: Option<&PersonId>) {
        match event {
            Event::Closed { on, retention, pages, file, package } => {
                (self.closed_on, self.retention, self.pages) = (*on, *retention, *pages);
                (self.file, self.package) = (file.clone(), package.clone());
                self.edition += 1;
                self.position = Position::Closed;
            }
            Event::Reopened { .. } => self.position = Position::Reopened,
            Event::Lent { until, .. } => self.position = Position::Lent { until: *until },
            Event::Returned { .. } => self.position = Position::Closed,
            Event::Transferred { on } => self.position = Position::Transferred { on: *on },
            Event::DestructionProposed { on } => {
                let was = Box::new(self.position.clone());
                self.position = Position::Proposed { by: by.cloned(), on: *on, was };
            }
            Event::DestructionRefused { .. } => {
                if let Position::Proposed { was, .. } = &self.position {
                    self.position = (**was).clone();
                }
            }
            Event::Destroyed { on } => self.position = Position::Destroyed { on: *on },
        }
    }

    #[cfg(test)]
    pub(super) fn take_for_tests(&mut self, event: &Event, by: &PersonId) {
        self.take(event, Some(by));
    }

    /// The last day it is kept.
    #[must_use]
    pub fn kept_until(&self) -> Option<Date> {
        self.retention.last_day(self.closed_on)
    }

    fn on_the_shelf(&self, wanted: &'static str) -> Result<(), NotNow> {
        if self.position == Position::Closed {
            Ok(())
        } else {
            Err(NotNow::Position { wanted, is: Position::label(self.position.code()) })
        }
    }

    /// Opened again, for a reason.
    ///
    /// # Errors
    /// Without a reason, or when it is not on the shelf.
    pub fn reopen(&self, reason: &str, today: Date) -> Result<Event, NotNow> {
        self.on_the_shelf("拆卷")?;
        if reason.trim().is_empty() { Err(NotNow::Reason) } else { Ok(Event::Reopened { on: today }) }
    }

    /// Closed again.
    ///
    /// # Errors
    /// When it has not been opened.
    pub fn close_again(&self) -> Result<(), NotNow> {
        if self.position == Position::Reopened {
            Ok(())
        } else {
            Err(NotNow::Position { wanted: "重新归档", is: Position::label(self.position.code()) })
        }
    }

    /// Lent to somebody until a day.
    ///
    /// # Errors
    /// Without saying to whom, for a day that has passed, or when it is not on the shelf.
    pub fn lend(&self, to: &str, until: Date, today: Date) -> Result<Event, NotNow> {
        self.on_the_shelf("借出")?;
        if to.trim().is_empty() {
            return Err(NotNow::Reason);
        }
        if until < today {
            return Err(NotNow::Day("归还日期不能早于今天。"));
        }
        Ok(Event::Lent { on: today, until })
    }

    /// Back on the shelf.
    ///
    /// # Errors
    /// When it is not lent.
    pub fn give_back(&self, today: Date) -> Result<Event, NotNow> {
        if matches!(self.position, Position::Lent { .. }) {
            Ok(Event::Returned { on: today })
        } else {
            Err(NotNow::Position { wanted: "归还", is: Position::label(self.position.code()) })
        }
    }

    /// Handed to the archive.
    ///
    /// # Errors
    /// When it is not on the shelf.
    pub fn transfer(&self, today: Date) -> Result<Event, NotNow> {
        self.on_the_shelf("移交").map(|()| Event::Transferred { on: today })
    }

    /// The first of two signatures for destroying it.
    ///
    /// # Errors
    /// While it is to be kept, or when it is not at hand.
    pub fn propose_destruction(&self, today: Date) -> Result<Event, NotNow> {
        if !matches!(self.position, Position::Closed | Position::Transferred { .. }) {
            return Err(NotNow::Position { wanted: "提出销毁", is: Position::label(self.position.code()) });
        }
        self.is_run_out(today)?;
        Ok(Event::DestructionProposed { on: today })
    }

    /// The second signature, of somebody else.
    ///
    /// # Errors
    /// When nobody has signed, the same person has, or it is to be kept.
    pub fn destroy(&self, by: &PersonId, today: Date) -> Result<Event, NotNow> {
        let Position::Proposed { by: first, .. } = &self.position else {
            return Err(NotNow::Position { wanted: "批准销毁", is: Position::label(self.position.code()) });
        };
        if first.as_ref().is_none_or(|first| first == by) {
            return Err(NotNow::SamePerson);
        }
        self.is_run_out(today)?;
        Ok(Event::Destroyed { on: today })
    }

    /// Kept after all.
    ///
    /// # Errors
    /// Without a reason, or when nobody has proposed to destroy it.
    pub fn keep_after_all(&self, reason: &str, today: Date) -> Result<Event, NotNow> {
        if !matches!(self.position, Position::Proposed { .. }) {
            return Err(NotNow::Position { wanted: "退回销毁意见", is: Position::label(self.position.code()) });
        }
        if reason.trim().is_empty() { Err(NotNow::Reason) } else { Ok(Event::DestructionRefused { on: today }) }
    }

    fn is_run_out(&self, today: Date) -> Result<(), NotNow> {
        match self.kept_until() {
            Some(until) if today > until => Ok(()),
            until => Err(NotNow::StillKept { until }),
        }
    }
}
