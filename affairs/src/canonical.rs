//! Canonical JSON (RFC 8785) for the values that people approve: integers and strings only, so that the
//! number rules of the standard never come into play.

use serde::Serialize;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// The canonical bytes of a value: keys sorted, no white space, every string in NFC.
///
/// # Errors
/// When the value cannot be written as JSON, or holds a fractional number.
pub fn canonical_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let value = serde_json::to_value(value).map_err(|error| NotCanonical(error.to_string()))?;
    let mut out = String::new();
    write(&value, &mut out)?;
    Ok(out.into_bytes())
}

/// Why a value has no canonical form.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no canonical form: {0}")]
pub struct NotCanonical(String);

fn write(value: &Value, out: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.push_str(&number.to_string()),
        Value::Number(number) => return Err(NotCanonical(format!("the fraction {number}"))),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            // A dependency may switch serde_json to insertion order, so the order is made here.
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_by(|left, right| left.encode_utf16().cmp(right.encode_utf16()));
            out.push('{');
            for (index, key) in keys.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(&members[*key], out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    use std::fmt::Write;
    out.push('"');
    for character in text.nfc() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_text_is_composed() {
        let bytes = canonical_bytes(&json!({"b": 1, "a": "e\u{301}\n", "c": [null, true]})).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"a\":\"é\\n\",\"b\":1,\"c\":[null,true]}");
    }

    #[test]
    fn a_fraction_has_no_canonical_form() {
        assert!(canonical_bytes(&json!(1.5)).is_err());
    }
}
