//! What may happen to a row: entered, corrected by a new version, voided with a reason.

use super::Place;
use super::record::{CatalogueItem, Decision, Record};
use crate::id::{AgencyId, PersonId, RecordId};
use crate::{Date, Instant, Refusal};
use std::collections::BTreeMap;

/// A row of a register as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    pub agency: AgencyId,
    pub id: RecordId,
    /// From 1; every correction and the voiding add one.
    pub version: i64,
    pub record: Record,
    pub standing: Standing,
    pub by: PersonId,
    pub at: Instant,
    /// Why this version stands in place of the last; empty for the first.
    pub reason: String,
}

/// Whether a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Standing,
    /// 作废: it stays to be seen, and counts nowhere.
    Voided,
}

/// Most characters of a reason.
pub const REASON_LIMIT: usize = 300;

/// Decisions under an item that is to be changed or voided.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecisionsUnder {
    /// All standing ones.
    pub total: i64,
    /// Those whose day the changed item would no longer cover.
    pub outside: i64,
}

impl Entered {
    /// A row as first entered.
    #[must_use]
    pub const fn first(agency: AgencyId, id: RecordId, record: Record, by: PersonId, at: Instant) -> Self {
        Self { agency, id, version: 1, record, standing: Standing::Standing, by, at, reason: String::new() }
    }

    /// Corrected: the new version.
    ///
    /// # Errors
    /// When the row is void, nothing changed, no reason is given, or decisions rest on what an item no longer says.
    pub fn correct(
        self,
        record: Record,
        reason: &str,
        under: DecisionsUnder,
        by: PersonId,
        at: Instant,
    ) -> Result<Self, Refusal> {
        self.still_standing()?;
        if record.register() != self.record.register() {
            return Err(Refusal::new("other_register", "更正不能换台账，请作废后重新登记。"));
        }
        if record == self.record {
            return Err(Refusal::new("nothing_changed", "内容没有变化，不需要更正。"));
        }
        if let (Record::Items(old), Record::Items(new)) = (&self.record, &record) {
            keeps_its_decisions(old, new, under)?;
        }
        let reason = reason_given(reason, "更正")?;
        Ok(Self { version: self.version + 1, record, by, at, reason, ..self })
    }

    /// Voided.
    ///
    /// # Errors
    /// When the row is void already, no reason is given, or decisions rest on it.
    pub fn void(self, reason: &str, under: DecisionsUnder, by: PersonId, at: Instant) -> Result<Self, Refusal> {
        self.still_standing()?;
        if under.total > 0 {
            let message =
                format!("该事项下已有 {} 件处理决定，不能作废；事项不再实施的，请更正填写取消日期。", under.total);
            return Err(Refusal::new("item_in_use", message));
        }
        let reason = reason_given(reason, "作废")?;
        Ok(Self { version: self.version + 1, standing: Standing::Voided, by, at, reason, ..self })
    }

    fn still_standing(&self) -> Result<(), Refusal> {
        match self.standing {
            Standing::Standing => Ok(()),
            Standing::Voided => Err(Refusal::new("voided", "这条记录已经作废，不能再改。")),
        }
    }
}

fn keeps_its_decisions(old: &CatalogueItem, new: &CatalogueItem, under: DecisionsUnder) -> Result<(), Refusal> {
    if under.total > 0 && (old.code != new.code || old.kind != new.kind) {
        let message = format!("该事项下已有 {} 件处理决定，事项编码和类别不能更改。", under.total);
        return Err(Refusal::new("item_in_use", message).at("code"));
    }
    if under.outside > 0 {
        let message = format!("按更正后的起止日期，有 {} 件处理决定不在事项有效期内，请先核对。", under.outside);
        return Err(Refusal::new("decisions_outside", message).at("until"));
    }
    Ok(())
}

fn reason_given(reason: &str, act: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing", format!("请写明{act}理由。")).at("reason"));
    }
    if reason.chars().count() > REASON_LIMIT || reason.chars().any(crate::document::edition::is_deceptive) {
        let message = format!("理由最多 {REASON_LIMIT} 字，且不能有看不见的字符。");
        return Err(Refusal::new("reason_unusable", message).at("reason"));
    }
    Ok(reason.to_owned())
}

/// A row with this key stands already.
#[must_use]
pub fn taken(place: &Place) -> Refusal {
    let label = place.register.key_label();
    Refusal::new("key_taken", format!("{label}“{}”已经登记过，请核对是否重复。", place.key)).at("key")
}

/// A frozen year stays as it was: a change that would alter one of its figures is refused. What changes no figure (a
/// name, a basis) may be corrected.
///
/// # Errors
/// Naming the year.
pub fn leave_frozen_years(before: Option<&Place>, after: Option<&Place>, frozen: &[i16]) -> Result<(), Refusal> {
    let touched = frozen.iter().find(|year| {
        let counts = |place: Option<&Place>| place.map_or_else(BTreeMap::new, |place| place.counts_in(**year));
        let grouping = |place: Option<&Place>| {
            place.filter(|place| !place.counts_in(**year).is_empty()).map(|place| place.grouping.clone())
        };
        counts(before) != counts(after) || grouping(before) != grouping(after)
    });
    match touched {
        None => Ok(()),
        Some(year) => Err(Refusal::new(
            "year_frozen",
            format!(
                "{year} 年度报告的数据已经冻结，这一改动会影响该年度的数字，不能直接修改；确需改动的，应作为更正事项另行签批。"
            ),
        )),
    }
}

/// A decision or contract cannot lie in the future.
///
/// # Errors
/// Naming the day.
pub fn not_later_than(record: &Record, today: Date) -> Result<(), Refusal> {
    let (day, field, label) = match record {
        Record::Decisions(Decision { on, .. }) => (*on, "on", "决定日期"),
        Record::Procurement(contract) => (contract.signed_on, "signed_on", "签订日期"),
        Record::Documents(document) => (document.made_on, "made_on", "制定日期"),
        Record::Items(_) | Record::Fees(_) => return Ok(()),
    };
    if day <= today {
        return Ok(());
    }
    Err(Refusal::new("in_the_future", format!("{label} {day} 晚于今天（{today}），请核对。")).at(field))
}
