//! What a letter says of a case: everything that stands in its ledger and in its form, gathered in one place for every letter.
//!
//! The facts of the answer itself are the reply's own; everything before it comes from here.

use super::standing::ExtensionWish;
use super::{Applicant, Application, Event, Form, Phase, ProvisionWay, Standing};
use crate::Date;
use crate::case::Words;
use crate::letter::{
    Addressee, AgencyFacts, ApplicantFacts, ApplicationFacts, ConsultationFacts, CorrectionFacts, DeferralFacts,
    DueDayFacts, ExtensionFacts, FeeFacts, FeeLine, FileNotes, LapseFacts, LapseReason, LetterFacts, ReasonsFacts,
    SearchFacts, ServiceFacts,
};
use crate::personal::Purpose;
use crate::setting::Answering;
use crate::time::chinese_date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::fee::{DAYS_TO_PAY, FeeMethod, charge};
use law::letter::LetterKind;
use law::outcome::Outcome;
use law::received::{IntakeMode, ReceiptFacts, receipt};
use law::remedy::{RemedyFacts, remedy_clause};
use law::reply_due::{CONSULTATION_ANSWER, ConsultationKind, ReplyDue, reply_due};

/// Fen of a yuan.
const FEN: u64 = 100;
/// A person's name is hardly longer, in characters; what is longer is addressed as an organisation.
const LONGEST_PERSON: usize = 4;

/// What the office adds to what stands in the ledger.
#[derive(Clone, Copy)]
pub struct Writing<'office> {
    /// The full name of the agency.
    pub agency: &'office str,
    /// Where it is found, who reviews its acts.
    pub answering: &'office Answering,
    pub calendar: &'office WorkingDayCalendar,
    /// Who handles the case.
    pub officer: &'office str,
    /// The section that handles it.
    pub section: &'office str,
    /// 文号; empty while it is neither drawn nor typed.
    pub number: &'office str,
    /// 成文日期; `None` on a draft.
    pub date: Option<Date>,
    /// Which letter is written: what happened from its own line of the ledger on is not told in it. `None` tells all.
    pub kind: Option<LetterKind>,
    /// Of a letter of asking: its key in the ledger.
    pub asked: Option<u32>,
    /// Of a 送达回证: the letter whose service it proves.
    pub served: Option<LetterKind>,
    /// Of a fee notice that has not reached the applicant yet: how it is charged, and of how many.
    pub fee: Option<(FeeMethod, u32)>,
}

/// A letter that the ledger calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitting {
    pub kind: LetterKind,
    /// Of a letter of asking: its key in the ledger.
    pub asked: Option<u32>,
}

/// The letters on the way to the answer that the ledger calls for now, in the order of the catalogue.
#[must_use]
pub fn fitting(application: &Application, standing: &Standing) -> Vec<Fitting> {
    let plain = |kind| Fitting { kind, asked: None };
    let happened = |wanted: fn(&Event) -> bool| application.events.iter().any(|line| wanted(&line.event));
    let extended = standing.extension.is_some_and(|wish| wish.approved) || standing.clock.extended_by > 0;
    let lapsed = standing.ending.is_some_and(|(outcome, _)| lapse_reason(outcome).is_some());
    let mut fitting = vec![plain(LetterKind::Registration)];
    for (kind, fits) in [
        (LetterKind::Receipt, standing.receipt.received_on.is_some()),
        (LetterKind::CorrectionNotice, happened(|event| matches!(event, Event::CorrectionAsked { .. }))),
        (LetterKind::ReasonsRequest, happened(|event| matches!(event, Event::ReasonsAsked { .. }))),
        (LetterKind::ExtensionNotice, extended),
        (LetterKind::ConsultationNotice, !standing.asked.is_empty()),
        (LetterKind::FeeNotice, standing.fee.is_some()),
        (LetterKind::LapseNotice, lapsed),
        (LetterKind::DeferralNotice, standing.clock.deferred_until.is_some()),
        (LetterKind::SearchRecord, standing.searched),
        (LetterKind::ServiceReceipt, standing.receipt.received_on.is_some()),
    ] {
        if fits {
            fitting.push(plain(kind));
        }
    }
    let goes_out = decided_to_hand_out(standing);
    for asked in &standing.asked {
        let kinds: &[LetterKind] = match asked.consultation.kind {
            ConsultationKind::ThirdParty if goes_out && objected(application, asked.key).is_some() => {
                &[LetterKind::ThirdPartyConsultation, LetterKind::ThirdPartyAnswer, LetterKind::ThirdPartyNotice]
            }
            ConsultationKind::ThirdParty => &[LetterKind::ThirdPartyConsultation, LetterKind::ThirdPartyAnswer],
            ConsultationKind::CoMaker => &[LetterKind::CoMakerConsultation],
            ConsultationKind::OtherOrgan => &[LetterKind::OrganConsultation],
        };
        fitting.extend(kinds.iter().map(|kind| Fitting { kind: *kind, asked: Some(asked.key) }));
    }
    fitting.sort_by_key(|one| (one.kind, one.asked));
    fitting
}

/// Whether a decision stands by which information leaves the house.
const fn decided_to_hand_out(standing: &Standing) -> bool {
    match &standing.phase {
        Phase::AwaitingSeal { outcome, .. }
        | Phase::AwaitingService { outcome, .. }
        | Phase::Served { outcome, .. } => outcome.hands_out(),
        _ => false,
    }
}

/// A third party that was asked under this key and objects (Art. 32): where the information goes out all the same, it is told what
/// and why.
#[must_use]
pub fn objected(application: &Application, wanted: u32) -> Option<Objected> {
    let answered = application.events.iter().rev().find_map(|line| match &line.event {
        Event::ConsultationAnswered { key, on, opinion } if *key == wanted => Some((*on, *opinion)),
        _ => None,
    });
    let (answered_on, _) = answered.filter(|(_, opinion)| {
        matches!(opinion, super::Opinion::RefusesWithGrounds | super::Opinion::RefusesWithout)
    })?;
    application.events.iter().find_map(|line| match &line.event {
        Event::ConsultationSent { key, kind: kind @ ConsultationKind::ThirdParty, .. } if *key == wanted => {
            let words = line.words.reveal(Purpose::Addressing);
            let whom = Addressee { name: words.party.clone(), organisation: is_organisation(*kind, &words.party) };
            Some(Objected { whom, about: asked_in(&words.text).0, answered_on })
        }
        _ => None,
    })
}

/// Who objected, to what, and when. It names a person, so it has no `Debug`.
pub struct Objected {
    pub whom: Addressee,
    /// The information as the letter of asking named it.
    pub about: String,
    pub answered_on: Date,
}

/// The day of the line of the ledger that a letter belongs to; `None` where it is written on the day it is printed.
#[must_use]
pub fn dated(application: &Application, kind: LetterKind, asked: Option<u32>) -> Option<Date> {
    own_line(application, kind, asked).map(|(_, on)| on)
}

/// The line of the ledger that a letter is itself, and its day.
fn own_line(application: &Application, kind: LetterKind, asked: Option<u32>) -> Option<(i64, Date)> {
    let day = |event: &Event| match (kind, event) {
        (LetterKind::CorrectionNotice, Event::CorrectionAsked { on, .. })
        | (LetterKind::ReasonsRequest, Event::ReasonsAsked { on, .. })
        | (LetterKind::ExtensionNotice, Event::ExtensionApproved { on })
        | (LetterKind::DeferralNotice, Event::Deferred { on, .. })
        | (LetterKind::FeeNotice, Event::FeeNoticed { on, .. })
        | (LetterKind::LapseNotice, Event::Lapsed { on, .. }) => Some(*on),
        (LetterKind::DueDayNotice, Event::DueDayTold { on, revision, .. })
            if asked.is_none_or(|wanted| i64::from(wanted) == *revision) =>
        {
            Some(*on)
        }
        (
            LetterKind::ThirdPartyConsultation
            | LetterKind::ThirdPartyAnswer
            | LetterKind::ConsultationNotice
            | LetterKind::CoMakerConsultation
            | LetterKind::OrganConsultation,
            Event::ConsultationSent { key, on, .. },
        ) if asked.is_none_or(|wanted| wanted == *key) => Some(*on),
        _ => None,
    };
    application.events.iter().rev().find_map(|line| day(&line.event).map(|on| (line.number, on)))
}

/// What every letter of the case needs to know before the answer.
#[must_use]
pub fn facts(application: &Application, standing: &Standing, writing: &Writing<'_>) -> LetterFacts {
    let form = application.form.reveal(Purpose::Addressing);
    let case = Case { application, standing, writing, form, your: you(application.kind) };
    LetterFacts {
        agency: agency(writing),
        number: writing.number.to_owned(),
        date: writing.date,
        red_head: true,
        applicant: case.applicant(),
        application: case.application(),
        correction: case.correction(),
        reasons: case.reasons(),
        extension: case.extension(),
        deferral: case.deferral(),
        due_day: case.due_day(),
        consultation: case.consultation(),
        fee: case.fee(),
        lapse: case.lapse(),
        search: case.search(),
        service: case.service(),
        remedy_clause: case.remedy_of_lapse(),
        file: FileNotes {
            officer: writing.officer.to_owned(),
            section: writing.section.to_owned(),
            ..FileNotes::default()
        },
        ..LetterFacts::default()
    }
}

fn agency(writing: &Writing<'_>) -> AgencyFacts {
    let answering = writing.answering;
    AgencyFacts {
        name: writing.agency.to_owned(),
        address: answering.address.clone(),
        telephone: answering.telephone.clone(),
        postcode: answering.postcode.clone(),
        office: answering.office.clone(),
    }
}

/// 您 for a person, 贵单位 for an organisation.
const fn you(kind: ApplicantKind) -> &'static str {
    match kind {
        ApplicantKind::NaturalPerson => "您",
        _ => "贵单位",
    }
}

/// How it came, as a sentence of a letter names it.
const fn way(mode: IntakeMode) -> &'static str {
    match mode {
        IntakeMode::InPerson => "当面提交",
        IntakeMode::RegisteredPost | IntakeMode::OrdinaryPost => "邮寄",
        IntakeMode::OwnSite | IntakeMode::Internet => "网上提交",
        IntakeMode::Email => "电子邮件",
        IntakeMode::Fax => "传真",
        IntakeMode::Oral => "口头",
    }
}

const fn lapse_reason(outcome: Outcome) -> Option<LapseReason> {
    match outcome {
        Outcome::LapsedNoCorrection => Some(LapseReason::NotCorrected),
        Outcome::LapsedNoPayment => Some(LapseReason::NotPaid),
        _ => None,
    }
}

struct Case<'case> {
    application: &'case Application,
    standing: &'case Standing,
    writing: &'case Writing<'case>,
    form: &'case Form,
    your: &'static str,
}

impl<'case> Case<'case> {
    /// The last line of the ledger that answers, with what was written beside it.
    fn last<T>(&self, read: impl Fn(&'case Event) -> Option<T>) -> Option<(T, &'case Words)> {
        self.application
            .events
            .iter()
            .rev()
            .find_map(|line| read(&line.event).map(|found| (found, line.words.reveal(Purpose::Addressing))))
    }

    fn applicant(&self) -> ApplicantFacts {
        let applicant = &self.form.applicant;
        ApplicantFacts {
            name: applicant.name.clone(),
            organisation: self.application.kind != ApplicantKind::NaturalPerson,
            identity: identity(&applicant.document_kind, &applicant.document_number),
            representative: applicant.representative.clone(),
            contact: contact(applicant),
            agent: self.form.agent.as_ref().map(|agent| agent.name.clone()).unwrap_or_default(),
        }
    }

    fn application(&self) -> ApplicationFacts {
        let Self { application, standing, form, .. } = self;
        let received_on = standing.receipt.received_on.unwrap_or(standing.receipt.governing);
        let submitted_on = application.submitted_on();
        ApplicationFacts {
            number: application.frame.number.clone(),
            way: way(application.mode).to_owned(),
            submitted_on: submitted_on.filter(|submitted| *submitted != received_on),
            received_on: Some(received_on),
            received_because: self.received_because(),
            wanted: form.wanted.description.clone(),
            form: form.wanted.form.label().to_owned(),
            channel: form.wanted.way.label().to_owned(),
            history: self.history(),
            due_on: standing.due.as_ref().map(|due| due.due.value),
        }
    }

    fn received_because(&self) -> String {
        let Some(submitted_on) = self.application.submitted_on() else { return String::new() };
        let mut known = ReceiptFacts { mode: self.application.mode, submitted_on, signed_on: None, confirmed_on: None };
        for line in &self.application.events {
            match line.event {
                Event::Signed { on } => known.signed_on = Some(known.signed_on.map_or(on, |day| day.min(on))),
                Event::Confirmed { on } => known.confirmed_on = Some(on),
                _ => {}
            }
        }
        receipt(&known).steps.into_iter().next().map(|step| step.says).unwrap_or_default()
    }

    /// What happened since it came in and before the letter, a whole sentence each, without a word on who was asked.
    fn history(&self) -> Vec<String> {
        let Writing { kind, asked, .. } = *self.writing;
        let own = kind.and_then(|kind| own_line(self.application, kind, asked)).map_or(i64::MAX, |(line, _)| line);
        let before = self.application.events.iter().take_while(|line| line.number < own);
        before.filter_map(|line| self.sentence(&line.event)).collect()
    }

    fn sentence(&self, event: &Event) -> Option<String> {
        let your = self.your;
        Some(match event {
            Event::CorrectionAsked { on, .. } => format!("本机关于{}告知{your}补正", chinese_date(*on)),
            Event::Corrected { on } => format!("本机关于{}收到{your}补正后的申请", chinese_date(*on)),
            Event::ExtensionNotified { days, on } => {
                format!("本机关于{}告知{your}延长答复期限{days}个工作日", chinese_date(*on))
            }
            Event::ConsultationSent { kind, on, .. } => {
                format!("本机关于{}就所涉信息征求{}意见", chinese_date(*on), told_as(*kind))
            }
            Event::ConsultationAnswered { on, .. } => format!("本机关于{}收到被征求意见方的意见", chinese_date(*on)),
            Event::ReasonsAsked { on, .. } => format!("本机关于{}要求{your}说明理由", chinese_date(*on)),
            Event::Deferred { until, on } => {
                format!("本机关于{}告知{your}延迟至{}前答复", chinese_date(*on), chinese_date(*until))
            }
            Event::DueDayTold { on, now, .. } => {
                format!("本机关于{}告知{your}答复期限变动为{}", chinese_date(*on), chinese_date(*now))
            }
            Event::FeeNoticed { on, amount, .. } => {
                format!("{your}于{}收到信息处理费收费通知（{}元）", chinese_date(*on), amount / 100)
            }
            Event::FeePaid { on, .. } => format!("{your}于{}缴清信息处理费", chinese_date(*on)),
            Event::Reopened { on, .. } => format!("本机关于{}重新办理该申请", chinese_date(*on)),
            _ => return None,
        })
    }

    fn correction(&self) -> Option<CorrectionFacts> {
        let asked = self.last(|event| match event {
            Event::CorrectionAsked { on, until, .. } => Some((*on, *until)),
            _ => None,
        });
        let ((on, until), words) = asked?;
        let days = self.writing.calendar.working_days_between(on, until).value;
        Some(CorrectionFacts {
            items: lines(&words.text),
            until: Some(until),
            working_days: u16::try_from(days).unwrap_or(u16::MAX),
            hand_in: self.hand_in(),
        })
    }

    /// Where something is handed in: nothing but what the office has entered.
    fn hand_in(&self) -> String {
        let Answering { address, telephone, .. } = self.writing.answering;
        let place = if address.is_empty() { String::new() } else { format!("至{address}") };
        let telephone = if telephone.is_empty() { String::new() } else { format!("，联系电话{telephone}") };
        format!("当面提交或者邮寄{place}，也可以凭回执在本机关网站提交{telephone}")
    }

    fn reasons(&self) -> Option<ReasonsFacts> {
        let asked = self.last(|event| match event {
            Event::ReasonsAsked { until, .. } => Some(*until),
            _ => None,
        });
        let (until, words) = asked?;
        let (span, applications) = counted_in(&words.text);
        Some(ReasonsFacts { span, applications, until: Some(until) })
    }

    fn extension(&self) -> Option<ExtensionFacts> {
        let standing = self.standing;
        let due = standing.due.as_ref()?;
        let (days, due_before, due_now) = match standing.extension {
            Some(ExtensionWish { days, approved: true }) => {
                let mut longer = standing.clock.clone();
                longer.extended_by = longer.extended_by.saturating_add(days);
                let now = reply_due(&longer, self.writing.calendar).ok()?;
                (days, due.due.value, now.due.value)
            }
            None if standing.clock.extended_by > 0 => {
                (standing.clock.extended_by, due.due_without_extension.value, due.due.value)
            }
            _ => return None,
        };
        let (_, words) = self.last(|event| matches!(event, Event::ExtensionAsked { .. }).then_some(()))?;
        let approved = self.last(|event| match event {
            Event::ExtensionApproved { on } => Some(*on),
            _ => None,
        });
        Some(ExtensionFacts {
            because: words.text.clone(),
            working_days: days,
            approved_on: approved.map(|(on, _)| on),
            due_before: Some(due_before),
            due_now: Some(due_now),
        })
    }

    fn deferral(&self) -> Option<DeferralFacts> {
        let set = self.last(|event| match event {
            Event::Deferred { until, .. } => Some(*until),
            _ => None,
        });
        let (until, words) = set?;
        Some(DeferralFacts { because: words.text.clone(), until: Some(until) })
    }

    fn due_day(&self) -> Option<DueDayFacts> {
        let wanted = self.writing.asked;
        let told = self.last(|event| match event {
            Event::DueDayTold { before, now, revision, .. }
                if wanted.is_none_or(|wanted| i64::from(wanted) == *revision) =>
            {
                Some((*before, *now))
            }
            _ => None,
        });
        let ((before, now), words) = told?;
        let provisional = self.standing.due.as_ref().is_some_and(ReplyDue::is_provisional);
        Some(DueDayFacts { notice: words.text.clone(), before: Some(before), now: Some(now), provisional })
    }

    fn consultation(&self) -> Option<ConsultationFacts> {
        let wanted = self.writing.asked;
        let sent = self.last(|event| match event {
            Event::ConsultationSent { key, kind, on } if wanted.is_none_or(|wanted| wanted == *key) => {
                Some((*kind, *on))
            }
            _ => None,
        });
        let ((kind, on), words) = sent?;
        let (about, question) = asked_in(&words.text);
        let answering = self.writing.answering;
        let contact = [answering.address.as_str(), answering.telephone.as_str()];
        let contact: Vec<&str> = contact.into_iter().filter(|text| !text.is_empty()).collect();
        Some(ConsultationFacts {
            whom: Addressee { name: words.party.clone(), organisation: is_organisation(kind, &words.party) },
            about,
            question,
            working_days: CONSULTATION_ANSWER,
            asked_on: Some(on),
            answer_to: if contact.is_empty() { self.writing.agency.to_owned() } else { contact.join("，") },
            told_as: told_as(kind).to_owned(),
        })
    }

    fn fee(&self) -> Option<FeeFacts> {
        let noticed = self.last(|event| match event {
            Event::FeeNoticed { method, count, .. } => Some((*method, *count)),
            _ => None,
        });
        let (method, count) = noticed.map(|(found, _)| found).or(self.writing.fee)?;
        let received_on = self.standing.receipt.received_on.unwrap_or(self.standing.receipt.governing);
        let charged = charge(method, count, received_on).ok()?.answer;
        let unit = method.unit();
        let line = |line: &law::fee::FeeLine| FeeLine {
            tier: match line.through {
                through if through == line.from => format!("第{through}{unit}"),
                through => format!("第{}{unit}至第{through}{unit}", line.from),
            },
            count: u32::try_from(line.count()).unwrap_or(u32::MAX),
            each_fen: line.yuan_each.saturating_mul(FEN),
        };
        Some(FeeFacts {
            method: method.label().to_owned(),
            counted: match method {
                FeeMethod::ByItem => {
                    let (year, month) = (received_on.year(), received_on.month());
                    format!("{}在{year}年{month}月内向本机关提出的第{count}件申请", self.your)
                }
                FeeMethod::ByPage => format!("本件提供的信息共{count}页"),
            },
            lines: charged.lines.iter().map(line).collect(),
            fen: charged.yuan.saturating_mul(FEN),
            how_to_pay: self.how_to_pay(),
            working_days: DAYS_TO_PAY,
        })
    }

    fn how_to_pay(&self) -> String {
        let Answering { address, telephone, .. } = self.writing.answering;
        let place = if address.is_empty() { "本机关" } else { address.as_str() };
        let telephone = if telephone.is_empty() { String::new() } else { format!("，联系电话{telephone}") };
        format!("持本通知书到{place}开具缴款凭证后缴纳{telephone}")
    }

    fn lapse(&self) -> Option<LapseFacts> {
        let (outcome, _) = self.standing.ending?;
        let reason = lapse_reason(outcome)?;
        let told = self.last(|event| match (reason, event) {
            (LapseReason::NotCorrected, Event::CorrectionAsked { on, until, .. })
            | (LapseReason::NotPaid, Event::FeeNoticed { on, until, .. }) => Some((*on, *until)),
            _ => None,
        });
        let ((on, until), _) = told?;
        Some(LapseFacts { reason, notice_received_on: Some(on), until: Some(until) })
    }

    /// The clause of a 不再处理告知书; a reply has the clause of its own outcome.
    fn remedy_of_lapse(&self) -> String {
        let Some((outcome, on)) = self.standing.ending else { return String::new() };
        if lapse_reason(outcome).is_none() {
            return String::new();
        }
        let answering = self.writing.answering;
        let facts = RemedyFacts {
            decided_on: self.writing.date.unwrap_or(on),
            outcome,
            withheld_parts: &[],
            reviewed_as: answering.reviewed_as(),
            names: &answering.remedy_names(),
            service: None,
        };
        remedy_clause(&facts).map(|clause| clause.text).unwrap_or_default()
    }

    fn search(&self) -> Option<SearchFacts> {
        let searched = self.last(|event| match event {
            Event::Searched { on, .. } => Some(*on),
            _ => None,
        });
        let (on, words) = searched?;
        let search = words.search.as_ref()?;
        Some(SearchFacts {
            places: search.places.clone(),
            keywords: search.keywords.clone(),
            people: search.people.clone(),
            when: chinese_date(on),
            result: search.result.clone(),
        })
    }

    fn service(&self) -> Option<ServiceFacts> {
        let kind = self.writing.served.or_else(|| {
            let letters = fitting(self.application, self.standing);
            letters.into_iter().map(|one| one.kind).rfind(|kind| kind.addressee() == law::letter::Addressee::Applicant)
        })?;
        let applicant = &self.form.applicant;
        let number = self.writing.number;
        let letter =
            if number.is_empty() { kind.title().to_owned() } else { format!("{}（{number}）", kind.title()) };
        let (way, address) = match self.form.wanted.way {
            ProvisionWay::Post => ("邮寄送达", &applicant.address),
            ProvisionWay::InPerson => ("直接送达", &self.writing.answering.address),
            ProvisionWay::Online | ProvisionWay::Email => ("电子送达", &applicant.email),
        };
        Some(ServiceFacts {
            letters: vec![letter],
            recipient: applicant.name.clone(),
            address: address.clone(),
            way: way.to_owned(),
            postal_number: String::new(),
        })
    }
}

/// How the applicant is told whom the agency asks: never by name.
const fn told_as(kind: ConsultationKind) -> &'static str {
    match kind {
        ConsultationKind::ThirdParty => "有关第三方",
        ConsultationKind::CoMaker => "共同制作机关",
        ConsultationKind::OtherOrgan => "有关机关",
    }
}

/// Whether somebody who is asked is written to as 贵单位; a name with a point in it is a person's, however long.
fn is_organisation(kind: ConsultationKind, name: &str) -> bool {
    kind != ConsultationKind::ThirdParty || (name.chars().count() > LONGEST_PERSON && !name.contains('·'))
}

/// The paper shows the kind and the last four characters alone.
fn identity(kind: &str, number: &str) -> String {
    let shown: Vec<char> = number.chars().collect();
    let last: String = shown[shown.len().saturating_sub(4)..].iter().collect();
    match (kind, shown.len()) {
        (kind, 0) => kind.to_owned(),
        (kind, 1..=4) => format!("{kind} ****").trim().to_owned(),
        (kind, _) => format!("{kind} ****{last}").trim().to_owned(),
    }
}

fn contact(applicant: &Applicant) -> Vec<String> {
    let postcode = match applicant.postcode.as_str() {
        "" => String::new(),
        postcode => format!("（邮编{postcode}）"),
    };
    [
        ("联系人：", applicant.contact_person.clone()),
        ("电话：", applicant.telephone.clone()),
        (
            "地址：",
            if applicant.address.is_empty() { String::new() } else { format!("{}{postcode}", applicant.address) },
        ),
        ("电子邮箱：", applicant.email.clone()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| format!("{label}{text}"))
    .collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What a letter of asking says: the information in the first line, what is to be answered in the others.
#[must_use]
pub fn asking(about: &str, question: &str) -> String {
    let about: Vec<&str> = about.split_whitespace().collect();
    format!("{}\n{}", about.join(" "), question.trim()).trim().to_owned()
}

fn asked_in(text: &str) -> (String, String) {
    let (about, question) = text.split_once('\n').unwrap_or((text, ""));
    let question = if question.trim().is_empty() { "是否同意公开" } else { question.trim() };
    (about.trim().to_owned(), question.to_owned())
}

/// What a 说明理由告知书 says: in which time how many applications, and what else the officer wrote.
#[must_use]
pub fn counting(span: &str, applications: u32, why: &str) -> String {
    format!("{}，共{applications}件。{}", span.trim(), why.trim())
}

/// The other way round; nothing where an officer wrote in another form.
fn counted_in(text: &str) -> (String, u32) {
    let counted = text.split_once("，共").and_then(|(span, rest)| {
        let (count, _) = rest.split_once('件')?;
        Some((span.to_owned(), count.parse().ok()?))
    });
    counted.unwrap_or_default()
}

#[cfg(test)]
mod tests;
