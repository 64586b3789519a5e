//! 告知: the applicant who left a mail address is told of what happened, in the transaction in which it happened.

use crate::{Desk, Done};
use affairs::Instant;
use affairs::application::telling::{self, Mail, Told};
use affairs::application::{Application, ProvisionWay, Standing};
use affairs::message::{About, Attachment, Letter, check_address};
use affairs::personal::Purpose;
use store::Transaction;

impl Desk {
    /// Queues the mails that the lines of the ledger from `since` on send. Where no address was left, or one that no mail can go
    /// to, nothing is sent and nothing is lost: a mail is never how a document is served.
    pub(super) async fn tell_applicant(
        &self,
        tx: &mut Transaction,
        application: &Application,
        standing: &Standing,
        since: i64,
    ) -> Done<()> {
        for line in application.events.iter().filter(|line| line.number >= since) {
            let write = |told: &Told<'_>| telling::mail(&line.event, told);
            self.queue_told(tx, application, standing, Vec::new(), line.at, write).await?;
        }
        Ok(())
    }

    /// Queues the reply itself, sealed copy and enclosures attached, for whoever asked to be answered by mail.
    ///
    /// # Errors
    /// When the database fails, or the attachments cannot be written as a mail.
    pub(super) async fn mail_reply(
        &self,
        tx: &mut Transaction,
        application: &Application,
        standing: &Standing,
        attachments: Vec<Attachment>,
        now: Instant,
    ) -> Done<()> {
        self.queue_told(tx, application, standing, attachments, now, |told| Some(telling::reply(told))).await
    }

    /// Queues the letter that says that a holiday notice moved the last day, for whoever asked to be written to by mail.
    ///
    /// # Errors
    /// As [`Desk::mail_reply`].
    pub(super) async fn mail_due_day(
        &self,
        on: &mut super::OnCase,
        attachment: Attachment,
        (before, now): (affairs::Date, affairs::Date),
    ) -> Done<()> {
        if on.application.form.reveal(Purpose::Addressing).wanted.way != ProvisionWay::Email {
            return Ok(());
        }
        let write = |told: &Told<'_>| Some(telling::due_day(told, before, now));
        self.queue_told(&mut on.tx, &on.application, &on.standing, vec![attachment], on.now, write).await
    }

    async fn queue_told(
        &self,
        tx: &mut Transaction,
        application: &Application,
        standing: &Standing,
        attachments: Vec<Attachment>,
        now: Instant,
        write: impl FnOnce(&Told<'_>) -> Option<Mail>,
    ) -> Done<()> {
        let form = application.form.reveal(Purpose::Addressing);
        let address = &form.applicant.email;
        if address.is_empty() || check_address(address).is_err() {
            return Ok(());
        }
        let agency = store::agencies::by_id(&mut *tx, &application.frame.agency).await?.ok_or_else(crate::not_found)?;
        let site = &self.post.public_address;
        let progress = if site.is_empty() { String::new() } else { format!("{site}/a/{}/progress", agency.slug) };
        let told = Told {
            agency: &agency.name,
            number: &application.frame.number,
            mode: application.mode,
            reply_by_mail: form.wanted.way == ProvisionWay::Email,
            received_on: standing.receipt.received_on,
            due_on: standing.due.as_ref().map(|due| due.due.value),
            progress: &progress,
        };
        let Some(Mail { subject, text }) = write(&told) else { return Ok(()) };
        let recipient = address.clone().into();
        let letter = Letter { recipient, subject: subject.into(), text: text.into(), attachments };
        let about = About::new("application", &application.frame.id);
        self.queue_mail(tx, &about, &letter, now).await?;
        Ok(())
    }
}
