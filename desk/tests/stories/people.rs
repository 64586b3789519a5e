//! Stories of people: what two administrators do together, and how somebody's work passes on.

use affairs::document::{BundleKind, DocumentState};
use affairs::id::SectionId;
use affairs::people::proposal::{HandedOver, PeopleChange};
use affairs::people::{PersonState, Role, Scope};
use affairs::review::Level;
use desk::people::{Leaving, Successor};
use desk::publishing::EditionContent;
use desk::{ActError, Who};
use testkit::{Site, Staffed, agreeing, article};

async fn office() -> Staffed {
    Site::open().await.with_officers().await
}

fn code<T: std::fmt::Debug>(done: Result<T, ActError>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn leaving(who: &Who, moves_to: Option<&str>, successors: &[(Role, &Who)]) -> Leaving {
    let successor = |(role, to): &(Role, &Who)| Successor { role: *role, person: to.person.clone() };
    Leaving {
        person: who.person.clone(),
        reason: "调离".to_owned(),
        moves_to: moves_to.map(SectionId::new),
        successors: successors.iter().map(successor).collect(),
    }
}

async fn items(office: &Staffed, id: &str) -> Vec<HandedOver> {
    let reader = office.site.desk.reader();
    store::proposals::handover(reader, &office.drafter.agency, id).await.unwrap().unwrap().items
}

async fn state(office: &Staffed, who: &Who) -> (PersonState, SectionId) {
    let person = store::people::by_id(office.site.desk.reader(), &who.agency, &who.person).await.unwrap().unwrap();
    (person.state, person.section)
}

#[tokio::test]
async fn a_change_wants_two_administrators_once_there_are_two() {
    let office = office().await;
    let (desk, first, second) =
        (&office.site.desk, &office.site.first_administrator, &office.site.second_administrator);
    let change = PeopleChange::Grant {
        person: office.other_drafter.person.clone(),
        role: Role::SectionHead,
        scope: Scope::Section { section: SectionId::new("office") },
        from: desk.now().date(),
        until: None,
        basis: "任命文件".to_owned(),
        acting_for: None,
    };
    assert_eq!(code(desk.propose_people(&office.drafter, change.clone()).await), "role_missing");
    let id = desk.propose_people(first, change).await.unwrap();
    assert_eq!(code(desk.confirm_people(first, &id).await), "confirm_own_proposal");
    assert_eq!(code(desk.confirm_people(&office.leader, &id).await), "role_missing");
    assert!(desk.confirm_people(second, &id).await.unwrap().link.is_none(), "a grant needs no link");
    assert_eq!(code(desk.decline_people(second, &id).await), "proposal_decided");
    let for_oneself = PeopleChange::Reset { person: second.person.clone() };
    let id = desk.propose_people(first, for_oneself).await.unwrap();
    assert_eq!(code(desk.confirm_people(second, &id).await), "confirm_for_oneself");
}

#[tokio::test]
async fn a_drafters_documents_and_notices_pass_to_another_drafter() {
    let office = office().await;
    let (desk, first) = (&office.site.desk, &office.site.first_administrator);
    let draft = office.draft("未写完的通知").await;
    let in_review = office.submit(&office.draft("在审的通知").await).await;
    let (published, _) = office.publish("已发布的通知").await;
    assert_eq!(code(desk.hand_over(first, &leaving(&office.drafter, None, &[])).await), "successor_missing");
    let to_a_leader = leaving(&office.drafter, None, &[(Role::Drafter, &office.leader)]);
    assert_eq!(code(desk.hand_over(first, &to_a_leader).await), "successor_unfit");
    let fit = leaving(&office.drafter, None, &[(Role::Drafter, &office.other_drafter)]);
    let id = desk.hand_over(first, &fit).await.unwrap();
    let items = items(&office, &id).await;
    let of =
        |kind: &str| items.iter().filter(|item| item.kind == kind).map(|item| item.title.clone()).collect::<Vec<_>>();
    assert_eq!(of("授权"), ["办公室拟稿人（自2019年1月1日）"]);
    let mut documents = of("稿件");
    documents.sort();
    assert_eq!(documents, ["在审的通知", "已发布的通知", "未写完的通知"]);
    assert!(of("待办").iter().any(|notice| notice.contains("已发布的通知")), "{items:?}");
    for document in [&draft, &published] {
        let kept = store::documents::by_id(desk.reader(), &first.agency, document).await.unwrap().unwrap();
        assert_eq!(kept.owner, office.other_drafter.person);
    }
    let review = store::reviews::by_bundle(desk.reader(), &first.agency, &in_review).await.unwrap().unwrap();
    assert_eq!(review.owner, office.other_drafter.person);
    assert!(matches!(state(&office, &office.drafter).await.0, PersonState::Left { .. }));
    assert_eq!(code(desk.hand_over(first, &fit).await), "not_found");
    let pdf = desk.handover_list(first, &id).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(code(desk.handover_list(&office.auditor, &id).await), "role_missing");
}

#[tokio::test]
async fn what_waits_for_a_signature_is_on_the_list_of_who_leaves_and_stays_signable() {
    let office = office().await;
    let (desk, first) = (&office.site.desk, &office.site.first_administrator);
    let hash = office.submit(&office.draft("待保密审查的通知").await).await;
    desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    let fit = leaving(&office.secrecy, None, &[(Role::SecrecyReviewer, &office.secrecy_deputy)]);
    let items = items(&office, &desk.hand_over(first, &fit).await.unwrap()).await;
    let waiting: Vec<_> = items.iter().filter(|item| item.kind == "待审件").collect();
    assert_eq!(waiting.len(), 1, "{items:?}");
    assert_eq!((waiting[0].title.as_str(), waiting[0].state.as_str()), ("待保密审查的通知", "待保密审查负责人审查"));
    assert_eq!(waiting[0].to, office.secrecy_deputy.person);
    let queue = store::reviews::waiting_at(desk.reader(), &first.agency, Level::SecrecyReviewer, 9).await.unwrap();
    assert_eq!(queue.len(), 1, "the submission waits where it waited");
}

#[tokio::test]
async fn a_move_keeps_the_account_and_ends_the_roles() {
    let office = office().await;
    let (desk, first) = (&office.site.desk, &office.site.first_administrator);
    let law = desk.save_section(first, None, "法治科", 1).await.unwrap();
    let successors = [(Role::Drafter, &office.other_drafter)];
    let nowhere = leaving(&office.drafter, Some("nowhere"), &successors);
    assert_eq!(code(desk.hand_over(first, &nowhere).await), "section_unknown");
    let same = leaving(&office.drafter, Some("office"), &successors);
    assert_eq!(code(desk.hand_over(first, &same).await), "section_unknown");
    desk.hand_over(first, &leaving(&office.drafter, Some(law.as_str()), &successors)).await.unwrap();
    assert_eq!(state(&office, &office.drafter).await, (PersonState::Active, law));
    let officer = desk.officer(&office.drafter).await.unwrap().unwrap();
    assert!(officer.grants.is_empty(), "{:?}", officer.grants);
}

#[tokio::test]
async fn nobody_hands_himself_over_and_nobody_but_an_administrator_others() {
    let office = office().await;
    let (desk, first) = (&office.site.desk, &office.site.first_administrator);
    assert_eq!(code(desk.hand_over(first, &leaving(first, None, &[])).await), "for_oneself");
    let other = leaving(&office.drafter, None, &[(Role::Drafter, &office.other_drafter)]);
    assert_eq!(code(desk.hand_over(&office.leader, &other).await), "role_missing");
    let without_reason = Leaving { reason: " ".to_owned(), ..other };
    assert_eq!(code(desk.hand_over(first, &without_reason).await), "reason_missing");
}

#[tokio::test]
async fn a_face_without_what_article_12_asks_for_goes_to_nobody() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = desk.begin_document(&office.drafter, &SectionId::new("office"), BundleKind::Site).await.unwrap();
    let revision = office.revision(&id).await;
    let facts = affairs::document::SiteFacts { name: "试验市司法局".to_owned(), ..Default::default() };
    let content = EditionContent { facts: facts.to_value(), targets: Vec::new(), ..article("网站信息") };
    let revision = desk.save(&office.drafter, &id, revision, content).await.unwrap();
    match desk.submit(&office.drafter, &id, revision).await {
        Err(ActError::Refused(refusal)) => {
            assert_eq!(refusal.code, "site_fact_missing");
            assert!(refusal.message.contains("传真"), "{refusal}");
        }
        other => panic!("expected a refusal, found {other:?}"),
    }
    let kept = store::documents::by_id(desk.reader(), &office.drafter.agency, &id).await.unwrap().unwrap();
    assert_eq!(kept.state, DocumentState::Writing);
}

/// Two applications of the disclosure officer: one open, one withdrawn that waits for its volume.
async fn two_cases(office: &Staffed) -> [affairs::id::CaseId; 2] {
    let desk = &office.site.desk;
    let mut cases = Vec::new();
    for wanted in ["2019年普法工作方案", "2018年法律援助经费决算"] {
        let mut form = affairs::application::Form::default();
        form.applicant.name = "申请人甲".to_owned();
        form.applicant.telephone = "0391-0000123".to_owned();
        form.wanted.description = wanted.to_owned();
        let registration = desk::applications::Registration {
            mode: law::received::IntakeMode::InPerson,
            submitted_on: desk.now().date(),
            signed_on: None,
            trace: String::new(),
            kind: law::annual_report::ApplicantKind::NaturalPerson,
            form,
        };
        cases.push(desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case);
    }
    desk.withdraw_application(&office.disclosure, &cases[1], 1, "申请人书面撤回").await.unwrap();
    cases.try_into().unwrap()
}

#[tokio::test]
async fn a_leavers_cases_go_to_the_successor_by_a_line_of_their_own_ledger() {
    let office = office().await;
    let (desk, first) = (&office.site.desk, &office.site.first_administrator);
    let cases = two_cases(&office).await;
    assert_eq!(code(desk.hand_over(first, &leaving(&office.disclosure, None, &[])).await), "successor_missing");
    office.site.grant(&office.disclosure_head, Role::DisclosureOfficer).await;
    let fit = leaving(&office.disclosure, None, &[(Role::DisclosureOfficer, &office.disclosure_head)]);
    let id = desk.hand_over(first, &fit).await.unwrap();
    let listed = items(&office, &id).await;
    let cases_listed: Vec<(&str, &str)> = listed
        .iter()
        .filter(|item| item.kind == "申请")
        .map(|item| (item.state.as_str(), item.to_name.as_str()))
        .collect();
    let name = listed.iter().find(|item| item.kind == "授权").unwrap().to_name.as_str();
    assert_eq!(cases_listed, [("办理并答复", name), ("归档", name)]);
    for case in &cases {
        let application = desk.read_application(&office.disclosure_head, case).await.unwrap();
        assert_eq!(application.frame.responsible, office.disclosure_head.person);
        let last = &application.events.last().unwrap().event;
        assert_eq!(last.code(), "assigned");
    }
    let reader = desk.reader();
    let left = store::applications::with_officer(reader, &office.disclosure.agency, &office.disclosure.person, 9).await;
    assert!(left.unwrap().is_empty(), "nothing is left without an owner");
    assert!(desk.handover_list(first, &id).await.unwrap().starts_with(b"%PDF"));
}
