use super::*;
use crate::register::work::{InternalRule, Meeting, PointState, Training, WorkPoint};
use proptest::prelude::*;

#[test]
fn a_row_of_the_office_is_read() {
    let cells = ["2019-01-02", "QT01", "云司援〔2019〕1号", "给予援助", "自然人"];
    let record = read_row(Register::Decisions, &cells).unwrap();
    assert_eq!(write_row(&record), cells);
}

#[test]
fn every_wrong_cell_of_a_row_is_named() {
    let errors =
        read_row(Register::Procurement, &["", "项目", "招标", "合1", "2019-13-01", "公司", "12万元"]).unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| columns(Register::Procurement)[error.column].field).collect();
    assert_eq!(found, ["project_number", "signed_on", "amount"]);
}

#[test]
fn headings_may_stand_in_another_order_and_wrong_ones_are_named() {
    let headings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let turned = headings(&["\u{feff}处理结果", "决定文号", "事项编码 ", "决定日期", "相对人类别", ""]);
    assert_eq!(match_headings(Register::Decisions, &turned), Ok(vec![3, 2, 1, 0, 4]));
    let wrong = headings(&["决定日期", "事项", "决定文号", "决定文号", "处理结果", "相对人类别"]);
    let problems = match_headings(Register::Decisions, &wrong).unwrap_err();
    assert_eq!(problems, ["缺少“事项编码”一列", "“决定文号”一列出现了 2 次", "“事项”不是处理决定台账的列"]);
}

#[test]
fn days_are_read_as_sheets_write_them() {
    let day = jiff::civil::date(2019, 3, 5);
    for text in ["2019-03-05", "2019/3/5", "2019.3.5", "2019年3月5日", "2019-03-05 00:00:00", "2019-03-05T00:00:00"]
    {
        assert_eq!(read_date(text), Some(day), "{text}");
    }
    for text in ["", "19-3-5", "2019-3", "2019-02-30", "43529", "2019-3-5-1", "0019-03-05"] {
        assert_eq!(read_date(text), None, "{text}");
    }
}

#[test]
fn a_citizens_number_is_kept_out() {
    let row = |result| read_row(Register::Decisions, &["2019-01-02", "QT01", "1号", result, "自然人"]);
    assert!(row("给予援助 11010519900307001X").unwrap_err()[0].message.contains("身份号码"));
    assert!(row("合同 202001010000000001 号").is_ok());
}

#[test]
fn the_state_of_a_document_agrees_with_its_dates() {
    let row = |state, expires, abolished| {
        let made = "2018-05-01";
        read_row(Register::Documents, &["1号", "办法", "规范性文件", state, made, made, "", expires, abolished, ""])
    };
    assert!(row("现行有效", "2020-04-30", "").is_ok());
    assert!(row("已废止", "", "2019-06-01").is_ok());
    for (state, expires, abolished) in
        [("已废止", "", ""), ("失效", "", ""), ("现行有效", "", "2019-06-01"), ("已修改", "2017-01-01", "")]
    {
        assert!(row(state, expires, abolished).is_err(), "{state} {expires} {abolished}");
    }
}

fn words() -> impl Strategy<Value = String> {
    "[一-龥a-zA-Z〔〕（）]{1,12}"
}

fn days() -> impl Strategy<Value = Date> {
    (1990i16..2030, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn records() -> impl Strategy<Value = Record> {
    let item = (words(), words(), days(), prop::option::of(1i64..4000), 0..4usize).prop_map(
        |(code, name, from, length, kind)| {
            let until = length.map(|days| from.saturating_add(jiff::Span::new().days(days)));
            let (basis, section) = (name.clone(), code.clone());
            Record::Items(CatalogueItem { code, kind: ItemKind::ALL[kind], name, basis, section, from, until })
        },
    );
    let contract = (words(), words(), days(), 0..=i64::MAX).prop_map(|(number, name, signed_on, amount)| {
        Record::Procurement(Contract {
            project_number: number.clone(),
            project_name: name.clone(),
            method: "公开招标".to_owned(),
            number,
            signed_on,
            supplier: name,
            amount,
        })
    });
    let document =
        (words(), words(), days(), 0..2usize, any::<bool>()).prop_map(|(number, title, made_on, kind, out)| {
            Record::Documents(RuleDocument {
                number,
                title,
                kind: RuleKind::ALL[kind],
                state: RuleState::Amended,
                made_on,
                published_on: out.then_some(made_on),
                effective_on: None,
                expires_on: Some(made_on),
                abolished_on: None,
                publication: out.then(|| DocumentId::new("abc")),
            })
        });
    prop_oneof![item, contract, document, work_records()]
}

fn work_records() -> impl Strategy<Value = Record> {
    let training = (words(), words(), days(), 1i64..=2000, 1i64..=100_000, any::<bool>()).prop_map(
        |(number, topic, on, half_hours, participants, kept)| {
            let (circle, material) = (topic.clone(), kept.then(|| number.clone()));
            Record::Trainings(Training { number, on, topic, half_hours, participants, circle, material })
        },
    );
    let meeting = (words(), words(), days()).prop_map(|(number, agenda, on)| {
        let (decisions, minutes) = (agenda.clone(), Some(number.clone()));
        Record::Meetings(Meeting { number, on, agenda, decisions, minutes })
    });
    let point = (words(), words(), days(), 0..3usize).prop_map(|(number, item, due, state)| {
        let state = PointState::ALL[state];
        let done = state == PointState::Done;
        let (document, section) = (item.clone(), number.clone());
        let (done_on, evidence) = (done.then_some(due), done.then(|| item.clone()));
        Record::WorkPoints(WorkPoint { number, document, item, section, due, state, done_on, evidence })
    });
    let rule = (words(), words(), days(), prop::option::of(1i64..4000)).prop_map(|(number, name, from, length)| {
        let (version, section) = (number.clone(), name.clone());
        let repealed_on = length.map(|days| from.saturating_add(jiff::Span::new().days(days)));
        let reviewed_on = length.is_none().then_some(from);
        let effective_on = from;
        Record::InternalRules(InternalRule { number, name, version, section, effective_on, reviewed_on, repealed_on })
    });
    prop_oneof![training, meeting, point, rule]
}

#[test]
fn hours_are_halves_and_people_are_whole() {
    let row = |hours, people| read_row(Register::Trainings, &["1", "2019-05-06", "条例", hours, people, "信息员", ""]);
    assert!(matches!(row("1.5", "30"), Ok(Record::Trainings(Training { half_hours: 3, participants: 30, .. }))));
    for (hours, people) in [("1.2", "30"), ("0", "30"), ("-1", "30"), ("两", "30"), ("2", "0"), ("2", "3.5"), ("2", "")]
    {
        assert!(row(hours, people).is_err(), "{hours} {people}");
    }
}

#[test]
fn a_point_is_done_with_a_day_and_evidence_or_not_at_all() {
    let row = |state, done, evidence| {
        read_row(Register::WorkPoints, &["1", "要点", "公开指南", "办公室", "2019-06-30", state, done, evidence])
    };
    assert!(row("推进中", "", "").is_ok());
    assert!(row("已完成", "2019-06-01", "已公开").is_ok());
    for (state, done, evidence) in
        [("已完成", "", "已公开"), ("已完成", "2019-06-01", ""), ("推进中", "2019-06-01", "")]
    {
        assert!(row(state, done, evidence).is_err(), "{state} {done} {evidence}");
    }
}

proptest! {
    #[test]
    fn what_is_exported_is_read_back(record in records()) {
        let cells = write_row(&record);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        prop_assert_eq!(cells.len(), columns(record.register()).len());
        prop_assert_eq!(read_row(record.register(), &cells), Ok(record));
    }

    #[test]
    fn no_row_panics(cells in prop::collection::vec("\\PC{0,30}", 0..12), register in 0..Register::ALL.len()) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let _ = read_row(Register::ALL[register], &cells);
    }
}
