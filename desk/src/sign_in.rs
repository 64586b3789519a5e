//! 登录: passwords, sessions, one-time links. Operational state, outside the journal, except that a password was set.

use crate::failure::Failure;
use crate::{ActError, Desk, Done, Who, new_id};
use affairs::id::PersonId;
use affairs::journal::Entry;
use affairs::people::password::password_is_acceptable;
use affairs::people::{Officer, PersonState};
use affairs::{ContentHash, Instant, Refusal};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use store::sessions::{self, OneTimeLink, Session};

/// How costly a password hash is: memory in KiB, passes. The default is the recommendation of RFC 9106 for servers
/// with little memory, rounded down to what two cores serve.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCost {
    memory: u32,
    passes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

impl PasswordCost {
    /// For demo folders and tests, where the passwords are printed anyway.
    #[must_use]
    pub const fn cheap() -> Self {
        Self { memory: 256, passes: 1 }
    }
}

/// A new session: its token goes into the cookie and nowhere else.
#[derive(Debug)]
pub struct SignedIn {
    pub token: String,
    pub who: Who,
}

/// Somebody at a desk: who, with the grants of this moment, and the token every form of his carries.
#[derive(Debug, Clone)]
pub struct AtDesk {
    pub who: Who,
    pub officer: Officer,
    pub form_token: String,
    pub signed_in_at: Instant,
}

/// Failures from one network for one account before it is slowed down.
const FREE_FAILURES: i64 = 5;
/// Failures from one network for any account before it is slowed down.
const FREE_NETWORK_FAILURES: i64 = 30;

/// One answer for every reason, so that nobody learns whether an account exists.
fn wrong() -> Refusal {
    Refusal::new("sign_in_wrong", "用户名或密码不正确。").at("username")
}

impl Desk {
    /// Signs in. Failures slow down the network that fails with this account, never the account itself, so the rightful
    /// user is not locked out; the work and the answer are the same whether or not the account exists.
    ///
    /// # Errors
    /// Refused with one and the same message for every reason, or with the seconds to wait.
    pub async fn sign_in(&self, username: &str, password: &str, network: &str, device: &str) -> Done<SignedIn> {
        let now = self.now();
        let username = username.trim().to_lowercase();
        let keys = [format!("sign-in:{network}:{username}"), format!("sign-in:{network}")];
        self.keep_pace(&keys, now).await?;
        let found = store::people::by_username(&self.reader, &username).await?;
        let hash = found.as_ref().map_or("", |(_, hash)| hash.as_str()).to_owned();
        let right = self.verify_password(password, hash).await?;
        match found {
            Some((person, _)) if right && person.state == PersonState::Active => {
                sessions::forgive(&self.writer, &keys[0]).await?;
                let who = Who { agency: person.agency, person: person.id };
                self.open_session(who, device).await
            }
            _ => {
                for key in &keys {
                    sessions::failed(&self.writer, key, now).await?;
                }
                Err(wrong().into())
            }
        }
    }

    async fn keep_pace(&self, keys: &[String; 2], now: Instant) -> Done<()> {
        let Some(seconds) = self.seconds_to_wait(keys, now).await? else { return Ok(()) };
        let message = format!("尝试次数较多，请在 {seconds} 秒后再试。如忘记密码，请联系系统管理员重置。");
        Err(Refusal::new("sign_in_slow", message).at("username").into())
    }

    /// How long whoever failed too often under these keys has still to wait.
    pub(crate) async fn seconds_to_wait(&self, keys: &[String; 2], now: Instant) -> Done<Option<i64>> {
        for (key, free) in keys.iter().zip([FREE_FAILURES, FREE_NETWORK_FAILURES]) {
            let (failures, last) = sessions::failures(&self.reader, key).await?;
            let wait = wait_after(failures - free);
            let left = last.plus_milliseconds(wait * 1000).milliseconds() - now.milliseconds();
            if left > 0 {
                return Ok(Some(left.div_euclid(1000) + 1));
            }
        }
        Ok(None)
    }

    async fn open_session(&self, who: Who, device: &str) -> Done<SignedIn> {
        let now = self.now();
        let token = new_token()?;
        let session = Session {
            agency: who.agency.clone(),
            person: who.person.clone(),
            created_at: now,
            seen_at: now,
            form_token: new_token()?,
            device: device.chars().take(120).collect(),
        };
        sessions::insert(&self.writer, &token_hash(&token), &session).await?;
        Ok(SignedIn { token, who })
    }

    /// Whose session a token is, with the grants of this moment; `None` when it is unknown or has run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn at_desk(&self, token: &str) -> Done<Option<AtDesk>> {
        let now = self.now();
        let hash = token_hash(token);
        let Some(session) = sessions::find(&self.reader, &hash).await? else { return Ok(None) };
        let settings = store::settings::on(&self.reader, &session.agency, now.date()).await?;
        let idle_end = session.seen_at.plus_minutes(settings.session_idle_minutes);
        let last_end = session.created_at.plus_minutes(settings.session_hours * 60);
        if now >= idle_end || now >= last_end {
            sessions::end(&self.writer, &hash).await?;
            return Ok(None);
        }
        // A write a minute at most, however many pages are turned.
        if now >= session.seen_at.plus_minutes(1) {
            sessions::seen(&self.writer, &hash, now).await?;
        }
        let who = Who { agency: session.agency, person: session.person };
        let officer = self.officer(&who).await?;
        let officer = officer.filter(|officer| officer.person.state == PersonState::Active);
        Ok(officer.map(|officer| AtDesk {
            who,
            officer,
            form_token: session.form_token,
            signed_in_at: session.created_at,
        }))
    }

    /// Signs out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Done<()> {
        Ok(sessions::end(&self.writer, &token_hash(token)).await?)
    }

    /// Changes one's own password; every other session ends.
    ///
    /// # Errors
    /// Refused when the old password is wrong or the new one will not do.
    pub async fn change_password(&self, who: &Who, old: &str, new: &str, network: &str) -> Done<()> {
        let keys = [format!("password:{network}:{}", who.person), format!("password:{network}")];
        self.keep_pace(&keys, self.now()).await?;
        let under = self.begin(who).await?;
        let username = under.officer.person.username.clone();
        under.tx.roll_back().await?;
        let found = store::people::by_username(&self.reader, &username).await?;
        let hash = found.map(|(_, hash)| hash).unwrap_or_default();
        if !self.verify_password(old, hash).await? {
            for key in &keys {
                sessions::failed(&self.writer, key, self.now()).await?;
            }
            return Err(Refusal::new("old_password_wrong", "原密码不正确。").at("old").into());
        }
        self.set_password(who, &username, new, "people.change_password").await
    }

    /// Makes a one-time link that lives for an hour; its token goes to the holder and nowhere else.
    pub(crate) async fn make_link(&self, who: &Who, purpose: &str) -> Done<String> {
        let token = new_token()?;
        let link = OneTimeLink {
            agency: who.agency.clone(),
            person: who.person.clone(),
            purpose: purpose.to_owned(),
            expires_at: self.now().plus_minutes(60),
        };
        sessions::insert_link(&self.writer, &token_hash(&token), &link).await?;
        Ok(token)
    }

    /// Makes the link with which a new office is founded, for whoever holds the console.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_founding_link(&self) -> Done<String> {
        let nobody = Who { agency: affairs::id::AgencyId::new(""), person: PersonId::new("") };
        self.make_link(&nobody, "found").await
    }

    /// A link that is still good, by its token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, token: &str) -> Done<Option<OneTimeLink>> {
        Ok(sessions::find_link(&self.reader, &token_hash(token), self.now()).await?)
    }

    /// Founds an office by its one-time link.
    ///
    /// # Errors
    /// Refused when the link is used or has run out, or the founding will not do.
    pub async fn found_by_link(&self, token: &str, founding: &crate::office::Founding) -> Done<SignedIn> {
        let link = self.link(token).await?.filter(|link| link.purpose == "found").ok_or_else(link_gone)?;
        debug_assert!(link.person.as_str().is_empty());
        let who = self.found_agency(founding).await?;
        // Used up only after the founding stands, so that a refused form can be corrected.
        sessions::use_link(&self.writer, &token_hash(token), self.now()).await?;
        self.open_session(who, "").await
    }

    /// Sets a password by a one-time link: a new account, or a reset. Every session of the holder ends.
    ///
    /// # Errors
    /// Refused when the link is used or has run out, or the password will not do.
    pub async fn set_password_by_link(&self, token: &str, password: &str) -> Done<SignedIn> {
        let link = self.link(token).await?.filter(|link| link.purpose == "password").ok_or_else(link_gone)?;
        let who = Who { agency: link.agency, person: link.person };
        let person = store::people::by_id(&self.reader, &who.agency, &who.person).await?;
        let person = person.filter(|person| !matches!(person.state, PersonState::Left { .. })).ok_or_else(link_gone)?;
        password_is_acceptable(password, &person.username)?;
        if !sessions::use_link(&self.writer, &token_hash(token), self.now()).await? {
            return Err(link_gone().into());
        }
        self.set_password(&who, &person.username, password, "people.set_password").await?;
        self.open_session(who, "").await
    }

    async fn set_password(&self, who: &Who, username: &str, password: &str, act: &str) -> Done<()> {
        password_is_acceptable(password, username)?;
        let hash = self.hash_password(password).await?;
        let mut under = self.begin(who).await?;
        store::people::set_password(&mut under.tx, &who.person, &hash).await?;
        under.tx.commit(under.now, Entry::new(who.actor(), act).about("person", &who.person)).await?;
        Ok(sessions::end_all(&self.writer, &who.agency, &who.person).await?)
    }

    /// Hashes a password away from the threads that serve pages.
    pub(crate) async fn hash_password(&self, password: &str) -> Done<String> {
        let (cost, password) = (self.password_cost, password.to_owned());
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| Failure::of(&error))?;
        blocking(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|error| Failure::of(&error))?;
            let hasher = hasher(cost)?;
            let hash = hasher.hash_password(password.as_bytes(), &salt).map_err(|error| Failure::of(&error))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password fits a hash. An empty hash costs the same work and never fits.
    async fn verify_password(&self, password: &str, hash: String) -> Done<bool> {
        let (cost, password) = (self.password_cost, password.to_owned());
        blocking(move || {
            let hasher = hasher(cost)?;
            match PasswordHash::new(&hash) {
                Ok(parsed) => Ok(hasher.verify_password(password.as_bytes(), &parsed).is_ok()),
                Err(_) => {
                    let salt = SaltString::encode_b64(&[7; 16]).map_err(|error| Failure::of(&error))?;
                    let _ = hasher.hash_password(password.as_bytes(), &salt);
                    Ok(false)
                }
            }
        })
        .await
    }
}

fn link_gone() -> Refusal {
    Refusal::new("link_gone", "这个链接已经用过，或超过了一小时的有效期，请重新办理。")
}

/// Seconds to wait after so many failures beyond the free ones: 2, 4, 8 … at most 15 minutes.
fn wait_after(beyond: i64) -> i64 {
    match u32::try_from(beyond) {
        Ok(0) | Err(_) => 0,
        Ok(beyond) => (1_i64 << beyond.min(10)).min(900),
    }
}

fn hasher(cost: PasswordCost) -> Result<Argon2<'static>, Failure> {
    let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|error| Failure::of(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Done<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))?;
    done.map_err(ActError::from)
}

/// 256 random bits as text.
fn new_token() -> Done<String> {
    Ok(format!("{}{}", new_id()?, new_id()?))
}

/// What is kept of a token: its hash, so that a copy of the database signs nobody in.
fn token_hash(token: &str) -> String {
    ContentHash::of(token.as_bytes()).hex().to_owned()
}

#[cfg(test)]
mod tests {
    use super::wait_after;

    #[test]
    fn waiting_grows_and_is_bounded() {
        assert_eq!([-3, 0, 1, 2, 5, 400].map(wait_after), [0, 0, 2, 4, 32, 900]);
    }
}
