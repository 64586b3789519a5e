//! 救济: what a reply must tell about reconsideration and suit, and how long each may be sought.
//!
//! Since 1 January 2024 a refusal under Art. 14–16 of the Regulation goes to reconsideration before
//! a court (复议法 2023 Art. 23), and the act must say so; everything else keeps the free choice.
//! The law is chosen by the day of the decision, not of the application.

mod service;
mod term;

pub use service::{Served, ServiceFacts, ServiceWay, served};
pub use term::{AnswerTerm, RemedyTerm};

use jiff::civil::Date;

use crate::article::{Article, Basis, Instrument, Step};
use crate::outcome::{Outcome, OutcomeGroup};

/// The Reconsideration Law of 2023 took effect (its Art. 90).
const RECONSIDERATION_LAW_2023: Date = jiff::civil::date(2024, 1, 1);

const fn law_2023(number: u16) -> Article {
    Article::of(Instrument::ReconsiderationLaw2023, number)
}

const fn law_2017(number: u16) -> Article {
    Article::of(Instrument::ReconsiderationLaw2017, number)
}

/// The Supreme Court's interpretation of disclosure cases took effect.
const INTERPRETATION_2025: Date = jiff::civil::date(2025, 6, 1);

/// Who reviews an agency's acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReviewedAs {
    /// An ordinary department of a local government.
    Department,
    /// A department of justice that itself performs the reconsideration duty.
    JudicialBureau,
    /// A vertically led organ (customs, finance, foreign exchange, tax, state security …).
    VerticallyLed,
    /// A local government below the province.
    Government,
}

/// Names of the organs and the court, as the agency's settings have them; an empty name is a missing one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RemedyNames {
    /// 本级人民政府.
    pub government: String,
    /// 上一级主管部门, or for a government the next higher government.
    pub superior: String,
    /// The court that takes the suit.
    pub court: String,
    /// The address where reconsideration is applied for online.
    pub online_review: String,
}

/// Which remedies are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RemedyKind {
    /// Reconsideration or suit, as the applicant likes.
    Choice,
    /// Reconsideration first.
    ReviewFirst,
    /// Reconsideration first for the parts withheld under Art. 14–16, free choice for the rest.
    Mixed,
    /// Nothing is decided against the applicant.
    NotPrinted,
}

/// What the clause depends on.
#[derive(Debug, Clone, Copy)]
pub struct RemedyFacts<'facts> {
    /// The day of the decision.
    pub decided_on: Date,
    /// Its outcome.
    pub outcome: Outcome,
    /// For a partial disclosure, the grounds of the parts that are kept back.
    pub withheld_parts: &'facts [Outcome],
    /// Who reviews this agency's acts.
    pub reviewed_as: ReviewedAs,
    /// The names to print.
    pub names: &'facts RemedyNames,
    /// By which way the reply will be served, where it is known.
    pub service: Option<ServiceWay>,
}

/// The clause to print, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyClause {
    /// Which remedies are open.
    pub kind: RemedyKind,
    /// The words; empty where none are printed.
    pub text: String,
    /// Why.
    pub steps: Vec<Step>,
}

impl ReviewedAs {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Department, Self::JudicialBureau, Self::VerticallyLed, Self::Government];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::JudicialBureau => "judicial_bureau",
            Self::VerticallyLed => "vertically_led",
            Self::Government => "government",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As the agency's settings say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Department => "地方人民政府工作部门",
            Self::JudicialBureau => "履行行政复议职责的司法行政部门",
            Self::VerticallyLed => "实行垂直领导的行政机关",
            Self::Government => "地方人民政府（省级以下）",
        }
    }

    /// What says who reviews an act of a day.
    pub fn article(self, decided_on: Date) -> Article {
        let new = is_under_2023(decided_on);
        match self {
            Self::Department if new => law_2023(24).paragraph(1).item(1),
            Self::JudicialBureau if new => law_2023(28),
            Self::VerticallyLed if new => law_2023(27),
            Self::Government if new => law_2023(24).paragraph(1).item(2),
            Self::Department | Self::JudicialBureau => law_2017(12).paragraph(1),
            Self::VerticallyLed => law_2017(12).paragraph(2),
            Self::Government => law_2017(13).paragraph(1),
        }
    }

    /// The organs to print for an act of a day.
    ///
    /// # Errors
    /// A name that is missing.
    pub fn organs(self, decided_on: Date, names: &RemedyNames) -> Result<Vec<&str>, Step> {
        let article = self.article(decided_on);
        let government = || named(&names.government, "没有设置本级人民政府的名称，无法写明行政复议机关", article);
        let superior = || named(&names.superior, "没有设置上一级机关的名称，无法写明行政复议机关", article);
        match self {
            Self::Department if is_under_2023(decided_on) => Ok(vec![government()?]),
            Self::Department | Self::JudicialBureau => Ok(vec![government()?, superior()?]),
            Self::VerticallyLed | Self::Government => Ok(vec![superior()?]),
        }
    }
}

fn is_under_2023(day: Date) -> bool {
    day >= RECONSIDERATION_LAW_2023
}

fn named<'name>(name: &'name str, missing: &str, article: Article) -> Result<&'name str, Step> {
    let name = name.trim();
    if name.is_empty() { Err(Step::new(missing, article)) } else { Ok(name) }
}

/// Which remedies are open against a decision, and why.
///
/// # Errors
/// A partial disclosure that does not say on what the rest is kept back.
pub fn remedy_kind(decided_on: Date, outcome: Outcome, withheld_parts: &[Outcome]) -> Result<(RemedyKind, Step), Step> {
    if matches!(outcome, Outcome::Withdrawn | Outcome::Merged) {
        let step = Step::new("没有作出对申请人不利的决定，不写救济途径", Basis::Convention("撤回和并案不写救济途径"));
        return Ok((RemedyKind::NotPrinted, step));
    }
    if !is_under_2023(decided_on) {
        let step = Step::new("2024年1月1日以前作出的决定，可以申请行政复议，也可以直接起诉", law_2017(9));
        return Ok((RemedyKind::Choice, step));
    }
    if outcome == Outcome::PartiallyDisclosed {
        return kind_of_parts(decided_on, withheld_parts);
    }
    Ok(match outcome.withholding() {
        Some(_) => (RemedyKind::ReviewFirst, review_first()),
        None => (RemedyKind::Choice, free_choice(decided_on)),
    })
}

fn review_first() -> Step {
    let says = "依据《政府信息公开条例》第十四条至第十六条不予公开的，应当先申请行政复议，并在答复中写明";
    Step::new(says, law_2023(23).paragraph(1).item(4))
}

/// The court's own words since June 2025; before, the law read by its words.
fn free_choice(decided_on: Date) -> Step {
    let says = "不是依据第十四条至第十六条不予公开，可以申请行政复议，也可以直接起诉";
    if decided_on >= INTERPRETATION_2025 {
        return Step::new(says, Basis::Document("法释〔2025〕8号第一条".to_owned()));
    }
    Step::new(says, law_2023(23).paragraph(1).item(4))
}

fn kind_of_parts(decided_on: Date, parts: &[Outcome]) -> Result<(RemedyKind, Step), Step> {
    let withheld = parts.iter().filter(|part| part.withholding().is_some()).count();
    if parts.is_empty() {
        let article = Article::of(Instrument::OgiRegulation2019, 37);
        return Err(Step::new("部分公开须先写明未公开部分的依据，才能确定救济途径", article));
    }
    let document = || Basis::Document("国办函〔2021〕132号".to_owned());
    Ok(if withheld == parts.len() {
        let says = "部分公开中不予公开的部分都依据第十四条至第十六条，应当先申请行政复议";
        (RemedyKind::ReviewFirst, Step::new(says, document()))
    } else if withheld == 0 {
        (RemedyKind::Choice, free_choice(decided_on))
    } else {
        let says = "不予公开的部分应当先申请行政复议，其余部分可以选择，分别写明";
        (RemedyKind::Mixed, Step::new(says, document()))
    })
}

/// The remedy clause of a reply.
///
/// # Errors
/// An organ or court without a name, an electronic service without the online channel, a partial
/// disclosure without its grounds.
pub fn remedy_clause(facts: &RemedyFacts<'_>) -> Result<RemedyClause, Step> {
    let (kind, step) = remedy_kind(facts.decided_on, facts.outcome, facts.withheld_parts)?;
    let mut steps = vec![step];
    if kind == RemedyKind::NotPrinted {
        return Ok(RemedyClause { kind, text: String::new(), steps });
    }
    let organs = facts.reviewed_as.organs(facts.decided_on, facts.names)?.join("或者");
    let says = format!("行政复议机关：{organs}");
    steps.push(Step::new(says, facts.reviewed_as.article(facts.decided_on)));
    let told = Article::of(Instrument::LitigationLaw2017, 46);
    let court = named(&facts.names.court, "没有设置人民法院的名称，无法写明起诉途径", told)?;
    let mut text = wording(kind, act_words(facts.outcome), &organs, court);
    if let Some((sentence, step)) = online_channel(facts)? {
        text.push_str(&sentence);
        steps.push(step);
    }
    Ok(RemedyClause { kind, text, steps })
}

/// How the letter calls itself.
fn act_words(outcome: Outcome) -> &'static str {
    match outcome.group() {
        OutcomeGroup::Lapsed => "本告知书",
        OutcomeGroup::Disclosed
        | OutcomeGroup::Refused
        | OutcomeGroup::UnableToProvide
        | OutcomeGroup::NotProcessed
        | OutcomeGroup::OtherHandling => "本答复",
    }
}

fn wording(kind: RemedyKind, act: &str, organs: &str, court: &str) -> String {
    let review = format!("自收到{act}之日起60日内向{organs}申请行政复议");
    let suit = format!("自收到{act}之日起6个月内向{court}提起行政诉讼");
    let after = format!("对复议决定不服的，可以自收到复议决定书之日起15日内向{court}提起行政诉讼");
    match kind {
        RemedyKind::Choice => format!("如对{act}不服，可以{review}，也可以{suit}。"),
        RemedyKind::ReviewFirst => {
            format!("如对{act}不予公开政府信息的决定不服，依法应当先申请行政复议，请{review}；{after}。")
        }
        RemedyKind::Mixed => format!(
            "如对{act}中依据《中华人民共和国政府信息公开条例》第十四条、第十五条、第十六条不予公开的部分不服，\
             依法应当先申请行政复议，请{review}；{after}。如对{act}的其他部分不服，可以{review}，也可以{suit}。"
        ),
        RemedyKind::NotPrinted => String::new(),
    }
}

/// The sentence on applying online: owed with electronic service since 2024, printed whenever there is a channel.
fn online_channel(facts: &RemedyFacts<'_>) -> Result<Option<(String, Step)>, Step> {
    let article = law_2023(22).paragraph(2);
    let link = facts.names.online_review.trim();
    let owed = facts.service == Some(ServiceWay::Electronic) && is_under_2023(facts.decided_on);
    if link.is_empty() {
        let missing = "电子送达的答复须同时告知在线申请行政复议的渠道，尚未设置";
        return if owed { Err(Step::new(missing, article)) } else { Ok(None) };
    }
    if !owed {
        return Ok(None);
    }
    let step = Step::new("电子送达，一并告知在线申请行政复议的渠道", article);
    Ok(Some((format!("行政复议可以在线申请，网址：{link}。"), step)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use jiff::civil::date;

    fn names() -> RemedyNames {
        RemedyNames {
            government: "某市人民政府".to_owned(),
            superior: "某省司法厅".to_owned(),
            court: "某市人民法院".to_owned(),
            online_review: "https://fuyi.example.gov.cn".to_owned(),
        }
    }

    fn facts(names: &RemedyNames, decided_on: Date, outcome: Outcome) -> RemedyFacts<'_> {
        let reviewed_as = ReviewedAs::JudicialBureau;
        RemedyFacts { decided_on, outcome, withheld_parts: &[], reviewed_as, names, service: None }
    }

    fn outcome_of(label: &str) -> Outcome {
        Outcome::ALL.into_iter().find(|outcome| outcome.label() == label).unwrap_or_else(|| panic!("{label}"))
    }

    #[test]
    fn cases_a_lawyer_signed() {
        let names = names();
        for case in cases::rows(include_str!("../cases/remedy_clause.md")) {
            let parts: Vec<Outcome> =
                case.text("未公开部分").split('、').filter(|part| !part.is_empty()).map(outcome_of).collect();
            let reviewed_as = ReviewedAs::ALL.into_iter().find(|kind| kind.label() == case.text("机关")).unwrap();
            let facts = RemedyFacts {
                decided_on: case.date("决定日"),
                outcome: outcome_of(case.text("办理结果")),
                withheld_parts: &parts,
                reviewed_as,
                names: &names,
                service: None,
            };
            let name = format!("{} {}", facts.outcome.label(), facts.decided_on);
            let clause = remedy_clause(&facts).unwrap();
            let kind = match clause.kind {
                RemedyKind::Choice => "选择",
                RemedyKind::ReviewFirst => "复议前置",
                RemedyKind::Mixed => "分别写明",
                RemedyKind::NotPrinted => "不写",
            };
            assert_eq!(kind, case.text("救济途径"), "{name}");
            assert_eq!(clause.steps[0].basis.to_string(), case.text("依据"), "{name}");
            let organs = clause.steps.get(1).map_or(String::new(), |step| step.to_string());
            assert_eq!(organs.trim_start_matches("行政复议机关："), case.text("行政复议机关"), "{name}");
        }
    }

    #[test]
    fn the_clauses_read_as_a_letter() {
        let names = names();
        let day = date(2024, 5, 11);
        let mixed = [Outcome::ThirdPartyRights, Outcome::NotExisting];
        let clauses = [
            facts(&names, day, Outcome::NotExisting),
            facts(&names, day, Outcome::LapsedNoPayment),
            RemedyFacts { service: Some(ServiceWay::Electronic), ..facts(&names, day, Outcome::ProcessInformation) },
            RemedyFacts { withheld_parts: &mixed, ..facts(&names, day, Outcome::PartiallyDisclosed) },
        ]
        .map(|facts| remedy_clause(&facts).unwrap().text);
        insta::assert_snapshot!(clauses.join("\n\n"));
    }

    #[test]
    fn what_is_missing_is_refused_under_its_article() {
        let day = date(2024, 5, 11);
        let refusal = |change: fn(&mut RemedyNames), service| {
            let mut names = names();
            change(&mut names);
            let facts = RemedyFacts { service, ..facts(&names, day, Outcome::StateSecret) };
            remedy_clause(&facts).unwrap_err().basis.to_string()
        };
        assert_eq!(refusal(|names| names.superior.clear(), None), "《行政复议法》第二十八条");
        assert_eq!(refusal(|names| names.government = " ".to_owned(), None), "《行政复议法》第二十八条");
        assert_eq!(refusal(|names| names.court.clear(), None), "《行政诉讼法》第四十六条");
        let electronic = Some(ServiceWay::Electronic);
        assert_eq!(refusal(|names| names.online_review.clear(), electronic), "《行政复议法》第二十二条第二款");
        let names = names();
        let partial = facts(&names, day, Outcome::PartiallyDisclosed);
        assert_eq!(remedy_clause(&partial).unwrap_err().basis.to_string(), "《政府信息公开条例》第三十七条");
    }
}
