//! Which addresses a link may have.

/// Longest address, in bytes.
const LONGEST: usize = 2_000;

/// The address as it is kept, or `None` when a link may not lead there. Allowed are the web, mail, telephone, and
/// addresses of this site from its root.
#[must_use]
pub fn allowed_address(address: &str) -> Option<String> {
    let address = address.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let readable = !address.is_empty() && address.len() <= LONGEST;
    // Browsers read a backslash as a slash and pass over control characters within a scheme.
    let plain = !address.chars().any(|c| c.is_control() || c == '\\' || affairs::document::edition::is_deceptive(c));
    if !readable || !plain {
        return None;
    }
    let cleaned = super::super::clean::clean(address);
    let address = cleaned.as_str();
    if address.starts_with('/') && !address.starts_with("//") {
        return Some(address.to_owned());
    }
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let leads_somewhere = match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')),
        "mailto" | "tel" => !rest.is_empty() && !rest.starts_with('/'),
        _ => false,
    };
    leads_somewhere.then(|| format!("{scheme}:{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_pass() {
        for address in [
            "https://example.gov.cn/a?b=c#d",
            "HTTP://example.cn",
            "mailto:a@example.cn",
            "tel:12348",
            "/d/abc",
            " /f/x ",
        ] {
            assert!(allowed_address(address).is_some(), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil",
            "https:///evil",
            "http://",
            "#anchor",
            "relative/path",
            "",
            "blob:x",
            "mailto:",
            "java\u{200b}script:x",
        ] {
            assert_eq!(allowed_address(address), None, "{address}");
        }
    }
}
