//! Number series: 索引号 and 文号, drawn without gaps: issued = used + void.

use serde::{Deserialize, Serialize};

/// Which series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// 索引号.
    Index,
    /// 文号.
    DocumentNumber,
    /// 登记编号 of applications.
    Application,
    /// 文号 of replies to applications.
    Reply,
    /// 登记编号 of requests for correction (Art. 41).
    RecordCorrection,
    /// 登记编号 of suggestions (Art. 44(2)).
    Suggestion,
    /// 案卷号 of volumes of the archive.
    Volume,
    /// 预约编号 of visits to the reading place.
    Visit,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 8] = [
        Self::Index,
        Self::DocumentNumber,
        Self::Application,
        Self::Reply,
        Self::RecordCorrection,
        Self::Suggestion,
        Self::Volume,
        Self::Visit,
    ];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::DocumentNumber => "document_number",
            Self::Application => "application",
            Self::Reply => "reply",
            Self::RecordCorrection => "record_correction",
            Self::Suggestion => "suggestion",
            Self::Volume => "volume",
            Self::Visit => "visit",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| series.code() == code)
    }
}

/// Fills a template such as `{code}/{year}-{serial:5}` or `云司〔{year}〕{serial}号`.
#[must_use]
pub fn number_text(template: &str, code: &str, year: i16, serial: i64) -> String {
    let mut text = template.replace("{code}", code).replace("{year}", &year.to_string());
    for width in 1..=9_usize {
        text = text.replace(&format!("{{serial:{width}}}"), &format!("{serial:0width$}"));
    }
    text.replace("{serial}", &serial.to_string())
}

/// Whether a template gives every number its own text: it must name year and serial.
#[must_use]
pub fn template_is_usable(template: &str) -> bool {
    template.contains("{year}")
        && (template.contains("{serial}") || (1..=9).any(|width| template.contains(&format!("{{serial:{width}}}"))))
        && template.chars().count() <= 80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        assert_eq!(number_text("{code}/{year}-{serial:5}", "11410881", 2019, 42), "11410881/2019-00042");
        assert_eq!(number_text("云司〔{year}〕{serial}号", "", 2019, 7), "云司〔2019〕7号");
        assert!(!template_is_usable("{code}-{serial}"));
    }
}
