//! Counting a year, the records behind each figure, and the annual reports themselves.
//!
//! Every count is one grouped query over a covering index that begins with the agency; nothing is asked per row.

mod cases;

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::document::{Bundle, ColumnGroup};
use affairs::id::{AgencyId, ColumnId, DocumentId};
use affairs::register::work::WORK;
use affairs::register::{ItemKind, PointState, Record, Register, RuleKind, WorkFigure};
use affairs::report::life::{Freezing, Ledger, Stored};
use affairs::report::tally::{CountedKind, CountedRecord};
use affairs::report::{Figure, Metric, Tally};
use law::annual_report::{ReportForm, Slot, TableTwoColumn, TableTwoRow};
use std::collections::BTreeMap;

// The same conditions list the ids of a cell (at freezing) and a page of its records (in the office).
macro_rules! event_sql {
    ($columns:literal, $join:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM publication_event e ",
            $join,
            " WHERE e.agency_id = $1 AND e.year = $2
             AND e.kind IN ('publish', 'replace') AND e.group_code <> '' AND ($3 = '' OR e.group_code = $3)
             AND ($4 = '' OR e.column_id = $4) ",
            $rest
        )
    };
}
macro_rules! done_sql {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM register_record WHERE agency_id = $1 AND year = $2 AND register = $3
             AND voided = 0 AND ($4 = '' OR category = $4) ",
            $rest
        )
    };
}
macro_rules! project_sql {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM register_record WHERE agency_id = $1 AND record_id IN (SELECT MIN(record_id)
             FROM register_record WHERE agency_id = $1 AND year = $2 AND register = 'procurement' AND voided = 0
             GROUP BY grouping_key) ",
            $rest
        )
    };
}
macro_rules! span_sql {
    ($columns:literal, $condition:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM register_record WHERE agency_id = $1 AND register = $2 AND category = $3
             AND voided = 0 AND ",
            $condition,
            " ",
            $rest
        )
    };
}
macro_rules! fact_sql {
    ($columns:literal, $rest:literal) => {
        concat!("SELECT ", $columns, " FROM report_fact WHERE agency_id = $1 AND year = $2 AND cell = $3 ", $rest)
    };
}
macro_rules! record_page {
    ($macro:ident $(, $condition:literal)?; $rest:literal) => {
        $macro!("record_id, title, content, begins_on, amount" $(, $condition)?, $rest)
    };
}

/// The cell under which the fees received are kept among the facts of tables 三 and 四, in fen.
pub const FEES_CELL: &str = "fees/charged";

fn last_day(year: i16) -> String {
    format!("{year:04}-12-31")
}

/// Counts a year of an agency.
///
/// # Errors
/// When the database fails.
pub async fn tally(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Tally> {
    let mut tally = Tally { events: events(&mut db, agency, year).await?, ..Tally::of_year(year) };
    let form = tally.form;
    done_in_year(&mut db, agency, form, year, &mut tally.cells).await?;
    standing(&mut db, agency, form, year, &mut tally.cells).await?;
    tally.work = work(&mut db, agency, year).await?;
    let kept = cases::are_kept(&mut db, agency, year).await?;
    if kept {
        cases::count(&mut db, agency, year, &mut tally).await?;
    }
    let facts = "SELECT cell, CAST(SUM(amount) AS BIGINT) FROM report_fact WHERE agency_id = $1 AND year = $2
        GROUP BY cell";
    for row in db.rows(facts, values![agency, i64::from(year)]).await? {
        let (cell, sum) = (row.text(0)?, row.integer(1)?);
        match cell.parse::<Slot>() {
            // Of a year whose applications are kept here, what was entered of it by hand is not counted beside them.
            Ok(Slot::Three(..) | Slot::Four(..)) if kept => {}
            Ok(slot) if form.has(slot) => {
                tally.cells.insert(slot, sum);
            }
            Ok(_) => {}
            Err(_) if cell == FEES_CELL && kept => {}
            Err(_) if cell == FEES_CELL => tally.fees_charged = sum,
            Err(_) => return Err(StoreError::Corrupt(cell)),
        }
    }
    Ok(tally)
}

async fn events(db: &mut impl Read, agency: &AgencyId, year: i16) -> Kept<BTreeMap<(ColumnGroup, ColumnId), i64>> {
    let sql = "SELECT group_code, column_id, COUNT(*) FROM publication_event WHERE agency_id = $1 AND year = $2
        AND kind IN ('publish', 'replace') AND group_code <> '' GROUP BY group_code, column_id";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    rows.iter()
        .map(|row| {
            let group = row.text(0)?;
            let group = ColumnGroup::from_code(&group).ok_or(StoreError::Corrupt(group))?;
            Ok(((group, ColumnId::new(row.text(1)?)), row.integer(2)?))
        })
        .collect()
}

/// What was made, decided and signed in the year.
async fn done_in_year(
    db: &mut impl Read,
    agency: &AgencyId,
    form: ReportForm,
    year: i16,
    cells: &mut BTreeMap<Slot, i64>,
) -> Kept<()> {
    let (made, decided) = match form {
        ReportForm::Form2019 => (TableTwoColumn::MadeThisYear, TableTwoColumn::Decisions),
        ReportForm::Form2021 | ReportForm::Hybrid2021 => {
            (TableTwoColumn::IssuedThisYear, TableTwoColumn::DecisionsThisYear)
        }
    };
    let sql = "SELECT register, category, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM register_record
        WHERE agency_id = $1 AND year = $2 AND register IN ('documents', 'decisions', 'procurement') AND voided = 0
        GROUP BY register, category";
    for row in db.rows(sql, values![agency, i64::from(year)]).await? {
        let (register, category, count) = (row.text(0)?, row.text(1)?, row.integer(2)?);
        let slot = match Register::from_code(&register) {
            Some(Register::Documents) => RuleKind::from_code(&category).map(|kind| Slot::Two(kind.row(), made)),
            Some(Register::Decisions) => ItemKind::from_code(&category).map(|kind| Slot::Two(kind.row(), decided)),
            _ => {
                let amount = Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount);
                if form.has(amount) {
                    cells.insert(amount, row.integer(3)?);
                }
                continue;
            }
        };
        let slot = slot.ok_or(StoreError::Corrupt(category))?;
        if form.has(slot) {
            cells.insert(slot, count);
        }
    }
    if form != ReportForm::Form2019 {
        return Ok(());
    }
    let sql = "SELECT COUNT(DISTINCT grouping_key) FROM register_record WHERE agency_id = $1 AND year = $2
        AND register = 'procurement' AND voided = 0";
    let projects = db.count(sql, values![agency, i64::from(year)]).await?;
    cells.insert(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), projects);
    Ok(())
}

/// What stood at the ends of this year and the last, and what was published between them.
async fn standing(
    db: &mut impl Read,
    agency: &AgencyId,
    form: ReportForm,
    year: i16,
    cells: &mut BTreeMap<Slot, i64>,
) -> Kept<()> {
    let sql = "SELECT register, category,
        CAST(SUM(CASE WHEN begins_on <= $2 AND ends_on > $2 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN begins_on <= $3 AND ends_on > $3 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN begins_on > $2 AND begins_on <= $3 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN ends_on > $2 AND ends_on <= $3 THEN 1 ELSE 0 END) AS BIGINT)
        FROM register_record WHERE agency_id = $1 AND register IN ('documents', 'items', 'fees') AND voided = 0
        AND begins_on <= $3 GROUP BY register, category";
    let days = values![agency, last_day(year.saturating_sub(1)), last_day(year)];
    for row in db.rows(sql, days).await? {
        let (register, category) = (row.text(0)?, row.text(1)?);
        let (before, after, begun) = (row.integer(2)?, row.integer(3)?, row.integer(4)?);
        let corrupt = || StoreError::Corrupt(category.clone());
        if register == Register::Documents.code() {
            let table_row = RuleKind::from_code(&category).ok_or_else(corrupt)?.row();
            let ended = row.integer(5)?;
            let counted = match form {
                ReportForm::Form2019 => {
                    [(TableTwoColumn::PublishedThisYear, begun), (TableTwoColumn::PublishedInAll, after)]
                }
                ReportForm::Form2021 | ReportForm::Hybrid2021 => {
                    [(TableTwoColumn::RepealedThisYear, ended), (TableTwoColumn::InForce, after)]
                }
            };
            cells.extend(counted.map(|(column, count)| (Slot::Two(table_row, column), count)));
            continue;
        }
        if form != ReportForm::Form2019 {
            continue;
        }
        let table_row = match register == Register::Fees.code() {
            true => TableTwoRow::AdministrativeFees,
            false => ItemKind::from_code(&category).ok_or_else(corrupt)?.row(),
        };
        cells.insert(Slot::Two(table_row, TableTwoColumn::ItemsLastYear), before);
        cells.insert(Slot::Two(table_row, TableTwoColumn::ChangeThisYear), after - before);
    }
    Ok(())
}

/// What the registers of the year's work count.
async fn work(db: &mut impl Read, agency: &AgencyId, year: i16) -> Kept<BTreeMap<WorkFigure, i64>> {
    let sql = "SELECT register, category, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM register_record
        WHERE agency_id = $1 AND year = $2 AND register IN ('trainings', 'meetings', 'work_points', 'internal_rules')
        AND voided = 0 GROUP BY register, category";
    let mut figures: BTreeMap<WorkFigure, i64> = BTreeMap::new();
    let mut add = |figure: WorkFigure, count: i64| *figures.entry(figure).or_default() += count;
    for row in db.rows(sql, values![agency, i64::from(year)]).await? {
        let (register, category, count) = (row.text(0)?, row.text(1)?, row.integer(2)?);
        match Register::from_code(&register) {
            Some(Register::Trainings) => {
                add(WorkFigure::Trainings, count);
                add(WorkFigure::PersonsTrained, row.integer(3)?);
            }
            Some(Register::Meetings) => add(WorkFigure::Meetings, count),
            Some(Register::WorkPoints) => {
                add(WorkFigure::Points, count);
                if category == PointState::Done.code() {
                    add(WorkFigure::PointsDone, count);
                }
            }
            _ => add(WorkFigure::InternalRulesMade, count),
        }
    }
    let sql = span_sql!("COUNT(*)", "begins_on <= $4 AND ends_on > $4", "");
    let rules = Register::InternalRules.code();
    let in_force = db.count(sql, values![agency, rules, WORK, last_day(year)]).await?;
    add(WorkFigure::InternalRules, in_force);
    figures.retain(|_, count| *count != 0);
    Ok(figures)
}

/// What a metric counts, as a query.
enum Source {
    Events {
        group: String,
        column: String,
    },
    /// Rows of a register by the year they were done in; an empty category means any.
    Done {
        register: Register,
        category: &'static str,
    },
    /// The first contract of each project.
    Projects,
    /// Documents published in the year.
    Begun {
        category: &'static str,
    },
    /// Rows that stand at the end of a year.
    Standing {
        register: Register,
        category: &'static str,
        year: i16,
    },
    /// Rows that came (1) or went (−1) within the year.
    Changed {
        register: Register,
        category: &'static str,
    },
    /// Documents that ended within the year.
    Ended {
        category: &'static str,
    },
    /// Facts of cells of tables 三 and 四, and of money that no register holds.
    Facts(Vec<String>),
}

impl Source {
    fn of(metric: &Metric, year: i16) -> Self {
        match metric {
            Metric::Events => Self::Events { group: String::new(), column: String::new() },
            Metric::EventsOfGroup(group) => Self::Events { group: group.code().to_owned(), column: String::new() },
            Metric::EventsInColumn(column) => Self::Events { group: String::new(), column: column.to_string() },
            Metric::FeesCharged => Self::Facts(vec![FEES_CELL.to_owned()]),
            Metric::FeeNotices | Metric::FeesNoticed => Self::Facts(Vec::new()),
            Metric::Work(figure) => Self::of_work(*figure, year),
            Metric::Cell(Slot::Two(row, column)) => Self::of_table_two(*row, *column, year),
            Metric::ApplicationsReceived | Metric::Cell(_) => {
                Self::Facts(metric.summed_slots().into_iter().map(Slot::code).collect())
            }
        }
    }

    fn of_work(figure: WorkFigure, year: i16) -> Self {
        let register = figure.register();
        match figure {
            WorkFigure::PointsDone => Self::Done { register, category: PointState::Done.code() },
            WorkFigure::InternalRules => Self::Standing { register, category: WORK, year },
            WorkFigure::Trainings
            | WorkFigure::PersonsTrained
            | WorkFigure::Meetings
            | WorkFigure::Points
            | WorkFigure::InternalRulesMade => Self::Done { register, category: "" },
        }
    }

    fn of_table_two(row: TableTwoRow, column: TableTwoColumn, year: i16) -> Self {
        let rule = RuleKind::ALL.iter().find(|kind| kind.row() == row).map(|kind| (Register::Documents, kind.code()));
        let item = ItemKind::ALL.iter().find(|kind| kind.row() == row).map(|kind| (Register::Items, kind.code()));
        let (register, category) = rule.or(item).unwrap_or((Register::Fees, affairs::register::place::FEE));
        match column {
            TableTwoColumn::MadeThisYear | TableTwoColumn::IssuedThisYear => Self::Done { register, category },
            TableTwoColumn::PublishedThisYear => Self::Begun { category },
            TableTwoColumn::RepealedThisYear => Self::Ended { category },
            TableTwoColumn::PublishedInAll | TableTwoColumn::InForce => Self::Standing { register, category, year },
            TableTwoColumn::ItemsLastYear => Self::Standing { register, category, year: year.saturating_sub(1) },
            TableTwoColumn::ChangeThisYear => Self::Changed { register, category },
            TableTwoColumn::Decisions | TableTwoColumn::DecisionsThisYear => {
                Self::Done { register: Register::Decisions, category }
            }
            TableTwoColumn::FeesCollected => Self::Facts(vec![Slot::Two(row, column).code()]),
            TableTwoColumn::ProcurementItems => Self::Projects,
            TableTwoColumn::ProcurementAmount => Self::Done { register: Register::Procurement, category: "" },
        }
    }
}

/// Every id that a metric counts, sorted; what freezing keeps.
///
/// # Errors
/// When the database fails.
pub async fn ids(mut db: impl Read, agency: &AgencyId, metric: &Metric, year: i16) -> Kept<Vec<String>> {
    let of_year = i64::from(year);
    if let Some(counted) = cases::Counted::of(metric)
        && cases::are_kept(&mut db, agency, year).await?
    {
        return counted.ids(&mut db, agency, year).await.map(sorted);
    }
    let rows = match Source::of(metric, year) {
        Source::Events { group, column } => {
            let sql = event_sql!("e.sequence", "", "");
            let rows = db.rows(sql, values![agency, of_year, group, column]).await?;
            return rows.iter().map(|row| Ok(row.integer(0)?.to_string())).collect::<Kept<Vec<_>>>().map(sorted);
        }
        Source::Done { register, category } => {
            db.rows(done_sql!("record_id", ""), values![agency, of_year, register.code(), category]).await?
        }
        Source::Projects => db.rows(project_sql!("record_id", ""), values![agency, of_year]).await?,
        Source::Begun { category } => {
            let sql = span_sql!("record_id", "begins_on > $4 AND begins_on <= $5", "");
            let days = (last_day(year.saturating_sub(1)), last_day(year));
            db.rows(sql, values![agency, Register::Documents.code(), category, days.0, days.1]).await?
        }
        Source::Ended { category } => {
            let sql = span_sql!("record_id", "begins_on <= $5 AND ends_on > $4 AND ends_on <= $5", "");
            let days = (last_day(year.saturating_sub(1)), last_day(year));
            db.rows(sql, values![agency, Register::Documents.code(), category, days.0, days.1]).await?
        }
        Source::Standing { register, category, year } => {
            let sql = span_sql!("record_id", "begins_on <= $4 AND ends_on > $4", "");
            db.rows(sql, values![agency, register.code(), category, last_day(year)]).await?
        }
        Source::Changed { register, category } => {
            let sql = span_sql!(
                "record_id",
                "((begins_on <= $4 AND ends_on > $4 AND ends_on <= $5)
                 OR (begins_on > $4 AND begins_on <= $5 AND ends_on > $5))",
                ""
            );
            let days = (last_day(year.saturating_sub(1)), last_day(year));
            db.rows(sql, values![agency, register.code(), category, days.0, days.1]).await?
        }
        Source::Facts(cells) => {
            let mut rows = Vec::new();
            for cell in filled(&mut db, agency, year, cells).await? {
                rows.extend(db.rows(fact_sql!("record_id", ""), values![agency, of_year, cell.0]).await?);
            }
            rows
        }
    };
    rows.iter().map(|row| row.text(0)).collect::<Kept<Vec<_>>>().map(sorted)
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    // In Rust: an order of text made by the engine would depend on its collation.
    ids.sort();
    ids
}

/// A page of the records behind a figure, earliest first.
///
/// # Errors
/// When the database fails.
pub async fn records(
    mut db: impl Read,
    agency: &AgencyId,
    metric: &Metric,
    year: i16,
    limit: i64,
    offset: i64,
) -> Kept<Vec<CountedRecord>> {
    let of_year = i64::from(year);
    if let Some(counted) = cases::Counted::of(metric)
        && cases::are_kept(&mut db, agency, year).await?
    {
        return counted.records(&mut db, agency, year, limit, offset).await;
    }
    match Source::of(metric, year) {
        Source::Events { group, column } => {
            let sql = event_sql!(
                "e.sequence, e.document_id, e.at, b.content",
                "JOIN bundle b ON b.agency_id = e.agency_id AND b.bundle_hash = e.bundle_hash",
                "ORDER BY e.sequence LIMIT $5 OFFSET $6"
            );
            let rows = db.rows(sql, values![agency, of_year, group, column, limit, offset]).await?;
            rows.iter().map(event_record).collect()
        }
        Source::Done { register, category } => {
            let sql = record_page!(done_sql; "ORDER BY begins_on, record_id LIMIT $5 OFFSET $6");
            let values = values![agency, of_year, register.code(), category, limit, offset];
            let counted = |row: &Row| register_record(row, |amount| if metric.adds_amounts() { amount } else { 1 });
            db.rows(sql, values).await?.iter().map(counted).collect()
        }
        Source::Projects => {
            let sql = record_page!(project_sql; "ORDER BY begins_on, record_id LIMIT $3 OFFSET $4");
            let rows = db.rows(sql, values![agency, of_year, limit, offset]).await?;
            rows.iter().map(|row| register_record(row, |_| 1)).collect()
        }
        Source::Facts(cells) => fact_records(db, agency, year, cells, limit, offset).await,
        source => span_records(db, agency, year, source, limit, offset).await,
    }
}

async fn span_records(
    mut db: impl Read,
    agency: &AgencyId,
    year: i16,
    source: Source,
    limit: i64,
    offset: i64,
) -> Kept<Vec<CountedRecord>> {
    let (before, end) = (last_day(year.saturating_sub(1)), last_day(year));
    let rows = match source {
        Source::Begun { category } => {
            let sql = record_page!(span_sql, "begins_on > $4 AND begins_on <= $5";
                "ORDER BY begins_on, record_id LIMIT $6 OFFSET $7");
            let register = Register::Documents.code();
            db.rows(sql, values![agency, register, category, before, end.clone(), limit, offset]).await?
        }
        Source::Ended { category } => {
            let sql = record_page!(span_sql, "begins_on <= $5 AND ends_on > $4 AND ends_on <= $5";
                "ORDER BY ends_on, record_id LIMIT $6 OFFSET $7");
            let register = Register::Documents.code();
            db.rows(sql, values![agency, register, category, before, end.clone(), limit, offset]).await?
        }
        Source::Standing { register, category, year } => {
            let sql = record_page!(span_sql, "begins_on <= $4 AND ends_on > $4";
                "ORDER BY begins_on, record_id LIMIT $5 OFFSET $6");
            db.rows(sql, values![agency, register.code(), category, last_day(year), limit, offset]).await?
        }
        Source::Changed { register, category } => {
            let sql = record_page!(span_sql, "((begins_on <= $4 AND ends_on > $4 AND ends_on <= $5)
                OR (begins_on > $4 AND begins_on <= $5 AND ends_on > $5))";
                "ORDER BY begins_on, record_id LIMIT $6 OFFSET $7");
            let values = values![agency, register.code(), category, before.clone(), end, limit, offset];
            let rows = db.rows(sql, values).await?;
            // What stood at the end of last year has gone since; what did not has come.
            return rows
                .iter()
                .map(|row| {
                    let stood = row.text(3)? <= before;
                    register_record(row, |_| if stood { -1 } else { 1 })
                })
                .collect();
        }
        _ => Vec::new(),
    };
    rows.iter().map(|row| register_record(row, |_| 1)).collect()
}

fn event_record(row: &Row) -> Kept<CountedRecord> {
    let bundle: Bundle = row.json(3)?;
    Ok(CountedRecord {
        id: row.integer(0)?.to_string(),
        kind: CountedKind::Event,
        title: bundle.title,
        on: Some(row.instant(2)?.date()),
        effect: 1,
        document: Some(row.text(1)?),
        register: None,
        application: None,
        remedy: None,
    })
}

fn register_record(row: &Row, effect: impl Fn(i64) -> i64) -> Kept<CountedRecord> {
    let record: Record = row.json(2)?;
    let register = Some(record.register().code().to_owned());
    let on = match record {
        Record::Documents(document) => document.made_on,
        Record::Items(item) => item.from,
        Record::Decisions(decision) => decision.on,
        Record::Fees(fee) => fee.from,
        Record::Procurement(contract) => contract.signed_on,
        Record::Trainings(training) => training.on,
        Record::Meetings(meeting) => meeting.on,
        Record::WorkPoints(point) => point.due,
        Record::InternalRules(rule) => rule.effective_on,
    };
    Ok(CountedRecord {
        id: row.text(0)?,
        kind: CountedKind::RegisterRow,
        title: row.text(1)?,
        on: Some(on),
        effect: effect(row.integer(4)?),
        document: None,
        register,
        application: None,
        remedy: None,
    })
}

/// The cells among these that have facts, with how many.
async fn filled(db: &mut impl Read, agency: &AgencyId, year: i16, cells: Vec<String>) -> Kept<Vec<(String, i64)>> {
    let sql = "SELECT cell, COUNT(*) FROM report_fact WHERE agency_id = $1 AND year = $2 GROUP BY cell";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    let counts: BTreeMap<String, i64> =
        rows.iter().map(|row| Ok((row.text(0)?, row.integer(1)?))).collect::<Kept<_>>()?;
    Ok(cells.into_iter().filter_map(|cell| counts.get(&cell).map(|count| (cell.clone(), *count))).collect())
}

async fn fact_records(
    mut db: impl Read,
    agency: &AgencyId,
    year: i16,
    cells: Vec<String>,
    limit: i64,
    offset: i64,
) -> Kept<Vec<CountedRecord>> {
    let (mut found, mut skip) = (Vec::new(), offset);
    for (cell, count) in filled(&mut db, agency, year, cells).await? {
        let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
        if wanted <= 0 {
            break;
        }
        if skip >= count {
            skip -= count;
            continue;
        }
        let sql = fact_sql!("record_id, title, counted_on, amount", "ORDER BY record_id LIMIT $4 OFFSET $5");
        for row in db.rows(sql, values![agency, i64::from(year), cell, wanted, skip]).await? {
            found.push(CountedRecord {
                id: row.text(0)?,
                kind: CountedKind::Case,
                title: row.text(1)?,
                on: row.optional_date(2)?,
                effect: row.integer(3)?,
                document: None,
                register: None,
                application: None,
                remedy: None,
            });
        }
        skip = 0;
    }
    Ok(found)
}

/// One record that counts in one cell of table 三 or 四, or under the fees received.
#[derive(Debug, Clone)]
pub struct Fact {
    pub year: i16,
    /// The code of a cell that is no sum, or [`FEES_CELL`].
    pub cell: String,
    pub record: String,
    /// Holds nothing personal: a number, never a name.
    pub title: String,
    pub on: affairs::Date,
    /// 1, or fen.
    pub amount: i64,
}

/// Rewrites in which cells a record counts; the registers of applications and cases call it in their own acts.
///
/// # Errors
/// When the database fails.
pub async fn save_facts(tx: &mut Transaction, record: &str, facts: &[Fact]) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute("DELETE FROM report_fact WHERE agency_id = $1 AND record_id = $2", values![&agency, record]).await?;
    let rows = facts
        .iter()
        .map(|fact| values![&agency, i64::from(fact.year), &fact.cell, record, &fact.title, fact.on, fact.amount])
        .collect();
    tx.insert_many("report_fact (agency_id, year, cell, record_id, title, counted_on, amount)", rows).await
}

/// The report of a year as it is kept.
///
/// # Errors
/// When the database fails.
pub async fn by_year(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Option<Stored>> {
    let sql = "SELECT year, writing, freezing, document_id, revision FROM annual_report
        WHERE agency_id = $1 AND year = $2";
    db.row(sql, values![agency, i64::from(year)]).await?.as_ref().map(|row| stored(agency, row)).transpose()
}

/// Every report of an agency, latest year first.
///
/// # Errors
/// When the database fails.
pub async fn all(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Stored>> {
    let sql = "SELECT year, writing, freezing, document_id, revision FROM annual_report WHERE agency_id = $1
        ORDER BY year DESC";
    db.rows(sql, values![agency]).await?.iter().map(|row| stored(agency, row)).collect()
}

fn stored(agency: &AgencyId, row: &Row) -> Kept<Stored> {
    let freezing = row.optional_text(2)?;
    Ok(Stored {
        agency: agency.clone(),
        year: i16::try_from(row.integer(0)?).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        writing: row.json(1)?,
        freezing: freezing.map(|text| serde_json::from_str::<Freezing>(&text)).transpose()?,
        document: row.optional_text(3)?.map(DocumentId::new),
        revision: row.integer(4)?,
    })
}

/// The years whose figures stand still.
///
/// # Errors
/// When the database fails.
pub async fn frozen_years(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<i16>> {
    let sql = "SELECT year FROM annual_report WHERE agency_id = $1 AND freezing IS NOT NULL ORDER BY year";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok(i16::try_from(row.integer(0)?).unwrap_or(0))).collect()
}

/// Keeps a report. `stored.revision` is the one it was loaded with; 0 for a new one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved it in between.
pub async fn save(tx: &mut Transaction, stored: &Stored) -> Kept<()> {
    let freezing = stored.freezing.as_ref().map(json_text).transpose()?;
    let document = stored.document.as_ref().map(|document| document.as_str().to_owned());
    let values = values![
        &stored.agency,
        i64::from(stored.year),
        json_text(&stored.writing)?,
        freezing,
        document,
        stored.revision + 1,
        stored.revision,
    ];
    let touched = tx
        .execute(
            "INSERT INTO annual_report (agency_id, year, writing, freezing, document_id, revision)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, year) DO UPDATE SET writing = excluded.writing,
             freezing = excluded.freezing, document_id = excluded.document_id, revision = excluded.revision
             WHERE annual_report.revision = $7",
            values,
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// What the ledger says of a report's document.
///
/// # Errors
/// When the database fails.
pub async fn ledger(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Ledger> {
    let state = "SELECT state FROM document WHERE agency_id = $1 AND document_id = $2";
    let state = db.row(state, values![agency, document]).await?.map(|row| row.text(0)).transpose()?;
    let standing = crate::publications::standing_of(&mut db, agency, document).await?;
    Ok(Ledger {
        state: state.and_then(|state| affairs::document::DocumentState::from_code(&state)),
        first_released_at: standing.as_ref().map(|standing| standing.first_released_at),
        released_at: standing.as_ref().map(|standing| standing.released_at),
        edition: standing.map_or(0, |standing| standing.edition),
    })
}

/// Keeps the figures of a frozen year, each with the ids it counted; what an earlier freezing kept is gone.
///
/// # Errors
/// When the database fails.
pub async fn save_cells(tx: &mut Transaction, year: i16, cells: Vec<(Figure, Vec<String>)>) -> Kept<()> {
    let agency = tx.agency().clone();
    let key = values![&agency, i64::from(year)];
    tx.execute("DELETE FROM annual_report_cell WHERE agency_id = $1 AND year = $2", key).await?;
    let rows = cells
        .into_iter()
        .map(|(figure, ids)| {
            values![
                &agency,
                i64::from(year),
                figure.metric.key(),
                figure.value,
                figure.metric.definition_version(),
                ids.join("\n"),
            ]
        })
        .collect();
    tx.insert_many("annual_report_cell (agency_id, year, metric, value, definition, ids)", rows).await
}

/// The figures of a frozen year as they were frozen.
///
/// # Errors
/// When the database fails.
pub async fn frozen_figures(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<Figure>> {
    let sql = "SELECT metric, value FROM annual_report_cell WHERE agency_id = $1 AND year = $2";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    let figure = |row: &Row| {
        let key = row.text(0)?;
        let metric = Metric::from_key(&key).ok_or(StoreError::Corrupt(key))?;
        Ok(Figure { metric, value: row.integer(1)? })
    };
    let mut figures = rows.iter().map(figure).collect::<Kept<Vec<Figure>>>()?;
    // In Rust, as the ids are: keys hold points, and collations disagree about points.
    figures.sort_by_key(|figure| figure.metric.key());
    Ok(figures)
}

/// The ids that a frozen figure counted, sorted; `None` if the year is not frozen.
///
/// # Errors
/// When the database fails.
pub async fn frozen_ids(mut db: impl Read, agency: &AgencyId, metric: &Metric, year: i16) -> Kept<Option<Vec<String>>> {
    let sql = "SELECT ids FROM annual_report_cell WHERE agency_id = $1 AND year = $2 AND metric = $3";
    let row = db.row(sql, values![agency, i64::from(year), metric.key()]).await?;
    row.map(|row| Ok(row.text(0)?.lines().map(str::to_owned).collect())).transpose()
}
