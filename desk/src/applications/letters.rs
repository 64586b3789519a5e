//! 文书: the letters on the way to the answer, the clock on one page, envelopes, from what stands in the ledger.

use super::numbered::letter_name;
use crate::{Desk, Done, Failure, Who};
use affairs::application::letter_facts::{Writing, dated, facts};
use affairs::application::{Application, Standing};
use affairs::id::CaseId;
use affairs::letter::{Letter, compose};
use affairs::personal::Purpose;
use affairs::{Instant, Refusal};
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::letter::LetterKind;
use law::reply_due::{ClockReason, DayMark, ReplyDue, day_strip};
use paper::write::Press;
use paper::write::WriteError;
pub use paper::write::letter::EnvelopeSize;
use paper::write::letter::{
    ClockDay, ClockPage, ClockSpan, Envelope, PostalSide, clock_page_pdf, envelope_pdf, letter_pdf, letter_word,
};

/// What is to be printed.
#[derive(Debug, Clone, Default)]
pub struct LetterWish {
    /// Of a letter of asking: its key in the ledger.
    pub asked: Option<u32>,
    /// Of a 送达回证: the letter whose service it proves.
    pub served: Option<LetterKind>,
    /// 文号: of a letter that is being numbered, the one typed from the office's own 发文登记; of a 送达回证, that of the letter
    /// served.
    pub number: String,
    /// Of a fee notice that has not gone out yet: how it is charged, and of how many.
    pub fee: Option<(FeeMethod, u32)>,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFormat {
    Pdf,
    Word,
}

impl LetterFormat {
    /// By the end of a file's name.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension {
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Word),
            _ => None,
        }
    }

    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
        }
    }

    /// As HTTP names it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

impl Desk {
    /// A letter of the case: as it was numbered, or else as the ledger now words it, without a number. That the case was looked at
    /// for it is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, and for the first fact that the letter must state and that is missing.
    pub async fn application_letter(
        &self,
        who: &Who,
        case: &CaseId,
        kind: LetterKind,
        wish: &LetterWish,
        format: LetterFormat,
    ) -> Done<Vec<u8>> {
        let (application, calendar) = self.with_calendar(who, case).await?;
        let name = letter_name(kind, wish.asked);
        if let Some((_, kept)) =
            store::letters::by_name(&self.reader, self.keyring()?, &who.agency, case, &name).await?
        {
            return self.print_letter(kept.reveal(Purpose::Addressing).clone(), format).await;
        }
        let standing = application.standing(&calendar);
        let settings = store::settings::on(&self.reader, &who.agency, self.now().date()).await?;
        let names = self.names_of(&application).await?;
        let writing = Writing {
            agency: &names.agency,
            answering: &settings.answering,
            calendar: &calendar,
            officer: &names.officer,
            section: &names.section,
            // No paper bears a number that stands in no register.
            number: if kind.is_numbered() { "" } else { wish.number.trim() },
            date: Some(dated(&application, kind, wish.asked).unwrap_or_else(|| self.now().date())),
            kind: Some(kind),
            asked: wish.asked,
            served: wish.served,
            fee: wish.fee,
        };
        let letter = compose(kind, &facts(&application, &standing, &writing))?;
        self.print_letter(letter, format).await
    }

    /// A letter as it is written.
    pub(crate) async fn print_letter(&self, letter: Letter, format: LetterFormat) -> Done<Vec<u8>> {
        self.printed(move |press, now| match format {
            LetterFormat::Pdf => letter_pdf(press, &letter, now),
            LetterFormat::Word => letter_word(&letter, now),
        })
        .await
    }

    /// 期限计算表: the clock of the case on one page.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, and while its days contradict each other.
    pub async fn application_clock_page(&self, who: &Who, case: &CaseId) -> Done<Vec<u8>> {
        let (application, calendar) = self.with_calendar(who, case).await?;
        let standing = application.standing(&calendar);
        let names = self.names_of(&application).await?;
        let page = clock_page(&names.agency, &application, &standing, &calendar);
        let page = page.ok_or_else(|| Refusal::new("clock", "登记的日期互相矛盾，算不出答复期限，请先核对。"))?;
        self.printed(move |press, now| clock_page_pdf(press, &page, now)).await
    }

    /// An envelope or a label to the applicant.
    ///
    /// # Errors
    /// Refused to everybody who does not handle the case, and where the applicant left no address.
    pub async fn application_envelope(
        &self,
        who: &Who,
        case: &CaseId,
        size: EnvelopeSize,
        postal_number: &str,
    ) -> Done<Vec<u8>> {
        let application = self.read_application(who, case).await?;
        let names = self.names_of(&application).await?;
        let answering = store::settings::on(&self.reader, &who.agency, self.now().date()).await?.answering;
        let applicant = &application.form.reveal(Purpose::Addressing).applicant;
        if applicant.address.is_empty() {
            return Err(Refusal::new("no_address", "申请人没有留通信地址，不能打印信封。").into());
        }
        let envelope = Envelope {
            size,
            addressee: PostalSide {
                name: applicant.name.clone(),
                address: applicant.address.clone(),
                postcode: applicant.postcode.clone(),
                telephone: applicant.telephone.clone(),
            },
            sender: PostalSide {
                name: names.agency,
                address: answering.address,
                postcode: answering.postcode,
                telephone: answering.telephone,
            },
            inside: application.frame.number.clone(),
            postal_number: postal_number.trim().to_owned(),
        };
        self.printed(move |press, now| envelope_pdf(press, &envelope, now)).await
    }

    async fn with_calendar(&self, who: &Who, case: &CaseId) -> Done<(Application, std::sync::Arc<WorkingDayCalendar>)> {
        let application = self.read_application(who, case).await?;
        let calendar = self.calendar(&who.agency).await?;
        Ok((application, calendar))
    }

    pub(super) async fn names_of(&self, application: &Application) -> Done<Names> {
        let frame = &application.frame;
        let agency = store::agencies::by_id(&self.reader, &frame.agency).await?.ok_or_else(crate::not_found)?;
        let person = store::people::by_id(&self.reader, &frame.agency, &frame.responsible).await?;
        let sections = store::agencies::sections(&self.reader, &frame.agency).await?;
        let section = sections.into_iter().find(|section| section.id == frame.section);
        Ok(Names {
            agency: agency.name,
            officer: person.map(|person| person.name).unwrap_or_default(),
            section: section.map(|section| section.name).unwrap_or_default(),
        })
    }

    /// Prints off the threads that answer requests.
    pub(super) async fn printed(
        &self,
        print: impl FnOnce(&Press, Instant) -> Result<Vec<u8>, WriteError> + Send + 'static,
    ) -> Done<Vec<u8>> {
        let (press, now) = (self.press.clone(), self.now());
        let printed = tokio::task::spawn_blocking(move || print(&press, now));
        let printed = printed.await.map_err(|error| Failure::of(&error))?;
        printed.map_err(|error| Failure::of(&error).into())
    }
}

/// The names that stand on the papers of a case.
pub(super) struct Names {
    pub(super) agency: String,
    pub(super) officer: String,
    pub(super) section: String,
}

/// The clock of a case as the page prints it; `None` while its days contradict each other.
pub(crate) fn clock_page(
    agency: &str,
    application: &Application,
    standing: &Standing,
    calendar: &WorkingDayCalendar,
) -> Option<ClockPage> {
    let due = standing.due.as_ref()?;
    let steps = due.steps(&standing.clock);
    let days = due.reasons.iter().zip(steps).map(|(reason, step)| ClockDay {
        on: day_of(reason, due),
        says: step.says,
        basis: step.basis.to_string(),
    });
    let notices = calendar.notices_between(due.clock_start, due.due.value);
    let none = "本期间没有放假调休，周一至周五为工作日";
    let holidays = if notices.is_empty() { none.to_owned() } else { notices.join("、") };
    Some(ClockPage {
        agency: agency.to_owned(),
        application_number: application.frame.number.clone(),
        received_on: standing.clock.received_on,
        days: days.collect(),
        spans: spans(due, calendar),
        due_on: due.due.value,
        replied_on: standing.served.map(|(_, on)| on),
        calendar: due.due.certainty.notice().unwrap_or(holidays),
    })
}

/// The day that a step is about.
fn day_of(reason: &ClockReason, due: &ReplyDue) -> affairs::Date {
    match reason {
        ClockReason::Received { on }
        | ClockReason::Corrected { on }
        | ClockReason::Paid { on }
        | ClockReason::NoFeeThen { on }
        | ClockReason::Due { on } => *on,
        ClockReason::CorrectionNotice { due } | ClockReason::Extended { due, .. } => *due,
        ClockReason::Base { start, .. } => *start,
        ClockReason::Consulted { sent, .. } | ClockReason::ConsultedTooLate { sent, .. } => *sent,
        ClockReason::Deferred { until } => *until,
        ClockReason::Provisional { .. } => due.due.value,
    }
}

/// The days from the start to the end in stretches that count or do not.
fn spans(due: &ReplyDue, calendar: &WorkingDayCalendar) -> Vec<ClockSpan> {
    let mut spans: Vec<ClockSpan> = Vec::new();
    for (day, mark) in day_strip(due, calendar) {
        let counts = match mark {
            DayMark::Start => continue,
            DayMark::Counted(_) | DayMark::CountedMakeup(_) | DayMark::LastDay(_) => Some(true),
            DayMark::Excluded => Some(false),
            DayMark::Holiday | DayMark::Weekend => None,
        };
        match (spans.last_mut(), counts) {
            (Some(span), None) => span.to = day,
            (Some(span), Some(counts)) if span.counts == counts => {
                span.to = day;
                span.working_days += 1;
            }
            (_, counts) => {
                let counts = counts.unwrap_or(true);
                let because = if counts { "计入答复期限" } else { "征求意见期间，不计入答复期限" };
                let working_days = u16::from(calendar.is_working_day(day));
                spans.push(ClockSpan { from: day, to: day, working_days, counts, because: because.to_owned() });
            }
        }
    }
    spans
}
