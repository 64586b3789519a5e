//! 文号: a letter on the way to the answer gets its number, and with it its final text and its code. From then on it is printed as
//! it was numbered, whatever happens in the case afterwards.

use super::OnCase;
use super::letters::LetterWish;
use crate::{Desk, Done, Failure, Who};
use affairs::access::Act;
use affairs::application::letter_facts::{Writing, dated, facts, fitting, objected};
use affairs::id::CaseId;
use affairs::journal::Entry;
use affairs::letter::verification::Unsigned;
use affairs::letter::{Letter, LetterFacts, OverrideFacts, check, compose, text_hash};
use affairs::series::{Series, number_text};
use affairs::setting::Settings;
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use law::letter::LetterKind;
use law::outcome::Outcome;
use law::remedy::{RemedyFacts, remedy_clause};
use store::letters::LetterRow;
use store::{StoreError, Transaction};

/// How many typed numbers may lie in the way of a drawn one.
const NUMBERS_TRIED: usize = 200;
/// Longest 文号, in characters.
const LONGEST_NUMBER: usize = 60;

/// What only the officer knows of a 决定公开告知书 to a third party (Art. 32).
#[derive(Debug, Clone, Default)]
pub struct ThirdPartyTold {
    /// What will be disclosed.
    pub what: String,
    /// Why its grounds do not hold, or which public interest asks for it.
    pub because: String,
    /// Whether it is the public interest that overrides.
    pub public_interest: bool,
}

/// How a letter is named among those of its case: its code, and behind a stroke its key in the ledger.
#[must_use]
pub fn letter_name(kind: LetterKind, asked: Option<u32>) -> String {
    asked.map_or_else(|| kind.code().to_owned(), |key| format!("{}/{key}", kind.code()))
}

/// A letter that is about to bear its number.
pub(crate) struct ToIssue<'issue> {
    pub case: &'issue CaseId,
    /// [`letter_name`].
    pub name: String,
    pub drawn: bool,
    /// 成文日期.
    pub dated: Date,
    pub letter: Letter,
}

impl Desk {
    /// Registers the 文号 of a letter on the way: the one typed from the office's own 发文登记, or with none typed the next of the
    /// series. Answers the number. The letter is dated, coded and kept as it is then; asked again without another number, nothing
    /// changes. Another typed number takes the place of the one before.
    ///
    /// # Errors
    /// Refused to everybody who does not handle the case, for a letter that bears no number or that the case does not call for, for
    /// a number that another letter bears, and for the first fact that the letter must state and that is missing.
    pub async fn number_letter(
        &self,
        who: &Who,
        case: &CaseId,
        kind: LetterKind,
        wish: &LetterWish,
        told: Option<&ThirdPartyTold>,
    ) -> Done<String> {
        let typed = wish.number.trim();
        if typed.chars().count() > LONGEST_NUMBER {
            return Err(Refusal::new("too_long", "文号不能超过 60 字。").at("number").into());
        }
        let mut on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        is_called_for(&on, kind, wish)?;
        let name = letter_name(kind, wish.asked);
        let known = store::letters::by_name(&mut on.tx, self.keyring()?, &who.agency, case, &name).await?;
        let known = known.map(|(row, _)| row);
        if let Some(row) = known.as_ref().filter(|row| typed.is_empty() || row.number == typed) {
            on.tx.roll_back().await?;
            return Ok(row.number.clone());
        }
        let settings = store::settings::on(&mut on.tx, &who.agency, on.today).await?;
        let number = self.number_of_letter(&mut on, typed, &name, &settings, known.as_ref()).await?;
        let letter = self.letter_to_number(&mut on, kind, wish, told, (&number, &settings)).await?;
        let dated = dated(&on.application, kind, wish.asked).unwrap_or(on.today);
        let to_issue = ToIssue { case, name: name.clone(), drawn: typed.is_empty(), dated, letter };
        self.issue_letter(&mut on.tx, to_issue, on.now).await?;
        let entry = Entry::new(who.actor(), "applications.letter_numbered").about("application", case);
        on.tx.commit(on.now, entry.fact("letter", &name).fact("number", &number)).await?;
        Ok(number)
    }

    /// The number of a letter: typed, or drawn. One that it bore before is given back, or void.
    async fn number_of_letter(
        &self,
        on: &mut OnCase,
        typed: &str,
        name: &str,
        settings: &Settings,
        known: Option<&LetterRow>,
    ) -> Done<String> {
        let case = on.application.frame.id.clone();
        if typed.is_empty() {
            let template = &settings.answering.number_template;
            return self.draw_letter_number(&mut on.tx, &case, &format!("{name}/{case}"), template, on.now).await;
        }
        self.take_typed_number(&mut on.tx, typed, &case, on.now).await?;
        match known {
            Some(row) if row.drawn => {
                store::series::void_number(&mut on.tx, Series::Reply, &row.number, "改用发文登记的文号").await?;
            }
            Some(row) => store::letters::release_number(&mut on.tx, &case, &row.number).await?,
            None => {}
        }
        Ok(typed.to_owned())
    }

    async fn letter_to_number(
        &self,
        on: &mut OnCase,
        kind: LetterKind,
        wish: &LetterWish,
        told: Option<&ThirdPartyTold>,
        (number, settings): (&str, &Settings),
    ) -> Done<Letter> {
        let names = self.names_of(&on.application).await?;
        let date = dated(&on.application, kind, wish.asked).unwrap_or(on.today);
        let writing = Writing {
            agency: &names.agency,
            answering: &settings.answering,
            calendar: &on.calendar,
            officer: &names.officer,
            section: &names.section,
            number,
            date: Some(date),
            kind: Some(kind),
            asked: wish.asked,
            served: None,
            fee: wish.fee,
        };
        let mut facts = facts(&on.application, &on.standing, &writing);
        if kind == LetterKind::ThirdPartyNotice {
            tell_third_party(&mut facts, on, wish.asked, told, settings)?;
        }
        Ok(compose(kind, &facts)?)
    }

    /// Draws the next 文号 that no letter bears; those that the office's own register has taken are void.
    pub(crate) async fn draw_letter_number(
        &self,
        tx: &mut Transaction,
        case: &CaseId,
        holder: &str,
        template: &str,
        now: Instant,
    ) -> Done<String> {
        let (agency, year) = (tx.agency().clone(), now.year());
        for _ in 0..NUMBERS_TRIED {
            let serial = store::series::draw(tx, Series::Reply, year).await?;
            let number = number_text(template, "", year, serial);
            let free = store::replies::number_is_free(&mut *tx, &agency, &number).await?;
            store::series::use_number(tx, Series::Reply, year, serial, &number, holder).await?;
            if free {
                store::replies::take_number(tx, &number, case, true, now).await?;
                return Ok(number);
            }
            store::series::void_number(tx, Series::Reply, &number, "已按发文登记另行使用").await?;
        }
        Err(Refusal::new("number_taken", "连续多个文号已被手工登记占用，请核对发文登记。").at("number").into())
    }

    /// Takes a 文号 that was typed from the office's own 发文登记.
    pub(crate) async fn take_typed_number(
        &self,
        tx: &mut Transaction,
        typed: &str,
        case: &CaseId,
        now: Instant,
    ) -> Done<()> {
        match store::replies::take_number(tx, typed, case, false, now).await {
            Ok(()) => Ok(()),
            Err(StoreError::Conflict) => {
                let message = format!("文号“{typed}”已经用于另一份文书，请核对发文登记。");
                Err(Refusal::new("number_taken", message).at("number").into())
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Codes a letter and keeps it under its number.
    pub(crate) async fn issue_letter(&self, tx: &mut Transaction, to_issue: ToIssue<'_>, now: Instant) -> Done<Letter> {
        let ToIssue { case, name, drawn, dated, mut letter } = to_issue;
        if let Some(missing) = check(&letter).first() {
            return Err(Refusal::new("letter_part", missing.message()).citing(missing.article.clone()).into());
        }
        let (agency, keyring, token) = (tx.agency().clone(), self.keyring()?, crate::new_id()?);
        let text = text_hash(&letter);
        let unsigned = Unsigned::new(&letter.number, dated, text.clone(), &token)?;
        let signature = keyring.sign(&agency, unsigned.signed_text().as_bytes());
        let (_, signature) = signature.ok_or_else(|| Failure::of(&"no key to sign a letter with"))?;
        letter.verification = Some(unsigned.with_signature(&signature));
        let row = LetterRow { case: case.clone(), name, number: letter.number.clone(), drawn, dated, text, at: now };
        let kept = Personal::new(letter.clone());
        store::letters::put(tx, keyring, &row, &ContentHash::of(token.as_bytes()), &kept).await?;
        Ok(letter)
    }

    /// The numbered letters of a case, first to last: names, numbers and days, no word of what they say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn numbered_letters(&self, who: &Who, case: &CaseId) -> Done<Vec<LetterRow>> {
        Ok(store::letters::of_case(&self.reader, &who.agency, case).await?)
    }
}

/// A number is only for a letter that leaves the house, that is no reply, and that the case calls for.
fn is_called_for(on: &OnCase, kind: LetterKind, wish: &LetterWish) -> Result<(), Refusal> {
    if !kind.is_numbered() || kind.is_reply() {
        return Err(Refusal::new("not_numbered", "这种文书不在这里登记文号；答复书的文号在送审时登记。").at("letter"));
    }
    let fits = fitting(&on.application, &on.standing);
    let fits = fits.iter().any(|one| one.kind == kind && one.asked == wish.asked);
    // A fee notice is served first; the day on which it reached the applicant is entered afterwards.
    let fee_first = kind == LetterKind::FeeNotice && wish.fee.is_some() && on.standing.in_handling("收费").is_ok();
    if fits || fee_first {
        return Ok(());
    }
    Err(Refusal::new("letter_not_called_for", "本件现在不需要这种文书，请先办理相应的事项。").at("letter"))
}

/// What D-09 says: who objected, to what; what goes out all the same, and why.
fn tell_third_party(
    facts: &mut LetterFacts,
    on: &OnCase,
    asked: Option<u32>,
    told: Option<&ThirdPartyTold>,
    settings: &Settings,
) -> Result<(), Refusal> {
    let objected = asked.and_then(|key| objected(&on.application, key));
    let objected = objected.ok_or_else(|| {
        Refusal::new("nobody_objected", "没有不同意公开的第三方，不需要告知。").citing("《政府信息公开条例》第三十二条")
    })?;
    let told = told.cloned().unwrap_or_default();
    facts.override_ = Some(OverrideFacts {
        whom: objected.whom,
        what: told.what,
        because: told.because,
        answered_on: Some(objected.answered_on),
        public_interest: told.public_interest,
    });
    let names = settings.answering.remedy_names();
    let clause = remedy_clause(&RemedyFacts {
        decided_on: facts.date.unwrap_or(on.today),
        outcome: Outcome::Provided,
        withheld_parts: &[],
        reviewed_as: settings.answering.reviewed_as(),
        names: &names,
        service: None,
    });
    facts.remedy_clause = clause.map(|clause| clause.text).map_err(|step| {
        Refusal::new("remedy_clause", format!("{}。", step.says)).citing(step.basis.to_string()).at("remedy_clause")
    })?;
    Ok(())
}
