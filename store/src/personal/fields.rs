//! Which fields are sealed: one line each. `verify` opens them all, and a test holds that no column of bytes is forgotten.

use super::Keyring;
use crate::Kept;
use crate::copy::{Kind, Table, tables};
use crate::sql::{Row, Snapshot, StoreError, Value};
use affairs::id::AgencyId;

/// A field that is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedField {
    pub table: &'static str,
    /// The columns that name the row within its agency.
    pub key: &'static [&'static str],
    pub column: &'static str,
}

/// Every sealed field of the schema. Whoever adds such a field adds its line.
pub const SEALED_FIELDS: &[SealedField] = &[
    SealedField { table: "outward_message", key: &["message_id"], column: "content" },
    SealedField { table: "application", key: &["case_id"], column: "form" },
    SealedField { table: "application_event", key: &["case_id", "number"], column: "words" },
    SealedField { table: "reply_draft", key: &["case_id"], column: "content" },
    SealedField { table: "reply", key: &["reply_hash"], column: "content" },
    SealedField { table: "reply_signature", key: &["reply_hash", "level"], column: "content" },
    SealedField { table: "issued_letter", key: &["reply_hash"], column: "content" },
    SealedField { table: "case_letter", key: &["case_id", "name"], column: "content" },
    SealedField { table: "application_file", key: &["case_id", "file_hash"], column: "name" },
    SealedField { table: "mail_item", key: &["item_id"], column: "signed_by" },
    SealedField { table: "remedy_event", key: &["remedy_id", "number"], column: "words" },
    SealedField { table: "volume", key: &["volume_id"], column: "title" },
    SealedField { table: "volume_event", key: &["volume_id", "number"], column: "words" },
    SealedField { table: "request", key: &["case_id"], column: "form" },
    SealedField { table: "request_event", key: &["case_id", "number"], column: "words" },
    SealedField { table: "reading_visit", key: &["visit_id"], column: "form" },
];

/// What one row keeps of a sealed field.
#[derive(Debug, Clone)]
pub struct SealedRow {
    pub agency: AgencyId,
    /// As it was sealed for: the values of the key's columns, parted by `/`.
    pub row: String,
    pub sealed: Vec<u8>,
    position: Vec<Value>,
}

/// The first row of any field that these keys, if any, do not open: a quick look, one row a field. `None` if all of them open.
///
/// # Errors
/// When the database fails.
pub async fn one_that_does_not_open(db: &mut Snapshot, keyring: Option<&Keyring>) -> Kept<Option<String>> {
    for field in SEALED_FIELDS {
        for one in field.rows_after(db, None, 1).await? {
            let opens =
                |keyring: &Keyring| keyring.try_open(&one.agency, &field.place(), &one.row, &one.sealed).is_ok();
            if !keyring.is_some_and(opens) {
                return Ok(Some(format!("{} {}", field.place(), one.row)));
            }
        }
    }
    Ok(None)
}

impl SealedField {
    /// The place it is sealed for, `table.column`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }

    /// The next rows in the order of their keys, beginning after the one given.
    ///
    /// # Errors
    /// When the field is not in the schema, or the database fails.
    pub async fn rows_after(&self, db: &mut Snapshot, after: Option<&SealedRow>, limit: usize) -> Kept<Vec<SealedRow>> {
        let tables = tables();
        let table = tables.iter().find(|table| table.name == self.table);
        let table = table.ok_or_else(|| StoreError::Corrupt(format!("no table {}", self.table)))?;
        let position = after.map(|row| row.position.clone()).unwrap_or_default();
        let rows = db.rows_of(self.query(after.is_some(), limit), position).await?;
        rows.iter().map(|row| self.sealed_row(table, row)).collect()
    }

    fn query(&self, goes_on: bool, limit: usize) -> String {
        let (table, column) = (self.table, self.column);
        let key = ["agency_id"].iter().chain(self.key).copied().collect::<Vec<&str>>().join(", ");
        let places: Vec<String> = (1..=self.key.len() + 1).map(|place| format!("${place}")).collect();
        let beyond = if goes_on { format!(" AND ({key}) > ({})", places.join(", ")) } else { String::new() };
        format!("SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL{beyond} ORDER BY {key} LIMIT {limit}")
    }

    fn sealed_row(&self, table: &Table, row: &Row) -> Kept<SealedRow> {
        let agency = row.text(0)?;
        let (mut named, mut position) = (Vec::new(), vec![Value::from(&agency)]);
        for (place, name) in (1..).zip(self.key) {
            let column = table.columns.iter().find(|column| column.name == *name);
            if column.is_some_and(|column| column.kind == Kind::Integer) {
                let number = row.integer(place)?;
                named.push(number.to_string());
                position.push(Value::from(number));
            } else {
                let text = row.text(place)?;
                position.push(Value::from(&text));
                named.push(text);
            }
        }
        let sealed = row.bytes(self.key.len() + 1)?;
        Ok(SealedRow { agency: AgencyId::new(agency), row: named.join("/"), sealed, position })
    }
}

#[cfg(test)]
mod tests {
    use super::SEALED_FIELDS;
    use crate::copy::{Kind, tables};

    /// The constants by which keys are known are no person's; `check` reads them.
    const OF_NOBODY: [(&str, &str); 1] = [("key_check", "sealed")];

    #[test]
    fn every_column_of_bytes_is_a_sealed_field_and_is_found_by_its_tables_key() {
        for table in tables() {
            for column in table.columns.iter().filter(|column| column.kind == Kind::Bytes) {
                let named = (table.name.as_str(), column.name.as_str());
                if OF_NOBODY.contains(&named) {
                    continue;
                }
                let field = SEALED_FIELDS.iter().find(|field| (field.table, field.column) == named);
                let field = field.unwrap_or_else(|| panic!("{named:?} is missing in SEALED_FIELDS"));
                let key: Vec<&str> = ["agency_id"].iter().chain(field.key).copied().collect();
                assert_eq!(table.key, key, "{named:?}");
            }
        }
        for field in SEALED_FIELDS {
            let there = tables().iter().any(|table| {
                let bytes = |name: &str, kind| name == field.column && kind == Kind::Bytes;
                table.name == field.table && table.columns.iter().any(|column| bytes(&column.name, column.kind))
            });
            assert!(there, "{field:?} is not in the schema");
        }
    }
}
