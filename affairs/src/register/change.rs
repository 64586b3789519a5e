//! What may happen to a row: entered, corrected by a new version, voided with a reason.

use super::record::{CatalogueItem, Decision, Record};
use super::{Place, Register, work};
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
        // A contract that moves to another project may change how many projects there are.
        let project = |place: Option<&Place>| {
            let contract = place.filter(|place| place.register == Register::Procurement && place.year == **year);
            contract.map(|place| place.grouping.clone())
        };
        let work = |place: Option<&Place>| place.map_or_else(BTreeMap::new, |place| work::counts_in(place, **year));
        counts(before) != counts(after) || project(before) != project(after) || work(before) != work(after)
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

/// A decision, a contract or anything else that was done cannot lie in the future.
///
/// # Errors
/// Naming the day.
pub fn not_later_than(record: &Record, today: Date) -> Result<(), Refusal> {
    let (day, field, label) = match record {
        Record::Decisions(Decision { on, .. }) => (*on, "on", "决定日期"),
        Record::Procurement(contract) => (contract.signed_on, "signed_on", "签订日期"),
        Record::Documents(document) => (document.made_on, "made_on", "制定日期"),
        Record::Trainings(training) => (training.on, "on", "培训日期"),
        Record::Meetings(meeting) => (meeting.on, "on", "会议日期"),
        Record::WorkPoints(point) => match point.done_on {
            Some(done) => (done, "done_on", "完成日期"),
            None => return Ok(()),
        },
        Record::InternalRules(rule) => match rule.reviewed_on {
            Some(reviewed) => (reviewed, "reviewed_on", "最近评估日期"),
            None => return Ok(()),
        },
        Record::Items(_) | Record::Fees(_) => return Ok(()),
    };
    if day <= today {
        return Ok(());
    }
    Err(Refusal::new("in_the_future", format!("{label} {day} 晚于今天（{today}），请核对。")).at(field))
}

#[cfg(test)]
mod tests {
    use super::super::{CatalogueItem, Contract, CounterpartKind, ItemKind};
    use super::*;
    use crate::register::place::Catalogue;
    use jiff::civil::date;

    fn item(until: Option<Date>) -> CatalogueItem {
        CatalogueItem {
            code: "XK01".to_owned(),
            kind: ItemKind::Licence,
            name: "核准".to_owned(),
            basis: "某法".to_owned(),
            section: "办公室".to_owned(),
            from: date(2018, 3, 1),
            until,
        }
    }

    fn place(record: &Record) -> Place {
        let other = CatalogueItem { code: "XK02".to_owned(), ..item(None) };
        Place::of(record, &Catalogue::new([item(None), other])).unwrap()
    }

    fn refused(before: &Record, after: &Record) -> bool {
        leave_frozen_years(Some(&place(before)), Some(&place(after)), &[2019]).is_err()
    }

    #[test]
    fn a_frozen_year_refuses_what_changes_its_figures_and_nothing_else() {
        let standing = Record::Items(item(None));
        let renamed = Record::Items(CatalogueItem { name: "执业核准".to_owned(), ..item(None) });
        let struck = |day| Record::Items(item(Some(day)));
        assert!(!refused(&standing, &renamed));
        assert!(refused(&standing, &struck(date(2019, 12, 31))));
        // Gone on New Year's Day, it still stood at the end of the year.
        assert!(!refused(&standing, &struck(date(2020, 1, 1))));

        let decision = |item: &str, on| {
            let (item, number, result) = (item.to_owned(), "1号".to_owned(), "准予".to_owned());
            Record::Decisions(Decision { on, item, number, result, counterpart: CounterpartKind::Enterprise })
        };
        let first = decision("XK01", date(2019, 5, 1));
        assert!(!refused(&first, &decision("XK02", date(2019, 6, 1))));
        assert!(refused(&first, &decision("XK01", date(2020, 5, 1))));

        let contract = |project: &str, amount| {
            let text = |text: &str| text.to_owned();
            Record::Procurement(Contract {
                project_number: text(project),
                project_name: text("项目"),
                method: text("公开招标"),
                number: text("合1"),
                signed_on: date(2019, 4, 24),
                supplier: text("某公司"),
                amount,
            })
        };
        assert!(refused(&contract("P1", 5), &contract("P1", 6)));
        assert!(refused(&contract("P1", 5), &contract("P2", 5)));
        assert!(!refused(&contract("P1", 5), &contract("P1", 5)));
    }

    #[test]
    fn nothing_is_decided_tomorrow_but_an_item_may_begin_then() {
        let today = date(2019, 5, 1);
        let decision = |on| {
            let (item, number, result) = ("XK01".to_owned(), "1号".to_owned(), "准予".to_owned());
            Record::Decisions(Decision { on, item, number, result, counterpart: CounterpartKind::NaturalPerson })
        };
        assert!(not_later_than(&decision(today), today).is_ok());
        assert_eq!(not_later_than(&decision(date(2019, 5, 2)), today).unwrap_err().code, "in_the_future");
        let later = Record::Items(CatalogueItem { from: date(2020, 1, 1), ..item(None) });
        assert!(not_later_than(&later, today).is_ok());
    }
}
