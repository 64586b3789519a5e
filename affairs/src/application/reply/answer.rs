//! What an officer answers: one outcome of the tree, and whatever it rests on.

use super::content::Material;
use crate::application::{Application, Event, Standing, coded};
use crate::letter::{AnswerFacts, ProvidedDocument, RightOrgan, WithheldPart, joined};
use law::outcome::{Demand, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest text of one field, in characters.
const LONGEST: usize = 4_000;

/// The answer as the form has it. It says things about a person, so it travels as `Personal<_>`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    #[serde(with = "coded::outcome")]
    pub outcome: Outcome,
    /// 检索、审查情况: what was searched and looked at, in whole sentences.
    #[serde(default)]
    pub findings: String,
    /// What the officer wrote for each demand, by the demand's code.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Laws beside the outcome's own articles (Art. 14, 36(7)), one each.
    #[serde(default)]
    pub citations: Vec<String>,
    /// 区分处理 (Art. 37): each part that is kept back.
    #[serde(default)]
    pub withheld: Vec<Withheld>,
    /// Of an answer that it is another organ's: which, where it can be told.
    #[serde(default)]
    pub right_organ: String,
    #[serde(default)]
    pub right_organ_contact: String,
    /// In which form and by which way the information is given; the applicant's own wish where it is empty.
    #[serde(default)]
    pub provided_how: String,
}

/// A part that is kept back, with its own ground.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    pub what: String,
    pub because: String,
    #[serde(with = "coded::outcome")]
    pub ground: Outcome,
}

/// The demands that the answer's own words meet by standing in the letter's reasons, in the order in which they are read.
const REASONS: [Demand; 9] = [
    Demand::Classification,
    Demand::Harm,
    Demand::ThirdPartyAsked,
    Demand::Reasons,
    Demand::PublicInterest,
    Demand::Weighing,
    Demand::RightOrgan,
    Demand::Findings,
    Demand::MergedInto,
];

impl Answer {
    /// An empty answer of an outcome.
    #[must_use]
    pub const fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            findings: String::new(),
            texts: BTreeMap::new(),
            citations: Vec::new(),
            withheld: Vec::new(),
            right_organ: String::new(),
            right_organ_contact: String::new(),
            provided_how: String::new(),
        }
    }

    /// What was written for a demand, or nothing.
    #[must_use]
    pub fn text(&self, demand: Demand) -> &str {
        self.texts.get(demand.code()).map_or("", |text| text.trim())
    }

    /// The same without spaces around, empty lines and entries.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let fields = [&mut self.findings, &mut self.right_organ, &mut self.right_organ_contact, &mut self.provided_how];
        for text in fields.into_iter().chain(self.texts.values_mut()) {
            *text = cut(text);
        }
        self.texts.retain(|_, text| !text.is_empty());
        self.citations = self.citations.iter().map(|text| cut(text)).filter(|text| !text.is_empty()).collect();
        for part in &mut self.withheld {
            (part.what, part.because) = (cut(&part.what), cut(&part.because));
        }
        self.withheld.retain(|part| !part.what.is_empty() || !part.because.is_empty());
        self
    }

    /// The demands of the outcome that are met: by the officer's words, by the materials, or by the case's own ledger.
    #[must_use]
    pub fn given(&self, application: &Application, standing: &Standing, materials: &[Material]) -> Vec<Demand> {
        let met = |demand: &Demand| match demand {
            Demand::Materials => !materials.is_empty(),
            Demand::WithheldParts => {
                let whole = |part: &Withheld| {
                    !part.what.is_empty() && !part.because.is_empty() && part.ground.may_ground_a_part()
                };
                !self.withheld.is_empty() && self.withheld.iter().all(whole)
            }
            Demand::LawCited => !self.citations.is_empty(),
            Demand::InquiryRule => !self.citations.is_empty() && !self.text(*demand).is_empty(),
            Demand::SearchRecord => standing.searched,
            Demand::CorrectionAsked => standing.correction_asked,
            Demand::ReasonsAsked => {
                application.events.iter().any(|line| matches!(line.event, Event::ReasonsAsked { .. }))
            }
            Demand::FeeNoticed => standing.fee.is_some(),
            Demand::WithdrawalRecord => false,
            Demand::WhereToGetIt
            | Demand::WhenToGetIt
            | Demand::Reasons
            | Demand::Findings
            | Demand::Classification
            | Demand::Harm
            | Demand::ThirdPartyAsked
            | Demand::PublicInterest
            | Demand::Weighing
            | Demand::RightOrgan
            | Demand::RightChannel
            | Demand::EarlierReply
            | Demand::MergedInto => !self.text(*demand).is_empty(),
        };
        self.outcome.demands().iter().copied().filter(|demand| met(demand)).collect()
    }

    /// Whether the officer writes the demand in a field of its own; the others are met by the case itself.
    #[must_use]
    pub const fn is_written(demand: Demand) -> bool {
        !matches!(
            demand,
            Demand::Materials
                | Demand::WithheldParts
                | Demand::LawCited
                | Demand::SearchRecord
                | Demand::CorrectionAsked
                | Demand::ReasonsAsked
                | Demand::FeeNoticed
                | Demand::WithdrawalRecord
        )
    }

    /// What the letter says of it. `wish` is how the applicant wants it: `电子数据，网上下载`.
    #[must_use]
    pub fn facts(&self, materials: &[Material], wish: &str) -> AnswerFacts {
        let joined = |texts: &[Demand]| {
            let texts = texts.iter().map(|demand| self.text(*demand)).filter(|text| !text.is_empty());
            let sentences: Vec<&str> = texts.map(|text| text.trim_end_matches(['。', '；', ';', '.'])).collect();
            sentences.join("。")
        };
        let asked: Vec<Demand> = REASONS.into_iter().filter(|one| self.outcome.demands().contains(one)).collect();
        let right_organ = (!self.right_organ.is_empty())
            .then(|| RightOrgan { name: self.right_organ.clone(), contact: self.right_organ_contact.clone() });
        AnswerFacts {
            outcome: Some(self.outcome),
            findings: self.findings.clone(),
            citations: self.citations.clone(),
            reasons: match self.outcome {
                Outcome::Merged => format!("本申请与编号为{}的申请相关", self.text(Demand::MergedInto)),
                _ => joined(&asked),
            },
            withheld: self.withheld.iter().map(Withheld::facts).collect(),
            documents: materials.iter().map(Material::named).collect(),
            provided_how: self.how(wish),
            published_at: self.text(Demand::WhereToGetIt).to_owned(),
            right_organ,
            right_channel: match self.outcome {
                Outcome::AdministrativeInquiry => self.text(Demand::InquiryRule).to_owned(),
                _ => self.text(Demand::RightChannel).to_owned(),
            },
            earlier_reply: self.text(Demand::EarlierReply).to_owned(),
        }
    }

    fn how(&self, wish: &str) -> String {
        let told = [self.text(Demand::WhereToGetIt), self.text(Demand::WhenToGetIt)];
        let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
        match (self.outcome, self.provided_how.as_str()) {
            (Outcome::ToldHow, _) => told.join("，"),
            (_, "") => wish.to_owned(),
            (_, how) => how.to_owned(),
        }
    }

    /// The grounds on which parts are kept back; the remedy clause depends on them.
    #[must_use]
    pub fn grounds(&self) -> Vec<Outcome> {
        self.withheld.iter().map(|part| part.ground).collect()
    }
}

impl Withheld {
    fn facts(&self) -> WithheldPart {
        let articles: Vec<String> = self.ground.articles().iter().map(ToString::to_string).collect();
        WithheldPart { what: self.what.clone(), because: self.because.clone(), citation: joined(&articles) }
    }
}

impl Material {
    fn named(&self) -> ProvidedDocument {
        ProvidedDocument { title: self.title.clone(), number: self.number.clone(), pages: self.pages }
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}
