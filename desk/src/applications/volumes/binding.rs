//! The volume and its package are made: files are opened one at a time, drawn away from the threads that serve pages, and sealed as
//! they come.

use super::gather::{Content, Gathered, Paper};
use crate::{Desk, Done, Failure, Who, new_id};
use affairs::application::FileRole;
use affairs::personal::Purpose;
use affairs::{Personal, Refusal};
use paper::write::WriteError;
use paper::write::volume::{Book, Cover, Manifest, Named, Packing, VolumeFile};
use store::applications::CaseFile;
use store::files::Sealing;

/// The largest file that is bound, in bytes.
const LARGEST: u64 = 128 * 1024 * 1024;

/// A volume that lies sealed on the disk and that no row names yet.
pub(super) struct Bound {
    pub volume: CaseFile,
    pub package: CaseFile,
    pub pages: u32,
}

/// Volume and package while papers are put in.
struct Binding {
    book: Book,
    packing: Packing,
    sealing: Sealing,
}

impl Desk {
    /// Makes volume and package.
    pub(super) async fn bind(&self, who: &Who, gathered: &Gathered) -> Done<Bound> {
        let keyring = self.keyring()?;
        let title = gathered.title.reveal(Purpose::Keeping);
        let retention = gathered.retention.label();
        let (number, application) = (&gathered.number, &gathered.application);
        let manifest = Manifest::of(number, &application.frame.number, title, retention, gathered.today);
        let sealing = self.files.sealing(&new_id()?, u64::MAX, keyring, &who.agency).await?;
        let mut binding =
            Binding { book: Book::of(cover(gathered, title)), packing: Packing::begin(manifest), sealing };
        for paper in &gathered.papers {
            binding = self.put_in(who, paper, binding).await?;
        }
        let Binding { book, mut packing, mut sealing } = binding;
        let (press, now) = (self.press.clone(), gathered.now);
        let printed = tokio::task::spawn_blocking(move || book.print(&press, now));
        let printed = printed.await.map_err(|error| Failure::of(&error))?.map_err(readable)?;
        let volume = self.files.put_sealed(&new_id()?, &printed.pdf, keyring, &who.agency).await?;
        let size = printed.pdf.len();
        let packed = tokio::task::spawn_blocking(move || -> Result<(Vec<u8>, Vec<u8>), WriteError> {
            let (_, first) = packing.add("案卷.pdf", "案卷", &printed.pdf)?;
            Ok((first, packing.end()?))
        });
        let (first, last) = packed.await.map_err(|error| Failure::of(&error))?.map_err(readable)?;
        for piece in [first, last] {
            sealing.write(&piece).await.map_err(crate::publishing::too_large)?;
        }
        let packed_size = sealing.size();
        let package = self.files.keep_sealed(sealing).await?;
        let row = |hash, role: FileRole, name: String, media_type: &str, size: u64| CaseFile {
            hash,
            role,
            name: Personal::new(name),
            media_type: media_type.to_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            remark: None,
            by: Some(who.person.clone()),
            at: gathered.now,
        };
        Ok(Bound {
            volume: row(volume, FileRole::Volume, format!("{number}.pdf"), "application/pdf", size as u64),
            package: row(package, FileRole::Package, format!("{number}.zip"), "application/zip", packed_size),
            pages: printed.pages,
        })
    }

    async fn put_in(&self, who: &Who, paper: &Paper, mut binding: Binding) -> Done<Binding> {
        let named = Named { title: paper.title.clone(), number: paper.number.clone(), date: paper.date };
        let file = match &paper.content {
            Content::Form(blocks) => {
                binding.book.add_form(named, "", blocks);
                return Ok(binding);
            }
            Content::Clock(clock) => {
                binding.book.add_clock(clock);
                return Ok(binding);
            }
            Content::File(file) => file,
        };
        let bytes = self.files.read_sealed(&file.hash, LARGEST, self.keyring()?, &who.agency).await?;
        let bytes = bytes.ok_or_else(|| Failure::of(&format!("the file {} is not there", file.hash.short())))?;
        let (name, media_type) = (file.name.reveal(Purpose::Keeping).clone(), file.media_type.clone());
        let press = self.press.clone();
        let Binding { mut book, mut packing, mut sealing } = binding;
        let work = tokio::task::spawn_blocking(move || -> Result<(Book, Packing, Vec<u8>), WriteError> {
            let (packed_as, written) = packing.add(&name, &named.title, &bytes)?;
            book.add_file(&press, volume_file(named, media_type, packed_as, bytes))?;
            Ok((book, packing, written))
        });
        let (book, packing, written) = work.await.map_err(|error| Failure::of(&error))?.map_err(readable)?;
        sealing.write(&written).await.map_err(crate::publishing::too_large)?;
        Ok(Binding { book, packing, sealing })
    }
}

fn volume_file(named: Named, media_type: String, packed_as: String, bytes: Vec<u8>) -> VolumeFile {
    VolumeFile { named, media_type, packed_as, hash: affairs::ContentHash::of(&bytes), bytes }
}

fn cover(gathered: &Gathered, title: &str) -> Cover {
    let submitted = gathered.application.submitted_on().unwrap_or(gathered.today);
    // Only plain digits stand in a barcode: the year and the serial, which name the volume within the office.
    let digits: String = gathered.number.chars().map(|one| if one.is_ascii_digit() { one } else { '-' }).collect();
    let barcode = digits.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    Cover {
        agency: gathered.agency.clone(),
        number: gathered.number.clone(),
        barcode: if barcode.is_empty() { gathered.serial.to_string() } else { barcode },
        title: title.to_owned(),
        application_number: gathered.application.frame.number.clone(),
        from: submitted,
        to: gathered.today,
        retention: gathered.retention.label().to_owned(),
        officer: gathered.officer.clone(),
    }
}

/// What the officer can mend is told to him; the rest is ours.
fn readable(error: WriteError) -> crate::ActError {
    match error {
        WriteError::VolumeTooLarge { .. } => Refusal::new("volume_too_large", error.to_string()).into(),
        WriteError::MissingGlyph { .. } => Refusal::new("missing_glyph", error.to_string()).into(),
        other => Failure::of(&other).into(),
    }
}
