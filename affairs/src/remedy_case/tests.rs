use super::counting::{OPEN_END, cells};
use super::*;
use jiff::ToSpan;
use jiff::civil::date;
use law::annual_report::TableFourColumn;
use law::review_case::{ReviewEvent, ReviewResult, cell_in_year, may_follow};
use proptest::prelude::*;

fn opening() -> Opening {
    Opening {
        route: ReviewRoute::Reconsideration,
        position: Position::Respondent,
        organ: "云川市人民政府".to_owned(),
        filed_on: Some(date(2024, 9, 13)),
        accepted_on: Some(date(2024, 9, 20)),
        received_on: date(2024, 9, 24),
        term: AnswerTerm::Review,
    }
}

fn begun(opening: &Opening) -> Result<Event, NotNow> {
    opening.begin(date(2024, 9, 25), WorkingDayCalendar::shipped())
}

fn standing(events: &[Event]) -> Standing {
    Standing::replay(ReviewRoute::DirectSuit, events.iter(), WorkingDayCalendar::shipped())
}

#[test]
fn what_an_agency_hears_is_not_its_own_case() {
    for position in [Position::Hearing, Position::ThirdParty] {
        let refusal = begun(&Opening { position, ..opening() }).unwrap_err().refusal();
        assert_eq!((refusal.code, refusal.field), ("not_ours", Some("position")));
        assert_eq!(refusal.article.as_deref(), Some("《政府信息公开条例》第五十条第一款第（三）项"));
    }
}

#[test]
fn an_opening_with_an_impossible_day_or_term_is_refused() {
    assert!(begun(&opening()).is_ok());
    for wrong in [
        Opening { organ: " ".to_owned(), ..opening() },
        Opening { received_on: date(2024, 9, 26), ..opening() },
        Opening { accepted_on: Some(date(2024, 9, 25)), ..opening() },
        Opening { filed_on: Some(date(2024, 9, 21)), ..opening() },
        Opening { term: AnswerTerm::Court, ..opening() },
        Opening { route: ReviewRoute::DirectSuit, ..opening() },
    ] {
        assert!(begun(&wrong).is_err(), "{wrong:?}");
    }
    let simplified = Opening { term: AnswerTerm::SimplifiedReview, ..opening() };
    let day = date(2023, 12, 29);
    let early = Opening { received_on: day, filed_on: None, accepted_on: None, ..simplified };
    assert_eq!(begun(&early).unwrap_err().refusal().code, "term");
}

#[test]
fn each_instance_has_its_own_answer_and_its_own_last_day() {
    let begun = Event::Begun { on: date(2024, 9, 24), filed_on: None, accepted_on: None, term: AnswerTerm::Court };
    let open = standing(std::slice::from_ref(&begun));
    assert_eq!(open.owed().map(|duty| duty.by), Some(date(2024, 10, 9)));
    let today = date(2024, 10, 8);
    let answered = open.answer(today, today).unwrap();
    let ruled = open.rule(ReviewResult::ClaimRejected, today, today).unwrap();
    assert!(open.answer(date(2024, 9, 23), today).is_err());
    let ended = standing(&[begun.clone(), answered.clone(), ruled.clone()]);
    assert_eq!(ended.ended, Some((ReviewResult::ClaimRejected, today)));
    assert!(ended.answer(today, today).is_err() && !ended.asks_to_reopen());
    let later = date(2024, 11, 1);
    let appealed = ended.appeal(AppealedBy::OtherSide, later, later).unwrap();
    let again = standing(&[begun.clone(), answered.clone(), ruled.clone(), appealed]);
    assert_eq!((again.ended, again.owed().map(|duty| duty.by)), (None, Some(date(2024, 11, 18))));
    let ours = ended.appeal(AppealedBy::Us, later, later).unwrap();
    assert_eq!(standing(&[begun, answered, ruled, ours]).owed(), None);
}

#[test]
fn only_a_corrected_decision_asks_for_the_application_to_be_handled_anew() {
    let begun = Event::Begun { on: date(2024, 5, 6), filed_on: None, accepted_on: None, term: AnswerTerm::Court };
    let day = date(2024, 6, 3);
    for (result, asks) in [
        (ReviewResult::Revoked, true),
        (ReviewResult::OrderedToPerform, true),
        (ReviewResult::DeclaredUnlawful, false),
        (ReviewResult::ClaimRejected, false),
    ] {
        let ruled = standing(&[begun.clone(), Event::Ruled { on: day, result }]);
        assert_eq!((ruled.asks_to_reopen(), ruled.reopen(day).is_ok()), (asks, asks), "{result:?}");
    }
    let reopened =
        [begun, Event::Ruled { on: day, result: ReviewResult::Revoked }, Event::HandlingReopened { on: day }];
    assert!(standing(&reopened).reopen(day).is_err());
}

#[test]
fn an_open_case_is_pending_in_every_year_and_an_ended_one_in_its_last() {
    let route = ReviewRoute::DirectSuit;
    let open = [ReviewEvent::Begun(date(2022, 12, 1))];
    let pending = |from, through| CellSpan { from_year: from, through_year: through, column: TableFourColumn::Pending };
    assert_eq!(cells(route, &open), [pending(2022, OPEN_END)]);
    let ended = [open[0], ReviewEvent::Ruled(date(2024, 3, 1), ReviewResult::Revoked)];
    let corrected = CellSpan { from_year: 2024, through_year: 2024, column: TableFourColumn::Rectified };
    assert_eq!(cells(route, &ended), [pending(2022, 2023), corrected]);
    let appealed = [ended[0], ended[1], ReviewEvent::Appealed(date(2024, 4, 1))];
    assert_eq!(cells(route, &appealed), [pending(2022, OPEN_END)]);
}

prop_compose! {
    fn history()(suit: bool, steps in prop::collection::vec((0i32..500, 0usize..12, any::<bool>()), 0..6))
        -> (ReviewRoute, Vec<ReviewEvent>) {
        let route = if suit { ReviewRoute::SuitAfterReconsideration } else { ReviewRoute::Reconsideration };
        let mut on = date(2019, 6, 1);
        let mut events = vec![ReviewEvent::Begun(on)];
        for (days, result, appeal) in steps {
            on = on.saturating_add(days.days());
            let next = match appeal {
                true => ReviewEvent::Appealed(on),
                false => ReviewEvent::Ruled(on, ReviewResult::ALL[result]),
            };
            if may_follow(route, &events, next).is_ok() {
                events.push(next);
            }
        }
        (route, events)
    }
}

proptest! {
    /// The spans that the store counts say, for every year, what the law says.
    #[test]
    fn the_spans_are_the_cells_of_the_law((route, events) in history()) {
        let spans = cells(route, &events);
        for year in 2017..2040 {
            let standing: Vec<_> =
                spans.iter().filter(|span| (span.from_year..=span.through_year).contains(&year)).collect();
            prop_assert!(standing.len() <= 1);
            let cell = cell_in_year(route, Position::Respondent, &events, year).answer;
            prop_assert_eq!(standing.first().map(|span| span.column), cell.map(|(_, column)| column));
        }
    }
}
