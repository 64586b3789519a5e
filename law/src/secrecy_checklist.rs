//! The questions a secrecy reviewer answers item by item before anything is published
//! (逐项审查: 《保守国家秘密法》第三十五条, its 实施条例第四十二条, Regulation Art. 17), as data.
//!
//! The platform keeps the review *record* only: an item that is a state secret is never stored or
//! reviewed here (《保守国家秘密法》第三十一条); such a "yes" sends the matter off the platform.

use crate::article::{Article, Instrument};

const fn regulation(number: u16) -> Article {
    Article::of(Instrument::OgiRegulation2019, number)
}

const fn secrecy_law(number: u16) -> Article {
    Article::of(Instrument::SecrecyLaw2024, number)
}

/// What a "yes" to a question means for the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// Must not be on this platform at all: stop, tell the secrecy office.
    StopAndReport,
    /// Must not be published as it is.
    MustNotPublish,
    /// May be published only with consent, masking or a recorded weighing of the public interest.
    WeighOrMask,
    /// May be withheld; the choice needs a written reason.
    MayWithhold,
    /// Another organ must agree, confirm or approve first.
    AgreeFirst,
}

impl Consequence {
    /// What the reviewer is told beside the question.
    pub fn advice(self) -> &'static str {
        match self {
            Consequence::StopAndReport => "立即停止上传和审查，移出本平台，并报告保密工作机构。",
            Consequence::MustNotPublish => "不得公开；可以区分处理的，删去后重新提交。",
            Consequence::WeighOrMask => "隐去或征得第三方同意；不公开会对公共利益造成重大影响的，写明理由后公开。",
            Consequence::MayWithhold => "可以不予公开，也可以公开；选择不公开的，写明理由。",
            Consequence::AgreeFirst => "先与有关机关协商、确认，依法需要批准的，经批准后公开。",
        }
    }
}

/// One question of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The stable key of the answer.
    pub key: &'static str,
    /// The question, in Chinese; "yes" means the information is touched by it.
    pub text: &'static str,
    /// What it rests on.
    pub articles: &'static [Article],
    /// What a "yes" means.
    pub consequence: Consequence,
}

impl Question {
    /// The citations, joined for display.
    pub fn basis(&self) -> String {
        self.articles.iter().map(Article::to_string).collect::<Vec<_>>().join("；")
    }
}

/// Every question, in the order they are asked.
pub const QUESTIONS: [Question; 8] = [
    Question {
        key: "state_secret",
        text: "是否涉及国家秘密",
        articles: &[secrecy_law(35), regulation(14)],
        consequence: Consequence::StopAndReport,
    },
    Question {
        key: "work_secret",
        text: "是否涉及工作秘密",
        articles: &[secrecy_law(64), regulation(17)],
        consequence: Consequence::MustNotPublish,
    },
    Question {
        key: "trade_secret",
        text: "是否涉及商业秘密",
        articles: &[regulation(15)],
        consequence: Consequence::WeighOrMask,
    },
    Question {
        key: "privacy",
        text: "是否涉及个人隐私或个人信息",
        articles: &[regulation(15), Article::of(Instrument::PersonalInformationProtectionLaw, 25)],
        consequence: Consequence::WeighOrMask,
    },
    Question {
        key: "security_and_stability",
        text: "公开后是否可能危及国家安全、公共安全、经济安全、社会稳定",
        articles: &[regulation(14)],
        consequence: Consequence::MustNotPublish,
    },
    Question {
        key: "internal_or_process",
        text: "是否属于内部事务信息、过程性信息或行政执法案卷信息",
        articles: &[regulation(16)],
        consequence: Consequence::MayWithhold,
    },
    Question {
        key: "aggregation",
        text: "与已公开信息汇聚后是否可能涉密",
        articles: &[secrecy_law(36)],
        consequence: Consequence::MustNotPublish,
    },
    Question {
        key: "consultation_needed",
        text: "是否需要先与其他机关协商、确认或报请批准",
        articles: &[regulation(11)],
        consequence: Consequence::AgreeFirst,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_every_question_cites() {
        for (index, question) in QUESTIONS.iter().enumerate() {
            assert!(!question.articles.is_empty(), "{}", question.key);
            assert!(QUESTIONS[..index].iter().all(|other| other.key != question.key), "{}", question.key);
        }
        assert_eq!(QUESTIONS[0].basis(), "《保守国家秘密法》第三十五条；《政府信息公开条例》第十四条");
    }
}
