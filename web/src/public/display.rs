//! Large print, dark and light: the one thing the public side remembers about a visitor, in a cookie of a few letters.

use crate::app::App;
use crate::kit::Display;
use crate::kit::display::COOKIE;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// A wish, and where to go back to.
#[derive(Debug, Deserialize)]
pub struct Wish {
    #[serde(default)]
    set: String,
    #[serde(default)]
    back: String,
}

/// Remembers the wish for a year and goes back.
pub async fn change(State(app): State<App>, headers: HeaderMap, Form(wish): Form<Wish>) -> Response {
    remembered(Display::of(&headers).with(&wish.set), &wish.back, app.is_secure())
}

/// The answer that sets the cookie and leads back to an address of this site; the office answers with the same.
#[must_use]
pub fn remembered(display: Display, back: &str, secure: bool) -> Response {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", display.value());
    let back = if is_of_this_site(back) { back } else { "/" };
    let mut response = StatusCode::SEE_OTHER.into_response();
    for (name, value) in [(header::LOCATION, back), (header::SET_COOKIE, cookie.as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A path of this site: nothing that a browser might take for another host.
#[must_use]
pub fn is_of_this_site(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_never_goes_back_to_another_site() {
        for (address, expected) in [
            ("/a/bureau/?q=1", "/a/bureau/?q=1"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x=1", "/"),
            ("", "/"),
        ] {
            let response = remembered(Display::default(), address, true);
            assert_eq!(response.headers().get(header::LOCATION).unwrap(), expected);
        }
    }

    #[test]
    fn the_cookie_says_nothing_but_the_display() {
        let response = remembered(Display::parse("dark.large"), "/", false);
        let cookie = response.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert!(cookie.starts_with("display=dark.large; "), "{cookie}");
    }
}
