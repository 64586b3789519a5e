//! Applications: what goes in comes out sealed and whole; boards, likenesses and the counts of a year.

use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, found};
use affairs::application::{Application, Event, FileRemark, FileRole, Form, Projection};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::personal::{Personal, Purpose};
use affairs::{ContentHash, Date};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;
use law::received::IntakeMode;
use store::applications::{self, Board, CaseFile, Tokens};
use store::personal::Keyring;
use store::{StoreError, Transaction};

const KINDS: [ApplicantKind; 2] = [ApplicantKind::NaturalPerson, ApplicantKind::LegalServiceOrganisation];

pub fn application(agency: &AgencyId, number: usize, on: Date) -> Application {
    let mut form = Form::default();
    form.applicant.name = format!("金丝雀{number}");
    form.wanted.description = "某年某文件".to_owned();
    let submitted = Happened {
        number: 1,
        at: at(0),
        by: Some(PersonId::new("p1")),
        event: Event::Submitted { mode: IntakeMode::InPerson, on },
        words: Personal::new(Words::of("窗口提交")),
    };
    Application {
        frame: Frame {
            agency: agency.clone(),
            id: CaseId::new(format!("c{number}")),
            kind: CaseKind::Application,
            number: format!("申请〔{}〕{number:03}号", on.year()),
            section: SectionId::new("office"),
            responsible: PersonId::new(if number == 1 { "p1" } else { "p2" }),
            version: 1,
        },
        kind: KINDS[number % 2],
        mode: IntakeMode::InPerson,
        form: Personal::new(form),
        events: vec![submitted],
    }
}

fn tokens(name: &str) -> Tokens {
    Tokens { name: name.to_owned(), wanted: "w".to_owned(), code_hash: "code".to_owned() }
}

fn projected(application: &Application) -> Projection {
    let calendar = WorkingDayCalendar::shipped();
    Projection::of(&application.standing(calendar), calendar)
}

pub async fn keep(tx: &mut Transaction, keyring: &Keyring, application: &Application) {
    applications::insert(tx, keyring, application, &projected(application), &tokens("n"), at(0)).await.unwrap();
}

/// One more line of the ledger, as an act writes it.
pub async fn then(tx: &mut Transaction, keyring: &Keyring, application: &mut Application, event: Event) {
    let before = application.frame.version;
    application.frame.version += 1;
    let number = application.frame.version;
    let happened = Happened { number, at: at(1), by: None, event, words: Personal::new(Words::default()) };
    applications::append(tx, keyring, &application.frame.id, &happened).await.unwrap();
    application.events.push(happened);
    applications::update(tx, &application.frame, before, &projected(application)).await.unwrap();
}

async fn loaded(office: &Office, keyring: &Keyring, agency: &AgencyId, case: &str) -> Option<Application> {
    applications::by_id(&office.reader, keyring, agency, &CaseId::new(case)).await.unwrap()
}

#[tokio::test]
async fn an_application_comes_back_whole_and_only_with_its_keys() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut kept = application(&agency, 1, date(2019, 9, 27));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &kept).await;
            then(&mut tx, &keyring, &mut kept, Event::Signed { on: date(2019, 9, 26) }).await;
            let name = Personal::new("身份证.jpg".to_owned());
            let (hash, media_type) = (ContentHash::of(b"cipher"), "image/jpeg".to_owned());
            let (role, remark) = (FileRole::IdentityProof, Some(FileRemark::BlankPage));
            let file = CaseFile { hash, role, name, media_type, size: 9, remark, by: None, at: at(1) };
            applications::insert_file(&mut tx, &keyring, &kept.frame.id, &file).await.unwrap();
        });
        assert_eq!(loaded(&office, &keyring, &agency, "c1").await, Some(kept.clone()));
        assert_eq!(loaded(&office, &keyring, &other, "c1").await, None);
        let strange = Keyring::draw(at(1)).unwrap();
        let refused = applications::by_id(&office.reader, &strange, &agency, &kept.frame.id).await;
        assert!(matches!(refused, Err(StoreError::Corrupt(_))));
        let files = applications::files(&office.reader, &keyring, &agency, &kept.frame.id).await.unwrap();
        assert_eq!(files[0].name.reveal(Purpose::Keeping), "身份证.jpg");
        assert_eq!((files[0].role, files[0].remark), (FileRole::IdentityProof, Some(FileRemark::BlankPage)));
        let known = applications::by_number(&office.reader, &agency, &kept.frame.number).await.unwrap();
        assert_eq!(known, Some((kept.frame.id.clone(), "code".to_owned())));

        let mut form = kept.form.reveal(Purpose::Keeping).clone();
        form.wanted.description = "另一年的文件".to_owned();
        act!(office, &agency, |tx| {
            applications::replace_form(&mut tx, &keyring, &kept.frame.id, &Personal::new(form.clone())).await.unwrap();
        });
        assert_eq!(loaded(&office, &keyring, &agency, "c1").await.unwrap().form, Personal::new(form));
    })
    .await;
}

#[tokio::test]
async fn whoever_acted_on_an_older_version_is_told() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let kept = application(&agency, 1, date(2019, 9, 27));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &kept).await;
            let late = applications::update(&mut tx, &kept.frame, 7, &projected(&kept)).await;
            assert!(matches!(late, Err(StoreError::Conflict)));
        });
    })
    .await;
}

#[tokio::test]
async fn boards_show_the_most_urgent_first_and_a_year_is_counted() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let (mut first, mut second) =
            (application(&agency, 1, date(2019, 12, 30)), application(&agency, 2, date(2019, 3, 1)));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &first).await;
            keep(&mut tx, &keyring, &second).await;
            keep(&mut tx, &keyring, &application(&agency, 3, date(2019, 3, 4))).await;
            let lapsed = Event::Lapsed { outcome: Outcome::LapsedNoCorrection, on: date(2019, 5, 6) };
            then(&mut tx, &keyring, &mut second, lapsed).await;
            then(&mut tx, &keyring, &mut first, Event::Withdrawn { on: date(2020, 1, 6) }).await;
            let case = CaseId::new("c3");
            let (from, received) = (date(2019, 3, 1), date(2019, 3, 4));
            let number = applications::number_since(&mut tx, &case, "n", from, received).await.unwrap();
            assert_eq!(number, 2);
        });
        let board = |whose: Board, open: bool| {
            let (reader, agency) = (office.reader.clone(), agency.clone());
            async move {
                let rows = applications::board(&reader, &agency, &whose, open, None, 9).await.unwrap();
                rows.into_iter().map(|row| row.case.to_string()).collect::<Vec<_>>()
            }
        };
        assert_eq!(board(Board::Agency, true).await, ["c3"]);
        assert_eq!(board(Board::Agency, false).await, ["c1", "c2"], "what ended latest comes first");
        let ended = applications::board(&office.reader, &agency, &Board::Agency, false, None, 1).await.unwrap();
        let after = ended[0].ended_on.map(|on| (on, &ended[0].case));
        let earlier = applications::board(&office.reader, &agency, &Board::Agency, false, after, 9).await.unwrap();
        assert_eq!(earlier.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), ["c2"]);
        assert_eq!(board(Board::Officer(PersonId::new("p1")), false).await, ["c1"]);
        assert_eq!(board(Board::Section(SectionId::new("office")), true).await, ["c3"]);
        assert!(board(Board::Section(SectionId::new("other")), true).await.is_empty());
        let open = applications::board(&office.reader, &agency, &Board::Agency, true, None, 9).await.unwrap();
        let after = Some((open[0].due_on, &open[0].case));
        let rest = applications::board(&office.reader, &agency, &Board::Agency, true, after, 9).await.unwrap();
        assert!(rest.is_empty());
        assert_eq!(applications::alike(&office.reader, &agency, &tokens("n"), 9).await.unwrap().len(), 3);

        let [even, odd] = KINDS;
        let counts = applications::counts(&office.reader, &agency, 2019).await.unwrap();
        assert_eq!(counts.received.iter().map(|(_, _, count)| count).sum::<i64>(), 3);
        assert_eq!(counts.ended, [("lapsed_no_correction".to_owned(), even, 1)]);
        assert_eq!(counts.carried_over, [((), odd, 2)]);
        let next = applications::counts(&office.reader, &agency, 2020).await.unwrap();
        assert_eq!((next.received.len(), next.carried_in), (0, vec![((), odd, 2)]));
        assert_eq!(next.ended, [("withdrawn".to_owned(), odd, 1)]);
        assert_eq!(next.carried_over, [((), odd, 1)]);
    })
    .await;
}
