//! 送达: how the sealed reply reached the applicant, which day counts for the office and which for him.

use crate::applications::{Line, OnCase};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::access::Act;
use affairs::application::{Event, NotNow, ProvisionWay};
use affairs::case::Words;
use affairs::id::CaseId;
use affairs::message::{Attachment, Shelf};
use affairs::personal::Purpose;
use affairs::{Date, Refusal};
use law::remedy::{ServiceFacts, ServiceWay, served};

/// What a service is registered with.
#[derive(Debug, Clone)]
pub struct Service {
    pub way: ServiceWay,
    /// Handed over, posted, sent, left or published on this day.
    pub sent_on: Date,
    /// The day the addressee signed, where he has.
    pub signed_on: Option<Date>,
    /// The last day of a public notice.
    pub notice_ends_on: Option<Date>,
    /// Who took it: the applicant, his agent, whoever signed for him.
    pub recipient: String,
    /// 邮件号码, the mailbox, the place.
    pub trace: String,
    /// Witnesses, why it was refused, anything else.
    pub words: String,
}

impl Desk {
    /// Registers that the sealed reply was served. What counts for the office's own period and what for the applicant's remedies
    /// are two lines of the ledger, for they are often two days.
    ///
    /// # Errors
    /// Refused while no sealed reply waits, on an impossible day, or without what proves it.
    pub async fn serve_reply(&self, who: &Who, case: &CaseId, version: i64, service: Service) -> Done<()> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        proof_of(&service)?;
        let days = served(&ServiceFacts {
            way: service.way,
            sent_on: service.sent_on,
            signed_on: service.signed_on,
            notice_ends_on: service.notice_ends_on,
        });
        let days = days.map_err(|step| {
            Refusal::new("service", format!("{}。", step.says)).citing(step.basis.to_string()).at("signed_on")
        })?;
        let event = on.standing.serve(service.way, days.agency_day, on.today).map_err(refused)?;
        if service.way == ServiceWay::Electronic {
            self.mail_the_reply(&mut on).await?;
        }
        let words = Words {
            text: service.words.trim().to_owned(),
            party: service.recipient.trim().to_owned(),
            address: service.trace.trim().to_owned(),
            ..Words::default()
        };
        let mut lines = vec![Line::with(event, words)];
        if let Some(day) = days.addressee_day.filter(|day| *day <= on.today) {
            lines.push(Line::plain(Event::Delivered { on: day }));
        }
        self.all_happened(on, who, lines).await
    }

    /// Whoever asked to be answered by mail gets the sealed copy and the materials by mail.
    async fn mail_the_reply(&self, on: &mut OnCase) -> Done<()> {
        let application = &on.application;
        if application.form.reveal(Purpose::Addressing).wanted.way != ProvisionWay::Email {
            return Ok(());
        }
        let (agency, case) = (&application.frame.agency, &application.frame.id);
        let named = self.named_by_reply(&mut on.tx, application).await?;
        let files = store::applications::files(&mut on.tx, self.keyring()?, agency, case).await?;
        let handed_out = files.into_iter().filter(|file| named.contains(&file.hash));
        let attachments: Vec<Attachment> = handed_out
            .map(|file| Attachment {
                file: file.hash,
                shelf: Shelf::Sealed,
                name: file.name,
                media_type: file.media_type,
            })
            .collect();
        self.mail_reply(&mut on.tx, application, &on.standing, attachments, on.now).await
    }

    /// The applicant has it: his terms run from this day.
    ///
    /// # Errors
    /// Refused when nothing is on its way, or before it left.
    pub async fn reply_delivered(&self, who: &Who, case: &CaseId, version: i64, day: Date, proof: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.deliver(day, on.today);
        self.happened(on, who, event, Words::of(proof.trim())).await
    }

    /// It came back, was refused, or went to a wrong address: it has to be served once more, perhaps in another way.
    ///
    /// # Errors
    /// Refused when nothing is on its way, or without the reason.
    pub async fn service_failed(&self, who: &Who, case: &CaseId, version: i64, day: Date, why: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if why.trim().is_empty() {
            Err(NotNow::Text {
                field: "why", says: "请写明退回或者拒收的原因，例如“查无此人”。"
            })
        } else {
            on.standing.fail_service(day, on.today)
        };
        self.happened(on, who, event, Words::of(why.trim())).await
    }
}

/// What proves the service, by its way.
fn proof_of(service: &Service) -> Result<(), Refusal> {
    let (trace, recipient, words) = (service.trace.trim(), service.recipient.trim(), service.words.trim());
    let missing = |field: &'static str, says: &'static str| {
        Err(Refusal::new("proof_missing", says).citing(service.way.agency_basis().to_string()).at(field))
    };
    match service.way {
        ServiceWay::InPerson | ServiceWay::ThroughOrgan if recipient.is_empty() => {
            missing("recipient", "请填写签收人；代收的，写明与申请人的关系。")
        }
        ServiceWay::Post if trace.is_empty() => missing("trace", "请填写邮件号码。"),
        ServiceWay::Electronic if trace.is_empty() => {
            missing("trace", "请填写发到了哪个邮箱或者系统，例如“本机关网站，凭回执下载”。")
        }
        ServiceWay::LeftAtPlace if words.is_empty() => {
            missing("words", "请写明拒收的事由，以及见证人或者拍照、录像的情况。")
        }
        ServiceWay::PublicNotice if service.notice_ends_on.is_none() => {
            missing("notice_ends_on", "请填写公告期限届满之日。")
        }
        ServiceWay::InPerson
        | ServiceWay::ThroughOrgan
        | ServiceWay::Post
        | ServiceWay::Electronic
        | ServiceWay::LeftAtPlace
        | ServiceWay::PublicNotice => Ok(()),
    }
}
