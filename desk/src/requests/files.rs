//! 材料: what somebody hands in with his request and what is gathered while it is handled, sealed as they come, opened one by one,
//! each view a line of the journal.

use super::OnRequest;
use crate::applications::{OpenedFile, TakenFile};
use crate::{Desk, Done, Under, Who, not_found};
use affairs::access::{Act, Facts, may};
use affairs::application::FileRole;
use affairs::id::CaseId;
use affairs::journal::Entry;
use affairs::request::Request;
use affairs::{ContentHash, Refusal};
use store::applications::CaseFile;

impl Desk {
    /// Puts files to a request: proofs that were shown, what was found while it was verified.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, once it has been taken back, for a sealed letter, which an act of its own
    /// brings, and for more files than anybody looks through.
    pub async fn attach_request_files(&self, who: &Who, case: &CaseId, taken: Vec<TakenFile>) -> Done<()> {
        if taken.is_empty() {
            return Err(Refusal::new("no_file", "请选择要上传的文件。").at("file").into());
        }
        if taken.iter().any(|file| !of_a_request(file.role())) {
            return Err(Refusal::new("file_role", "盖章的答复书请在登记用印时上传。").at("file").into());
        }
        let mut kept = self.keep_files(taken).await?;
        let Under { tx, officer, now } = self.begin(who).await?;
        let OnRequest { mut tx, request, standing, .. } = self.found_request(tx, case, now).await?;
        let frame = &request.frame;
        may(&officer, Act::HandleApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        if matches!(standing.stage, affairs::request::Stage::Withdrawn { .. }) {
            return Err(Refusal::new("phase", "本件已经撤回，不再增加材料。").into());
        }
        kept.name(&mut tx, self.keyring()?, case, Some(who.person.clone()), now).await?;
        let mut entry = Entry::new(who.actor(), "requests.file_attached").about(frame.kind.code(), case);
        for hash in kept.hashes() {
            entry = entry.about("file", hash);
        }
        kept.stay();
        tx.commit(now, entry).await?;
        Ok(())
    }

    /// The files of a request, in the order they came. Their names say something of people, so looking is reading it.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it.
    pub async fn request_files(&self, who: &Who, case: &CaseId) -> Done<Vec<CaseFile>> {
        let (mut under, _) = self.may_read_request(who, case).await?;
        let files = store::applications::files(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        under.tx.roll_back().await?;
        Ok(files)
    }

    /// Opens a file of a request. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it.
    pub async fn open_request_file(&self, who: &Who, case: &CaseId, hash: &ContentHash) -> Done<OpenedFile> {
        let (mut under, request) = self.may_read_request(who, case).await?;
        let files = store::applications::files(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        let file = files.into_iter().find(|file| file.hash == *hash).ok_or_else(not_found)?;
        let entry = Entry::new(who.actor(), "requests.file_read").about(request.frame.kind.code(), case);
        under.tx.commit(under.now, entry.about("file", hash)).await?;
        self.opened(file, &who.agency).await
    }

    async fn may_read_request(&self, who: &Who, case: &CaseId) -> Done<(Under, Request)> {
        let Under { tx, officer, now } = self.begin(who).await?;
        let OnRequest { tx, request, .. } = self.found_request(tx, case, now).await?;
        let frame = &request.frame;
        may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        Ok((Under { tx, officer, now }, request))
    }
}

/// What a file of a request may be there for.
const fn of_a_request(role: FileRole) -> bool {
    matches!(
        role,
        FileRole::IdentityProof
            | FileRole::Authorisation
            | FileRole::Attachment
            | FileRole::Evidence
            | FileRole::ServiceProof
    )
}
