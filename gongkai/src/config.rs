//! Configuration of the machine: defaults, then a file, then the environment, then the command line.

use channels::mail::{Mailer, Privacy, Settings};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where things lie and how they are reached. What an office works by is no machine thing: it is a setting in the data.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The file of keys for personal data; empty means one in the data folder. A path elsewhere keeps it out of a copied folder.
    pub keys: PathBuf,
    /// `sqlite:` or `postgres:`; empty means an SQLite file in the data folder.
    pub database_url: String,
    /// The address to listen on.
    pub listen: String,
    /// `https://…` as the public reaches it.
    pub public_address: String,
    /// Whether everything arrives by https.
    pub secure: bool,
    /// Whether a proxy of ours stands before.
    pub behind_proxy: bool,
    /// `text` or `json`.
    pub log: String,
    /// The mail server; without an address mails wait.
    pub smtp: Smtp,
}

/// The office's own mail server. The password is not here, so that no print of the configuration can show it: it comes from
/// the environment, or from the file that is named here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Smtp {
    /// Its name or number; empty where there is none.
    pub address: String,
    /// 0 for the usual one of the way of encryption.
    pub port: u16,
    /// `implicit` (TLS from the first byte), `starttls`, or `none` for a server on this machine or a guarded network.
    pub tls: String,
    /// Empty where the server asks for no login.
    pub user: String,
    /// A file that holds the password and nothing else; `GONGKAI_SMTP_PASSWORD` goes before it.
    pub password_file: PathBuf,
    /// The address that the office writes from.
    pub from: String,
    /// A file with the certificate (PEM) of an authority of one's own.
    pub authority: PathBuf,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            address: String::new(),
            port: 0,
            tls: "implicit".to_owned(),
            user: String::new(),
            password_file: PathBuf::new(),
            from: String::new(),
            authority: PathBuf::new(),
        }
    }
}

impl Smtp {
    /// Every name of the section, as the environment carries it.
    const NAMES: [&'static str; 7] = ["address", "port", "tls", "user", "password_file", "from", "authority"];

    /// The way to the server; `None` where no server is named.
    ///
    /// # Errors
    /// When the section contradicts itself, or a file it names cannot be read.
    pub fn mailer(&self) -> Result<Option<Mailer>, crate::Trouble> {
        if self.address.is_empty() {
            return Ok(None);
        }
        let (privacy, usual) = self.privacy()?;
        let settings = Settings {
            host: self.address.clone(),
            port: if self.port == 0 { usual } else { self.port },
            privacy,
            from: self.from.clone(),
            login: self.login()?,
            authority: self.own_authority()?,
        };
        Mailer::new(settings).map(Some).map_err(|error| crate::Trouble(format!("配置有误（smtp）：{error}")))
    }

    fn privacy(&self) -> Result<(Privacy, u16), crate::Trouble> {
        match self.tls.as_str() {
            "implicit" => Ok((Privacy::Implicit, 465)),
            "starttls" => Ok((Privacy::StartTls, 587)),
            "none" => Ok((Privacy::Plain, 25)),
            _ => Err(crate::Trouble("配置有误：smtp.tls 应为 implicit、starttls 或 none".to_owned())),
        }
    }

    fn login(&self) -> Result<Option<(String, String)>, crate::Trouble> {
        if self.user.is_empty() {
            return Ok(None);
        }
        let password = match std::env::var("GONGKAI_SMTP_PASSWORD") {
            Ok(password) => password,
            Err(_) if self.password_file.as_os_str().is_empty() => {
                let words = "配置有误：smtp.user 已填写，但没有密码；请设置环境变量 GONGKAI_SMTP_PASSWORD，或用 \
                             smtp.password_file 指明密码文件";
                return Err(crate::Trouble(words.to_owned()));
            }
            Err(_) => String::from_utf8_lossy(&read(&self.password_file)?).trim_end_matches(['\r', '\n']).to_owned(),
        };
        Ok(Some((self.user.clone(), password)))
    }

    fn own_authority(&self) -> Result<Option<Vec<u8>>, crate::Trouble> {
        if self.authority.as_os_str().is_empty() { Ok(None) } else { read(&self.authority).map(Some) }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, crate::Trouble> {
    std::fs::read(path).map_err(|error| crate::Trouble(format!("无法读取 {}：{error}", path.display())))
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            keys: PathBuf::new(),
            database_url: String::new(),
            listen: "127.0.0.1:8080".to_owned(),
            public_address: String::new(),
            secure: false,
            behind_proxy: false,
            log: "text".to_owned(),
            smtp: Smtp::default(),
        }
    }
}

impl Config {
    /// Reads `gongkai.toml` (or the named file) and `GONGKAI_…` from the environment.
    ///
    /// # Errors
    /// When a value cannot be read or a name is unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, crate::Trouble> {
        let figment = Figment::from(Serialized::defaults(Self::default()));
        let figment = match file {
            Some(file) if !file.exists() => {
                return Err(crate::Trouble(format!("没有找到配置文件 {}", file.display())));
            }
            Some(file) => figment.merge(Toml::file_exact(file)),
            None => figment.merge(Toml::file("gongkai.toml")),
        };
        // Tests and journeys have names of their own in the environment; only ours are read.
        let own = ["data", "keys", "database_url", "listen", "public_address", "secure", "behind_proxy", "log"];
        let figment = figment.merge(Env::prefixed("GONGKAI_").only(&own));
        let smtp = Env::prefixed("GONGKAI_SMTP_").only(&Smtp::NAMES).map(|name| format!("smtp.{name}").into());
        let figment = figment.merge(smtp);
        figment.extract().map_err(|error| crate::Trouble(format!("配置有误：{error}")))
    }

    /// The file of keys.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        if self.keys.as_os_str().is_empty() { keys_in(&self.data) } else { self.keys.clone() }
    }

    /// The address of the database.
    #[must_use]
    pub fn database(&self) -> String {
        if self.database_url.is_empty() { sqlite_in(&self.data) } else { self.database_url.clone() }
    }
}

/// The file of keys of a data folder that names no other.
#[must_use]
pub fn keys_in(data: &Path) -> PathBuf {
    data.join("keys").join("personal.json")
}

/// The SQLite file of a data folder.
#[must_use]
pub fn sqlite_in(data: &Path) -> String {
    format!("sqlite://{}?mode=rwc", data.join("office.sqlite").display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Smtp {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn without_an_address_there_is_no_mail_server_and_nothing_to_complain_about() {
        assert!(matches!(section("").mailer(), Ok(None)));
        assert!(matches!(section("user = \"gongkai\"").mailer(), Ok(None)));
    }

    #[test]
    fn a_section_that_contradicts_itself_is_refused_in_words() {
        let whole = "address = \"mail.example.com\"\nfrom = \"gongkai@example.com\"\n";
        assert!(section(whole).mailer().is_ok());
        for (line, words) in [
            ("tls = \"ssl\"", "smtp.tls"),
            ("user = \"gongkai\"\npassword_file = \"nowhere/at/all\"", "无法读取"),
            ("authority = \"nowhere/at/all\"", "无法读取"),
        ] {
            let refused = section(&format!("{whole}{line}")).mailer();
            let said = refused.err().map(|trouble| trouble.0).unwrap_or_default();
            assert!(said.contains(words), "{line}: {said}");
        }
        assert!(section("address = \"mail.example.com\"").mailer().is_err(), "no sender");
    }

    #[test]
    fn a_password_file_is_read_and_no_print_of_the_configuration_shows_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "canary-password\n").unwrap();
        let mut smtp = section("address = \"127.0.0.1\"\ntls = \"none\"\nfrom = \"a@example.com\"\nuser = \"u\"");
        smtp.password_file = file;
        assert_eq!(smtp.login().ok().flatten().map(|(_, password)| password).as_deref(), Some("canary-password"));
        let mailer = smtp.mailer().ok().flatten();
        let config = Config { smtp, ..Config::default() };
        let written = toml::to_string(&config).unwrap_or_default();
        for shown in [format!("{config:?}"), format!("{mailer:?}"), written] {
            assert!(shown.contains("127.0.0.1") && !shown.contains("canary"), "{shown}");
        }
    }
}
