//! 余, 突破: figures that are named roughly. A rough figure never says more than the true one.

use super::metric::Figure;
use crate::Refusal;

/// How a figure is printed in the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hedge {
    /// As it is.
    #[default]
    Exact,
    /// `余`: rounded down to a multiple of the step; `余` stands only where something was left off.
    Above(i64),
    /// `突破`: the threshold, once it is reached; below it the figure as it is.
    Passed(i64),
}

/// Steps and thresholds between these.
const LIMITS: std::ops::RangeInclusive<i64> = 10..=100_000_000;

/// 万.
const TEN_THOUSAND: i64 = 10_000;

impl Hedge {
    /// From what stands behind the bar in a placeholder: `余100`, `突破4万`.
    ///
    /// # Errors
    /// When it is no hedge that can be printed.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let hedge = if let Some(step) = text.strip_prefix("余") {
            number(step).filter(|step| step % 10 == 0).map(Self::Above)
        } else {
            text.strip_prefix("突破").and_then(number).map(Self::Passed)
        };
        hedge.ok_or_else(|| {
            let message = format!("“{text}”不是约数的写法；请写成“余100”（按百取整）或者“突破40000”。");
            Refusal::new("unknown_hedge", message).at("narrative")
        })
    }

    /// The figure with its unit word, as the report prints it.
    #[must_use]
    pub fn text(self, figure: &Figure) -> String {
        let unit = figure.metric.unit();
        match self {
            Self::Above(step) => {
                let printed = figure.value - figure.value.rem_euclid(step);
                if printed > 0 && printed < figure.value {
                    return format!("{}余{unit}", short(printed));
                }
                figure.text()
            }
            Self::Passed(threshold) if figure.value >= threshold => format!("突破{}{unit}", short(threshold)),
            Self::Exact | Self::Passed(_) => figure.text(),
        }
    }
}

fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    let (digits, times) = text.strip_suffix('万').map_or((text, 1), |digits| (digits, TEN_THOUSAND));
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = plain.then(|| digits.parse::<i64>().ok()).flatten()?.checked_mul(times)?;
    LIMITS.contains(&value).then_some(value)
}

/// Whole ten thousands as `4万`, anything else in digits.
fn short(value: i64) -> String {
    if value >= TEN_THOUSAND && value % TEN_THOUSAND == 0 {
        format!("{}万", value / TEN_THOUSAND)
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::metric::Metric;
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str, value: i64) -> String {
        Hedge::parse(text).unwrap().text(&Figure { metric: Metric::Events, value })
    }

    #[test]
    fn what_is_left_off_is_said_and_what_is_not_is_not() {
        assert_eq!(said("余10", 118), "110余条");
        assert_eq!(said("余10", 110), "110条");
        assert_eq!(said("余100", 99), "99条");
        assert_eq!(said("余1万", 40_321), "4万余条");
        assert_eq!(said("突破4万", 40_000), "突破4万条");
        assert_eq!(said("突破40000", 39_999), "39999条");
        for text in ["", "约100", "余", "余7", "余-10", "突破", "突破百", "余99999999999999999999"] {
            assert!(Hedge::parse(text).is_err(), "{text}");
        }
    }

    /// The number that stands in a hedged text.
    fn printed(text: &str) -> i64 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let times = if text.contains('万') { TEN_THOUSAND } else { 1 };
        digits.parse::<i64>().unwrap() * times
    }

    proptest! {
        #[test]
        fn no_hedge_says_more_than_the_truth(value in 0i64..10_000_000, step in 1i64..100_000, passed in any::<bool>()) {
            let hedge = if passed { Hedge::Passed(step * 10) } else { Hedge::Above(step * 10) };
            let text = hedge.text(&Figure { metric: Metric::Events, value });
            prop_assert!(printed(&text) <= value, "{} for {}", text, value);
            if text.contains('余') {
                prop_assert!(printed(&text) < value, "{} for {}", text, value);
            } else if !text.contains("突破") {
                prop_assert_eq!(printed(&text), value);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,20}") {
            let _ = Hedge::parse(&text);
        }
    }
}
