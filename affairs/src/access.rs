//! May this actor do this act, given these facts? One pure answer, with its reason, for page, act and matrix alike.

use crate::Refusal;
use crate::id::{AgencyId, PersonId, SectionId};
use crate::people::{Officer, Role};

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, [$($role:ident),*];)*) => {
        /// Everything that somebody in the office can do or look at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act { $($(#[$doc])* $variant,)* }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it is called in the office.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The roles that may do it at all, facts permitting.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => &[$(Role::$role),*],)* }
            }
        }
    };
}

acts! {
    /// One's own list of what waits.
    SeeTasks = "tasks.see", "查看我的待办",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor, Administrator];
    /// Begin a document in a section.
    Draft = "publishing.draft", "起草", [Drafter];
    /// Change, submit or take back one's own draft, answer findings on it.
    WriteDraft = "publishing.write", "修改和送审自己的稿件", [Drafter];
    /// Read a draft and its chain.
    ReadDraft = "publishing.read", "查看稿件及其审核过程",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead];
    /// Sign or send back at a level of the chain; the chain itself asks further.
    Review = "publishing.review", "审查", [SectionHead, SecrecyReviewer, Leader];
    /// Remind whoever holds a review.
    Remind = "publishing.remind", "催办",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead];
    /// Press publish on what four have approved.
    Publish = "publishing.publish", "发布", [DisclosureOfficer, DisclosureHead];
    /// 紧急下架, alone and at once.
    TakeDown = "publishing.take_down", "紧急下架", [SectionHead, SecrecyReviewer, Leader, DisclosureHead];
    /// The list of publications with their ledger.
    SeePublications = "publications.see", "查看发布台账",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor];
    /// 审批单 and 审查台账.
    PrintLedger = "publications.print", "打印审批单、导出审查台账",
        [SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor];
    /// See how the site's own face stands, ask that it follow the facts, close such a task.
    KeepSite = "site.keep", "维护网站信息", [Drafter, SectionHead, DisclosureOfficer, DisclosureHead];
    /// Take in an application that came by hand, by post, by fax or by mail.
    ReceiveApplication = "applications.receive", "登记政府信息公开申请", [DisclosureOfficer, DisclosureHead];
    /// The lists of applications: numbers, days and phases, nobody's name.
    SeeApplications = "applications.see", "查看申请办理情况",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead];
    /// Read an application with what it says of a person; each view is in the journal.
    ReadApplication = "applications.read", "查看申请内容",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead];
    /// Handle an application: the responsible officer, or the disclosure office.
    HandleApplication = "applications.handle", "办理政府信息公开申请", [Drafter, DisclosureOfficer, DisclosureHead];
    /// 协办: give the opinion that one was asked for.
    AnswerCoHandling = "applications.answer_co_handling", "提供协办意见",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead];
    /// Approve an extension (Art. 33(2)).
    ApproveExtension = "applications.approve_extension", "批准延长答复期限", [DisclosureHead];
    /// Sign or send back a reply at one of its levels; its reviews ask further.
    ReviewReply = "applications.review_reply", "审核答复", [SectionHead, SecrecyReviewer, DisclosureHead, Leader];
    /// 收发登记: enter what came by post and who signed for it.
    KeepMailRoom = "mail_room.keep", "收发登记", [Drafter, SectionHead, DisclosureOfficer, DisclosureHead];
    /// See and settle messages that did not reach anybody.
    KeepMessages = "messages.keep", "处理未送达的邮件", [DisclosureOfficer, DisclosureHead];
    /// 查阅预约: see who comes on a day, mark who came, close a day.
    KeepReading = "reading.keep", "接待查阅", [DisclosureOfficer, DisclosureHead];
    /// Enter reconsiderations and suits against replies.
    KeepRemedies = "remedies.keep", "登记行政复议、行政诉讼", [DisclosureOfficer, DisclosureHead];
    /// Import a year's holiday notice.
    KeepCalendar = "calendar.keep", "导入节假日安排", [DisclosureHead];
    /// Close cases into volumes, lend, transfer and appraise them.
    KeepVolumes = "volumes.keep", "归档、移交案卷", [DisclosureOfficer, DisclosureHead];
    /// Keep the registers behind table 二.
    KeepRegisters = "registers.keep", "登记、导入台账", [Drafter, SectionHead, DisclosureOfficer, DisclosureHead];
    /// Read and export the registers.
    ReadRegisters = "registers.read", "查看、导出台账",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor];
    /// Read the annual report as it stands.
    ReadReport = "report.read", "查看年度报告",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor];
    /// Write its narrative, freeze it, hand it into the chain.
    CompileReport = "report.compile", "编制年度报告", [DisclosureOfficer, DisclosureHead];
    /// Columns and office settings.
    ChangeSettings = "settings.change", "修改栏目和业务设置", [DisclosureHead];
    /// Destroy by law what must not be kept; a tombstone stays.
    Erase = "keeping.erase", "依法删除", [DisclosureHead];
    /// Accounts, grants, resets, sections, the leading group: propose.
    ProposePeople = "people.propose", "提出人员和授权变更", [Administrator];
    /// The second person.
    ConfirmPeople = "people.confirm", "确认人员和授权变更", [Administrator];
    /// Hand over everything of somebody who leaves.
    HandOver = "people.hand_over", "办理离任移交", [Administrator];
    /// See who holds what.
    SeePeople = "people.see", "查看人员和授权", [Administrator, Auditor, DisclosureHead];
    /// Read the journal.
    ReadJournal = "journal.read", "查看日志", [Auditor];
    /// One's own password, sessions and phrases.
    OwnAccount = "account.own", "管理自己的账户",
        [Drafter, SectionHead, SecrecyReviewer, Leader, DisclosureOfficer, DisclosureHead, Auditor, Administrator];
}

/// What the answer may depend on besides the role.
#[derive(Debug, Clone)]
pub struct Facts<'facts> {
    /// Whose records they are.
    pub agency: &'facts AgencyId,
    /// The section of the document, where there is one.
    pub section: Option<&'facts SectionId>,
    /// Its drafter.
    pub owner: Option<&'facts PersonId>,
    /// Whether he who asks was asked for his opinion on the case and has not answered.
    pub asked: bool,
}

impl<'facts> Facts<'facts> {
    /// Facts about an agency and nothing within it.
    #[must_use]
    pub const fn of(agency: &'facts AgencyId) -> Self {
        Self { agency, section: None, owner: None, asked: false }
    }

    /// Facts about a document.
    #[must_use]
    pub const fn document(agency: &'facts AgencyId, section: &'facts SectionId, owner: &'facts PersonId) -> Self {
        Self { agency, section: Some(section), owner: Some(owner), asked: false }
    }

    /// The same of a case on which his opinion is asked, or is not.
    #[must_use]
    pub const fn asked(mut self, asked: bool) -> Self {
        self.asked = asked;
        self
    }
}

/// May this officer do it?
///
/// # Errors
/// A refusal that says why not. Another agency's records are answered as if they did not exist.
pub fn may(officer: &Officer, act: Act, facts: &Facts<'_>) -> Result<(), Refusal> {
    if officer.person.agency != *facts.agency {
        return Err(Refusal::new("not_found", "没有这一项。"));
    }
    if !matches!(officer.person.state, crate::people::PersonState::Active) {
        return Err(Refusal::new("account_not_active", "此账户未启用或已离任。"));
    }
    let held: Vec<Role> = act.roles().iter().copied().filter(|role| officer.holds(*role)).collect();
    if held.is_empty() {
        let wanted: Vec<&str> = act.roles().iter().map(|role| role.label()).collect();
        return Err(Refusal::new(
            "role_missing",
            format!("“{}”由{}办理，您没有相应的授权。", act.label(), wanted.join("、")),
        ));
    }
    match act {
        Act::WriteDraft => owns(officer, facts),
        Act::ReadApplication if facts.asked => Ok(()),
        Act::ReadApplication | Act::HandleApplication => has_part(officer, act, facts),
        Act::AnswerCoHandling if facts.asked => Ok(()),
        Act::AnswerCoHandling => Err(Refusal::new("not_asked", "这件申请没有请您协办，或者您已经提供意见。")),
        Act::Draft | Act::ReadDraft | Act::Review | Act::Remind | Act::TakeDown => reaches(officer, act, facts),
        _ => Ok(()),
    }
}

fn owns(officer: &Officer, facts: &Facts<'_>) -> Result<(), Refusal> {
    if facts.owner.is_none_or(|owner| *owner == officer.person.id) {
        Ok(())
    } else {
        Err(Refusal::new("not_owner", "这不是您起草的稿件。"))
    }
}

/// The disclosure office and the leaders have part in every case, a section's officer in his own, its head in the section's.
fn has_part(officer: &Officer, act: Act, facts: &Facts<'_>) -> Result<(), Refusal> {
    const EVERYWHERE: [Role; 4] = [Role::DisclosureOfficer, Role::DisclosureHead, Role::Leader, Role::SecrecyReviewer];
    let everywhere = EVERYWHERE.iter().any(|role| act.roles().contains(role) && officer.holds(*role));
    let own = facts.owner.is_some_and(|owner| *owner == officer.person.id);
    let heads = act.roles().contains(&Role::SectionHead)
        && facts.section.is_some_and(|section| officer.grant_for(Role::SectionHead, section).is_some());
    if everywhere || own || heads {
        Ok(())
    } else {
        Err(Refusal::new("not_handling", "这件申请不由您办理，您不能查看其中的个人信息。"))
    }
}

fn reaches(officer: &Officer, act: Act, facts: &Facts<'_>) -> Result<(), Refusal> {
    let Some(section) = facts.section else { return Ok(()) };
    let own = facts.owner.is_some_and(|owner| *owner == officer.person.id);
    if own && matches!(act, Act::ReadDraft | Act::Remind) {
        return Ok(());
    }
    let covered = act.roles().iter().any(|role| officer.grant_for(*role, section).is_some());
    if covered {
        Ok(())
    } else {
        Err(Refusal::new("other_section", "这份稿件属于其他科室，不在您的授权范围内。"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::GrantId;
    use crate::people::{Grant, Scope};

    #[test]
    fn who_is_asked_reads_the_case_and_handles_nothing() {
        let (agency, section, owner) = (AgencyId::new("a"), SectionId::new("s"), PersonId::new("other"));
        let facts = Facts::document(&agency, &section, &owner);
        let officer = crate::people::Officer {
            person: crate::people::Person {
                agency: agency.clone(),
                id: PersonId::new("p"),
                username: "p".to_owned(),
                name: "经办人".to_owned(),
                section: SectionId::new("elsewhere"),
                duty: String::new(),
                state: crate::people::PersonState::Active,
            },
            grants: vec![Grant {
                id: GrantId::new("g"),
                person: PersonId::new("p"),
                role: Role::Drafter,
                scope: Scope::Section { section: SectionId::new("elsewhere") },
                from: jiff::civil::date(2019, 1, 1),
                until: None,
                basis: String::new(),
                acting_for: None,
                granted_by: PersonId::new("x"),
                confirmed_by: PersonId::new("y"),
            }],
        };
        let asks = |act, asked| may(&officer, act, &facts.clone().asked(asked)).map_err(|refusal| refusal.code);
        assert_eq!(asks(Act::ReadApplication, false), Err("not_handling"));
        assert_eq!(asks(Act::ReadApplication, true), Ok(()));
        assert_eq!(asks(Act::AnswerCoHandling, true), Ok(()));
        assert_eq!(asks(Act::AnswerCoHandling, false), Err("not_asked"));
        assert_eq!(asks(Act::HandleApplication, true), Err("not_handling"));
    }

    #[test]
    fn administrator_and_auditor_never_touch_a_draft() {
        for act in [Act::Draft, Act::WriteDraft, Act::ReadDraft, Act::Review, Act::Publish, Act::TakeDown] {
            assert!(!act.roles().contains(&Role::Administrator), "{act:?}");
            assert!(!act.roles().contains(&Role::Auditor), "{act:?}");
        }
    }
}
