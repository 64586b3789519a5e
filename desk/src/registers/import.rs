//! 导入: a sheet is read twice, once for the preview, which writes nothing, once for the import, all or nothing. A row
//! is in memory only while it is looked at; what stays are the keys, to see two of one.

mod rows;
mod under_way;

pub use under_way::{ImportProgress, ImportState, Imports};

use super::place_of;
use crate::{Desk, Done, Failure, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::id::RecordId;
use affairs::journal::Entry;
use affairs::register::place::Catalogue;
use affairs::register::sheet::{columns, read_row, write_row};
use affairs::register::{Entered, Record, Register};
use affairs::{Date, Refusal};
use rows::each_row;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use store::files::Incoming;
use store::registers::Staged;
use tokio::sync::mpsc;

/// Problems that a preview lists; the others are only counted.
const LISTED: usize = 100;
/// Rows that a preview shows.
const SHOWN: usize = 10;
/// Most rows of one sheet; a bigger register comes in several.
const MOST_ROWS: usize = 200_000;
/// Rows that are kept with one statement.
const ROWS_AT_ONCE: usize = 1000;
/// Keys of the register that are looked at together.
const KEYS_AT_ONCE: i64 = 5000;

/// What a staged sheet would bring.
#[derive(Debug, Clone)]
pub struct Preview {
    pub staging: String,
    pub register: Register,
    /// The name of the file.
    pub name: String,
    pub rows: usize,
    /// The first rows, each cell as it will be kept.
    pub first: Vec<Vec<String>>,
    pub years: BTreeMap<i16, usize>,
    /// The first problems, in the order of the rows.
    pub problems: Vec<RowProblem>,
    pub problem_count: usize,
}

/// Something wrong with one cell, one row, or (row 0) the sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowProblem {
    /// As the spreadsheet program numbers it, so 2 is the first row of data.
    pub row: usize,
    /// The heading of the column; empty where it is about the row.
    pub column: String,
    pub message: String,
}

/// What every row is asked against, loaded once.
struct Ground {
    register: Register,
    catalogue: Catalogue,
    frozen: Vec<i16>,
    today: Date,
}

impl Desk {
    /// Takes a sheet in for a preview. The file waits a day; nothing is written into the register.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn stage_sheet(&self, who: &Who, register: Register, incoming: Incoming, name: &str) -> Done<String> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        let staged = Staged {
            id: new_id()?,
            person: who.person.clone(),
            register,
            file: self.files.keep(incoming).await?,
            name: name.chars().take(120).collect(),
            at: self.now(),
        };
        store::registers::stage(&self.writer, &who.agency, &staged).await?;
        Ok(staged.id)
    }

    /// What a staged sheet would bring, and everything that is wrong with it.
    ///
    /// # Errors
    /// Refused to others than who staged it, and for a file that is no sheet.
    pub async fn preview_sheet(&self, who: &Who, staging: &str) -> Done<Preview> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        let staged = store::registers::staged(&self.reader, &who.agency, &who.person, staging).await?;
        let staged = staged.ok_or_else(crate::not_found)?;
        let ground = Ground {
            register: staged.register,
            catalogue: store::registers::catalogue(&self.reader, &who.agency).await?,
            frozen: store::reports::frozen_years(&self.reader, &who.agency).await?,
            today: self.now().date(),
        };
        let path = self.files.path(&staged.file);
        let (name, blank) = (staged.name.clone(), blank_preview(&staged));
        let checking = tokio::task::spawn_blocking(move || check_sheet(path, &name, &ground, blank));
        let (mut preview, keys) = checking.await.map_err(|error| Failure::of(&error))??;
        self.find_taken(who, &mut preview, &keys).await?;
        preview.problems.sort();
        preview.problem_count += preview.problems.len();
        preview.problems.truncate(LISTED);
        Ok(preview)
    }

    /// Marks every row whose key stands in the register already.
    async fn find_taken(&self, who: &Who, preview: &mut Preview, keys: &HashMap<String, usize>) -> Done<()> {
        let label = preview.register.key_label();
        let mut after = String::new();
        loop {
            let standing =
                store::registers::keys_after(&self.reader, &who.agency, preview.register, &after, KEYS_AT_ONCE);
            let standing = standing.await?;
            let Some(last) = standing.last() else { return Ok(()) };
            after.clone_from(last);
            for key in &standing {
                if let Some(row) = keys.get(key) {
                    let message = format!("“{key}”已经登记过");
                    preview.problems.push(RowProblem { row: *row, column: label.to_owned(), message });
                }
            }
        }
    }

    /// Imports a staged sheet, all rows or none. `progress` hears how far it has come.
    ///
    /// # Errors
    /// Refused as the preview would say, and when the register changed in between.
    pub async fn import_sheet(
        &self,
        who: &Who,
        staging: &str,
        progress: &(dyn Fn(ImportProgress) + Send + Sync),
    ) -> Done<usize> {
        let preview = self.preview_sheet(who, staging).await?;
        if preview.problem_count > 0 {
            let message = format!("表格中有 {} 处问题，没有写入任何内容。", preview.problem_count);
            return Err(Refusal::new("sheet_has_problems", message).into());
        }
        let staged = store::registers::staged(&self.reader, &who.agency, &who.person, staging).await?;
        let staged = staged.ok_or_else(crate::not_found)?;
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        let rows = self.write_rows(&mut under, who, &staged, preview.rows, progress).await?;
        store::registers::unstage(&mut under.tx, staging).await?;
        let entry = Entry::new(who.actor(), "registers.import")
            .about("register", staged.register.code())
            .fact("rows", rows)
            .fact("sheet", &staged.file);
        under.tx.commit(under.now, entry).await?;
        Ok(rows)
    }

    async fn write_rows(
        &self,
        under: &mut Under,
        who: &Who,
        staged: &Staged,
        total: usize,
        progress: &(dyn Fn(ImportProgress) + Send + Sync),
    ) -> Done<usize> {
        let catalogue = store::registers::catalogue(&mut under.tx, &who.agency).await?;
        let frozen = store::reports::frozen_years(&mut under.tx, &who.agency).await?;
        let today = under.now.date();
        let (sender, mut batches) = mpsc::channel::<Vec<Record>>(2);
        let (path, name, register) = (self.files.path(&staged.file), staged.name.clone(), staged.register);
        let reading = tokio::task::spawn_blocking(move || send_rows(path, &name, register, &sender));
        let mut done = 0;
        while let Some(batch) = batches.recv().await {
            let mut rows = Vec::with_capacity(batch.len());
            for record in batch {
                self.publication_exists(under, &record).await?;
                let place = place_of(&record, None, &catalogue, &frozen, today)?;
                let id = RecordId::new(new_id()?);
                rows.push((Entered::first(who.agency.clone(), id, record, who.person.clone(), under.now), place));
            }
            store::registers::insert(&mut under.tx, &rows).await?;
            done += rows.len();
            progress(ImportProgress { done, total });
        }
        reading.await.map_err(|error| Failure::of(&error))??;
        Ok(done)
    }
}

fn blank_preview(staged: &Staged) -> Preview {
    Preview {
        staging: staged.id.clone(),
        register: staged.register,
        name: staged.name.clone(),
        rows: 0,
        first: Vec::new(),
        years: BTreeMap::new(),
        problems: Vec::new(),
        problem_count: 0,
    }
}

/// Reads a sheet and collects what is wrong; answers the keys with their rows too.
fn check_sheet(
    path: PathBuf,
    name: &str,
    ground: &Ground,
    mut preview: Preview,
) -> Result<(Preview, HashMap<String, usize>), Refusal> {
    let mut keys: HashMap<String, usize> = HashMap::new();
    let register = ground.register;
    each_row(&path, name, register, &mut |row, cells, mut found| {
        preview.rows += 1;
        if preview.rows > MOST_ROWS {
            let message = format!("一次最多导入 {MOST_ROWS} 行，请分成几个表格。");
            return Err(Refusal::new("too_many_rows", message));
        }
        let record = check_row(register, cells, row, &mut found);
        if let Some(record) = &record {
            check_against(record, row, ground, &mut keys, &mut found, &mut preview.years);
        }
        if preview.first.len() < SHOWN {
            let kept = record.as_ref().map_or_else(|| cells.iter().map(|cell| (*cell).to_owned()).collect(), write_row);
            preview.first.push(kept);
        }
        let room = LISTED.saturating_sub(preview.problems.len());
        preview.problem_count += found.len().saturating_sub(room);
        preview.problems.extend(found.into_iter().take(room));
        Ok(())
    })?;
    if preview.rows == 0 {
        return Err(Refusal::new("no_rows", "表格里只有列名，没有数据行。"));
    }
    Ok((preview, keys))
}

fn check_row(register: Register, cells: &[&str], row: usize, found: &mut Vec<RowProblem>) -> Option<Record> {
    let errors = match read_row(register, cells) {
        Ok(record) => return Some(record),
        Err(errors) => errors,
    };
    found.extend(errors.into_iter().map(|error| {
        let column = columns(register).get(error.column).map_or("", |column| column.heading);
        RowProblem { row, column: column.to_owned(), message: error.message }
    }));
    None
}

fn check_against(
    record: &Record,
    row: usize,
    ground: &Ground,
    keys: &mut HashMap<String, usize>,
    found: &mut Vec<RowProblem>,
    years: &mut BTreeMap<i16, usize>,
) {
    match place_of(record, None, &ground.catalogue, &ground.frozen, ground.today) {
        Ok(place) => *years.entry(place.year).or_default() += 1,
        Err(refusal) => {
            let column = columns(ground.register).iter().find(|column| Some(column.field) == refusal.field);
            let column = column.map_or_else(String::new, |column| column.heading.to_owned());
            found.push(RowProblem { row, column, message: refusal.message });
        }
    }
    let label = ground.register.key_label();
    if let Some(first) = keys.insert(record.key().to_owned(), row) {
        let message = format!("“{}”与第 {first} 行重复", record.key());
        found.push(RowProblem { row, column: label.to_owned(), message });
        // The first row of a key stays the one that later rows are told of.
        keys.insert(record.key().to_owned(), first);
    }
}

/// Sends the rows of a sheet that has been checked, in batches.
fn send_rows(path: PathBuf, name: &str, register: Register, sender: &mpsc::Sender<Vec<Record>>) -> Result<(), Refusal> {
    let mut batch = Vec::with_capacity(ROWS_AT_ONCE);
    let mut listening = true;
    each_row(&path, name, register, &mut |row, cells, _| {
        let record = read_row(register, cells)
            .map_err(|_| Refusal::new("sheet_changed", format!("第 {row} 行与预览时不同，没有写入任何内容。")))?;
        batch.push(record);
        if listening && batch.len() >= ROWS_AT_ONCE {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(ROWS_AT_ONCE));
            // Whoever no longer listens has an error of his own to tell.
            listening = sender.blocking_send(full).is_ok();
        }
        Ok(())
    })?;
    if listening && !batch.is_empty() {
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}
