//! Stories of the calendar: a year that is announced, a holiday that is changed, mornings on which people are told.

use affairs::application::{Event, FileRole, Form, ProvisionWay};
use affairs::id::{CaseId, PersonId};
use affairs::notice::Subject;
use affairs::{Date, Instant};
use desk::applications::Registration;
use desk::calendars::NoticeText;
use desk::keeping::verify;
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::Reach;
use law::received::IntakeMode;
use testkit::{Site, Staffed};

async fn office() -> Staffed {
    Site::open().await.with_officers().await
}

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

async fn received(office: &Staffed, day: Date) -> CaseId {
    received_from(office, day, "").await
}

/// The same of somebody who wants to be answered by mail, where an address is given.
async fn received_from(office: &Staffed, day: Date, email: &str) -> CaseId {
    on(office, day);
    let mut form = Form::default();
    if !email.is_empty() {
        form.applicant.email = email.to_owned();
        form.wanted.way = ProvisionWay::Email;
    }
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = format!("{day}的文件");
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: day,
        signed_on: None,
        trace: String::new(),
        kind: ApplicantKind::NaturalPerson,
        form,
    };
    office.site.desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case
}

/// The flat row's day and whether it may still move.
async fn due(office: &Staffed, case: &CaseId) -> (Date, bool) {
    let reader = office.site.desk.reader();
    let cases = store::calendars::cases_after(reader, &office.drafter.agency, true, None, 99).await.unwrap();
    let found = cases.into_iter().find(|one| one.case == *case).unwrap();
    (found.kept.due_on, found.kept.provisional)
}

async fn is_sound(office: &Staffed) {
    let desk = &office.site.desk;
    let report = verify(desk.reader(), desk.files(), Some(desk.keyring().unwrap()), &|_| {}).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
    assert!(report.applications > 0);
}

/// A notice in the form such notices have; the days are made up for this story.
fn next_year() -> NoticeText {
    NoticeText {
        year: 2027,
        reach: Reach::Year,
        number: "甲办发〔2026〕1号".to_owned(),
        issued_on: date(2026, 12, 1),
        title: "关于2027年部分节假日安排的通知".to_owned(),
        text: "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月6日至12日放假调休，共7天。2月14日（周日）上班。\n\
               三、劳动节：5月1日至5日放假调休，共5天。\n四、国庆节：10月1日至7日放假调休，共7天。"
            .to_owned(),
    }
}

async fn imported(office: &Staffed, text: &NoticeText, reason: &str) -> i64 {
    let desk = &office.site.desk;
    let preview = desk.preview_calendar(&office.disclosure_head, text).await.unwrap();
    desk.import_calendar(&office.disclosure_head, text, &preview.version, reason).await.unwrap()
}

async fn unread(office: &Staffed, who: &Who) -> Vec<Subject> {
    let reader = office.site.desk.reader();
    let notices = store::outbox::notices(reader, &who.agency, &who.person, 99).await.unwrap();
    notices.into_iter().filter(|notice| notice.read_at.is_none()).map(|notice| notice.subject).collect()
}

#[tokio::test]
async fn a_year_is_announced_and_every_open_case_follows_with_its_old_day_beside() {
    let office = office().await;
    let desk = &office.site.desk;
    let near = received(&office, date(2026, 11, 23)).await;
    let far = received(&office, date(2026, 12, 10)).await;
    assert_eq!(due(&office, &far).await, (date(2027, 1, 7), true), "weekends alone");
    let before = desk.preview_calendar(&office.disclosure_head, &next_year()).await.unwrap();
    let moved: Vec<(&str, Date, Date)> =
        before.moves.iter().map(|one| (one.case.as_str(), one.old_due_on, one.new_due_on)).collect();
    assert_eq!(moved, [(far.as_str(), date(2027, 1, 7), date(2027, 1, 8))]);
    assert!(before.replaces.is_empty() && before.unread.is_empty());
    assert_eq!(due(&office, &far).await, (date(2027, 1, 7), true), "a preview keeps nothing");

    assert_eq!(code(desk.preview_calendar(&office.disclosure, &next_year()).await), "role_missing");
    let head = &office.disclosure_head;
    assert_eq!(code(desk.import_calendar(head, &next_year(), "another", "").await), "changed_elsewhere");
    assert_eq!(imported(&office, &next_year(), "").await, 1);
    assert_eq!(due(&office, &far).await, (date(2027, 1, 8), false));
    assert_eq!(due(&office, &near).await, (date(2026, 12, 21), false));
    assert!(desk.calendar(&office.drafter.agency).await.unwrap().is_announced(2027));
    let seen = desk.calendar_import(&office.leader, 1, 99).await.unwrap();
    assert_eq!((seen.moves.len(), seen.notice.reason.as_str()), (1, "2027年节假日安排公布"));
    let notices = unread(&office, &office.disclosure).await;
    assert!(
        notices.iter().any(|one| matches!(one, Subject::CalendarMoved { count: 1, revision: 1, .. })),
        "{notices:?}"
    );
    is_sound(&office).await;

    // What happens to the case from now on is counted by the new calendar.
    let later = received(&office, date(2026, 12, 11)).await;
    assert_eq!(due(&office, &later).await, (date(2027, 1, 11), false));
}

#[tokio::test]
async fn a_known_year_is_changed_only_with_a_reason() {
    let office = office().await;
    let desk = &office.site.desk;
    let head = &office.disclosure_head;
    let case = received(&office, date(2026, 12, 10)).await;
    imported(&office, &next_year(), "").await;
    let change = NoticeText {
        reach: Reach::Amendment,
        number: "甲办发〔2026〕2号".to_owned(),
        issued_on: date(2026, 12, 9),
        text: "元旦：1月4日（周一）放假，共1天。".to_owned(),
        ..next_year()
    };
    let preview = desk.preview_calendar(head, &change).await.unwrap();
    assert_eq!(preview.days.iter().map(|day| (day.date, day.worked)).collect::<Vec<_>>(), [(date(2027, 1, 4), false)]);
    assert_eq!(code(desk.import_calendar(head, &change, &preview.version, " ").await), "reason_missing");
    assert_eq!(imported(&office, &change, "假期延长").await, 2);
    assert_eq!(due(&office, &case).await, (date(2027, 1, 11), false));
    let moves = store::calendars::moves_of(desk.reader(), &office.drafter.agency, &case).await.unwrap();
    let days: Vec<(Date, Date)> = moves.iter().map(|(_, one)| (one.old_due_on, one.new_due_on)).collect();
    assert_eq!(days, [(date(2027, 1, 7), date(2027, 1, 8)), (date(2027, 1, 8), date(2027, 1, 11))]);
    is_sound(&office).await;

    let again = desk.preview_calendar(head, &next_year()).await;
    assert_eq!(code(again), "notice_days", "an older notice changes nothing");
    let nonsense = NoticeText { text: "没有日期".to_owned(), ..next_year() };
    assert_eq!(code(desk.preview_calendar(head, &nonsense).await), "notice_text");
    let nameless = NoticeText { number: String::new(), ..next_year() };
    assert_eq!(code(desk.preview_calendar(head, &nameless).await), "notice_number");
}

#[tokio::test]
async fn those_whose_day_a_notice_moved_are_told_once_by_a_letter_of_their_own_number() {
    let office = office().await;
    let (desk, head, agency) = (&office.site.desk, &office.disclosure_head, &office.drafter.agency);
    let near = received(&office, date(2026, 11, 23)).await;
    let far = received(&office, date(2026, 12, 10)).await;
    let by_mail = received_from(&office, date(2026, 12, 10), "canary-moved@example.com").await;
    let waiting = received(&office, date(2026, 12, 10)).await;
    desk.ask_to_correct(&office.disclosure, &waiting, 1, date(2027, 1, 20), "请写明年度").await.unwrap();
    imported(&office, &next_year(), "").await;
    assert_eq!(code(desk.tell_moved_applicants(&office.disclosure, 1).await), "role_missing");
    assert_eq!(code(desk.tell_moved_applicants(head, 2).await), "not_found");
    assert_eq!(code(desk.moved_letters(head, 1).await), "no_letters");

    desk.tell_moved_applicants(head, 1).await.unwrap();
    desk.run_due_jobs().await.unwrap();
    let told = desk.told_of_import(agency, 1).await.unwrap();
    assert_eq!(told, [far.clone(), by_mail.clone()].into(), "{near} did not move, {waiting} waits for its applicant");
    let application = desk.read_application(&office.disclosure, &far).await.unwrap();
    let (before, now) = (date(2027, 1, 7), date(2027, 1, 8));
    let event = Event::DueDayTold { on: date(2026, 12, 10), before, now, revision: 1 };
    assert_eq!(application.events.last().unwrap().event, event);
    let files = desk.case_files(&office.disclosure, &far).await.unwrap();
    assert_eq!(files.iter().map(|file| file.role).collect::<Vec<_>>(), [FileRole::Notice]);
    let numbers = [&far, &by_mail].map(|case| desk.numbered_letters(&office.disclosure, case));
    let numbers = futures::future::join_all(numbers).await;
    let mut numbers: Vec<String> = numbers.into_iter().map(|rows| rows.unwrap().remove(0).number).collect();
    numbers.sort();
    assert_eq!(numbers, ["公开答复〔2026〕1号", "公开答复〔2026〕2号"]);
    assert!(desk.moved_letters(&office.disclosure, 1).await.unwrap().starts_with(b"%PDF"));

    // Who asked for mail has the letter itself, once.
    let mails = store::outbox::messages::undelivered(desk.reader(), agency, 9).await.unwrap();
    let mut attached = 0;
    for mail in mails {
        let (_, letter) = desk.read_message(&office.disclosure, &mail.id).await.unwrap();
        let text = letter.text.reveal(affairs::personal::Purpose::Handling);
        attached += usize::from(text.contains("2027年1月8日") && letter.attachments.len() == 1);
        assert!(!text.contains("申请人甲"), "{text}");
    }
    assert_eq!(attached, 1);

    // Asked for again, nobody is told the same day twice.
    desk.tell_moved_applicants(head, 1).await.unwrap();
    desk.run_due_jobs().await.unwrap();
    let again = desk.read_application(&office.disclosure, &far).await.unwrap();
    assert_eq!(again.frame.version, application.frame.version);
    is_sound(&office).await;
}

async fn morning(office: &Staffed, day: Date) {
    on(office, day);
    office.site.desk.run_due_jobs().await.unwrap();
}

fn lefts(notices: &[Subject]) -> Vec<(u32, Option<u32>)> {
    notices
        .iter()
        .filter_map(|one| match one {
            Subject::Due { left, late, .. } => Some((*left, *late)),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn each_stage_is_told_once_and_after_a_pause_only_the_newest() {
    let office = office().await;
    let desk = &office.site.desk;
    let case = received(&office, date(2019, 9, 27)).await;
    desk.plan_daily_jobs().await.unwrap();
    desk.plan_daily_jobs().await.unwrap();
    morning(&office, date(2019, 10, 10)).await;
    assert_eq!(lefts(&unread(&office, &office.disclosure).await), [(15, None)]);
    morning(&office, date(2019, 10, 11)).await;
    assert_eq!(lefts(&unread(&office, &office.disclosure).await), [(15, None)], "once a stage");
    assert!(lefts(&unread(&office, &office.disclosure_head).await).is_empty());

    // Nothing ran for two weeks: one notice of today's stage, and the heads are told.
    morning(&office, date(2019, 10, 28)).await;
    assert_eq!(lefts(&unread(&office, &office.disclosure).await), [(2, None)]);
    assert_eq!(lefts(&unread(&office, &office.section_head).await), [(2, None)]);
    assert_eq!(lefts(&unread(&office, &office.disclosure_head).await), [(2, None)]);
    assert!(lefts(&unread(&office, &office.leader).await).is_empty());

    morning(&office, date(2019, 11, 1)).await;
    assert_eq!(lefts(&unread(&office, &office.leader).await), [(0, Some(2))]);
    let reader = desk.reader();
    let late = store::outbox::notices(reader, &office.leader.agency, &office.leader.person, 9).await.unwrap();
    assert_eq!(code(desk.read_notice(&office.leader, &late[0].id).await), "late_stands");

    let version = current_version(&office, &case).await;
    desk.withdraw_application(&office.disclosure, &case, version, "不再需要").await.unwrap();
    assert!(lefts(&unread(&office, &office.leader).await).is_empty(), "done is done");
    morning(&office, date(2019, 11, 4)).await;
    assert!(lefts(&unread(&office, &office.leader).await).is_empty());
}

async fn current_version(office: &Staffed, case: &CaseId) -> i64 {
    let reader = office.site.desk.reader();
    let cases = store::calendars::cases_after(reader, &office.drafter.agency, true, None, 99).await.unwrap();
    cases.into_iter().find(|one| one.case == *case).unwrap().version
}

#[tokio::test]
async fn whoever_waits_for_the_applicant_is_not_alarmed() {
    let office = office().await;
    let desk = &office.site.desk;
    let case = received(&office, date(2019, 9, 27)).await;
    let version = current_version(&office, &case).await;
    on(&office, date(2019, 9, 30));
    desk.ask_to_correct(&office.disclosure, &case, version, date(2019, 11, 20), "请写明文件名称").await.unwrap();
    desk.plan_daily_jobs().await.unwrap();
    morning(&office, date(2019, 11, 4)).await;
    assert!(lefts(&unread(&office, &office.disclosure).await).is_empty());
    let loads = store::deadlines::loads(desk.reader(), &office.drafter.agency, date(2019, 11, 4), date(2019, 11, 11));
    let loads = loads.await.unwrap();
    assert_eq!((loads[0].open, loads[0].late, loads[0].outside), (1, 0, 1));
    assert_eq!(loads[0].responsible, PersonId::new(office.disclosure.person.as_str()));
}

#[tokio::test]
async fn a_program_that_knows_more_brings_the_open_cases_along() {
    let office = office().await;
    let desk = &office.site.desk;
    let case = received(&office, date(2019, 9, 27)).await;
    desk.follow_calendars().await.unwrap();
    let lines = journal_lines(&office, "calendars.follow").await;
    assert_eq!(lines, 0, "nothing to do leaves no line");

    // As an older program left it, which knew no notice.
    let weekends = law::calendar::WorkingDayCalendar::new(Vec::new(), Vec::new());
    let reader = desk.reader();
    let agency = &office.drafter.agency;
    let kept = store::calendars::cases_after(reader, agency, true, None, 9).await.unwrap().remove(0);
    let standing = affairs::application::Standing::replay(kept.mode, kept.events.iter(), &weekends);
    let old = affairs::application::Projection::of(&standing, &weekends);
    let url = store::sql::sqlite_url(&office.site.folder.path().join("office.sqlite"));
    let (_, writer) = store::open(&url).await.unwrap();
    let mut tx = writer.begin(agency).await.unwrap();
    store::calendars::reckon_anew(&mut tx, &case, kept.version, &old).await.unwrap();
    let entry = affairs::journal::Entry::new(affairs::journal::ActorName::Console, "test.older_program");
    tx.commit(desk.now(), entry).await.unwrap();
    assert_eq!(due(&office, &case).await, (date(2019, 10, 25), true));

    desk.follow_calendars().await.unwrap();
    assert_eq!(due(&office, &case).await, (date(2019, 10, 30), false));
    assert_eq!(journal_lines(&office, "calendars.follow").await, 1);
    is_sound(&office).await;
}

async fn journal_lines(office: &Staffed, act: &str) -> usize {
    let reader = office.site.desk.reader();
    let lines = store::journal::after(reader, &office.drafter.agency, 0, 999).await.unwrap();
    lines.iter().filter(|line| line.entry.act == act).count()
}

#[tokio::test]
async fn what_falls_due_around_a_holiday_is_listed_and_said_in_the_week_before() {
    let office = office().await;
    let desk = &office.site.desk;
    // The twentieth working day is the first after the National Day holiday.
    let case = received(&office, date(2019, 9, 3)).await;
    let far = received(&office, date(2019, 9, 20)).await;
    on(&office, date(2019, 9, 20));
    assert!(desk.holiday_coming(&office.disclosure).await.unwrap().is_none());
    on(&office, date(2019, 9, 26));
    let coming = desk.holiday_coming(&office.disclosure).await.unwrap().unwrap();
    assert_eq!((coming.count, coming.holiday.name.as_str()), (1, "国庆节"));
    let sheet = desk.holiday_sheet(&office.leader).await.unwrap().unwrap();
    assert_eq!(sheet.through, date(2019, 10, 9));
    let cases: Vec<&CaseId> = sheet.lines.iter().map(|line| &line.case).collect();
    assert_eq!(cases, [&case], "{:?} falls due later", far);
    assert_eq!((sheet.lines[0].officer.as_str(), sheet.lines[0].due_on), ("公开经办人", date(2019, 10, 8)));
    let csv = desk.export_holiday_sheet(&office.leader, desk::registers::ExportFormat::Csv).await.unwrap();
    assert!(String::from_utf8(csv.bytes).unwrap().contains("2019-10-08"));
    assert_eq!(code(desk.holiday_sheet(&office.auditor).await), "role_missing");

    let summary = desk.applications_summary(&office.leader).await.unwrap();
    assert_eq!((summary.len(), summary[0].section.as_str()), (1, "办公室"));
    let load = &summary[0].officers[0].load;
    assert_eq!((load.open, load.late, load.soon), (2, 0, 1));
}
