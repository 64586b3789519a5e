//! 验证码: what the QR code on a letter says, so that the paper can be tied to the approved text, on the site and
//! without a network.
//!
//! `GK1|number|date|hash|token|signature`, in UTF-8. The signature (Ed25519, in hexadecimal digits) covers everything
//! before its bar; who signs and which public key holds on that date is not decided here.
//!
//! Beneath the code stands 校验码, eight characters that a person can compare and that a copy with an electronic seal still
//! says as text ([`check_characters`]).

use crate::{ContentHash, Date, Refusal, id};
use serde::{Deserialize, Serialize};

/// The version of the format, the first field.
const VERSION: &str = "GK1";
/// The bar between the fields.
const BAR: char = '|';
/// An Ed25519 signature, in bytes.
const SIGNATURE_BYTES: usize = 64;
/// The shortest token that cannot be guessed: 16 bytes as text.
const SHORTEST_TOKEN: usize = 16;
/// More than this is no number, no token and no code of ours.
const LONGEST_FIELD: usize = 120;

/// What is signed: which letter, of which day, with which text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsigned {
    /// 文号, or the number of the application where the letter bears none.
    pub number: String,
    /// 成文日期.
    pub date: Date,
    /// The hash of the canonical text.
    pub hash: ContentHash,
    /// Random; the site answers to it alone.
    pub token: String,
}

/// A signed code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// What was signed.
    pub signed: Unsigned,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

impl Unsigned {
    /// A code to be signed.
    ///
    /// # Errors
    /// `verification_field` when the number or the token cannot stand in a code.
    pub fn new(number: &str, date: Date, hash: ContentHash, token: &str) -> Result<Self, Refusal> {
        let number_stands = !number.is_empty() && number.len() <= LONGEST_FIELD && !has_bar_or_control(number);
        if !number_stands {
            return Err(Refusal::new("verification_field", "文号为空、过长或者含有不能写入验证码的字符。").at("number"));
        }
        let token_stands = (SHORTEST_TOKEN..=LONGEST_FIELD).contains(&token.len())
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !token_stands {
            return Err(Refusal::new("verification_field", "验证码的随机串格式不对。").at("token"));
        }
        Ok(Self { number: number.to_owned(), date, hash, token: token.to_owned() })
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!("{VERSION}|{}|{}|{}|{}", self.number, self.date, self.hash.hex(), self.token)
    }

    /// The code with its signature.
    #[must_use]
    pub fn with_signature(self, signature: &[u8; SIGNATURE_BYTES]) -> Verification {
        let signature = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        Verification { signed: self, signature }
    }
}

impl Verification {
    /// What the QR code says.
    #[must_use]
    pub fn payload(&self) -> String {
        format!("{}|{}", self.signed.signed_text(), self.signature)
    }

    /// Reads what a scanner gave.
    ///
    /// # Errors
    /// `verification_code` when it is not one of our codes, or not a whole one.
    pub fn parse(payload: &str) -> Result<Self, Refusal> {
        let fields: Vec<&str> = payload.trim().split(BAR).collect();
        let [version, number, date, hash, token, signature] = fields.as_slice() else {
            return Err(not_ours("扫到的内容不是本系统文书的验证码，或者没有扫全。"));
        };
        if *version != VERSION {
            return Err(not_ours("验证码的版本不认识，请用新版本的验证页面。"));
        }
        let date: Date = date.parse().map_err(|_| not_ours("验证码中的日期不完整。"))?;
        let hash = ContentHash::parse(hash).ok_or_else(|| not_ours("验证码中的校验值不完整。"))?;
        let signed = Unsigned::new(number, date, hash, token)?;
        if signature_bytes(signature).is_none() {
            return Err(not_ours("验证码中的签名不完整。"));
        }
        Ok(Self { signed, signature: (*signature).to_owned() })
    }

    /// The signature, as bytes; `None` when the kept text is no signature.
    #[must_use]
    pub fn signature_bytes(&self) -> Option<[u8; SIGNATURE_BYTES]> {
        signature_bytes(&self.signature)
    }

    /// Whether the code is genuine: `verify` gets the date (to pick the public key of that day), the signed bytes and
    /// the signature.
    pub fn is_genuine(&self, verify: impl FnOnce(Date, &[u8], &[u8; SIGNATURE_BYTES]) -> bool) -> bool {
        self.signature_bytes()
            .is_some_and(|signature| verify(self.signed.date, self.signed.signed_text().as_bytes(), &signature))
    }

    /// Whether the code names this text.
    #[must_use]
    pub fn names(&self, hash: &ContentHash) -> bool {
        self.signed.hash == *hash
    }
}

/// 校验码 `XXXX-XXXX`: eight characters without look-alikes, of the hash of the token, so that they give nothing of the token
/// away. They tell one letter of an agency from another; what is genuine is for the signature to say.
#[must_use]
pub fn check_characters(verification: &Verification) -> String {
    let hash = ContentHash::of(verification.signed.token.as_bytes());
    let mut first = [0_u8; 16];
    for (byte, pair) in first.iter_mut().zip(hash.hex().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
    }
    // The first of 26 characters stand for fewer bits than the last ones.
    let text = id::opaque(first).to_ascii_uppercase();
    format!("{}-{}", &text[18..22], &text[22..26])
}

fn not_ours(message: &str) -> Refusal {
    Refusal::new("verification_code", message).at("code")
}

fn has_bar_or_control(text: &str) -> bool {
    text.chars().any(|character| character == BAR || character.is_control())
}

fn signature_bytes(text: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn code() -> Verification {
        let hash = ContentHash::of("答复".as_bytes());
        let unsigned = Unsigned::new("临司公复〔2026〕12号", date(2026, 3, 5), hash, "q3W-x_7Rt0KdP2uLz9aBcE").unwrap();
        unsigned.with_signature(&[0xa7; SIGNATURE_BYTES])
    }

    #[test]
    fn what_is_written_is_read_back() {
        let payload = code().payload();
        assert!(payload.starts_with("GK1|临司公复〔2026〕12号|2026-03-05|"), "{payload}");
        assert_eq!(Verification::parse(&payload).unwrap(), code());
        assert_eq!(Verification::parse(&format!(" {payload}\r\n")).unwrap(), code());
    }

    #[test]
    fn the_verifier_gets_what_was_signed_and_a_changed_letter_is_not_named() {
        let seen = code();
        let genuine = seen.is_genuine(|day, text, signature| {
            day == date(2026, 3, 5) && text == seen.signed.signed_text().as_bytes() && signature == &[0xa7; 64]
        });
        assert!(genuine);
        assert!(!seen.is_genuine(|_, _, _| false));
        assert!(seen.names(&ContentHash::of("答复".as_bytes())));
        assert!(!seen.names(&ContentHash::of("答覆".as_bytes())));
    }

    #[test]
    fn the_check_characters_follow_the_token_alone() {
        let mut other = code();
        let told = check_characters(&other);
        assert_eq!(told.len(), 9);
        assert!(told.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || byte.is_ascii_uppercase()), "{told}");
        other.signed.number = "临司公复〔2026〕13号".to_owned();
        assert_eq!(check_characters(&other), told);
        other.signed.token = "q3W-x_7Rt0KdP2uLz9aBcF".to_owned();
        assert_ne!(check_characters(&other), told);
    }

    #[test]
    fn half_a_code_and_a_foreign_one_are_refused() {
        let whole = code().payload();
        let cut: String = whole.chars().take(whole.chars().count() - 1).collect();
        let mut cases = vec![String::new(), "https://example.invalid".to_owned(), cut];
        cases.push(whole.replace("GK1", "GK2"));
        cases.push(whole.replace("2026-03-05", "2026-02-30"));
        cases.push(whole.replace("q3W-x_7Rt0KdP2uLz9aBcE", "短"));
        cases.push(whole.replace("a7a7", "A7A7"));
        for case in cases {
            assert!(Verification::parse(&case).is_err(), "{case}");
        }
    }

    #[test]
    fn a_number_with_a_bar_cannot_shift_the_fields() {
        let hash = ContentHash::of(b"");
        let refusal = Unsigned::new("甲|乙", date(2026, 3, 5), hash, "q3W-x_7Rt0KdP2uLz9aBcE").unwrap_err();
        assert_eq!((refusal.code, refusal.field), ("verification_field", Some("number")));
    }
}
