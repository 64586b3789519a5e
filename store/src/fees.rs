//! What of an application's fees a year's report counts: one flat row a notice, payment or refund, written with its event.

use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::Date;
use affairs::application::Event;
use affairs::id::{AgencyId, CaseId};

/// What kind of line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeLine {
    /// A fee notice reached the applicant.
    Notice,
    /// The fee came in.
    Payment,
    /// It was given back.
    Refund,
}

impl FeeLine {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Payment, Self::Refund];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Payment => "payment",
            Self::Refund => "refund",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.code() == code)
    }

    /// As the page behind a figure says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Notice => "收费通知",
            Self::Payment => "缴费",
            Self::Refund => "退费",
        }
    }

    /// What an event of the ledger adds: its kind, day and fen.
    #[must_use]
    pub const fn of(event: &Event) -> Option<(Self, Date, i64)> {
        match event {
            Event::FeeNoticed { on, amount, .. } => Some((Self::Notice, *on, *amount)),
            Event::FeePaid { on, amount } => Some((Self::Payment, *on, *amount)),
            Event::FeeRefunded { on, amount } => Some((Self::Refund, *on, *amount)),
            _ => None,
        }
    }
}

/// Keeps what an event adds to the fees; most add nothing. Called wherever a line of an application's ledger is written, in
/// the same transaction.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &mut Transaction, case: &CaseId, number: i64, event: &Event) -> Kept<()> {
    let Some((line, on, amount)) = FeeLine::of(event) else { return Ok(()) };
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO application_fee (agency_id, case_id, number, kind, year, counted_on, amount)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![&agency, case, number, line.code(), i64::from(on.year()), on, amount],
    )
    .await?;
    Ok(())
}

/// A year's fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeeCounts {
    pub notices: i64,
    /// Fen.
    pub noticed: i64,
    /// Fen that came in, what was given back in the year taken off.
    pub received: i64,
}

/// Counts a year's fees. Answered from an index alone.
///
/// # Errors
/// When the database fails.
pub async fn counts(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<FeeCounts> {
    let sql =
        "SELECT kind, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM application_fee WHERE agency_id = $1 AND year = $2
        GROUP BY kind";
    let mut counts = FeeCounts::default();
    for row in db.rows(sql, values![agency, i64::from(year)]).await? {
        let (count, sum) = (row.integer(1)?, row.integer(2)?);
        match line(&row)? {
            FeeLine::Notice => (counts.notices, counts.noticed) = (count, sum),
            FeeLine::Payment => counts.received += sum,
            FeeLine::Refund => counts.received -= sum,
        }
    }
    Ok(counts)
}

fn line(row: &Row) -> Kept<FeeLine> {
    let code = row.text(0)?;
    FeeLine::from_code(&code).ok_or(StoreError::Corrupt(code))
}
