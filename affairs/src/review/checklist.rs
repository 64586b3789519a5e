//! The secrecy checklist (statute file §7): answered item by item at the secrecy reviewer's level (逐项审查).

use crate::{Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// One question of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    pub key: &'static str,
    pub text: &'static str,
    pub basis: &'static str,
}

/// Every question, in order. "Yes" means the information is touched by it and cannot simply be published.
pub const QUESTIONS: [Question; 8] = [
    Question {
        key: "state_secret",
        text: "是否涉及国家秘密",
        basis: "《保守国家秘密法》；《政府信息公开条例》第十四条",
    },
    Question {
        key: "work_secret", text: "是否涉及工作秘密", basis: "《保守国家秘密法》第六十四条"
    },
    Question {
        key: "trade_secret", text: "是否涉及商业秘密", basis: "《政府信息公开条例》第十五条"
    },
    Question {
        key: "privacy",
        text: "是否涉及个人隐私或个人信息",
        basis: "《政府信息公开条例》第十五条；《个人信息保护法》第二十五条",
    },
    Question {
        key: "security_and_stability",
        text: "公开后是否可能危及国家安全、公共安全、经济安全、社会稳定",
        basis: "《政府信息公开条例》第十四条",
    },
    Question {
        key: "internal_or_process",
        text: "是否属于内部事务信息、过程性信息或行政执法案卷信息",
        basis: "《政府信息公开条例》第十六条",
    },
    Question {
        key: "aggregation", text: "与已公开信息汇聚后是否可能涉密", basis: "《保守国家秘密法》第三十六条"
    },
    Question {
        key: "consultation_needed",
        text: "是否需要先与其他机关协商、确认或报请批准",
        basis: "《政府信息公开条例》第十一条",
    },
];

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    pub touched: bool,
    /// How it was dealt with; wanted wherever the answer is yes.
    pub note: String,
}

/// A filled checklist.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checklist(pub Vec<Answer>);

/// Why a checklist does not carry an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChecklistRefused {
    Unanswered(&'static str),
    NoteMissing(&'static str),
}

impl Refuse for ChecklistRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Unanswered(text) => {
                Refusal::new("checklist_unanswered", format!("保密审查清单须逐项填写，尚未填写：{text}。"))
                    .citing("《保守国家秘密法实施条例》第四十二条")
                    .at("checklist")
            }
            Self::NoteMissing(text) => {
                Refusal::new("checklist_note_missing", format!("“{text}”选择了“是”，请写明如何处理。")).at("checklist")
            }
        }
    }
}

impl Checklist {
    /// Whether every question is answered, and every yes has its note.
    ///
    /// # Errors
    /// The first question that is open.
    pub fn is_complete(&self) -> Result<(), ChecklistRefused> {
        for question in &QUESTIONS {
            let answer = self.0.iter().find(|answer| answer.key == question.key);
            match answer {
                None => return Err(ChecklistRefused::Unanswered(question.text)),
                Some(answer) if answer.touched && answer.note.trim().is_empty() => {
                    return Err(ChecklistRefused::NoteMissing(question.text));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
