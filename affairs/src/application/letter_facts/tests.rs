//! Every letter the ledger calls for is composed from it, and no letter of asking says who applied.

use super::*;
use crate::Instant;
use crate::application::act::Consulted;
use crate::application::form::Wanted;
use crate::application::{NotNow, Opinion};
use crate::case::{CaseKind, Frame, Happened};
use crate::id::{AgencyId, CaseId, PersonId, SectionId};
use crate::letter::{canonical_text, check, compose};
use crate::personal::Personal;
use jiff::civil::date;

fn answering() -> Answering {
    Answering {
        address: "临江市滨河路1号".to_owned(),
        telephone: "0000-0000000".to_owned(),
        government: "临江市人民政府".to_owned(),
        superior: "临江省司法厅".to_owned(),
        court: "临江市人民法院".to_owned(),
        ..Answering::default()
    }
}

struct Story(Application);

impl Story {
    fn begin(mode: IntakeMode, on: Date) -> Self {
        let form = Form {
            applicant: Applicant {
                name: "申请人𠮷".to_owned(),
                document_kind: "居民身份证".to_owned(),
                document_number: "110101199001011234".to_owned(),
                telephone: "000-00000000".to_owned(),
                ..Applicant::default()
            },
            wanted: Wanted { description: "2025年法律援助经费决算".to_owned(), ..Wanted::default() },
            ..Form::default()
        };
        let frame = Frame {
            agency: AgencyId::new("agency"),
            id: CaseId::new("case"),
            kind: CaseKind::Application,
            number: "申请〔2026〕001号".to_owned(),
            section: SectionId::new("section"),
            responsible: PersonId::new("officer"),
            version: 1,
        };
        let form = Personal::new(form);
        let mut story = Self(Application { frame, kind: ApplicantKind::NaturalPerson, mode, form, events: Vec::new() });
        story.line(Event::Submitted { mode, on }, Words::default());
        story
    }

    fn line(&mut self, event: Event, words: Words) {
        let number = self.0.events.len() as i64 + 1;
        let words = Personal::new(words);
        self.0.events.push(Happened { number, at: Instant::from_milliseconds(0), by: None, event, words });
    }

    fn standing(&self) -> Standing {
        self.0.standing(WorkingDayCalendar::shipped())
    }

    fn then(&mut self, act: impl FnOnce(&Standing) -> Result<Event, NotNow>, words: &str) -> &mut Self {
        let event = act(&self.standing()).unwrap();
        self.line(event, Words::of(words));
        self
    }

    /// The text of every letter that fits, by its code.
    fn letters(&self) -> Vec<(&'static str, String)> {
        let standing = self.standing();
        let answering = answering();
        let composed = |one: Fitting| {
            let writing = Writing {
                agency: "临江市司法局",
                answering: &answering,
                calendar: WorkingDayCalendar::shipped(),
                officer: "经办人甲",
                section: "办公室",
                number: "",
                date: None,
                kind: Some(one.kind),
                asked: one.asked,
                served: None,
                fee: None,
            };
            let letter = compose(one.kind, &facts(&self.0, &standing, &writing));
            let letter = letter.unwrap_or_else(|refusal| panic!("{}: {}", one.kind.code(), refusal.message));
            assert!(check(&letter).is_empty(), "{}", one.kind.code());
            (one.kind.code(), canonical_text(&letter))
        };
        fitting(&self.0, &standing).into_iter().map(composed).collect()
    }
}

fn text<'letters>(letters: &'letters [(&'static str, String)], code: &str) -> &'letters str {
    letters.iter().find(|(kind, _)| *kind == code).map_or("", |(_, text)| text)
}

#[test]
fn every_letter_of_a_long_way_is_composed_from_the_ledger() {
    let mut story = Story::begin(IntakeMode::Email, date(2026, 3, 2));
    assert!(text(&story.letters(), "D-02").is_empty(), "no receipt before the confirmation");
    story.then(|at| at.confirm(date(2026, 3, 3), date(2026, 3, 3)), "电话确认");
    story.then(|at| at.ask_to_correct(date(2026, 3, 26), date(2026, 3, 5)), "请写明年度\n请补充身份证明");
    story.then(|at| at.correct(date(2026, 3, 9), date(2026, 3, 9)), "决算");
    let sent = story.standing().consult(ConsultationKind::ThirdParty, date(2026, 3, 10), date(2026, 3, 10)).unwrap();
    let words = Words {
        text: asking("承办情况表", "是否同意公开"),
        party: "临江某某律师事务所".to_owned(),
        ..Words::default()
    };
    story.line(sent, words);
    let (on, today) = (date(2026, 3, 17), date(2026, 3, 17));
    story.then(|at| at.consulted(1, Consulted::Answered(Opinion::Consents), on, today), "同意");
    story.then(|at| at.ask_to_extend(10, today), "档案较多，需要逐份核对");
    story.then(|at| at.decide_extension(true, date(2026, 3, 18)), "");
    let before = story.letters();
    story.then(|at| at.notify_extension(date(2026, 3, 18)), "");
    let after = story.letters();
    let codes: Vec<&str> = after.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["D-01", "D-02", "D-03", "D-05", "D-06", "D-07", "D-08", "D-31"]);
    // The notice says the same before it is told and afterwards, but for what the history has gained.
    let due = chinese_date(story.standing().due.unwrap().due.value);
    for letters in [&before, &after] {
        assert!(text(letters, "D-05").contains(&format!("本机关将在{due}前（含当日）作出答复")));
        assert!(text(letters, "D-05").contains("因档案较多，需要逐份核对"));
    }
    assert!(text(&after, "D-03").contains("1. 请写明年度") && text(&after, "D-03").contains("15个工作日内"));
    assert!(text(&after, "D-02").contains("2026年3月3日"));
    assert!(text(&after, "D-01").contains("居民身份证 ****1234"));
    for asked in ["D-06", "D-07"] {
        let text = text(&after, asked);
        assert!(!text.contains('𠮷') && !text.contains("000-00000000"), "{asked}: {text}");
    }
    assert!(text(&after, "D-06").contains("承办情况表") && text(&after, "D-06").contains("贵单位"));
    assert!(!text(&after, "D-08").contains("律师事务所"), "the applicant is not told whom the agency asked");
}

#[test]
fn fees_reasons_and_lapses_say_their_sums_and_days() {
    let mut story = Story::begin(IntakeMode::OwnSite, date(2026, 3, 2));
    let why = counting("2026年1月1日至3月2日", 42, "请说明理由");
    story.then(|at| at.ask_reasons(date(2026, 3, 20), date(2026, 3, 4)), &why);
    story.line(Event::ReasonsGiven { on: date(2026, 3, 9) }, Words::of("研究需要"));
    story.line(Event::Deferred { on: date(2026, 3, 10), until: date(2026, 5, 29) }, Words::of("一次申请较多"));
    story.then(|at| at.charge(FeeMethod::ByPage, 180, 230_000, date(2026, 4, 8), date(2026, 3, 11)), "");
    story.then(|at| at.lapse(date(2026, 4, 9)), "");
    let letters = story.letters();
    assert!(text(&letters, "D-04").contains("2026年1月1日至3月2日") && text(&letters, "D-04").contains("共42件"));
    assert!(text(&letters, "D-14").contains("2026年5月29日"));
    assert!(text(&letters, "D-12").contains("2300.00元") && text(&letters, "D-12").contains("第31页至第100页"));
    assert!(text(&letters, "D-13").contains("2026年4月8日") && text(&letters, "D-13").contains("不再处理"));
    assert!(text(&letters, "D-13").contains("临江市人民法院"), "a lapse can be attacked");
}

#[test]
fn what_an_officer_writes_in_two_fields_comes_back_as_two() {
    assert_eq!(asked_in(&asking("甲\n 乙", "能否公开\n依据")), ("甲 乙".to_owned(), "能否公开\n依据".to_owned()));
    assert_eq!(asked_in("甲").1, "是否同意公开");
    assert_eq!(counted_in(&counting("本月", 31, "，共")), ("本月".to_owned(), 31));
    assert_eq!(counted_in("次数太多"), (String::new(), 0));
    assert_eq!(identity("护照", "12"), "护照 ****");
    assert_eq!(identity("", ""), "");
}
