//! Configuration of the machine: defaults, then a file, then the environment, then the command line.

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
