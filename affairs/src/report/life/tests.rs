use super::super::narrative::Part;
use super::*;
use jiff::civil::date;

fn finished() -> Stored {
    let mut narrative = Narrative::blank("某局", 2019);
    let say = |parts: &mut Vec<Part>| parts.iter_mut().for_each(|part| part.paragraphs.push("有话。".to_owned()));
    say(&mut narrative.sections.overview);
    say(&mut narrative.sections.problems);
    let writing = Writing { narrative, explanations: Vec::new() };
    Stored { agency: AgencyId::new("a"), year: 2019, writing, freezing: None, document: None, revision: 3 }
}

fn freezing(at: Instant) -> Freezing {
    Freezing {
        at,
        by: PersonId::new("p"),
        by_name: "信息公开经办人".to_owned(),
        journal: 7,
        tally: Tally::default(),
        document: DocumentId::new("d"),
        files: Vec::new(),
    }
}

fn january() -> Instant {
    Instant::start_of(date(2020, 1, 8))
}

#[test]
fn a_year_that_is_not_over_is_not_frozen() {
    let last_moment = Instant::start_of(date(2020, 1, 1)).plus_milliseconds(-1);
    let refused = ReportLife::Draft(finished()).freeze(freezing(last_moment), &Readiness::default()).unwrap_err();
    assert_eq!(refused.code, "year_not_over");
    assert!(ReportLife::Draft(finished()).freeze(freezing(january()), &Readiness::default()).is_ok());
}

#[test]
fn a_blank_section_an_error_and_an_unexplained_warning_each_block() {
    let begun = ReportLife::begun(AgencyId::new("a"), "某局", 2019);
    assert_eq!(begun.freeze(freezing(january()), &Readiness::default()).unwrap_err().code, "incomplete");
    let errors = Readiness { errors: vec!["K-01".to_owned()], unexplained: Vec::new() };
    let refused = ReportLife::Draft(finished()).freeze(freezing(january()), &errors).unwrap_err();
    assert_eq!(refused.code, "errors_stand");
    let warnings = Readiness { errors: Vec::new(), unexplained: vec!["K-32".to_owned()] };
    let refused = ReportLife::Draft(finished()).freeze(freezing(january()), &warnings).unwrap_err();
    assert_eq!(refused.code, "warnings_unexplained");
}

#[test]
fn a_frozen_report_takes_no_words_and_thaws_only_with_a_reason() {
    let frozen = ReportLife::Draft(finished()).freeze(freezing(january()), &Readiness::default()).unwrap();
    assert_eq!(frozen.clone().write(Narrative::default()).unwrap_err().code, "frozen");
    assert_eq!(frozen.clone().reopen(" ").unwrap_err().code, "reason_missing");
    let thawed = frozen.reopen("科室更正了数字").unwrap();
    assert!(thawed.freezing().is_none());
    assert!(thawed.stored().document.is_some(), "the next freezing writes into the same document");
}

#[test]
fn the_ledger_says_where_a_frozen_report_stands() {
    let stored = Stored { freezing: Some(freezing(january())), ..finished() };
    let state = |state| Ledger { state: Some(state), ..Ledger::default() };
    let life = |ledger: &Ledger| ReportLife::of(stored.clone(), ledger);
    assert_eq!(life(&state(DocumentState::Writing)).label(), "已冻结，待送审");
    assert_eq!(life(&state(DocumentState::InReview)).label(), "审核中");
    let out = january().plus_minutes(600);
    let released = Ledger { first_released_at: Some(out), released_at: Some(out), edition: 1, state: None };
    assert_eq!(life(&released).label(), "已公布");
    assert_eq!(life(&released).reopen("改数").unwrap_err().code, "published");
    let again = Ledger { released_at: Some(out.plus_minutes(1)), edition: 2, ..released };
    assert_eq!(life(&again).label(), "已勘误");
}

#[test]
fn a_published_report_is_corrected_and_the_next_freezing_is_not_taken_for_what_is_public() {
    let stored = Stored { freezing: Some(freezing(january())), ..finished() };
    let out = january().plus_minutes(600);
    let mut ledger = Ledger { first_released_at: Some(out), released_at: Some(out), edition: 1, state: None };
    let published = ReportLife::of(stored.clone(), &ledger);
    assert_eq!(published.clone().correct(" ").unwrap_err().code, "reason_missing");
    let writing = published.correct("表三第二行有误").unwrap();
    assert_eq!(writing.label(), "编制中");
    assert_eq!(writing.clone().correct("再改").unwrap_err().code, "not_published");

    let again = Stored { freezing: Some(freezing(out.plus_minutes(60))), ..stored };
    ledger.state = Some(DocumentState::Writing);
    assert_eq!(ReportLife::of(again.clone(), &ledger).label(), "已冻结，待送审");
    ledger.state = Some(DocumentState::InReview);
    assert_eq!(ReportLife::of(again.clone(), &ledger).label(), "审核中");
    assert_eq!(ReportLife::of(again.clone(), &ledger).correct("再改").unwrap_err().code, "in_review");
    ledger = Ledger { released_at: Some(out.plus_minutes(120)), edition: 2, state: None, ..ledger };
    assert_eq!(ReportLife::of(again, &ledger).label(), "已勘误");
}
