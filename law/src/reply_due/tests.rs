mod by_hand;

use super::*;
use crate::cases::{self, Case};
use crate::received::{IntakeMode, receipt};
use by_hand::{Chance, Wall};
use jiff::ToSpan;
use proptest::prelude::*;

fn consultations(words: &str) -> Vec<Consultation> {
    words.split('；').filter(|asked| !asked.is_empty()).map(consultation).collect()
}

fn consultation(words: &str) -> Consultation {
    let mut parts = words.split(' ');
    let label = parts.next().unwrap();
    let kind = ConsultationKind::ALL.into_iter().find(|kind| kind.label() == label).unwrap();
    let mut days = [None; 4];
    for part in parts {
        let names = ["发出", "送达", "答复", "退回"];
        let place = names.iter().position(|name| part.starts_with(name)).unwrap();
        days[place] = Some(part[names[place].len()..].parse().unwrap());
    }
    let [sent_on, delivered_on, answered_on, returned_on] = days;
    Consultation { kind, sent_on: sent_on.unwrap(), delivered_on, answered_on, returned_on }
}

fn facts_of(case: &Case) -> ClockFacts {
    ClockFacts {
        received_on: case.date("收到申请"),
        corrected_on: case.date_if_any("收到补正"),
        fee_paid_on: case.date_if_any("缴费"),
        extended_by: case.text("延长").parse().unwrap(),
        deferred_until: case.date_if_any("确定延迟至"),
        consultations: consultations(case.text("征求意见")),
    }
}

fn written(reckoned: &Reckoned<Date>) -> String {
    let provisional = if reckoned.certainty.is_provisional() { "（暂定）" } else { "" };
    format!("{}{provisional}", reckoned.value)
}

#[test]
fn cases_a_lawyer_signed() {
    let (calendar, wall) = (WorkingDayCalendar::shipped(), Wall::hung());
    for case in cases::rows(include_str!("../../cases/reply_due.md")) {
        let facts = facts_of(&case);
        let found = reply_due(&facts, calendar).unwrap();
        let name = format!("{} {}", case.text("情形"), facts.received_on);
        assert_eq!(written(&found.due), case.text("答复期限"), "{name}");
        let notice = found.correction_notice_due.as_ref().map(written).unwrap_or_default();
        assert_eq!(notice, case.text("补正告知期限"), "{name}");
        let limits: Vec<String> =
            facts.consultations.iter().map(|asked| written(&asked.answer_due(calendar))).collect();
        assert_eq!(limits.join("、"), case.text("征求意见期限"), "{name}");
        let excluded: u32 = found.excluded.iter().map(|out| out.working_days).sum();
        assert_eq!(excluded.to_string(), case.text("扣除工作日"), "{name}");
        assert_eq!(wall.reply_due(&facts), found.due.value, "{name}");
    }
}

#[test]
fn a_plain_application_runs_as_the_table_of_working_days_says() {
    let calendar = WorkingDayCalendar::shipped();
    for case in cases::rows(include_str!("../../cases/working_days.md")) {
        let mut facts = ClockFacts::received(case.date("起算日"));
        let plain = reply_due(&facts, calendar).unwrap();
        facts.extended_by = LONGEST_EXTENSION;
        let extended = reply_due(&facts, calendar).unwrap();
        let notice = plain.correction_notice_due.as_ref().map(written).unwrap_or_default();
        assert_eq!(notice, case.text("7个工作日"), "{}", facts.received_on);
        assert_eq!(written(&plain.due), case.text("20个工作日"), "{}", facts.received_on);
        assert_eq!(written(&extended.due), case.text("40个工作日"), "{}", facts.received_on);
    }
}

#[test]
fn a_later_notice_moves_an_open_case() {
    let calendar = WorkingDayCalendar::shipped();
    let facts = ClockFacts::received(date(2020, 1, 20));
    let known_then = calendar.as_known_on(date(2020, 1, 26));
    assert_eq!(reply_due(&facts, &known_then).unwrap().due.value, date(2020, 2, 21));
    assert_eq!(reply_due(&facts, calendar).unwrap().due.value, date(2020, 2, 25));
}

#[test]
fn a_hundred_thousand_cases_agree_with_a_count_by_hand() {
    let (calendar, wall, mut chance) = (WorkingDayCalendar::shipped(), Wall::hung(), Chance::seeded(33));
    for _ in 0..100_000 {
        let came = chance.receipt();
        let received = receipt(&came).answer;
        assert_eq!(received.received_on, received_by_hand(&came), "{came:?}");
        let facts = chance.clock(received.received_on.unwrap_or(received.governing));
        let found = reply_due(&facts, calendar).unwrap();
        assert_eq!(found.due.value, wall.reply_due(&facts), "{facts:?}");
        if let Some(notice) = found.correction_notice_due {
            assert_eq!(notice.value, wall.after(facts.received_on, 7), "{facts:?}");
        }
    }
}

fn received_by_hand(came: &crate::received::ReceiptFacts) -> Option<Date> {
    let new = came.submitted_on >= date(2019, 5, 15);
    match came.mode {
        IntakeMode::RegisteredPost => came.signed_on.or(Some(came.submitted_on)),
        IntakeMode::OrdinaryPost => came.confirmed_on,
        IntakeMode::Internet | IntakeMode::Email | IntakeMode::Fax if new => came.confirmed_on,
        _ => Some(came.submitted_on),
    }
}

#[test]
fn what_the_law_does_not_allow_is_refused_with_its_article() {
    let calendar = WorkingDayCalendar::shipped();
    let facts = ClockFacts::received(date(2026, 7, 27));
    let found = reply_due(&facts, calendar).unwrap();
    let (last, after) = (date(2026, 8, 24), date(2026, 8, 25));
    assert_eq!(may_extend(&facts, &found, 20, last), Ok(()));
    let refused = |days, today| may_extend(&facts, &found, days, today).unwrap_err().to_string();
    assert!(refused(20, after).contains("已于2026年8月24日（星期一）届满"));
    assert!(refused(25, last).contains("1至20个工作日，不能是25个工作日（《政府信息公开条例》第三十三条第二款）"));
    assert!(refused(0, last).contains("不能是0个工作日"));
    let twice = ClockFacts { extended_by: 10, ..facts.clone() };
    assert!(may_extend(&twice, &found, 10, last).unwrap_err().says.contains("不能再次延长"));
    assert_eq!(may_consult(&facts, &found, last), Ok(()));
    assert!(may_consult(&facts, &found, after).unwrap_err().to_string().contains("第三十三条第三款"));
    assert_eq!(may_notice_fee(&found, last), Ok(()));
    assert!(may_notice_fee(&found, after).unwrap_err().to_string().contains("第六条"));
    assert!(may_notice_fee(&found, date(2020, 12, 31)).unwrap_err().to_string().contains("第四十二条"));
    let too_long = ClockFacts { extended_by: 25, ..facts };
    assert_eq!(
        reply_due(&too_long, calendar).unwrap_err().step().to_string(),
        "延长答复期限累计不得超过20个工作日，不能延长25个工作日，分次延长的合并计算（《政府信息公开条例》第三十三条第二款）"
    );
}

#[test]
fn a_correction_notice_on_the_eighth_day_is_late_and_the_first_period_stands_beside() {
    let calendar = WorkingDayCalendar::shipped();
    let found = reply_due(&ClockFacts::received(date(2019, 9, 27)), calendar).unwrap();
    assert_eq!(may_ask_to_correct(&found, date(2019, 10, 12), false), Ok(Timely::Yes));
    let Ok(Timely::Late(step)) = may_ask_to_correct(&found, date(2019, 10, 14), false) else { panic!("late") };
    assert!(step.says.contains("原答复期限照常提醒"));
    assert!(may_ask_to_correct(&found, date(2019, 10, 12), true).unwrap_err().says.contains("只能一次性告知"));
    let mut corrected = ClockFacts::received(date(2019, 9, 27));
    corrected.corrected_on = Some(date(2019, 10, 28));
    assert_eq!(found.due.value, date(2019, 10, 30));
    assert_eq!(reply_due(&corrected, calendar).unwrap().due.value, date(2019, 11, 25));
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    let calendar = WorkingDayCalendar::shipped();
    let with = |change: fn(&mut ClockFacts)| {
        let mut facts = ClockFacts::received(date(2026, 7, 27));
        facts.consultations = consultations("第三方 发出2026-08-03");
        change(&mut facts);
        reply_due(&facts, calendar).unwrap_err().step().says
    };
    assert!(with(|facts| facts.corrected_on = Some(date(2026, 7, 26))).starts_with("收到补正申请之日"));
    assert!(with(|facts| facts.fee_paid_on = Some(date(2026, 7, 26))).starts_with("缴费之日"));
    assert!(with(|facts| facts.consultations[0].sent_on = date(2026, 7, 26)).starts_with("征求意见书发出之日"));
    assert!(with(|facts| facts.consultations[0].delivered_on = Some(date(2026, 8, 2))).contains("送达之日"));
    assert!(with(|facts| facts.consultations[0].answered_on = Some(date(2026, 8, 2))).contains("收到意见之日"));
    assert!(with(|facts| facts.consultations[0].returned_on = Some(date(2026, 8, 2))).contains("退回之日"));
}

#[test]
fn the_steps_of_a_rich_case_read_as_an_explanation() {
    let facts = ClockFacts {
        received_on: date(2026, 9, 18),
        corrected_on: Some(date(2026, 10, 9)),
        fee_paid_on: None,
        extended_by: 20,
        deferred_until: None,
        consultations: consultations(
            "第三方 发出2026-10-12 送达2026-10-14；共同制作机关 发出2026-10-13 送达2026-10-14 答复2026-11-10；其他机关 发出2026-12-28 退回2027-01-05；第三方 发出2027-03-01",
        ),
    };
    let found = reply_due(&facts, WorkingDayCalendar::shipped()).unwrap();
    let steps: Vec<String> = found.steps(&facts).iter().map(Step::to_string).collect();
    insta::assert_snapshot!(steps.join("\n"));
}

fn chances() -> impl Strategy<Value = Chance> {
    any::<u64>().prop_map(Chance::seeded)
}

fn due_of(facts: &ClockFacts) -> Date {
    reply_due(facts, WorkingDayCalendar::shipped()).unwrap().due.value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_more_consultation_never_makes_it_earlier(mut chance in chances()) {
        let received = chance.receipt().submitted_on;
        let mut facts = chance.clock(received);
        let before = due_of(&facts);
        facts.consultations.push(chance.consultation(received));
        prop_assert!(due_of(&facts) >= before, "{:?}", facts);
    }

    #[test]
    fn one_more_day_of_extension_never_makes_it_earlier(mut chance in chances()) {
        let received = chance.receipt().submitted_on;
        let mut facts = chance.clock(received);
        facts.extended_by = facts.extended_by.saturating_sub(1);
        let before = due_of(&facts);
        facts.extended_by += 1;
        prop_assert!(due_of(&facts) > before || facts.deferred_until == Some(before), "{:?}", facts);
    }

    #[test]
    fn a_make_up_day_never_makes_it_later(mut chance in chances(), offset in 0i32..3000) {
        let shipped = WorkingDayCalendar::shipped();
        let mut rows: Vec<crate::calendar::CalendarRow> = shipped.rows().cloned().collect();
        let mut day = date(2018, 1, 6).saturating_add(offset.days());
        while day.weekday() != jiff::civil::Weekday::Saturday || shipped.row(day).is_some() {
            day = day.tomorrow().unwrap();
        }
        rows.push(crate::calendar::CalendarRow {
            date: day,
            kind: crate::calendar::DayKind::MakeupWorkday,
            name: "国庆节".to_owned(),
            source: "another".to_owned(),
        });
        let with_one_more = WorkingDayCalendar::new(rows, shipped.notices().to_vec());
        let received = chance.receipt().submitted_on;
        let mut facts = chance.clock(received);
        facts.consultations.clear();
        let moved = reply_due(&facts, &with_one_more).unwrap().due.value;
        prop_assert!(moved <= due_of(&facts), "{:?}", facts);
    }

    #[test]
    fn it_ends_on_a_working_day_and_every_counted_day_is_counted_once(mut chance in chances()) {
        let calendar = WorkingDayCalendar::shipped();
        let received = chance.receipt().submitted_on;
        let mut facts = chance.clock(received);
        facts.deferred_until = None;
        let found = reply_due(&facts, calendar).unwrap();
        prop_assert!(calendar.is_working_day(found.due.value));
        let running = calendar.working_days_between(found.clock_start, found.due.value).value;
        let excluded: u32 = found.excluded.iter().map(|out| out.working_days).sum();
        prop_assert_eq!(running, u32::from(facts.base() + facts.extended_by) + excluded);
        for pair in found.excluded.windows(2) {
            prop_assert!(pair[0].through <= pair[1].after, "{:?}", found.excluded);
        }
    }
}
