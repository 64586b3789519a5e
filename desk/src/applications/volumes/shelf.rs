//! What happens to volumes on the shelf: lending, the yearly list for the archive, destroying by two.

use crate::failure::refused;
use crate::{Desk, Done, Failure, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::case::{Happened, Words};
use affairs::id::VolumeId;
use affairs::journal::Entry;
use affairs::volume::{Event, Volume};
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use paper::write::WriteError;
use paper::write::sheet::{ColumnKind, Sheet, SheetCell, SheetColumn};
use paper::write::volume::{TransferEntry, TransferPaper, transfer_list_pdf};
use store::Transaction;
use store::tombstones::{Erased, Tombstone};
use store::volumes::VolumeRow;

/// Volumes on one list for the archive.
const MOST_ON_A_LIST: i64 = 5_000;

/// Something that is done with a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfAct {
    /// 借阅: to whom, until when.
    Lend { to: String, until: Date },
    /// 归还.
    GiveBack,
    /// The first signature for destroying it.
    ProposeDestruction { opinion: String },
    /// The second, of somebody else: what it holds is destroyed.
    Destroy { opinion: String },
    /// It is kept after all.
    KeepAfterAll { reason: String },
}

/// The yearly list for the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferList {
    pub year: i16,
    pub rows: Vec<VolumeRow>,
}

impl Desk {
    /// A volume as it stands, with its ledger; that it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn read_volume(&self, who: &Who, id: &VolumeId) -> Done<(Volume, String)> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        let found = self.volume_in(&mut tx, who, id).await?;
        tx.commit(now, Entry::new(who.actor(), "volumes.read").about("volume", id.as_str())).await?;
        Ok(found)
    }

    /// Does something with a volume on the shelf.
    ///
    /// # Errors
    /// Refused without the role, when it is elsewhere, while it must be kept, and to the same person twice.
    pub async fn handle_volume(&self, who: &Who, id: &VolumeId, act: ShelfAct) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        let (volume, location) = self.volume_in(&mut tx, who, id).await?;
        let standing = volume.standing().ok_or_else(crate::not_found)?;
        let today = now.date();
        let (event, words, name) = match act {
            ShelfAct::Lend { to, until } => {
                let words = Words { party: to.trim().to_owned(), ..Words::default() };
                (standing.lend(&to, until, today), words, "volumes.lend")
            }
            ShelfAct::GiveBack => (standing.give_back(today), Words::default(), "volumes.give_back"),
            ShelfAct::ProposeDestruction { opinion } => {
                (standing.propose_destruction(today), Words::of(opinion.trim()), "volumes.propose_destruction")
            }
            ShelfAct::Destroy { opinion } => {
                (standing.destroy(&who.person, today), Words::of(opinion.trim()), "volumes.destroy")
            }
            ShelfAct::KeepAfterAll { reason } => {
                (standing.keep_after_all(&reason, today), Words::of(reason.trim()), "volumes.keep")
            }
        };
        let event = event.map_err(refused)?;
        let gone = if matches!(event, Event::Destroyed { .. }) {
            self.tombstones(&mut tx, who, &volume, now).await?
        } else {
            Vec::new()
        };
        self.on_the_shelf(&mut tx, who, volume, (event, words), &location, now).await?;
        tx.commit(now, Entry::new(who.actor(), name).about("volume", id.as_str())).await?;
        for file in gone {
            // After the commit: bytes without their row are only bytes too many, and `verify` names them.
            self.files.destroy(&file).await?;
        }
        Ok(())
    }

    /// A tombstone for every file of the case, in the act that destroys it; answers those whose bytes may go.
    async fn tombstones(
        &self,
        tx: &mut Transaction,
        who: &Who,
        volume: &Volume,
        now: Instant,
    ) -> Done<Vec<ContentHash>> {
        let mut gone = Vec::new();
        for file in store::applications::files(&mut *tx, self.keyring()?, &who.agency, &volume.case).await? {
            if store::tombstones::of(&mut *tx, &who.agency, Erased::File, &file.hash).await?.is_some() {
                continue;
            }
            let reason = format!("案卷{}保管期限届满，经两人签批销毁", volume.number);
            let stone =
                Tombstone { kind: Erased::File, key: file.hash.clone(), by: who.person.clone(), reason, at: now };
            store::tombstones::insert(tx, &stone).await?;
            gone.push(file.hash);
        }
        Ok(gone)
    }

    /// The volumes that are due for the archive: on the shelf, closed in this year or before.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn transfer_list(&self, who: &Who, year: i16) -> Done<TransferList> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        let rows = store::volumes::to_transfer(&self.reader, &who.agency, year, MOST_ON_A_LIST).await?;
        Ok(TransferList { year, rows })
    }

    /// Hands everything on the list of a year to the archive; answers how many.
    ///
    /// # Errors
    /// Refused without the role, or when nothing is on the list.
    pub async fn transfer_volumes(&self, who: &Who, year: i16, receiver: &str) -> Done<usize> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        if receiver.trim().is_empty() {
            return Err(Refusal::new("receiver", "请填写接收案卷的档案部门或者人员。").at("receiver").into());
        }
        let rows = store::volumes::to_transfer(&mut tx, &who.agency, year, MOST_ON_A_LIST).await?;
        if rows.is_empty() {
            return Err(Refusal::new("nothing_to_transfer", "没有可以移交的案卷。").into());
        }
        for row in &rows {
            let (volume, location) = self.volume_in(&mut tx, who, &row.id).await?;
            let standing = volume.standing().ok_or_else(crate::not_found)?;
            let event = standing.transfer(now.date()).map_err(refused)?;
            let words = Words { party: receiver.trim().to_owned(), ..Words::default() };
            self.on_the_shelf(&mut tx, who, volume, (event, words), &location, now).await?;
        }
        let entry = Entry::new(who.actor(), "volumes.transfer").fact("volumes", rows.len()).fact("year", year);
        tx.commit(now, entry).await?;
        Ok(rows.len())
    }

    /// The list of a year as a PDF with room for both signatures.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn transfer_list_pdf(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let list = self.transfer_list(who, year).await?;
        let agency = store::agencies::by_id(&self.reader, &who.agency).await?.ok_or_else(crate::not_found)?;
        let entries = list.rows.iter().map(|row| TransferEntry {
            number: row.number.clone(),
            application_number: row.application_number.clone(),
            closed_on: row.closed_on,
            retention: row.retention.label().to_owned(),
            pages: row.pages,
            location: row.location.clone(),
        });
        let paper = TransferPaper { agency: agency.name, year, entries: entries.collect() };
        let (press, now) = (self.press.clone(), self.now());
        let printed = tokio::task::spawn_blocking(move || transfer_list_pdf(&press, &paper, now));
        let printed = printed.await.map_err(|error| Failure::of(&error))?;
        printed.map_err(|error| Failure::of(&error).into())
    }

    /// The same as a workbook.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn transfer_list_sheet(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let list = self.transfer_list(who, year).await?;
        let now = self.now();
        let sheet = tokio::task::spawn_blocking(move || sheet_of(&list, now));
        let sheet = sheet.await.map_err(|error| Failure::of(&error))?;
        sheet.map_err(|error| Failure::of(&error).into())
    }

    pub(super) async fn volume_in(&self, tx: &mut Transaction, who: &Who, id: &VolumeId) -> Done<(Volume, String)> {
        let found = store::volumes::by_id(&mut *tx, self.keyring()?, &who.agency, id).await?;
        Ok(found.ok_or_else(crate::not_found)?)
    }

    /// Writes the next line of a volume's ledger.
    pub(super) async fn on_the_shelf(
        &self,
        tx: &mut Transaction,
        who: &Who,
        mut volume: Volume,
        line: (Event, Words),
        location: &str,
        now: Instant,
    ) -> Done<()> {
        let before = volume.version;
        volume.version += 1;
        let (event, words) = (line.0, Personal::new(line.1));
        let happened = Happened { number: volume.version, at: now, by: Some(who.person.clone()), event, words };
        store::volumes::append(tx, self.keyring()?, &volume.id, &happened).await?;
        volume.events.push(happened);
        Ok(store::volumes::update(tx, &volume, before, location).await?)
    }
}

fn sheet_of(list: &TransferList, made_at: Instant) -> Result<Vec<u8>, WriteError> {
    let columns = vec![
        SheetColumn::new("序号", ColumnKind::Integer),
        SheetColumn::text("案卷号"),
        SheetColumn::text("申请编号"),
        SheetColumn::new("归档日期", ColumnKind::Date),
        SheetColumn::text("保管期限"),
        SheetColumn::new("页数", ColumnKind::Integer),
        SheetColumn::text("存放位置"),
    ];
    let rows = (1..).zip(&list.rows).map(|(number, row)| {
        vec![
            SheetCell::Integer(number),
            row.number.clone().into(),
            row.application_number.clone().into(),
            row.closed_on.into(),
            row.retention.label().to_owned().into(),
            SheetCell::Integer(row.pages),
            row.location.clone().into(),
        ]
    });
    Sheet { title: format!("{}年案卷移交清单", list.year), columns, rows }.xlsx(made_at)
}
