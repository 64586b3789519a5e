//! Tables 三 and 四 and the fees, counted from the cases themselves, and the cases behind a figure.
//!
//! A year before this agency's first application was kept here has no cases to count: there what was entered by hand
//! stands. From that application's year on the cases alone are counted, never both.

use crate::sql::{Read, Row, StoreError};
use crate::{Kept, applications, fees, remedies, values};
use affairs::id::AgencyId;
use affairs::report::tally::{CountedKind, CountedRecord};
use affairs::report::{Metric, Tally};
use law::annual_report::{
    ApplicantColumn, ApplicantKind, ReportForm, Slot, TableFourColumn, TableFourGroup, TableThreeRow,
};
use law::outcome::Outcome;
use law::review_case::ReviewRoute;
use std::collections::BTreeMap;

/// Whether a year's applications are kept here.
pub(super) async fn are_kept(db: &mut impl Read, agency: &AgencyId, year: i16) -> Kept<bool> {
    let sql = "SELECT 1 FROM application WHERE agency_id = $1 AND received_year <= $2 AND kind = 'application' LIMIT 1";
    Ok(db.row(sql, values![agency, i64::from(year)]).await?.is_some())
}

/// Counts the cells of tables 三 and 四, and the fees.
pub(super) async fn count(db: &mut impl Read, agency: &AgencyId, year: i16, tally: &mut Tally) -> Kept<()> {
    let counts = applications::counts(&mut *db, agency, year).await?;
    let cells = &mut tally.cells;
    for (row, counted) in [
        (TableThreeRow::Received, counts.received),
        (TableThreeRow::CarriedIn, counts.carried_in),
        (TableThreeRow::CarriedOver, counts.carried_over),
    ] {
        for ((), kind, count) in counted {
            add(cells, row, kind, count);
        }
    }
    for (code, kind, count) in counts.ended {
        let outcome = Outcome::from_code(&code).ok_or(StoreError::Corrupt(code))?;
        add(cells, outcome.row(tally.form), kind, count);
    }
    for (route, column, count) in remedies::counts(&mut *db, agency, year).await? {
        cells.insert(Slot::Four(route.group(), column), count);
    }
    let fees = fees::counts(&mut *db, agency, year).await?;
    (tally.fee_notices, tally.fees_noticed, tally.fees_charged) = (fees.notices, fees.noticed, fees.received);
    Ok(())
}

/// Several outcomes may stand in one row.
fn add(cells: &mut BTreeMap<Slot, i64>, row: TableThreeRow, kind: ApplicantKind, count: i64) {
    *cells.entry(Slot::Three(row, ApplicantColumn::Of(kind))).or_default() += count;
}

/// What a figure counts of the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Applications(TableThreeRow, ApplicantColumn),
    Remedies(TableFourGroup, TableFourColumn),
    /// The kinds of lines, as the database looks for them; whether their amounts are counted or their number.
    Fees(&'static str, bool),
}

/// Which applications, of one of the four ways to stand in table 三.
enum Applications {
    Received,
    CarriedIn,
    /// With one of these outcomes, `,a,b,`; all if empty.
    Ended(String),
    CarriedOver,
}

impl Applications {
    fn of(row: TableThreeRow, form: ReportForm) -> Self {
        match row {
            TableThreeRow::Received => Self::Received,
            TableThreeRow::CarriedIn => Self::CarriedIn,
            TableThreeRow::CarriedOver => Self::CarriedOver,
            TableThreeRow::ResultsTotal => Self::Ended(String::new()),
            row => {
                let outcomes = Outcome::ALL.into_iter().filter(|outcome| outcome.row(form) == row);
                Self::Ended(outcomes.fold(",".to_owned(), |list, outcome| list + outcome.code() + ","))
            }
        }
    }
}

// The same conditions list the ids of a cell and a page of its cases.
macro_rules! application_sql {
    ($columns:literal, $condition:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM application WHERE agency_id = $1 AND kind = 'application' AND ($3 = '' OR applicant_kind = $3) AND ",
            $condition,
            " ",
            $rest
        )
    };
}
macro_rules! ended_sql {
    ($columns:literal, $rest:literal) => {
        application_sql!($columns, "ended_year = $2 AND ($4 = '' OR $4 LIKE '%,' || outcome || ',%')", $rest)
    };
}
macro_rules! remedy_sql {
    ($columns:literal, $join:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM remedy_cell c ",
            $join,
            " WHERE c.agency_id = $1 AND c.through_year >= $2 AND c.from_year <= $2 AND c.route = $3
             AND ($4 = '' OR c.column_code = $4) ",
            $rest
        )
    };
}
macro_rules! fee_sql {
    ($columns:literal, $join:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM application_fee f ",
            $join,
            " WHERE f.agency_id = $1 AND f.year = $2 AND $3 LIKE '%,' || f.kind || ',%' ",
            $rest
        )
    };
}

/// The stored name of one kind of applicant, or nothing for all.
const fn kind_code(column: ApplicantColumn) -> Option<ApplicantKind> {
    match column {
        ApplicantColumn::Of(kind) => Some(kind),
        ApplicantColumn::Total => None,
    }
}

fn route_of(group: TableFourGroup) -> &'static str {
    ReviewRoute::ALL.into_iter().find(|route| route.group() == group).map_or("", ReviewRoute::code)
}

fn column_of(column: TableFourColumn) -> &'static str {
    if column == TableFourColumn::Total { "" } else { column.code() }
}

impl Counted {
    /// What of the cases a metric counts; nothing for a metric of something else.
    pub(super) const fn of(metric: &Metric) -> Option<Self> {
        match metric {
            Metric::ApplicationsReceived => Some(Self::Applications(TableThreeRow::Received, ApplicantColumn::Total)),
            Metric::Cell(Slot::Three(row, column)) => Some(Self::Applications(*row, *column)),
            Metric::Cell(Slot::Four(group, column)) => Some(Self::Remedies(*group, *column)),
            Metric::FeesCharged => Some(Self::Fees(",payment,refund,", true)),
            Metric::FeesNoticed => Some(Self::Fees(",notice,", true)),
            Metric::FeeNotices => Some(Self::Fees(",notice,", false)),
            Metric::Events
            | Metric::EventsOfGroup(_)
            | Metric::EventsInColumn(_)
            | Metric::Work(_)
            | Metric::Cell(Slot::Two(..)) => None,
        }
    }

    /// Every id, in no order.
    pub(super) async fn ids(self, db: &mut impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<String>> {
        let of_year = i64::from(year);
        let rows = match self {
            Self::Applications(row, column) => {
                let kind = kind_code(column).map_or("", ApplicantKind::code);
                let values = values![agency, of_year, kind];
                match Applications::of(row, ReportForm::of_year(year).unwrap_or_default()) {
                    Applications::Received => {
                        db.rows(application_sql!("case_id", "received_year = $2", ""), values).await?
                    }
                    Applications::CarriedIn => {
                        let sql = application_sql!("case_id", "ended_year >= $2 AND received_year < $2", "");
                        db.rows(sql, values).await?
                    }
                    Applications::CarriedOver => {
                        let sql = application_sql!("case_id", "ended_year > $2 AND received_year <= $2", "");
                        db.rows(sql, values).await?
                    }
                    Applications::Ended(outcomes) => {
                        db.rows(ended_sql!("case_id", ""), values![agency, of_year, kind, outcomes]).await?
                    }
                }
            }
            Self::Remedies(group, column) => {
                let values = values![agency, of_year, route_of(group), column_of(column)];
                db.rows(remedy_sql!("c.remedy_id", "", ""), values).await?
            }
            Self::Fees(kinds, _) => {
                let rows = db.rows(fee_sql!("f.case_id, f.number", "", ""), values![agency, of_year, kinds]).await?;
                return rows.iter().map(|row| Ok(format!("{}/{}", row.text(0)?, row.integer(1)?))).collect();
            }
        };
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// A page of the cases: their numbers and days, nothing of any person.
    pub(super) async fn records(
        self,
        db: &mut impl Read,
        agency: &AgencyId,
        year: i16,
        limit: i64,
        offset: i64,
    ) -> Kept<Vec<CountedRecord>> {
        let of_year = i64::from(year);
        match self {
            Self::Applications(row, column) => applications_page(db, agency, year, (row, column), limit, offset).await,
            Self::Remedies(group, column) => {
                let sql = remedy_sql!(
                    "c.remedy_id, a.number, r.organ, r.begun_on",
                    "JOIN remedy r ON r.agency_id = c.agency_id AND r.remedy_id = c.remedy_id
                     JOIN application a ON a.agency_id = r.agency_id AND a.case_id = r.case_id",
                    "ORDER BY r.begun_on, c.remedy_id LIMIT $5 OFFSET $6"
                );
                let values = values![agency, of_year, route_of(group), column_of(column), limit, offset];
                db.rows(sql, values).await?.iter().map(remedy_record).collect()
            }
            Self::Fees(kinds, amounts) => {
                let sql = fee_sql!(
                    "f.case_id, f.number, f.kind, f.counted_on, f.amount, a.number",
                    "JOIN application a ON a.agency_id = f.agency_id AND a.case_id = f.case_id",
                    "ORDER BY f.counted_on, f.case_id, f.number LIMIT $4 OFFSET $5"
                );
                let rows = db.rows(sql, values![agency, of_year, kinds, limit, offset]).await?;
                rows.iter().map(|row| fee_record(row, amounts)).collect()
            }
        }
    }
}

macro_rules! page_of_applications {
    ($condition:literal; $rest:literal) => {
        application_sql!("case_id, number, received_on, ended_on", $condition, $rest)
    };
}

async fn applications_page(
    db: &mut impl Read,
    agency: &AgencyId,
    year: i16,
    (row, column): (TableThreeRow, ApplicantColumn),
    limit: i64,
    offset: i64,
) -> Kept<Vec<CountedRecord>> {
    let kind = kind_code(column).map_or("", ApplicantKind::code);
    let values = values![agency, i64::from(year), kind, limit, offset];
    let mut ended = false;
    let rows = match Applications::of(row, ReportForm::of_year(year).unwrap_or_default()) {
        Applications::Received => {
            let sql = page_of_applications!("received_year = $2"; "ORDER BY received_on, case_id LIMIT $4 OFFSET $5");
            db.rows(sql, values).await?
        }
        Applications::CarriedIn => {
            let sql = page_of_applications!("ended_year >= $2 AND received_year < $2";
                "ORDER BY received_on, case_id LIMIT $4 OFFSET $5");
            db.rows(sql, values).await?
        }
        Applications::CarriedOver => {
            let sql = page_of_applications!("ended_year > $2 AND received_year <= $2";
                "ORDER BY received_on, case_id LIMIT $4 OFFSET $5");
            db.rows(sql, values).await?
        }
        Applications::Ended(outcomes) => {
            ended = true;
            let sql =
                ended_sql!("case_id, number, received_on, ended_on", "ORDER BY ended_on, case_id LIMIT $5 OFFSET $6");
            db.rows(sql, values![agency, i64::from(year), kind, outcomes, limit, offset]).await?
        }
    };
    let record = |row: &Row| {
        let case = row.text(0)?;
        let on = if ended { row.date(3)? } else { row.date(2)? };
        Ok(CountedRecord { on: Some(on), application: Some(case.clone()), ..blank(case, row.text(1)?) })
    };
    rows.iter().map(record).collect()
}

fn blank(id: String, title: String) -> CountedRecord {
    let (document, register, application, remedy) = (None, None, None, None);
    CountedRecord { id, kind: CountedKind::Case, title, on: None, effect: 1, document, register, application, remedy }
}

fn remedy_record(row: &Row) -> Kept<CountedRecord> {
    let id = row.text(0)?;
    let title = format!("{}，{}", row.text(1)?, row.text(2)?);
    Ok(CountedRecord { on: Some(row.date(3)?), remedy: Some(id.clone()), ..blank(id, title) })
}

fn fee_record(row: &Row, amounts: bool) -> Kept<CountedRecord> {
    let (case, code, amount) = (row.text(0)?, row.text(2)?, row.integer(4)?);
    let line = fees::FeeLine::from_code(&code).ok_or(StoreError::Corrupt(code))?;
    let effect = match line {
        _ if !amounts => 1,
        fees::FeeLine::Refund => -amount,
        fees::FeeLine::Notice | fees::FeeLine::Payment => amount,
    };
    let (id, title) = (format!("{case}/{}", row.integer(1)?), format!("{}，{}", row.text(5)?, line.label()));
    Ok(CountedRecord { on: Some(row.date(3)?), effect, application: Some(case), ..blank(id, title) })
}
