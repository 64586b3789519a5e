//! 电子邮件: one message to one recipient through the office's own mail server (SMTP).

mod writing;

use affairs::Instant;
use affairs::message::{Delivery, words_without};
use affairs::personal::{Personal, Purpose};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Severity;
use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use writing::{Enclosure, Envelope, LARGEST_MESSAGE};

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Not at all: for a server on the same machine or on a guarded network.
    Plain,
    /// TLS after the greeting (port 587); a server that does not offer it is not spoken to.
    StartTls,
    /// TLS from the first byte (port 465).
    Implicit,
}

/// Where the mail server is and how it lets us in.
#[derive(Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    pub privacy: Privacy,
    /// The address that the office writes from.
    pub from: String,
    /// Name and password, where the server asks for them.
    pub login: Option<(String, String)>,
    /// The certificate (PEM) of an authority of one's own, beside the public ones.
    pub authority: Option<Vec<u8>>,
}

/// How long each part of the talk may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the first attempt to reach the server until it is ready for the message.
    pub dialogue: Duration,
    /// From the first byte of the message until the server says what it makes of it.
    pub handing_over: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { dialogue: Duration::from_secs(90), handing_over: Duration::from_secs(8 * 60) }
    }
}

/// Why settings cannot be used, in words for whoever keeps the machine.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    #[error("发件地址有误：{0}")]
    From(String),
    #[error("邮件服务器的自有证书读不出来，须为 PEM 格式")]
    Authority,
    #[error("不加密的连接上不能发送密码，请启用 TLS，或去掉用户名和密码")]
    PasswordInTheOpen,
    #[error("邮件服务器地址有误：{0}")]
    Host(String),
}

/// The adapter: it speaks to one server, one message a connection.
#[derive(Clone)]
pub struct Mailer {
    settings: Settings,
    from: Address,
    tls: Option<TlsParameters>,
    patience: Patience,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Mailer({}:{})", self.settings.host, self.settings.port)
    }
}

impl Mailer {
    /// An adapter with these settings. Nothing is sent and nobody is called yet.
    ///
    /// # Errors
    /// When the settings contradict themselves or cannot be read.
    pub fn new(settings: Settings) -> Result<Self, BadSettings> {
        if affairs::message::check_address(&settings.from).is_err() {
            return Err(BadSettings::From(settings.from));
        }
        let from = settings.from.parse().map_err(|_| BadSettings::From(settings.from.clone()))?;
        if settings.host.is_empty() || settings.host.contains(|character: char| character.is_whitespace()) {
            return Err(BadSettings::Host(settings.host));
        }
        if settings.privacy == Privacy::Plain && settings.login.is_some() && !is_this_machine(&settings.host) {
            return Err(BadSettings::PasswordInTheOpen);
        }
        let tls = match settings.privacy {
            Privacy::Plain => None,
            Privacy::StartTls | Privacy::Implicit => Some(tls_parameters(&settings)?),
        };
        Ok(Self { settings, from, tls, patience: Patience::default() })
    }

    /// The same, more or less patient.
    #[must_use]
    pub const fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The longest that [`Mailer::send`] takes. Whoever claims a message holds it for longer than this.
    #[must_use]
    pub const fn longest(&self) -> Duration {
        self.patience.dialogue.saturating_add(self.patience.handing_over)
    }

    /// Sends one message; `at` becomes its date. The answer never holds the recipient's address.
    pub async fn send(&self, envelope: &Envelope, at: Instant) -> Delivery {
        let recipient = &envelope.recipient;
        let written = match writing::write(envelope, &self.from, at) {
            Ok(written) => written,
            Err(refusal) => return Delivery::RefusedForGood(refusal.message),
        };
        let begun = std::time::Instant::now();
        let dialogue = tokio::time::timeout(self.patience.dialogue, self.open(recipient));
        let mut connection = match dialogue.await {
            Ok(Ok(connection)) => connection,
            Ok(Err(delivery)) => return cleaned(delivery, recipient),
            Err(_) => return Delivery::RefusedForNow("邮件服务器没有及时应答".to_owned()),
        };
        // Whoever slept through its own time may no longer be the one who holds the message.
        if begun.elapsed() > self.patience.dialogue {
            return Delivery::RefusedForNow("发送前停顿过久，稍后再试".to_owned());
        }
        let delivery = self.hand_over(&mut connection, &written).await;
        if matches!(delivery, Delivery::Accepted(_)) {
            // The message is theirs; how they part from us changes nothing.
            let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
        }
        cleaned(delivery, recipient)
    }

    /// Reaches the server, logs in, names sender and recipient, and is told to go on.
    async fn open(&self, recipient: &Personal<String>) -> Result<AsyncSmtpConnection, Delivery> {
        let mut connection = self.connect().await.map_err(|error| Delivery::RefusedForNow(in_words(&error)))?;
        let address = recipient.reveal(Purpose::Addressing).parse::<Address>();
        let address = address.map_err(|_| Delivery::RefusedForGood("收件地址有误".to_owned()))?;
        let mut parameters = Vec::new();
        if !AsRef::<str>::as_ref(&address).is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Delivery::RefusedForGood("邮件服务器不支持中文邮箱地址".to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        connection.command(Mail::new(Some(self.from.clone()), parameters)).await.map_err(|error| refused(&error))?;
        connection.command(Rcpt::new(address, Vec::new())).await.map_err(|error| refused(&error))?;
        let ready = connection.command(Data).await.map_err(|error| refused(&error))?;
        if ready.code().severity != Severity::PositiveIntermediate {
            return Err(Delivery::RefusedForNow(format!("邮件服务器未按规程应答：{}", ready.code())));
        }
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let server = (self.settings.host.as_str(), self.settings.port);
        let hello = ClientId::Domain(self.from.domain().to_owned());
        let at_once = self.tls.clone().filter(|_| self.settings.privacy == Privacy::Implicit);
        let patience = Some(self.patience.dialogue);
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, patience, &hello, at_once, None).await?;
        if let (Privacy::StartTls, Some(tls)) = (self.settings.privacy, self.tls.clone()) {
            connection.starttls(tls, &hello).await?;
        }
        if let Some((name, password)) = &self.settings.login {
            let credentials = Credentials::new(name.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(connection)
    }

    /// The message itself. Until its last part has been written the server cannot have all of it, and what broke may be tried
    /// again. From then on only the server's own answer says what became of it.
    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, written: &[u8]) -> Delivery {
        let all_written = AtomicBool::new(false);
        let parts = Parts { rest: written, all_written: &all_written };
        let answer = tokio::time::timeout(self.patience.handing_over, connection.message_iter(parts)).await;
        let broken = match answer {
            Ok(Ok(response)) if response.code().severity == Severity::PositiveCompletion => {
                let words = response.message().collect::<Vec<&str>>().join(" ");
                return Delivery::Accepted(format!("{} {words}", response.code()));
            }
            Ok(Ok(response)) => format!("邮件服务器未按规程应答：{}", response.code()),
            Ok(Err(error)) if error.status().is_some() => return refused(&error),
            Ok(Err(error)) => in_words(&error),
            Err(_) => "邮件服务器没有及时应答".to_owned(),
        };
        if all_written.load(Ordering::SeqCst) {
            Delivery::Unknown(format!("内容已交给服务器，但没有等到答复（{broken}）"))
        } else {
            Delivery::RefusedForNow(format!("内容未传完，连接中断（{broken}）"))
        }
    }
}

/// The message in parts. Asked for the one after the last, it notes that all have been written: the end mark comes next.
struct Parts<'message> {
    rest: &'message [u8],
    all_written: &'message AtomicBool,
}

/// A part small enough that a connection which breaks in the middle is noticed in the middle.
const PART: usize = 64 * 1024;

impl<'message> Iterator for Parts<'message> {
    type Item = &'message [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            self.all_written.store(true, Ordering::SeqCst);
            return None;
        }
        let (part, rest) = self.rest.split_at(PART.min(self.rest.len()));
        self.rest = rest;
        Some(part)
    }
}

fn tls_parameters(settings: &Settings) -> Result<TlsParameters, BadSettings> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority {
        // The library takes a file without any certificate for one with none to add.
        if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(BadSettings::Authority);
        }
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| BadSettings::Authority)?);
    }
    builder.build_rustls().map_err(|_| BadSettings::Authority)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What an error about sender, recipient or message means. A server that wants a login has nothing against the message: the
/// settings are to be put right, and the message waits.
fn refused(error: &Error) -> Delivery {
    let words = in_words(error);
    let wants_login = error.status().is_some_and(|code| matches!(code.into(), 530_u16 | 534 | 535 | 538));
    if error.is_permanent() && !wants_login { Delivery::RefusedForGood(words) } else { Delivery::RefusedForNow(words) }
}

/// A server's answer as it was given, or what broke.
fn in_words(error: &Error) -> String {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => format!("{code} {cause}"),
        None if error.is_tls() => format!("与邮件服务器的加密连接未能建立：{cause}"),
        None if cause.is_empty() => "与邮件服务器的连接中断".to_owned(),
        None => format!("与邮件服务器的连接有误：{cause}"),
    }
}

fn cleaned(delivery: Delivery, recipient: &Personal<String>) -> Delivery {
    let clean = |words: String| words_without(&words, recipient);
    match delivery {
        Delivery::Accepted(words) => Delivery::Accepted(clean(words)),
        Delivery::RefusedForNow(words) => Delivery::RefusedForNow(clean(words)),
        Delivery::RefusedForGood(words) => Delivery::RefusedForGood(clean(words)),
        Delivery::Unknown(words) => Delivery::Unknown(clean(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            host: "mail.example.com".to_owned(),
            port: 25,
            privacy: Privacy::Plain,
            from: "gongkai@example.com".to_owned(),
            login: None,
            authority: None,
        }
    }

    #[test]
    fn settings_that_contradict_themselves_are_refused() {
        assert!(Mailer::new(settings()).is_ok());
        let bad = Mailer::new(Settings { from: "公开办 <a@b.cn>".to_owned(), ..settings() });
        assert!(matches!(bad, Err(BadSettings::From(_))));
        let bad = Mailer::new(Settings { host: String::new(), ..settings() });
        assert!(matches!(bad, Err(BadSettings::Host(_))));
        let login = Some(("gongkai".to_owned(), "secret".to_owned()));
        let bad = Mailer::new(Settings { login: login.clone(), ..settings() });
        assert!(matches!(bad, Err(BadSettings::PasswordInTheOpen)));
        assert!(Mailer::new(Settings { login: login.clone(), host: "127.0.0.1".to_owned(), ..settings() }).is_ok());
        assert!(Mailer::new(Settings { login, privacy: Privacy::StartTls, ..settings() }).is_ok());
        let authority = Some(b"no certificate".to_vec());
        let bad = Mailer::new(Settings { authority, privacy: Privacy::Implicit, ..settings() });
        assert!(matches!(bad, Err(BadSettings::Authority)));
    }

    #[test]
    fn nothing_of_the_settings_is_told_but_the_server() {
        let login = Some(("gongkai".to_owned(), "secret".to_owned()));
        let mailer = Mailer::new(Settings { login, privacy: Privacy::Implicit, ..settings() });
        assert_eq!(format!("{:?}", mailer.ok()), "Some(Mailer(mail.example.com:25))");
    }

    #[test]
    fn the_end_is_noted_only_when_all_parts_have_been_taken() {
        let message = vec![b'x'; PART + 1];
        let all_written = AtomicBool::new(false);
        let mut parts = Parts { rest: &message, all_written: &all_written };
        assert_eq!(parts.next().map(<[u8]>::len), Some(PART));
        assert_eq!(parts.next().map(<[u8]>::len), Some(1));
        assert!(!all_written.load(Ordering::SeqCst));
        assert_eq!(parts.next(), None);
        assert!(all_written.load(Ordering::SeqCst));
    }
}
