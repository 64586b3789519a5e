//! Money of the registers: whole fen, read and printed without a fraction of the machine's own.

use law::annual_report::{Amount, ExactDecimal, MoneyUnit};

/// Reads a sum in yuan, such as `1,212,505.00`, as fen.
///
/// # Errors
/// In Chinese, what is wrong with the text.
pub fn parse_yuan(text: &str) -> Result<i64, String> {
    let value =
        ExactDecimal::parse(text.trim()).map_err(|error| format!("{error}；请填写以元为单位的数字，例如 386000.00"))?;
    if value.is_negative() {
        return Err("金额不能是负数".to_owned());
    }
    let fen = value.shifted(2).ok_or_else(|| "金额最多精确到分，小数点后不超过两位".to_owned())?;
    i64::try_from(fen).map_err(|_| "金额过大，请核对单位".to_owned())
}

/// Fen as yuan with two decimals, `386000.00`.
#[must_use]
pub fn yuan_text(fen: i64) -> String {
    ExactDecimal::new(i128::from(fen), 2).to_string()
}

/// Fen as yuan without superfluous zeros, `400` or `0.05`.
#[must_use]
pub fn short_yuan_text(fen: i64) -> String {
    Amount::from_fen(fen, MoneyUnit::Yuan).value().to_string()
}

/// Fen as ten thousand yuan without its unit word, `121.2505`.
#[must_use]
pub fn ten_thousand_text(fen: i64) -> String {
    Amount::from_fen(fen, MoneyUnit::TenThousandYuan).value().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sum_of_the_demo_year_is_exact() {
        assert_eq!(parse_yuan("1,212,505.00"), Ok(121_250_500));
        assert_eq!(ten_thousand_text(121_250_500), "121.2505");
        assert_eq!(yuan_text(121_250_500), "1212505.00");
        assert_eq!(short_yuan_text(40_000), "400");
        assert_eq!(short_yuan_text(0), "0");
    }

    #[test]
    fn what_is_no_sum_of_yuan_is_refused() {
        for text in ["", "一百", "1.005", "-5", "99999999999999999999", "12万元", "1.2.3"] {
            assert!(parse_yuan(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn yuan_are_read_back(fen in 0..=i64::MAX) {
            prop_assert_eq!(parse_yuan(&yuan_text(fen)), Ok(fen));
            prop_assert_eq!(parse_yuan(&short_yuan_text(fen)), Ok(fen));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse_yuan(&text);
        }
    }
}
