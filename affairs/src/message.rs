//! 外发信件: what the agency writes to the world outside, and what became of it.
//!
//! A message is delivered at most once. Whatever is not known for certain stops and asks a person; only a refusal that the
//! other side has spoken aloud, or a connection that broke before the whole message was over, is tried again.

use crate::id::{AgencyId, MessageId};
use crate::personal::{Personal, Purpose};
use crate::{ContentHash, Instant, Refusal, Refuse};

/// The way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Electronic mail.
    Mail,
}

impl Channel {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Mail].into_iter().find(|channel| channel.code() == code)
    }

    /// What it is called in the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "电子邮件",
        }
    }
}

/// What a message is about: the kind and the id of a record, as the journal names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub kind: String,
    pub id: String,
}

impl About {
    /// About this record.
    pub fn new(kind: impl Into<String>, id: impl ToString) -> Self {
        Self { kind: kind.into(), id: id.to_string() }
    }
}

/// Where the bytes of an attachment lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Among the files, as they are.
    Open,
    /// Among the files, encrypted; the hash is that of the ciphertext.
    Sealed,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub file: ContentHash,
    pub shelf: Shelf,
    pub name: Personal<String>,
    pub media_type: String,
}

/// What is written, and to whom. All of it is the recipient's own affair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// A mail address without a name before it.
    pub recipient: Personal<String>,
    pub subject: Personal<String>,
    /// Plain text; lines end with `\n`.
    pub text: Personal<String>,
    pub attachments: Vec<Attachment>,
}

/// The most characters of a subject.
pub const LONGEST_SUBJECT: usize = 200;
/// The most characters of a text; longer things are attached.
pub const LONGEST_TEXT: usize = 50_000;
/// The most attachments of one message.
pub const MOST_ATTACHMENTS: usize = 20;
/// The most bytes of an address (RFC 5321 §4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;

impl Letter {
    /// Whether it can be written as a message at all.
    ///
    /// # Errors
    /// A refusal that names the field. A line break in a field that becomes a header is refused and never repaired: whoever
    /// sent one tried to write headers of his own.
    pub fn check(&self) -> Result<(), Refusal> {
        check_address(self.recipient.reveal(Purpose::Addressing))?;
        let subject = self.subject.reveal(Purpose::Addressing);
        if subject.trim().is_empty() || subject.chars().count() > LONGEST_SUBJECT || has_control(subject) {
            let message = format!("邮件主题须为 1 至 {LONGEST_SUBJECT} 个字，且不能换行。");
            return Err(Refusal::new("mail_subject", message).at("subject"));
        }
        let text = self.text.reveal(Purpose::Addressing);
        let strange = text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\t'));
        if text.trim().is_empty() || text.chars().count() > LONGEST_TEXT || strange {
            let message = format!("邮件正文须为 1 至 {LONGEST_TEXT} 个字，不能含有控制字符。");
            return Err(Refusal::new("mail_text", message).at("text"));
        }
        self.check_attachments()
    }

    fn check_attachments(&self) -> Result<(), Refusal> {
        if self.attachments.len() > MOST_ATTACHMENTS {
            let message = format!("一封邮件最多带 {MOST_ATTACHMENTS} 个附件。");
            return Err(Refusal::new("mail_attachments", message).at("attachments"));
        }
        let unfit = |attachment: &Attachment| {
            let name = attachment.name.reveal(Purpose::Addressing);
            name.trim().is_empty() || name.chars().count() > LONGEST_SUBJECT || has_control(name)
        };
        if self.attachments.iter().any(unfit) {
            let message = format!("附件名称须为 1 至 {LONGEST_SUBJECT} 个字，且不能换行。");
            return Err(Refusal::new("mail_attachment_name", message).at("attachments"));
        }
        Ok(())
    }
}

/// Whether a text can be a mail address. The server at the other end has the last word on whether it is one.
///
/// # Errors
/// A refusal at the field `recipient`.
pub fn check_address(address: &str) -> Result<(), Refusal> {
    let refusal = || Refusal::new("mail_address", "电子邮箱地址有误，请核对，例如 name@example.com。").at("recipient");
    let strange = |character: char| {
        character.is_control() || character.is_whitespace() || matches!(character, '<' | '>' | ',' | ';' | '"' | '\\')
    };
    if address.len() > LONGEST_ADDRESS || address.contains(strange) {
        return Err(refusal());
    }
    match address.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !local.contains('@') && is_domain(domain) => Ok(()),
        _ => Err(refusal()),
    }
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && label.len() <= 63)
}

fn has_control(text: &str) -> bool {
    text.chars().any(|character| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}'))
}

/// What one attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The other server has taken the message over; its words.
    Accepted(String),
    /// Not taken, for certain, and perhaps later.
    RefusedForNow(String),
    /// Not taken, for certain, and asking again is of no use.
    RefusedForGood(String),
    /// Nobody here can tell whether it was taken.
    Unknown(String),
}

/// What has become of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// To be tried at `next_at`; why it was not taken the last time, empty before the first.
    Waiting { next_at: Instant, words: String },
    /// Somebody is speaking to the server and holds it until then.
    Sending { until: Instant },
    /// The other server has it, and said so.
    Sent { at: Instant, words: String },
    /// It did not go and will not by itself. `permanent`: the other side refused; else every attempt was in vain.
    Failed { at: Instant, why: String, permanent: bool },
    /// Whether it went is not known: a person must ask and decide.
    Unknown { at: Instant, why: String },
    /// It came back.
    Bounced { at: Instant, why: String },
    /// A person called it off before it went.
    Withdrawn { at: Instant, why: String },
}

/// A message without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub agency: AgencyId,
    pub id: MessageId,
    pub channel: Channel,
    pub about: About,
    pub queued_at: Instant,
    /// How often somebody has begun to send it.
    pub attempts: i64,
    pub state: State,
}

/// After so many temporary refusals a message has failed: with the waits between them, after a day and a half.
pub const MOST_ATTEMPTS: i64 = 16;

/// What a program that broke off in the middle of sending leaves to be asked.
pub const BROKEN_OFF: &str = "发送过程中程序中断，无法确定邮件是否已经发出";
/// What waits for a setting of the machine.
pub const NOT_CONFIGURED: &str = "未配置邮件服务器";
/// What a message says that a backup held as not yet sent.
pub const RESTORED: &str = "本信件恢复自备份，备份之后可能已经发出";

/// When a message that was refused for now is tried again: after a minute, doubled each time, at most four hours.
#[must_use]
pub fn again_at(refused_at: Instant, attempts: i64) -> Instant {
    let doublings = u32::try_from(attempts.clamp(1, 9) - 1).unwrap_or(0);
    refused_at.plus_minutes((1_i64 << doublings).min(240))
}

/// What a person found out about a message whose fate was not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It went.
    Sent,
    /// It did not go, or nothing is lost by its going twice: once more, under the same Message-ID.
    Resend,
}

impl Resolution {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Resend => "resend",
        }
    }
}

/// Why a message's state cannot change as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPossible {
    /// Only what failed or is not known waits for a person's decision.
    NothingToDecide,
    /// It has never gone, so it cannot have come back.
    NeverSent,
    /// It has gone, or is going at this moment.
    NotInOurHands,
    /// A reason is missing or too long.
    NoReason,
}

impl Refuse for NotPossible {
    fn refusal(&self) -> Refusal {
        match self {
            Self::NothingToDecide => Refusal::new("message_decided", "这封邮件没有需要人工确认的发送结果。"),
            Self::NeverSent => Refusal::new("message_never_sent", "这封邮件没有发出过，不能登记退信。"),
            Self::NotInOurHands => Refusal::new("message_gone", "这封邮件已经发出或正在发送，不能再撤回。"),
            Self::NoReason => Refusal::new("message_reason", "请写明原因，不超过 200 个字。").at("why"),
        }
    }
}

impl State {
    /// What an attempt leaves behind; `attempts` counts it.
    #[must_use]
    pub fn after(delivery: Delivery, attempts: i64, at: Instant) -> Self {
        match delivery {
            Delivery::Accepted(words) => Self::Sent { at, words },
            Delivery::RefusedForNow(words) if attempts < MOST_ATTEMPTS => {
                Self::Waiting { next_at: again_at(at, attempts), words }
            }
            Delivery::RefusedForNow(why) => Self::Failed { at, why, permanent: false },
            Delivery::RefusedForGood(why) => Self::Failed { at, why, permanent: true },
            Delivery::Unknown(why) => Self::Unknown { at, why },
        }
    }

    /// A person's decision on a message that failed or whose fate is not known.
    ///
    /// # Errors
    /// When there is nothing to decide; a failed message cannot be declared sent.
    pub fn resolve(self, resolution: Resolution, at: Instant) -> Result<Self, NotPossible> {
        match (self, resolution) {
            (Self::Unknown { .. }, Resolution::Sent) => {
                Ok(Self::Sent { at, words: "经人工核实已经发出".to_owned() })
            }
            (Self::Unknown { .. } | Self::Failed { .. }, Resolution::Resend) => {
                Ok(Self::Waiting { next_at: at, words: String::new() })
            }
            _ => Err(NotPossible::NothingToDecide),
        }
    }

    /// The message came back.
    ///
    /// # Errors
    /// When it never went, or no reason is given.
    pub fn bounce(self, why: &str, at: Instant) -> Result<Self, NotPossible> {
        let why = reason(why)?;
        match self {
            Self::Sent { .. } | Self::Unknown { .. } => Ok(Self::Bounced { at, why }),
            _ => Err(NotPossible::NeverSent),
        }
    }

    /// It is not to go any more.
    ///
    /// # Errors
    /// When it has gone or is going, or no reason is given.
    pub fn withdraw(self, why: &str, at: Instant) -> Result<Self, NotPossible> {
        let why = reason(why)?;
        match self {
            Self::Waiting { .. } | Self::Failed { .. } => Ok(Self::Withdrawn { at, why }),
            _ => Err(NotPossible::NotInOurHands),
        }
    }

    /// Whether a person must decide something.
    #[must_use]
    pub const fn wants_a_person(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Unknown { .. } | Self::Bounced { .. })
    }

    /// The state in a word or two.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "待发送",
            Self::Sending { .. } => "正在发送",
            Self::Sent { .. } => "已发出",
            Self::Failed { permanent: true, .. } => "被拒收",
            Self::Failed { permanent: false, .. } => "多次发送未成功",
            Self::Unknown { .. } => "结果不明",
            Self::Bounced { .. } => "已退信",
            Self::Withdrawn { .. } => "已撤回",
        }
    }

    /// The words that go with it: the other server's, or a person's.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Sending { .. } => "",
            Self::Waiting { words, .. } | Self::Sent { words, .. } => words,
            Self::Failed { why, .. }
            | Self::Unknown { why, .. }
            | Self::Bounced { why, .. }
            | Self::Withdrawn { why, .. } => why,
        }
    }
}

fn reason(why: &str) -> Result<String, NotPossible> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 200 { Err(NotPossible::NoReason) } else { Ok(why.to_owned()) }
}

/// The most characters that are kept of another server's words.
const LONGEST_WORDS: usize = 300;

/// Another server's words, as they may be kept and shown: one line, not too long, and without the address it was asked to
/// deliver to, which servers like to repeat.
#[must_use]
pub fn words_without(words: &str, recipient: &Personal<String>) -> String {
    let line: String = words.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let address = recipient.reveal(Purpose::Addressing);
    let local = address.rsplit_once('@').map_or(address.as_str(), |(local, _)| local);
    let line = replaced(&line, address);
    // A short local part is a common word more often than it is the address.
    let line = if local.chars().count() >= 4 { replaced(&line, local) } else { line };
    line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_WORDS).collect()
}

/// Every place of a text, whatever its case, taken by a word that says whose it was.
fn replaced(line: &str, text: &str) -> String {
    // ASCII case alone: it changes no length, so places found in the lower text are places of the text itself.
    let (lower, wanted) = (line.to_ascii_lowercase(), text.to_ascii_lowercase());
    if wanted.is_empty() {
        return line.to_owned();
    }
    let (mut kept, mut from) = (String::new(), 0);
    for (place, found) in lower.match_indices(&wanted) {
        kept.push_str(line.get(from..place).unwrap_or_default());
        kept.push_str("（收件地址）");
        from = place + found.len();
    }
    kept.push_str(line.get(from..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Instant {
        Instant::from_milliseconds(1_551_747_600_000).plus_minutes(minute)
    }

    fn letter(recipient: &str, subject: &str, text: &str) -> Letter {
        Letter {
            recipient: Personal::new(recipient.to_owned()),
            subject: Personal::new(subject.to_owned()),
            text: Personal::new(text.to_owned()),
            attachments: Vec::new(),
        }
    }

    fn code(letter: &Letter) -> &'static str {
        letter.check().map_or_else(|refusal| refusal.code, |()| "fit")
    }

    #[test]
    fn a_header_cannot_be_smuggled_in() {
        assert_eq!(code(&letter("a@example.com", "答复", "见附件")), "fit");
        for address in [
            "",
            "a",
            "@example.com",
            "a@b@example.com",
            "a@example",
            "a@.com",
            "a b@example.com",
            "a@example.com\r\nBcc: b@example.com",
            "a@example.com,b@example.com",
            "<a@example.com>",
            "a\0@example.com",
        ] {
            assert_eq!(code(&letter(address, "答复", "见附件")), "mail_address", "{address:?}");
        }
        for subject in ["", "  ", "答复\r\nBcc: b@example.com", "答复\n", "答复\u{2028}另起", "答\u{0}复"] {
            assert_eq!(code(&letter("a@example.com", subject, "见附件")), "mail_subject", "{subject:?}");
        }
        assert_eq!(code(&letter("a@example.com", &"长".repeat(201), "见附件")), "mail_subject");
        assert_eq!(code(&letter("a@example.com", "答复", "\u{0}")), "mail_text");
        let mut with = letter("a@example.com", "答复", "第一行\n\t第二行");
        with.attachments.push(Attachment {
            file: ContentHash::of(b"x"),
            shelf: Shelf::Open,
            name: Personal::new("答复书\r\nX: y.pdf".to_owned()),
            media_type: "application/pdf".to_owned(),
        });
        assert_eq!(code(&with), "mail_attachment_name");
    }

    #[test]
    fn only_what_was_refused_aloud_is_tried_again() {
        let words = || "450 busy".to_owned();
        let waiting = State::after(Delivery::RefusedForNow(words()), 1, at(0));
        assert_eq!(waiting, State::Waiting { next_at: at(1), words: words() });
        let last = State::after(Delivery::RefusedForNow(words()), MOST_ATTEMPTS, at(0));
        assert_eq!(last, State::Failed { at: at(0), why: words(), permanent: false });
        for (delivery, wants) in [
            (Delivery::Accepted(words()), false),
            (Delivery::RefusedForGood(words()), true),
            (Delivery::Unknown(words()), true),
        ] {
            let state = State::after(delivery, 1, at(0));
            assert!(!matches!(state, State::Waiting { .. }), "{state:?}");
            assert_eq!(state.wants_a_person(), wants, "{state:?}");
        }
    }

    #[test]
    fn all_waits_together_are_a_day_and_a_half() {
        let mut now = at(0);
        for attempt in 1..MOST_ATTEMPTS {
            let next = again_at(now, attempt);
            assert!(next > now && next <= now.plus_minutes(240), "attempt {attempt}");
            now = next;
        }
        let hours = (now.milliseconds() - at(0).milliseconds()) / 3_600_000;
        assert!((24..48).contains(&hours), "{hours}");
    }

    /// One state of each kind, and what a person may make of it: decide that it went, send again, register its return, call it off.
    #[test]
    fn what_a_person_may_make_of_each_state() {
        let words = String::new;
        let states = [
            (State::Waiting { next_at: at(1), words: words() }, [false, false, false, true]),
            (State::Sending { until: at(1) }, [false, false, false, false]),
            (State::Sent { at: at(0), words: words() }, [false, false, true, false]),
            (State::Failed { at: at(0), why: words(), permanent: true }, [false, true, false, true]),
            (State::Failed { at: at(0), why: words(), permanent: false }, [false, true, false, true]),
            (State::Unknown { at: at(0), why: words() }, [true, true, true, false]),
            (State::Bounced { at: at(0), why: words() }, [false, false, false, false]),
            (State::Withdrawn { at: at(0), why: words() }, [false, false, false, false]),
        ];
        for (state, expected) in states {
            let found = [
                state.clone().resolve(Resolution::Sent, at(2)).is_ok(),
                state.clone().resolve(Resolution::Resend, at(2)).is_ok(),
                state.clone().bounce("邮箱已停用", at(2)).is_ok(),
                state.clone().withdraw("改为邮寄", at(2)).is_ok(),
            ];
            assert_eq!(found, expected, "{state:?}");
        }
        let sent = State::Sent { at: at(0), words: words() };
        assert_eq!(sent.bounce("  ", at(2)), Err(NotPossible::NoReason));
    }

    #[test]
    fn the_words_of_a_server_do_not_repeat_the_address() {
        let recipient = Personal::new("Zhang.San@example.com".to_owned());
        let words = words_without("550 5.1.1 <zhang.san@EXAMPLE.com>:\r\n user zhang.san unknown", &recipient);
        assert_eq!(words, "550 5.1.1 <（收件地址）>: user （收件地址） unknown");
        assert_eq!(words_without(&"长".repeat(999), &recipient).chars().count(), LONGEST_WORDS);
        let short = Personal::new("a@b.cn".to_owned());
        assert_eq!(words_without("450 a greylist for a@b.cn", &short), "450 a greylist for （收件地址）");
    }
}
