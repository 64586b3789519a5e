//! Stylesheets, scripts and the mark: built into the program, named by their hash, kept by a browser for ever.

use affairs::ContentHash;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// One file of the program's own.
#[derive(Debug)]
pub struct Asset {
    name: &'static str,
    media_type: &'static str,
    text: String,
    address: String,
}

const SITE_SCRIPT: &str = include_str!("assets/site.js");
const APPLY_SCRIPT: &str = include_str!("assets/apply.js");
const OFFICE_SCRIPT: &str = include_str!("assets/office.js");
const MARK: &str = include_str!("assets/mark.svg");

/// The dark tokens hold twice: where the reader chose dark, and where the machine prefers it and he chose nothing.
const SITE_STYLE: &[&str] = &[
    include_str!("assets/tokens.css"),
    "@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {\n",
    include_str!("assets/dark.css"),
    "} }\n:root[data-theme=\"dark\"] {\n",
    include_str!("assets/dark.css"),
    "}\n",
    include_str!("assets/base.css"),
    include_str!("assets/components.css"),
    include_str!("assets/public.css"),
    include_str!("assets/large.css"),
    include_str!("assets/print.css"),
];

static ASSETS: LazyLock<[Asset; 7]> = LazyLock::new(|| {
    [
        Asset::new("site.css", "text/css; charset=utf-8", SITE_STYLE.concat()),
        Asset::new("office.css", "text/css; charset=utf-8", include_str!("assets/office.css").to_owned()),
        Asset::new("apply.css", "text/css; charset=utf-8", include_str!("assets/apply.css").to_owned()),
        Asset::new("site.js", "text/javascript; charset=utf-8", SITE_SCRIPT.to_owned()),
        Asset::new("apply.js", "text/javascript; charset=utf-8", APPLY_SCRIPT.to_owned()),
        Asset::new("office.js", "text/javascript; charset=utf-8", OFFICE_SCRIPT.to_owned()),
        Asset::new("mark.svg", "image/svg+xml", MARK.to_owned()),
    ]
});

impl Asset {
    fn new(name: &'static str, media_type: &'static str, text: String) -> Self {
        let text = squeeze(name, &text);
        let address = format!("/assets/{}/{name}", ContentHash::of(text.as_bytes()).short());
        Self { name, media_type, text, address }
    }
}

/// A stylesheet loses its comments and indents on the way out; what people read stays in the sources.
fn squeeze(name: &str, text: &str) -> String {
    if !name.ends_with(".css") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn address_of(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.address.as_str())
}

/// The address of the stylesheet of every page.
#[must_use]
pub fn site_style() -> &'static str {
    address_of("site.css")
}

/// The address of what the office adds to it.
#[must_use]
pub fn office_style() -> &'static str {
    address_of("office.css")
}

/// The address of what the pages of an applicant add to it.
#[must_use]
pub fn apply_style() -> &'static str {
    address_of("apply.css")
}

/// The address of the script of an applicant's form.
#[must_use]
pub fn apply_script() -> &'static str {
    address_of("apply.js")
}

/// The address of the script of every page.
#[must_use]
pub fn site_script() -> &'static str {
    address_of("site.js")
}

/// The address of the office's script.
#[must_use]
pub fn office_script() -> &'static str {
    address_of("office.js")
}

/// The address of the mark, which is also the icon of the browser's tab.
#[must_use]
pub fn mark() -> &'static str {
    address_of("mark.svg")
}

/// Serves one of them; an old hash is as absent as anything else that never was.
pub async fn serve(axum::extract::OriginalUri(uri): axum::extract::OriginalUri) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.address == uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.text.as_str()).into_response()
}

/// Writes them under their addresses, for looking at samples.
#[cfg(test)]
pub fn write_to(folder: &std::path::Path) {
    for asset in ASSETS.iter() {
        let path = folder.join(asset.address.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &asset.text).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_whole_and_without_comments() {
        let style = &ASSETS[0].text;
        assert!(!style.contains("/*"));
        assert_eq!(style.matches('{').count(), style.matches('}').count());
        assert!(style.len() < 40_000, "{} bytes", style.len());
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for asset in ASSETS.iter() {
            // The editor completes an address that somebody types with `https://`; it fetches nothing.
            let text = asset.text.replace("http://www.w3.org/2000/svg", "").replace("`https://${typed}`", "");
            assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("//cdn"), "{}", asset.name);
        }
    }
}
