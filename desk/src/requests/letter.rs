//! D-30 更正政府信息记录答复书, composed from the ledger.

use crate::applications::LetterFormat;
use crate::{Desk, Done, Failure, Who};
use affairs::Refusal;
use affairs::id::{AgencyId, CaseId};
use affairs::letter::{
    AgencyFacts, ApplicantFacts, ApplicationFacts, LetterFacts, RecordCorrectionFacts, RightOrgan, compose,
};
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, Request, Stage, Standing};
use affairs::setting::Settings;
use law::letter::LetterKind;
use law::outcome::Outcome;
use law::remedy::{RemedyFacts, remedy_clause};
use paper::write::letter::{letter_pdf, letter_word};

impl Desk {
    /// The letter that answers a request for correction. That the case was looked at for it is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, and while it is not answered.
    pub async fn request_letter(&self, who: &Who, case: &CaseId, format: LetterFormat) -> Done<Vec<u8>> {
        let request = self.read_request(who, case).await?;
        self.print_request_letter(&request, format).await
    }

    /// The same for whoever asked, with his receipt.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, and while it is not answered.
    pub async fn request_letter_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<Vec<u8>> {
        let request = self.request_of_receipt(agency, number, code, network).await?;
        self.print_request_letter(&request, LetterFormat::Pdf).await
    }

    async fn print_request_letter(&self, request: &Request, format: LetterFormat) -> Done<Vec<u8>> {
        let agency = &request.frame.agency;
        let standing = request.standing(&*self.calendar(agency).await?);
        let Stage::Answered { on, .. } = standing.stage else { return Err(not_answered().into()) };
        let name = store::agencies::by_id(&self.reader, agency).await?.ok_or_else(crate::not_found)?.name;
        let settings = store::settings::on(&self.reader, agency, on).await?;
        let letter = compose(LetterKind::RecordCorrectionReply, &facts(request, &standing, &settings, name)?)?;
        let (press, now) = (self.press.clone(), self.now());
        let printing = tokio::task::spawn_blocking(move || match format {
            LetterFormat::Pdf => letter_pdf(&press, &letter, now),
            LetterFormat::Word => letter_word(&letter, now),
        });
        let printed = printing.await.map_err(|error| Failure::of(&error))?;
        printed.map_err(|error| Failure::of(&error).into())
    }
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
