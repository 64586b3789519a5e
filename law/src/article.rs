//! A citation as a value, and an answer that carries the steps that led to it.

use std::fmt;

/// What can be cited. Old law stays beside the new; a rule picks by the date of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Instrument {
    /// 政府信息公开条例 of 2007 (国务院令第492号), in force 2008-05-01 to 2019-05-14.
    OgiRegulation2007,
    /// 政府信息公开条例 as revised in 2019 (国务院令第711号), in force from 2019-05-15.
    OgiRegulation2019,
    /// 保守国家秘密法 (2024 revision).
    SecrecyLaw2024,
    /// 保守国家秘密法实施条例 (2024 revision).
    SecrecyLawRegulation2024,
    /// 个人信息保护法
    PersonalInformationProtectionLaw,
    /// 预算法
    BudgetLaw,
    /// 行政处罚法 (2021 revision).
    AdministrativePenaltyLaw2021,
    /// 民法总则, in force 2017-10-01 to 2020-12-31.
    CivilLawGeneralProvisions,
    /// 民法典, in force from 2021-01-01.
    CivilCode,
    /// 立法法
    LegislationLaw,
    /// 政府信息公开信息处理费管理办法 (国办函〔2020〕109号), in force from 2021-01-01.
    FeeRules2020,
    /// 行政复议法 (2023 revision), in force from 2024-01-01.
    ReconsiderationLaw2023,
    /// 行政复议法 (as in force until 2023-12-31).
    ReconsiderationLaw2017,
    /// 行政诉讼法 (2017 amendment).
    LitigationLaw2017,
}

impl Instrument {
    /// The name as cited between 《》; an older version says which one it is.
    pub fn name(self) -> &'static str {
        match self {
            Instrument::OgiRegulation2007 => "政府信息公开条例（2007年）",
            Instrument::OgiRegulation2019 => "政府信息公开条例",
            Instrument::SecrecyLaw2024 => "保守国家秘密法",
            Instrument::SecrecyLawRegulation2024 => "保守国家秘密法实施条例",
            Instrument::PersonalInformationProtectionLaw => "个人信息保护法",
            Instrument::BudgetLaw => "预算法",
            Instrument::AdministrativePenaltyLaw2021 => "行政处罚法",
            Instrument::CivilLawGeneralProvisions => "民法总则",
            Instrument::CivilCode => "民法典",
            Instrument::LegislationLaw => "立法法",
            Instrument::FeeRules2020 => "政府信息公开信息处理费管理办法",
            Instrument::ReconsiderationLaw2023 => "行政复议法",
            Instrument::ReconsiderationLaw2017 => "行政复议法（2017年）",
            Instrument::LitigationLaw2017 => "行政诉讼法",
        }
    }
}

/// An article of an instrument, as narrow as the rule needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Article {
    instrument: Instrument,
    number: u16,
    paragraph: Option<u8>,
    item: Option<u8>,
}

impl Article {
    /// The whole article.
    pub const fn of(instrument: Instrument, number: u16) -> Self {
        Self { instrument, number, paragraph: None, item: None }
    }

    /// Narrowed to a paragraph 款.
    #[must_use]
    pub const fn paragraph(mut self, paragraph: u8) -> Self {
        self.paragraph = Some(paragraph);
        self
    }

    /// Narrowed to an item 项.
    #[must_use]
    pub const fn item(mut self, item: u8) -> Self {
        self.item = Some(item);
        self
    }

    /// The instrument it belongs to.
    pub const fn instrument(self) -> Instrument {
        self.instrument
    }

    /// The number of the article.
    pub const fn number(self) -> u16 {
        self.number
    }
}

impl fmt::Display for Article {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "《{}》第{}条", self.instrument.name(), chinese_number(self.number))?;
        if let Some(paragraph) = self.paragraph {
            write!(formatter, "第{}款", chinese_number(u16::from(paragraph)))?;
        }
        if let Some(item) = self.item {
            write!(formatter, "第（{}）项", chinese_number(u16::from(item)))?;
        }
        Ok(())
    }
}

/// What a step rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Basis {
    /// An article of a law or regulation.
    Article(Article),
    /// A normative document or notice: its number, or its title where it has none.
    Document(String),
    /// No text says it; a convention chosen here, listed in the doubtful points for a lawyer to settle.
    Convention(&'static str),
}

impl From<Article> for Basis {
    fn from(article: Article) -> Self {
        Basis::Article(article)
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Article(article) => article.fmt(formatter),
            Basis::Document(document) => formatter.write_str(document),
            Basis::Convention(convention) => write!(formatter, "惯例：{convention}"),
        }
    }
}

/// One step of the reasoning, in words a clerk understands, under what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was found, in Chinese.
    pub says: String,
    /// What it rests on.
    pub basis: Basis,
}

impl Step {
    /// A step under its basis.
    pub fn new(says: impl Into<String>, basis: impl Into<Basis>) -> Self {
        Self { says: says.into(), basis: basis.into() }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}（{}）", self.says, self.basis)
    }
}

/// An answer with every step that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasoned<T> {
    /// The answer.
    pub answer: T,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// 1 to 9999 as in citations: 十, 二十六, 一百零三.
fn chinese_number(number: u16) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    const PLACES: [(u16, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
    let mut text = String::new();
    let mut gap = false;
    for (place, word) in PLACES {
        let digit = usize::from(number / place % 10);
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(DIGITS[0]);
            gap = false;
        }
        // Ten to nineteen are said without the leading one.
        if !(place == 10 && digit == 1 && text.is_empty()) {
            text.push_str(DIGITS[digit]);
        }
        text.push_str(word);
    }
    if text.is_empty() { DIGITS[0].to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_read_as_a_lawyer_writes_them() {
        let regulation = |number| Article::of(Instrument::OgiRegulation2019, number);
        for (article, words) in [
            (regulation(26), "《政府信息公开条例》第二十六条"),
            (regulation(10).paragraph(3), "《政府信息公开条例》第十条第三款"),
            (regulation(20).item(15), "《政府信息公开条例》第二十条第（十五）项"),
            (Article::of(Instrument::CivilCode, 201), "《民法典》第二百零一条"),
            (Article::of(Instrument::CivilCode, 1259), "《民法典》第一千二百五十九条"),
            (Article::of(Instrument::CivilCode, 110), "《民法典》第一百一十条"),
            (Article::of(Instrument::CivilCode, 1010), "《民法典》第一千零一十条"),
        ] {
            assert_eq!(article.to_string(), words);
        }
    }

    #[test]
    fn a_step_names_what_it_rests_on() {
        let step = Step::new("自该政府信息形成之日起算", Article::of(Instrument::OgiRegulation2019, 26));
        assert_eq!(step.to_string(), "自该政府信息形成之日起算（《政府信息公开条例》第二十六条）");
    }
}
