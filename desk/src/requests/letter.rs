//! D-30 更正政府信息记录答复书: written, numbered and coded when the request is answered; sealed like every letter of the agency.

use super::{By, OnRequest};
use crate::applications::{LetterFormat, OpenedFile, Seal, ToIssue, letter_name};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId};
use affairs::letter::{
    AgencyFacts, ApplicantFacts, ApplicationFacts, Letter, LetterFacts, RecordCorrectionFacts, RightOrgan, compose,
};
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, Request, Stage, Standing};
use affairs::setting::Settings;
use affairs::{Personal, Refusal};
use law::letter::LetterKind;
use law::outcome::Outcome;
use law::remedy::{RemedyFacts, remedy_clause};

/// The letter as whoever asked takes it away.
pub enum LetterTaken {
    /// The sealed copy, as it came back.
    Sealed(Box<OpenedFile>),
    /// As it was printed, where the office's seal stands elsewhere.
    Printed(Vec<u8>),
}

impl Desk {
    /// Writes, codes and keeps the letter in the act that answers. `lines` are what the act is about to write.
    pub(super) async fn issue_request_letter(
        &self,
        on: &mut OnRequest,
        who: &Who,
        lines: &[(Event, Words)],
        number: String,
    ) -> Done<()> {
        let mut request = on.request.clone();
        for (place, (event, words)) in (request.frame.version + 1..).zip(lines) {
            let (event, words) = (event.clone(), Personal::new(words.clone()));
            request.events.push(Happened { number: place, at: on.now, by: Some(who.person.clone()), event, words });
        }
        let standing = request.standing(&*self.calendar_in(&mut on.tx).await?);
        let name = store::agencies::by_id(&mut on.tx, &who.agency).await?.ok_or_else(crate::not_found)?.name;
        let settings = store::settings::on(&mut on.tx, &who.agency, on.today).await?;
        let facts = LetterFacts { number, ..facts(&request, &standing, &settings, name)? };
        let letter = compose(LetterKind::RecordCorrectionReply, &facts)?;
        let case = &request.frame.id;
        let to_issue = ToIssue { case, name: name_of_letter(), drawn: true, dated: on.today, letter };
        self.issue_letter(&mut on.tx, to_issue, on.now).await?;
        Ok(())
    }

    /// The letter that answers a request for correction, with its code, to be sealed. That the case was looked at for it is a line of
    /// the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, and while it is not answered.
    pub async fn request_letter(&self, who: &Who, case: &CaseId, format: LetterFormat) -> Done<Vec<u8>> {
        self.read_request(who, case).await?;
        let letter = self.kept_request_letter(&who.agency, case).await?;
        self.print_letter(letter, format).await
    }

    /// Registers that the seal was put on the letter and keeps the sealed copy: it is what whoever asked takes away.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, while no letter waits for its seal, without the copy where the office wants one,
    /// and for a copy of another paper.
    pub async fn seal_request(&self, who: &Who, case: &CaseId, version: i64, seal: Seal) -> Done<()> {
        if seal.by.trim().is_empty() {
            return Err(Refusal::new("sealed_by", "请填写用印人。").at("by").into());
        }
        let request = self.read_request(who, case).await?;
        let standing = request.standing(&*self.calendar(&who.agency).await?);
        standing.seal(seal.copies, affairs::ContentHash::of(&[]), self.now().date()).map_err(refused)?;
        let letter = self.kept_request_letter(&who.agency, case).await?;
        let settings = store::settings::on(&self.reader, &who.agency, self.now().date()).await?;
        let (mut kept, scan, tie) = match seal.copy {
            Some(copy) => self.keep_sealed_copy(who, copy, &letter, &seal.check).await?,
            None if settings.answering.sealed_copy_required => {
                let message = "请上传盖章后的更正答复书（扫描件或者加盖电子印章的 PDF）。";
                return Err(Refusal::new("copy_missing", message).at("file").into());
            }
            None => self.keep_printed(who, letter).await?,
        };
        let mut on = self.on_request(who, case, version).await?;
        let event = on.standing.seal(seal.copies, scan, on.today).map_err(refused)?;
        kept.name(&mut on.tx, self.keyring()?, case, Some(who.person.clone()), on.now).await?;
        kept.stay();
        let words = Words { text: tie.label().to_owned(), party: seal.by.trim().to_owned(), ..Words::default() };
        self.request_happened(on, By::Officer(who), vec![(event, words)]).await
    }

    /// The letter for whoever asked, with his receipt: its sealed copy.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, while it is not answered, and while the office has not sealed it.
    pub async fn request_letter_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<LetterTaken> {
        let request = self.request_of_receipt(agency, number, code, network).await?;
        let standing = request.standing(&*self.calendar(agency).await?);
        let case = &request.frame.id;
        if let Some(scan) = &standing.sealed {
            let files = store::applications::files(&self.reader, self.keyring()?, agency, case).await?;
            let file = files.into_iter().find(|file| file.hash == *scan).ok_or_else(crate::not_found)?;
            return Ok(LetterTaken::Sealed(Box::new(self.opened(file, agency).await?)));
        }
        let letter = self.kept_request_letter(agency, case).await?;
        let settings = store::settings::on(&self.reader, agency, self.now().date()).await?;
        if settings.answering.sealed_copy_required {
            let message = "更正答复书正在用印，盖章后可以在这里下载。";
            return Err(Refusal::new("not_sealed", message).into());
        }
        Ok(LetterTaken::Printed(self.print_letter(letter, LetterFormat::Pdf).await?))
    }

    async fn kept_request_letter(&self, agency: &AgencyId, case: &CaseId) -> Done<Letter> {
        let name = name_of_letter();
        let kept = store::letters::by_name(&self.reader, self.keyring()?, agency, case, &name).await?;
        let (_, letter) = kept.ok_or_else(not_answered)?;
        Ok(letter.reveal(Purpose::Addressing).clone())
    }
}

fn name_of_letter() -> String {
    letter_name(LetterKind::RecordCorrectionReply, None)
}

fn not_answered() -> Refusal {
    Refusal::new("not_answered", "本件还没有更正答复书：须先作出更正答复；主动公开建议不出具答复书。")
}

fn facts(request: &Request, standing: &Standing, settings: &Settings, agency: String) -> Result<LetterFacts, Refusal> {
    let Stage::Answered { result, on } = standing.stage else { return Err(not_answered()) };
    if standing.letter_number.is_empty() {
        return Err(not_answered());
    }
    let form = request.form.reveal(Purpose::Addressing);
    let written = |wanted: fn(&Event) -> bool| {
        request.last_words(wanted).map(|words| words.reveal(Purpose::Addressing).clone()).unwrap_or_default()
    };
    let verified = written(|event| matches!(event, Event::Verified { .. }));
    let answered = written(|event| matches!(event, Event::Answered { .. }));
    let names = settings.answering.remedy_names();
    let clause = remedy_clause(&RemedyFacts {
        decided_on: on,
        outcome: Outcome::OtherHandling,
        withheld_parts: &[],
        reviewed_as: settings.answering.reviewed_as(),
        names: &names,
        service: None,
    });
    let clause = clause.map_err(|step| {
        Refusal::new("remedy_clause", format!("{}。", step.says)).citing(step.basis.to_string()).at("remedy_clause")
    })?;
    let right_organ =
        result.names_an_organ().then(|| RightOrgan { name: answered.party.clone(), contact: answered.address.clone() });
    let answering = &settings.answering;
    Ok(LetterFacts {
        agency: AgencyFacts {
            name: agency,
            address: answering.address.clone(),
            telephone: answering.telephone.clone(),
            postcode: answering.postcode.clone(),
            office: answering.office.clone(),
        },
        number: standing.letter_number.clone(),
        date: Some(on),
        applicant: ApplicantFacts { name: form.name.clone(), ..ApplicantFacts::default() },
        application: ApplicationFacts {
            number: request.frame.number.clone(),
            received_on: Some(standing.received_on),
            ..ApplicationFacts::default()
        },
        record_correction: Some(RecordCorrectionFacts {
            record: form.about.clone(),
            findings: verified.text,
            result: result_words(result, &answered.text),
            right_organ,
        }),
        remedy_clause: clause.text,
        ..LetterFacts::default()
    })
}

fn result_words(result: Answered, words: &str) -> String {
    match result {
        Answered::Corrected => format!("本机关已对该记录予以更正：{words}"),
        Answered::Transferred => "本机关无权更正该记录，已将您的请求转送有权更正的机关处理".to_owned(),
        Answered::Pointed => "本机关无权更正该记录，请向有权更正的机关提出".to_owned(),
        Answered::NotCorrected | Answered::Adopted | Answered::NotAdopted => {
            format!("本机关对该记录不予更正，理由：{words}")
        }
    }
}
