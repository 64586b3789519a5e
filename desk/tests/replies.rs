//! Stories of replies: written, read by the machine, signed in order, dated, sealed, served.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up has no use for going on")]

use affairs::application::file::FileRole;
use affairs::application::reply::{Answer, Withheld};
use affairs::application::{Application, Form, Phase, ProvisionWay};
use affairs::case::Search;
use affairs::id::CaseId;
use affairs::letter::Part;
use affairs::setting::{Answering, Settings};
use affairs::{ContentHash, Date, Instant};
use desk::applications::{Opinion, Registration, Seal, Service, TakenFile, Written};
use desk::publishing::TakenIn;
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::outcome::{Demand, Outcome};
use law::received::IntakeMode;
use law::remedy::ServiceWay;
use std::collections::BTreeMap;
use testkit::{Site, Staffed, clean_checklist};

const DAY: Date = date(2024, 5, 6);

struct Story {
    office: Staffed,
    case: CaseId,
}

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

fn code<T>(done: Done<T>) -> (&'static str, Option<&'static str>) {
    match done {
        Err(ActError::Refused(refusal)) => (refusal.code, refusal.field),
        Err(other) => panic!("expected a refusal, found {other:?}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

async fn story() -> Story {
    let office = Site::open().await.with_officers().await;
    on(&office, DAY);
    let answering = Answering {
        reviewed_as: "judicial_bureau".to_owned(),
        government: "某市人民政府".to_owned(),
        superior: "某省司法厅".to_owned(),
        court: "某市人民法院".to_owned(),
        online_review: "https://fuyi.example.gov.cn".to_owned(),
        ..Answering::default()
    };
    let settings = Settings { answering, ..Settings::default() };
    office.site.desk.save_settings(&office.disclosure_head, &settings).await.unwrap();
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.applicant.email = "applicant@example.cn".to_owned();
    form.wanted.description = "2023年法律援助经费决算".to_owned();
    form.wanted.way = ProvisionWay::Email;
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: DAY,
        signed_on: None,
        trace: String::new(),
        kind: ApplicantKind::NaturalPerson,
        form,
    };
    let received = office.site.desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap();
    Story { case: received.case, office }
}

impl Story {
    fn desk(&self) -> &desk::Desk {
        &self.office.site.desk
    }

    fn officer(&self) -> &Who {
        &self.office.disclosure
    }

    async fn loaded(&self) -> Application {
        let (desk, agency) = (self.desk(), &self.officer().agency);
        store::applications::by_id(desk.reader(), desk.keyring().unwrap(), agency, &self.case).await.unwrap().unwrap()
    }

    async fn version(&self) -> i64 {
        self.loaded().await.frame.version
    }

    async fn phase(&self) -> Phase {
        self.loaded().await.standing(WorkingDayCalendar::shipped()).phase
    }

    async fn write(&self, answer: Answer, revision: i64) -> Done<()> {
        let written = Written { answer, typed_number: String::new(), way: ServiceWay::Electronic, revision };
        self.desk().write_reply(self.officer(), &self.case, written).await
    }

    async fn submit(&self, revision: i64) -> Done<()> {
        let version = self.version().await;
        self.desk().submit_reply(self.officer(), &self.case, version, revision, &BTreeMap::new()).await
    }

    async fn in_review(&self) -> ContentHash {
        match self.phase().await {
            Phase::ReplyInReview { reply, .. } => reply,
            other => panic!("{other:?}"),
        }
    }

    async fn sign(&self, who: &Who, reply: &ContentHash) -> Done<affairs::application::reply::ReplyLevel> {
        let checklist = Some(clean_checklist());
        let opinion = Opinion { seen: reply.clone(), text: "同意".to_owned(), checklist };
        self.desk().sign_reply(who, opinion).await
    }

    async fn file(&self, role: FileRole, name: &str, bytes: &[u8]) -> Vec<TakenFile> {
        let mut files = self.desk().files_in(&self.officer().agency).await.unwrap();
        files.begin(role, name).await.unwrap();
        files.write(bytes).await.unwrap();
        files.end().await.unwrap();
        files.done()
    }

    /// Through the reviews of a reply that hands nothing out.
    async fn decided(&self) -> ContentHash {
        let reply = self.in_review().await;
        for who in [&self.office.section_head, &self.office.disclosure_head, &self.office.leader] {
            self.sign(who, &reply).await.unwrap();
        }
        reply
    }

    async fn sealed(&self, reply: &ContentHash) -> ContentHash {
        let paper = self.desk().reply_letter(self.officer(), &self.case, reply).await.unwrap();
        let copy = self.file(FileRole::SealedReply, "盖章件.pdf", &paper).await.pop();
        let seal = Seal { copies: 2, by: "印章管理员".to_owned(), copy, check: String::new() };
        self.desk().seal_reply(self.officer(), &self.case, self.version().await, seal).await.unwrap();
        ContentHash::of(&paper)
    }
}

fn not_existing() -> Answer {
    Answer { findings: "本机关检索了公文系统和财务档案".to_owned(), ..Answer::of(Outcome::NotExisting) }
}

fn search() -> Search {
    Search {
        places: vec!["公文管理系统".to_owned(), "财务档案".to_owned()],
        keywords: vec!["法律援助 决算".to_owned()],
        people: vec!["经办人".to_owned()],
        result: "未检索到".to_owned(),
    }
}

fn electronic(day: Date) -> Service {
    Service {
        way: ServiceWay::Electronic,
        sent_on: day,
        signed_on: None,
        notice_ends_on: None,
        recipient: String::new(),
        trace: "申请人邮箱".to_owned(),
        words: String::new(),
    }
}

#[tokio::test]
async fn a_reply_goes_through_its_reviews_is_sealed_and_served() {
    let story = story().await;
    let desk = story.desk();
    story.write(not_existing(), 0).await.unwrap();
    // Without a search record nothing is "not held".
    assert_eq!(code(story.submit(1).await), ("demand_missing", Some("search_record")));
    let version = story.version().await;
    desk.record_search(story.officer(), &story.case, version, false, DAY, search()).await.unwrap();
    story.submit(1).await.unwrap();
    let reply = story.in_review().await;

    // The writer signs nothing; nobody signs out of turn, nor what he did not see.
    assert_eq!(code(story.sign(story.officer(), &reply).await).0, "role_missing");
    assert_eq!(code(story.sign(&story.office.leader, &reply).await).0, "no_grant");
    let other = ContentHash::of(b"another");
    assert_eq!(code(story.sign(&story.office.section_head, &other).await).0, "not_found");
    story.decided().await;
    assert!(matches!(story.phase().await, Phase::AwaitingSeal { outcome: Outcome::NotExisting, .. }));

    // Without the sealed copy nothing is served.
    let served = desk.serve_reply(story.officer(), &story.case, story.version().await, electronic(DAY)).await;
    assert_eq!(code(served).0, "phase");
    let bare = Seal { copies: 1, by: "印章管理员".to_owned(), copy: None, check: String::new() };
    let bare = desk.seal_reply(story.officer(), &story.case, story.version().await, bare).await;
    assert_eq!(code(bare).0, "copy_missing");
    story.sealed(&reply).await;
    on(&story.office, date(2024, 5, 8));
    let served = electronic(date(2024, 5, 8));
    desk.serve_reply(story.officer(), &story.case, story.version().await, served).await.unwrap();
    let standing = story.loaded().await.standing(WorkingDayCalendar::shipped());
    assert_eq!(standing.ending, Some((Outcome::NotExisting, date(2024, 5, 8))));
    assert_eq!(standing.delivered_on, Some(date(2024, 5, 8)));
    let withdrawn = desk.withdraw_application(story.officer(), &story.case, story.version().await, "").await;
    assert_eq!(code(withdrawn).0, "done");
}

#[tokio::test]
async fn a_refusal_tells_the_remedy_of_its_day_and_needs_its_grounds() {
    let story = story().await;
    let mut answer = Answer {
        findings: "本机关检索并审查了该信息".to_owned(),
        ..Answer::of(Outcome::ProcessInformation)
    };
    answer.texts.insert(Demand::Reasons.code().to_owned(), "该信息仍在讨论".to_owned());
    story.write(answer.clone(), 0).await.unwrap();
    assert_eq!(code(story.submit(1).await), ("demand_missing", Some("weighing")));
    answer.texts.insert(Demand::Weighing.code().to_owned(), "公开可能影响正在进行的决策".to_owned());
    story.write(answer, 1).await.unwrap();
    story.submit(2).await.unwrap();
    let reply = story.in_review().await;
    let content = store::replies::content(
        story.desk().reader(),
        story.desk().keyring().unwrap(),
        &story.officer().agency,
        &reply,
    );
    let content = content.await.unwrap().unwrap();
    let letter = &content.reveal(affairs::personal::Purpose::Handling).letter;
    let clause = affairs::letter::text_of_part(letter, affairs::letter::Part::Remedy);
    assert!(clause.contains("应当先申请行政复议") && clause.contains("fuyi.example.gov.cn"), "{clause}");
    assert_eq!(letter.number, "公开答复〔2024〕1号");
}

#[tokio::test]
async fn a_reply_sent_back_keeps_its_number_and_says_why() {
    let story = story().await;
    let version = story.version().await;
    story.desk().record_search(story.officer(), &story.case, version, false, DAY, search()).await.unwrap();
    story.write(not_existing(), 0).await.unwrap();
    story.submit(1).await.unwrap();
    let reply = story.in_review().await;
    let silent = Opinion { seen: reply.clone(), text: " ".to_owned(), checklist: None };
    assert_eq!(code(story.desk().send_reply_back(&story.office.section_head, silent).await).0, "reason_missing");
    let opinion = Opinion { seen: reply.clone(), text: "请补充检索范围".to_owned(), checklist: None };
    story.desk().send_reply_back(&story.office.section_head, opinion).await.unwrap();
    assert_eq!(story.phase().await, Phase::Handling);
    let draft = story.desk().reply_draft(story.officer(), &story.case).await.unwrap().unwrap();
    assert!(draft.reveal(affairs::personal::Purpose::Handling).sent_back.contains("请补充检索范围"));
    story.submit(1).await.unwrap();
    let again = story.in_review().await;
    assert_ne!(again, reply);
    let rows = store::replies::of_case(story.desk().reader(), &story.officer().agency, &story.case).await.unwrap();
    assert!(rows.iter().all(|row| row.number == "公开答复〔2024〕1号"), "{rows:?}");
    // The old one is nobody's to sign any more.
    assert_eq!(code(story.sign(&story.office.section_head, &reply).await).0, "not_waiting");
    // Withdrawn while it is in review: nobody signs, and its number is void, not lost.
    let version = story.version().await;
    story.desk().withdraw_application(story.officer(), &story.case, version, "申请人来电撤回").await.unwrap();
    assert_eq!(code(story.sign(&story.office.section_head, &again).await).0, "not_waiting");
    let series = affairs::series::Series::Reply;
    let account = store::series::account(story.desk().reader(), &story.officer().agency, series, 2024).await.unwrap();
    assert_eq!(account, (1, 0, 1));
}

#[tokio::test]
async fn what_is_handed_out_is_read_by_the_machine_and_signed_by_the_secrecy_reviewer() {
    let story = story().await;
    let desk = story.desk();
    let text = "2023年决算表\n受援人电话13800138000\n合计12万元";
    let files = story.file(FileRole::Material, "决算表.txt", text.as_bytes()).await;
    let hash = files[0].hash().clone();
    desk.attach_case_files(story.officer(), &story.case, files).await.unwrap();
    let answer = Answer { findings: "本机关检索到该信息".to_owned(), ..Answer::of(Outcome::Provided) };
    story.write(answer, 0).await.unwrap();
    assert_eq!(code(story.submit(1).await), ("demand_missing", Some("materials")));
    let added = (&hash, "2023年法律援助经费决算表", "");
    desk.add_material(story.officer(), &story.case, 1, added).await.unwrap();
    assert_eq!(code(story.submit(2).await), ("findings_open", Some("findings")));
    let draft = desk.reply_draft(story.officer(), &story.case).await.unwrap().unwrap();
    let draft = draft.reveal(affairs::personal::Purpose::Handling);
    let found: Vec<_> = draft.open_findings().map(|finding| finding.id.clone()).collect();
    assert!(!found.is_empty());
    let reasons: BTreeMap<_, _> = found.into_iter().map(|id| (id, "已征得受援人同意".to_owned())).collect();
    let version = story.version().await;
    desk.submit_reply(story.officer(), &story.case, version, 2, &reasons).await.unwrap();
    let reply = story.in_review().await;
    story.sign(&story.office.section_head, &reply).await.unwrap();
    assert_eq!(code(story.sign(&story.office.disclosure_head, &reply).await).0, "no_grant");
    let bare = Opinion { seen: reply.clone(), text: "同意".to_owned(), checklist: None };
    assert_eq!(code(desk.sign_reply(&story.office.secrecy, bare).await).0, "checklist_unanswered");
    for who in [&story.office.secrecy, &story.office.disclosure_head, &story.office.leader] {
        story.sign(who, &reply).await.unwrap();
    }
    assert!(matches!(story.phase().await, Phase::AwaitingSeal { .. }));
}

#[tokio::test]
async fn a_publications_file_goes_out_by_itself_and_stays_when_the_publication_is_taken_down() {
    let story = story().await;
    let (desk, office) = (story.desk(), &story.office);
    let document = office.draft("2023年法律援助经费决算").await;
    let mut incoming = desk.incoming(&office.drafter).await.unwrap();
    incoming.write("2023年决算表\n合计12万元".as_bytes()).await.unwrap();
    desk.attach(&office.drafter, &document, incoming, "决算表.csv", TakenIn::Attachment).await.unwrap();
    let file = ContentHash::of("2023年决算表\n合计12万元".as_bytes());
    let add =
        async |revision| desk.add_published_material(story.officer(), &story.case, revision, (&document, &file)).await;
    let answer = Answer { findings: "本机关检索到该信息".to_owned(), ..Answer::of(Outcome::Provided) };
    story.write(answer, 0).await.unwrap();
    assert_eq!(code(add(1).await).0, "not_found", "a draft is no publication");
    let bundle = office.submit(&document).await;
    office.approve(&bundle).await;
    desk.publish(&office.disclosure, &bundle).await.unwrap();
    add(1).await.unwrap();
    assert_eq!(code(add(2).await).0, "file_twice");
    assert_eq!(code(add(1).await).0, "changed_elsewhere");
    let draft = desk.reply_draft(story.officer(), &story.case).await.unwrap().unwrap();
    let materials = draft.reveal(affairs::personal::Purpose::Handling).materials.clone();
    assert_eq!(materials.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["2023年法律援助经费决算"]);
    let other = (&document, &ContentHash::of(b"another file"));
    let other = desk.add_published_material(story.officer(), &story.case, 2, other).await;
    assert_eq!(code(other).0, "not_found", "a file that the publication does not name");

    // The letter as it stands: the law's words are fixed, the officer's are his.
    let letter = desk.drafted_letter(story.officer(), &story.case).await.unwrap().unwrap();
    let fixed = letter
        .reveal(affairs::personal::Purpose::Handling)
        .blocks
        .iter()
        .map(|block| (block.parts.clone(), matches!(block.origin(), affairs::letter::Origin::Fixed { .. })));
    for (parts, fixed) in fixed {
        let written = parts.iter().any(|part| [Part::Findings, Part::Provision].contains(part));
        assert!(fixed != written, "{parts:?}");
    }

    desk.take_down(&office.leader, &document, "有误，核查").await.unwrap();
    let kept = desk.open_case_file(story.officer(), &story.case, &materials[0].file).await.unwrap();
    assert_eq!(kept.size, "2023年决算表\n合计12万元".len() as u64);
}

#[tokio::test]
async fn a_number_of_the_offices_own_register_stands_once() {
    let story = story().await;
    let version = story.version().await;
    let desk = story.desk();
    desk.record_search(story.officer(), &story.case, version, false, DAY, search()).await.unwrap();
    let written = |answer, revision| Written {
        answer,
        typed_number: "公开答复〔2024〕1号".to_owned(),
        way: ServiceWay::InPerson,
        revision,
    };
    desk.write_reply(story.officer(), &story.case, written(not_existing(), 0)).await.unwrap();
    story.submit(1).await.unwrap();
    story.decided().await;
    let mut form = Form::default();
    form.applicant.name = "申请人乙".to_owned();
    form.applicant.telephone = "13000000001".to_owned();
    form.wanted.description = "普法方案".to_owned();
    let kind = ApplicantKind::NaturalPerson;
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: DAY,
        signed_on: None,
        trace: String::new(),
        kind,
        form,
    };
    let second = desk.register_application(story.officer(), registration, Vec::new()).await.unwrap();
    let second = Story { office: story.office, case: second.case };
    let (desk, officer) = (second.desk(), second.officer());
    let version = second.version().await;
    desk.record_search(officer, &second.case, version, false, DAY, search()).await.unwrap();
    desk.write_reply(officer, &second.case, written(not_existing(), 0)).await.unwrap();
    assert_eq!(code(second.submit(1).await), ("number_taken", Some("number")));
    // The series steps over what the register has taken, and the number it drew is void, not lost.
    second.write(not_existing(), 1).await.unwrap();
    second.submit(2).await.unwrap();
    let rows = store::replies::of_case(desk.reader(), &officer.agency, &second.case).await.unwrap();
    assert_eq!(rows[0].number, "公开答复〔2024〕2号");
}

#[tokio::test]
async fn a_copy_of_another_paper_is_not_the_sealed_one() {
    let story = story().await;
    let desk = story.desk();
    let version = story.version().await;
    desk.record_search(story.officer(), &story.case, version, false, DAY, search()).await.unwrap();
    let mut answer = not_existing();
    answer.withheld = vec![Withheld { what: String::new(), because: String::new(), ground: Outcome::NotOurs }];
    story.write(answer, 0).await.unwrap();
    let unapproved = desk.preview_reply(story.officer(), &story.case).await.unwrap();
    story.submit(1).await.unwrap();
    story.decided().await;
    let copy = story.file(FileRole::SealedReply, "草稿.pdf", &unapproved).await.pop();
    let seal = Seal { copies: 1, by: "印章管理员".to_owned(), copy, check: "AAAA-AAAA".to_owned() };
    let done = desk.seal_reply(story.officer(), &story.case, story.version().await, seal).await;
    assert_eq!(code(done), ("seal_untied", Some("check")));
    assert!(matches!(story.phase().await, Phase::AwaitingSeal { .. }));
}

#[tokio::test]
async fn what_one_was_given_is_offered_to_all_without_a_word_of_who_asked() {
    let story = story().await;
    let desk = story.desk();
    let files = story.file(FileRole::Material, "决算表.txt", "2023年决算表\n合计12万元".as_bytes()).await;
    let hash = files[0].hash().clone();
    desk.attach_case_files(story.officer(), &story.case, files).await.unwrap();
    let answer = Answer { findings: "本机关检索到该信息".to_owned(), ..Answer::of(Outcome::Provided) };
    story.write(answer, 0).await.unwrap();
    desk.add_material(story.officer(), &story.case, 1, (&hash, "2023年决算表", "")).await.unwrap();
    story.submit(2).await.unwrap();
    let reply = story.in_review().await;
    let Staffed { section_head, secrecy, disclosure_head, leader, .. } = &story.office;
    for who in [section_head, secrecy, disclosure_head, leader] {
        story.sign(who, &reply).await.unwrap();
    }
    story.office.site.grant(story.officer(), affairs::people::Role::Drafter).await;
    assert_eq!(code(desk.propose_publication(story.officer(), &story.case).await).0, "nothing_to_propose");
    story.sealed(&reply).await;
    desk.serve_reply(story.officer(), &story.case, story.version().await, electronic(DAY)).await.unwrap();
    let id = desk.propose_publication(story.officer(), &story.case).await.unwrap();
    let agency = &story.officer().agency;
    let document = store::documents::by_id(desk.reader(), agency, &id).await.unwrap().unwrap();
    assert_eq!(document.content.title, "2023年决算表");
    assert_eq!(document.content.attachments.len(), 1);
    let written = serde_json::to_string(&document.content).unwrap();
    for personal in ["申请人甲", "13000000000", "applicant@example.cn", "申请〔2024〕"] {
        assert!(!written.contains(personal), "{personal}");
    }
    assert_eq!(document.content.attachments[0].name, "2023年决算表.txt");
}
