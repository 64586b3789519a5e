//! Stories of replies: written, read by the machine, signed in order, dated, sealed, served.

use affairs::application::act::Consulted;
use affairs::application::file::FileRole;
use affairs::application::form::Wanted;
use affairs::application::letter_facts::asking;
use affairs::application::reply::{Answer, Withheld};
use affairs::application::{Application, Form, Phase, ProvisionWay};
use affairs::case::Search;
use affairs::id::CaseId;
use affairs::letter::Part;
use affairs::remedy_case::Opening;
use affairs::setting::{Answering, Settings};
use affairs::{ContentHash, Date, Instant};
use desk::applications::{
    Became, LetterFormat, LetterWish, Opinion, Party, Registration, RemedyStep, Seal, Service, TakenFile,
    ThirdPartyTold, Written,
};
use desk::keeping::{Damage, verify};
use desk::publishing::TakenIn;
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::letter::LetterKind;
use law::outcome::{Demand, Outcome};
use law::received::IntakeMode;
use law::remedy::{AnswerTerm, ServiceWay};
use law::reply_due::ConsultationKind;
use law::review_case::{Position, ReviewResult, ReviewRoute};
use std::collections::BTreeMap;
use testkit::{Site, Staffed, clean_checklist};

const DAY: Date = date(2024, 5, 6);
/// A JPEG as its structure is checked.
const PROOF: &[u8] =
    b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00ZZZZ\xff\xd9";

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

/// A reply that nothing is held, decided, sealed and served on its day.
async fn served(story: &Story) -> ContentHash {
    let desk = story.desk();
    let version = story.version().await;
    desk.record_search(story.officer(), &story.case, version, false, DAY, search()).await.unwrap();
    story.write(not_existing(), 0).await.unwrap();
    story.submit(1).await.unwrap();
    let reply = story.decided().await;
    story.sealed(&reply).await;
    desk.serve_reply(story.officer(), &story.case, story.version().await, electronic(DAY)).await.unwrap();
    reply
}

#[tokio::test]
async fn a_served_case_is_closed_into_a_volume_with_its_review_sheet_and_its_sealed_copy() {
    let story = story().await;
    let desk = story.desk();
    served(&story).await;
    let early = desk.close_volume(story.officer(), &story.case, story.version().await, "").await;
    assert_eq!(code(early).0, "term_runs", "he may still sue");
    on(&story.office, date(2024, 11, 8));
    let version = story.version().await;
    let id = desk.close_volume(story.officer(), &story.case, version, "甲柜三层").await.unwrap();
    let (volume, _) = desk.read_volume(story.officer(), &id).await.unwrap();
    let file = volume.standing().unwrap().file;
    let mut opened = desk.open_case_file(story.officer(), &story.case, &file).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = opened.pieces.next().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    let limits = paper::intake::Limits::default();
    let read = paper::intake::file::inspect_bytes(bytes, "案卷.pdf", &limits).unwrap();
    let text: String = read.pieces.iter().flat_map(|piece| piece.text.chars()).filter(|c| !c.is_whitespace()).collect();
    for words in ["政府信息公开审查呈批单", "盖章的答复", "政府信息检索记录", "送达记录", "科室负责人"]
    {
        assert!(text.contains(words), "{words} is missing in the volume");
    }
    let report = verify(desk.reader(), desk.files(), Some(desk.keyring().unwrap()), &|_| {}).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);

    // Behind the program's back it is kept for a day less.
    let url = store::sql::sqlite_url(&story.office.site.folder.path().join("office.sqlite"));
    let (_, writer) = store::open(&url).await.unwrap();
    writer.operate("UPDATE volume SET keep_until = '2030-01-01'", vec![]).await.unwrap();
    let report = verify(desk.reader(), desk.files(), Some(desk.keyring().unwrap()), &|_| {}).await.unwrap();
    let found: Vec<Damage> = report.findings.iter().map(|finding| finding.damage).collect();
    assert_eq!(found, [Damage::VolumeLedger]);
}

#[tokio::test]
async fn handled_anew_and_then_withdrawn_the_letter_that_was_issued_keeps_its_number() {
    let story = story().await;
    let desk = story.desk();
    let reply = served(&story).await;
    let opening = Opening {
        position: Position::Respondent,
        route: ReviewRoute::Reconsideration,
        organ: "某市人民政府".to_owned(),
        received_on: DAY,
        filed_on: None,
        accepted_on: None,
        term: AnswerTerm::Review,
    };
    let id = desk.open_remedy(story.officer(), &story.case, opening, "", "").await.unwrap();
    let ruled = RemedyStep::Ruled { result: ReviewResult::Revoked, on: DAY, in_force: false };
    desk.record_remedy(story.officer(), &id, 1, ruled, "责令重新答复").await.unwrap();
    assert_eq!(story.phase().await, Phase::Handling);
    let version = story.version().await;
    desk.withdraw_application(story.officer(), &story.case, version, "申请人书面撤回").await.unwrap();
    let agency = &story.officer().agency;
    let series = affairs::series::Series::Reply;
    let account = store::series::account(desk.reader(), agency, series, 2024).await.unwrap();
    assert_eq!(account, (1, 1, 0), "issued, used, and nothing void");
    assert!(!store::replies::number_is_free(desk.reader(), agency, "公开答复〔2024〕1号").await.unwrap());
    let letter = store::replies::letter(desk.reader(), desk.keyring().unwrap(), agency, &reply).await.unwrap();
    assert_eq!(letter.unwrap().reveal(affairs::personal::Purpose::Handling).number, "公开答复〔2024〕1号");
}

#[tokio::test]
async fn with_his_receipt_the_applicant_takes_away_the_whole_served_reply_and_nothing_else() {
    let mut story = story().await;
    let agency = story.officer().agency.clone();
    let mut form = Form::default();
    form.applicant.name = "申请人乙".to_owned();
    form.applicant.telephone = "13000000001".to_owned();
    form.wanted.description = "2023年普法经费决算".to_owned();
    let kind = ApplicantKind::NaturalPerson;
    let receipt = story.desk().apply(&agency, kind, form, "a-key-drawn-with-the-form-1", Vec::new()).await.unwrap();
    let (number, key) = (receipt.number.as_str(), receipt.code.as_str());
    story.case = story.desk().case_of_receipt(&agency, number, key, "net").await.unwrap().frame.id;
    let desk = story.desk();
    let files = story.file(FileRole::Material, "决算表.txt", "2023年决算表\n合计12万元".as_bytes()).await;
    let material = files[0].hash().clone();
    desk.attach_case_files(story.officer(), &story.case, files).await.unwrap();
    let evidence = story.file(FileRole::Evidence, "电话记录.jpg", PROOF).await;
    let inner = evidence[0].hash().clone();
    desk.attach_case_files(story.officer(), &story.case, evidence).await.unwrap();
    let answer = Answer { findings: "本机关检索到该信息".to_owned(), ..Answer::of(Outcome::Provided) };
    story.write(answer, 0).await.unwrap();
    desk.add_material(story.officer(), &story.case, 1, (&material, "2023年决算表", "")).await.unwrap();
    story.submit(2).await.unwrap();
    let reply = story.in_review().await;
    let Staffed { section_head, secrecy, disclosure_head, leader, .. } = &story.office;
    for who in [section_head, secrecy, disclosure_head, leader] {
        story.sign(who, &reply).await.unwrap();
    }
    story.sealed(&reply).await;
    assert!(desk.handed_out_by_receipt(&agency, number, key, "net").await.unwrap().is_empty(), "it is not served");
    desk.serve_reply(story.officer(), &story.case, story.version().await, electronic(DAY)).await.unwrap();
    let handed_out = desk.handed_out_by_receipt(&agency, number, key, "net").await.unwrap();
    let mut roles: Vec<FileRole> = handed_out.iter().map(|file| file.role).collect();
    roles.sort();
    assert_eq!(roles, [FileRole::Material, FileRole::SealedReply]);
    for (file, begins) in handed_out
        .iter()
        .map(|file| (&file.hash, if file.role == FileRole::Material { "2023年决算表" } else { "%PDF" }))
    {
        let mut opened = desk.material_by_receipt(&agency, number, key, "net", file).await.unwrap();
        assert!(opened.pieces.next().await.unwrap().unwrap().starts_with(begins.as_bytes()));
    }
    assert_eq!(code(desk.material_by_receipt(&agency, number, key, "net", &inner).await).0, "not_found");
    let wrong = desk.material_by_receipt(&agency, number, "wrong", "net", &material).await;
    assert_eq!(code(wrong).0, "receipt_wrong");
}

#[tokio::test]
async fn a_notice_on_the_way_bears_a_number_of_the_register_once() {
    let story = story().await;
    let desk = story.desk();
    let (who, case) = (story.officer(), &story.case);
    let number = |number: &str| LetterWish { number: number.to_owned(), ..LetterWish::default() };
    let correction = LetterKind::CorrectionNotice;
    let early = desk.number_letter(who, case, correction, &number(""), None).await;
    assert_eq!(code(early).0, "letter_not_called_for");
    desk.ask_to_correct(who, case, story.version().await, date(2024, 5, 27), "请写明年度").await.unwrap();
    let given = desk.number_letter(who, case, correction, &number("甲公告〔2024〕7号"), None).await.unwrap();
    assert_eq!(given, "甲公告〔2024〕7号");
    assert_eq!(desk.number_letter(who, case, correction, &number(""), None).await.unwrap(), given);
    let stranger = desk.number_letter(&story.office.auditor, case, correction, &number(""), None).await;
    assert_eq!(code(stranger).0, "role_missing");
    let reply = desk.number_letter(who, case, LetterKind::ReplyDisclosed, &number(""), None).await;
    assert_eq!(code(reply).0, "not_numbered");

    // What was numbered is what is printed from now on, with a code that the book knows; its own event is not told in it.
    let agency = &who.agency;
    let kept = store::letters::by_name(desk.reader(), desk.keyring().unwrap(), agency, case, "D-03").await.unwrap();
    let (row, letter) = kept.unwrap();
    let letter = letter.reveal(affairs::personal::Purpose::Handling);
    assert!(letter.verification.is_some() && letter.number == given);
    assert_eq!((row.drawn, row.dated), (false, DAY));
    let text = affairs::letter::canonical_text(letter);
    assert!(!text.contains("告知您补正"), "{text}");
    let word =
        desk.application_letter(who, case, correction, &LetterWish::default(), LetterFormat::Word).await.unwrap();
    assert!(word.starts_with(b"PK"));

    // The same number for another letter of the case is refused; so it is for its reply.
    desk.enter_correction(who, case, story.version().await, DAY, wanted()).await.unwrap();
    desk.ask_to_extend(who, case, story.version().await, 10, "档案较多").await.unwrap();
    let head = &story.office.disclosure_head;
    desk.decide_extension(head, case, story.version().await, true, "").await.unwrap();
    let taken = desk.number_letter(who, case, LetterKind::ExtensionNotice, &number(&given), None).await;
    assert_eq!(code(taken), ("number_taken", Some("number")));
    let drawn = desk.number_letter(who, case, LetterKind::ExtensionNotice, &number(""), None).await.unwrap();
    assert_eq!(drawn, "公开答复〔2024〕1号");
    desk.notify_extension(who, case, story.version().await).await.unwrap();

    // A slip of the pen gives way; the number that was drawn is void, not lost.
    let right = desk.number_letter(who, case, LetterKind::ExtensionNotice, &number("甲公告〔2024〕8号"), None).await;
    assert_eq!(right.unwrap(), "甲公告〔2024〕8号");
    let series = affairs::series::Series::Reply;
    assert_eq!(store::series::account(desk.reader(), agency, series, 2024).await.unwrap(), (1, 0, 1));
    let report = verify(desk.reader(), desk.files(), Some(desk.keyring().unwrap()), &|_| {}).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

fn wanted() -> Wanted {
    Wanted { description: "2023年法律援助经费决算".to_owned(), ..Wanted::default() }
}

#[tokio::test]
async fn a_third_party_that_objects_is_told_what_goes_out_all_the_same() {
    let story = story().await;
    let desk = story.desk();
    let (who, case) = (story.officer(), &story.case);
    let party = Party {
        kind: ConsultationKind::ThirdParty,
        name: "甲律师事务所".to_owned(),
        address: String::new(),
        question: asking("承办情况表", "是否同意公开"),
    };
    desk.consult(who, case, story.version().await, party, DAY).await.unwrap();
    let what = Consulted::Answered(affairs::application::Opinion::RefusesWithGrounds);
    let became = Became { key: 1, what, on: DAY, words: "涉及商业秘密".to_owned() };
    desk.record_consultation(who, case, story.version().await, became).await.unwrap();
    let wish = LetterWish { asked: Some(1), ..LetterWish::default() };
    let kind = LetterKind::ThirdPartyNotice;
    assert_eq!(code(desk.number_letter(who, case, kind, &wish, None).await).0, "letter_not_called_for");
    let files = story.file(FileRole::Material, "情况表.txt", "承办情况表\n合计12件".as_bytes()).await;
    let hash = files[0].hash().clone();
    desk.attach_case_files(who, case, files).await.unwrap();
    let answer = Answer { findings: "本机关检索到该信息".to_owned(), ..Answer::of(Outcome::Provided) };
    story.write(answer, 0).await.unwrap();
    desk.add_material(who, case, 1, (&hash, "承办情况表", "")).await.unwrap();
    story.submit(2).await.unwrap();
    let reply = story.in_review().await;
    let Staffed { section_head, secrecy, disclosure_head, leader, .. } = &story.office;
    for signer in [section_head, secrecy, disclosure_head, leader] {
        story.sign(signer, &reply).await.unwrap();
    }
    let silent = desk.number_letter(who, case, kind, &wish, None).await;
    assert_eq!(code(silent), ("letter_fact", Some("override_what")));
    let told = ThirdPartyTold {
        what: "承办件数".to_owned(),
        because: "补贴使用财政资金，社会公众有权监督".to_owned(),
        public_interest: true,
    };
    desk.number_letter(who, case, kind, &wish, Some(&told)).await.unwrap();
    let keyring = desk.keyring().unwrap();
    let kept = store::letters::by_name(desk.reader(), keyring, &who.agency, case, "D-09/1").await.unwrap();
    let (_, letter) = kept.unwrap();
    let letter = letter.reveal(affairs::personal::Purpose::Handling);
    assert_eq!(letter.addressee, "甲律师事务所");
    let text = affairs::letter::canonical_text(letter);
    for words in ["承办件数", "社会公众有权监督", "公共利益", "行政复议"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("申请人甲"), "{text}");
}
