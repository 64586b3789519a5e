//! 保管期限: how long a volume is kept, by the office's schedule.

use crate::Date;
use jiff::civil::date;
use law::outcome::{Outcome, OutcomeGroup};
use serde::{Deserialize, Serialize};

/// How long a volume is kept; the longer one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// 定期10年
    TenYears,
    /// 定期30年
    ThirtyYears,
    /// 永久
    Permanent,
}

impl Retention {
    /// Every term, shortest first.
    pub const ALL: [Self; 3] = [Self::TenYears, Self::ThirtyYears, Self::Permanent];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TenYears => "ten_years",
            Self::ThirtyYears => "thirty_years",
            Self::Permanent => "permanent",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|retention| retention.code() == code)
    }

    /// As it stands on the cover.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::TenYears => "10年",
            Self::ThirtyYears => "30年",
            Self::Permanent => "永久",
        }
    }

    /// The last day it is kept; none for what is kept for ever. By custom it counts from the first of January after the
    /// volume was closed.
    #[must_use]
    pub fn last_day(self, closed_on: Date) -> Option<Date> {
        let years = match self {
            Self::TenYears => 10,
            Self::ThirtyYears => 30,
            Self::Permanent => return None,
        };
        Some(date(closed_on.year().saturating_add(years).min(9999), 12, 31))
    }
}

/// The office's schedule. No text fixes it for these cases: an office writes its own (机关文件材料归档范围和文书档案保管期限表),
/// and the defaults are what such schedules commonly say: ordinary cases 10 years, refusals 30, what was fought over 30, what was
/// corrected for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetentionSchedule {
    /// 予以公开, in part too.
    pub disclosed: Retention,
    /// 不予公开
    pub refused: Retention,
    /// 无法提供
    pub unable_to_provide: Retention,
    /// 不予处理
    pub not_processed: Retention,
    /// 其他处理, what was withdrawn among it.
    pub other: Retention,
    /// 不再处理
    pub lapsed: Retention,
    /// At least so long where there was a reconsideration or a suit.
    pub contested: Retention,
    /// At least so long where the decision was corrected and made anew.
    pub corrected: Retention,
}

impl Default for RetentionSchedule {
    fn default() -> Self {
        Self {
            disclosed: Retention::TenYears,
            refused: Retention::ThirtyYears,
            unable_to_provide: Retention::TenYears,
            not_processed: Retention::TenYears,
            other: Retention::TenYears,
            lapsed: Retention::TenYears,
            contested: Retention::ThirtyYears,
            corrected: Retention::Permanent,
        }
    }
}

impl RetentionSchedule {
    /// How long a case with this outcome is kept.
    #[must_use]
    pub fn of(&self, outcome: Outcome, contested: bool, corrected: bool) -> Retention {
        let plain = match outcome.group() {
            OutcomeGroup::Disclosed => self.disclosed,
            OutcomeGroup::Refused => self.refused,
            OutcomeGroup::UnableToProvide => self.unable_to_provide,
            OutcomeGroup::NotProcessed => self.not_processed,
            OutcomeGroup::OtherHandling => self.other,
            OutcomeGroup::Lapsed => self.lapsed,
        };
        let fought = if contested { self.contested } else { plain };
        let mended = if corrected { self.corrected } else { plain };
        plain.max(fought).max(mended)
    }
}
