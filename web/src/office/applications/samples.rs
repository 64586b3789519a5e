//! Every template of this folder with every sample.

use super::act::CaseAct;
use super::board::{BoardPage, Left, Line};
use super::case::{AlikeLine, CasePage, CoLine, LedgerLine, NextLine, Options, Owed, Typed};
use super::files::FileLine;
use super::letters::LetterLine;
use super::register::{RegisterPage, WAYS, Way};
use crate::kit::{Clock, Tone};
use crate::office::form::Fields;
use crate::office::samples::{NASTY, shell, shell_with_errors, sound};
use jiff::civil::date;
use law::article::Step;
use law::calendar::WorkingDayCalendar;
use law::reply_due::{ClockFacts, reply_due};
use std::collections::BTreeMap;

fn text(text: &str) -> String {
    text.to_owned()
}

fn line(opens: bool, left: Option<Left>) -> Line {
    Line {
        case: text("c1"),
        number: text("申请〔2026〕001号"),
        kind: "政府信息公开申请",
        received: text("2026年3月2日（星期一）"),
        phase: "办理中",
        next: text(NASTY),
        officer: text(NASTY),
        section: text("办公室"),
        by: text("2026年3月30日（星期一）"),
        left,
        outside: true,
        provisional: true,
        opens,
        opinion_late: opens,
    }
}

fn late() -> Left {
    Left { words: text("已逾期 2 个工作日"), tone: Tone::Bad }
}

#[test]
fn boards_are_whole_empty_and_late() {
    let board = |lines: Vec<Line>, open, next: &str, further| BoardPage {
        shell: shell("依申请公开"),
        boards: vec![(text("/mine"), "我承办的", true), (text("/section"), "本科室的", false)],
        label: "我承办的",
        open,
        first: text("/first"),
        other: text("/other"),
        lines,
        next: text(next),
        further,
        may_register: open,
        holiday: NASTY.to_owned(),
    };
    let html = sound(&board(vec![line(true, Some(late())), line(false, Some(late()))], true, "/next", false));
    assert!(html.contains("chip bad") && html.contains("暂定") && html.contains("href=\"/office/applications/c1\""));
    assert_eq!(html.matches("/office/applications/c1").count(), 1, "a case that may not be read is no link");
    assert!(sound(&board(vec![line(true, None)], false, "", true)).contains("结果"));
    assert!(sound(&board(vec![], true, "", false)).contains("没有正在办理的申请"));
    assert!(sound(&board(vec![], false, "", true)).contains("没有更多了"));
}

#[test]
fn every_way_of_coming_in_has_its_form_and_its_errors_stand_beside_the_fields() {
    let fields = ["submitted_on", "signed_on", "trace", "kind", "name", "description", "contact_person", "email"];
    for mode in WAYS {
        let typed = [("name", NASTY), ("description", NASTY), ("kind", "natural_person"), ("agent_name", NASTY)];
        let page = |shell| RegisterPage {
            shell,
            way: Way::of(mode),
            receipt: Step::new("双方确认", law::article::Basis::Convention("惯例")),
            fields: Fields::from(typed.map(|(name, value)| (text(name), text(value))).to_vec()),
            kinds: vec![(text("natural_person"), text("自然人"))],
            forms: vec![(text("paper"), text("纸质"))],
            ways_of_provision: vec![(text("post"), text("邮寄"))],
        };
        let html = sound(&page(shell("登记")));
        assert!(html.contains("&lt;b&gt;") || html.contains("&#60;b&#62;"), "what was typed is kept");
        let signed_for = html.contains("name=\"signed_on\"");
        assert_eq!(signed_for, mode == law::received::IntakeMode::RegisteredPost, "{}", mode.label());
        // A field that this way does not ask for cannot be wrong.
        let asked: Vec<&'static str> =
            fields.into_iter().filter(|name| html.contains(&format!("name=\"{name}\""))).collect();
        let html = sound(&page(shell_with_errors("登记", &asked)));
        assert!(asked.iter().all(|name| html.contains(&format!("{name}-error"))), "{}", mode.label());
    }
}

fn options() -> Options {
    let pairs = |codes: &[&str]| codes.iter().map(|code| (text(code), text(NASTY))).collect::<Vec<_>>();
    Options {
        people: pairs(&["p1", "p2"]),
        asked: pairs(&["1", "2"]),
        kinds: pairs(&["third_party", "co_maker"]),
        became: pairs(&["delivered", "returned"]),
        methods: pairs(&["by_item", "by_page"]),
        forms: pairs(&["paper"]),
        ways: pairs(&["post"]),
        decisions: pairs(&["yes", "no"]),
        roles: pairs(&["evidence"]),
        letters: pairs(&["D-03", "D-06/1"]),
        third_parties: pairs(&["1"]),
    }
}

fn case_page(offered: Vec<CaseAct>, typed: Option<Typed>, fields: &[&'static str]) -> CasePage {
    let facts = ClockFacts::received(date(2026, 3, 2));
    let calendar = WorkingDayCalendar::shipped();
    let due = reply_due(&facts, calendar).unwrap();
    let next =
        NextLine { action: "办理并答复", by: text("3月30日"), left: late(), outside: true, provisional: true };
    CasePage {
        shell: shell_with_errors("申请〔2026〕001号", fields),
        case: text("c1"),
        version: 3,
        kind: "政府信息公开申请",
        phase: "办理中",
        officer: text(NASTY),
        section: text("办公室"),
        next: Some(next),
        ended: String::new(),
        doors: vec![(text("/reply"), "拟写答复"), (text("/remedies"), "复议、诉讼")],
        receipt: vec![("收到申请之日", text(NASTY))],
        clock: Some(Clock::of(&facts, &due, calendar, date(2026, 3, 9))),
        moves: vec![text(NASTY)],
        earlier: text("提醒按较早的日期计算。"),
        form: vec![("申请人", text(NASTY)), ("申请公开的内容", text(NASTY))],
        remarks: vec!["没有身份证明。"],
        ledger: vec![LedgerLine {
            at: text("2026-03-02 09:00"),
            who: text(NASTY),
            what: text(NASTY),
            words: vec![("意见", text(NASTY))],
        }],
        files: vec![FileLine {
            href: text("/f"),
            hash: text("h"),
            name: text(NASTY),
            role: affairs::application::FileRole::IdentityProof,
            size: 5,
            remark: "空白页",
        }],
        may_handle: true,
        alike: vec![AlikeLine { line: line(true, None), why: "内容相近", remedies: vec![text(NASTY)] }],
        letters: vec![LetterLine {
            code: "D-03",
            label: text(NASTY),
            query: text("?asked=1"),
            number: text(NASTY),
            printable: true,
        }],
        co_handling: vec![CoLine { who: text(NASTY), state: text("已逾期"), tone: Tone::Bad }],
        owes: Some(Owed { question: text(NASTY), until: text("2026年3月26日"), words: text(NASTY) }),
        has_address: true,
        offered,
        typed,
        preset: BTreeMap::from([("ask_until", text("2026-03-26"))]),
        options: options(),
        extension_refused: text(NASTY),
        extension_asked: text(NASTY),
        correction_late: text(NASTY),
    }
}

#[test]
fn a_case_offers_every_act_in_a_form_of_its_own() {
    let html = sound(&case_page(CaseAct::ALL.to_vec(), None, &[]));
    for act in CaseAct::ALL {
        assert!(html.contains(&format!("action=\"/office/applications/c1/{}\"", act.code())), "{}", act.code());
    }
    assert!(html.contains("value=\"2026-03-26\"") && html.contains("name=\"version\" value=\"3\""));
    let html = sound(&case_page(vec![], None, &[]));
    assert!(!html.contains("现在可以办的事"), "who may only read is offered nothing");
}

#[test]
fn a_form_that_came_back_stands_open_with_everything_typed() {
    let names: Vec<&str> = [
        "confirm_evidence",
        "ask_what",
        "co_what",
        "description",
        "consult_party",
        "consult_about",
        "consulted_words",
        "extension_why",
        "decision_words",
        "reasons_why",
        "given_reasons",
        "defer_why",
        "charge_pages",
        "pay_receipt",
        "refund_why",
        "withdraw_words",
        "signature_evidence",
        "told_because",
        "letter_number",
    ]
    .to_vec();
    for act in CaseAct::ALL {
        let typed = names.iter().map(|name| (text(name), text("写过的话"))).collect::<Vec<_>>();
        let typed = Typed { act: *act, fields: Fields::from(typed) };
        let html = sound(&case_page(vec![], Some(typed), &[]));
        assert!(html.contains(&format!("id=\"act-{}\" open", act.code())), "{}", act.code());
        let own = names.iter().any(|name| html.contains(&format!("name=\"{name}\"")));
        assert_eq!(own, html.contains("写过的话"), "{}", act.code());
    }
    // What was refused stands beside its field.
    let typed = Typed { act: CaseAct::Pay, fields: Fields::from(Vec::new()) };
    let html = sound(&case_page(vec![], Some(typed), &["pay_amount", "pay_receipt"]));
    assert!(html.contains("id=\"pay_amount-error\"") && html.contains("href=\"#pay_receipt\""));
}
