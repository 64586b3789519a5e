//! Where an application stands: replayed from its ledger, never kept as the truth.

use super::event::Event;
use crate::case::{Move, Next};
use crate::{ContentHash, Date};
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::outcome::Outcome;
use law::received::{IntakeMode, Receipt, ReceiptFacts, receipt};
use law::remedy::ServiceWay;
use law::reply_due::{ClockFacts, Consultation, ReplyDue, reply_due};

/// The stage of the case, in the order of Art. 45 (登记、审核、办理、答复、归档).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Waits for both sides to confirm that it was received.
    AwaitingConfirmation,
    /// Being handled.
    Handling,
    /// The applicant has been asked to correct it, until this day.
    AwaitingCorrection { until: Date },
    /// The applicant has been asked for reasons (Art. 35), until this day.
    AwaitingReasons { until: Date },
    /// The fee notice has been given; to be paid until this day.
    AwaitingPayment { until: Date },
    /// A reply is in its reviews.
    ReplyInReview { outcome: Outcome, reply: ContentHash },
    /// Decided; the sealed copy has not come back.
    AwaitingSeal { outcome: Outcome, reply: ContentHash },
    /// Sealed; not served.
    AwaitingService { outcome: Outcome, reply: ContentHash },
    /// Answered: the day is the one that counts for the agency's period.
    Served { outcome: Outcome, reply: ContentHash, on: Date },
    /// Closed without a reply of the agency: withdrawn, or given up by silence.
    Closed { outcome: Outcome, on: Date },
    /// In its volume.
    Archived { outcome: Outcome, on: Date, volume: ContentHash },
}

impl Phase {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Handling => "handling",
            Self::AwaitingCorrection { .. } => "awaiting_correction",
            Self::AwaitingReasons { .. } => "awaiting_reasons",
            Self::AwaitingPayment { .. } => "awaiting_payment",
            Self::ReplyInReview { .. } => "reply_in_review",
            Self::AwaitingSeal { .. } => "awaiting_seal",
            Self::AwaitingService { .. } => "awaiting_service",
            Self::Served { .. } => "served",
            Self::Closed { .. } => "closed",
            Self::Archived { .. } => "archived",
        }
    }

    /// As officer and applicant read it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::AwaitingConfirmation => "待确认收到",
            Self::Handling => "办理中",
            Self::AwaitingCorrection { .. } => "等待申请人补正",
            Self::AwaitingReasons { .. } => "等待申请人说明理由",
            Self::AwaitingPayment { .. } => "等待申请人缴费",
            Self::ReplyInReview { .. } => "答复审核中",
            Self::AwaitingSeal { .. } => "答复待用印",
            Self::AwaitingService { .. } => "答复待送达",
            Self::Served { .. } => "已答复",
            Self::Closed { .. } => "已办结",
            Self::Archived { .. } => "已归档",
        }
    }

    /// Whether no answer has ended it yet: what table 三 carries over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Served { .. } | Self::Closed { .. } | Self::Archived { .. })
    }

    /// How it ended and on which day, once it has.
    #[must_use]
    pub const fn ended(&self) -> Option<(Outcome, Date)> {
        match self {
            Self::Served { outcome, on, .. } | Self::Closed { outcome, on } | Self::Archived { outcome, on, .. } => {
                Some((*outcome, *on))
            }
            Self::AwaitingConfirmation
            | Self::Handling
            | Self::AwaitingCorrection { .. }
            | Self::AwaitingReasons { .. }
            | Self::AwaitingPayment { .. }
            | Self::ReplyInReview { .. }
            | Self::AwaitingSeal { .. }
            | Self::AwaitingService { .. } => None,
        }
    }
}

/// What must be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Confirm,
    Handle,
    AwaitCorrection,
    AwaitReasons,
    AwaitPayment,
    AwaitOpinion,
    DecideExtension,
    Review,
    Seal,
    Serve,
    Archive,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 11] = [
        Self::Confirm,
        Self::Handle,
        Self::AwaitCorrection,
        Self::AwaitReasons,
        Self::AwaitPayment,
        Self::AwaitOpinion,
        Self::DecideExtension,
        Self::Review,
        Self::Seal,
        Self::Serve,
        Self::Archive,
    ];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Handle => "handle",
            Self::AwaitCorrection => "await_correction",
            Self::AwaitReasons => "await_reasons",
            Self::AwaitPayment => "await_payment",
            Self::AwaitOpinion => "await_opinion",
            Self::DecideExtension => "decide_extension",
            Self::Review => "review",
            Self::Seal => "seal",
            Self::Serve => "serve",
            Self::Archive => "archive",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Confirm => "与申请人确认收到",
            Self::Handle => "办理并答复",
            Self::AwaitCorrection => "等补正；逾期不补正的，不再处理",
            Self::AwaitReasons => "等说明理由",
            Self::AwaitPayment => "等缴费；逾期不缴的，不再处理",
            Self::AwaitOpinion => "等征求的意见",
            Self::DecideExtension => "审批延期",
            Self::Review => "审核答复",
            Self::Seal => "用印并上传盖章件",
            Self::Serve => "送达",
            Self::Archive => "归档",
        }
    }
}

/// The extension that was asked, while the head has not said yes or no, or the applicant has not been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionWish {
    pub days: u16,
    pub approved: bool,
}

/// A fee that was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    pub method: FeeMethod,
    /// Fen.
    pub amount: i64,
    pub noticed_on: Date,
    pub until: Date,
    pub paid: Option<(Date, i64)>,
    pub refunded: i64,
}

/// One letter of asking and its key in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub key: u32,
    pub consultation: Consultation,
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub phase: Phase,
    pub receipt: Receipt,
    /// From the day of receipt; while a confirmation is missing, from the day it came.
    pub clock: ClockFacts,
    pub due: Option<ReplyDue>,
    /// While the day of receipt is unknown or later than the day it came: the due day counted from that earlier day, which
    /// governs every alarm.
    pub due_for_alarms: Option<Date>,
    pub correction_asked: bool,
    pub asked: Vec<Asked>,
    pub extension: Option<ExtensionWish>,
    pub fee: Option<Fee>,
    pub searched: bool,
    /// The last day as the applicant was told it after a holiday notice had moved it, the latest.
    pub told_due: Option<Date>,
    /// The day of the decision in force.
    pub decided_on: Option<Date>,
    pub served: Option<(ServiceWay, Date)>,
    pub delivered_on: Option<Date>,
    pub reopened: u32,
    /// How and when it first ended: what the annual report counts. A decision made anew in the same year replaces it; one of a
    /// later year does not, for a closed year stands still.
    pub ending: Option<(Outcome, Date)>,
}

/// What is gathered on the way through the ledger.
struct Gathering {
    facts: ReceiptFacts,
    clock: ClockFacts,
    phase: Phase,
    correction_asked: bool,
    late_correction: bool,
    asked: Vec<Asked>,
    extension: Option<ExtensionWish>,
    fee: Option<Fee>,
    searched: bool,
    told_due: Option<Date>,
    decided_on: Option<Date>,
    served: Option<(ServiceWay, Date)>,
    delivered_on: Option<Date>,
    reopened: u32,
    ending: Option<(Outcome, Date)>,
    /// How it stood before it was closed into its volume.
    before_volume: Option<Phase>,
}

impl Standing {
    /// Goes through the ledger from the beginning.
    #[must_use]
    pub fn replay<'events>(
        mode: IntakeMode,
        events: impl Iterator<Item = &'events Event>,
        calendar: &WorkingDayCalendar,
    ) -> Self {
        let mut gathering = Gathering::new(mode);
        for event in events {
            gathering.take(event);
        }
        gathering.finish(calendar)
    }

    /// The next action and its date; none once it is in its volume.
    #[must_use]
    pub fn next(&self) -> Option<Next<Action>> {
        let provisional = self.due.as_ref().is_some_and(ReplyDue::is_provisional);
        let due = self.alarm_day();
        let office = |action| Some(Next { action, by: due, whose: Move::Office, provisional });
        let outside = |action, by| Some(Next { action, by, whose: Move::Outside, provisional: false });
        if self.extension.is_some_and(|wish| !wish.approved) && self.phase.is_open() {
            return office(Action::DecideExtension);
        }
        match &self.phase {
            Phase::AwaitingConfirmation => office(Action::Confirm),
            Phase::Handling => match self.waiting_for_opinion() {
                Some(_) => Some(Next { action: Action::AwaitOpinion, by: due, whose: Move::Outside, provisional }),
                None => office(Action::Handle),
            },
            Phase::AwaitingCorrection { until } => outside(Action::AwaitCorrection, *until),
            Phase::AwaitingReasons { until } => outside(Action::AwaitReasons, *until),
            Phase::AwaitingPayment { until } => outside(Action::AwaitPayment, *until),
            Phase::ReplyInReview { .. } => office(Action::Review),
            Phase::AwaitingSeal { .. } => office(Action::Seal),
            Phase::AwaitingService { .. } => office(Action::Serve),
            Phase::Served { on, .. } | Phase::Closed { on, .. } => {
                Some(Next { action: Action::Archive, by: *on, whose: Move::Office, provisional: false })
            }
            Phase::Archived { .. } => None,
        }
    }

    /// The day that governs the alarms.
    #[must_use]
    pub fn alarm_day(&self) -> Date {
        let due = self.due.as_ref().map_or(self.receipt.governing, |due| due.due.value);
        self.due_for_alarms.map_or(due, |earlier| earlier.min(due))
    }

    /// A letter of asking that waits for its answer.
    #[must_use]
    pub fn waiting_for_opinion(&self) -> Option<&Asked> {
        self.asked
            .iter()
            .find(|asked| asked.consultation.answered_on.is_none() && asked.consultation.returned_on.is_none())
    }
}

impl Gathering {
    fn new(mode: IntakeMode) -> Self {
        let facts = ReceiptFacts { mode, submitted_on: Date::MIN, signed_on: None, confirmed_on: None };
        Self {
            facts,
            clock: ClockFacts::received(Date::MIN),
            phase: if mode.waits_for_confirmation() { Phase::AwaitingConfirmation } else { Phase::Handling },
            correction_asked: false,
            late_correction: false,
            asked: Vec::new(),
            extension: None,
            fee: None,
            searched: false,
            told_due: None,
            decided_on: None,
            served: None,
            delivered_on: None,
            reopened: 0,
            ending: None,
            before_volume: None,
        }
    }

    fn take(&mut self, event: &Event) {
        self.change(event);
        if let Some((outcome, on)) = self.phase.ended()
            && self.ending.is_none_or(|(_, first)| first.year() == on.year())
        {
            self.ending = Some((outcome, on));
        }
    }

    fn change(&mut self, event: &Event) {
        match event {
            Event::Submitted { on, .. } => self.facts.submitted_on = *on,
            Event::Signed { on } => {
                self.facts.signed_on = Some(self.facts.signed_on.map_or(*on, |earlier| earlier.min(*on)));
            }
            Event::Confirmed { on } => {
                self.facts.confirmed_on = Some(*on);
                if self.phase == Phase::AwaitingConfirmation {
                    self.phase = Phase::Handling;
                }
            }
            Event::CorrectionAsked { until, late, .. } => {
                self.correction_asked = true;
                self.late_correction = *late;
                self.phase = Phase::AwaitingCorrection { until: *until };
            }
            Event::Corrected { on } => self.restart(Some(*on), None),
            Event::ReasonsAsked { until, .. } => self.phase = Phase::AwaitingReasons { until: *until },
            Event::ReasonsGiven { .. } => self.phase = Phase::Handling,
            Event::Deferred { until, .. } => self.clock.deferred_until = Some(*until),
            Event::Searched { .. } => self.searched = true,
            Event::DueDayTold { now, .. } => self.told_due = Some(*now),
            Event::ConsultationSent { .. }
            | Event::ConsultationDelivered { .. }
            | Event::ConsultationAnswered { .. }
            | Event::ConsultationReturned { .. } => self.consult(event),
            Event::ExtensionAsked { .. }
            | Event::ExtensionApproved { .. }
            | Event::ExtensionRefused { .. }
            | Event::ExtensionNotified { .. } => self.extend(event),
            Event::FeeNoticed { .. } | Event::FeePaid { .. } | Event::FeeRefunded { .. } => self.charge(event),
            Event::ReplySubmitted { .. }
            | Event::ReplyReturned { .. }
            | Event::Decided { .. }
            | Event::Sealed { .. }
            | Event::Served { .. }
            | Event::Delivered { .. }
            | Event::ServiceFailed { .. }
            | Event::Withdrawn { .. }
            | Event::Lapsed { .. }
            | Event::Reopened { .. }
            | Event::Archived { .. }
            | Event::VolumeOpened { .. } => self.reply(event),
            Event::Assigned { .. }
            | Event::CoHandlingAsked { .. }
            | Event::CoHandlingAnswered { .. }
            | Event::CoHandlingPassed { .. }
            | Event::Split { .. }
            | Event::SplitFrom { .. } => {}
        }
    }

    /// The period begins anew: an extension and a deferral belonged to the old one.
    fn restart(&mut self, corrected_on: Option<Date>, fee_paid_on: Option<Date>) {
        self.clock.corrected_on = corrected_on.or(self.clock.corrected_on);
        self.clock.fee_paid_on = fee_paid_on.or(self.clock.fee_paid_on);
        self.clock.extended_by = 0;
        self.clock.deferred_until = None;
        self.extension = None;
        self.phase = Phase::Handling;
    }

    fn consult(&mut self, event: &Event) {
        let at = |asked: &mut Vec<Asked>, wanted: u32, change: &dyn Fn(&mut Consultation)| {
            if let Some(found) = asked.iter_mut().find(|asked| asked.key == wanted) {
                change(&mut found.consultation);
            }
        };
        match event {
            Event::ConsultationSent { key, kind, on } => self.asked.push(Asked {
                key: *key,
                consultation: Consultation {
                    kind: *kind,
                    sent_on: *on,
                    delivered_on: None,
                    answered_on: None,
                    returned_on: None,
                },
            }),
            Event::ConsultationDelivered { key, on } => at(&mut self.asked, *key, &|one| one.delivered_on = Some(*on)),
            Event::ConsultationAnswered { key, on, .. } => {
                at(&mut self.asked, *key, &|one| one.answered_on = Some(*on))
            }
            Event::ConsultationReturned { key, on } => at(&mut self.asked, *key, &|one| one.returned_on = Some(*on)),
            _ => {}
        }
    }

    fn extend(&mut self, event: &Event) {
        match event {
            Event::ExtensionAsked { days, .. } => self.extension = Some(ExtensionWish { days: *days, approved: false }),
            Event::ExtensionApproved { .. } => {
                self.extension = self.extension.map(|wish| ExtensionWish { approved: true, ..wish });
            }
            Event::ExtensionRefused { .. } => self.extension = None,
            Event::ExtensionNotified { days, .. } => {
                self.clock.extended_by = self.clock.extended_by.saturating_add(*days);
                self.extension = None;
            }
            _ => {}
        }
    }

    fn charge(&mut self, event: &Event) {
        match event {
            Event::FeeNoticed { method, amount, on, until, .. } => {
                let (method, amount, noticed_on, until) = (*method, *amount, *on, *until);
                self.fee = Some(Fee { method, amount, noticed_on, until, paid: None, refunded: 0 });
                self.phase = Phase::AwaitingPayment { until };
            }
            Event::FeePaid { on, amount } => {
                if let Some(fee) = &mut self.fee {
                    fee.paid = Some((*on, *amount));
                }
                self.restart(None, Some(*on));
            }
            Event::FeeRefunded { amount, .. } => {
                if let Some(fee) = &mut self.fee {
                    fee.refunded = fee.refunded.saturating_add(*amount);
                }
            }
            _ => {}
        }
    }

    fn reply(&mut self, event: &Event) {
        match event {
            Event::ReplySubmitted { outcome, reply } => {
                self.phase = Phase::ReplyInReview { outcome: *outcome, reply: reply.clone() };
            }
            Event::ReplyReturned { .. } => self.phase = Phase::Handling,
            Event::Decided { outcome, reply, on } => {
                self.decided_on = Some(*on);
                self.phase = Phase::AwaitingSeal { outcome: *outcome, reply: reply.clone() };
            }
            Event::Sealed { reply, .. } => {
                if let Phase::AwaitingSeal { outcome, .. } = self.phase {
                    self.phase = Phase::AwaitingService { outcome, reply: reply.clone() };
                }
            }
            Event::Served { way, on } => {
                self.served = Some((*way, *on));
                // A second service after a failed one does not move the day on which it was first served in time.
                if let Phase::AwaitingService { outcome, reply } = &self.phase {
                    self.phase = Phase::Served { outcome: *outcome, reply: reply.clone(), on: *on };
                }
            }
            Event::Delivered { on } => self.delivered_on = Some(*on),
            Event::ServiceFailed { .. } => self.fail_service(),
            Event::Withdrawn { on } => self.phase = Phase::Closed { outcome: Outcome::Withdrawn, on: *on },
            Event::Lapsed { outcome, on } => self.phase = Phase::Closed { outcome: *outcome, on: *on },
            Event::Reopened { .. } => {
                self.reopened += 1;
                (self.decided_on, self.served, self.delivered_on) = (None, None, None);
                self.phase = Phase::Handling;
            }
            Event::Archived { volume, .. } => {
                if let Some((outcome, on)) = self.phase.ended() {
                    let archived = Phase::Archived { outcome, on, volume: volume.clone() };
                    self.before_volume = Some(std::mem::replace(&mut self.phase, archived));
                }
            }
            Event::VolumeOpened { .. } => {
                if let Some(before) = self.before_volume.take() {
                    self.phase = before;
                }
            }
            _ => {}
        }
    }

    /// What came back has not been served; the reply is served once more.
    fn fail_service(&mut self) {
        self.served = None;
        if self.reopened == 0 {
            self.ending = None;
        }
        if let Phase::Served { outcome, reply, .. } = &self.phase {
            self.phase = Phase::AwaitingService { outcome: *outcome, reply: reply.clone() };
        }
    }

    fn finish(mut self, calendar: &WorkingDayCalendar) -> Standing {
        let found = receipt(&self.facts).answer;
        self.clock.received_on = found.received_on.unwrap_or(found.governing);
        self.clock.consultations = self.asked.iter().map(|asked| asked.consultation).collect();
        let due = reply_due(&self.clock, calendar).ok();
        let due_for_alarms = self.earlier_due(&found, calendar);
        Standing {
            phase: self.phase,
            receipt: found,
            clock: self.clock,
            due,
            due_for_alarms,
            correction_asked: self.correction_asked,
            asked: self.asked,
            extension: self.extension,
            fee: self.fee,
            searched: self.searched,
            told_due: self.told_due,
            decided_on: self.decided_on,
            served: self.served,
            delivered_on: self.delivered_on,
            reopened: self.reopened,
            ending: self.ending,
        }
    }

    /// The due day as it would be had the application been received when it came, or had a late correction notice not started
    /// the period anew.
    fn earlier_due(&self, found: &Receipt, calendar: &WorkingDayCalendar) -> Option<Date> {
        let from_arrival = self.clock.received_on > found.governing;
        let original = self.late_correction && self.clock.corrected_on.is_some();
        if !from_arrival && !original {
            return None;
        }
        let mut earlier = self.clock.clone();
        earlier.received_on = found.governing;
        if original {
            earlier.corrected_on = None;
        }
        reply_due(&earlier, calendar).ok().map(|due| due.due.value)
    }
}
