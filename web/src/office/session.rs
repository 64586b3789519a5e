//! Who is at the desk: the session behind a request, and the proof that a form came from our own page.

use super::answer::Fault;
use super::form::Fields;
use super::sign_in;
use crate::app::App;
use crate::kit::Display;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use desk::Who;
use desk::sign_in::AtDesk;

/// The name of the session's cookie. Behind https it carries the `__Host-` prefix, which binds it to this host.
#[must_use]
pub fn cookie_name(app: &App) -> &'static str {
    if app.is_secure() { "__Host-session" } else { "session" }
}

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    pub at: AtDesk,
    pub token: String,
    pub display: Display,
    /// The address of this request, to come back to.
    pub here: String,
}

impl Signed {
    /// Who acts.
    #[must_use]
    pub const fn who(&self) -> &Who {
        &self.at.who
    }

    /// Whether a form carries this session's token.
    ///
    /// # Errors
    /// A refusal that asks to send it again.
    pub fn check(&self, token: &str) -> Result<(), Fault> {
        // Both are drawn at random and of one length; the comparison looks at every byte.
        let same = token.len() == self.at.form_token.len()
            && token.bytes().zip(self.at.form_token.bytes()).fold(0_u8, |sum, (left, right)| sum | (left ^ right)) == 0;
        if same {
            Ok(())
        } else {
            Err(affairs::Refusal::new("form_token", "页面已过期，请返回刷新后再提交。").into())
        }
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let here = parts.uri.path_and_query().map_or("/office", |whole| whole.as_str()).to_owned();
        match signed(&parts.headers, app, &here).await? {
            Some(signed) => Ok(signed),
            None => Err(Fault::sign_in(&here)),
        }
    }
}

/// The session of a request, if there is one.
pub(super) async fn signed(headers: &HeaderMap, app: &App, here: &str) -> Result<Option<Signed>, Fault> {
    let Some(token) = cookie(headers, cookie_name(app)) else { return Ok(None) };
    let Some(at) = app.desk().at_desk(&token).await? else { return Ok(None) };
    Ok(Some(Signed { at, token, display: Display::of(headers), here: here.to_owned() }))
}

/// The value of a cookie.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// A posted form of somebody who has signed in, from our own page. When the session has run out meanwhile, the form is
/// carried over the sign-in, so that nothing typed is lost.
#[derive(Debug)]
pub struct Posted {
    pub signed: Signed,
    pub fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        comes_from_here(request.headers())?;
        let headers = request.headers().clone();
        let here = request.uri().path().to_owned();
        let signed = signed(&headers, app, &here).await?;
        let bytes = Bytes::from_request(request, app).await.map_err(|_| Fault::too_large())?;
        let fields = Fields::from(urlencoded(&bytes));
        match signed {
            Some(signed) => {
                signed.check(fields.raw("csrf"))?;
                Ok(Self { signed, fields })
            }
            None => Err(sign_in::carrying(&headers, &here, &fields)?),
        }
    }
}

/// Refuses what another site's page sends: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`.
pub(super) fn comes_from_here(headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let fine = match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split("://").nth(1) == Some(host),
        (None, _, _) => true,
    };
    if fine {
        Ok(())
    } else {
        Err(affairs::Refusal::new("foreign_form", "这个请求不是从本站页面发出的，没有办理。").into())
    }
}

/// The pairs of an urlencoded body; what is no valid UTF-8 becomes the replacement character.
pub(crate) fn urlencoded(bytes: &[u8]) -> Vec<(String, String)> {
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(parts.next().unwrap_or_default());
            (name, decoded(parts.next().unwrap_or_default()))
        })
        .collect()
}

fn decoded(bytes: &[u8]) -> String {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, tail @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high * 16 + low);
                    rest = tail;
                }
                _ => out.push(b'%'),
            },
            (other, _) => out.push(*other),
        }
    }
    String::from_utf8_lossy(&out).replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_and_rubbish_is_harmless() {
        let pairs = urlencoded("title=%E5%85%AC+a&x=%zz&=&b=%".as_bytes());
        let expected = [("title", "公 a"), ("x", "%zz"), ("", ""), ("b", "%")];
        let found: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn another_sites_form_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
        assert!(comes_from_here(&headers).is_err());
        headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        assert!(comes_from_here(&headers).is_ok());
        headers.remove("sec-fetch-site");
        headers.insert("origin", "https://elsewhere.example".parse().unwrap());
        headers.insert("host", "here.example".parse().unwrap());
        assert!(comes_from_here(&headers).is_err());
    }
}
