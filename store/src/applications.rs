//! Applications with their ledgers, sealed at rest; the boards and the counts of table 三 from their flat rows.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::application::projection::NEVER;
use affairs::application::{Application, Event, FileRemark, FileRole, Form, Projection};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::{ContentHash, Date, Instant, Personal};
use law::annual_report::ApplicantKind;
use law::outcome::Outcome;
use law::received::IntakeMode;

/// Where the sealed form stands.
pub const FORM: &str = "application.form";
/// Where the sealed words of an event stand.
pub const WORDS: &str = "application_event.words";

/// What is kept beside an application to find it again, without its being readable.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Of the applicant's name.
    pub name: String,
    /// Of what is wanted.
    pub wanted: String,
    /// The hash of the receipt's code; empty where no code was handed out.
    pub code_hash: String,
}

/// One line of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    pub case: CaseId,
    pub number: String,
    pub kind: CaseKind,
    pub mode: IntakeMode,
    pub section: SectionId,
    pub responsible: PersonId,
    pub received_on: Date,
    /// The phase's stored name.
    pub phase: String,
    pub open: bool,
    /// The next action's stored name.
    pub action: String,
    pub act_by: Date,
    pub outside: bool,
    pub due_on: Date,
    pub provisional: bool,
    pub outcome: Option<Outcome>,
    pub ended_on: Option<Date>,
}

fn unknown(code: String) -> StoreError {
    StoreError::Corrupt(code)
}

fn words_row(case: &CaseId, number: i64) -> String {
    format!("{case}/{number}")
}

/// Keeps a new application with the first lines of its ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when its number is taken.
pub async fn insert(
    tx: &mut Transaction,
    keyring: &Keyring,
    application: &Application,
    projection: &Projection,
    tokens: &Tokens,
    at: Instant,
) -> Kept<()> {
    let frame = &application.frame;
    let form = keyring.seal(&frame.agency, FORM, frame.id.as_str(), &application.form)?;
    let submitted_on = application.submitted_on().unwrap_or(projection.received_on);
    tx.execute(
        "INSERT INTO application (agency_id, case_id, kind, number, applicant_kind, mode, section_id, responsible_id,
         version, submitted_on, received_on, received_year, phase, open, action, act_by, outside, due_on, provisional,
         calendar_version, outcome, ended_on, ended_year, name_token, wanted_token, code_hash, form, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
         $23, $24, $25, $26, $27, $28)",
        values![
            &frame.agency,
            &frame.id,
            frame.kind.code(),
            &frame.number,
            application.kind.code(),
            application.mode.code(),
            &frame.section,
            &frame.responsible,
            frame.version,
            submitted_on,
            projection.received_on,
            i64::from(projection.received_on.year()),
            projection.phase,
            projection.open,
            projection.action,
            projection.act_by,
            projection.outside,
            projection.due_on,
            projection.provisional,
            &projection.calendar_version,
            projection.outcome,
            projection.ended_on,
            i64::from(projection.ended_on.year()),
            &tokens.name,
            &tokens.wanted,
            &tokens.code_hash,
            form,
            at,
        ],
    )
    .await?;
    for happened in &application.events {
        append(tx, keyring, &frame.id, happened).await?;
    }
    Ok(())
}

/// Writes one more line of a ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody wrote that line a moment ago.
pub async fn append(tx: &mut Transaction, keyring: &Keyring, case: &CaseId, happened: &Happened<Event>) -> Kept<()> {
    let agency = tx.agency().clone();
    let sealed = keyring.seal(&agency, WORDS, &words_row(case, happened.number), &happened.words)?;
    let by = happened.by.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO application_event (agency_id, case_id, number, at, by_id, event, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![&agency, case, happened.number, happened.at, by, json_text(&happened.event)?, sealed],
    )
    .await?;
    crate::fees::note(tx, case, happened.number, &happened.event).await
}

/// Keeps where a case stands after an event. `before` is the version the act decided by.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn update(tx: &mut Transaction, frame: &Frame, before: i64, projection: &Projection) -> Kept<()> {
    let changed = tx
        .execute(
            "UPDATE application SET section_id = $1, responsible_id = $2, version = $3, received_on = $4,
             received_year = $5, phase = $6, open = $7, action = $8, act_by = $9, outside = $10, due_on = $11,
             provisional = $12, calendar_version = $13, outcome = $14, ended_on = $15, ended_year = $16
             WHERE agency_id = $17 AND case_id = $18 AND version = $19",
            values![
                &frame.section,
                &frame.responsible,
                frame.version,
                projection.received_on,
                i64::from(projection.received_on.year()),
                projection.phase,
                projection.open,
                projection.action,
                projection.act_by,
                projection.outside,
                projection.due_on,
                projection.provisional,
                &projection.calendar_version,
                projection.outcome,
                projection.ended_on,
                i64::from(projection.ended_on.year()),
                &frame.agency,
                &frame.id,
                before,
            ],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Keeps a corrected form in the place of the old one; the ledger says when.
///
/// # Errors
/// When the database fails.
pub async fn replace_form(tx: &mut Transaction, keyring: &Keyring, case: &CaseId, form: &Personal<Form>) -> Kept<()> {
    let agency = tx.agency().clone();
    let sealed = keyring.seal(&agency, FORM, case.as_str(), form)?;
    let sql = "UPDATE application SET form = $1 WHERE agency_id = $2 AND case_id = $3";
    tx.execute(sql, values![sealed, &agency, case]).await?;
    Ok(())
}

/// An application with its whole ledger.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    case: &CaseId,
) -> Kept<Option<Application>> {
    let sql = "SELECT kind, number, applicant_kind, mode, section_id, responsible_id, version, form FROM application
        WHERE agency_id = $1 AND case_id = $2";
    let Some(row) = db.row(sql, values![agency, case]).await? else { return Ok(None) };
    let frame = Frame {
        agency: agency.clone(),
        id: case.clone(),
        kind: CaseKind::from_code(&row.text(0)?).ok_or_else(|| unknown("kind".to_owned()))?,
        number: row.text(1)?,
        section: SectionId::new(row.text(4)?),
        responsible: PersonId::new(row.text(5)?),
        version: row.integer(6)?,
    };
    let kind = row.text(2)?;
    let mode = row.text(3)?;
    Ok(Some(Application {
        kind: ApplicantKind::from_code(&kind).ok_or_else(|| unknown(kind))?,
        mode: IntakeMode::from_code(&mode).ok_or_else(|| unknown(mode))?,
        form: keyring.open(agency, FORM, case.as_str(), &row.bytes(7)?)?,
        events: ledger(db, keyring, agency, case).await?,
        frame,
    }))
}

async fn ledger(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Vec<Happened<Event>>> {
    let sql = "SELECT number, at, by_id, event, words FROM application_event WHERE agency_id = $1 AND case_id = $2
        ORDER BY number";
    let rows = db.rows(sql, values![agency, case]).await?;
    let line = |row: &Row| {
        let number = row.integer(0)?;
        let words: Personal<Words> = keyring.open(agency, WORDS, &words_row(case, number), &row.bytes(4)?)?;
        Ok(Happened {
            number,
            at: row.instant(1)?,
            by: row.optional_text(2)?.map(PersonId::new),
            event: row.json(3)?,
            words,
        })
    };
    rows.iter().map(line).collect()
}

/// The case of a number, and the hash of its receipt's code.
///
/// # Errors
/// When the database fails.
pub async fn by_number(mut db: impl Read, agency: &AgencyId, number: &str) -> Kept<Option<(CaseId, String)>> {
    let sql = "SELECT case_id, code_hash FROM application WHERE agency_id = $1 AND number = $2";
    let row = db.row(sql, values![agency, number]).await?;
    row.map(|row| Ok((CaseId::new(row.text(0)?), row.text(1)?))).transpose()
}

/// The number of a case, for pages that name it and show nothing of it.
///
/// # Errors
/// When the database fails.
pub async fn number_of(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Option<String>> {
    let sql = "SELECT number FROM application WHERE agency_id = $1 AND case_id = $2";
    db.row(sql, values![agency, case]).await?.map(|row| row.text(0)).transpose()
}

/// Whose cases a board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    Officer(PersonId),
    Section(SectionId),
    Agency,
}

fn board_row(row: &Row) -> Kept<BoardRow> {
    let (kind, mode, outcome) = (row.text(2)?, row.text(3)?, row.text(13)?);
    let ended_on = row.date(14)?;
    Ok(BoardRow {
        case: CaseId::new(row.text(0)?),
        number: row.text(1)?,
        kind: CaseKind::from_code(&kind).ok_or_else(|| unknown(kind))?,
        mode: IntakeMode::from_code(&mode).ok_or_else(|| unknown(mode))?,
        section: SectionId::new(row.text(4)?),
        responsible: PersonId::new(row.text(5)?),
        received_on: row.date(6)?,
        phase: row.text(7)?,
        open: row.flag(8)?,
        action: row.text(9)?,
        act_by: row.date(10)?,
        outside: row.flag(11)?,
        due_on: row.date(12)?,
        outcome: Outcome::from_code(&outcome),
        ended_on: (ended_on != NEVER).then_some(ended_on),
        provisional: row.flag(15)?,
    })
}

macro_rules! board_rows {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, number, kind, mode, section_id, responsible_id, received_on, phase, open, action, act_by,
             outside, due_on, outcome, ended_on, provisional FROM application WHERE agency_id = $1 ",
            $rest
        )
    };
}

/// Open cases, the most urgent first, after a cursor of last day and case; or ended ones, those that ended latest first, after a
/// cursor of the day they ended and case.
///
/// # Errors
/// When the database fails.
pub async fn board(
    mut db: impl Read,
    agency: &AgencyId,
    whose: &Board,
    open: bool,
    after: Option<(Date, &CaseId)>,
    limit: i64,
) -> Kept<Vec<BoardRow>> {
    if !open {
        return ended(db, agency, whose, after, limit).await;
    }
    let (day, case) =
        after.map_or((Date::MIN.to_string(), String::new()), |(day, case)| (day.to_string(), case.to_string()));
    let rows = match whose {
        Board::Officer(person) => {
            let sql = board_rows!(
                "AND responsible_id = $2 AND open = $3 AND (due_on, case_id) > ($4, $5)
                 ORDER BY due_on, case_id LIMIT $6"
            );
            db.rows(sql, values![agency, person, open, day, case, limit]).await?
        }
        Board::Section(section) => {
            let sql = board_rows!(
                "AND section_id = $2 AND open = $3 AND (due_on, case_id) > ($4, $5) ORDER BY due_on, case_id LIMIT $6"
            );
            db.rows(sql, values![agency, section, open, day, case, limit]).await?
        }
        Board::Agency => {
            let sql = board_rows!("AND open = $2 AND (due_on, case_id) > ($3, $4) ORDER BY due_on, case_id LIMIT $5");
            db.rows(sql, values![agency, open, day, case, limit]).await?
        }
    };
    rows.iter().map(board_row).collect()
}

async fn ended(
    mut db: impl Read,
    agency: &AgencyId,
    whose: &Board,
    after: Option<(Date, &CaseId)>,
    limit: i64,
) -> Kept<Vec<BoardRow>> {
    let (day, case) =
        after.map_or((NEVER.to_string(), String::new()), |(day, case)| (day.to_string(), case.to_string()));
    let rows = match whose {
        Board::Officer(person) => {
            let sql = board_rows!(
                "AND responsible_id = $2 AND open = 0 AND (ended_on, case_id) < ($3, $4)
                 ORDER BY ended_on DESC, case_id DESC LIMIT $5"
            );
            db.rows(sql, values![agency, person, day, case, limit]).await?
        }
        Board::Section(section) => {
            let sql = board_rows!(
                "AND section_id = $2 AND open = 0 AND (ended_on, case_id) < ($3, $4)
                 ORDER BY ended_on DESC, case_id DESC LIMIT $5"
            );
            db.rows(sql, values![agency, section, day, case, limit]).await?
        }
        Board::Agency => {
            let sql = board_rows!(
                "AND open = 0 AND (ended_on, case_id) < ($2, $3) ORDER BY ended_on DESC, case_id DESC LIMIT $4"
            );
            db.rows(sql, values![agency, day, case, limit]).await?
        }
    };
    rows.iter().map(board_row).collect()
}

/// Open cases whose next action is this one, whoever is responsible, the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn with_action(mut db: impl Read, agency: &AgencyId, action: &str, limit: i64) -> Kept<Vec<BoardRow>> {
    let sql = board_rows!("AND open = $2 AND action = $3 ORDER BY due_on, case_id LIMIT $4");
    let rows = db.rows(sql, values![agency, true, action, limit]).await?;
    rows.iter().map(board_row).collect()
}

/// The cases of one officer that still want something done, the most urgent first: what is open, and what waits for its volume.
///
/// # Errors
/// When the database fails.
pub async fn with_officer(mut db: impl Read, agency: &AgencyId, officer: &PersonId, limit: i64) -> Kept<Vec<BoardRow>> {
    let sql = board_rows!("AND responsible_id = $2 AND action <> '' ORDER BY open DESC, due_on, case_id LIMIT $3");
    let rows = db.rows(sql, values![agency, officer, limit]).await?;
    rows.iter().map(board_row).collect()
}

/// Earlier cases of the same applicant or of the same words, the newest first: flagged, never dropped.
///
/// # Errors
/// When the database fails.
pub async fn alike(mut db: impl Read, agency: &AgencyId, tokens: &Tokens, limit: i64) -> Kept<Vec<BoardRow>> {
    let sql = board_rows!("AND (name_token = $2 OR wanted_token = $3) ORDER BY received_on DESC, case_id LIMIT $4");
    let rows = db.rows(sql, values![agency, &tokens.name, &tokens.wanted, limit]).await?;
    rows.iter().map(board_row).collect()
}

/// Which application of one person a case is since a day, by the order of receipt: what the fee rules count.
///
/// # Errors
/// When the database fails.
pub async fn number_since(
    tx: &mut Transaction,
    case: &CaseId,
    name_token: &str,
    first: Date,
    received_on: Date,
) -> Kept<i64> {
    let agency = tx.agency().clone();
    // Of one day's applications the one that was entered first comes first.
    let sql = "SELECT COUNT(*) FROM application WHERE agency_id = $1 AND name_token = $2 AND kind = 'application'
        AND received_on >= $3 AND (received_on < $4 OR (received_on = $4 AND (at, number) <=
        (SELECT at, number FROM application WHERE agency_id = $1 AND case_id = $5)))";
    tx.count(sql, values![&agency, name_token, first, received_on, case]).await
}

/// One line of table 三's counting: of this kind of applicant so many.
pub type Counts<Key> = Vec<(Key, ApplicantKind, i64)>;

/// The counts of a year: received, carried in, ended by outcome, carried over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct YearCounts {
    pub received: Counts<()>,
    pub carried_in: Counts<()>,
    pub ended: Counts<String>,
    pub carried_over: Counts<()>,
}

/// Counts a year. Every query is answered from an index alone.
///
/// # Errors
/// When the database fails.
pub async fn counts(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<YearCounts> {
    let year = i64::from(year);
    let received = "SELECT '', applicant_kind, COUNT(*) FROM application WHERE agency_id = $1 AND received_year = $2
        AND kind = 'application' GROUP BY applicant_kind";
    let carried_in = "SELECT '', applicant_kind, COUNT(*) FROM application WHERE agency_id = $1 AND ended_year >= $2
        AND kind = 'application' AND received_year < $2 GROUP BY applicant_kind";
    let ended = "SELECT outcome, applicant_kind, COUNT(*) FROM application WHERE agency_id = $1 AND ended_year = $2
        AND kind = 'application' GROUP BY outcome, applicant_kind";
    let carried_over = "SELECT '', applicant_kind, COUNT(*) FROM application WHERE agency_id = $1 AND ended_year > $2
        AND kind = 'application' AND received_year <= $2 GROUP BY applicant_kind";
    let plain = |rows: Counts<String>| rows.into_iter().map(|(_, kind, count)| ((), kind, count)).collect();
    Ok(YearCounts {
        received: plain(counted(&mut db, received, agency, year).await?),
        carried_in: plain(counted(&mut db, carried_in, agency, year).await?),
        ended: counted(&mut db, ended, agency, year).await?,
        carried_over: plain(counted(&mut db, carried_over, agency, year).await?),
    })
}

async fn counted(db: &mut impl Read, sql: &'static str, agency: &AgencyId, year: i64) -> Kept<Counts<String>> {
    let rows = db.rows(sql, values![agency, year]).await?;
    let line = |row: &Row| {
        let kind = row.text(1)?;
        Ok((row.text(0)?, ApplicantKind::from_code(&kind).ok_or_else(|| unknown(kind))?, row.integer(2)?))
    };
    rows.iter().map(line).collect()
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Of the ciphertext.
    pub hash: ContentHash,
    pub role: FileRole,
    pub name: Personal<String>,
    pub media_type: String,
    /// Readable bytes.
    pub size: i64,
    pub remark: Option<FileRemark>,
    /// Nobody of the office where the applicant handed it in.
    pub by: Option<PersonId>,
    pub at: Instant,
}

/// Where the sealed name of a file stands.
pub const FILE_NAME: &str = "application_file.name";

fn file_row(case: &CaseId, hash: &ContentHash) -> String {
    format!("{case}/{}", hash.as_str())
}

/// Keeps a file of a case; its bytes lie sealed on the disk already.
///
/// # Errors
/// When the database fails.
pub async fn insert_file(tx: &mut Transaction, keyring: &Keyring, case: &CaseId, file: &CaseFile) -> Kept<()> {
    let agency = tx.agency().clone();
    let name = keyring.seal(&agency, FILE_NAME, &file_row(case, &file.hash), &file.name)?;
    let by = file.by.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO application_file (agency_id, case_id, file_hash, role, name, media_type, size, by_id, at, remark)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            &agency,
            case,
            &file.hash,
            file.role.code(),
            name,
            &file.media_type,
            file.size,
            by,
            file.at,
            file.remark.map_or("", FileRemark::code),
        ],
    )
    .await?;
    Ok(())
}

/// Lets the code of one case's receipt open another, which was a part of it.
///
/// # Errors
/// When the database fails.
pub async fn share_receipt(tx: &mut Transaction, paper: &CaseId, part: &CaseId) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "UPDATE application SET code_hash = (SELECT paper.code_hash FROM application paper
        WHERE paper.agency_id = $1 AND paper.case_id = $2) WHERE agency_id = $1 AND case_id = $3";
    tx.execute(sql, values![&agency, paper, part]).await?;
    Ok(())
}

/// A form as it lies sealed, to be opened only where it is needed.
#[derive(Debug, Clone)]
pub struct SealedForm(Vec<u8>);

impl SealedForm {
    /// Opens it.
    ///
    /// # Errors
    /// When it was not sealed for this case by these keys.
    pub fn open(&self, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Personal<Form>> {
        keyring.open(agency, FORM, case.as_str(), &self.0)
    }
}

/// The newest cases by their receipt, each with the version of its ledger and its form as it lies.
///
/// # Errors
/// When the database fails.
pub async fn newest_forms(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<(BoardRow, i64, SealedForm)>> {
    let sql =
        "SELECT case_id, number, kind, mode, section_id, responsible_id, received_on, phase, open, action, act_by,
        outside, due_on, outcome, ended_on, provisional, form, version FROM application WHERE agency_id = $1
        ORDER BY received_on DESC, case_id DESC LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    let one = |row: &Row| Ok((board_row(row)?, row.integer(17)?, SealedForm(row.bytes(16)?)));
    rows.iter().map(one).collect()
}

/// How many files a case has.
///
/// # Errors
/// When the database fails.
pub async fn count_files(tx: &mut Transaction, case: &CaseId) -> Kept<usize> {
    let agency = tx.agency().clone();
    let sql = "SELECT COUNT(*) FROM application_file WHERE agency_id = $1 AND case_id = $2";
    Ok(usize::try_from(tx.count(sql, values![&agency, case]).await?).unwrap_or(usize::MAX))
}

/// Where a case is: its section, and the officer who answers for it.
///
/// # Errors
/// When the database fails.
pub async fn place(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Option<(SectionId, PersonId)>> {
    let sql = "SELECT section_id, responsible_id FROM application WHERE agency_id = $1 AND case_id = $2";
    let row = db.row(sql, values![agency, case]).await?;
    row.map(|row| Ok((SectionId::new(row.text(0)?), PersonId::new(row.text(1)?)))).transpose()
}

/// The files of a case, in the order they came.
///
/// # Errors
/// When the database fails, or a name does not open.
pub async fn files(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Vec<CaseFile>> {
    let sql = "SELECT file_hash, role, name, media_type, size, by_id, at, remark FROM application_file
        WHERE agency_id = $1 AND case_id = $2 ORDER BY at, file_hash";
    let rows = db.rows(sql, values![agency, case]).await?;
    let file = |row: &Row| {
        let (hash, role) = (row.hash(0)?, row.text(1)?);
        Ok(CaseFile {
            role: FileRole::from_code(&role).ok_or_else(|| unknown(role))?,
            name: keyring.open(agency, FILE_NAME, &file_row(case, &hash), &row.bytes(2)?)?,
            media_type: row.text(3)?,
            size: row.integer(4)?,
            remark: FileRemark::from_code(&row.text(7)?),
            by: row.optional_text(5)?.map(PersonId::new),
            at: row.instant(6)?,
            hash,
        })
    };
    rows.iter().map(file).collect()
}
