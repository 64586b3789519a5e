//! Headers that every answer carries.

use crate::app::App;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Nothing from elsewhere, no script but our own file, no style but our own sheet, no frame, no form to elsewhere.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Two years, as browsers' own lists ask.
const ONLY_HTTPS: &str = "max-age=63072000; includeSubDomains";

/// Adds what is not there yet; a page with a policy of its own (the editor, a file) keeps it.
pub fn add(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static(ONLY_HTTPS));
    }
}

/// The layer around everything.
pub async fn guard(State(app): State<App>, mut response: Response) -> Response {
    add(response.headers_mut(), app.is_secure());
    response
}
