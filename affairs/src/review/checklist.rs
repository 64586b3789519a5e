//! The secrecy checklist (statute file §7): answered item by item at the secrecy reviewer's level (逐项审查).

use crate::{Refusal, Refuse};
use law::secrecy_checklist::{Consequence, QUESTIONS};
use serde::{Deserialize, Serialize};

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
    /// Touched by something that must not be published: it is sent back, not approved.
    MustNotBeApproved {
        text: &'static str,
        advice: &'static str,
    },
}

impl Refuse for ChecklistRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Unanswered(text) => {
                Refusal::new("checklist_unanswered", format!("保密审查清单须逐项填写，尚未填写：{text}。"))
                    .citing("《保守国家秘密法实施条例》第四十二条")
                    .at("checklist")
            }
            Self::MustNotBeApproved { text, advice } => {
                Refusal::new("checklist_forbids", format!("“{text}”选择了“是”，不能签署同意，请退回。{advice}"))
                    .citing("《政府信息公开条例》第十七条")
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
                Some(answer)
                    if answer.touched
                        && matches!(question.consequence, Consequence::StopAndReport | Consequence::MustNotPublish) =>
                {
                    let (text, advice) = (question.text, question.consequence.advice());
                    return Err(ChecklistRefused::MustNotBeApproved { text, advice });
                }
                Some(answer) if answer.touched && answer.note.trim().is_empty() => {
                    return Err(ChecklistRefused::NoteMissing(question.text));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
