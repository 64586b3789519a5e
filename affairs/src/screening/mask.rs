//! 脱敏: what stands in place of a personal value (statute file §8.1).
//!
//! One scheme for a whole deployment and never two: different maskings of one person on different sites can be
//! laid together to the full number. The default is the stricter preset, the one for published lists.

use super::reading::FindingKind;
use serde::{Deserialize, Serialize};

/// How much of a value stays to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskPreset {
    /// An ID number keeps its first three and last two; a telephone or card number keeps nothing.
    #[default]
    Strict,
    /// What offices commonly do: an ID number keeps its first six and last four. Never beside a birth year or an
    /// age, where the check digit leaves about thirty-three candidates.
    Customary,
}

/// The value masked by the stricter preset.
#[must_use]
pub fn mask(kind: FindingKind, text: &str) -> String {
    mask_with(MaskPreset::Strict, kind, text)
}

/// The value masked by this preset. What is no number of a person (a wrong word) comes back as it is.
#[must_use]
pub fn mask_with(preset: MaskPreset, kind: FindingKind, text: &str) -> String {
    let value = bare(text);
    let strict = preset == MaskPreset::Strict;
    match kind {
        FindingKind::ResidentId | FindingKind::ResidentIdUnchecked | FindingKind::OldResidentId => {
            if strict {
                ends(&value, 3, 2)
            } else {
                ends(&value, 6, 4)
            }
        }
        // The number of stars is fixed, so that not even the length is told.
        FindingKind::Mobile if strict => "*".repeat(11),
        FindingKind::Mobile => ends(last(&value, 11), 3, 4),
        FindingKind::Landline if strict => "*".repeat(8),
        FindingKind::Landline => landline(&value),
        FindingKind::BankCard if strict => "*".repeat(16),
        FindingKind::BankCard => ends(&value, 0, 4),
        FindingKind::Email => email(text, strict),
        FindingKind::WrongWord | FindingKind::ForbiddenWord | FindingKind::LeaderTitle => text.to_owned(),
    }
}

/// The digits and a final X alone; separators would betray nothing and only mislead the counting.
fn bare(text: &str) -> String {
    use super::fold::{Folded, Spaces};
    let folded = Folded::of(text, Spaces::Drop);
    folded.text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

fn last(value: &str, count: usize) -> &str {
    value.len().checked_sub(count).and_then(|start| value.get(start..)).unwrap_or(value)
}

/// Keeps so many at the beginning and the end; a value with fewer than four left to hide is masked whole.
fn ends(value: &str, first: usize, final_count: usize) -> String {
    let length = value.len();
    if first + final_count + 4 > length {
        return "*".repeat(length);
    }
    let (head, tail) = (&value[..first], &value[length - final_count..]);
    format!("{head}{}{tail}", "*".repeat(length - first - final_count))
}

fn landline(value: &str) -> String {
    let area = match value.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        [b'0', ..] => 4,
        _ => 0,
    };
    let (head, tail) = (value.get(..area).unwrap_or(""), last(value, 2));
    if area == 0 { format!("****{tail}") } else { format!("{head}-****{tail}") }
}

fn email(text: &str, strict: bool) -> String {
    match text.split_once('@') {
        Some((name, host)) if !strict => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_preset_is_the_default() {
        assert_eq!(mask(FindingKind::ResidentId, "11010519491231002X"), "110*************2X");
        assert_eq!(mask(FindingKind::ResidentId, "110105 19491231 002x"), "110*************2X");
        assert_eq!(mask(FindingKind::OldResidentId, "110105491231002"), "110**********02");
        assert_eq!(mask(FindingKind::Mobile, "+86 138-0013-8000"), "***********");
        assert_eq!(mask(FindingKind::BankCard, "6222 0212 3456 7890 123"), "****************");
        assert_eq!(mask(FindingKind::Landline, "0391-6633000"), "********");
        assert_eq!(mask(FindingKind::Email, "someone@example.cn"), "***");
    }

    #[test]
    fn the_customary_preset_keeps_what_offices_keep() {
        let customary = |kind, text| mask_with(MaskPreset::Customary, kind, text);
        assert_eq!(customary(FindingKind::ResidentId, "11010519491231002X"), "110105********002X");
        assert_eq!(customary(FindingKind::Mobile, "8613800138000"), "138****8000");
        assert_eq!(customary(FindingKind::Landline, "0391-6633012"), "0391-****12");
        assert_eq!(customary(FindingKind::BankCard, "6222021234567890"), "************7890");
    }

    #[test]
    fn a_value_that_is_not_what_it_should_be_is_masked_whole() {
        assert_eq!(mask(FindingKind::ResidentId, "123"), "***");
        assert_eq!(mask(FindingKind::ResidentId, ""), "");
    }
}
