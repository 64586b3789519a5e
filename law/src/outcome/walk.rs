//! The order in which an application is tested, as data a page can walk: each question answered by
//! yes or no, each under its article, until only outcomes are left to choose from.
//!
//! The order keeps an officer from refusing what he has not looked for, and from withholding
//! before asking whether it is already public; severance (Art. 37) comes after every ground.

use super::{Outcome, regulation};
use crate::article::Article;

/// What the answer 否 means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failing {
    /// The walk ends; one of these is chosen.
    Ends(&'static [Outcome]),
    /// A ground is noted; the walk goes on, since other parts may have other grounds.
    Notes(&'static [Outcome]),
    /// Asked only where a ground was noted: the grounds stand for the whole.
    Severs,
}

/// One question of the walk. Every question is put so that 是 goes on towards disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    /// The stable name of the answer.
    pub code: &'static str,
    /// The question.
    pub question: &'static str,
    /// What it rests on.
    pub articles: &'static [Article],
    failing: Failing,
}

impl Test {
    /// The outcomes that the answer 否 leads to, or may lead to.
    pub const fn on_no(&self) -> &'static [Outcome] {
        match self.failing {
            Failing::Ends(outcomes) | Failing::Notes(outcomes) => outcomes,
            Failing::Severs => &[],
        }
    }
}

const fn test(code: &'static str, question: &'static str, articles: &'static [Article], failing: Failing) -> Test {
    Test { code, question, articles, failing }
}

/// Every question, in the order it is asked.
pub const TESTS: [Test; 13] = [
    test(
        "clear",
        "申请写得明确，能够确定是哪一件信息吗？",
        &[regulation(29).paragraph(2).item(2), regulation(30)],
        Failing::Ends(&[Outcome::UnclearAfterCorrection]),
    ),
    test(
        "information",
        "申请的是履行行政管理职能中制作或者获取、已经记录保存的信息，而不是咨询、确认或者党务等其他事项吗？",
        &[regulation(2)],
        Failing::Ends(&[Outcome::NotGovernmentInformation, Outcome::ConfirmOrReissue]),
    ),
    test(
        "request",
        "申请人要的是信息本身，而不是提出信访、投诉、举报，也不是索要公报、报刊、书籍吗？",
        &[regulation(39)],
        Failing::Ends(&[Outcome::PetitionComplaintReport, Outcome::PublicPublication]),
    ),
    test(
        "first_time",
        "对同一申请人，此前没有就同一信息答复过吗？",
        &[regulation(36).item(6)],
        Failing::Ends(&[Outcome::RepeatedRequest]),
    ),
    test(
        "reasonable",
        "申请的数量、频次在合理范围内，或者申请人说明的理由合理吗？",
        &[regulation(35)],
        Failing::Ends(&[Outcome::UnreasonableVolume]),
    ),
    test("ours", "由本机关负责公开吗？", &[regulation(10), regulation(36).item(5)], Failing::Ends(&[Outcome::NotOurs])),
    test(
        "ordinary_access",
        "工商登记、不动产登记等法律、行政法规另有查询办法的信息，不在申请之内吗？",
        &[regulation(36).item(7)],
        Failing::Ends(&[Outcome::AdministrativeInquiry]),
    ),
    test(
        "exists",
        "经检索，信息存在，并且是现成的吗？",
        &[regulation(36).item(4), regulation(38)],
        Failing::Ends(&[Outcome::NotExisting, Outcome::NeedsCreation]),
    ),
    test("not_yet_public", "信息还没有公开吗？", &[regulation(36).item(1)], Failing::Ends(&[Outcome::AlreadyPublic])),
    test(
        "may_be_public",
        "不涉及国家秘密，没有法律、行政法规禁止公开，也不危及“三安全一稳定”吗？",
        &[regulation(14)],
        Failing::Notes(&[Outcome::StateSecret, Outcome::ProhibitedByLaw, Outcome::EndangersSecurity]),
    ),
    test(
        "third_parties",
        "不涉及第三方的商业秘密、个人隐私，或者第三方同意公开、公共利益要求公开吗？",
        &[regulation(15), regulation(32)],
        Failing::Notes(&[Outcome::ThirdPartyRights]),
    ),
    test(
        "not_internal",
        "不属于内部事务信息、过程性信息、行政执法案卷，或者属于但决定公开吗？",
        &[regulation(16)],
        Failing::Notes(&[Outcome::InternalAffairs, Outcome::ProcessInformation, Outcome::EnforcementCaseFile]),
    ),
    test("separable", "除去不能公开的内容，其余部分能够单独提供吗？", &[regulation(37)], Failing::Severs),
];

/// Where a walk stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// The next question.
    Ask(&'static Test),
    /// One of these is to be chosen. With [`Outcome::PartiallyDisclosed`], each withheld part rests
    /// on one of `grounds`.
    Choose {
        /// What can be chosen.
        outcomes: Vec<Outcome>,
        /// The grounds noted on the way.
        grounds: Vec<Outcome>,
    },
}

/// Where the walk stands after these answers, in the order asked (`true` is 是); what is answered
/// beyond the end is not looked at.
pub fn walk(answers: &[bool]) -> Walk {
    let mut grounds: Vec<Outcome> = Vec::new();
    let mut answers = answers.iter();
    for test in &TESTS {
        if test.failing == Failing::Severs && grounds.is_empty() {
            continue;
        }
        let Some(&yes) = answers.next() else {
            return Walk::Ask(test);
        };
        match (test.failing, yes) {
            (Failing::Ends(outcomes), false) => {
                return Walk::Choose { outcomes: outcomes.to_vec(), grounds };
            }
            (Failing::Notes(outcomes), false) => grounds.extend_from_slice(outcomes),
            (Failing::Severs, true) => {
                return Walk::Choose { outcomes: vec![Outcome::PartiallyDisclosed], grounds };
            }
            (Failing::Severs, false) => return Walk::Choose { outcomes: grounds.clone(), grounds },
            (Failing::Ends(_) | Failing::Notes(_), true) => {}
        }
    }
    Walk::Choose { outcomes: vec![Outcome::Provided, Outcome::ToldHow], grounds }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every walk there is, with where it ends.
    fn walks() -> Vec<(Vec<bool>, Vec<Outcome>)> {
        let mut open = vec![Vec::new()];
        let mut done = Vec::new();
        while let Some(answers) = open.pop() {
            match walk(&answers) {
                Walk::Choose { outcomes, .. } => done.push((answers, outcomes)),
                Walk::Ask(_) => {
                    for answer in [true, false] {
                        open.push([answers.as_slice(), &[answer]].concat());
                    }
                }
            }
        }
        done
    }

    #[test]
    fn every_outcome_an_officer_decides_on_the_information_is_reached_by_some_walk() {
        let walks = walks();
        for outcome in Outcome::ALL {
            let reached = walks.iter().any(|(_, outcomes)| outcomes.contains(&outcome));
            let aside = matches!(outcome, Outcome::Merged | Outcome::OtherHandling);
            assert_eq!(reached, outcome.may_be_chosen() && !aside, "{}", outcome.code());
        }
    }

    #[test]
    fn nothing_is_withheld_before_it_was_looked_for_and_found_not_public() {
        let public = TESTS.iter().position(|test| test.code == "not_yet_public").unwrap();
        for (answers, outcomes) in walks() {
            if outcomes.iter().any(|outcome| outcome.withholding().is_some()) {
                assert!(answers.len() > public && answers[..=public].iter().all(|yes| *yes), "{answers:?}");
            }
        }
    }

    #[test]
    fn severance_is_asked_only_after_a_ground() {
        assert!(walks().iter().any(|(_, outcomes)| outcomes == &[Outcome::PartiallyDisclosed]));
        assert_eq!(
            walk(&[true; 12]),
            Walk::Choose { outcomes: vec![Outcome::Provided, Outcome::ToldHow], grounds: Vec::new() }
        );
    }
}
