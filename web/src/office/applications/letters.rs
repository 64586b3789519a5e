//! 文书: the letters that the ledger calls for, as PDF and Word; the clock on one page; envelopes and labels.

use crate::app::App;
use crate::office::answer::Fault;
use crate::office::registers::download;
use crate::office::session::Signed;
use affairs::application::letter_facts::fitting;
use affairs::application::{Application, Standing};
use affairs::id::CaseId;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use desk::applications::{EnvelopeSize, LetterFormat, LetterWish};
use law::fee::FeeMethod;
use law::letter::LetterKind;
use std::collections::BTreeMap;

/// A letter of the list.
pub(super) struct LetterLine {
    /// The end of its address without its format.
    pub code: &'static str,
    pub label: String,
    /// `?asked=2`, or nothing.
    pub query: String,
    pub numbered: bool,
}

/// The letters that fit the case now.
pub(super) fn letter_lines(application: &Application, standing: &Standing) -> Vec<LetterLine> {
    let line = |one: affairs::application::letter_facts::Fitting| LetterLine {
        code: one.kind.code(),
        label: match one.asked {
            Some(key) => format!("{}（第{key}份）", one.kind.label()),
            None => one.kind.label(),
        },
        query: one.asked.map(|key| format!("?asked={key}")).unwrap_or_default(),
        numbered: one.kind.is_numbered(),
    };
    fitting(application, standing).into_iter().map(line).collect()
}

/// What is asked for, by the end of the address: `D-03.pdf`, `clock.pdf`, `envelope.pdf`.
enum Asked {
    Letter(LetterKind, LetterFormat),
    Clock,
    Envelope(EnvelopeSize),
}

impl Asked {
    fn of(name: &str) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        let format = LetterFormat::from_extension(extension)?;
        match (stem, format) {
            ("clock", LetterFormat::Pdf) => Some(Self::Clock),
            ("envelope", LetterFormat::Pdf) => Some(Self::Envelope(EnvelopeSize::Dl)),
            ("large-envelope", LetterFormat::Pdf) => Some(Self::Envelope(EnvelopeSize::C5)),
            ("label", LetterFormat::Pdf) => Some(Self::Envelope(EnvelopeSize::Label)),
            _ => LetterKind::from_code(stem).map(|kind| Self::Letter(kind, format)),
        }
    }
}

/// Prints one.
///
/// # Errors
/// Refused to whoever does not handle the case, and for what a letter must say and nobody has entered.
pub async fn print(
    signed: Signed,
    State(app): State<App>,
    Path((case, name)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let (desk, who, case) = (app.desk(), signed.who(), CaseId::new(case));
    let get = |name: &str| query.get(name).map_or("", |value| value.trim());
    // A form names the letter in a field, since the end of its own address cannot change without script.
    let name = if name == "print" { get("letter") } else { name.as_str() };
    let asked = Asked::of(name).ok_or_else(Fault::not_found)?;
    let (title, format, bytes) = match asked {
        Asked::Letter(kind, format) => {
            let method = FeeMethod::from_code(get("fee_method"));
            let wish = LetterWish {
                asked: get("asked").parse().ok(),
                served: LetterKind::from_code(get("served")),
                number: get("number").to_owned(),
                fee: method.and_then(|method| Some((method, get("fee_count").parse().ok()?))),
            };
            (kind.label(), format, desk.application_letter(who, &case, kind, &wish, format).await?)
        }
        Asked::Clock => ("期限计算表".to_owned(), LetterFormat::Pdf, desk.application_clock_page(who, &case).await?),
        Asked::Envelope(size) => {
            let bytes = desk.application_envelope(who, &case, size, get("postal_number")).await?;
            ("信封".to_owned(), LetterFormat::Pdf, bytes)
        }
    };
    Ok(download(&format!("{title}.{}", format.extension()), format.media_type(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_papers_are_printed() {
        assert!(matches!(
            Asked::of("D-03.docx"),
            Some(Asked::Letter(LetterKind::CorrectionNotice, LetterFormat::Word))
        ));
        assert!(matches!(Asked::of("label.pdf"), Some(Asked::Envelope(EnvelopeSize::Label))));
        for unknown in ["clock.docx", "D-99.pdf", "D-03", "D-03.exe", ""] {
            assert!(Asked::of(unknown).is_none(), "{unknown}");
        }
    }
}
