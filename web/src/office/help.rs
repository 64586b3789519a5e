//! 使用手册: a page for each role, how the daily work is done, in short steps.

use super::answer::Fault;
use super::front::{front, page};
use super::session::Signed;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::people::Role;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// One manual: the end of its address, its name, the roles it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manual {
    pub key: &'static str,
    pub label: &'static str,
    pub summary: &'static str,
    roles: &'static [Role],
}

pub(super) const MANUALS: &[Manual] = &[
    Manual {
        key: "drafter",
        label: "拟稿人",
        summary: "起草、放入附件、处理机器读审的发现、送审、更新和撤回。",
        roles: &[Role::Drafter],
    },
    Manual {
        key: "section-head",
        label: "科室负责人",
        summary: "第二级审查：内容是否准确、该不该公开、何时公开。",
        roles: &[Role::SectionHead],
    },
    Manual {
        key: "secrecy-reviewer",
        label: "保密审查负责人",
        summary: "第三级审查：逐项填写保密审查清单，人工读完图片。",
        roles: &[Role::SecrecyReviewer],
    },
    Manual {
        key: "leader",
        label: "局领导",
        summary: "第四级审批，手机上半分钟办一件；需要时一步紧急下架。",
        roles: &[Role::Leader],
    },
    Manual {
        key: "disclosure",
        label: "信息公开工作机构",
        summary: "发布、栏目和设置、业务台账、年度报告。",
        roles: &[Role::DisclosureOfficer, Role::DisclosureHead],
    },
    Manual {
        key: "administrator",
        label: "系统管理员",
        summary: "账户、岗位、重置、科室、领导小组、离任移交，都由两人办理。",
        roles: &[Role::Administrator],
    },
    Manual {
        key: "auditor",
        label: "审计员",
        summary: "查日志、发布台账和审批单，不看稿件。",
        roles: &[Role::Auditor],
    },
];

#[derive(Template)]
#[template(path = "office/help/index.html")]
pub(super) struct IndexPage {
    pub shell: OfficeShell,
    /// Manuals with whether they are this person's own, his own first.
    pub manuals: Vec<(Manual, bool)>,
}

#[derive(Template)]
#[template(path = "office/help/manual.html")]
pub(super) struct ManualPage {
    pub shell: OfficeShell,
    pub key: &'static str,
    pub label: &'static str,
}

/// The first day, and all manuals.
///
/// # Errors
/// When the store fails.
pub async fn index(signed: Signed, State(app): State<App>) -> Result<Response, Fault> {
    let own = |manual: &Manual| manual.roles.iter().any(|role| signed.at.officer.holds(*role));
    let mut manuals: Vec<(Manual, bool)> = MANUALS.iter().map(|manual| (*manual, own(manual))).collect();
    manuals.sort_by_key(|(_, own)| !own);
    let shell = front(&app, &signed, "使用手册", Errors::none()).await?;
    page(&IndexPage { shell, manuals }, StatusCode::OK)
}

/// The manual of a role; everybody may read every one.
///
/// # Errors
/// When there is none of this name.
pub async fn manual(signed: Signed, State(app): State<App>, Path(key): Path<String>) -> Result<Response, Fault> {
    let manual = MANUALS.iter().find(|manual| manual.key == key).ok_or_else(Fault::not_found)?;
    let shell = front(&app, &signed, &format!("{}使用手册", manual.label), Errors::none()).await?;
    page(&ManualPage { shell, key: manual.key, label: manual.label }, StatusCode::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_manual_with_text() {
        for role in Role::ALL {
            assert!(MANUALS.iter().any(|manual| manual.roles.contains(&role)), "{role:?}");
        }
        for manual in MANUALS {
            let page = ManualPage { shell: OfficeShell::default(), key: manual.key, label: manual.label };
            let html = page.render().unwrap();
            assert!(html.matches("<li>").count() > 8, "{} has hardly a step", manual.key);
        }
        let manuals = MANUALS.iter().map(|manual| (*manual, manual.key == "leader")).collect();
        let html = IndexPage { shell: OfficeShell::default(), manuals }.render().unwrap();
        assert!(html.contains("/office/help/auditor") && html.contains("第一天"));
    }
}
