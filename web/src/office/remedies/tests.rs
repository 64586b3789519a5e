//! The pages with something in every place, and the form as it is read.

use super::one::{AnswerView, LineView, OnePage};
use super::*;
use crate::office::samples::{NASTY, shell, shell_with_errors, sound};
use jiff::civil::date;

fn text(text: &str) -> String {
    text.to_owned()
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    Fields::from(pairs.iter().map(|(name, value)| (text(name), text(value))).collect::<Vec<_>>())
}

fn alarm(day: Date) -> Alarm {
    Alarm::of(day, date(2024, 5, 17), WorkingDayCalendar::shipped())
}

fn line(alarm: Option<Alarm>) -> Line {
    Line {
        href: text("/office/remedies/r1"),
        number: text("申请〔2024〕001号"),
        route: "行政复议",
        organ: text(NASTY),
        begun_on: text("2024年5月6日"),
        answer: text("2024年5月17日"),
        alarm,
        result: text("尚未审结"),
    }
}

fn of_case(shell: OfficeShell, lines: Vec<Line>, may_keep: bool) -> OfCasePage {
    OfCasePage {
        shell,
        case_address: text("/office/applications/c1"),
        number: text("申请〔2024〕001号"),
        lines,
        may_keep,
        routes: vec![(text("reconsideration"), text("行政复议"))],
        positions: vec![(text("respondent"), text("被申请人、被告"))],
        terms: vec![(text("review"), text("复议答复书"))],
        fields: fields(&[("organ", NASTY)]),
        open: true,
    }
}

fn one(shell: OfficeShell, open: bool) -> OnePage {
    OnePage {
        shell,
        address: text("/office/remedies/r1"),
        case_address: text("/office/applications/c1/remedies"),
        number: text("申请〔2024〕001号"),
        facts: vec![("机关", text(NASTY))],
        odd: if open { text(NASTY) } else { String::new() },
        answers: vec![AnswerView {
            label: "答辩状和证据材料",
            by: text("2024年5月17日"),
            why: text(NASTY),
            given: text("尚未提交"),
            alarm: Some(alarm(date(2024, 5, 20))),
        }],
        lines: vec![LineView { what: text("收到副本"), when: text("x"), by: text(NASTY), words: text(NASTY) }],
        version: 1,
        may_accept: open,
        may_answer: open,
        is_open: open,
        is_suit: true,
        asks_to_reopen: !open,
        results: vec![(text("revoked"), text("撤销"))],
        appeals: vec![(text("us"), text("本机关上诉"))],
        fields: fields(&[("act", "ruled"), ("ruled_words", NASTY)]),
    }
}

#[test]
fn the_pages_are_sound() {
    sound(&ListPage {
        shell: shell("复议、诉讼"),
        ended: false,
        lines: vec![line(None), line(Some(alarm(date(2024, 5, 16))))],
    });
    sound(&ListPage { shell: shell("复议、诉讼"), ended: true, lines: Vec::new() });
    sound(&of_case(shell("x"), Vec::new(), true));
    let wrong = ["route", "position", "organ", "filed_on", "accepted_on", "received_on", "term"];
    sound(&of_case(shell_with_errors("x", &wrong), vec![line(None)], true));
    assert!(!sound(&of_case(shell("x"), Vec::new(), false)).contains("登记新的案件"));
    let wrong = ["answered_on", "accepted_on", "result", "ruled_on"];
    sound(&one(shell_with_errors("x", &wrong), true));
    let ended = sound(&one(shell("x"), false));
    assert!(ended.contains("上诉、再审") && ended.contains("登记生效并重新办理"));
    assert!(!ended.contains("登记提交"));
}

#[test]
fn an_answer_warns_the_more_the_nearer_its_last_day() {
    let words = |day| (alarm(day).words, alarm(day).tone);
    assert_eq!(words(date(2024, 5, 6)), (text("还有 10 个工作日"), Tone::Plain));
    assert_eq!(words(date(2024, 5, 15)), (text("还有 2 个工作日"), Tone::Wait));
    assert_eq!(words(date(2024, 5, 17)), (text("今天到期"), Tone::Bad));
    assert_eq!(words(date(2024, 5, 21)), (text("已逾期 2 个工作日"), Tone::Bad));
}

#[test]
fn a_form_is_read_or_every_fault_of_it_is_named() {
    let read = opening(&fields(&[
        ("route", "direct_suit"),
        ("position", "respondent"),
        ("organ", "云川市人民法院"),
        ("received_on", "2024-05-06"),
        ("term", "court"),
    ]));
    let read = read.unwrap();
    assert_eq!((read.route, read.received_on, read.filed_on), (ReviewRoute::DirectSuit, date(2024, 5, 6), None));
    let errors = opening(&fields(&[("filed_on", "昨天")])).unwrap_err();
    for field in ["route", "position", "filed_on", "received_on", "term"] {
        assert!(!errors.at(field).is_empty(), "{field}");
    }
}
