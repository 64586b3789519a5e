//! The mark that Word types before a line of a list.

/// What a mark makes of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    Bullet,
    /// `3.`: a line of an ordered list.
    Number(u32),
    /// 一、 （二） 第三条 a): kept as it is typed, since a list of ours would number it otherwise.
    Typed(String),
}

impl Marker {
    /// Reads the mark as Word wrote it.
    pub fn of(text: &str) -> Self {
        let mark = text.trim_matches(|c: char| c.is_whitespace());
        if let Some(digits) = mark.strip_suffix(['.', '．'])
            && let Ok(number) = digits.parse::<u32>()
        {
            return Self::Number(number);
        }
        let mut characters = mark.chars();
        match (characters.next(), characters.next()) {
            (None, _) => Self::Bullet,
            // Symbol and Wingdings write their bullets as ordinary letters.
            (Some(only), None) if !only.is_alphanumeric() || "lnuovqØ§üpw".contains(only) => Self::Bullet,
            _ => Self::Typed(mark.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart() {
        for bullet in ["·", "l", "Ø", "\u{a7}", "●", " - ", "\u{a0}"] {
            assert_eq!(Marker::of(bullet), Marker::Bullet, "{bullet}");
        }
        assert_eq!(Marker::of("12.\u{a0}\u{a0}"), Marker::Number(12));
        assert_eq!(Marker::of("3．"), Marker::Number(3));
        for typed in ["一、", "（二）", "第三条", "a)", "1)", "1.1"] {
            assert_eq!(Marker::of(typed), Marker::Typed(typed.to_owned()));
        }
    }
}
