//! Writing a message down: headers that any mail program reads in Chinese, a plain text, files with their names.

use affairs::id::MessageId;
use affairs::message::{Letter, check_address};
use affairs::personal::{Personal, Purpose};
use affairs::{Instant, Refusal};
use lettre::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use std::time::{Duration, SystemTime};

/// The most bytes of a whole message. Usual servers take 20 to 25 million.
pub const LARGEST_MESSAGE: usize = 20 * 1024 * 1024;

/// A file that goes along, with its bytes at hand.
#[derive(Clone)]
pub struct Enclosure {
    pub name: Personal<String>,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A message as it is to be sent.
#[derive(Clone)]
pub struct Envelope {
    /// Every attempt at one message carries the same name, so that a second copy can be known for what it is.
    pub id: MessageId,
    /// Whom the recipient sees as the sender: the agency's name.
    pub sender: String,
    pub recipient: Personal<String>,
    pub subject: Personal<String>,
    pub text: Personal<String>,
    pub enclosures: Vec<Enclosure>,
}

impl Envelope {
    /// The message `id` of a letter, its attachments read.
    #[must_use]
    pub fn of(id: &MessageId, sender: &str, letter: &Letter, enclosures: Vec<Enclosure>) -> Self {
        Self {
            id: id.clone(),
            sender: sender.to_owned(),
            recipient: letter.recipient.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            enclosures,
        }
    }
}

/// The bytes of a message.
///
/// # Errors
/// When it cannot be a message, or would be too large.
pub(super) fn write(envelope: &Envelope, from: &Address, at: Instant) -> Result<Vec<u8>, Refusal> {
    let large: usize = envelope.enclosures.iter().map(|enclosure| enclosure.bytes.len()).sum();
    if large > LARGEST_MESSAGE {
        return Err(too_large());
    }
    let recipient = envelope.recipient.reveal(Purpose::Addressing);
    check_address(recipient)?;
    let recipient: Address = recipient.parse().map_err(|_| Refusal::new("mail_address", "收件地址有误"))?;
    let subject = envelope.subject.reveal(Purpose::Addressing);
    for header in [subject, &envelope.sender] {
        if header.chars().any(char::is_control) {
            return Err(Refusal::new("mail_header", "邮件主题和发件人名称中不能有换行"));
        }
    }
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at.milliseconds()).unwrap_or(0));
    let builder = Message::builder()
        .from(Mailbox::new(Some(envelope.sender.clone()), from.clone()))
        .to(Mailbox::new(None, recipient))
        .date(date)
        .message_id(Some(format!("<{}@{}>", envelope.id, from.domain())))
        .subject(subject.clone());
    let text = SinglePart::plain(envelope.text.reveal(Purpose::Addressing).clone());
    let message = if envelope.enclosures.is_empty() {
        builder.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().singlepart(text);
        for enclosure in &envelope.enclosures {
            parts = parts.singlepart(attached(enclosure)?);
        }
        builder.multipart(parts)
    };
    let message = message.map_err(|_| Refusal::new("mail_unwritable", "邮件无法成文，请核对收件地址和主题"))?;
    let bytes = message.formatted();
    if bytes.len() > LARGEST_MESSAGE { Err(too_large()) } else { Ok(bytes) }
}

fn attached(enclosure: &Enclosure) -> Result<SinglePart, Refusal> {
    let name = enclosure.name.reveal(Purpose::Addressing);
    if name.chars().any(char::is_control) {
        return Err(Refusal::new("mail_attachment_name", "附件名称中不能有换行"));
    }
    // A media type that nobody can read is no reason to keep the file back.
    let unknown = || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
    let kind = ContentType::parse(&enclosure.media_type).unwrap_or_else(|_| unknown());
    Ok(Attachment::new(name.clone()).body(enclosure.bytes.clone(), kind))
}

fn too_large() -> Refusal {
    let million = LARGEST_MESSAGE / 1024 / 1024;
    Refusal::new("mail_too_large", format!("邮件连同附件超过 {million} MB，请改用其他方式送达或减少附件"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal(text: &str) -> Personal<String> {
        Personal::new(text.to_owned())
    }

    fn envelope() -> Envelope {
        Envelope {
            id: MessageId::new("m1"),
            sender: "试验市司法局".to_owned(),
            recipient: personal("a@example.com"),
            subject: personal("政府信息公开告知书"),
            text: personal("您好：\n答复见附件。"),
            enclosures: Vec::new(),
        }
    }

    fn written(envelope: &Envelope) -> Result<String, &'static str> {
        let from = Address::new("gongkai", "example.cn").unwrap();
        let bytes = write(envelope, &from, Instant::from_milliseconds(1_551_747_600_000));
        bytes.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|refusal| refusal.code)
    }

    #[test]
    fn headers_are_of_one_line_each_and_of_plain_letters() {
        let text = written(&envelope()).unwrap();
        assert!(text.is_ascii(), "{text}");
        assert!(text.contains("Message-ID: <m1@example.cn>\r\n"), "{text}");
        assert!(text.contains("Date: Tue, 05 Mar 2019 01:00:00 +0000\r\n"), "{text}");
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
    }

    #[test]
    fn no_field_can_begin_a_header() {
        let smuggled = "x\r\nBcc: other@example.com";
        let subject = written(&Envelope { subject: personal(smuggled), ..envelope() });
        assert_eq!(subject, Err("mail_header"));
        let sender = written(&Envelope { sender: smuggled.to_owned(), ..envelope() });
        assert_eq!(sender, Err("mail_header"));
        let recipient = written(&Envelope { recipient: personal("a@example.com\r\nBcc: b@example.com"), ..envelope() });
        assert_eq!(recipient, Err("mail_address"));
        let enclosure = |name: &str, media_type: &str| Enclosure {
            name: personal(name),
            media_type: media_type.to_owned(),
            bytes: b"x".to_vec(),
        };
        let with = |enclosure| Envelope { enclosures: vec![enclosure], ..envelope() };
        assert_eq!(written(&with(enclosure(smuggled, "text/plain"))), Err("mail_attachment_name"));
        let kind = written(&with(enclosure("a.txt", "text/plain\r\nBcc: b@example.com"))).unwrap();
        assert!(!kind.contains("Bcc"), "{kind}");
    }

    #[test]
    fn what_no_server_would_take_is_not_written() {
        let enclosure = Enclosure {
            name: personal("扫描件.pdf"),
            media_type: "application/pdf".to_owned(),
            bytes: vec![0; LARGEST_MESSAGE - 1],
        };
        assert_eq!(written(&Envelope { enclosures: vec![enclosure], ..envelope() }), Err("mail_too_large"));
    }
}
