//! 审核答复: signatures by the hash of what was seen; the last one is the decision, which dates and codes the letter.

use super::clause_of;
use crate::applications::OnCase;
use crate::failure::refused;
use crate::publishing::Opinion;
use crate::{Desk, Done, Failure, Under, Who, not_found};
use affairs::access::{Act, Facts, may};
use affairs::application::reply::review::Signing;
use affairs::application::reply::{Reply, ReplyLevel, ReplyProgress, ReplyReview, Token, issue};
use affairs::case::Words;
use affairs::id::{CaseId, NoticeId};
use affairs::journal::Entry;
use affairs::letter::text_hash;
use affairs::notice::Subject;
use affairs::personal::Purpose;
use affairs::{ContentHash, Personal};
use store::replies::Issued;

impl Desk {
    /// Signs a reply at the level that is waited for. After the last level it is decided: dated, coded, ready for the seal.
    ///
    /// # Errors
    /// Refused for a stale page, the wrong time, no grant, a person who wrote or signed it; and at the last level when the law of
    /// the day wants another remedy clause than the approved one.
    pub async fn sign_reply(&self, who: &Who, opinion: Opinion) -> Done<ReplyLevel> {
        let mut under = self.begin(who).await?;
        let review = self.reply_review(&mut under.tx, &opinion.seen).await?;
        may(&under.officer, Act::ReviewReply, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let level = review.waited_for().map_err(refused)?;
        let reply = store::replies::content(&mut under.tx, self.keyring()?, &who.agency, &opinion.seen).await?;
        let reply = reply.ok_or_else(not_found)?;
        let opened = store::uploads::pictures_opened_by(&mut under.tx, &who.agency, &who.person).await?;
        let pictures = reply.reveal(Purpose::Handling).for_human_eyes();
        let unread = pictures.filter(|material| !opened.contains(&material.file)).count();
        let before = review.progress.clone();
        let review = review
            .approve(&Signing {
                officer: &under.officer,
                seen: &opinion.seen,
                opinion: &opinion.text,
                checklist: opinion.checklist,
                pictures_unread: unread,
                at: under.now,
            })
            .map_err(refused)?;
        let signed = review.signatures.last().ok_or_else(|| Failure::of(&"a signature that left no trace"))?;
        store::replies::sign(&mut under.tx, self.keyring()?, signed).await?;
        store::replies::update(&mut under.tx, &review, &before, under.now).await?;
        if review.is_whole() && matches!(review.progress, ReplyProgress::Decided { .. }) {
            self.decide_reply(under, who, &review, &reply).await?;
            return Ok(level);
        }
        let entry = Entry::new(who.actor(), "applications.sign_reply")
            .about("application", &review.case)
            .about("reply", &review.reply)
            .fact("level", level.code());
        under.tx.commit(under.now, entry).await?;
        Ok(level)
    }

    async fn decide_reply(&self, under: Under, who: &Who, review: &ReplyReview, reply: &Personal<Reply>) -> Done<()> {
        let mut on = self.found(under.tx, &review.case, under.now).await?;
        let content = reply.reveal(Purpose::Handling);
        let settings = store::settings::on(&mut on.tx, &review.agency, on.today).await?;
        let clause = clause_of(&content.answer, content.way, &settings, on.today)?;
        let keyring = self.keyring()?;
        let token = crate::new_id()?;
        let sign = |bytes: &[u8]| keyring.sign(&review.agency, bytes).map_or([0; 64], |(_, signature)| signature);
        let letter = issue(content, on.today, &clause, &Token { token: &token, sign: &sign })?;
        let number = letter.verification.as_ref().map(|code| code.signed.number.clone()).unwrap_or_default();
        let issued = Issued {
            reply: review.reply.clone(),
            case: review.case.clone(),
            number,
            dated: on.today,
            text: text_hash(&letter),
        };
        let token_hash = ContentHash::of(token.as_bytes());
        store::replies::issue(&mut on.tx, keyring, &issued, &token_hash, &Personal::new(letter), on.now).await?;
        store::replies::drop_draft(&mut on.tx, &review.case).await?;
        let subject = Subject::ReplyDecided {
            case: review.case.to_string(),
            number: on.application.frame.number.clone(),
            reply_number: issued.number,
        };
        self.tell_writer(&mut on, review, &subject).await?;
        let event = on.standing.decide(&review.reply, on.today);
        self.happened(on, who, event, Words::default()).await
    }

    /// Sends a reply back to its writer, with the reason.
    ///
    /// # Errors
    /// As [`Desk::sign_reply`], and without a reason.
    pub async fn send_reply_back(&self, who: &Who, opinion: Opinion) -> Done<()> {
        let mut under = self.begin(who).await?;
        let review = self.reply_review(&mut under.tx, &opinion.seen).await?;
        may(&under.officer, Act::ReviewReply, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let before = review.progress.clone();
        let review = review
            .send_back(&Signing {
                officer: &under.officer,
                seen: &opinion.seen,
                opinion: &opinion.text,
                checklist: None,
                pictures_unread: 0,
                at: under.now,
            })
            .map_err(refused)?;
        store::replies::update(&mut under.tx, &review, &before, under.now).await?;
        let by = under.officer.person.name.clone();
        let mut on = self.found(under.tx, &review.case, under.now).await?;
        let reason = opinion.text.trim().to_owned();
        self.note_on_draft(&mut on, format!("{by}：{reason}")).await?;
        let subject =
            Subject::ReplyReturned { case: review.case.to_string(), number: on.application.frame.number.clone(), by };
        self.tell_writer(&mut on, &review, &subject).await?;
        let event = on.standing.return_reply(&review.reply);
        self.happened(on, who, event, Words::of(reason)).await
    }

    /// The officer takes a reply back to change it; every signature under it is void.
    ///
    /// # Errors
    /// Refused once it is decided.
    pub async fn take_reply_back(&self, who: &Who, case: &CaseId, version: i64, reply: &ContentHash) -> Done<()> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let review = self.reply_review(&mut on.tx, reply).await?;
        if review.case != *case {
            return Err(not_found().into());
        }
        let before = review.progress.clone();
        let review = review.take_back(on.now).map_err(refused)?;
        store::replies::update(&mut on.tx, &review, &before, on.now).await?;
        let event = on.standing.return_reply(reply);
        self.happened(on, who, event, Words::default()).await
    }

    async fn note_on_draft(&self, on: &mut OnCase, note: String) -> Done<()> {
        let (agency, case) = (on.application.frame.agency.clone(), on.application.frame.id.clone());
        let keyring = self.keyring()?;
        let draft = store::replies::draft(&mut on.tx, keyring, &agency, &case).await?.ok_or_else(not_found)?;
        let draft = draft.map(|mut draft| {
            draft.sent_back = note;
            draft
        });
        Ok(store::replies::save_findings(&mut on.tx, keyring, &case, &draft).await?)
    }

    async fn tell_writer(&self, on: &mut OnCase, review: &ReplyReview, subject: &Subject) -> Done<()> {
        let id = NoticeId::new(crate::new_id()?);
        Ok(store::outbox::notify(&mut on.tx, &id, &review.owner, subject, on.now).await?)
    }
}
