//! Stories of the registers: what is entered counts, what is wrong is named, what is frozen stays.

use affairs::id::RecordId;
use affairs::register::sheet::{columns, read_row};
use affairs::register::{Record, Register};
use affairs::report::Metric;
use desk::registers::{ExportFormat, ImportProgress, ImportState, Preview};
use desk::{ActError, Desk, Done, Who};
use std::sync::Mutex;
use store::registers::Filter;
use testkit::{Site, Staffed};

async fn office() -> Staffed {
    Site::open().await.with_officers().await
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn record(register: Register, cells: &[&str]) -> Record {
    read_row(register, cells).unwrap()
}

fn item(code: &str, until: &str) -> Record {
    record(Register::Items, &[code, "行政许可", "执业核准", "某办法", "办公室", "2018-03-01", until])
}

fn decision(number: &str, on: &str) -> Record {
    record(Register::Decisions, &[on, "XK01", number, "准予许可", "自然人"])
}

async fn figure(desk: &Desk, who: &Who, key: &str) -> i64 {
    let compiled = desk.compile_report(who, 2019).await.unwrap();
    compiled.tally.value(&Metric::from_key(key).unwrap())
}

/// Stages a sheet as an upload would.
async fn stage(desk: &Desk, who: &Who, register: Register, name: &str, bytes: &[u8]) -> String {
    let mut incoming = desk.incoming(who).await.unwrap();
    incoming.write(bytes).await.unwrap();
    desk.stage_sheet(who, register, incoming, name).await.unwrap()
}

async fn preview(desk: &Desk, who: &Who, register: Register, text: &str) -> Preview {
    let staging = stage(desk, who, register, "表.csv", text.as_bytes()).await;
    desk.preview_sheet(who, &staging).await.unwrap()
}

async fn import(desk: &Desk, who: &Who, register: Register, text: &str) -> Done<usize> {
    let staging = stage(desk, who, register, "表.csv", text.as_bytes()).await;
    desk.import_sheet(who, &staging, &|_| {}).await
}

fn heading(register: Register) -> String {
    columns(register).iter().map(|column| column.heading).collect::<Vec<_>>().join(",")
}

async fn rows(office: &Staffed, register: Register) -> i64 {
    let agency = &office.drafter.agency;
    store::registers::count(office.site.desk.reader(), agency, &Filter::all(register)).await.unwrap()
}

#[tokio::test]
async fn a_row_is_entered_corrected_and_voided_and_the_figure_follows() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    assert_eq!(code(desk.enter_row(who, decision("1号", "2019-03-01")).await), "item_unknown");
    let item_id = desk.enter_row(who, item("XK01", "")).await.unwrap();
    let id = desk.enter_row(who, decision("1号", "2019-03-01")).await.unwrap();
    assert_eq!(code(desk.enter_row(who, decision("1号", "2019-03-02")).await), "key_taken");
    assert_eq!(code(desk.enter_row(who, decision("2号", "2019-03-06")).await), "in_the_future");
    assert_eq!(figure(desk, who, "table2.licences.decisions").await, 1);

    let changed = decision("1号", "2018-12-31");
    assert_eq!(code(desk.correct_row(who, &id, 1, changed.clone(), "").await), "reason_missing");
    desk.correct_row(who, &id, 1, changed.clone(), "日期录入有误").await.unwrap();
    assert_eq!(code(desk.correct_row(who, &id, 1, changed, "又一次").await), "changed_elsewhere");
    assert_eq!(figure(desk, who, "table2.licences.decisions").await, 0);

    assert_eq!(code(desk.void_row(who, &item_id, 1, "不用了").await), "item_in_use");
    let early = desk.correct_row(who, &item_id, 1, item("XK01", "2018-06-01"), "取消").await;
    assert_eq!(code(early), "decisions_outside");
    desk.void_row(who, &id, 2, "重复登记").await.unwrap();
    assert_eq!(code(desk.void_row(who, &id, 3, "再作废").await), "voided");
    desk.void_row(who, &item_id, 1, "登记到别的机关").await.unwrap();
    assert_eq!(rows(&office, Register::Items).await, 0);
}

#[tokio::test]
async fn only_those_whose_business_it_is_keep_registers() {
    let office = office().await;
    let desk = &office.site.desk;
    for who in [&office.auditor, &office.leader, &office.site.first_administrator] {
        assert_eq!(code(desk.enter_row(who, item("XK01", "")).await), "role_missing");
    }
    let all = Filter::all(Register::Items);
    assert!(desk.export_register(&office.auditor, &all, ExportFormat::Csv).await.is_ok());
    let refused = desk.export_register(&office.site.first_administrator, &all, ExportFormat::Csv).await;
    assert_eq!(code(refused), "role_missing");
}

#[tokio::test]
async fn a_sheet_is_previewed_without_a_trace_and_imported_whole() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    desk.enter_row(who, item("XK01", "")).await.unwrap();
    let mut sheet = format!("\u{feff}{}\r\n", heading(Register::Decisions));
    for number in 0..2500 {
        sheet.push_str(&format!("2019/1/{},XK01,{number}号,准予许可,自然人\r\n", 1 + number % 28));
    }
    let shown = preview(desk, who, Register::Decisions, &sheet).await;
    assert_eq!((shown.rows, shown.problem_count, shown.first.len()), (2500, 0, 10));
    assert_eq!(shown.years.get(&2019), Some(&2500));
    assert_eq!(rows(&office, Register::Decisions).await, 0);

    let heard = Mutex::new(Vec::new());
    let hear = |progress: ImportProgress| heard.lock().unwrap().push((progress.done, progress.total));
    let done = desk.import_sheet(who, &shown.staging, &hear).await.unwrap();
    assert_eq!((done, rows(&office, Register::Decisions).await), (2500, 2500));
    assert_eq!(heard.into_inner().unwrap(), [(1000, 2500), (2000, 2500), (2500, 2500)]);
    assert_eq!(code(desk.import_sheet(who, &shown.staging, &|_| {}).await), "not_found");
    assert_eq!(code(import(desk, who, Register::Decisions, &sheet).await), "sheet_has_problems");
}

#[tokio::test]
async fn every_problem_of_a_sheet_is_named_by_row_and_column_and_nothing_is_written() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    desk.enter_row(who, item("XK01", "2019-02-01")).await.unwrap();
    desk.enter_row(who, decision("0号", "2019-01-02")).await.unwrap();
    let sheet = format!(
        "{}\n2019-01-03,XK01,1号,准予许可,自然人\n2019-13-03,XK01,2号,准予许可,自然人\n,XK01,3号,,组织\n\
         2019-01-03,XK09,4号,准予许可,自然人\n2019-02-01,XK01,5号,准予许可,自然人\n2019-01-03,XK01,1号,准予许可,自然人\n\
         2019-01-03,XK01,0号,准予许可,自然人\n=DATE(2019),XK01,8号,准予许可,自然人\n2019-01-03,XK01,9号,准予,自然人,多\n",
        heading(Register::Decisions)
    );
    let shown = preview(desk, who, Register::Decisions, &sheet).await;
    let found: Vec<(usize, &str)> =
        shown.problems.iter().map(|problem| (problem.row, problem.column.as_str())).collect();
    let expected = [
        (3, "决定日期"),
        (4, "决定日期"),
        (4, "处理结果"),
        (4, "相对人类别"),
        (5, "事项编码"),
        (6, "决定日期"),
        (7, "决定文号"),
        (8, "决定文号"),
        (9, "决定日期"),
        (9, "决定日期"),
        (10, "F列"),
    ];
    assert_eq!(found, expected);
    assert_eq!(code(desk.import_sheet(who, &shown.staging, &|_| {}).await), "sheet_has_problems");
    assert_eq!(rows(&office, Register::Decisions).await, 1);
}

#[tokio::test]
async fn what_is_no_sheet_of_this_register_is_refused_in_words() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    for (bytes, expected) in [
        ("决定日期,事项,决定文号,处理结果,相对人类别\n", "缺少“事项编码”一列"),
        ("", "空"),
        ("\u{1}\u{2}\u{3}noise", "表格"),
    ] {
        let staging = stage(desk, who, Register::Decisions, "表.csv", bytes.as_bytes()).await;
        match desk.preview_sheet(who, &staging).await {
            Err(ActError::Refused(refusal)) => assert!(refusal.message.contains(expected), "{}", refusal.message),
            other => panic!("{other:?}"),
        }
    }
    let staging = stage(desk, who, Register::Decisions, "表.csv", heading(Register::Decisions).as_bytes()).await;
    assert_eq!(code(desk.preview_sheet(who, &staging).await), "no_rows");
    assert_eq!(code(desk.preview_sheet(&office.other_drafter, &staging).await), "not_found");
}

#[tokio::test]
async fn what_is_exported_is_imported_into_another_office_unchanged() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    let sheet = format!(
        "{}\nP1,终端采购,公开招标,合〔2019〕1号,2019-02-24,某公司,\"386,000.00\"\nP1,终端采购,公开招标,合〔2019〕2号,2019年2月25日,\
         \"甲,乙\",0.05\nP2,=不是公式,公开招标,-3号,2018/12/31,某公司,7\n",
        heading(Register::Procurement)
    );
    // A text that begins like a formula is one to a CSV, so it comes by hand.
    let lines: Vec<&str> = sheet.lines().collect();
    import(desk, who, Register::Procurement, &lines[..3].join("\n")).await.unwrap();
    let odd = record(Register::Procurement, &["P2", "=不是公式", "公开招标", "-3号", "2018/12/31", "某公司", "7"]);
    desk.enter_row(who, odd).await.unwrap();
    assert_eq!(figure(desk, who, "table2.procurement.items").await, 1);
    assert_eq!(figure(desk, who, "table2.procurement.amount").await, 38_600_005);

    let all = Filter::all(Register::Procurement);
    let mine: Vec<Record> = kept(desk, who, &all).await;
    let other = Site::open().await.with_officers().await;
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        let exported = desk.export_register(who, &all, format).await.unwrap();
        let theirs = &other.drafter;
        let staging = stage(&other.site.desk, theirs, Register::Procurement, &exported.name, &exported.bytes).await;
        let shown = other.site.desk.preview_sheet(theirs, &staging).await.unwrap();
        assert_eq!(shown.problems, [], "{format:?}");
        other.site.desk.import_sheet(theirs, &staging, &|_| {}).await.unwrap();
        assert_eq!(kept(&other.site.desk, theirs, &all).await, mine, "{format:?}");
        for row in store::registers::page(other.site.desk.reader(), &theirs.agency, &all, 9, 0).await.unwrap() {
            other.site.desk.void_row(theirs, &row.id, 1, "再试一种格式").await.unwrap();
        }
    }
}

async fn kept(desk: &Desk, who: &Who, filter: &Filter) -> Vec<Record> {
    let rows = store::registers::page(desk.reader(), &who.agency, filter, 100, 0).await.unwrap();
    let mut records: Vec<Record> = rows.into_iter().map(|row| row.record).collect();
    records.sort_by(|left, right| left.key().cmp(right.key()));
    records
}

#[tokio::test]
async fn an_import_runs_once_however_often_its_button_is_pressed() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    let sheet = format!("{}\nF1,工本费,某法,每件十元,2018-01-01,\n", heading(Register::Fees));
    let staging = stage(desk, who, Register::Fees, "收费.csv", sheet.as_bytes()).await;
    let (first, second) = tokio::join!(desk.begin_import(who, &staging), desk.begin_import(who, &staging));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(rows(&office, Register::Fees).await, 1);
    assert!(matches!(desk.import_state(who, &staging), ImportState::Done { rows: 1 }));
    assert!(matches!(desk.import_state(&office.leader, &staging), ImportState::Unknown));
}

#[tokio::test]
async fn a_document_names_only_a_publication_that_exists() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    let (document, _) = office.publish("公布办法").await;
    let row = |number: &str, publication: &str| {
        let day = "2019-03-01";
        record(Register::Documents, &[number, "办法", "规范性文件", "现行有效", day, day, "", "", "", publication])
    };
    assert_eq!(code(desk.enter_row(who, row("1号", "nothing")).await), "publication_unknown");
    desk.enter_row(who, row("2号", document.as_str())).await.unwrap();
    assert_eq!(figure(desk, who, "table2.normative-documents.published-in-all").await, 1);
    assert_eq!(code(desk.void_row(who, &RecordId::new("nobody"), 1, "没有").await), "not_found");
}
