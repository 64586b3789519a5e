//! 更正政府信息记录 (Art. 41), 主动公开建议 (Art. 44(2)): received, given to somebody, verified, answered. Cases of their own,
//! which no count of applications sees.

mod answer;
mod files;
mod letter;
mod receive;
mod waiting;

pub use answer::Answer;
pub use letter::LetterTaken;
pub use receive::RequestReceipt;

use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, DocumentId, PersonId};
use affairs::journal::{ActorName, Entry};
use affairs::notice::DueKind;
use affairs::request::{Event, NotNow, Request, Standing};
use affairs::{Date, Instant, Personal, Refusal};
use store::Transaction;

/// A case at the desk: the act's transaction, its ledger, where it stands, and this moment.
struct OnRequest {
    tx: Transaction,
    request: Request,
    standing: Standing,
    now: Instant,
    today: Date,
}

/// Who writes a line of a ledger.
enum By<'who> {
    Officer(&'who Who),
    /// Whoever asked, with the code of his receipt.
    ReceiptHolder,
}

impl By<'_> {
    fn actor(&self, case: &CaseId) -> ActorName {
        match self {
            Self::Officer(who) => who.actor(),
            Self::ReceiptHolder => ActorName::ReceiptHolder { case: case.to_string() },
        }
    }

    fn person(&self) -> Option<PersonId> {
        match self {
            Self::Officer(who) => Some(who.person.clone()),
            Self::ReceiptHolder => None,
        }
    }
}

impl Desk {
    /// Begins an officer's act on a case. `version` is the one the page was made from.
    async fn on_request(&self, who: &Who, case: &CaseId, version: i64) -> Done<OnRequest> {
        let Under { tx, officer, now } = self.begin(who).await?;
        let on = self.found_request(tx, case, now).await?;
        let frame = &on.request.frame;
        may(&officer, Act::HandleApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        if frame.version != version {
            return Err(Refusal::new("changed_elsewhere", "本件刚刚有了新的办理记录，请刷新后再办理。").into());
        }
        Ok(on)
    }

    async fn found_request(&self, mut tx: Transaction, case: &CaseId, now: Instant) -> Done<OnRequest> {
        let agency = tx.agency().clone();
        let request = store::requests::by_id(&mut tx, self.keyring()?, &agency, case).await?;
        let request = request.ok_or_else(crate::not_found)?;
        let standing = request.standing(&*self.calendar_in(&mut tx).await?);
        Ok(OnRequest { tx, request, standing, now, today: now.date() })
    }

    /// Appends what happened to the ledger, brings the flat row up to it, and names who did it in the journal.
    async fn request_happened(&self, on: OnRequest, by: By<'_>, lines: Vec<(Event, Words)>) -> Done<()> {
        let OnRequest { mut tx, mut request, now, .. } = on;
        let Some(act) = lines.first().map(|(event, _)| event.act()) else { return Ok(()) };
        let before = request.frame.version;
        for (event, words) in lines {
            request.frame.version += 1;
            let (number, words) = (request.frame.version, Personal::new(words));
            let happened = Happened { number, at: now, by: by.person(), event, words };
            store::requests::append(&mut tx, self.keyring()?, &request.frame.id, &happened).await?;
            request.events.push(happened);
        }
        let standing = request.standing(&*self.calendar_in(&mut tx).await?);
        store::requests::update(&mut tx, &request.frame, before, &standing.stage).await?;
        if standing.stage != affairs::request::Stage::Open {
            store::deadlines::settle(&mut tx, DueKind::Request, request.frame.id.as_str(), now).await?;
        }
        self.tell_of_request(&mut tx, &request, &standing, before + 1).await?;
        let case = &request.frame.id;
        let entry = Entry::new(by.actor(case), act).about(request.frame.kind.code(), case);
        tx.commit(now, entry.fact("line", request.frame.version)).await?;
        Ok(())
    }

    /// Reads a case with what it says of people. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it.
    pub async fn read_request(&self, who: &Who, case: &CaseId) -> Done<Request> {
        let Under { tx, officer, now } = self.begin(who).await?;
        let OnRequest { tx, request, .. } = self.found_request(tx, case, now).await?;
        let frame = &request.frame;
        may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        tx.commit(now, Entry::new(who.actor(), "requests.read").about(frame.kind.code(), case)).await?;
        Ok(request)
    }

    /// Gives a case to another officer of the agency.
    ///
    /// # Errors
    /// Refused when that person is not of this agency or has left, or the case is closed.
    pub async fn assign_request(&self, who: &Who, case: &CaseId, version: i64, to: &PersonId) -> Done<()> {
        let mut on = self.on_request(who, case, version).await?;
        let person = store::people::by_id(&mut on.tx, &who.agency, to).await?.ok_or_else(crate::not_found)?;
        if person.state != affairs::people::PersonState::Active {
            return Err(Refusal::new("not_active", "此人未启用或已离任，不能承办。").at("to").into());
        }
        if on.standing.stage != affairs::request::Stage::Open {
            return Err(refused(NotNow::Closed));
        }
        on.request.frame.section = person.section.clone();
        on.request.frame.responsible = to.clone();
        let event = Event::Assigned { section: person.section, to: to.clone() };
        self.request_happened(on, By::Officer(who), vec![(event, Words::default())]).await
    }

    /// Says by which draft an adopted suggestion becomes public.
    ///
    /// # Errors
    /// Refused for anything but an adopted suggestion, and for a document that is not this agency's.
    pub async fn link_request(&self, who: &Who, case: &CaseId, version: i64, document: &DocumentId) -> Done<()> {
        let mut on = self.on_request(who, case, version).await?;
        if store::documents::by_id(&mut on.tx, &who.agency, document).await?.is_none() {
            let message = "没有找到这份稿件，请从稿件页面的地址栏复制编号。";
            return Err(Refusal::new("no_document", message).at("document").into());
        }
        let event = on.standing.link(document.clone()).map_err(refused)?;
        self.request_happened(on, By::Officer(who), vec![(event, Words::default())]).await
    }

    /// Whoever asked takes it back with his receipt.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, or it has been answered.
    pub async fn withdraw_request(&self, agency: &AgencyId, number: &str, code: &str, network: &str) -> Done<()> {
        let case = self.request_of_receipt(agency, number, code, network).await?.frame.id;
        let tx = self.writer.begin(agency).await?;
        let on = self.found_request(tx, &case, self.now()).await?;
        let event = on.standing.withdraw(on.today).map_err(refused)?;
        self.request_happened(on, By::ReceiptHolder, vec![(event, Words::default())]).await
    }
}
