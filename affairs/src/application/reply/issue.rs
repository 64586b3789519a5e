//! 签发: the approved letter gets its date and its code; nothing else of it changes.

use super::content::Reply;
use crate::letter::verification::Unsigned;
use crate::letter::{Letter, Part, text_hash, text_of_part};
use crate::{Date, Refusal};

/// The random part of a code, and what signs it.
pub struct Token<'sign> {
    pub token: &'sign str,
    /// Signs the bytes with the agency's key.
    pub sign: &'sign dyn Fn(&[u8]) -> [u8; 64],
}

/// The letter as it is printed and sealed. `remedy_clause` is the clause of this day: what the reviewers read must still be it.
///
/// # Errors
/// `remedy_changed` when the law of the day wants another clause than the approved one; a number that no code can carry.
pub fn issue(reply: &Reply, on: Date, remedy_clause: &str, token: &Token<'_>) -> Result<Letter, Refusal> {
    let mut letter = reply.letter.clone();
    if letter.kind.has_remedy_clause() && text_of_part(&letter, Part::Remedy) != remedy_clause {
        let message = "自提交审核以来，救济途径的规定或者设置已经改变，请退回经办人按今天的规定重新提交。";
        return Err(Refusal::new("remedy_changed", message).citing("《行政复议法》第二十三条"));
    }
    if let Some(closing) = &mut letter.closing {
        closing.date = Some(on);
    }
    let number = if letter.number.is_empty() { reply.case.as_str() } else { letter.number.as_str() };
    let unsigned = Unsigned::new(number, on, text_hash(&letter), token.token)?;
    let signature = (token.sign)(unsigned.signed_text().as_bytes());
    letter.verification = Some(unsigned.with_signature(&signature));
    Ok(letter)
}
