//! 收费: the processing fee by item or by page, noticed once, paid in full, given back where it must be.

use super::OnCase;
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::Date;
use affairs::access::Act;
use affairs::application::{Event, NotNow};
use affairs::case::Words;
use affairs::id::CaseId;
use affairs::personal::Purpose;
use law::fee::{FeeMethod, charge, pay_by};

/// Fen of a yuan.
const FEN: i64 = 100;

impl Desk {
    /// Records the fee notice that the applicant received on a day. By item, the running number of the month is counted here;
    /// by page, the pages are what the officer counted.
    ///
    /// # Errors
    /// Refused a second time, where nothing is due, after the end of the period, or before there were fees.
    pub async fn charge_application(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        method: FeeMethod,
        pages: u32,
        noticed_on: Date,
    ) -> Done<()> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let received_on = on.standing.receipt.received_on.unwrap_or(on.standing.receipt.governing);
        let count = match method {
            FeeMethod::ByPage => pages,
            FeeMethod::ByItem => self.number_in_month(&mut on, received_on).await?,
        };
        let charged = charge(method, count, received_on);
        let charged = charged.map_err(|step| refused(NotNow::Law { code: "no_fee", step }))?.answer;
        let until = pay_by(noticed_on, &on.calendar).answer.value;
        let amount = i64::try_from(charged.yuan).unwrap_or(i64::MAX / FEN).saturating_mul(FEN);
        let event = if noticed_on > on.today {
            Err(NotNow::Day { field: "noticed_on", says: "收到通知之日不能晚于今天。" })
        } else {
            on.standing.charge(method, count, amount, until, noticed_on)
        };
        let lines: Vec<String> = charged.lines.iter().map(|line| line.words(method)).collect();
        self.happened(on, who, event, Words::of(lines.join("；"))).await
    }

    /// Which application of this applicant in the calendar month it is, by the order of receipt.
    async fn number_in_month(&self, on: &mut OnCase, received_on: Date) -> Done<u32> {
        let tokens = self.tokens(&on.application.frame.agency, on.application.form.reveal(Purpose::Searching))?;
        let first = received_on.first_of_month();
        let case = &on.application.frame.id;
        let tx = &mut on.tx;
        let count = store::applications::number_since(tx, case, &tokens.name, first, received_on).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The fee came in, with the number of its fiscal receipt; the period starts anew.
    ///
    /// # Errors
    /// Refused where none is waited for, or for another amount than the notice's.
    pub async fn enter_payment(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        amount: i64,
        paid_on: Date,
        receipt: &str,
    ) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if receipt.trim().is_empty() {
            Err(NotNow::Text { field: "receipt", says: "请填写财政票据号码。" })
        } else {
            on.standing.pay(amount, paid_on, on.today)
        };
        self.happened(on, who, event, Words { address: receipt.trim().to_owned(), ..Words::default() }).await
    }

    /// Gives a fee back, with the reason.
    ///
    /// # Errors
    /// Refused for more than was paid.
    pub async fn refund(&self, who: &Who, case: &CaseId, version: i64, amount: i64, why: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let left = on.standing.fee.and_then(|fee| fee.paid.map(|(_, paid)| paid - fee.refunded)).unwrap_or(0);
        let event = if why.trim().is_empty() {
            Err(NotNow::Text { field: "why", says: "请写明退费的理由。" })
        } else if amount <= 0 || amount > left {
            Err(NotNow::Day {
                field: "amount", says: "退费金额应当大于零，且不超过已收未退的金额。"
            })
        } else {
            Ok(Event::FeeRefunded { on: on.today, amount })
        };
        self.happened(on, who, event, Words::of(why.trim())).await
    }
}
