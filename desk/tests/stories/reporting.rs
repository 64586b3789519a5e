//! Stories of the annual report: counted from the records, held against its words, frozen, reviewed, published.

use affairs::document::{Column, ColumnGroup, ColumnKind, DocumentState};
use affairs::id::{CaseId, ColumnId, RemedyId};
use affairs::register::Register;
use affairs::register::sheet::read_row;
use affairs::remedy_case::Opening;
use affairs::report::{Metric, Narrative, Part, ReportLife};
use affairs::{Date, Instant};
use desk::applications::{Registration, RemedyStep};
use desk::reporting::ReportFormat;
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::received::IntakeMode;
use law::review_case::{Position, ReviewRoute};
use testkit::{Site, Staffed, agreeing};

async fn office() -> Staffed {
    let office = Site::open().await.with_officers().await;
    let column = Column {
        id: ColumnId::new("annual-reports"),
        group: ColumnGroup::Management,
        kind: ColumnKind::AnnualReport,
        name: "年度报告".to_owned(),
        description: "历年年度报告".to_owned(),
        keywords: Vec::new(),
        position: 1,
    };
    office.site.desk.save_column(&office.disclosure_head, &column).await.unwrap();
    office
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn finished() -> Narrative {
    let mut narrative = Narrative::blank("试验市司法局sifa", 2019);
    let say = |parts: &mut Vec<Part>, index: usize, text: &str| parts[index].paragraphs.push(text.to_owned());
    say(&mut narrative.sections.overview, 0, "本年度公开信息{portal.events.total}条。");
    say(&mut narrative.sections.overview, 2, "每条信息编列索引号。");
    say(&mut narrative.sections.overview, 3, "网站提供检索和下载。");
    say(&mut narrative.sections.overview, 4, "举办培训，开展核查。");
    say(&mut narrative.sections.problems, 0, "存在的问题是解读形式单一。");
    say(&mut narrative.sections.problems, 1, "改进措施是增加图表，进一步完善。");
    narrative
}

async fn write(office: &Staffed, narrative: Narrative) -> Done<i64> {
    let desk = &office.site.desk;
    let revision = desk.compile_report(&office.disclosure, 2019).await.unwrap().life.stored().revision;
    desk.write_report(&office.disclosure, 2019, revision, narrative).await
}

async fn enter(office: &Staffed, register: Register, cells: &[&str]) {
    office.site.desk.enter_row(&office.drafter, read_row(register, cells).unwrap()).await.unwrap();
}

/// One licence with a decision, one contract, one publication.
async fn a_year(office: &Staffed) {
    enter(office, Register::Items, &["XK01", "行政许可", "执业核准", "某办法", "办公室", "2018-03-01", ""]).await;
    enter(office, Register::Decisions, &["2019-03-01", "XK01", "许〔2019〕1号", "准予许可", "自然人"]).await;
    let contract = ["P1", "终端采购", "公开招标", "合〔2019〕1号", "2019-03-01", "某公司", "1,212,505.00"];
    enter(office, Register::Procurement, &contract).await;
    office.publish("法律援助便民措施").await;
}

fn january(office: &Staffed) {
    office.site.clock.set(Instant::of_shanghai(date(2020, 1, 8).at(10, 0, 0, 0)));
}

#[tokio::test]
async fn the_figures_are_those_of_the_records_and_each_opens_them() {
    let office = office().await;
    a_year(&office).await;
    let desk = &office.site.desk;
    let compiled = desk.compile_report(&office.auditor, 2019).await.unwrap();
    let form = &compiled.form;
    assert_eq!(form.count("table2/licences/items-last-year".parse().unwrap()), Some(1));
    assert_eq!(form.count("table2/licences/change".parse().unwrap()), Some(0));
    assert_eq!(form.count("table2/licences/decisions".parse().unwrap()), Some(1));
    assert_eq!(form.table_two.procurement_amount.to_string(), "121.2505万元");
    for (key, title) in [
        ("portal.events.total", "法律援助便民措施"),
        ("portal.events.management", "法律援助便民措施"),
        ("portal.columns.news", "法律援助便民措施"),
        ("table2.licences.decisions", "许〔2019〕1号（准予许可）"),
        ("table2.procurement.items", "终端采购（合〔2019〕1号）"),
    ] {
        let opened = desk.open_figure(&office.auditor, 2019, &Metric::from_key(key).unwrap(), 1).await.unwrap();
        assert_eq!((opened.figure.value, opened.total, opened.records[0].title.as_str()), (1, 1, title), "{key}");
        assert_eq!(opened.last_year.value, 0, "{key}");
    }
    assert_eq!(code(desk.compile_report(&office.auditor, 1999).await), "year");
    assert_eq!(code(desk.compile_report(&office.site.first_administrator, 2019).await), "role_missing");
}

#[tokio::test]
async fn words_with_unknown_figures_are_refused_and_two_windows_do_not_overwrite_each_other() {
    let office = office().await;
    let desk = &office.site.desk;
    let mut wrong = finished();
    wrong.preamble.push("共{portal.total}条".to_owned());
    assert_eq!(code(write(&office, wrong).await), "unknown_figure");
    assert_eq!(code(desk.write_report(&office.drafter, 2019, 0, finished()).await), "role_missing");
    assert_eq!(write(&office, finished()).await.unwrap(), 1);
    assert_eq!(code(desk.write_report(&office.disclosure, 2019, 0, finished()).await), "saved_elsewhere");
}

#[tokio::test]
async fn an_error_blocks_and_a_warning_wants_its_explanation() {
    let office = office().await;
    a_year(&office).await;
    let desk = &office.site.desk;
    let who = &office.disclosure;
    january(&office);
    let mut narrative = finished();
    narrative.sections.overview[1].paragraphs = vec!["本年度收到政府信息公开申请3件。".to_owned()];
    write(&office, narrative).await.unwrap();
    assert_eq!(code(desk.freeze_report(who, 2019, &office.drafter.person).await), "errors_stand");

    let mut narrative = finished();
    narrative.sections.overview[4].paragraphs.push("联系人李某待补充。".to_owned());
    write(&office, narrative).await.unwrap();
    assert_eq!(code(desk.freeze_report(who, 2019, &office.drafter.person).await), "warnings_unexplained");
    let compiled = desk.compile_report(who, 2019).await.unwrap();
    let waiting: Vec<String> = compiled
        .findings
        .iter()
        .filter(|found| found.finding.severity == law::annual_report::checks::Severity::Warning)
        .map(|found| found.finding.name.clone())
        .collect();
    assert!(!waiting.is_empty());
    assert_eq!(code(desk.explain_finding(who, 2019, "K-99/nothing", "没有这一条").await), "finding_gone");
    for name in &waiting {
        assert_eq!(code(desk.explain_finding(who, 2019, name, "无").await), "explanation_missing");
        desk.explain_finding(who, 2019, name, "经核对可以保留").await.unwrap();
    }
    desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap();
}

#[tokio::test]
async fn a_year_is_frozen_reviewed_by_four_and_published_and_then_stands_still() {
    let office = office().await;
    a_year(&office).await;
    let desk = &office.site.desk;
    let who = &office.disclosure;
    write(&office, finished()).await.unwrap();
    assert_eq!(code(desk.freeze_report(who, 2019, &office.drafter.person).await), "year_not_over");
    january(&office);
    assert_eq!(code(desk.freeze_report(who, 2019, &office.leader.person).await), "drafter");
    let document = desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap();
    assert_eq!(code(desk.freeze_report(who, 2019, &office.drafter.person).await), "frozen");
    assert_eq!(code(write(&office, finished()).await), "frozen");

    let kept = store::documents::by_id(desk.reader(), &who.agency, &document).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.owner), (DocumentState::Writing, office.drafter.person.clone()));
    assert_eq!(kept.content.attachments.len(), ReportFormat::MEMBERS.len());
    assert_eq!(kept.content.facts["table2"]["行政许可"], serde_json::json!([1, 0, 1]));
    assert!(kept.content.body.plain_text().contains("121.2505万元"));
    still_and_guarded(&office, who).await;
    let mut reworded = testkit::article("别的标题");
    reworded.targets = kept.content.targets.clone();
    desk.save(&office.drafter, &document, kept.revision, reworded).await.unwrap();
    let saved = store::documents::by_id(desk.reader(), &who.agency, &document).await.unwrap().unwrap();
    assert_eq!((&saved.content.title, &saved.content.body), (&kept.content.title, &kept.content.body));
    let pdf = &kept.content.attachments[0].file;
    assert_eq!(code(desk.detach(&office.drafter, &document, pdf).await), "report_frozen");

    let revision = office.revision(&document).await;
    let hash = desk.submit(&office.drafter, &document, revision).await.unwrap();
    desk.run_due_jobs().await.unwrap();
    assert_eq!(desk.compile_report(who, 2019).await.unwrap().life.label(), "审核中");
    assert_eq!(code(desk.reopen_report(who, 2019, "要改").await), "in_review");
    for reviewer in [&office.section_head, &office.secrecy, &office.leader] {
        desk.approve(reviewer, agreeing(&hash)).await.unwrap();
    }
    assert!(desk.publish(who, &hash).await.unwrap());
    let published = desk.compile_report(who, 2019).await.unwrap();
    assert!(matches!(published.life, ReportLife::Published(..)));
    assert_eq!(code(desk.reopen_report(who, 2019, "要改").await), "published");
    assert_eq!(desk.frozen_differences(&who.agency, 2019).await.unwrap(), Vec::<String>::new());
    let lines = desk.list_reports(who).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.year).collect::<Vec<_>>(), [2020, 2019]);
}

#[tokio::test]
async fn an_erratum_makes_the_files_anew_and_keeps_the_old_ones_within_reach() {
    let office = office().await;
    a_year(&office).await;
    let desk = &office.site.desk;
    let who = &office.disclosure;
    write(&office, finished()).await.unwrap();
    january(&office);
    assert_eq!(code(desk.correct_report(who, 2019, "数字有误").await), "not_published");
    let document = desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap();
    let first = carried(&office, &document).await;
    assert_eq!(code(desk.correct_report(who, 2019, " ").await), "reason_missing");
    desk.correct_report(who, 2019, "文字有误").await.unwrap();
    assert_eq!(desk.compile_report(who, 2019).await.unwrap().life.label(), "编制中");

    let mut narrative = finished();
    narrative.sections.other[0].paragraphs.push("本报告曾经勘误。".to_owned());
    write(&office, narrative).await.unwrap();
    office.site.clock.set(Instant::of_shanghai(date(2020, 1, 9).at(10, 0, 0, 0)));
    assert_eq!(desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap(), document, "the same document");
    assert_eq!(desk.compile_report(who, 2019).await.unwrap().life.label(), "已冻结，待送审");
    let second = carried(&office, &document).await;
    assert_eq!(desk.compile_report(who, 2019).await.unwrap().life.label(), "已勘误");

    let members = ReportFormat::MEMBERS.len();
    assert_eq!(first.attachments.len(), members);
    let (new, old) = second.attachments.split_at(members);
    for before in &first.attachments {
        // The words changed, the figures did not: CSV and JSON are the same to the byte and superseded by nothing.
        if new.iter().any(|file| file.file == before.file) {
            assert!(before.name.ends_with(".csv") || before.name.ends_with(".json"), "{}", before.name);
            continue;
        }
        let kept = old.iter().find(|file| file.file == before.file).unwrap();
        assert_eq!(kept.name, format!("勘误前（第1版，已被更正）{}", before.name));
        assert!(store::publications::file(desk.reader(), &kept.file).await.unwrap().is_some(), "{}", kept.name);
    }
    assert_eq!(old.len(), 3, "PDF, Word and workbook");
    let pdf = desk.report_file(who, 2019, ReportFormat::Pdf).await.unwrap();
    assert_eq!(affairs::ContentHash::of(&pdf.bytes), second.attachments[0].file);
    assert_ne!(first.attachments[0].file, second.attachments[0].file);
}

/// Through the four and out; answers the bundle that stands.
async fn carried(office: &Staffed, document: &affairs::id::DocumentId) -> affairs::document::Bundle {
    let desk = &office.site.desk;
    let revision = office.revision(document).await;
    let hash = desk.submit(&office.drafter, document, revision).await.unwrap();
    desk.run_due_jobs().await.unwrap();
    for reviewer in [&office.section_head, &office.secrecy, &office.leader] {
        desk.approve(reviewer, agreeing(&hash)).await.unwrap();
    }
    assert!(desk.publish(&office.disclosure, &hash).await.unwrap());
    store::publications::by_document(desk.reader(), document).await.unwrap().unwrap().bundle
}

/// What would alter a frozen year is refused; what would not is done.
async fn still_and_guarded(office: &Staffed, who: &Who) {
    let desk = &office.site.desk;
    let filter = store::registers::Filter::all(Register::Decisions);
    let row = store::registers::page(desk.reader(), &who.agency, &filter, 1, 0).await.unwrap().remove(0);
    assert_eq!(code(desk.void_row(who, &row.id, 1, "作废").await), "year_frozen");
    let changed = |cells: &[&str]| read_row(Register::Decisions, cells).unwrap();
    let other_result = changed(&["2019-03-01", "XK01", "许〔2019〕1号", "准予", "自然人"]);
    desk.correct_row(who, &row.id, 1, other_result, "结果名称有误").await.unwrap();
    let late = changed(&["2019-12-31", "XK01", "许〔2019〕2号", "准予", "自然人"]);
    assert_eq!(code(desk.enter_row(who, late).await), "year_frozen");
    let next = changed(&["2020-01-02", "XK01", "许〔2020〕1号", "准予", "自然人"]);
    desk.enter_row(who, next).await.unwrap();
}

#[tokio::test]
async fn the_files_of_a_frozen_report_are_the_same_bytes_at_the_same_instant() {
    let office = office().await;
    a_year(&office).await;
    let desk = &office.site.desk;
    let who = &office.disclosure;
    write(&office, finished()).await.unwrap();
    january(&office);
    let draft = desk.report_file(who, 2019, ReportFormat::Pdf).await.unwrap();
    assert!(draft.name.contains("样稿") && draft.bytes.starts_with(b"%PDF"));
    desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap();
    let mut first = Vec::new();
    for format in ReportFormat::ALL {
        first.push(desk.report_file(who, 2019, format).await.unwrap());
    }
    assert!(first.iter().all(|file| !file.name.contains("样稿") && !file.bytes.is_empty()));

    assert_eq!(code(desk.reopen_report(who, 2019, "").await), "reason_missing");
    desk.reopen_report(who, 2019, "核对后重新冻结").await.unwrap();
    let document = desk.freeze_report(who, 2019, &office.drafter.person).await.unwrap();
    for (format, before) in ReportFormat::ALL.into_iter().zip(first) {
        let again = desk.report_file(who, 2019, format).await.unwrap();
        assert_eq!(again.bytes, before.bytes, "{}", before.name);
    }
    let stored = store::reports::by_year(desk.reader(), &who.agency, 2019).await.unwrap().unwrap();
    assert_eq!(stored.document, Some(document), "the second freezing writes into the document of the first");
}

#[tokio::test]
#[ignore = "run by the bench report-frozen"]
async fn freezing_a_report_in_figures() {
    let office = office().await;
    a_year(&office).await;
    january(&office);
    write(&office, finished()).await.unwrap();
    let started = std::time::Instant::now();
    office.site.desk.freeze_report(&office.disclosure, 2019, &office.drafter.person).await.unwrap();
    println!("frozen with page, PDF, Word and JSON: {:.1} ms", started.elapsed().as_secs_f64() * 1_000.0);
}

fn opened_on(received_on: Date, route: ReviewRoute) -> Opening {
    let term = route.answer_terms()[0];
    let (position, organ) = (Position::Respondent, "复议机关或者人民法院".to_owned());
    Opening { route, position, organ, filed_on: None, accepted_on: None, received_on, term }
}

/// An application withdrawn and attacked, and one that is charged and carried over.
async fn cases_of_2024(office: &Staffed) -> (CaseId, CaseId, RemedyId) {
    let (desk, who, day) = (&office.site.desk, &office.disclosure, date(2024, 11, 4));
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
    let mut cases = Vec::new();
    for (name, kind) in [("申请人甲", ApplicantKind::NaturalPerson), ("某公司", ApplicantKind::BusinessEnterprise)]
    {
        let mut form = affairs::application::Form::default();
        form.applicant.name = name.to_owned();
        form.applicant.telephone = "13000000000".to_owned();
        form.wanted.description = "普法工作方案".to_owned();
        let mode = IntakeMode::InPerson;
        let registration = Registration { mode, submitted_on: day, signed_on: None, trace: String::new(), kind, form };
        cases.push(desk.register_application(who, registration, Vec::new()).await.unwrap().case);
    }
    let [first, second] = [cases.remove(0), cases.remove(0)];
    desk.withdraw_application(who, &first, 1, "来电撤回").await.unwrap();
    desk.charge_application(who, &second, 1, law::fee::FeeMethod::ByPage, 31, day).await.unwrap();
    let opening = opened_on(day, ReviewRoute::Reconsideration);
    let remedy = desk.open_remedy(who, &first, opening, "", "").await.unwrap();
    (first, second, remedy)
}

async fn worded_2024(office: &Staffed) {
    office.site.clock.set(Instant::of_shanghai(date(2025, 1, 8).at(10, 0, 0, 0)));
    let blank = Narrative::blank("试验市司法局sifa", 2024);
    let mut narrative = finished();
    (narrative.preamble, narrative.sections.other) = (blank.preamble, blank.sections.other);
    office.site.desk.write_report(&office.disclosure, 2024, 0, narrative).await.unwrap();
}

/// 2024 in the form of 2021, counted from its cases, each figure opening them.
#[tokio::test]
async fn a_year_of_the_form_of_2021_is_counted_from_its_cases_and_frozen() {
    let office = office().await;
    let (desk, who) = (&office.site.desk, &office.disclosure);
    let (_, second, remedy) = cases_of_2024(&office).await;
    worded_2024(&office).await;
    let compiled = desk.compile_report(who, 2024).await.unwrap();
    for (code, counted) in [
        ("table3/r1/total", 2),
        ("table3/r3.6.3/natural-person", 1),
        ("table3/r3.7/total", 1),
        ("table3/r4/business", 1),
        ("table4/reconsideration/pending", 1),
    ] {
        assert_eq!(compiled.form.count(code.parse().unwrap()), Some(counted), "{code}");
    }
    let said = format!("{:?}", compiled.worded.other);
    assert!(said.contains("发出信息处理费收费通知1件，通知金额10元，收取信息处理费0元。"), "{said}");
    for (key, id) in [("table3.r4.business", second.as_str()), ("table4.reconsideration.pending", remedy.as_str())] {
        let opened = desk.open_figure(who, 2024, &Metric::from_key(key).unwrap(), 1).await.unwrap();
        assert_eq!((opened.total, opened.records[0].id.as_str()), (1, id), "{key}");
        assert!(!opened.records[0].title.contains("某公司"), "{}", opened.records[0].title);
    }

    let document = desk.freeze_report(who, 2024, &office.drafter.person).await.unwrap();
    let kept = store::documents::by_id(desk.reader(), &who.agency, &document).await.unwrap().unwrap();
    let facts = &kept.content.facts;
    assert_eq!(facts["form"], "2021");
    assert_eq!(facts["table3"]["r3.6.3"], serde_json::json!([1, 0, 0, 0, 0, 0, 1]));
    assert_eq!(facts["table2"]["行政规范性文件"], serde_json::json!([0, 0, 0]));
    let text = kept.content.body.plain_text();
    assert!(text.contains("本年收费金额（单位：万元）") && text.contains("（六）其他处理"), "{text}");
    assert!(!text.contains("采购总金额"));
    let pdf = desk.report_file(who, 2024, ReportFormat::Pdf).await.unwrap();
    assert!(pdf.bytes.starts_with(b"%PDF"));
    assert_eq!(desk.frozen_differences(&who.agency, 2024).await.unwrap(), Vec::<String>::new());
}

/// What is decided in the new year leaves the closed one as it is, and is carried into the new one.
#[tokio::test]
async fn a_closed_year_stands_still_and_the_next_one_goes_on_from_it() {
    let office = office().await;
    let (desk, who) = (&office.site.desk, &office.disclosure);
    let (_, second, remedy) = cases_of_2024(&office).await;
    worded_2024(&office).await;
    desk.freeze_report(who, 2024, &office.drafter.person).await.unwrap();
    let (result, on) = (law::review_case::ReviewResult::Upheld, date(2025, 1, 8));
    let ruled = |on| RemedyStep::Ruled { result, on, in_force: false };
    assert_eq!(code(desk.record_remedy(who, &remedy, 1, ruled(date(2024, 12, 30)), "").await), "year_frozen");
    desk.record_remedy(who, &remedy, 1, ruled(on), "").await.unwrap();
    assert_eq!(desk.frozen_differences(&who.agency, 2024).await.unwrap(), Vec::<String>::new());
    let next = desk.compile_report(who, 2025).await.unwrap();
    let count = |code: &str| next.form.count(code.parse().unwrap());
    assert_eq!((count("table3/r2/business"), count("table4/reconsideration/upheld")), (Some(1), Some(1)));
    let broken: Vec<&str> = next.findings.iter().map(|found| found.finding.rule.code()).collect();
    assert!(!broken.contains(&"K-30") && !broken.contains(&"K-31"), "{broken:?}");
    let late = opened_on(date(2024, 12, 30), ReviewRoute::DirectSuit);
    assert_eq!(code(desk.open_remedy(who, &second, late, "", "").await), "year_frozen");
}

/// Two trainings, a meeting, two work points and a rule that nobody has looked over.
async fn a_year_of_work(office: &Staffed) {
    let training = |number: &'static str, people: &'static str| ["", number, people];
    for [_, number, people] in [training("培1", "42"), training("培2", "16")] {
        let cells = [number, "2019-02-20", "条例学习", "1.5", people, "各科室信息员", ""];
        enter(office, Register::Trainings, &cells).await;
    }
    enter(office, Register::Meetings, &["会1", "2019-02-28", "年度安排", "任务分解到科室", ""]).await;
    let point =
        |number, state, done, evidence| [number, "要点", "公开指南", "办公室", "2019-12-20", state, done, evidence];
    enter(office, Register::WorkPoints, &point("点1", "已完成", "2019-02-01", "公开指南栏目")).await;
    enter(office, Register::WorkPoints, &point("点2", "推进中", "", "")).await;
    let rule = ["制1", "目录管理办法", "第一版", "办公室", "2016-06-01", "", ""];
    enter(office, Register::InternalRules, &rule).await;
}

#[tokio::test]
async fn the_year_s_work_is_counted_named_in_the_words_and_stands_still_with_the_year() {
    let office = office().await;
    a_year(&office).await;
    a_year_of_work(&office).await;
    let desk = &office.site.desk;
    for (key, value, records) in [
        ("work.trainings", 2, 2),
        ("work.persons_trained", 58, 2),
        ("work.meetings", 1, 1),
        ("work.points", 2, 2),
        ("work.points_done", 1, 1),
        ("work.internal_rules", 1, 1),
        ("work.internal_rules_made", 0, 0),
    ] {
        let opened = desk.open_figure(&office.auditor, 2019, &Metric::from_key(key).unwrap(), 1).await.unwrap();
        assert_eq!((opened.figure.value, opened.records.len()), (value, records), "{key}");
    }
    january(&office);
    let mut narrative = finished();
    let said = "举办培训{work.trainings}次，{work.persons_trained|余10}参加。".to_owned();
    narrative.sections.overview[4].paragraphs = vec![said];
    write(&office, narrative).await.unwrap();
    let compiled = desk.compile_report(&office.disclosure, 2019).await.unwrap();
    let text = format!("{:?}", compiled.worded.overview);
    assert!(text.contains("举办培训2次，50余人次参加。"), "{text}");
    explain_all(&office).await;
    desk.freeze_report(&office.disclosure, 2019, &office.drafter.person).await.unwrap();
    let late = read_row(Register::Trainings, &["培3", "2019-03-03", "补登", "1", "5", "信息员", ""]).unwrap();
    assert_eq!(code(desk.enter_row(&office.drafter, late).await), "year_frozen");
}

async fn explain_all(office: &Staffed) {
    use law::annual_report::checks::Severity;
    let desk = &office.site.desk;
    for found in desk.compile_report(&office.disclosure, 2019).await.unwrap().findings {
        if found.finding.severity == Severity::Warning {
            let name = &found.finding.name;
            desk.explain_finding(&office.disclosure, 2019, name, "已逐条核对，情况属实。").await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_problem_is_suggested_by_the_records_taken_mended_written_and_carried() {
    let office = office().await;
    a_year(&office).await;
    a_year_of_work(&office).await;
    january(&office);
    let desk = &office.site.desk;
    let (head, auditor) = (&office.disclosure_head, &office.auditor);
    let list = desk.problem_list(auditor, 2019).await.unwrap();
    let sources: Vec<&str> = list.suggestions.iter().map(|one| one.source.as_str()).collect();
    assert!(sources.contains(&"rule/制1") && sources.contains(&"point/点2"), "{sources:?}");
    assert!(!sources.contains(&"point/点1"), "{sources:?}");

    assert_eq!(code(desk.take_suggestion(auditor, 2019, "rule/制1").await), "role_missing");
    let rule = desk.take_suggestion(head, 2019, "rule/制1").await.unwrap();
    let point = desk.take_suggestion(head, 2019, "point/点2").await.unwrap();
    assert_eq!(code(desk.take_suggestion(head, 2019, "rule/制1").await), "taken");
    assert_eq!(code(desk.take_suggestion(head, 2019, "rule/制9").await), "suggestion_gone");
    let list = desk.problem_list(head, 2019).await.unwrap();
    assert!(list.suggestions.iter().all(|one| one.source != "rule/制1"));

    let kept = |id: &affairs::id::RecordId| list.problems.iter().find(|one| one.id == *id).unwrap().clone();
    let mended = affairs::report::ProblemWords {
        state: affairs::register::PointState::Done,
        outcome: "已修订并公布".to_owned(),
        ..kept(&rule).words
    };
    desk.change_problem(head, (2019, &rule), 1, mended.clone()).await.unwrap();
    assert_eq!(code(desk.change_problem(head, (2019, &rule), 1, mended).await), "changed_elsewhere");

    write(&office, finished()).await.unwrap();
    let open = desk.open_matters(head, &desk.compile_report(head, 2019).await.unwrap()).await.unwrap();
    let labels: Vec<String> = open.into_iter().map(affairs::report::completeness::OpenMatter::label).collect();
    assert!(labels.contains(&"问题清单有 2 项没有写进第五部分".to_owned()), "{labels:?}");
    assert!(labels.contains(&"1 项要点任务没有完成依据".to_owned()), "{labels:?}");
    desk.write_problems(head, 2019).await.unwrap();
    let compiled = desk.compile_report(head, 2019).await.unwrap();
    let text = format!("{:?}", compiled.worded.problems);
    assert!(text.contains("《目录管理办法》") && text.contains("已完成：已修订并公布"), "{text}");
    assert!(!text.contains("解读形式单一"), "the items stand in place of what was there: {text}");

    assert_eq!(desk.problem_list(head, 2020).await.unwrap().to_carry, 1);
    assert_eq!(desk.carry_problems(head, 2020).await.unwrap(), 1);
    assert_eq!(code(desk.carry_problems(head, 2020).await), "nothing_to_carry");
    let next = desk.problem_list(head, 2020).await.unwrap();
    assert_eq!((next.problems[0].id.clone(), next.problems[0].first_year), (point.clone(), 2019));
    assert_eq!(code(desk.strike_problem(head, (2020, &point), 1, " ").await), "reason_missing");
    desk.strike_problem(head, (2020, &point), 1, "任务已经取消").await.unwrap();
    assert!(desk.problem_list(head, 2020).await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn an_inspection_gets_its_sheets_in_one_parcel_and_the_journal_says_so() {
    let office = office().await;
    a_year(&office).await;
    a_year_of_work(&office).await;
    january(&office);
    let desk = &office.site.desk;
    assert_eq!(code(desk.inspection_package(&office.drafter, 2019, 2019).await), "role_missing");
    for (first, last) in [(2020, 2019), (2014, 2019), (2019, 2021)] {
        assert_eq!(code(desk.inspection_package(&office.disclosure, first, last).await), "period", "{first}-{last}");
    }
    let mut package = desk.inspection_package(&office.disclosure, 2019, 2020).await.unwrap();
    assert!(package.name.contains("2019—2020年政府信息公开迎检材料.zip"), "{}", package.name);
    let mut bytes = Vec::new();
    while let Some(piece) = package.pieces.recv().await {
        bytes.extend(piece.unwrap());
    }
    assert!(bytes.starts_with(b"PK"));
    // Names stand in a ZIP as they are, in front of what they name and in its list at the end.
    let holds = |name: &str| bytes.windows(name.len()).filter(|part| *part == name.as_bytes()).count() == 2;
    for name in [
        "01-2019年保密审查台账.xlsx",
        "02-2019年依申请公开台账.xlsx",
        "03-2019年公开培训台账.xlsx",
        "04-2019年领导小组会议台账.xlsx",
        "05-2019年工作要点任务台账.xlsx",
        "06-公开制度台账.xlsx",
        "07-2019年逾期事项.xlsx",
        "08-2019年紧急下架.xlsx",
        "09-2020年保密审查台账.xlsx",
        "00-目录.csv",
    ] {
        assert!(holds(name), "{name}");
    }
    let head = store::journal::head(desk.reader(), &office.disclosure.agency).await.unwrap().unwrap();
    let lines = store::audit::lines_after(desk.reader(), &office.disclosure.agency, head.0 - 1, 1).await.unwrap();
    assert!(format!("{:?}", lines[0]).contains("report.inspection_package"), "{:?}", lines[0]);
}
