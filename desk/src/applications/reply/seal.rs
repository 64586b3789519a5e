//! 用印登记: who put the seal on, how many copies; the sealed copy comes back and is tied to the approved text by its code.

use crate::applications::TakenFile;
use crate::{Desk, Done, Failure, Who, not_found};
use affairs::access::Act;
use affairs::application::file::FileRole;
use affairs::application::{NotNow, Phase};
use affairs::case::Words;
use affairs::id::CaseId;
use affairs::letter::{Letter, Verification, check_characters};
use affairs::personal::Purpose;
use affairs::{ContentHash, Personal, Refusal, Refuse};
use paper::intake::Limits;
use paper::intake::codes::{codes_in, says_check_characters};
use paper::write::letter::letter_pdf;
use store::applications::CaseFile;

/// What a seal is registered with.
pub struct Seal {
    pub copies: u16,
    /// Who put it on.
    pub by: String,
    /// The sealed copy: a scan, or a PDF with an electronic seal.
    pub copy: Option<TakenFile>,
    /// 校验码 as it stands beneath the code, typed from a copy whose code no machine can read.
    pub check: String,
}

/// How a sealed copy was found to be of the approved text.
#[derive(Clone, Copy)]
pub(crate) enum Tie {
    ByCode,
    ByText,
    ByHand,
    /// Printed by the program itself, for an office whose seal stands elsewhere.
    Printed,
}

impl Tie {
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::ByCode => "盖章件上的二维码与审核通过的文本一致",
            Self::ByText => "盖章件上的校验码与审核通过的文本一致",
            Self::ByHand => "二维码无法识别，经办人输入的校验码与审核通过的文本一致",
            Self::Printed => "由其他系统用印，未上传盖章件",
        }
    }
}

impl Desk {
    /// Registers that the seal was put on and keeps the sealed copy: it is what is served and archived.
    ///
    /// # Errors
    /// Refused while no decided reply waits for it, without the copy where the office wants one, and for a copy of another paper.
    pub async fn seal_reply(&self, who: &Who, case: &CaseId, version: i64, seal: Seal) -> Done<()> {
        if seal.by.trim().is_empty() {
            return Err(Refusal::new("sealed_by", "请填写用印人。").at("by").into());
        }
        let letter = self.letter_to_seal(who, case).await?;
        let settings = store::settings::on(&self.reader, &who.agency, self.now().date()).await?;
        let (mut kept, scan, tie) = match seal.copy {
            Some(copy) => self.keep_sealed_copy(who, copy, &letter, &seal.check).await?,
            None if settings.answering.sealed_copy_required => {
                let message = "请上传盖章后的答复（扫描件或者加盖电子印章的 PDF）；没有盖章件的，不算送达。";
                return Err(Refusal::new("copy_missing", message).at("file").into());
            }
            None => self.keep_printed(who, letter).await?,
        };
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.seal(seal.copies, scan, on.today);
        if event.is_ok() {
            kept.name(&mut on.tx, self.keyring()?, case, Some(who.person.clone()), on.now).await?;
        }
        let words = Words { text: tie.label().to_owned(), party: seal.by.trim().to_owned(), ..Words::default() };
        self.happened(on, who, event, words).await?;
        kept.stay();
        Ok(())
    }

    async fn letter_to_seal(&self, who: &Who, case: &CaseId) -> Done<Letter> {
        let on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let Phase::AwaitingSeal { reply, .. } = on.standing.phase.clone() else {
            let refused = NotNow::Phase { wanted: "登记用印", is: on.standing.phase.label() };
            return Err(refused.refusal().into());
        };
        on.tx.roll_back().await?;
        let letter = store::replies::letter(&self.reader, self.keyring()?, &who.agency, &reply).await?;
        Ok(letter.ok_or_else(not_found)?.reveal(Purpose::Handling).clone())
    }

    pub(crate) async fn keep_sealed_copy(
        &self,
        who: &Who,
        copy: TakenFile,
        letter: &Letter,
        check: &str,
    ) -> Done<(crate::applications::files::Kept, ContentHash, Tie)> {
        if copy.role() != FileRole::SealedReply {
            return Err(Refusal::new("file_role", "这里只上传盖章后的答复。").at("file").into());
        }
        let (hash, media_type) = (copy.hash().clone(), copy.media_type());
        let kept = self.keep_files(vec![copy]).await?;
        let limit = Limits::default().file_bytes;
        let bytes = self.files.read_sealed(&hash, limit, self.keyring()?, &who.agency).await?.ok_or_else(not_found)?;
        let code = letter.verification.clone().ok_or_else(|| Failure::of(&"an issued letter without a code"))?;
        let typed = check.trim().to_uppercase();
        let work = move || tie(&bytes, media_type, &code, &typed);
        let tie = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))??;
        Ok((kept, hash, tie))
    }

    pub(crate) async fn keep_printed(
        &self,
        who: &Who,
        letter: Letter,
    ) -> Done<(crate::applications::files::Kept, ContentHash, Tie)> {
        let now = self.now();
        let bytes = self.printed(move |press, now| letter_pdf(press, &letter, now)).await?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let hash = self.files.put_sealed(&crate::new_id()?, &bytes, self.keyring()?, &who.agency).await?;
        let row = CaseFile {
            hash: hash.clone(),
            role: FileRole::SealedReply,
            name: Personal::new("答复书.pdf".to_owned()),
            media_type: "application/pdf".to_owned(),
            size,
            remark: None,
            by: None,
            at: now,
        };
        Ok((self.kept_already(row), hash, Tie::Printed))
    }
}

/// Whether a copy is of the approved text: by its code, by the characters beneath it, or by a person who read them.
fn tie(bytes: &[u8], media_type: &str, code: &Verification, typed: &str) -> Result<Tie, Refusal> {
    let characters = check_characters(code);
    // The words of an electronically sealed PDF are read in a moment; its pages need to be drawn to find the code.
    if media_type == "application/pdf" && says_check_characters(bytes, &characters).unwrap_or(false) {
        return Ok(Tie::ByText);
    }
    let found = codes_in(bytes, media_type).map_err(|reason| reason.refusal().at("file"))?;
    if found.iter().any(|text| *text == code.payload()) {
        return Ok(Tie::ByCode);
    }
    if found.iter().any(|text| Verification::parse(text).is_ok()) {
        let message = "这份盖章件上的二维码属于另一份文书，请核对后重新上传。";
        return Err(Refusal::new("another_letter", message).at("file"));
    }
    if typed == characters {
        return Ok(Tie::ByHand);
    }
    let message = if typed.is_empty() {
        "没有从盖章件上读到二维码。请重新扫描（不低于 200 DPI，二维码不要被印章压住），或者输入二维码下方的校验码。"
    } else {
        "输入的校验码与审核通过的答复不一致，请对照纸面检查；不一致的，不是同一份文书。"
    };
    Err(Refusal::new("seal_untied", message).at("check"))
}
