//! The only file that names the database driver. One SQL text serves SQLite and PostgreSQL.
//!
//! Three column kinds: `TEXT`, `BIGINT`, bytes. Writing transactions are `BEGIN IMMEDIATE` on SQLite, because a deferred
//! one that reads before it writes fails at once under another writer. A failed statement ends the act.

use affairs::id::AgencyId;
use affairs::journal::{Entry, Line, beginning};
use affairs::{ContentHash, Instant};
use sqlx::any::{AnyArguments, AnyPoolOptions, AnyRow};
use sqlx::{Any, AnyPool, AssertSqlSafe, Executor, Row as _, SqlSafeStr};
use std::future::Future;
use std::sync::Once;

/// What a log shows by default: the driver and the search library speak only when something is wrong.
pub const LOG_FILTER: &str = "info,tantivy=warn,sqlx=warn";

/// Which engine stands behind the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What went wrong below; the act fails, nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A key stands already: two people did the same thing at once.
    #[error("the key stands already")]
    Conflict,
    /// The engine could not be reached or answered with an error.
    #[error("the database failed: {0}")]
    Database(String),
    /// What is kept cannot be read as what it should be.
    #[error("a kept value cannot be read: {0}")]
    Corrupt(String),
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Disk(#[from] std::io::Error),
    /// The data is of a newer program.
    #[error("the data folder is of version {found}, this program knows {known}")]
    TooNew { found: i64, known: i64 },
    /// The address names no engine this program has.
    #[error("no engine for the address {0}")]
    UnknownEngine(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(inner) if inner.is_unique_violation() => Self::Conflict,
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// A value to bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    OptionalText(Option<String>),
    Integer(i64),
    OptionalInteger(Option<i64>),
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::OptionalText(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::OptionalInteger(number)
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Self {
        Self::Integer(instant.milliseconds())
    }
}

impl From<affairs::Date> for Value {
    fn from(date: affairs::Date) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<Option<affairs::Date>> for Value {
    fn from(date: Option<affairs::Date>) -> Self {
        Self::OptionalText(date.map(|date| date.to_string()))
    }
}

impl From<&ContentHash> for Value {
    fn from(hash: &ContentHash) -> Self {
        Self::Text(hash.as_str().to_owned())
    }
}

macro_rules! value_from_id {
    ($($name:ident),*) => {$(
        impl From<&affairs::id::$name> for Value {
            fn from(id: &affairs::id::$name) -> Self {
                Self::Text(id.as_str().to_owned())
            }
        }
    )*};
}
value_from_id!(
    AgencyId, SectionId, PersonId, GrantId, DocumentId, ColumnId, FindingId, RecordId, ProposalId, JobId, NoticeId,
    MessageId, RemedyId, CaseId, VisitId
);

/// Collects values to bind, each by its own conversion.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// One row of an answer, read by position.
pub struct Row(AnyRow);

impl std::fmt::Debug for Row {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Row")
    }
}

impl Row {
    /// The text at this place.
    ///
    /// # Errors
    /// When it is no text.
    pub fn text(&self, place: usize) -> Result<String, StoreError> {
        self.0.try_get(place).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// The text at this place, if it is not null.
    ///
    /// # Errors
    /// When it is neither null nor text.
    pub fn optional_text(&self, place: usize) -> Result<Option<String>, StoreError> {
        self.0.try_get(place).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// The integer at this place.
    ///
    /// # Errors
    /// When it is no integer.
    pub fn integer(&self, place: usize) -> Result<i64, StoreError> {
        self.0.try_get(place).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// The integer at this place, if it is not null.
    ///
    /// # Errors
    /// When it is neither null nor an integer.
    pub fn optional_integer(&self, place: usize) -> Result<Option<i64>, StoreError> {
        self.0.try_get(place).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// Whether the 0 or 1 at this place is 1.
    ///
    /// # Errors
    /// When it is no integer.
    pub fn flag(&self, place: usize) -> Result<bool, StoreError> {
        Ok(self.integer(place)? != 0)
    }

    /// The instant at this place.
    ///
    /// # Errors
    /// When it is no integer.
    pub fn instant(&self, place: usize) -> Result<Instant, StoreError> {
        self.integer(place).map(Instant::from_milliseconds)
    }

    /// The instant at this place, if it is not null.
    ///
    /// # Errors
    /// When it is neither null nor an integer.
    pub fn optional_instant(&self, place: usize) -> Result<Option<Instant>, StoreError> {
        Ok(self.optional_integer(place)?.map(Instant::from_milliseconds))
    }

    /// The bytes at this place.
    ///
    /// # Errors
    /// When they are no bytes.
    pub fn bytes(&self, place: usize) -> Result<Vec<u8>, StoreError> {
        self.0.try_get(place).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// The civil date at this place.
    ///
    /// # Errors
    /// When it is no date.
    pub fn date(&self, place: usize) -> Result<affairs::Date, StoreError> {
        let text = self.text(place)?;
        affairs::time::parse_date(&text).ok_or(StoreError::Corrupt(text))
    }

    /// The civil date at this place, if it is not null.
    ///
    /// # Errors
    /// When it is neither null nor a date.
    pub fn optional_date(&self, place: usize) -> Result<Option<affairs::Date>, StoreError> {
        match self.optional_text(place)? {
            None => Ok(None),
            Some(text) => affairs::time::parse_date(&text).map(Some).ok_or(StoreError::Corrupt(text)),
        }
    }

    /// The hash at this place.
    ///
    /// # Errors
    /// When it is no hash.
    pub fn hash(&self, place: usize) -> Result<ContentHash, StoreError> {
        let text = self.text(place)?;
        ContentHash::parse(&text).ok_or(StoreError::Corrupt(text))
    }

    /// The JSON at this place, as its type.
    ///
    /// # Errors
    /// When it cannot be read as that type.
    pub fn json<T: serde::de::DeserializeOwned>(&self, place: usize) -> Result<T, StoreError> {
        Ok(serde_json::from_str(&self.text(place)?)?)
    }
}

/// Writes a value as the JSON text that a column keeps.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json_text<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// Whoever can look: a [`Reader`], or a [`Transaction`] that sees its own changes.
pub trait Read: Send {
    /// The rows that a query answers.
    fn rows(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// The first row, if any.
    fn row(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async move { Ok(self.rows(sql, values).await?.into_iter().next()) }
    }

    /// The single integer that a counting query answers.
    fn count(&mut self, sql: &'static str, values: Vec<Value>) -> impl Future<Output = Result<i64, StoreError>> + Send {
        async move {
            match self.row(sql, values).await? {
                Some(row) => row.integer(0),
                None => Ok(0),
            }
        }
    }
}

impl<T: Read> Read for &mut T {
    fn rows(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send {
        (**self).rows(sql, values)
    }
}

fn bound<'query>(sql: impl SqlSafeStr, values: Vec<Value>) -> sqlx::query::Query<'query, Any, AnyArguments> {
    let mut query = sqlx::query(sql);
    for value in values {
        query = match value {
            Value::Text(text) => query.bind(without_nul(text)),
            Value::OptionalText(text) => query.bind(text.map(without_nul)),
            Value::Integer(number) => query.bind(number),
            Value::OptionalInteger(number) => query.bind(number),
            Value::Bytes(bytes) => query.bind(bytes),
        };
    }
    query
}

/// PostgreSQL refuses the character NUL in a text and SQLite keeps it; an office must be able to move from one to the other.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// The handle that can only look.
#[derive(Debug, Clone)]
pub struct Reader {
    pool: AnyPool,
    engine: Engine,
}

impl Reader {
    /// The engine behind it.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Everything as it stands at this moment; acts that end later are not seen. It holds back the engine's cleaning,
    /// so it is for runs of minutes, not of days.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let inner = match self.engine {
            Engine::Sqlite => self.pool.begin().await?,
            Engine::Postgres => self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
        };
        let mut snapshot = Snapshot { inner };
        // Both engines take the snapshot at the first look, not at the beginning.
        snapshot.rows("SELECT version FROM schema_version", vec![]).await?;
        Ok(snapshot)
    }

    /// Lets go of every connection. SQLite then folds its log into the one file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// As [`Read::rows`], for text made here from the schema.
    pub(crate) async fn rows_of(&self, sql: String, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(AssertSqlSafe(sql), values).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

/// All that was kept at one moment.
#[derive(Debug)]
pub struct Snapshot {
    inner: sqlx::Transaction<'static, Any>,
}

impl Read for Snapshot {
    async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(sql, values).fetch_all(&mut *self.inner).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

impl Snapshot {
    /// As [`Read::rows`], for text made here from the schema.
    pub(crate) async fn rows_of(&mut self, sql: String, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(AssertSqlSafe(sql), values).fetch_all(&mut *self.inner).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

impl Read for &Reader {
    async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(sql, values).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

/// The handle that can change. Only `desk` holds one.
#[derive(Debug, Clone)]
pub struct Writer {
    pool: AnyPool,
    engine: Engine,
}

impl Writer {
    /// Begins an act on an agency's records. The agency's journal head is locked first, so acts of one agency come one
    /// after another and the chain has no forks.
    ///
    /// # Errors
    /// When the database fails, or the agency does not exist.
    pub async fn begin(&self, agency: &AgencyId) -> Result<Transaction, StoreError> {
        let mut inner = self.begin_bare().await?;
        // The update takes the row's lock on both engines before it is read.
        let lock = "UPDATE journal_head SET number = number WHERE agency_id = $1";
        bound(lock, values![agency]).execute(&mut *inner).await?;
        let head = bound("SELECT number, hash FROM journal_head WHERE agency_id = $1", values![agency])
            .fetch_optional(&mut *inner)
            .await?
            .map(Row);
        let (number, previous) = match head {
            Some(row) => (row.integer(0)?, row.hash(1)?),
            None => return Err(StoreError::Corrupt(format!("no journal of the agency {agency}"))),
        };
        Ok(Transaction { inner, agency: agency.clone(), number, previous })
    }

    /// Founds an agency's journal; its first line is the founding itself.
    ///
    /// # Errors
    /// When the database fails, or the agency has a journal already.
    pub async fn found(&self, agency: &AgencyId) -> Result<Transaction, StoreError> {
        let mut inner = self.begin_bare().await?;
        let previous = beginning();
        bound("INSERT INTO journal_head (agency_id, number, hash) VALUES ($1, 0, $2)", values![agency, &previous])
            .execute(&mut *inner)
            .await?;
        Ok(Transaction { inner, agency: agency.clone(), number: 0, previous })
    }

    /// Changes operational state (sessions, autosaves, throttles, leases), which lies outside the journal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operate(&self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(bound(sql, values).execute(&self.pool).await?.rows_affected())
    }

    /// The engine behind it.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Lets go of every connection. SQLite then folds its log into the one file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins to fill an empty office with the rows of another. The journals come along, so no line is written.
    pub(crate) async fn begin_filling(&self) -> Result<Filling, StoreError> {
        Ok(Filling { inner: self.begin_bare().await? })
    }

    async fn begin_bare(&self) -> Result<sqlx::Transaction<'static, Any>, StoreError> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.pool.begin().await?,
        })
    }

    /// The one word in which the engines' table definitions differ: the kind of bytes.
    pub(crate) fn dialect(&self, statement: &str) -> String {
        match self.engine {
            Engine::Sqlite => statement.to_owned(),
            Engine::Postgres => statement.replace(" BLOB", " BYTEA"),
        }
    }

    /// Runs the statements of a migration, all or none.
    pub(crate) async fn run_all(&self, statements: &[String]) -> Result<(), StoreError> {
        let mut inner = self.begin_bare().await?;
        for statement in statements {
            (*inner).execute(AssertSqlSafe(statement.clone())).await?;
        }
        inner.commit().await?;
        Ok(())
    }
}

impl Read for &Writer {
    async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(sql, values).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

/// An act under way. It ends with a journal line, or everything it did is undone.
#[derive(Debug)]
pub struct Transaction {
    inner: sqlx::Transaction<'static, Any>,
    agency: AgencyId,
    number: i64,
    previous: ContentHash,
}

impl Read for Transaction {
    async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = bound(sql, values).fetch_all(&mut *self.inner).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

impl Transaction {
    /// Whose records the act is on.
    #[must_use]
    pub const fn agency(&self) -> &AgencyId {
        &self.agency
    }

    /// Runs a changing statement; answers how many rows it touched.
    ///
    /// # Errors
    /// When the database fails or a key stands already.
    pub async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(bound(sql, values).execute(&mut *self.inner).await?.rows_affected())
    }

    /// Inserts many rows with few statements. `into` is `table (column, …)`; every row has the same width.
    ///
    /// # Errors
    /// As [`Transaction::execute`].
    pub async fn insert_many(&mut self, into: &'static str, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        insert_rows(&mut self.inner, into, rows).await
    }

    /// Ends the act: writes its line after the last, moves the head, commits both together.
    ///
    /// # Errors
    /// When the database fails; then nothing of the act was kept.
    pub async fn commit(mut self, at: Instant, entry: Entry) -> Result<Line, StoreError> {
        let line = Line::after(&self.previous, self.agency.clone(), self.number + 1, at, entry)
            .map_err(|error| StoreError::Corrupt(error.to_string()))?;
        self.execute(
            "INSERT INTO journal_line (agency_id, number, at, entry, previous, hash) VALUES ($1, $2, $3, $4, $5, $6)",
            values![&line.agency, line.number, line.at, json_text(&line.entry)?, &line.previous, &line.hash],
        )
        .await?;
        self.execute(
            "UPDATE journal_head SET number = $1, hash = $2 WHERE agency_id = $3",
            values![line.number, &line.hash, &line.agency],
        )
        .await?;
        self.inner.commit().await?;
        Ok(line)
    }

    /// Undoes everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        self.inner.rollback().await?;
        Ok(())
    }
}

/// Rows of another office on their way into an empty one: all of them, or none.
#[derive(Debug)]
pub(crate) struct Filling {
    inner: sqlx::Transaction<'static, Any>,
}

impl Filling {
    pub(crate) async fn insert_many(&mut self, into: &str, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        insert_rows(&mut self.inner, into, rows).await
    }

    pub(crate) async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(bound(sql, values).execute(&mut *self.inner).await?.rows_affected())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }
}

async fn insert_rows(
    inner: &mut sqlx::Transaction<'static, Any>,
    into: &str,
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else { return Ok(()) };
    let at_once = (8000 / width).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<Vec<Value>> = rows.by_ref().take(at_once).collect();
        let sql = insert_text(into, width, part.len());
        bound(AssertSqlSafe(sql), part.into_iter().flatten().collect()).execute(&mut **inner).await?;
    }
    Ok(())
}

fn insert_text(into: &str, width: usize, rows: usize) -> String {
    use std::fmt::Write;
    let mut sql = format!("INSERT INTO {into} VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(sql, "{comma}${}", row * width + column + 1);
        }
        sql.push(')');
    }
    sql
}

static DRIVERS: Once = Once::new();

/// The address of an SQLite file, which is made when it is not there.
#[must_use]
pub fn sqlite_url(path: &std::path::Path) -> String {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}?mode=rwc")
}

/// Opens the two handles and brings the schema up to this program's version.
///
/// # Errors
/// When the address is unknown, the database cannot be reached, or its data is of a newer program.
pub async fn open(url: &str) -> Result<(Reader, Writer), StoreError> {
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    let engine = engine_of(url)?;
    let writers = if engine == Engine::Sqlite { 1 } else { 8 };
    let writer = Writer { pool: pool(url, engine, writers).await?, engine };
    crate::schema::migrate(&writer).await?;
    let reader = Reader { pool: pool(url, engine, 8).await?, engine };
    Ok((reader, writer))
}

/// Lays statements at an address that no program has opened yet: an office of an earlier version, to be brought up to this
/// one. For tests of upgrading alone.
///
/// # Errors
/// When the database fails or a statement does.
#[doc(hidden)]
pub async fn lay(url: &str, statements: &[String]) -> Result<(), StoreError> {
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    let engine = engine_of(url)?;
    let writer = Writer { pool: pool(url, engine, 1).await?, engine };
    let statements: Vec<String> = statements.iter().map(|statement| writer.dialect(statement)).collect();
    let laid = writer.run_all(&statements).await;
    writer.close().await;
    laid
}

/// Looks at an address without making or changing anything there; `None` when there is nothing to look at.
pub(crate) async fn glance(url: &str) -> Result<Option<Reader>, StoreError> {
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    let engine = engine_of(url)?;
    if engine == Engine::Sqlite {
        let options: sqlx::sqlite::SqliteConnectOptions = url.parse()?;
        if !options.get_filename().exists() {
            return Ok(None);
        }
    }
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await?;
    Ok(Some(Reader { pool, engine }))
}

fn engine_of(url: &str) -> Result<Engine, StoreError> {
    if url.starts_with("sqlite:") {
        Ok(Engine::Sqlite)
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Ok(Engine::Postgres)
    } else {
        // The address may hold a password, so only its scheme is quoted.
        Err(StoreError::UnknownEngine(url.split(':').next().unwrap_or_default().to_owned()))
    }
}

async fn pool(url: &str, engine: Engine, size: u32) -> Result<AnyPool, StoreError> {
    let options = AnyPoolOptions::new().max_connections(size).min_connections(1);
    let options = match engine {
        Engine::Postgres => options,
        Engine::Sqlite => options.after_connect(|connection, _| {
            Box::pin(async move {
                for pragma in [
                    "PRAGMA busy_timeout = 10000",
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    "PRAGMA cache_size = -8000",
                    // What was erased by law must not be read from a page that is free.
                    "PRAGMA secure_delete = ON",
                ] {
                    (*connection).execute(pragma).await?;
                }
                Ok(())
            })
        }),
    };
    Ok(options.connect(url).await?)
}
