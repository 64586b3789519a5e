//! 文书: the letters that the ledger calls for, as PDF and Word; the clock on one page; envelopes and labels.

use crate::app::App;
use crate::office::answer::Fault;
use crate::office::registers::download;
use crate::office::session::Signed;
use affairs::application::letter_facts::{fitting, objected};
use affairs::application::{Application, Standing};
use affairs::id::CaseId;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use desk::applications::{EnvelopeSize, LetterFormat, LetterWish, letter_name};
use law::fee::FeeMethod;
use law::letter::LetterKind;
use std::collections::BTreeMap;
use store::letters::LetterRow;

/// A letter of the list.
pub(super) struct LetterLine {
    /// The end of its address without its format.
    pub code: &'static str,
    pub label: String,
    /// `?asked=2`, or nothing.
    pub query: String,
    /// 文号, once it is registered; empty before, and on papers that bear none.
    pub number: String,
    /// Whether there is something to print: a letter that says what only the officer knows is printed once it is numbered.
    pub printable: bool,
}

/// The letters that fit the case now, and those that were numbered, which are printed as they were.
pub(super) fn letter_lines(application: &Application, standing: &Standing, numbered: &[LetterRow]) -> Vec<LetterLine> {
    let number_of = |name: &str| numbered.iter().find(|row| row.name == name).map(|row| row.number.clone());
    let fits = fitting(application, standing);
    let mut lines: Vec<LetterLine> = fits
        .iter()
        .map(|one| {
            let number = number_of(&letter_name(one.kind, one.asked));
            LetterLine {
                code: one.kind.code(),
                label: label(one.kind, one.asked),
                query: query(one.asked),
                printable: one.kind != LetterKind::ThirdPartyNotice || number.is_some(),
                number: number.unwrap_or_default(),
            }
        })
        .collect();
    for row in numbered.iter().filter(|row| fits.iter().all(|one| letter_name(one.kind, one.asked) != row.name)) {
        let Some((kind, asked)) = named(&row.name) else { continue };
        lines.push(LetterLine {
            code: kind.code(),
            label: label(kind, asked),
            query: query(asked),
            number: row.number.clone(),
            printable: true,
        });
    }
    lines
}

fn label(kind: LetterKind, asked: Option<u32>) -> String {
    match asked {
        Some(key) if kind != LetterKind::DueDayNotice => format!("{}（第{key}份）", kind.label()),
        _ => kind.label(),
    }
}

fn query(asked: Option<u32>) -> String {
    asked.map(|key| format!("?asked={key}")).unwrap_or_default()
}

/// Which letter a name means: `D-03`, `D-06/2`.
pub(super) fn named(name: &str) -> Option<(LetterKind, Option<u32>)> {
    let (code, key) = name.split_once('/').map_or((name, None), |(code, key)| (code, Some(key)));
    let asked = key.map(str::parse).transpose().ok()?;
    Some((LetterKind::from_code(code)?, asked))
}

/// The letters that may be given a number, by name; one that tells a third party has a form of its own.
pub(super) fn to_number(application: &Application, standing: &Standing) -> Vec<(String, String)> {
    let fits = fitting(application, standing).into_iter();
    let bears = fits.filter(|one| one.kind.is_numbered() && one.kind != LetterKind::ThirdPartyNotice);
    bears.map(|one| (letter_name(one.kind, one.asked), label(one.kind, one.asked))).collect()
}

/// The third parties that object to what goes out all the same, by the key of the letter that asked them.
pub(super) fn to_tell(application: &Application, standing: &Standing) -> Vec<(String, String)> {
    let fits = fitting(application, standing).into_iter().filter(|one| one.kind == LetterKind::ThirdPartyNotice);
    let name = |one: affairs::application::letter_facts::Fitting| {
        let key = one.asked?;
        Some((key.to_string(), format!("第{key}份：{}", objected(application, key)?.whom.name)))
    };
    fits.filter_map(name).collect()
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
    fn a_name_means_one_letter() {
        assert_eq!(named("D-03"), Some((LetterKind::CorrectionNotice, None)));
        assert_eq!(named("D-06/2"), Some((LetterKind::ThirdPartyConsultation, Some(2))));
        for unknown in ["D-99", "D-06/", "D-06/x", ""] {
            assert_eq!(named(unknown), None, "{unknown}");
        }
    }

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
