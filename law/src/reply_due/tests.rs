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

#[test]
#[ignore = "run by the bench reply-due, which asks for a release build"]
fn a_million_cases_are_answered() {
    let (calendar, mut chance) = (WorkingDayCalendar::shipped(), Chance::seeded(7));
    let cases: Vec<_> = (0..1_000_000)
        .map(|_| {
            let received = receipt(&chance.receipt()).answer;
            chance.clock(received.received_on.unwrap_or(received.governing))
        })
        .collect();
    let begun = std::time::Instant::now();
    let answered = cases.iter().filter(|facts| reply_due(facts, calendar).is_ok()).count();
    println!("a million reply periods: {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    assert_eq!(answered, cases.len());
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

fn steps_of(facts: &ClockFacts) -> String {
    let found = reply_due(facts, WorkingDayCalendar::shipped()).unwrap();
    found.steps(facts).iter().map(Step::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_letter_sent_before_a_restart_takes_out_only_what_is_left_of_it_and_says_so() {
    let mut facts = ClockFacts::received(date(2019, 9, 27));
    facts.consultations = consultations("第三方 发出2019-10-09 送达2019-10-11 答复2019-10-25");
    assert!(steps_of(&facts).contains("有13个工作日不计入答复期限（重叠的期间不重复扣除）"));
    facts.corrected_on = Some(date(2019, 10, 15));
    assert!(
        steps_of(&facts).contains("有8个工作日不计入答复期限（重叠的期间不重复扣除，期限重新计算之前的部分已经不算）")
    );
    facts.corrected_on = Some(date(2019, 10, 28));
    assert!(steps_of(&facts).contains("没有另外扣除的工作日"));
}

#[test]
fn whichever_came_first_ended_the_waiting() {
    let calendar = WorkingDayCalendar::shipped();
    let mut facts = ClockFacts::received(date(2026, 7, 27));
    for (words, ended, through, meaning) in [
        ("第三方 发出2026-08-03 答复2026-08-06 退回2026-08-05", Ended::Returned, date(2026, 8, 5), "不视为同意"),
        (
            "共同制作机关 发出2026-08-03 答复2026-08-05 退回2026-08-06",
            Ended::Answered,
            date(2026, 8, 5),
            "视为同意公开",
        ),
        ("其他机关 发出2026-08-03 答复2026-08-05 退回2026-08-05", Ended::Answered, date(2026, 8, 5), "自行判断"),
        ("第三方 发出2026-08-03 答复2026-08-25 退回2026-08-26", Ended::Silent, date(2026, 8, 24), "不视为同意"),
    ] {
        facts.consultations = consultations(words);
        let found = reply_due(&facts, calendar).unwrap();
        let asked = &found.asked[0];
        assert_eq!((asked.ended, asked.answer_due.value), (ended, date(2026, 8, 24)), "{words}");
        assert!(asked.silence.contains(meaning), "{words}");
        assert!(matches!(asked.effect, Effect::Excluded { through: last, .. } if last == through), "{words}");
    }
}

#[test]
fn the_day_until_which_an_extension_must_be_told_stands_beside() {
    let calendar = WorkingDayCalendar::shipped();
    let mut facts = ClockFacts::received(date(2026, 7, 27));
    facts.extended_by = 20;
    // Sent while the extension ran: the period without it had ended by then.
    facts.consultations = consultations("第三方 发出2026-08-25 答复2026-08-28");
    let found = reply_due(&facts, calendar).unwrap();
    assert_eq!(found.due_without_extension.value, date(2026, 8, 24));
    assert_eq!(found.due.value, calendar.add_working_days(date(2026, 7, 27), 43).value);
    facts.extended_by = 0;
    let plain = reply_due(&facts, calendar).unwrap();
    assert_eq!((plain.due.value, plain.due_without_extension.value), (date(2026, 8, 24), date(2026, 8, 24)));
    assert_eq!(plain.asked[0].effect, Effect::TooLate { expired: date(2026, 8, 24) });
}

#[test]
fn old_law_is_cited_for_what_came_under_it() {
    let mut facts = ClockFacts::received(date(2019, 4, 1));
    facts.corrected_on = Some(date(2019, 4, 8));
    facts.consultations = consultations("第三方 发出2019-04-10 答复2019-04-12");
    let steps = steps_of(&facts);
    for cited in ["第二十一条第（四）项", "第二十四条第二款", "第二十四条第三款"] {
        assert!(steps.contains(&format!("《政府信息公开条例（2007年）》{cited}")), "{steps}");
    }
    assert!(!steps.contains("《政府信息公开条例》"), "{steps}");
    facts.consultations[0].answered_on = Some(date(2019, 4, 9));
    let refused = reply_due(&facts, WorkingDayCalendar::shipped()).unwrap_err().step();
    assert_eq!(refused.basis.to_string(), "《政府信息公开条例（2007年）》第二十三条");
}

#[test]
fn a_fee_from_before_there_was_one_is_counted_and_questioned() {
    let mut facts = ClockFacts::received(date(2020, 12, 1));
    facts.fee_paid_on = Some(date(2020, 12, 31));
    assert!(
        steps_of(&facts)
            .contains("缴费时还没有信息处理费（2021年1月1日起施行），请核对（《政府信息公开条例》第四十二条）")
    );
    assert!(steps_of(&facts).contains("缴清信息处理费，答复期限自次日起重新计算"));
    facts.fee_paid_on = Some(date(2021, 1, 4));
    assert!(!steps_of(&facts).contains("还没有信息处理费"));
}

#[test]
fn absurd_years_are_refused_at_once() {
    let calendar = WorkingDayCalendar::shipped();
    let refused = |facts: &ClockFacts| reply_due(facts, calendar).unwrap_err().step();
    assert_eq!(refused(&ClockFacts::received(Date::MIN)).basis.to_string(), "《政府信息公开条例（2007年）》第三十八条");
    assert!(refused(&ClockFacts::received(date(2008, 4, 30))).says.contains("当时还没有政府信息公开条例"));
    assert!(reply_due(&ClockFacts::received(date(2008, 5, 1)), calendar).is_ok());
    assert!(reply_due(&ClockFacts::received(date(2099, 12, 31)), calendar).is_ok());
    assert!(refused(&ClockFacts::received(Date::MAX)).says.contains("太远"));
    let mut facts = ClockFacts::received(date(2026, 7, 27));
    facts.deferred_until = Some(date(2037, 1, 1));
    assert!(refused(&facts).says.starts_with("确定延迟至之日"));
    facts.deferred_until = None;
    facts.consultations = consultations("第三方 发出2026-08-03 送达9999-01-01");
    assert!(refused(&facts).says.starts_with("征求意见书送达之日"));
}

#[test]
fn the_applicant_has_his_own_times() {
    let calendar = WorkingDayCalendar::shipped();
    let pay = crate::fee::pay_by(date(2026, 8, 10), calendar);
    assert_eq!(pay.answer.value, date(2026, 9, 7));
    assert!(pay.steps[0].to_string().ends_with("（《政府信息公开信息处理费管理办法》第六条）"));
    let correct = correction_due(date(2019, 10, 11), calendar);
    assert_eq!(correct.answer.value, date(2019, 10, 31));
    assert!(correct.steps[0].basis.to_string().starts_with("惯例"));
}

#[test]
fn the_strip_shows_each_day_and_marks_the_last() {
    let calendar = WorkingDayCalendar::shipped();
    let mut facts = ClockFacts::received(date(2019, 9, 27));
    facts.consultations = consultations("第三方 发出2019-10-09 送达2019-10-11 答复2019-10-25");
    let strip = day_strip(&reply_due(&facts, calendar).unwrap(), calendar);
    assert_eq!(strip.first(), Some(&(date(2019, 9, 27), DayMark::Start)));
    assert_eq!(strip.last(), Some(&(date(2019, 11, 18), DayMark::LastDay(20))));
    let on = |day| strip.iter().find(|(other, _)| *other == day).map(|(_, mark)| *mark);
    assert_eq!(on(date(2019, 9, 28)), Some(DayMark::Weekend));
    assert_eq!(on(date(2019, 9, 29)), Some(DayMark::CountedMakeup(1)));
    assert_eq!(on(date(2019, 9, 30)), Some(DayMark::Counted(2)));
    assert_eq!(on(date(2019, 10, 1)), Some(DayMark::Holiday));
    assert_eq!(on(date(2019, 10, 12)), Some(DayMark::Excluded));
    assert_eq!(strip.iter().filter(|(_, mark)| *mark == DayMark::Excluded).count(), 13);
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
