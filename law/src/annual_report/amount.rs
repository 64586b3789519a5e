//! Money as a report prints it: the words, and their exact value. Never a float.

use std::fmt;

/// The unit a sum of money is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元, ten thousand yuan: the unit of the official forms.
    TenThousandYuan,
    /// 亿元, a hundred million yuan.
    HundredMillionYuan,
}

impl MoneyUnit {
    /// The unit word as printed.
    pub fn word(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::TenThousandYuan => "万元",
            MoneyUnit::HundredMillionYuan => "亿元",
        }
    }

    /// How many decimal places of this unit one fen (分) is.
    fn places_to_fen(self) -> u8 {
        match self {
            MoneyUnit::Yuan => 2,
            MoneyUnit::TenThousandYuan => 6,
            MoneyUnit::HundredMillionYuan => 10,
        }
    }
}

/// Why a text is no sum of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a plain decimal number with at most a unit word behind it.
    #[error("“{0}”不是金额")]
    NotAnAmount(String),
    /// More digits than any budget has (30).
    #[error("金额位数过多")]
    TooLong,
}

/// A decimal number kept exactly: `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactDecimal {
    mantissa: i128,
    scale: u8,
}

impl ExactDecimal {
    /// `mantissa / 10^scale`; a scale above 30 is cut to 30.
    pub fn new(mantissa: i128, scale: u8) -> Self {
        Self { mantissa, scale: scale.min(LONGEST_NUMBER as u8) }
    }

    /// Reads `-12.50`; group commas (`,` or `，`) between digits are allowed.
    ///
    /// # Errors
    /// [`AmountError`] when the text is no plain decimal number of at most 30 digits.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let not_an_amount = || AmountError::NotAnAmount(text.chars().take(40).collect());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut mantissa: i128 = 0;
        let mut digits = 0usize;
        let mut scale: Option<u8> = None;
        let mut digit_before = false;
        for character in unsigned.chars() {
            match (character, scale) {
                ('0'..='9', _) => {
                    digits += 1;
                    if digits > LONGEST_NUMBER {
                        return Err(AmountError::TooLong);
                    }
                    mantissa = mantissa * 10 + i128::from(character as u8 - b'0');
                    scale = scale.map(|places| places + 1);
                }
                ('.', None) if digit_before => scale = Some(0),
                (',' | '，', None) if digit_before => {}
                _ => return Err(not_an_amount()),
            }
            digit_before = character.is_ascii_digit();
        }
        if !digit_before {
            return Err(not_an_amount());
        }
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, scale: scale.unwrap_or(0) })
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// How many digits were printed behind the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The number times `10^places` when that is a whole number that fits.
    pub fn shifted(self, places: u8) -> Option<i128> {
        if places >= self.scale {
            let factor = 10i128.checked_pow(u32::from(places - self.scale))?;
            return self.mantissa.checked_mul(factor);
        }
        let divisor = 10i128.checked_pow(u32::from(self.scale - places))?;
        (self.mantissa % divisor == 0).then(|| self.mantissa / divisor)
    }
}

impl fmt::Display for ExactDecimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if fraction.is_empty() {
            write!(formatter, "{sign}{whole}")
        } else {
            write!(formatter, "{sign}{whole}.{fraction}")
        }
    }
}

/// No budget of a state needs more digits; longer ones are noise.
const LONGEST_NUMBER: usize = 30;

/// A sum of money: as printed (without bracketed remarks), its exact value, its printed unit.
///
/// The 2019 form prints no unit beside 采购总金额, and agencies write yuan or ten thousand
/// yuan; so the unit is what stands there, and nothing is inferred here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    printed: String,
    value: ExactDecimal,
    unit: Option<MoneyUnit>,
}

impl Amount {
    /// Reads `121.2505`, `251000元`, `1,234.5万元`. Spaces are ignored, remarks in brackets
    /// behind the number are dropped.
    ///
    /// # Errors
    /// [`AmountError`] when what remains is no number with at most a unit word.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let kept: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let printed = without_trailing_remark(&kept);
        let (number, unit) = [MoneyUnit::HundredMillionYuan, MoneyUnit::TenThousandYuan, MoneyUnit::Yuan]
            .into_iter()
            .find_map(|unit| printed.strip_suffix(unit.word()).map(|number| (number, Some(unit))))
            .unwrap_or((printed, None));
        let value = ExactDecimal::parse(number)?;
        Ok(Self { printed: printed.to_owned(), value, unit })
    }

    /// A sum of the books (whole fen 分) printed in the given unit with its unit word and no
    /// superfluous zeros: 121250500 fen in 万元 is `121.2505万元`.
    pub fn from_fen(fen: i64, unit: MoneyUnit) -> Self {
        let mut value = ExactDecimal { mantissa: i128::from(fen), scale: unit.places_to_fen() };
        while value.scale > 0 && value.mantissa % 10 == 0 {
            value.mantissa /= 10;
            value.scale -= 1;
        }
        Self { printed: format!("{value}{}", unit.word()), value, unit: Some(unit) }
    }

    /// The words in the cell.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// The number, whatever its unit.
    pub fn value(&self) -> ExactDecimal {
        self.value
    }

    /// The unit word printed beside the number, if any.
    pub fn unit(&self) -> Option<MoneyUnit> {
        self.unit
    }

    /// The sum in fen (分), taking `assumed` where no unit is printed; `None` when it is no
    /// whole number of fen.
    pub fn fen(&self, assumed: MoneyUnit) -> Option<i128> {
        self.value.shifted(self.unit.unwrap_or(assumed).places_to_fen())
    }
}

/// `251000元（含税）` → `251000元`; a text that is nothing but a remark stays as it is.
fn without_trailing_remark(text: &str) -> &str {
    let cut = text.find(['（', '(']).unwrap_or(text.len());
    let closed = text.ends_with(['）', ')']);
    if cut > 0 && closed { &text[..cut] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_reports_print() {
        for (text, printed, value, unit) in [
            ("121.2505", "121.2505", "121.2505", None),
            (" 251000 元", "251000元", "251000", Some(MoneyUnit::Yuan)),
            ("1,234.5万元（含税）", "1,234.5万元", "1234.5", Some(MoneyUnit::TenThousandYuan)),
            ("0", "0", "0", None),
            ("-3.10", "-3.10", "-3.10", None),
        ] {
            let amount = Amount::parse(text).unwrap();
            assert_eq!(amount.printed(), printed);
            assert_eq!(amount.value().to_string(), value);
            assert_eq!(amount.unit(), unit);
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", "元", "1.2.3", ".5", "5.", "1,,2", "一百", "12 元 5", "（无）", "--1"] {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
        assert_eq!(Amount::parse(&"9".repeat(31)), Err(AmountError::TooLong));
    }

    #[test]
    fn fen_are_exact() {
        let seed = Amount::parse("121.2505").unwrap();
        assert_eq!(seed.fen(MoneyUnit::TenThousandYuan), Some(121_250_500));
        assert_eq!(seed.fen(MoneyUnit::Yuan), None);
        assert_eq!(Amount::from_fen(121_250_500, MoneyUnit::TenThousandYuan).printed(), "121.2505万元");
        assert_eq!(Amount::from_fen(0, MoneyUnit::TenThousandYuan).printed(), "0万元");
        assert_eq!(Amount::from_fen(5, MoneyUnit::Yuan).printed(), "0.05元");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(fen in any::<i64>(), which in 0..3usize) {
            let unit = [MoneyUnit::Yuan, MoneyUnit::TenThousandYuan, MoneyUnit::HundredMillionYuan][which];
            let printed = Amount::from_fen(fen, unit);
            let read = Amount::parse(printed.printed()).unwrap();
            prop_assert_eq!(read.fen(MoneyUnit::Yuan), Some(i128::from(fen)));
            prop_assert_eq!(read, printed);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Amount::parse(&text);
        }
    }
}
