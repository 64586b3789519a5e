//! The frame of every page of the office: navigation by role, what waits, what was just done.

use super::answer::Fault;
use super::session::Signed;
use crate::app::App;
use crate::kit::{Errors, Flash, NavEntry, NavGroup, OfficeShell};
use affairs::access::Act;
use affairs::people::Officer;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// One place of the navigation: its group, its address, its name, the act that opens it.
struct Place {
    group: &'static str,
    href: &'static str,
    label: &'static str,
    act: Act,
}

const fn place(group: &'static str, href: &'static str, label: &'static str, act: Act) -> Place {
    Place { group, href, label, act }
}

/// The office on one screen, grouped as the navigation shows it.
const PLACES: &[Place] = &[
    place("", "/office", "我的待办", Act::SeeTasks),
    place("发布", "/office/documents", "我的稿件", Act::Draft),
    place("发布", "/office/publish", "待发布", Act::Publish),
    place("发布", "/office/publications", "发布台账", Act::SeePublications),
    place("依申请公开", "/office/applications", "依申请公开", Act::SeeApplications),
    place("依申请公开", "/office/mail-room", "收发登记", Act::KeepMailRoom),
    place("依申请公开", "/office/remedies", "复议诉讼", Act::KeepRemedies),
    place("依申请公开", "/office/requests", "更正与建议", Act::SeeApplications),
    place("依申请公开", "/office/reading", "查阅接待", Act::KeepReading),
    place("依申请公开", "/office/messages", "外发邮件", Act::KeepMessages),
    place("依申请公开", "/office/volumes", "归档", Act::KeepVolumes),
    place("依申请公开", "/office/calendar", "节假日安排", Act::SeeApplications),
    place("年度报告", "/office/registers", "业务台账", Act::ReadRegisters),
    place("年度报告", "/office/reports", "年度报告", Act::ReadReport),
    place("管理", "/office/site", "网站信息", Act::KeepSite),
    place("管理", "/office/settings", "栏目与设置", Act::ChangeSettings),
    place("管理", "/office/people", "人员与授权", Act::SeePeople),
    place("管理", "/office/journal", "日志", Act::ReadJournal),
    place("帮助", "/office/help", "使用手册", Act::OwnAccount),
];

/// The frame of a page.
///
/// # Errors
/// When the store fails.
pub async fn front(app: &App, signed: &Signed, title: &str, errors: Errors) -> Result<OfficeShell, Fault> {
    front_at(app, signed, title, errors, "").await
}

/// The frame of a page that says what was just done, by the code that the act's redirect carries.
///
/// # Errors
/// When the store fails.
pub async fn front_at(
    app: &App,
    signed: &Signed,
    title: &str,
    errors: Errors,
    done: &str,
) -> Result<OfficeShell, Fault> {
    let waiting = super::tasks::count(app, signed).await?;
    framed(app, signed, title, errors, done, waiting).await
}

/// The frame where the page has counted by itself what waits.
///
/// # Errors
/// When the store fails.
pub(super) async fn framed(
    app: &App,
    signed: &Signed,
    title: &str,
    errors: Errors,
    done: &str,
    waiting: usize,
) -> Result<OfficeShell, Fault> {
    let officer = &signed.at.officer;
    let agency = store::agencies::by_id(app.desk().reader(), &signed.who().agency).await?;
    let agency = agency.ok_or_else(Fault::not_found)?;
    Ok(OfficeShell {
        title: title.to_owned(),
        public_address: format!("/a/{}/", agency.slug),
        agency_name: agency.name,
        person_name: officer.person.name.clone(),
        roles: role_names(officer),
        navigation: navigation(officer, &signed.here),
        waiting,
        csrf: signed.at.form_token.clone(),
        flash: done_text(done).map(Flash::good),
        errors,
        display: signed.display,
        here: signed.here.clone(),
        demo: app.is_demo(),
    })
}

fn role_names(officer: &Officer) -> Vec<String> {
    let mut names: Vec<String> = officer
        .grants
        .iter()
        .map(|grant| match &grant.acting_for {
            Some(acting) => format!("{}（受{}委托）", grant.role.label(), acting.name),
            None => grant.role.label().to_owned(),
        })
        .collect();
    names.dedup();
    names
}

fn navigation(officer: &Officer, here: &str) -> Vec<NavGroup> {
    let path = here.split('?').next().unwrap_or_default();
    let open = PLACES.iter().filter(|place| place.act.roles().iter().any(|role| officer.holds(*role)));
    let mut groups: Vec<NavGroup> = Vec::new();
    for place in open {
        let current = path == place.href || (place.href != "/office" && path.starts_with(&format!("{}/", place.href)));
        let entry = NavEntry { label: place.label.to_owned(), href: place.href.to_owned(), current, count: 0 };
        match groups.last_mut().filter(|group| group.label == place.group) {
            Some(group) => group.entries.push(entry),
            None => groups.push(NavGroup { label: place.group.to_owned(), entries: vec![entry] }),
        }
    }
    groups
}

/// What an act that redirects here has done. Only known codes speak, so an address cannot put words on a page.
fn done_text(code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => "已保存。",
        "remedy_opened" => "案件已登记，本机关提交答复、答辩的期限已经算出。",
        "remedy_recorded" => "已登记。",
        "submitted" => "已送审。机器读审完成后转科室负责人审查。",
        "taken_back" => "已撤回，可以修改；原有签署作废。",
        "masked" => "已在正文中处理读审发现，请核对后重新送审。",
        "justified" => "已记录您的说明。",
        "approved" => "已签署。",
        "returned" => "已退回拟稿人。",
        "reminded" => "已催办。",
        "published" => "已发布，公众现在可以看到。",
        "ordered" => "已定时，到时自动发布。",
        "taken_down" => "已紧急下架，公众已看不到；请在一个工作日内作出处理决定。",
        "abandoned" => "已放弃，编号作废并保留记录。",
        "edition" => "已开始新的版本。",
        "uploaded" => "文件已收下。",
        "removed" => "文件已移除。",
        "declared" => "已记录：您已逐页读过。",
        "read" => "已标为已读。",
        "asked" => "已提请更新，列入待办。",
        "phrases" => "常用意见已保存。",
        "closed" => "更新任务已办结。",
        "proposed" => "已提出，待第二名管理员确认后生效。",
        "confirmed" => "已确认生效。",
        "declined" => "已记录：不同意。",
        "handed_over" => "移交已办结，请打印交接清单签字。",
        "password" => "密码已修改，其他登录已全部退出。",
        "entered" => "已登记。",
        "corrected" => "已更正，原来的内容保留在更正记录中。",
        "imported" => "已全部导入。",
        "voided" => "已作废并保留记录。",
        "explained" => "已记录说明。",
        "problem_raised" => "已列入问题清单。",
        "problem_struck" => "已从问题清单撤去，理由记入日志。",
        "problems_carried" => "上年没有完成的问题已结转。",
        "problems_written" => "问题清单已写入报告第五部分，可以在编写页继续修改。",
        "frozen" => "已冻结，请拟稿人送审。",
        "registered" => "已登记并编号。请核对下面的内容，并按提示办理。",
        "registered_alike" => "已登记并编号。有相似的申请，列在本页末尾，请留意；本件照常办理。",
        "recorded" => "已记入办理记录。",
        "numbered" => "文号已登记，文书已经定稿。请在“文书”中打印、用印后送出。",
        "telling_moved" => "已确认，告知书正在逐件出具；稍后刷新本页查看，可以一次打印。",
        "to_print" => "已记入办理记录。请在“文书”中打印相应的文书送出。",
        "extension_asked" => "已提请信息公开机构负责人审批延期。",
        "extension_decided" => "审批意见已记入，承办人会在办理页看到。",
        "reply_submitted" => "答复已送审，由各级依次审核。",
        "reply_signed" => "已签署。",
        "reply_returned" => "已退回承办人。",
        "sealed" => "用印已登记，请登记送达。",
        "reopened" => "已解除冻结，数字恢复实时计算。",
        "correcting" => "已开始勘误。改正数字和文字后重新冻结、送审；勘误版公布前，公众看到的仍是原来的版本。",
        "request_answered" => "已答复。",
        "request_sealed" => "用印已登记，提出人凭回执可以下载盖章件。",
        "request_assigned" => "已转办。",
        "calendar" => "已导入，办理中的申请已经重新计算。请把下面的变化告知申请人。",
        "settled" => "已记录对邮件的处理。",
        _ => return None,
    })
}

/// A page of the office: never kept by a cache.
///
/// # Errors
/// When the template fails.
pub fn page(template: &impl Template, status: StatusCode) -> Result<Response, Fault> {
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(template.render()?)).into_response())
}
