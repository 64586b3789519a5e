//! 接收, 登记: an application comes in, on the site or over the counter, and gets its number and its receipt.

use super::files::TakenFile;
use super::{By, Line};
use crate::failure::refused;
use crate::publishing::holders_in;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::{Application, Event, Form, Projection};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::journal::Entry;
use affairs::people::Role;
use affairs::series::{Series, number_text};
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use law::annual_report::ApplicantKind;
use law::received::IntakeMode;
use store::Transaction;
use store::applications::Tokens;

/// What an applicant takes away: whoever holds number and code follows the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub number: String,
    /// 128 random bits; kept nowhere but as a hash.
    pub code: String,
    pub received_on: Date,
}

/// What staff register of an application that did not come over the site.
#[derive(Debug, Clone)]
pub struct Registration {
    pub mode: IntakeMode,
    /// The day it was handed in, or arrived.
    pub submitted_on: Date,
    /// The day the agency signed for it, if somebody did.
    pub signed_on: Option<Date>,
    /// 邮件号码 or another trace of how it came. A number that stands in the book of the mail room ties its letter to the case.
    pub trace: String,
    pub kind: ApplicantKind,
    pub form: Form,
}

/// What registering answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub case: CaseId,
    pub number: String,
    /// How many earlier cases look like it; flagged, never dropped.
    pub alike: usize,
}

/// Everything a new case is made of.
pub(super) struct New<'new> {
    pub case: &'new CaseId,
    pub kind: ApplicantKind,
    pub mode: IntakeMode,
    pub form: Form,
    pub lines: Vec<Line>,
    /// The receipt's code; empty where none is handed out.
    pub code: &'new str,
    /// Who registered it; nobody where the applicant did.
    pub by: Option<PersonId>,
    /// Whose it is from the beginning; otherwise it falls to the disclosure office.
    pub with: Option<(SectionId, PersonId)>,
}

impl Desk {
    /// Takes in an application from the site. `key` was drawn with the form: the same form sent twice is one application and
    /// gives the same receipt, with the files that came first. The files are named in the transaction that makes the case.
    ///
    /// # Errors
    /// Refused when the form lacks what cannot be asked for later, or the agency has nobody who handles applications. Nothing of
    /// the files stays then.
    pub async fn apply(
        &self,
        agency: &AgencyId,
        kind: ApplicantKind,
        form: Form,
        key: &str,
        files: Vec<TakenFile>,
    ) -> Done<Receipt> {
        let form = form.tidied();
        form.check().map_err(refused)?;
        if key.len() < 20 {
            return Err(Refusal::new("form_key", "页面已过期，请刷新后再提交；您填写的内容还在。").into());
        }
        let keyring = self.keyring()?;
        let secret = |purpose: &str| keyring.token(agency, purpose, &Personal::new(key.to_owned()));
        let (case, code) = (CaseId::new(short(&secret("case"))), short(&secret("receipt")));
        let now = self.now();
        let again = |known: Application, code| {
            let received_on = known.submitted_on().unwrap_or(now.date());
            Receipt { number: known.frame.number, code, received_on }
        };
        if let Some(known) = store::applications::by_id(&self.reader, keyring, agency, &case).await? {
            return Ok(again(known, code));
        }
        // Nobody waits for the writer while the disk is at work.
        let mut kept = self.keep_from_applicant(files).await?;
        let mut tx = self.writer.begin(agency).await?;
        if let Some(known) = store::applications::by_id(&mut tx, keyring, agency, &case).await? {
            return Ok(again(known, code));
        }
        let mode = IntakeMode::OwnSite;
        let lines = vec![Line::plain(Event::Submitted { mode, on: now.date() })];
        let new = New { case: &case, kind, mode, form, lines, code: &code, by: None, with: None };
        let number = self.enter(&mut tx, new, now).await?;
        kept.name(&mut tx, keyring, &case, None, now).await?;
        kept.stay();
        let actor = By::ReceiptHolder.actor(&case);
        tx.commit(now, Entry::new(actor, "applications.submitted").about("application", &case)).await?;
        Ok(Receipt { number, code, received_on: now.date() })
    }

    /// Registers an application that came by hand, by post, by fax, by mail, or by word of mouth.
    ///
    /// # Errors
    /// Refused without the role, when the form lacks what it needs, or with a day that lies ahead. Nothing of the files stays then.
    pub async fn register_application(
        &self,
        who: &Who,
        registration: Registration,
        files: Vec<TakenFile>,
    ) -> Done<Received> {
        let form = registration.form.tidied();
        form.check().map_err(refused)?;
        let mut kept = self.keep_files(files).await?;
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ReceiveApplication, &Facts::of(&who.agency))?;
        let letter = self.letter_of_trace(&mut under.tx, &registration.trace).await?;
        let in_the_book = letter.as_ref().map(|letter| letter.arrived.signed_on);
        // Whoever in the agency signed: the earliest day counts, whatever was typed here.
        let signed_on = registration.signed_on.into_iter().chain(in_the_book).min();
        check_days(&registration.mode, registration.submitted_on, signed_on, under.now.date())?;
        let tokens = self.tokens(&who.agency, &form)?;
        let alike = store::applications::alike(&mut under.tx, &who.agency, &tokens, 20).await?.len();
        let case = CaseId::new(crate::new_id()?);
        let mut lines = vec![Line::with(
            Event::Submitted { mode: registration.mode, on: registration.submitted_on },
            Words { address: registration.trace.trim().to_owned(), ..Words::default() },
        )];
        lines.extend(signed_on.map(|on| Line::plain(Event::Signed { on })));
        let (kind, mode) = (registration.kind, registration.mode);
        let Under { mut tx, now, .. } = under;
        let new = New { case: &case, kind, mode, form, lines, code: "", by: Some(who.person.clone()), with: None };
        let number = self.enter(&mut tx, new, now).await?;
        if let Some(letter) = &letter {
            self.tie_registered(&mut tx, letter, &case).await?;
        }
        kept.name(&mut tx, self.keyring()?, &case, Some(who.person.clone()), now).await?;
        kept.stay();
        tx.commit(now, Entry::new(who.actor(), "applications.submitted").about("application", &case)).await?;
        Ok(Received { case, number, alike })
    }

    /// The case behind a receipt. A wrong number and a wrong code are one answer, slowed down by case and by network.
    ///
    /// # Errors
    /// Refused when they do not fit, or were tried too often.
    pub async fn case_of_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
    ) -> Done<Application> {
        let number = number.trim();
        let keys = [format!("receipt:{agency}:{number}"), format!("receipt:{network}")];
        let now = self.now();
        if let Some(seconds) = self.seconds_to_wait(&keys, now).await? {
            return Err(Refusal::new("receipt_slow", format!("尝试次数较多，请在 {seconds} 秒后再试。"))
                .at("code")
                .into());
        }
        let found = store::applications::by_number(&self.reader, agency, number).await?;
        let given = ContentHash::of(code.trim().to_lowercase().as_bytes());
        let fits = found.filter(|(_, kept)| *kept == given.as_str());
        let Some((case, _)) = fits else {
            for key in &keys {
                store::sessions::failed(&self.writer, key, now).await?;
            }
            let message = "编号或者查询码不对，请对照回执检查。查询码遗失的，请持身份证明到受理窗口补办。";
            return Err(Refusal::new("receipt_wrong", message).at("code").into());
        };
        let loaded = store::applications::by_id(&self.reader, self.keyring()?, agency, &case).await?;
        Ok(loaded.ok_or_else(crate::not_found)?)
    }

    /// The applicant withdraws with his receipt.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, or a reply has been decided.
    pub async fn withdraw_by_receipt(&self, agency: &AgencyId, number: &str, code: &str, network: &str) -> Done<()> {
        let case = self.case_of_receipt(agency, number, code, network).await?.frame.id;
        let on = self.on_case_of(agency, &case).await?;
        let event = on.standing.withdraw(on.today);
        self.happened(on, By::ReceiptHolder, event, Words::default()).await
    }

    /// The applicant withdraws on paper, and staff record it.
    ///
    /// # Errors
    /// Refused once a reply has been decided.
    pub async fn withdraw_application(&self, who: &Who, case: &CaseId, version: i64, words: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.withdraw(on.today);
        self.happened(on, who, event, Words::of(words.trim())).await
    }

    /// Draws the number and keeps the case with the first lines of its ledger.
    pub(super) async fn enter(&self, tx: &mut Transaction, new: New<'_>, now: Instant) -> Done<String> {
        let New { case, kind, mode, form, lines, code, by, with } = new;
        let agency = tx.agency().clone();
        let keyring = self.keyring()?;
        let mut tokens = self.tokens(&agency, &form)?;
        if !code.is_empty() {
            tokens.code_hash = ContentHash::of(code.as_bytes()).as_str().to_owned();
        }
        let settings = store::settings::on(&mut *tx, &agency, now.date()).await?;
        let serial = store::series::draw(tx, Series::Application, now.year()).await?;
        let number = number_text(&settings.application_number_template, "", now.year(), serial);
        store::series::use_number(tx, Series::Application, now.year(), serial, &number, case.as_str()).await?;
        let (section, responsible) = match with {
            Some(with) => with,
            None => self.first_officer(tx, &agency, now).await?,
        };
        let events = (1..).zip(lines).map(|(number, line)| Happened {
            number,
            at: now,
            by: by.clone(),
            event: line.event,
            words: Personal::new(line.words),
        });
        let events: Vec<Happened<Event>> = events.collect();
        let version = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let frame = Frame {
            agency,
            id: case.clone(),
            kind: CaseKind::Application,
            number: number.clone(),
            section,
            responsible,
            version,
        };
        let application = Application { frame, kind, mode, form: Personal::new(form), events };
        let calendar = self.calendar_in(tx).await?;
        let standing = application.standing(&calendar);
        let projection = Projection::of(&standing, &calendar);
        store::applications::insert(tx, keyring, &application, &projection, &tokens, now).await?;
        self.tell_applicant(tx, &application, &standing, 1).await?;
        Ok(number)
    }

    /// The officer a new case falls to: the disclosure office, which Art. 4 asks every agency to have.
    pub(crate) async fn first_officer(
        &self,
        tx: &mut Transaction,
        agency: &AgencyId,
        now: Instant,
    ) -> Done<(affairs::id::SectionId, affairs::id::PersonId)> {
        for role in [Role::DisclosureOfficer, Role::DisclosureHead] {
            if let Some(person) = holders_in(tx, agency, &[role], now.date()).await?.into_iter().next()
                && let Some(person) = store::people::by_id(&mut *tx, agency, &person).await?
            {
                return Ok((person.section, person.id));
            }
        }
        let message = "本机关尚未确定受理申请的工作人员，请按公开指南所列电话、地址与本机关联系。";
        Err(Refusal::new("nobody_receives", message).citing("《政府信息公开条例》第四条").into())
    }

    /// What finds a case again without being readable.
    pub(super) fn tokens(&self, agency: &AgencyId, form: &Form) -> Done<Tokens> {
        let keyring = self.keyring()?;
        let plain = |text: &str| {
            let kept = text.chars().filter(|character| character.is_alphanumeric()).collect::<String>().to_lowercase();
            Personal::new(kept)
        };
        // The same person under two contacts is one person; the same name with two documents is two.
        let name = plain(&format!("{}{}", form.applicant.name, form.applicant.document_number));
        Ok(Tokens {
            name: keyring.token(agency, "applicant", &name),
            wanted: keyring.token(agency, "wanted", &plain(&form.wanted.description)),
            code_hash: String::new(),
        })
    }
}

/// A hash of a token as an id is written: 26 characters without look-alikes.
pub(crate) fn short(token: &str) -> String {
    let hash = ContentHash::of(token.as_bytes());
    let mut bytes = [0_u8; 16];
    for (byte, pair) in bytes.iter_mut().zip(hash.hex().as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).unwrap_or("00");
        *byte = u8::from_str_radix(pair, 16).unwrap_or_default();
    }
    affairs::id::opaque(bytes)
}

fn check_days(mode: &IntakeMode, submitted: Date, signed: Option<Date>, today: Date) -> Result<(), Refusal> {
    let day = |message: &'static str, field: &'static str| Err(Refusal::new("day", message).at(field));
    if submitted > today {
        return day("提交或者到达之日不能晚于今天。", "submitted_on");
    }
    match signed {
        Some(signed) if signed > today => day("签收之日不能晚于今天。", "signed_on"),
        Some(signed) if signed < submitted && *mode != IntakeMode::RegisteredPost => {
            day("签收之日不能早于到达之日。", "signed_on")
        }
        None if *mode == IntakeMode::RegisteredPost => {
            day("挂号、特快专递须填写最早签收之日；机关内谁签收都算。", "signed_on")
        }
        _ => Ok(()),
    }
}
