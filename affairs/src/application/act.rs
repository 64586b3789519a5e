//! What may be done next with an application: each question answers with the event to write, or with the refusal that cites.

use super::event::{Event, Opinion, ReopenCause};
use super::standing::{Phase, Standing};
use crate::{ContentHash, Date, Refusal, Refuse};
use law::article::Step;
use law::fee::FeeMethod;
use law::outcome::{Demand, Outcome};
use law::remedy::ServiceWay;
use law::reply_due::{ConsultationKind, Timely, may_ask_to_correct, may_consult, may_extend, may_notice_fee};

/// Why not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// The law says no.
    Law { code: &'static str, step: Step },
    /// It stands where this cannot be done.
    Phase { wanted: &'static str, is: &'static str },
    /// It has been done already.
    Done(&'static str),
    /// The outcome comes from the clock or the applicant, not from an officer.
    NotChosen(Outcome),
    /// The outcome rests on something that is missing.
    Missing(Demand),
    /// A date that cannot be.
    Day { field: &'static str, says: &'static str },
    /// A reason or another text is missing.
    Text { field: &'static str, says: &'static str },
    /// Something was done that would have to be done to every part of it.
    TooLateToSplit(&'static str),
    /// Somebody who was asked does not stand in the ledger, or has answered.
    NobodyAsked,
}

impl Refuse for NotNow {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Law { code, step } => Refusal::new(code, format!("{}。", step.says)).citing(step.basis.to_string()),
            Self::Phase { wanted, is } => Refusal::new("phase", format!("本件现在“{is}”，不能{wanted}。")),
            Self::Done(what) => Refusal::new("done", format!("本件已经{what}，不能重复办理。")),
            Self::NotChosen(outcome) => {
                Refusal::new("not_chosen", format!("“{}”不由经办人选择，由期限或者申请人的行为产生。", outcome.label()))
                    .at("outcome")
            }
            Self::Missing(demand) => Refusal::new("demand_missing", format!("{}。", demand.prompt()))
                .citing(demand.basis().to_string())
                .at(demand.code()),
            Self::Day { field, says } => Refusal::new("day", *says).at(field),
            Self::Text { field, says } => Refusal::new("text_missing", *says).at(field),
            Self::TooLateToSplit(what) => {
                Refusal::new("too_late_to_split", format!("本件已经{what}，不能再拆分；拆分应当在登记审核时办理。"))
            }
            Self::NobodyAsked => Refusal::new("nobody_asked", "没有这一份征求意见，或者对方已经答复。"),
        }
    }
}

fn law(code: &'static str, step: Step) -> NotNow {
    NotNow::Law { code, step }
}

impl Standing {
    /// Whether it is being handled, so that the office may go on with it.
    ///
    /// # Errors
    /// In every other phase; `wanted` says what cannot be done.
    pub fn in_handling(&self, wanted: &'static str) -> Result<(), NotNow> {
        match self.phase {
            Phase::Handling | Phase::AwaitingConfirmation => Ok(()),
            _ => Err(NotNow::Phase { wanted, is: self.phase.label() }),
        }
    }

    /// Both sides have confirmed the receipt.
    ///
    /// # Errors
    /// When nothing waits for it, or the day lies before the day it came or after today.
    pub fn confirm(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        if self.phase != Phase::AwaitingConfirmation {
            return Err(NotNow::Phase { wanted: "确认收到", is: self.phase.label() });
        }
        if on < self.receipt.governing || on > today {
            return Err(NotNow::Day { field: "on", says: "确认之日应当在到达之日以后、今天以前。" });
        }
        Ok(Event::Confirmed { on })
    }

    /// 补正告知, once.
    ///
    /// # Errors
    /// A second time, in another phase, or without a day to correct by.
    pub fn ask_to_correct(&self, until: Date, today: Date) -> Result<Event, NotNow> {
        self.in_handling("告知补正")?;
        let Some(due) = &self.due else { return Err(NotNow::Phase { wanted: "告知补正", is: "日期有误" }) };
        let timely =
            may_ask_to_correct(due, today, self.correction_asked).map_err(|step| law("correction_twice", step))?;
        if until <= today {
            return Err(NotNow::Day { field: "until", says: "补正期限应当晚于今天，并且合理。" });
        }
        Ok(Event::CorrectionAsked { on: today, until, late: matches!(timely, Timely::Late(_)) })
    }

    /// The corrected application came in; with a good reason even after the day that was set.
    ///
    /// # Errors
    /// When no correction was asked for.
    pub fn correct(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        if !matches!(self.phase, Phase::AwaitingCorrection { .. }) {
            return Err(NotNow::Phase { wanted: "登记补正", is: self.phase.label() });
        }
        if on > today || on < self.receipt.governing {
            return Err(NotNow::Day {
                field: "on", says: "收到补正之日应当在收到申请之日以后、今天以前。"
            });
        }
        Ok(Event::Corrected { on })
    }

    /// Asks a third party, a co-maker or another organ.
    ///
    /// # Errors
    /// After the period has ended, or in another phase.
    pub fn consult(&self, kind: ConsultationKind, on: Date, today: Date) -> Result<Event, NotNow> {
        self.in_handling("征求意见")?;
        if on > today {
            return Err(NotNow::Day { field: "on", says: "发出之日不能晚于今天。" });
        }
        if let Some(due) = &self.due {
            may_consult(&self.clock, due, on).map_err(|step| law("consultation_late", step))?;
        }
        let key = self.asked.iter().map(|asked| asked.key).max().unwrap_or(0) + 1;
        Ok(Event::ConsultationSent { key, kind, on })
    }

    /// What became of a letter of asking.
    ///
    /// # Errors
    /// When there is no such letter, it is answered, or the day lies before it left.
    pub fn consulted(&self, key: u32, what: Consulted, on: Date, today: Date) -> Result<Event, NotNow> {
        let Some(asked) = self.asked.iter().find(|asked| asked.key == key) else { return Err(NotNow::NobodyAsked) };
        let consultation = &asked.consultation;
        if consultation.answered_on.is_some() || consultation.returned_on.is_some() {
            return Err(NotNow::NobodyAsked);
        }
        if on < consultation.sent_on || on > today {
            return Err(NotNow::Day {
                field: "on", says: "日期应当在征求意见书发出以后、今天以前。"
            });
        }
        Ok(match what {
            Consulted::Delivered => Event::ConsultationDelivered { key, on },
            Consulted::Answered(opinion) => Event::ConsultationAnswered { key, on, opinion },
            Consulted::Returned => Event::ConsultationReturned { key, on },
        })
    }

    /// Asks the head for an extension.
    ///
    /// # Errors
    /// As the law says: a second time, too long, after the end.
    pub fn ask_to_extend(&self, days: u16, today: Date) -> Result<Event, NotNow> {
        self.in_handling("申请延期")?;
        if self.extension.is_some() {
            return Err(NotNow::Done("提出过延期"));
        }
        self.extendable(days, today)?;
        Ok(Event::ExtensionAsked { days, on: today })
    }

    /// The head of the disclosure office says yes or no; only while the period runs.
    ///
    /// # Errors
    /// When nothing was asked, or the period has ended.
    pub fn decide_extension(&self, approve: bool, today: Date) -> Result<Event, NotNow> {
        let Some(wish) = self.extension.filter(|wish| !wish.approved) else {
            return Err(NotNow::Phase { wanted: "审批延期", is: self.phase.label() });
        };
        if !approve {
            return Ok(Event::ExtensionRefused { on: today });
        }
        self.extendable(wish.days, today)?;
        Ok(Event::ExtensionApproved { on: today })
    }

    /// The applicant has been told of the extension; only while the period runs.
    ///
    /// # Errors
    /// Without approval, or after the period has ended: then it has no effect.
    pub fn notify_extension(&self, today: Date) -> Result<Event, NotNow> {
        let Some(wish) = self.extension.filter(|wish| wish.approved) else {
            return Err(NotNow::Phase { wanted: "告知延期", is: "延期未经批准" });
        };
        self.extendable(wish.days, today)?;
        Ok(Event::ExtensionNotified { days: wish.days, on: today })
    }

    fn extendable(&self, days: u16, today: Date) -> Result<(), NotNow> {
        let Some(due) = &self.due else { return Err(NotNow::Phase { wanted: "延期", is: "日期有误" }) };
        may_extend(&self.clock, due, days, today).map_err(|step| law("extension", step))
    }

    /// The applicant is told that a holiday notice, the agency's import of this number, moved the last day. Where his own move
    /// starts the period anew there is nothing to tell.
    ///
    /// # Errors
    /// Once it has ended, while he is asked to correct or to pay, where the day stands, and a second time for the same day.
    pub fn tell_due_day(&self, before: Date, now: Date, revision: i64, today: Date) -> Result<Event, NotNow> {
        let waits = matches!(self.phase, Phase::AwaitingCorrection { .. } | Phase::AwaitingPayment { .. });
        if waits || !self.phase.is_open() {
            return Err(NotNow::Phase { wanted: "告知答复期限变动", is: self.phase.label() });
        }
        if before == now {
            return Err(NotNow::Day { field: "now", says: "本件的答复期限没有变化，不需要告知。" });
        }
        if self.told_due == Some(now) {
            return Err(NotNow::Done("告知过变动后的答复期限"));
        }
        Ok(Event::DueDayTold { on: today, before, now, revision })
    }

    /// Asks why so many and so often (Art. 35).
    ///
    /// # Errors
    /// In another phase, or with a day that has passed.
    pub fn ask_reasons(&self, until: Date, today: Date) -> Result<Event, NotNow> {
        self.in_handling("要求说明理由")?;
        if until <= today {
            return Err(NotNow::Day { field: "until", says: "说明理由的期限应当晚于今天。" });
        }
        Ok(Event::ReasonsAsked { on: today, until })
    }

    /// The applicant gives his reasons (Art. 35).
    ///
    /// # Errors
    /// When nobody asked for them.
    pub fn give_reasons(&self, today: Date) -> Result<Event, NotNow> {
        match self.phase {
            Phase::AwaitingReasons { .. } => Ok(Event::ReasonsGiven { on: today }),
            _ => Err(NotNow::Phase { wanted: "登记理由", is: self.phase.label() }),
        }
    }

    /// Gives a fee notice.
    ///
    /// # Errors
    /// Twice, after the end of the period, or before there were fee rules.
    pub fn charge(
        &self,
        method: FeeMethod,
        count: u32,
        amount: i64,
        until: Date,
        today: Date,
    ) -> Result<Event, NotNow> {
        self.in_handling("发收费通知")?;
        if self.fee.is_some() {
            return Err(NotNow::Done("发过收费通知，按件和按量不能同时收取"));
        }
        if let Some(due) = &self.due {
            may_notice_fee(due, today).map_err(|step| law("fee_late", step))?;
        }
        if amount <= 0 {
            return Err(NotNow::Day { field: "count", says: "按标准计算的费用为零，不需要收费。" });
        }
        Ok(Event::FeeNoticed { method, count, amount, on: today, until })
    }

    /// The fee came in.
    ///
    /// # Errors
    /// When none is waited for, or it is not the amount of the notice.
    pub fn pay(&self, amount: i64, on: Date, today: Date) -> Result<Event, NotNow> {
        let Some(fee) = self.fee.filter(|fee| fee.paid.is_none()) else {
            return Err(NotNow::Phase { wanted: "登记缴费", is: self.phase.label() });
        };
        if amount != fee.amount {
            return Err(NotNow::Day {
                field: "amount",
                says: "金额与收费通知不一致；少缴的不算缴清，多缴的应当退还。",
            });
        }
        if on < fee.noticed_on || on > today {
            return Err(NotNow::Day { field: "on", says: "缴费之日应当在收费通知之后、今天以前。" });
        }
        Ok(Event::FeePaid { on, amount })
    }

    /// A reply is handed into its reviews. `given` are the demands that its form answers.
    ///
    /// # Errors
    /// When the outcome is not the officer's to choose or something it rests on is missing.
    pub fn submit_reply(&self, outcome: Outcome, given: &[Demand], reply: ContentHash) -> Result<Event, NotNow> {
        self.in_handling("提交答复")?;
        if !outcome.may_be_chosen() {
            return Err(NotNow::NotChosen(outcome));
        }
        match outcome.missing(given).first() {
            Some(demand) => Err(NotNow::Missing(*demand)),
            None => Ok(Event::ReplySubmitted { outcome, reply }),
        }
    }

    /// A reviewer sent the reply back, or the officer took it back.
    ///
    /// # Errors
    /// When this reply is not in its reviews.
    pub fn return_reply(&self, reply: &ContentHash) -> Result<Event, NotNow> {
        match &self.phase {
            Phase::ReplyInReview { reply: current, .. } if current == reply => {
                Ok(Event::ReplyReturned { reply: reply.clone() })
            }
            _ => Err(NotNow::Phase { wanted: "退回答复", is: self.phase.label() }),
        }
    }

    /// The last of the reviewers has signed: this is the decision.
    ///
    /// # Errors
    /// When this reply is not in its reviews.
    pub fn decide(&self, reply: &ContentHash, today: Date) -> Result<Event, NotNow> {
        match &self.phase {
            Phase::ReplyInReview { reply: current, outcome } if current == reply => {
                Ok(Event::Decided { outcome: *outcome, reply: reply.clone(), on: today })
            }
            _ => Err(NotNow::Phase { wanted: "作出答复决定", is: self.phase.label() }),
        }
    }

    /// 检索记录: it was looked for.
    ///
    /// # Errors
    /// While it is not being handled, or on a day that cannot be.
    pub fn search(&self, found: bool, on: Date, today: Date) -> Result<Event, NotNow> {
        self.in_handling("登记检索")?;
        if on > today || on < self.receipt.governing {
            return Err(NotNow::Day { field: "on", says: "检索之日应当在收到申请以后、今天以前。" });
        }
        Ok(Event::Searched { on, found })
    }

    /// The sealed copy came back.
    ///
    /// # Errors
    /// When no decided reply waits for it.
    pub fn seal(&self, copies: u16, scan: ContentHash, today: Date) -> Result<Event, NotNow> {
        let Phase::AwaitingSeal { reply, .. } = &self.phase else {
            return Err(NotNow::Phase { wanted: "登记用印", is: self.phase.label() });
        };
        if copies == 0 {
            return Err(NotNow::Day { field: "copies", says: "用印份数至少为1份。" });
        }
        Ok(Event::Sealed { reply: reply.clone(), copies, scan, on: today })
    }

    /// The sealed reply left, or was handed over.
    ///
    /// # Errors
    /// When none is ready to be served, or the day is later than today.
    pub fn serve(&self, way: ServiceWay, on: Date, today: Date) -> Result<Event, NotNow> {
        if !matches!(self.phase, Phase::AwaitingService { .. }) {
            return Err(NotNow::Phase { wanted: "登记送达", is: self.phase.label() });
        }
        if on > today || self.decided_on.is_some_and(|decided| on < decided) {
            return Err(NotNow::Day { field: "on", says: "送达之日应当在作出答复以后、今天以前。" });
        }
        Ok(Event::Served { way, on })
    }

    /// It reached the applicant: his terms begin.
    ///
    /// # Errors
    /// When nothing is on its way to him, or before it left.
    pub fn deliver(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        let left = self.on_its_way("登记签收")?;
        if on > today || on < left {
            return Err(NotNow::Day { field: "on", says: "签收之日应当在送出以后、今天以前。" });
        }
        Ok(Event::Delivered { on })
    }

    /// It came back, was refused, or the address was wrong: it has to be served once more.
    ///
    /// # Errors
    /// When nothing is on its way.
    pub fn fail_service(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        let left = self.on_its_way("登记退回")?;
        if on > today || on < left {
            return Err(NotNow::Day { field: "on", says: "退回之日应当在送出以后、今天以前。" });
        }
        Ok(Event::ServiceFailed { on })
    }

    fn on_its_way(&self, wanted: &'static str) -> Result<Date, NotNow> {
        match (self.served, self.delivered_on) {
            (Some((_, left)), None) => Ok(left),
            (Some(_), Some(_)) => Err(NotNow::Done("送达申请人")),
            (None, _) => Err(NotNow::Phase { wanted, is: self.phase.label() }),
        }
    }

    /// The applicant withdraws, while nothing has been decided.
    ///
    /// # Errors
    /// Once it is decided.
    pub fn withdraw(&self, today: Date) -> Result<Event, NotNow> {
        match self.phase {
            Phase::AwaitingConfirmation
            | Phase::Handling
            | Phase::AwaitingCorrection { .. }
            | Phase::AwaitingReasons { .. }
            | Phase::AwaitingPayment { .. }
            | Phase::ReplyInReview { .. } => Ok(Event::Withdrawn { on: today }),
            Phase::AwaitingSeal { .. }
            | Phase::AwaitingService { .. }
            | Phase::Served { .. }
            | Phase::Archived { .. } => Err(NotNow::Done("作出答复")),
            Phase::Closed { .. } => Err(NotNow::Done("办结")),
        }
    }

    /// The clock closes what was not corrected or not paid for in time.
    ///
    /// # Errors
    /// While the day has not passed, or nothing is waited for.
    pub fn lapse(&self, today: Date) -> Result<Event, NotNow> {
        match self.phase {
            Phase::AwaitingCorrection { until } if today > until => {
                Ok(Event::Lapsed { outcome: Outcome::LapsedNoCorrection, on: today })
            }
            Phase::AwaitingPayment { until } if today > until => {
                Ok(Event::Lapsed { outcome: Outcome::LapsedNoPayment, on: today })
            }
            _ => Err(NotNow::Phase { wanted: "作逾期不再处理", is: self.phase.label() }),
        }
    }

    /// A decision was corrected: handled anew.
    ///
    /// # Errors
    /// When there is no decision.
    pub fn reopen(&self, cause: ReopenCause, today: Date) -> Result<Event, NotNow> {
        if self.phase.ended().is_some() {
            Ok(Event::Reopened { on: today, cause })
        } else {
            Err(NotNow::Phase { wanted: "重新办理", is: self.phase.label() })
        }
    }

    /// Out of its volume again, to put something in.
    ///
    /// # Errors
    /// When it is in none.
    pub fn open_volume(&self, today: Date) -> Result<Event, NotNow> {
        match self.phase {
            Phase::Archived { .. } => Ok(Event::VolumeOpened { on: today }),
            _ => Err(NotNow::Phase { wanted: "拆卷", is: self.phase.label() }),
        }
    }

    /// Into its volume.
    ///
    /// # Errors
    /// While it is open, or once it is there.
    pub fn archive(&self, volume: ContentHash, today: Date) -> Result<Event, NotNow> {
        match self.phase {
            Phase::Served { .. } | Phase::Closed { .. } => Ok(Event::Archived { on: today, volume }),
            Phase::Archived { .. } => Err(NotNow::Done("归档")),
            _ => Err(NotNow::Phase { wanted: "归档", is: self.phase.label() }),
        }
    }
}

/// What became of a letter of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consulted {
    Delivered,
    Answered(Opinion),
    Returned,
}
