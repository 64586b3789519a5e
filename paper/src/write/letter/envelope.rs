//! Envelopes and the label of a registered or express letter.

use affairs::Instant;
use serde::Serialize;

use crate::write::{Press, WriteError, typst_world::Template};

/// What is to be printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeSize {
    /// DL, 220 × 110 mm: a folded letter.
    Dl,
    /// C5, 229 × 162 mm: a letter with attachments.
    C5,
    /// A label of 100 × 150 mm for an express or registered letter.
    Label,
}

/// Who receives or sends.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PostalSide {
    /// Name of the person, organisation or agency.
    pub name: String,
    /// The address.
    pub address: String,
    /// Six digits; empty boxes are drawn without it.
    pub postcode: String,
    /// Telephone; printed on labels only.
    pub telephone: String,
}

/// An envelope or label.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The paper.
    pub size: EnvelopeSize,
    /// To whom.
    pub addressee: PostalSide,
    /// From whom.
    pub sender: PostalSide,
    /// 内件品名: what is inside, by its number; never what it is about.
    pub inside: String,
    /// The postal number, where it is known already.
    pub postal_number: String,
}

impl EnvelopeSize {
    const fn millimetres(self) -> (u16, u16) {
        match self {
            Self::Dl => (220, 110),
            Self::C5 => (229, 162),
            Self::Label => (100, 150),
        }
    }
}

/// An envelope or label as a PDF of its own size.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn envelope_pdf(press: &Press, envelope: &Envelope, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    let (width, height) = envelope.size.millimetres();
    let label = envelope.size == EnvelopeSize::Label;
    let data = EnvelopeData {
        title: if label { "邮寄地址标签" } else { "信封" },
        label,
        width,
        height,
        addressee: &envelope.addressee,
        sender: &envelope.sender,
        inside: &envelope.inside,
        postal_number: &envelope.postal_number,
    };
    press.print(Template::Envelope, &data, printed_at)
}

#[derive(Serialize)]
struct EnvelopeData<'envelope> {
    title: &'static str,
    label: bool,
    width: u16,
    height: u16,
    addressee: &'envelope PostalSide,
    sender: &'envelope PostalSide,
    inside: &'envelope str,
    postal_number: &'envelope str,
}
