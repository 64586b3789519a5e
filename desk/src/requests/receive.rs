//! A request comes in, on the site or over the counter, and gets its number and its receipt.

use crate::applications::{TakenFile, short};
use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId};
use affairs::journal::{ActorName, Entry};
use affairs::request::{Event, Request, RequestForm, kind_of};
use affairs::series::{Series, number_text};
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use store::Transaction;

/// What somebody takes away who asked on the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestReceipt {
    pub number: String,
    /// 128 random bits; kept nowhere but as a hash.
    pub code: String,
    pub received_on: Date,
}

/// Everything a new case is made of.
struct New<'new> {
    case: &'new CaseId,
    kind: CaseKind,
    form: RequestForm,
    on: Date,
    /// The receipt's code; empty where none is handed out.
    code: &'new str,
    by: Option<PersonId>,
}

impl Desk {
    /// Takes in a request from the site with what was handed in beside it. `key` was drawn with the form: the same form sent twice is
    /// one case.
    ///
    /// # Errors
    /// Refused when the form lacks what it needs, or the agency has nobody who handles it. Nothing of the files stays then.
    pub async fn ask(
        &self,
        agency: &AgencyId,
        kind: CaseKind,
        form: RequestForm,
        key: &str,
        files: Vec<TakenFile>,
    ) -> Done<RequestReceipt> {
        let form = checked(kind, form)?;
        if key.len() < 20 {
            return Err(Refusal::new("form_key", "页面已过期，请刷新后再提交；您填写的内容还在。").into());
        }
        let keyring = self.keyring()?;
        let secret = |purpose: &str| keyring.token(agency, purpose, &Personal::new(key.to_owned()));
        let (case, code) = (CaseId::new(short(&secret("request"))), short(&secret("request receipt")));
        let now = self.now();
        // Nobody waits for the writer while the disk is at work.
        let mut kept = self.keep_from_applicant(files).await?;
        let mut tx = self.writer.begin(agency).await?;
        if let Some(known) = store::requests::by_id(&mut tx, keyring, agency, &case).await? {
            let standing = known.standing(&*self.calendar_in(&mut tx).await?);
            return Ok(RequestReceipt { number: known.frame.number, code, received_on: standing.received_on });
        }
        let new = New { case: &case, kind, form, on: now.date(), code: &code, by: None };
        let number = self.enter_request(&mut tx, new, now).await?;
        kept.name(&mut tx, keyring, &case, None, now).await?;
        kept.stay();
        let actor = ActorName::ReceiptHolder { case: case.to_string() };
        tx.commit(now, Entry::new(actor, "requests.received").about(kind.code(), &case)).await?;
        Ok(RequestReceipt { number, code, received_on: now.date() })
    }

    /// Registers a request that came by hand, by post or by mail.
    ///
    /// # Errors
    /// Refused without the role, when the form lacks what it needs, or with a day that lies ahead.
    pub async fn register_request(
        &self,
        who: &Who,
        kind: CaseKind,
        form: RequestForm,
        received_on: Date,
    ) -> Done<(CaseId, String)> {
        let form = checked(kind, form)?;
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::ReceiveApplication, &Facts::of(&who.agency))?;
        if received_on > now.date() {
            return Err(Refusal::new("day", "收到之日不能晚于今天。").at("received_on").into());
        }
        let case = CaseId::new(crate::new_id()?);
        let new = New { case: &case, kind, form, on: received_on, code: "", by: Some(who.person.clone()) };
        let number = self.enter_request(&mut tx, new, now).await?;
        tx.commit(now, Entry::new(who.actor(), "requests.received").about(kind.code(), &case)).await?;
        Ok((case, number))
    }

    /// The case behind a receipt. A wrong number and a wrong code are one answer, slowed down by case and by network.
    ///
    /// # Errors
    /// Refused when they do not fit, or were tried too often.
    pub async fn request_of_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<Request> {
        let number = number.trim();
        let keys = [format!("receipt:{agency}:{number}"), format!("receipt:{network}")];
        let now = self.now();
        if let Some(seconds) = self.seconds_to_wait(&keys, now).await? {
            let message = format!("尝试次数较多，请在 {seconds} 秒后再试。");
            return Err(Refusal::new("receipt_slow", message).at("code").into());
        }
        let found = store::requests::by_number(&self.reader, agency, number).await?;
        let given = ContentHash::of(code.trim().to_lowercase().as_bytes());
        let Some((case, _)) = found.filter(|(_, kept)| *kept == given.as_str()) else {
            for key in &keys {
                store::sessions::failed(&self.writer, key, now).await?;
            }
            let message = "编号或者查询码不对，请对照回执检查。查询码遗失的，请持身份证明到受理窗口补办。";
            return Err(Refusal::new("receipt_wrong", message).at("code").into());
        };
        let loaded = store::requests::by_id(&self.reader, self.keyring()?, agency, &case).await?;
        Ok(loaded.ok_or_else(crate::not_found)?)
    }

    /// Draws the number and keeps the case with the first line of its ledger.
    async fn enter_request(&self, tx: &mut Transaction, new: New<'_>, now: Instant) -> Done<String> {
        let New { case, kind, form, on, code, by } = new;
        let agency = tx.agency().clone();
        let (series, template) = match kind {
            CaseKind::Suggestion => (Series::Suggestion, "建议〔{year}〕{serial:3}号"),
            CaseKind::RecordCorrection | CaseKind::Application => {
                (Series::RecordCorrection, "更正〔{year}〕{serial:3}号")
            }
        };
        let serial = store::series::draw(tx, series, now.year()).await?;
        let number = number_text(template, "", now.year(), serial);
        store::series::use_number(tx, series, now.year(), serial, &number, case.as_str()).await?;
        let (section, responsible) = self.first_officer(tx, &agency, now).await?;
        let frame = Frame { agency, id: case.clone(), kind, number: number.clone(), section, responsible, version: 1 };
        let words = Personal::new(Words::default());
        let events = vec![Happened { number: 1, at: now, by, event: Event::Received { on }, words }];
        let request = Request { frame, form: Personal::new(form), events };
        let code_hash =
            if code.is_empty() { String::new() } else { ContentHash::of(code.as_bytes()).as_str().to_owned() };
        store::requests::insert(tx, self.keyring()?, &request, on, &code_hash, now).await?;
        let standing = request.standing(&*self.calendar_in(tx).await?);
        self.tell_of_request(tx, &request, &standing, 1).await?;
        Ok(number)
    }
}

fn checked(kind: CaseKind, form: RequestForm) -> Done<RequestForm> {
    if kind_of(kind).is_none() {
        return Err(crate::not_found().into());
    }
    let form = form.tidied();
    form.check(kind).map_err(refused)?;
    Ok(form)
}
