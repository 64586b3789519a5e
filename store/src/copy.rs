//! Copying a whole office into an empty one, whatever the two engines: for a backup, for its restoring, and for the
//! move of a grown office to PostgreSQL. Which tables there are is read from the schema itself, so none is forgotten.

use crate::sql::{Filling, Read, Reader, Row, Snapshot, StoreError, Value, Writer, glance, json_text};
use crate::{Kept, schema, values};
use affairs::id::AgencyId;
use affairs::journal::{Entry, Line};
use affairs::{ContentHash, Instant};

/// What stays behind: who is signed in, which links are open, who is slowed down. A copied office signs nobody in.
pub const LEFT_BEHIND: [&str; 3] = ["session", "one_time_link", "throttle"];

/// Columns that may hold a whole document.
const HEAVY: [&str; 7] = ["content", "body", "text", "fields", "writing", "freezing", "ids"];

/// A table as the schema makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The columns of its primary key.
    pub key: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// The three kinds of columns that both engines have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Bytes,
}

/// Every table of the schema that this program writes, in the order in which they were made.
#[must_use]
pub fn tables() -> Vec<Table> {
    tables_of(&schema::statements())
}

fn tables_of(statements: &[&str]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for statement in statements {
        let words = statement.split_whitespace().collect::<Vec<&str>>().join(" ");
        if let Some(rest) = words.strip_prefix("CREATE TABLE ") {
            tables.extend(table(rest));
        } else if let Some(rest) = words.strip_prefix("ALTER TABLE ")
            && let Some((name, definition)) = rest.split_once(" ADD COLUMN ")
            && let Some(altered) = tables.iter_mut().find(|table| table.name == name)
        {
            altered.columns.extend(column(definition));
        }
    }
    tables
}

fn table(text: &str) -> Option<Table> {
    let (name, rest) = text.split_once('(')?;
    let inside = rest.trim_end().strip_suffix(')')?;
    let mut made = Table { name: name.trim().to_owned(), columns: Vec::new(), key: Vec::new() };
    for part in parts(inside) {
        if let Some(list) = part.strip_prefix("PRIMARY KEY (") {
            made.key = list.trim_end_matches(')').split(',').map(|name| name.trim().to_owned()).collect();
            continue;
        }
        let Some(column) = column(part) else { continue };
        if part.contains(" PRIMARY KEY") {
            made.key.push(column.name.clone());
        }
        made.columns.push(column);
    }
    Some(made)
}

/// Parts a list at its commas, but not at those within brackets.
fn parts(inside: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (place, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(inside.get(start..place).unwrap_or_default().trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(inside.get(start..).unwrap_or_default().trim());
    found
}

fn column(definition: &str) -> Option<Column> {
    let mut words = definition.split_whitespace();
    let name = words.next()?.to_owned();
    let kind = match words.next()? {
        "TEXT" => Kind::Text,
        "BIGINT" => Kind::Integer,
        "BLOB" => Kind::Bytes,
        _ => return None,
    };
    Some(Column { name, kind })
}

impl Table {
    /// The columns in their order, parted by commas.
    fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<&str>>().join(", ")
    }

    /// Rows at once: few of a table whose rows may be large, so that memory stays bounded.
    fn batch(&self) -> usize {
        if self.columns.iter().any(|column| HEAVY.contains(&column.name.as_str())) { 50 } else { 500 }
    }

    fn first_rows(&self) -> String {
        let key = self.key.join(", ");
        format!("SELECT {} FROM {} ORDER BY {key} LIMIT {}", self.column_list(), self.name, self.batch())
    }

    fn next_rows(&self) -> String {
        let key = self.key.join(", ");
        let places: Vec<String> = (1..=self.key.len()).map(|place| format!("${place}")).collect();
        format!(
            "SELECT {} FROM {} WHERE ({key}) > ({}) ORDER BY {key} LIMIT {}",
            self.column_list(),
            self.name,
            places.join(", "),
            self.batch()
        )
    }

    fn values(&self, row: &Row) -> Kept<Vec<Value>> {
        let kept = |(place, column): (usize, &Column)| match column.kind {
            Kind::Text => row.optional_text(place).map(Value::OptionalText),
            Kind::Integer => row.optional_integer(place).map(Value::OptionalInteger),
            Kind::Bytes => row.bytes(place).map(Value::Bytes),
        };
        self.columns.iter().enumerate().map(kept).collect()
    }

    fn key_of(&self, values: &[Value]) -> Vec<Value> {
        let place = |name: &String| self.columns.iter().position(|column| column.name == *name);
        self.key.iter().filter_map(place).filter_map(|place| values.get(place).cloned()).collect()
    }
}

/// Whether an office may be filled at this address: nothing is there, or our tables without a row. Nothing is made or
/// changed by asking.
///
/// # Errors
/// When the address names no engine, or the database cannot be reached.
pub async fn is_vacant(url: &str) -> Kept<bool> {
    let Some(reader) = glance(url).await? else { return Ok(true) };
    let vacant = has_no_rows(&reader).await;
    reader.close().await;
    vacant
}

async fn has_no_rows(reader: &Reader) -> Kept<bool> {
    let names = table_names(reader).await?;
    for name in &names {
        if LEFT_BEHIND.contains(&name.as_str()) || name == "schema_version" {
            continue;
        }
        let ours = tables().iter().any(|table| table.name == *name);
        if !ours || !reader.rows_of(format!("SELECT 1 FROM {name} LIMIT 1"), vec![]).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The tables that the engine itself says it has.
///
/// # Errors
/// When the database fails.
pub async fn table_names(mut reader: &Reader) -> Kept<Vec<String>> {
    let sql = match reader.engine() {
        crate::Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        crate::Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    let mut names = reader.rows(sql, vec![]).await?.iter().map(|row| row.text(0)).collect::<Kept<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// An office that has been filled and not yet committed.
#[derive(Debug)]
pub struct Filled {
    filling: Filling,
    /// How many rows came, table by table.
    pub rows: Vec<(String, u64)>,
    /// Where each agency's journal ended when the copy was taken.
    pub heads: Vec<(AgencyId, i64, ContentHash)>,
}

impl Filled {
    /// Every row that came.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, rows)| rows).sum()
    }

    /// Adds a line to every journal that came: how, and when, it came here.
    ///
    /// # Errors
    /// When the database fails, or the entry has no canonical form.
    pub async fn sign(&mut self, at: Instant, entry: &Entry) -> Kept<()> {
        for (agency, number, hash) in &self.heads {
            let entry = entry.clone().about("agency", agency);
            let line = Line::after(hash, agency.clone(), number + 1, at, entry)
                .map_err(|error| StoreError::Corrupt(error.to_string()))?;
            let values = values![agency, line.number, at, json_text(&line.entry)?, &line.previous, &line.hash];
            let into = "journal_line (agency_id, number, at, entry, previous, hash)";
            self.filling.insert_many(into, vec![values]).await?;
            let head = "UPDATE journal_head SET number = $1, hash = $2 WHERE agency_id = $3";
            self.filling.execute(head, values![line.number, &line.hash, agency]).await?;
        }
        Ok(())
    }

    /// Holds every message that had not gone for unknown: after the copy was taken it may have gone, and a second one cannot be
    /// called back. Answers how many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_messages(&mut self, at: Instant, why: &str) -> Kept<u64> {
        let sql = "UPDATE outward_message SET state = 'unknown', since = $1, words = $2, lease = '', lease_until = 0
            WHERE state IN ('waiting', 'sending')";
        self.filling.execute(sql, values![at, why]).await
    }

    /// Makes the copy stand. Dropped without this, the target stays empty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn commit(self) -> Kept<()> {
        self.filling.commit().await
    }
}

/// Copies everything of one office, as it stands at one moment, into an empty one. `progress` is told each table and
/// the rows of it so far.
///
/// # Errors
/// When a database fails, or rows got lost on the way.
pub async fn everything(
    source: &Reader,
    target: &Writer,
    progress: &(dyn Fn(&str, u64) + Send + Sync),
) -> Kept<Filled> {
    let mut snapshot = source.snapshot().await?;
    let heads = heads(&mut snapshot).await?;
    let mut filling = target.begin_filling().await?;
    let mut rows = Vec::new();
    for table in tables().iter().filter(|table| !LEFT_BEHIND.contains(&table.name.as_str())) {
        let copied = one_table(table, &mut snapshot, &mut filling, progress).await?;
        let count = format!("SELECT COUNT(*) FROM {}", table.name);
        let counted = snapshot.rows_of(count, vec![]).await?.first().map(|row| row.integer(0)).transpose()?;
        if counted.and_then(|counted| u64::try_from(counted).ok()) != Some(copied) {
            return Err(StoreError::Corrupt(format!("{copied} of {counted:?} rows of {} were copied", table.name)));
        }
        rows.push((table.name.clone(), copied));
    }
    Ok(Filled { filling, rows, heads })
}

async fn one_table(
    table: &Table,
    snapshot: &mut Snapshot,
    filling: &mut Filling,
    progress: &(dyn Fn(&str, u64) + Send + Sync),
) -> Kept<u64> {
    let into = format!("{} ({})", table.name, table.column_list());
    let mut copied = 0;
    let mut rows = snapshot.rows_of(table.first_rows(), vec![]).await?;
    while !rows.is_empty() {
        let batch = rows.iter().map(|row| table.values(row)).collect::<Kept<Vec<Vec<Value>>>>()?;
        let last = batch.last().map(|values| table.key_of(values)).unwrap_or_default();
        copied += batch.len() as u64;
        filling.insert_many(&into, batch).await?;
        progress(&table.name, copied);
        rows = snapshot.rows_of(table.next_rows(), last).await?;
    }
    Ok(copied)
}

/// Where each agency's journal ends.
///
/// # Errors
/// When the database fails.
pub async fn heads(mut db: impl Read) -> Kept<Vec<(AgencyId, i64, ContentHash)>> {
    let rows = db.rows("SELECT agency_id, number, hash FROM journal_head", vec![]).await?;
    let head = |row: &Row| Ok((AgencyId::new(row.text(0)?), row.integer(1)?, row.hash(2)?));
    let mut heads = rows.iter().map(head).collect::<Kept<Vec<_>>>()?;
    heads.sort();
    Ok(heads)
}

#[cfg(test)]
mod tests {
    use super::{Kind, LEFT_BEHIND, tables, tables_of};

    /// Operational state and keys' numbers, which belong to the whole office, not to an agency's own data.
    const OF_THE_OFFICE: [&str; 4] = [LEFT_BEHIND[0], LEFT_BEHIND[1], LEFT_BEHIND[2], "key_check"];

    #[test]
    fn a_table_is_read_from_its_text() {
        let statements = [
            "CREATE TABLE one (a TEXT NOT NULL, n BIGINT,\n  PRIMARY KEY (a, n), UNIQUE (n, a))",
            "CREATE INDEX one_by_n ON one (n)",
            "CREATE TABLE two (b TEXT NOT NULL PRIMARY KEY)",
            "ALTER TABLE two ADD COLUMN picture BLOB",
        ];
        let found = tables_of(&statements);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].key, ["a", "n"]);
        assert_eq!(found[0].columns[1].kind, Kind::Integer);
        assert_eq!(found[1].key, ["b"]);
        assert_eq!(found[1].columns[1].name, "picture");
        assert_eq!(found[1].columns[1].kind, Kind::Bytes);
    }

    #[test]
    fn every_key_of_an_agencys_own_data_begins_with_the_agency() {
        for table in tables() {
            assert!(!table.key.is_empty(), "{} has no key", table.name);
            if !OF_THE_OFFICE.contains(&table.name.as_str()) {
                assert_eq!(table.key[0], "agency_id", "{}", table.name);
            }
        }
    }

    #[test]
    fn every_created_table_is_found_with_its_columns() {
        let created = crate::schema::statements().iter().filter(|text| text.contains("CREATE TABLE")).count();
        assert_eq!(tables().len(), created);
        assert!(tables().iter().all(|table| table.columns.len() >= table.key.len()));
        for left in LEFT_BEHIND {
            assert!(tables().iter().any(|table| table.name == left), "{left} is no table any more");
        }
    }
}
