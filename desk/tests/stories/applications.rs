//! Stories of applications: received, confirmed, corrected, asked about, extended, charged, withdrawn, given up.

use affairs::application::act::Consulted;
use affairs::application::{Form, Opinion, Phase, ProvisionWay};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::{Date, Instant};
use desk::applications::{Became, Came, Party, Registration};
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::reply_due::ConsultationKind;
use testkit::{Site, Staffed};

const KEY: &str = "a-key-drawn-with-the-form-1";

async fn office() -> Staffed {
    Site::open().await.with_officers().await
}

fn form(name: &str, wanted: &str) -> Form {
    let mut form = Form::default();
    form.applicant.name = name.to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = wanted.to_owned();
    form
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

struct Case<'office> {
    office: &'office Staffed,
    who: &'office Who,
    id: CaseId,
}

impl Case<'_> {
    async fn loaded(&self) -> affairs::application::Application {
        let desk = &self.office.site.desk;
        let found =
            store::applications::by_id(desk.reader(), desk.keyring().unwrap(), &self.who.agency, &self.id).await;
        found.unwrap().unwrap()
    }

    async fn version(&self) -> i64 {
        self.loaded().await.frame.version
    }

    async fn due(&self) -> Date {
        self.loaded().await.standing(WorkingDayCalendar::shipped()).alarm_day()
    }

    async fn phase(&self) -> Phase {
        self.loaded().await.standing(WorkingDayCalendar::shipped()).phase
    }
}

async fn registered<'office>(office: &'office Staffed, mode: IntakeMode, day: Date) -> Case<'office> {
    on(office, day);
    let registration = Registration {
        mode,
        submitted_on: day,
        signed_on: (mode == IntakeMode::RegisteredPost).then_some(day),
        trace: String::new(),
        kind: ApplicantKind::NaturalPerson,
        form: form("申请人甲", "2019年普法工作方案"),
    };
    let received = office.site.desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap();
    Case { office, who: &office.disclosure, id: received.case }
}

#[tokio::test]
async fn the_site_gives_one_receipt_for_one_form_and_only_its_code_opens_the_case() {
    let office = office().await;
    on(&office, date(2019, 9, 27));
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let kind = ApplicantKind::NaturalPerson;
    let receipt = desk.apply(agency, kind, form("申请人甲", "普法方案"), KEY, Vec::new()).await.unwrap();
    assert_eq!(receipt.number, "申请〔2019〕001号");
    assert_eq!(receipt.code.len(), 26);
    let again = desk.apply(agency, kind, form("申请人甲", "普法方案"), KEY, Vec::new()).await.unwrap();
    assert_eq!(again, receipt);
    let other = desk
        .apply(agency, kind, form("申请人甲", "普法方案"), "another-key-of-another-form", Vec::new())
        .await
        .unwrap();
    assert_eq!(other.number, "申请〔2019〕002号");

    let opened = desk.case_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    assert_eq!(opened.form.reveal(Purpose::Handling).applicant.name, "申请人甲");
    assert_eq!(code(desk.case_of_receipt(agency, &receipt.number, &other.code, "net").await), "receipt_wrong");
    assert_eq!(code(desk.case_of_receipt(agency, "申请〔2019〕009号", &receipt.code, "net").await), "receipt_wrong");
    assert_eq!(
        code(desk.apply(agency, kind, form("", "x"), "a-third-key-of-a-third-form", Vec::new()).await),
        "name_missing"
    );
    assert_eq!(code(desk.apply(agency, kind, form("甲", "x"), "short", Vec::new()).await), "form_key");

    desk.withdraw_by_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    assert_eq!(code(desk.withdraw_by_receipt(agency, &receipt.number, &receipt.code, "net").await), "done");
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.apply(agency, ApplicantKind::NaturalPerson, form("甲", "乙"), KEY, Vec::new()).await.unwrap();
    let mut slowed = 0;
    for guess in 0..10_000 {
        let answer = desk.case_of_receipt(agency, &receipt.number, &format!("{guess:026}"), "net").await;
        slowed += usize::from(code(answer) == "receipt_slow");
    }
    assert!(slowed > 9_900, "{slowed}");
}

#[tokio::test]
async fn a_mail_waits_for_its_confirmation_and_the_alarms_do_not() {
    let office = office().await;
    let case = registered(&office, IntakeMode::Email, date(2020, 1, 20)).await;
    let desk = &office.site.desk;
    assert_eq!(case.phase().await, Phase::AwaitingConfirmation);
    on(&office, date(2020, 1, 22));
    let came = |evidence: &str| Came { on: date(2020, 1, 22), evidence: evidence.to_owned() };
    assert_eq!(code(desk.confirm_receipt(case.who, &case.id, 1, came(" ")).await), "text_missing");
    desk.confirm_receipt(case.who, &case.id, 1, came("与申请人通话确认")).await.unwrap();
    assert_eq!(case.due().await, date(2020, 2, 25));
    assert_eq!(code(desk.confirm_receipt(case.who, &case.id, 1, came("再次")).await), "changed_elsewhere");
    assert_eq!(code(desk.confirm_receipt(case.who, &case.id, 2, came("再次")).await), "phase");
}

#[tokio::test]
async fn what_is_not_corrected_lapses_by_the_clock_alone() {
    let office = office().await;
    let case = registered(&office, IntakeMode::InPerson, date(2019, 9, 27)).await;
    let desk = &office.site.desk;
    on(&office, date(2019, 10, 12));
    desk.ask_to_correct(case.who, &case.id, 1, date(2019, 11, 1), "请写明年份和文件名称").await.unwrap();
    on(&office, date(2019, 11, 1));
    assert_eq!(desk.run_due_jobs().await.unwrap(), 0);
    on(&office, date(2019, 11, 2));
    desk.run_due_jobs().await.unwrap();
    assert_eq!(case.phase().await, Phase::Closed { outcome: Outcome::LapsedNoCorrection, on: date(2019, 11, 2) });
}

#[tokio::test]
async fn a_correction_with_the_receipt_starts_the_period_anew_and_stops_the_lapse() {
    let office = office().await;
    on(&office, date(2019, 9, 27));
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.apply(agency, ApplicantKind::NaturalPerson, form("甲", "方案"), KEY, Vec::new()).await.unwrap();
    let opened = desk.case_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    let case = Case { office: &office, who: &office.disclosure, id: opened.frame.id };
    on(&office, date(2019, 10, 12));
    desk.ask_to_correct(case.who, &case.id, 1, date(2019, 11, 1), "请写明哪一年的方案").await.unwrap();
    on(&office, date(2019, 10, 15));
    let wanted = form("", "2018年普法工作方案").wanted;
    desk.correct_by_receipt(agency, &receipt.number, &receipt.code, "net", wanted, Vec::new()).await.unwrap();
    assert_eq!(case.due().await, date(2019, 11, 12));
    let loaded = case.loaded().await;
    assert_eq!(loaded.form.reveal(Purpose::Handling).wanted.description, "2018年普法工作方案");
    on(&office, date(2019, 11, 4));
    desk.run_due_jobs().await.unwrap();
    assert_eq!(case.phase().await, Phase::Handling);
}

#[tokio::test]
async fn asking_and_extending_move_the_day_as_the_law_says() {
    let office = office().await;
    let case = registered(&office, IntakeMode::RegisteredPost, date(2019, 9, 27)).await;
    let desk = &office.site.desk;
    on(&office, date(2019, 10, 9));
    let party = || Party {
        kind: ConsultationKind::ThirdParty,
        name: "某企业".to_owned(),
        address: "云川市".to_owned(),
        question: "合同附件是否同意公开".to_owned(),
    };
    let version = case.version().await;
    desk.consult(case.who, &case.id, version, party(), date(2019, 10, 9)).await.unwrap();
    on(&office, date(2019, 10, 25));
    let version = case.version().await;
    let became = |what, on, words: &str| Became { key: 1, what, on, words: words.to_owned() };
    let delivered = became(Consulted::Delivered, date(2019, 10, 11), "");
    desk.record_consultation(case.who, &case.id, version, delivered).await.unwrap();
    let answered = became(Consulted::Answered(Opinion::Consents), date(2019, 10, 25), "同意公开");
    desk.record_consultation(case.who, &case.id, version + 1, answered).await.unwrap();
    assert_eq!(case.due().await, date(2019, 11, 18));

    let version = case.version().await;
    desk.ask_to_extend(case.who, &case.id, version, 20, "需要会商").await.unwrap();
    assert_eq!(code(desk.decide_extension(case.who, &case.id, version + 1, true, "").await), "role_missing");
    desk.decide_extension(&office.disclosure_head, &case.id, version + 1, true, "同意").await.unwrap();
    desk.notify_extension(case.who, &case.id, version + 2).await.unwrap();
    assert!(case.due().await > date(2019, 12, 10));
    assert_eq!(code(desk.ask_to_extend(case.who, &case.id, version + 3, 5, "再延").await), "extension");
}

#[tokio::test]
async fn the_eleventh_application_of_a_month_costs_a_hundred_yuan() {
    let office = office().await;
    let mut last = None;
    for _ in 0..11 {
        last = Some(registered(&office, IntakeMode::InPerson, date(2026, 7, 27)).await);
    }
    let case = last.unwrap();
    let desk = &office.site.desk;
    on(&office, date(2026, 8, 10));
    desk.charge_application(case.who, &case.id, 1, FeeMethod::ByItem, 0, date(2026, 8, 10)).await.unwrap();
    assert_eq!(case.phase().await, Phase::AwaitingPayment { until: date(2026, 9, 7) });
    on(&office, date(2026, 9, 4));
    assert_eq!(code(desk.enter_payment(case.who, &case.id, 2, 5_000, date(2026, 9, 4), "0001").await), "day");
    desk.enter_payment(case.who, &case.id, 2, 10_000, date(2026, 9, 4), "0001").await.unwrap();
    assert_eq!(case.due().await, date(2026, 10, 9));
    desk.refund(case.who, &case.id, 3, 10_000, "收费有误").await.unwrap();
    assert_eq!(code(desk.refund(case.who, &case.id, 4, 1, "再退").await), "day");
}

#[tokio::test]
async fn only_who_handles_a_case_sees_the_person_and_each_view_is_a_line() {
    let office = office().await;
    let case = registered(&office, IntakeMode::InPerson, date(2019, 9, 27)).await;
    let desk = &office.site.desk;
    for stranger in [&office.drafter, &office.other_drafter] {
        assert!(matches!(code(desk.read_application(stranger, &case.id).await), "not_handling"), "{stranger:?}");
    }
    for outside in [&office.auditor, &office.site.first_administrator] {
        assert_eq!(code(desk.read_application(outside, &case.id).await), "role_missing");
    }
    desk.read_application(&office.leader, &case.id).await.unwrap();
    let lines = store::journal::after(desk.reader(), &case.who.agency, 0, 10_000).await.unwrap();
    let text = serde_json::to_string(&lines).unwrap();
    assert_eq!(lines.iter().filter(|line| line.entry.act == "applications.read").count(), 1);
    assert!(!text.contains("申请人甲") && !text.contains("普法工作方案"), "the journal names nobody");

    desk.assign_application(case.who, &case.id, 1, &office.drafter.person).await.unwrap();
    desk.read_application(&office.drafter, &case.id).await.unwrap();
    assert!(desk.read_application(&office.section_head, &case.id).await.is_ok());
}

#[tokio::test]
async fn a_way_that_cannot_be_gone_and_a_day_that_cannot_be_are_refused_at_their_field() {
    let office = office().await;
    on(&office, date(2019, 9, 27));
    let desk = &office.site.desk;
    let registration = |mode, submitted_on, signed_on| Registration {
        mode,
        submitted_on,
        signed_on,
        trace: String::new(),
        kind: ApplicantKind::BusinessEnterprise,
        form: form("某公司", "合同"),
    };
    let tomorrow = date(2019, 9, 28);
    let early = registration(IntakeMode::InPerson, tomorrow, None);
    assert_eq!(code(desk.register_application(&office.disclosure, early, Vec::new()).await), "day");
    let unsigned = registration(IntakeMode::RegisteredPost, date(2019, 9, 26), None);
    assert_eq!(code(desk.register_application(&office.disclosure, unsigned, Vec::new()).await), "day");
    let right = registration(IntakeMode::InPerson, date(2019, 9, 27), None);
    assert_eq!(code(desk.register_application(&office.drafter, right, Vec::new()).await), "role_missing");
    let mut mail = form("甲", "乙");
    mail.wanted.way = ProvisionWay::Email;
    assert_eq!(
        code(desk.apply(&office.drafter.agency, ApplicantKind::NaturalPerson, mail, KEY, Vec::new()).await),
        "way_needs"
    );
}
