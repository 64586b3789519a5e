//! 一事一申请: a paper that asks for several things becomes several applications (收费办法 Art. 4: into the smallest reasonable
//! units). The first part stays under the paper's number, each other one gets its own; all were received when the paper was, and
//! each is counted once, the paper never beside them.

use super::act::NotNow;
use super::event::Event;
use super::standing::{Phase, Standing};
use crate::case::{Happened, Words};
use crate::id::CaseId;
use crate::{Date, Personal};

/// Most applications that one paper becomes.
pub const MOST_PARTS: usize = 30;

impl Standing {
    /// Whether a paper can be split into so many applications: while it is being handled, and before anything was done that would
    /// have to be done to each of them.
    ///
    /// # Errors
    /// In another phase, once somebody was asked or something was noticed, or with fewer than two parts.
    pub fn split(&self, parts: usize) -> Result<(), NotNow> {
        if !matches!(self.phase, Phase::Handling | Phase::AwaitingConfirmation) {
            return Err(NotNow::Phase { wanted: "拆分", is: self.phase.label() });
        }
        if !(2..=MOST_PARTS).contains(&parts) {
            return Err(NotNow::Text {
                field: "parts", says: "请至少写出两项、至多三十项申请内容，一项一件。"
            });
        }
        let done = [
            (!self.asked.is_empty(), "征求过意见"),
            (self.extension.is_some() || self.clock.extended_by > 0, "提出过延期"),
            (self.clock.deferred_until.is_some(), "确定过延迟答复的期限"),
            (self.fee.is_some(), "发过收费通知"),
            (self.reopened > 0, "作出过答复"),
        ];
        match done.into_iter().find(|(is, _)| *is) {
            Some((_, what)) => Err(NotNow::TooLateToSplit(what)),
            None => Ok(()),
        }
    }
}

/// The first lines of a part's ledger: how and when the paper was received, a correction that was asked for and came, and which
/// paper it is a part of.
#[must_use]
pub fn opening_of_part(ledger: &[Happened<Event>], paper: &CaseId, on: Date) -> Vec<(Event, Personal<Words>)> {
    let along = ledger.iter().filter(|happened| goes_along(&happened.event));
    let mut opening: Vec<_> = along.map(|happened| (happened.event.clone(), happened.words.clone())).collect();
    opening.push((Event::SplitFrom { on, paper: paper.clone() }, Personal::new(Words::default())));
    opening
}

const fn goes_along(event: &Event) -> bool {
    matches!(
        event,
        Event::Submitted { .. }
            | Event::Signed { .. }
            | Event::Confirmed { .. }
            | Event::CorrectionAsked { .. }
            | Event::Corrected { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use crate::application::counting::Counted;
    use jiff::ToSpan;
    use jiff::civil::date;
    use law::annual_report::{ReportForm, TableThreeRow};
    use law::calendar::WorkingDayCalendar;
    use law::outcome::Outcome;
    use law::received::IntakeMode;
    use law::reply_due::ConsultationKind;
    use proptest::prelude::*;

    fn ledger(events: &[Event]) -> Vec<Happened<Event>> {
        let line = |(number, event): (i64, &Event)| Happened {
            number,
            at: Instant::from_milliseconds(number),
            by: None,
            event: event.clone(),
            words: Personal::new(Words::of(format!("第{number}行"))),
        };
        (1..).zip(events).map(line).collect()
    }

    fn standing(mode: IntakeMode, events: &[Event]) -> Standing {
        Standing::replay(mode, events.iter(), WorkingDayCalendar::shipped())
    }

    #[test]
    fn only_a_paper_to_which_nothing_was_done_yet_can_be_split() {
        let on = date(2019, 9, 27);
        let came = Event::Submitted { mode: IntakeMode::InPerson, on };
        let after = |event: Event| standing(IntakeMode::InPerson, &[came.clone(), event]).split(2);
        assert_eq!(standing(IntakeMode::InPerson, std::slice::from_ref(&came)).split(2), Ok(()));
        assert!(matches!(
            standing(IntakeMode::InPerson, std::slice::from_ref(&came)).split(1),
            Err(NotNow::Text { .. })
        ));
        let asked = Event::ConsultationSent { key: 1, kind: ConsultationKind::ThirdParty, on };
        assert_eq!(after(asked), Err(NotNow::TooLateToSplit("征求过意见")));
        assert_eq!(after(Event::ExtensionAsked { days: 5, on }), Err(NotNow::TooLateToSplit("提出过延期")));
        assert!(matches!(after(Event::Withdrawn { on }), Err(NotNow::Phase { .. })));
    }

    proptest! {
        /// However a paper came, was confirmed and corrected: each part is received on the paper's day, falls due on its day, has been
        /// corrected as often, and is counted once; and ending them all leaves nothing over.
        #[test]
        fn nothing_is_won_or_lost_by_splitting(
            start in 0i32..2400,
            mode in prop_oneof![Just(IntakeMode::InPerson), Just(IntakeMode::RegisteredPost), Just(IntakeMode::Email)],
            confirmed in any::<bool>(),
            corrected in any::<bool>(),
            parts in 2usize..8,
            days in proptest::collection::vec(20i32..400, 8),
        ) {
            let came = date(2019, 6, 1).saturating_add(start.days());
            let mut events = vec![Event::Submitted { mode, on: came }];
            if mode == IntakeMode::RegisteredPost {
                events.push(Event::Signed { on: came.saturating_add(1.day()) });
            }
            if mode == IntakeMode::Email && confirmed {
                events.push(Event::Confirmed { on: came.saturating_add(2.days()) });
            }
            if corrected {
                let on = came.saturating_add(3.days());
                events.push(Event::CorrectionAsked { on, until: on.saturating_add(20.days()), late: false });
                events.push(Event::Corrected { on: on.saturating_add(5.days()) });
            }
            let paper = standing(mode, &events);
            prop_assert_eq!(paper.split(parts), Ok(()));
            let on = came.saturating_add(10.days());
            let opening: Vec<Event> =
                opening_of_part(&ledger(&events), &CaseId::new("paper"), on).into_iter().map(|(event, _)| event).collect();
            let mut first = events.clone();
            first.push(Event::Split { on, into: (1..parts).map(|part| CaseId::new(format!("part{part}"))).collect() });
            let mut all = vec![first];
            all.extend((1..parts).map(|_| opening.clone()));
            let (mut received, mut results, mut over) = (0, 0, 0);
            for (ledger, days) in all.iter_mut().zip(&days) {
                let part = standing(mode, ledger);
                prop_assert_eq!(part.receipt, paper.receipt);
                prop_assert_eq!(part.alarm_day(), paper.alarm_day());
                prop_assert_eq!(part.correction_asked, paper.correction_asked);
                prop_assert_eq!(&part.phase, &paper.phase);
                let ended = came.saturating_add(days.days());
                ledger.push(Event::Lapsed { outcome: Outcome::LapsedNoCorrection, on: ended });
                let counted = Counted::from(&standing(mode, ledger));
                for year in came.year()..came.year() + 4 {
                    let rows = counted.rows(year, ReportForm::Form2019);
                    let has = |row| usize::from(rows.contains(&row));
                    received += has(TableThreeRow::Received);
                    over += has(TableThreeRow::CarriedOver);
                    over -= has(TableThreeRow::CarriedIn);
                    results += usize::from(!rows.is_empty()) - has(TableThreeRow::CarriedOver);
                }
            }
            prop_assert_eq!((received, results, over), (parts, parts, 0));
        }
    }
}
