//! Where the words of a letter come from: what the officer writes himself, and what stands fixed, with the reason and the article.
//!
//! Fixed is what the law words, what the application or the register says, or what follows from the outcome that was chosen. To
//! word it otherwise would make another decision, or a term that does not run; so it changes where it comes from and nowhere else.

use super::wording::{ART_29, ART_30, ART_31, ART_36, ART_45, REVIEW_LAW_23};
use super::{Block, Part};

/// Where a block comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The officer's own words: where on the form he writes them.
    Written { at: &'static str },
    /// Not his to word: why, and how it would be changed, with the article.
    Fixed { why: &'static str, article: &'static str },
}

impl Part {
    /// Where the words of this part come from.
    #[must_use]
    pub const fn origin(self) -> Origin {
        match self {
            Self::Findings => {
                Origin::Written { at: "在“检索、审查情况”和办理结果所要求的各项中填写" }
            }
            Self::Reasons => Origin::Written { at: "在办理结果所要求的理由中填写" },
            Self::Provision => {
                Origin::Written { at: "在“提供的形式和途径”“要提供的材料”中填写" }
            }
            Self::RightOrgan => Origin::Written { at: "在“负责公开的机关”及其联系方式中填写" },
            Self::Channel => Origin::Written { at: "在办理渠道中填写" },
            Self::Items => Origin::Written { at: "在具体事项中填写" },
            Self::Received => Origin::Fixed {
                why: "收到的日期和方式取自登记，期限从这里起算；有误的，更正登记",
                article: ART_31,
            },
            Self::Wanted => Origin::Fixed {
                why: "照申请人的原话写，免得答非所问；内容不明确的，告知申请人补正",
                article: ART_29,
            },
            Self::Outcome => Origin::Fixed {
                why: "结论由所选的办理结果决定，与年度报告的计数一致；要改的，重新选择办理结果",
                article: ART_36,
            },
            Self::Basis => Origin::Fixed {
                why: "条、款、项随办理结果列明，缺漏的属于适用依据错误", article: ART_36
            },
            Self::Remedy => Origin::Fixed {
                why: "复议、诉讼的途径、机关和期限由法律规定，没有告知或者告知有误的，申请人的期限随之延长",
                article: REVIEW_LAW_23,
            },
            Self::Period => Origin::Fixed { why: "期限由条例规定，按工作日计算得出", article: ART_30 },
            Self::Money => {
                Origin::Fixed { why: "标准和金额由收费规定计算得出", article: super::wording::FEE_6 }
            }
            Self::ReplySlip | Self::Record => Origin::Fixed { why: "表格取自办理记录", article: ART_45 },
        }
    }
}

impl Block {
    /// Where the block comes from. One in which the officer's words stand among fixed ones is his to word as far as they go.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let written =
            self.parts.iter().map(|part| part.origin()).find(|origin| matches!(origin, Origin::Written { .. }));
        let first = self.parts.first().map(|part| part.origin());
        written.or(first).unwrap_or(Origin::Fixed { why: "文书的固定格式", article: ART_45 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Body;

    fn block(parts: &[Part]) -> Block {
        Block { parts: parts.to_vec(), body: Body::Paragraph { text: String::new() } }
    }

    #[test]
    fn the_law_words_the_remedies_and_the_officer_his_reasons() {
        assert!(matches!(block(&[Part::Remedy]).origin(), Origin::Fixed { article: REVIEW_LAW_23, .. }));
        assert!(matches!(block(&[Part::Outcome, Part::Basis]).origin(), Origin::Fixed { article: ART_36, .. }));
        assert!(matches!(block(&[Part::Basis, Part::Reasons]).origin(), Origin::Written { .. }));
        assert!(matches!(block(&[]).origin(), Origin::Fixed { .. }));
    }
}
