//! 验证文书: whether the code on a letter is this agency's, by its signature; and whether the book of letters that were issued
//! holds it. The first needs nothing but a public key, the second tells a letter that was signed and never issued.
//!
//! The public keys are given out as a file, so that anybody can do the same without this site.

use super::{App, Chrome, PageName, Sent, Trouble, frame, send, site, status_of};
use crate::kit::Errors;
use affairs::id::AgencyId;
use affairs::letter::Verification;
use affairs::{ContentHash, Instant};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use law::calendar::chinese_date;
use std::fmt::Write;
use store::personal::PublicKey;
use store::replies::Issued;

#[derive(Template)]
#[template(path = "public/applying/verify.html")]
pub struct VerifyPage {
    pub chrome: Chrome,
    pub agency: String,
    pub errors: Errors,
    pub code: String,
    pub found: Option<Found>,
}

/// What the code says.
pub struct Found {
    genuine: bool,
    /// Whether the letter of this code was issued, with this number, date and text.
    issued: bool,
    /// To compare with the ones printed beneath the code.
    characters: String,
    number: String,
    date: String,
    hash: String,
}

/// `/a/{agency}/verify`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn ask(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let chrome = frame(&site, PageName::Verify, &headers, "/verify");
    let page =
        VerifyPage { chrome, agency: agency.name.clone(), errors: Errors::none(), code: String::new(), found: None };
    send(axum::http::StatusCode::OK, &page)
}

/// Answers genuine or not. Nothing is kept, and nothing told but what the code itself says: what a letter is about stands on it.
///
/// # Errors
/// When there is no such agency, or there are no keys.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let code = sent.fields.get("code").to_owned();
    let (errors, found) = match Verification::parse(&code) {
        Ok(verification) => (Errors::none(), Some(found(&app, &agency.id, &verification).await?)),
        Err(refusal) => (Errors::one(refusal), None),
    };
    let chrome = frame(&site, PageName::Verify, &sent.headers, "/verify");
    let status = status_of(&errors);
    send(status, &VerifyPage { chrome, agency: agency.name.clone(), errors, code, found })
}

fn public_keys(app: &App, agency: &AgencyId) -> Result<Vec<PublicKey>, Trouble> {
    let keyring = app.desk().keyring().map_err(|error| Trouble::Failed(error.to_string()))?;
    Ok(keyring.public_keys(agency))
}

async fn found(app: &App, agency: &AgencyId, verification: &Verification) -> Result<Found, Trouble> {
    let signed = &verification.signed;
    let keys = public_keys(app, agency)?;
    let token = ContentHash::of(signed.token.as_bytes());
    let reader = app.desk().reader();
    let issued = match store::replies::by_token(reader, agency, &token).await? {
        Some(Issued { number, dated, text, .. }) => Some((number, dated, text)),
        None => {
            let letter = store::letters::by_token(reader, agency, &token).await?;
            letter.map(|row| (row.number, row.dated, row.text))
        }
    };
    let same = |(number, dated, text): &(String, affairs::Date, ContentHash)| {
        *number == signed.number && *dated == signed.date && *text == signed.hash
    };
    Ok(Found {
        genuine: verification.is_genuine(|day, text, signature| bears_out(&keys, day, text, signature)),
        issued: issued.as_ref().is_some_and(same),
        characters: affairs::letter::check_characters(verification),
        number: signed.number.clone(),
        date: chinese_date(signed.date),
        hash: signed.hash.hex().to_owned(),
    })
}

/// A key that was given up cannot have signed what is dated after its successor was made. A later key may have signed what is
/// dated before it: a letter has its date before it has its code.
fn bears_out(keys: &[PublicKey], day: affairs::Date, text: &[u8], signature: &[u8; 64]) -> bool {
    keys.iter().enumerate().any(|(place, key)| {
        let next = keys.get(place + 1).map(|next| next.made_at);
        let still_used = next.is_none_or(|next| Instant::start_of(day) < next);
        still_used && key.bears_out(text, signature)
    })
}

/// `/a/{agency}/verify/keys`: every public key the agency ever signed with, a line each.
///
/// # Errors
/// When there is no such agency, or there are no keys.
pub async fn keys(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Trouble> {
    let (agency, _) = site(&app, &slug).await?;
    let mut text = format!("# {} 文书验证公钥（Ed25519）：启用时间 编号 公钥（十六进制）\n", agency.name);
    for key in public_keys(&app, &agency.id)? {
        let bytes = key.bytes.iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"));
        let _ = writeln!(text, "{} {} {bytes}", key.made_at.rfc3339(), key.id);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"letter-keys.txt\""),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, text).into_response())
}
