//! 核查, 答复: what was established and what was done, told to whoever asked.

use super::{By, OnRequest};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::case::{CaseKind, Words};
use affairs::id::CaseId;
use affairs::message::{About, Letter, check_address};
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, NotNow, Request, Standing};
use affairs::time::chinese_date;
use store::Transaction;

/// What an officer answers.
#[derive(Debug, Clone)]
pub struct Answer {
    pub result: Answered,
    /// 核查情况 of a correction, 审核情况 of a suggestion.
    pub findings: String,
    /// What was corrected and how, or the reason why not; may be empty where another organ decides.
    pub words: String,
    /// The organ that may correct, and how to reach it.
    pub organ: String,
    pub organ_contact: String,
}

impl Desk {
    /// Answers a request. A correction's answer draws the number of its letter; an adopted suggestion asks the sections, as a
    /// task of the office, for the publication it leads to.
    ///
    /// # Errors
    /// Refused once it is closed, for an answer of the other kind, and without findings, reason or organ.
    pub async fn answer_request(&self, who: &Who, case: &CaseId, version: i64, answer: Answer) -> Done<()> {
        let mut on = self.on_request(who, case, version).await?;
        on.standing.answer(on.request.frame.kind, answer.result).map_err(refused)?;
        complete(&answer).map_err(refused)?;
        let number = self.letter_number(&mut on).await?;
        if answer.result == Answered::Adopted {
            let what = format!("{}采纳的信息", on.request.frame.number);
            let why = "采纳主动公开建议，经审核可以公开的应当及时主动公开（《政府信息公开条例》第四十四条第二款）";
            store::outbox::open_update_task(&mut on.tx, &crate::new_id()?, &what, why, on.now).await?;
        }
        let today = on.today;
        let words = Words {
            text: answer.words.trim().to_owned(),
            party: answer.organ.trim().to_owned(),
            address: answer.organ_contact.trim().to_owned(),
            ..Words::default()
        };
        let lines = vec![
            (Event::Verified { on: today }, Words::of(answer.findings.trim())),
            (Event::Answered { on: today, result: answer.result, number: number.clone() }, words),
        ];
        if !number.is_empty() {
            self.issue_request_letter(&mut on, who, &lines, number).await?;
        }
        self.request_happened(on, By::Officer(who), lines).await
    }

    /// 文号 of the letter, from the series of replies.
    async fn letter_number(&self, on: &mut OnRequest) -> Done<String> {
        if on.request.frame.kind != CaseKind::RecordCorrection {
            return Ok(String::new());
        }
        let (agency, case) = (on.request.frame.agency.clone(), on.request.frame.id.clone());
        let settings = store::settings::on(&mut on.tx, &agency, on.today).await?;
        let template = &settings.answering.number_template;
        self.draw_letter_number(&mut on.tx, &case, case.as_str(), template, on.now).await
    }

    /// Queues the mails that the lines of the ledger from `since` on send to whoever left an address: that it came in, that it was
    /// answered. What was asked and what was answered stay out of them, as of every mail.
    pub(super) async fn tell_of_request(
        &self,
        tx: &mut Transaction,
        request: &Request,
        standing: &Standing,
        since: i64,
    ) -> Done<()> {
        let address = &request.form.reveal(Purpose::Addressing).email;
        if address.is_empty() || check_address(address).is_err() {
            return Ok(());
        }
        let frame = &request.frame;
        let agency = store::agencies::by_id(&mut *tx, &frame.agency).await?.ok_or_else(crate::not_found)?;
        for line in request.events.iter().filter(|line| line.number >= since) {
            let (subject, what) = match &line.event {
                Event::Received { on } => (
                    "收到回执",
                    format!(
                        "本机关于{}收到您提出的{}，将在{}前答复。",
                        chinese_date(*on),
                        frame.kind.label(),
                        chinese_date(standing.due.answer.value)
                    ),
                ),
                Event::Answered { .. } => ("已经答复", format!("您提出的{}已经答复。", frame.kind.label())),
                _ => continue,
            };
            let text = format!(
                "您好：\n\n{what}\n\n编号：{}。在本机关网站提出的，可以凭编号和查询码查看结果；其他方式提出的，结果按您留的联系方式告知。\
                 查询码不会写在邮件里。如果您没有提出过，请忽略本邮件。\n\n本邮件由系统发出，请勿回复。\n\n{}\n",
                frame.number, agency.name
            );
            let letter = Letter {
                recipient: address.clone().into(),
                subject: format!("{}：{subject}", frame.number).into(),
                text: text.into(),
                attachments: Vec::new(),
            };
            self.queue_mail(tx, &About::new(frame.kind.code(), &frame.id), &letter, line.at).await?;
        }
        Ok(())
    }
}

/// Whether an answer says what it must.
fn complete(answer: &Answer) -> Result<(), NotNow> {
    let missing = |field, says| Err(NotNow::Missing { field, says });
    if answer.findings.trim().is_empty() {
        return missing("findings", "请写明核查情况。");
    }
    if answer.result.names_an_organ() && answer.organ.trim().is_empty() {
        return missing("organ", "请写明有权更正的机关。");
    }
    if answer.result.names_an_organ() && answer.organ_contact.trim().is_empty() {
        return missing("organ_contact", "请写明有权更正的机关的联系方式。");
    }
    if !answer.result.names_an_organ() && answer.result != Answered::Adopted && answer.words.trim().is_empty() {
        return missing("words", "请写明怎样更正的，或者不予更正、不采纳的理由。");
    }
    Ok(())
}
