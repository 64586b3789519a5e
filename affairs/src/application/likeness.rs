//! How much two descriptions of what is wanted are alike: by the pairs of characters that they share. Chinese has no spaces to
//! part its words at, and two neighbouring characters are about one.

use std::collections::HashSet;

/// Alike from here on, in thousandths; below, they share only what every application says.
pub const ALIKE: u16 = 250;

/// What every application says, and what therefore tells none from another.
const COMMON: [&str; 9] = ["申请公开", "政府信息", "信息公开", "请求", "贵局", "贵机关", "相关", "有关", "以下"];

/// A description, ready to be compared with many.
#[derive(Debug, Clone)]
pub struct Fingerprint(HashSet<(char, char)>);

impl Fingerprint {
    /// Of a description.
    #[must_use]
    pub fn of(description: &str) -> Self {
        let mut text = description.to_lowercase();
        for common in COMMON {
            text = text.replace(common, " ");
        }
        let runs = text.split(|character: char| !character.is_alphanumeric());
        let pairs = runs.flat_map(|run| run.chars().zip(run.chars().skip(1)).collect::<Vec<_>>());
        Self(pairs.collect())
    }

    /// How much two are alike, in thousandths: 0 for nothing in common, 1000 for the same pairs.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> u16 {
        let total = self.0.len() + other.0.len();
        if total == 0 {
            return 0;
        }
        let common = self.0.intersection(&other.0).count();
        u16::try_from(2_000 * common / total).unwrap_or(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn likeness(one: &str, other: &str) -> u16 {
        Fingerprint::of(one).likeness(&Fingerprint::of(other))
    }

    #[test]
    fn the_same_matter_in_other_words_is_alike_and_another_is_not() {
        let asked = "申请公开贵局2019年普法宣传经费的预算和决算";
        assert!(likeness(asked, "请求公开：2019年度普法宣传经费决算表") > ALIKE);
        assert!(likeness(asked, "申请公开贵局有关律师执业许可的政府信息") < ALIKE);
        assert_eq!(likeness(asked, asked), 1_000);
        assert_eq!(likeness("申请公开政府信息", "申请公开政府信息"), 0, "nothing is left that tells them apart");
    }

    proptest! {
        #[test]
        fn it_is_the_same_both_ways_and_never_more_than_whole(one in ".{0,200}", other in ".{0,200}") {
            prop_assert_eq!(likeness(&one, &other), likeness(&other, &one));
            prop_assert!(likeness(&one, &other) <= 1_000);
        }
    }
}
