//! 申请材料: files of a case. They are sealed as they come, lie on the disk before a row names them, and are looked at one by one,
//! each view a line of the journal.

use super::{By, OnCase};
use crate::failure::refused;
use crate::publishing::{tidy_name, too_large};
use crate::{Desk, Done, Failure, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::application::{FileRemark, FileRole, Standing};
use affairs::id::{AgencyId, CaseId, PersonId};
use affairs::journal::Entry;
use affairs::personal::Purpose;
use affairs::{ContentHash, Instant, Personal, Refusal};
use paper::intake::file::inspect_bytes;
use paper::intake::{IntakeRefused, Limits, proof};
use std::sync::LazyLock;
use store::Transaction;
use store::applications::CaseFile;
use store::files::{Files, Opening, Sealed, Sealing};
use store::personal::Keyring;
use tokio::sync::Semaphore;

/// Files that are held whole in memory while they are recognised; the others wait. With the largest file of the settings this
/// bounds what any number of applicants can make the program hold.
static RECOGNISING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(3));
/// Most files of a case altogether.
const MOST_OF_A_CASE: usize = 300;

/// Files of a case on their way in, one after the other. Whatever was taken in goes again when this value is dropped.
#[derive(Debug)]
pub struct FilesIn {
    desk: Desk,
    agency: AgencyId,
    largest: u64,
    most: usize,
    coming: Option<Coming>,
    taken: Vec<TakenFile>,
}

#[derive(Debug)]
struct Coming {
    role: FileRole,
    name: Personal<String>,
    sealing: Sealing,
}

/// A file that lies whole and sealed on the disk and that no case names yet: gone when dropped.
#[derive(Debug)]
pub struct TakenFile {
    sealed: Sealed,
    role: FileRole,
    name: Personal<String>,
    media_type: &'static str,
    remark: Option<FileRemark>,
}

/// A file of a case, open for reading piece by piece.
#[derive(Debug)]
pub struct OpenedFile {
    pub pieces: Opening,
    pub name: Personal<String>,
    pub media_type: String,
    /// Readable bytes.
    pub size: u64,
}

/// Files that are kept on the disk for an act that is about to name them. Until [`Kept::stay`] they go with this value.
#[derive(Debug)]
pub(crate) struct Kept {
    files: Files,
    rows: Vec<CaseFile>,
    stays: bool,
}

impl TakenFile {
    /// The hash under which it will be kept.
    #[must_use]
    pub const fn hash(&self) -> &ContentHash {
        self.sealed.hash()
    }

    /// What it is there for.
    #[must_use]
    pub const fn role(&self) -> FileRole {
        self.role
    }

    /// What kind of file its bytes say it is.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }
}

impl FilesIn {
    /// Begins the next file. The name is tidied: no folders, no invisible characters.
    ///
    /// # Errors
    /// Refused when there are too many; fails with the disk.
    pub async fn begin(&mut self, role: FileRole, name: &str) -> Done<()> {
        self.end().await?;
        if self.taken.len() >= self.most {
            return Err(too_many(self.most).into());
        }
        let name = if name.trim().is_empty() { String::new() } else { tidy_name(name) };
        let (files, keyring) = (&self.desk.files, self.desk.keyring()?);
        let sealing = files.sealing(&new_id()?, self.largest, keyring, &self.agency).await?;
        self.coming = Some(Coming { role, name: Personal::new(name), sealing });
        Ok(())
    }

    /// Takes in the next bytes of the file that was begun.
    ///
    /// # Errors
    /// Refused past the limit: nothing of it stays.
    pub async fn write(&mut self, piece: &[u8]) -> Done<()> {
        let Some(coming) = self.coming.as_mut() else { return Ok(()) };
        if let Err(error) = coming.sealing.write(piece).await {
            self.coming = None;
            return Err(too_large(error));
        }
        Ok(())
    }

    /// Ends the file that was begun, once all of it is there: its kind is told by its bytes. A field that was left empty is none.
    ///
    /// # Errors
    /// Refused when it is neither a PDF, a picture nor a Word file, or is damaged, locked or hostile: nothing of it stays.
    pub async fn end(&mut self) -> Done<()> {
        let Some(Coming { role, name, sealing }) = self.coming.take() else { return Ok(()) };
        let given = name.reveal(Purpose::Checking);
        if sealing.size() == 0 && given.is_empty() {
            return Ok(());
        }
        let desk = &self.desk;
        let sealed = desk.files.seal_up(sealing).await?;
        let (found, cleaned) = desk.recognise(&sealed, &self.agency, role, given).await?;
        let sealed = match cleaned {
            Some(bytes) => desk.sealed_anew(&bytes, &self.agency).await?,
            None => sealed,
        };
        let nameless = || Personal::new(format!("{}.{}", role.label(), found.extension));
        let name = if given.is_empty() { nameless() } else { name };
        let remark = found.blank.then_some(FileRemark::BlankPage);
        self.taken.push(TakenFile { sealed, role, name, media_type: found.media_type, remark });
        Ok(())
    }

    /// The files that were ended, to be handed to the act that names them.
    #[must_use]
    pub fn done(self) -> Vec<TakenFile> {
        self.taken
    }
}

impl Kept {
    /// What they are kept under.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = &ContentHash> {
        self.rows.iter().map(|row| &row.hash)
    }

    /// Names the files in the transaction of an act.
    ///
    /// # Errors
    /// Refused when the case has more files than anybody looks through.
    pub(crate) async fn name(
        &mut self,
        tx: &mut Transaction,
        keyring: &Keyring,
        case: &CaseId,
        by: Option<PersonId>,
        at: Instant,
    ) -> Done<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let there = store::applications::count_files(tx, case).await?;
        if there + self.rows.len() > MOST_OF_A_CASE {
            return Err(too_many(MOST_OF_A_CASE).into());
        }
        for row in &mut self.rows {
            (row.by, row.at) = (by.clone(), at);
            store::applications::insert_file(tx, keyring, case, row).await?;
        }
        Ok(())
    }

    /// They stay: said just before the act commits. A commit whose answer was lost may have happened, and a sealed file that no row
    /// names harms less than a row whose file is gone.
    pub(crate) fn stay(mut self) {
        self.stays = true;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.stays {
            for row in &self.rows {
                let _ = std::fs::remove_file(self.files.path(&row.hash));
            }
        }
    }
}

impl Desk {
    /// Opens a place for files of a case, limited in size and number by the agency's settings while they stream in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_in(&self, agency: &AgencyId) -> Done<FilesIn> {
        let settings = store::settings::on(&self.reader, agency, self.now().date()).await?;
        let (largest, most) = (settings.largest_case_file, settings.most_case_files);
        Ok(FilesIn { desk: self.clone(), agency: agency.clone(), largest, most, coming: None, taken: Vec::new() })
    }

    /// What the bytes say they are. They are opened again from their seal, away from the threads that serve pages. What will be
    /// handed out may be of any kind that is published, and is kept as cleanly: without a picture's metadata, a page's scripts.
    async fn recognise(
        &self,
        sealed: &Sealed,
        agency: &AgencyId,
        role: FileRole,
        name: &str,
    ) -> Done<(proof::Proof, Option<Vec<u8>>)> {
        let permit = RECOGNISING.acquire().await.map_err(|error| Failure::of(&error))?;
        let bytes = self.files.read_sealed_up(sealed, self.keyring()?, agency).await?;
        let name = name.to_owned();
        let found = tokio::task::spawn_blocking(move || {
            let found = match role {
                FileRole::Material => material(bytes.to_vec(), &name).map_err(refused),
                _ => proof::recognise(&bytes, &name).map(|found| (found, None)).map_err(refused),
            };
            drop(permit);
            found
        });
        found.await.map_err(|error| Failure::of(&error))?
    }

    async fn sealed_anew(&self, bytes: &[u8], agency: &AgencyId) -> Done<Sealed> {
        let limit = bytes.len() as u64;
        let mut sealing = self.files.sealing(&new_id()?, limit, self.keyring()?, agency).await?;
        sealing.write(bytes).await.map_err(too_large)?;
        Ok(self.files.seal_up(sealing).await?)
    }

    /// Keeps files that are about to be named by an act of this case.
    pub(crate) async fn keep_files(&self, taken: Vec<TakenFile>) -> Done<Kept> {
        let mut kept = Kept { files: self.files.clone(), rows: Vec::new(), stays: false };
        for TakenFile { sealed, role, name, media_type, remark } in taken {
            let size = i64::try_from(sealed.size()).unwrap_or(i64::MAX);
            let hash = self.files.keep_sealed_up(sealed).await?;
            let at = self.now();
            kept.rows.push(CaseFile {
                hash,
                role,
                name,
                media_type: media_type.to_owned(),
                size,
                remark,
                by: None,
                at,
            });
        }
        Ok(kept)
    }

    /// Keeps what an applicant handed in: proofs and attachments, nothing else.
    pub(crate) async fn keep_from_applicant(&self, taken: Vec<TakenFile>) -> Done<Kept> {
        if taken.iter().any(|file| !file.role.comes_from_the_applicant()) {
            return Err(Refusal::new("file_role", "申请人只提交身份证明、授权委托书和附件。").at("file").into());
        }
        self.keep_files(taken).await
    }

    /// A file that the program itself has sealed and kept, to be named by an act.
    pub(super) fn kept_already(&self, row: CaseFile) -> Kept {
        Kept { files: self.files.clone(), rows: vec![row], stays: false }
    }

    /// Puts files to a case: the paper it came on, what was found while it was handled.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, for files that an act of their own brings, and in the archive.
    pub async fn attach_case_files(&self, who: &Who, case: &CaseId, taken: Vec<TakenFile>) -> Done<()> {
        let own_act = |file: &TakenFile| {
            matches!(file.role, FileRole::SealedReply | FileRole::Notice | FileRole::Volume | FileRole::Package)
        };
        if taken.iter().any(own_act) {
            let message = "盖章的答复请在登记用印时上传；案卷由归档生成。";
            return Err(Refusal::new("file_role", message).at("file").into());
        }
        if taken.is_empty() {
            return Err(Refusal::new("no_file", "请选择要上传的文件。").at("file").into());
        }
        let mut kept = self.keep_files(taken).await?;
        let Under { tx, officer, now } = self.begin(who).await?;
        let OnCase { mut tx, application, standing, .. } = self.found(tx, case, now).await?;
        let frame = &application.frame;
        may(&officer, Act::HandleApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        if matches!(standing.phase, affairs::application::Phase::Archived { .. }) {
            return Err(Refusal::new("phase", "本件已经归档，案卷不再增加材料。").into());
        }
        kept.name(&mut tx, self.keyring()?, case, Some(who.person.clone()), now).await?;
        let mut entry = Entry::new(who.actor(), "applications.file_attached").about("application", case);
        for row in &kept.rows {
            entry = entry.about("file", &row.hash);
        }
        kept.stay();
        tx.commit(now, entry).await?;
        Ok(())
    }

    /// The files of a case, in the order they came. Their names say something of people, so looking is reading the case.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it.
    pub async fn case_files(&self, who: &Who, case: &CaseId) -> Done<Vec<CaseFile>> {
        let mut under = self.begin(who).await?;
        self.may_read_case(&mut under, who, case).await?;
        let files = store::applications::files(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        under.tx.roll_back().await?;
        Ok(files)
    }

    /// Opens a file of a case. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle the case.
    pub async fn open_case_file(&self, who: &Who, case: &CaseId, hash: &ContentHash) -> Done<OpenedFile> {
        let mut under = self.begin(who).await?;
        self.may_read_case(&mut under, who, case).await?;
        let files = store::applications::files(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        let file = files.into_iter().find(|file| file.hash == *hash).ok_or_else(crate::not_found)?;
        if file.role == FileRole::Material {
            // Only who has opened what the machine cannot read may hand it in or sign for it.
            store::uploads::picture_opened(&mut under.tx, hash, &who.person, under.now).await?;
        }
        let entry = Entry::new(who.actor(), "applications.file_read").about("application", case).about("file", hash);
        under.tx.commit(under.now, entry).await?;
        self.opened(file, &who.agency).await
    }

    async fn may_read_case(&self, under: &mut Under, who: &Who, case: &CaseId) -> Done<()> {
        let place = store::applications::place(&mut under.tx, &who.agency, case).await?;
        let (section, responsible) = place.ok_or_else(crate::not_found)?;
        let asked = store::co_handling::is_asked(&mut under.tx, &who.agency, case, &who.person).await?;
        let facts = Facts::document(&who.agency, &section, &responsible).asked(asked);
        Ok(may(&under.officer, Act::ReadApplication, &facts)?)
    }

    pub(crate) async fn opened(&self, file: CaseFile, agency: &AgencyId) -> Done<OpenedFile> {
        let pieces = self.files.open_sealed(&file.hash, self.keyring()?, agency).await?;
        let pieces = pieces.ok_or_else(|| Failure::of(&format!("the file {} is not there", file.hash.short())))?;
        let size = pieces.readable();
        Ok(OpenedFile { pieces, name: file.name, media_type: file.media_type, size })
    }

    /// What the applicant may take away with his receipt: the sealed reply and the information handed out with it, once they have
    /// been served.
    ///
    /// # Errors
    /// Refused when the receipt does not fit.
    pub async fn handed_out_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<Vec<CaseFile>> {
        Ok(self.handed_out(agency, number, code, network).await?.1)
    }

    /// The newest file of a role that the applicant takes away with his receipt.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, nothing has been served, or the role is not his to take.
    pub async fn case_file_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
        role: FileRole,
    ) -> Done<OpenedFile> {
        let (case, files) = self.handed_out(agency, number, code, network).await?;
        let file = files.into_iter().rev().find(|file| file.role == role);
        self.take_away(agency, &case, file).await
    }

    /// One of the files that the applicant takes away with his receipt.
    ///
    /// # Errors
    /// As [`Desk::case_file_by_receipt`].
    pub async fn material_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
        hash: &ContentHash,
    ) -> Done<OpenedFile> {
        let (case, files) = self.handed_out(agency, number, code, network).await?;
        let file = files.into_iter().find(|file| file.hash == *hash);
        self.take_away(agency, &case, file).await
    }

    async fn handed_out(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<(CaseId, Vec<CaseFile>)> {
        let application = self.case_of_receipt(agency, number, code, network).await?;
        let standing = application.standing(&*self.calendar(agency).await?);
        let named = self.named_by_reply(&self.reader, &application).await?;
        let case = application.frame.id;
        if !is_served(&standing) {
            return Ok((case, Vec::new()));
        }
        let mut files = store::applications::files(&self.reader, self.keyring()?, agency, &case).await?;
        files.retain(|file| file.role.goes_to_the_applicant() && named.contains(&file.hash));
        Ok((case, files))
    }

    async fn take_away(&self, agency: &AgencyId, case: &CaseId, file: Option<CaseFile>) -> Done<OpenedFile> {
        let file = file.ok_or_else(crate::not_found)?;
        let tx = self.writer.begin(agency).await?;
        let entry = Entry::new(By::ReceiptHolder.actor(case), "applications.file_taken_away");
        tx.commit(self.now(), entry.about("application", case).about("file", &file.hash)).await?;
        self.opened(file, agency).await
    }
}

/// What a file that is to be handed out is, and its bytes where they had to be cleaned.
fn material(bytes: Vec<u8>, name: &str) -> Result<(proof::Proof, Option<Vec<u8>>), IntakeRefused> {
    let inspected = inspect_bytes(bytes, name, &Limits::default())?;
    let (media_type, extension) = (inspected.media_type, inspected.extension);
    Ok((proof::Proof { media_type, extension, blank: false }, inspected.cleaned))
}

/// Whether a reply has left the house: a sealed one that waits in a drawer is nobody's yet.
const fn is_served(standing: &Standing) -> bool {
    standing.served.is_some()
}

fn too_many(most: usize) -> Refusal {
    Refusal::new("too_many_files", format!("材料最多 {most} 个文件，请合并后再提交。")).at("file")
}
