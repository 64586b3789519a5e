//! 更正政府信息记录 (Art. 41), 主动公开建议 (Art. 44(2)): cases of their own with a small ledger. They are no applications: no
//! row of table 三 has room for them, and nothing here knows of one.

use crate::case::{CaseKind, Frame, Happened};
use crate::id::{DocumentId, PersonId, SectionId};
use crate::{ContentHash, Date, Personal, Refusal, Refuse};
use law::article::Reasoned;
use law::calendar::{Reckoned, WorkingDayCalendar};
use law::request_due::{RequestKind, request_due};
use serde::{Deserialize, Serialize};

/// The longest text, in characters.
const LONGEST_TEXT: usize = 2_000;
/// The longest line: a name, an address.
const LONGEST_LINE: usize = 200;

/// A case with its whole ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub frame: Frame,
    pub form: Personal<RequestForm>,
    /// Oldest first, numbered from 1 without gaps.
    pub events: Vec<Happened<Event>>,
}

/// What somebody outside wrote. All of it is personal: it is kept sealed and carried in `Personal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RequestForm {
    pub name: String,
    /// 身份证件名称. A correction concerns the person's own records, so it is asked there.
    pub document_kind: String,
    pub document_number: String,
    pub telephone: String,
    pub address: String,
    pub email: String,
    /// Of a correction: which record, and what it says. Of a suggestion: which information.
    pub about: String,
    /// Of a correction: what it should say. Of a suggestion: why everybody should have it.
    pub wish: String,
    /// Of a correction: what proves it. Of a suggestion: the number of the application by which it was got, if any.
    pub evidence: String,
}

/// One event of the ledger. Ids, codes and dates only: what people wrote is sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It came in.
    Received { on: Date },
    /// Given to a section and an officer.
    Assigned { section: SectionId, to: PersonId },
    /// 核查: what was established, in the words beside it.
    Verified { on: Date },
    /// Answered; `number` is the 文号 of the letter, where one goes out.
    Answered { on: Date, result: Answered, number: String },
    /// 用印: the letter was sealed, so many copies; the sealed copy came back as this file.
    Sealed { on: Date, copies: u16, scan: ContentHash },
    /// The publication that an adopted suggestion led to.
    DraftLinked { document: DocumentId },
    /// Taken back by whoever asked.
    Withdrawn { on: Date },
}

/// How it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// 更正: this agency may, and did.
    Corrected,
    /// 不予更正: the record is accurate, or nothing proves that it is not.
    NotCorrected,
    /// 转送有权更正的机关 and told so.
    Transferred,
    /// 告知向有权更正的机关提出.
    Pointed,
    /// 采纳: to be disclosed to everybody.
    Adopted,
    /// 不采纳, with the reason.
    NotAdopted,
}

impl Answered {
    /// Every answer.
    pub const ALL: [Self; 6] =
        [Self::Corrected, Self::NotCorrected, Self::Transferred, Self::Pointed, Self::Adopted, Self::NotAdopted];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::NotCorrected => "not_corrected",
            Self::Transferred => "transferred",
            Self::Pointed => "pointed",
            Self::Adopted => "adopted",
            Self::NotAdopted => "not_adopted",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Corrected => "予以更正",
            Self::NotCorrected => "不予更正",
            Self::Transferred => "转送有权更正的机关处理",
            Self::Pointed => "告知向有权更正的机关提出",
            Self::Adopted => "采纳，纳入主动公开",
            Self::NotAdopted => "不采纳",
        }
    }

    /// Which kind of case can be answered so.
    #[must_use]
    pub const fn kind(self) -> CaseKind {
        match self {
            Self::Corrected | Self::NotCorrected | Self::Transferred | Self::Pointed => CaseKind::RecordCorrection,
            Self::Adopted | Self::NotAdopted => CaseKind::Suggestion,
        }
    }

    /// Whether another organ must be named.
    #[must_use]
    pub const fn names_an_organ(self) -> bool {
        matches!(self, Self::Transferred | Self::Pointed)
    }
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// To be verified and answered.
    Open,
    Answered {
        result: Answered,
        on: Date,
    },
    Withdrawn {
        on: Date,
    },
}

impl Stage {
    /// In a word.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Open => "办理中",
            Self::Answered { result, .. } => result.label(),
            Self::Withdrawn { .. } => "已撤回",
        }
    }
}

/// Where it stands, replayed from the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub received_on: Date,
    pub due: Reasoned<Reckoned<Date>>,
    pub stage: Stage,
    /// 文号 of the letter; empty where none went out.
    pub letter_number: String,
    /// The sealed copy of the letter, once it came back.
    pub sealed: Option<ContentHash>,
    /// The document that an adopted suggestion led to.
    pub document: Option<DocumentId>,
}

/// Why not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// It has been answered or taken back.
    Closed,
    /// No letter waits for its seal.
    NothingToSeal,
    /// A seal is put on one copy at least.
    NoCopies,
    /// A correction cannot be adopted, a suggestion cannot be corrected.
    OtherKind,
    /// Only an adopted suggestion leads to a publication.
    NotAdopted,
    /// This has to be written.
    Missing { field: &'static str, says: &'static str },
    /// Longer than can be kept.
    TooLong { field: &'static str, most: usize },
}

impl Refuse for NotNow {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Closed => Refusal::new("done", "本件已经办结，不能再办理。"),
            Self::NothingToSeal => Refusal::new("phase", "本件没有等待用印的更正答复书。"),
            Self::NoCopies => Refusal::new("copies", "用印份数至少为1份。").at("copies"),
            Self::OtherKind => Refusal::new("other_kind", "这一处理结果不适用于本类事项，请重新选择。").at("result"),
            Self::NotAdopted => Refusal::new("not_adopted", "只有已采纳的建议才登记主动公开的稿件。").at("document"),
            Self::Missing { field, says } => Refusal::new("text_missing", *says).at(field),
            Self::TooLong { field, most } => {
                Refusal::new("too_long", format!("不能超过 {most} 字；内容较多的，请另附文件。")).at(field)
            }
        }
    }
}

/// The kind as the law's rules name it; `None` for an application, which is no request of this kind.
#[must_use]
pub const fn kind_of(kind: CaseKind) -> Option<RequestKind> {
    match kind {
        CaseKind::Application => None,
        CaseKind::RecordCorrection => Some(RequestKind::RecordCorrection),
        CaseKind::Suggestion => Some(RequestKind::Suggestion),
    }
}

impl RequestForm {
    /// The same without spaces around its fields.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for field in [
            &mut self.name,
            &mut self.document_kind,
            &mut self.document_number,
            &mut self.telephone,
            &mut self.address,
            &mut self.email,
            &mut self.about,
            &mut self.wish,
            &mut self.evidence,
        ] {
            *field = field.trim().to_owned();
        }
        self
    }

    /// Whether it can be taken in.
    ///
    /// # Errors
    /// For the first field that is missing or too long. A correction needs who asks and what proves it (Art. 41); a suggestion
    /// may come without a name, as long as somebody can be told.
    pub fn check(&self, kind: CaseKind) -> Result<(), NotNow> {
        let missing = |field, says| Err(NotNow::Missing { field, says });
        let correction = kind == CaseKind::RecordCorrection;
        if correction && self.name.is_empty() {
            return missing("name", "请填写姓名：只有本人或者本单位的记录才能要求更正。");
        }
        if self.telephone.is_empty() && self.address.is_empty() && self.email.is_empty() {
            return missing("telephone", "请至少留一种联系方式：电话、电子邮箱或者通信地址。");
        }
        if self.about.is_empty() {
            let (record, information) = ("请写明是哪一条记录，现在是怎样记的。", "请写明建议公开哪些信息。");
            return missing("about", if correction { record } else { information });
        }
        if self.wish.is_empty() {
            let (right, reason) = ("请写明应当怎样更正。", "请写明为什么应当向社会公开。");
            return missing("wish", if correction { right } else { reason });
        }
        if correction && self.evidence.is_empty() {
            return missing("evidence", "请写明有什么证据证明记录不准确，例如证件、判决书、证明文件。");
        }
        self.check_lengths()
    }

    fn check_lengths(&self) -> Result<(), NotNow> {
        let lines = [
            ("name", &self.name),
            ("document_kind", &self.document_kind),
            ("document_number", &self.document_number),
            ("telephone", &self.telephone),
            ("address", &self.address),
            ("email", &self.email),
        ];
        let texts = [("about", &self.about), ("wish", &self.wish), ("evidence", &self.evidence)];
        let lines = lines.into_iter().map(|(field, text)| (field, text, LONGEST_LINE));
        let texts = texts.into_iter().map(|(field, text)| (field, text, LONGEST_TEXT));
        match lines.chain(texts).find(|(_, text, most)| text.chars().count() > *most) {
            Some((field, _, most)) => Err(NotNow::TooLong { field, most }),
            None => Ok(()),
        }
    }
}

impl Request {
    /// Where it stands, by this calendar.
    #[must_use]
    pub fn standing(&self, calendar: &WorkingDayCalendar) -> Standing {
        let kind = kind_of(self.frame.kind).unwrap_or(RequestKind::RecordCorrection);
        let received_on = self.events.iter().find_map(|line| match line.event {
            Event::Received { on } => Some(on),
            _ => None,
        });
        let received_on = received_on.unwrap_or(Date::MIN);
        let mut standing = Standing {
            received_on,
            due: request_due(kind, received_on, calendar),
            stage: Stage::Open,
            letter_number: String::new(),
            sealed: None,
            document: None,
        };
        for line in &self.events {
            match &line.event {
                Event::Answered { on, result, number } => {
                    standing.stage = Stage::Answered { result: *result, on: *on };
                    standing.letter_number.clone_from(number);
                }
                Event::Sealed { scan, .. } => standing.sealed = Some(scan.clone()),
                Event::DraftLinked { document } => standing.document = Some(document.clone()),
                Event::Withdrawn { on } => standing.stage = Stage::Withdrawn { on: *on },
                Event::Received { .. } | Event::Assigned { .. } | Event::Verified { .. } => {}
            }
        }
        standing
    }

    /// What people wrote when it was verified, and when it was answered.
    #[must_use]
    pub fn last_words(&self, wanted: impl Fn(&Event) -> bool) -> Option<&Personal<crate::case::Words>> {
        self.events.iter().rev().find(|line| wanted(&line.event)).map(|line| &line.words)
    }
}

impl Standing {
    /// May it be answered so?
    ///
    /// # Errors
    /// Once it is closed, and for an answer of the other kind.
    pub fn answer(&self, kind: CaseKind, result: Answered) -> Result<(), NotNow> {
        if self.stage != Stage::Open {
            return Err(NotNow::Closed);
        }
        if result.kind() == kind { Ok(()) } else { Err(NotNow::OtherKind) }
    }

    /// Whoever asked takes it back.
    ///
    /// # Errors
    /// Once it is closed.
    pub fn withdraw(&self, today: Date) -> Result<Event, NotNow> {
        if self.stage == Stage::Open { Ok(Event::Withdrawn { on: today }) } else { Err(NotNow::Closed) }
    }

    /// The sealed copy of the letter came back.
    ///
    /// # Errors
    /// While no letter was written, once it is sealed, and without a copy.
    pub fn seal(&self, copies: u16, scan: ContentHash, today: Date) -> Result<Event, NotNow> {
        let answered = matches!(self.stage, Stage::Answered { .. });
        if !answered || self.letter_number.is_empty() || self.sealed.is_some() {
            return Err(NotNow::NothingToSeal);
        }
        if copies == 0 { Err(NotNow::NoCopies) } else { Ok(Event::Sealed { on: today, copies, scan }) }
    }

    /// The draft by which an adopted suggestion becomes public.
    ///
    /// # Errors
    /// For anything but an adopted suggestion.
    pub fn link(&self, document: DocumentId) -> Result<Event, NotNow> {
        match self.stage {
            Stage::Answered { result: Answered::Adopted, .. } => Ok(Event::DraftLinked { document }),
            _ => Err(NotNow::NotAdopted),
        }
    }
}

impl Event {
    /// How the journal names the act that wrote it.
    #[must_use]
    pub const fn act(&self) -> &'static str {
        match self {
            Self::Received { .. } => "requests.received",
            Self::Assigned { .. } => "requests.assigned",
            Self::Verified { .. } | Self::Answered { .. } => "requests.answered",
            Self::Sealed { .. } => "requests.sealed",
            Self::DraftLinked { .. } => "requests.draft_linked",
            Self::Withdrawn { .. } => "requests.withdrawn",
        }
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Received { .. } => "收到",
            Self::Assigned { .. } => "转办",
            Self::Verified { .. } => "核查",
            Self::Answered { .. } => "答复",
            Self::Sealed { .. } => "用印",
            Self::DraftLinked { .. } => "起草主动公开的稿件",
            Self::Withdrawn { .. } => "撤回",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AgencyId, CaseId};
    use jiff::civil::date;

    const DAY: Date = date(2019, 9, 27);

    fn request(kind: CaseKind, events: Vec<Event>) -> Request {
        let frame = Frame {
            agency: AgencyId::new("a"),
            id: CaseId::new("c"),
            kind,
            number: "更正〔2019〕001号".to_owned(),
            section: SectionId::new("s"),
            responsible: PersonId::new("p"),
            version: 1,
        };
        let line = |(number, event)| Happened {
            number,
            at: crate::Instant::from_milliseconds(0),
            by: None,
            event,
            words: Personal::new(crate::case::Words::default()),
        };
        let events = (1..).zip(events).map(line).collect();
        Request { frame, form: Personal::new(RequestForm::default()), events }
    }

    fn standing(kind: CaseKind, events: Vec<Event>) -> Standing {
        request(kind, events).standing(WorkingDayCalendar::shipped())
    }

    #[test]
    fn an_open_case_has_its_day_and_each_kind_its_own_answers() {
        let open = standing(CaseKind::RecordCorrection, vec![Event::Received { on: DAY }]);
        assert_eq!((open.received_on, open.due.answer.value, &open.stage), (DAY, date(2019, 10, 30), &Stage::Open));
        for result in Answered::ALL {
            let fits = result.kind() == CaseKind::RecordCorrection;
            assert_eq!(open.answer(CaseKind::RecordCorrection, result).is_ok(), fits, "{result:?}");
            assert_eq!(Answered::from_code(result.code()), Some(result));
        }
    }

    #[test]
    fn what_is_answered_is_answered_once() {
        let result = Answered::Adopted;
        let answered = Event::Answered { on: DAY, result, number: String::new() };
        let done = standing(CaseKind::Suggestion, vec![Event::Received { on: DAY }, answered]);
        assert_eq!(done.answer(CaseKind::Suggestion, result), Err(NotNow::Closed));
        assert_eq!(done.withdraw(DAY), Err(NotNow::Closed));
        assert!(done.link(DocumentId::new("d")).is_ok());
        let open = standing(CaseKind::Suggestion, vec![Event::Received { on: DAY }]);
        assert_eq!(open.link(DocumentId::new("d")), Err(NotNow::NotAdopted));
    }

    #[test]
    fn a_letter_is_sealed_once_and_only_where_one_was_written() {
        let scan = ContentHash::of(b"scan");
        let received = Event::Received { on: DAY };
        let open = standing(CaseKind::RecordCorrection, vec![received.clone()]);
        assert_eq!(open.seal(1, scan.clone(), DAY), Err(NotNow::NothingToSeal));
        let answered = Event::Answered { on: DAY, result: Answered::Corrected, number: "甲1号".to_owned() };
        let mut events = vec![received, answered];
        let waits = standing(CaseKind::RecordCorrection, events.clone());
        assert_eq!(waits.seal(0, scan.clone(), DAY), Err(NotNow::NoCopies));
        events.push(waits.seal(2, scan.clone(), DAY).unwrap());
        let sealed = standing(CaseKind::RecordCorrection, events);
        assert_eq!(sealed.sealed, Some(scan.clone()));
        assert_eq!(sealed.seal(1, scan, DAY), Err(NotNow::NothingToSeal));
    }

    #[test]
    fn a_correction_needs_a_person_a_record_a_wish_and_evidence_and_a_suggestion_needs_less() {
        let mut form = RequestForm { telephone: "13000000000".to_owned(), ..RequestForm::default() };
        let field = |form: &RequestForm, kind| form.check(kind).err().and_then(|refused| refused.refusal().field);
        assert_eq!(field(&form, CaseKind::RecordCorrection), Some("name"));
        assert_eq!(field(&form, CaseKind::Suggestion), Some("about"));
        form.about = "某条记录".to_owned();
        form.wish = "应为乙".to_owned();
        assert_eq!(form.check(CaseKind::Suggestion), Ok(()));
        form.name = "申请人甲".to_owned();
        assert_eq!(field(&form, CaseKind::RecordCorrection), Some("evidence"));
        form.evidence = "判决书".to_owned();
        assert_eq!(form.check(CaseKind::RecordCorrection), Ok(()));
        form.wish = "长".repeat(LONGEST_TEXT + 1);
        assert_eq!(field(&form, CaseKind::RecordCorrection), Some("wish"));
        let nobody = RequestForm { telephone: String::new(), ..form };
        assert_eq!(field(&nobody, CaseKind::Suggestion), Some("telephone"));
    }
}
