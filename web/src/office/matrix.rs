//! Who may open or press what: every address of the office with the act that guards it. `docs/access.md` is written from
//! here, a test finds an address that has no row, and another walks the rows with real requests.

use affairs::access::Act;
use affairs::people::Role;

/// How an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
}

/// Who gets past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Anybody at all.
    Anyone,
    /// Whoever holds a one-time link.
    Link,
    /// Whoever has signed in, whatever he holds: what he sees or changes there is his own.
    Signed,
    /// Whoever may do one of these acts; which of them a form asks for is in the form.
    Acts(&'static [Act]),
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub method: Method,
    pub path: &'static str,
    /// What it is, as people of the office call it.
    pub name: &'static str,
    pub guard: Guard,
}

const fn get(path: &'static str, name: &'static str, guard: Guard) -> Row {
    Row { method: Method::Get, path, name, guard }
}

const fn post(path: &'static str, name: &'static str, guard: Guard) -> Row {
    Row { method: Method::Post, path, name, guard }
}

use Act::{
    AnswerCoHandling, ApproveExtension, ChangeSettings, CompileReport, ConfirmPeople, Draft, HandOver,
    HandleApplication, KeepCalendar, KeepMailRoom, KeepMessages, KeepReading, KeepRegisters, KeepRemedies, KeepSite,
    KeepVolumes, PrintLedger, ProposePeople, Publish, ReadApplication, ReadDraft, ReadJournal, ReadRegisters,
    ReadReport, ReceiveApplication, Remind, Review, ReviewReply, SeeApplications, SeePeople, SeePublications, SeeTasks,
    TakeDown, WriteDraft,
};
use Guard::{Acts, Anyone, Link, Signed};

/// Every address of the office.
pub const MATRIX: &[Row] = &[
    get("/office/sign-in", "登录页", Anyone),
    post("/office/sign-in", "登录", Anyone),
    post("/office/sign-out", "退出登录", Signed),
    post("/office/display", "字号和明暗", Signed),
    get("/office/welcome/{token}", "一次性链接：设置密码页", Link),
    post("/office/welcome/{token}", "一次性链接：设置密码", Link),
    get("/office/found/{token}", "一次性链接：开通平台页", Link),
    post("/office/found/{token}", "一次性链接：开通平台", Link),
    get("/office", "我的待办", Acts(&[SeeTasks])),
    post("/office/notices/{notice}", "读通知", Signed),
    post("/office/updates/{task}", "办结更新任务", Acts(&[KeepSite])),
    get("/office/documents", "我的稿件", Acts(&[Draft])),
    post("/office/documents", "起草新稿件", Acts(&[Draft])),
    get("/office/documents/{document}", "稿件及其审核过程", Acts(&[ReadDraft])),
    post("/office/documents/{document}/edition", "起草新版本", Acts(&[Draft])),
    post("/office/documents/{document}/abandon", "放弃稿件", Acts(&[WriteDraft])),
    post("/office/documents/{document}/take-down", "紧急下架", Acts(&[TakeDown])),
    get("/office/documents/{document}/edit", "起草页", Acts(&[WriteDraft])),
    post("/office/documents/{document}/edit", "保存、送审", Acts(&[WriteDraft])),
    post("/office/documents/{document}/autosave", "自动保留", Acts(&[WriteDraft])),
    post("/office/documents/{document}/clean", "清理粘贴的内容", Signed),
    post("/office/documents/{document}/files", "上传文件", Acts(&[WriteDraft])),
    get("/office/documents/{document}/files/{hash}", "打开稿件的文件", Acts(&[ReadDraft])),
    post("/office/documents/{document}/files/{hash}", "移除文件、声明已读", Acts(&[WriteDraft, ReadDraft])),
    get("/office/reviews/{bundle}", "审查页", Acts(&[ReadDraft])),
    post("/office/reviews/{bundle}", "签署、退回、撤回、催办、发布", Acts(&[Review, WriteDraft, Remind, Publish])),
    get("/office/publications", "发布台账", Acts(&[SeePublications])),
    get("/office/publications/ledger.xlsx", "审查台账", Acts(&[PrintLedger])),
    get("/office/publications/{bundle}/form.pdf", "审批单", Acts(&[PrintLedger])),
    get("/office/publish", "待发布", Acts(&[Publish])),
    post("/office/publish", "发布", Acts(&[Publish])),
    get("/office/applications", "依申请公开", Acts(&[SeeApplications])),
    get("/office/applications/holiday", "节前清单", Acts(&[SeeApplications])),
    get("/office/applications/holiday/{format}", "导出节前清单", Acts(&[SeeApplications])),
    get("/office/applications/summary", "办理情况汇总", Acts(&[SeeApplications])),
    get("/office/calendar", "节假日安排", Acts(&[SeeApplications])),
    post("/office/calendar/preview", "预览节假日安排", Acts(&[KeepCalendar])),
    post("/office/calendar/import", "导入节假日安排", Acts(&[KeepCalendar])),
    get("/office/calendar/{revision}", "一次导入的影响", Acts(&[SeeApplications])),
    post("/office/calendar/{revision}/letters", "确认告知答复期限变动", Acts(&[KeepCalendar])),
    get("/office/calendar/{revision}/letters.pdf", "打印答复期限变动告知书", Acts(&[ReceiveApplication])),
    get("/office/applications/register", "登记申请页", Acts(&[ReceiveApplication])),
    post("/office/applications/register", "登记申请", Acts(&[ReceiveApplication])),
    get("/office/applications/{case}", "一件申请", Acts(&[ReadApplication])),
    post("/office/applications/{case}/{act}", "办理申请", Acts(&[HandleApplication, ApproveExtension])),
    get("/office/applications/{case}/letters/{name}", "打印申请的文书", Acts(&[ReadApplication])),
    post("/office/applications/{case}/files", "申请材料归入案件", Acts(&[HandleApplication])),
    get("/office/applications/{case}/files/{hash}", "打开申请材料", Acts(&[ReadApplication])),
    get("/office/applications/{case}/reply", "拟写答复页", Acts(&[HandleApplication])),
    post("/office/applications/{case}/reply", "拟写答复、送审", Acts(&[HandleApplication])),
    post("/office/applications/{case}/reply/materials", "附上要提供的材料", Acts(&[HandleApplication])),
    get("/office/applications/{case}/reply/preview.pdf", "预览答复书", Acts(&[HandleApplication])),
    get("/office/applications/{case}/replies/{reply}", "审核答复页", Acts(&[ReadApplication])),
    post(
        "/office/applications/{case}/replies/{reply}",
        "签署、退回、撤回答复",
        Acts(&[ReviewReply, HandleApplication]),
    ),
    get("/office/applications/{case}/replies/{reply}/letter.pdf", "送审或者签发的答复书", Acts(&[ReadApplication])),
    get("/office/applications/{case}/service", "用印和送达页", Acts(&[HandleApplication])),
    post("/office/applications/{case}/service", "登记送达", Acts(&[HandleApplication])),
    post("/office/applications/{case}/seal", "登记用印", Acts(&[HandleApplication])),
    post("/office/applications/{case}/co-handling", "提供协办意见", Acts(&[AnswerCoHandling])),
    get("/office/reading", "查阅接待", Acts(&[KeepReading])),
    post("/office/reading", "登记来访、停止和恢复接待", Acts(&[KeepReading])),
    post("/office/reading/hours", "设置查阅时段", Acts(&[ChangeSettings])),
    get("/office/remedies", "复议、诉讼", Acts(&[KeepRemedies])),
    get("/office/remedies/{remedy}", "一件复议、诉讼案件", Acts(&[KeepRemedies])),
    post("/office/remedies/{remedy}", "登记案件的进展", Acts(&[KeepRemedies])),
    get("/office/applications/{case}/remedies", "一件申请的复议、诉讼", Acts(&[SeeApplications])),
    post("/office/applications/{case}/remedies", "登记复议、诉讼案件", Acts(&[KeepRemedies])),
    get("/office/volumes", "归档", Acts(&[KeepVolumes])),
    post("/office/volumes", "申请归入案卷", Acts(&[KeepVolumes])),
    post("/office/volumes/transfer/{year}", "移交案卷", Acts(&[KeepVolumes])),
    get("/office/volumes/transfer/{year}/{format}", "案卷移交清单", Acts(&[KeepVolumes])),
    get("/office/volumes/{volume}", "一个案卷", Acts(&[KeepVolumes])),
    post("/office/volumes/{volume}", "借阅、拆卷、鉴定案卷", Acts(&[KeepVolumes])),
    get("/office/registers", "业务台账", Acts(&[ReadRegisters])),
    get("/office/registers/{register}", "一本台账", Acts(&[ReadRegisters])),
    get("/office/registers/{register}/export/{format}", "导出台账", Acts(&[ReadRegisters])),
    get("/office/registers/{register}/template/{format}", "台账的空白表格", Acts(&[ReadRegisters])),
    get("/office/registers/{register}/new", "登记页", Acts(&[KeepRegisters])),
    post("/office/registers/{register}/new", "登记", Acts(&[KeepRegisters])),
    get("/office/registers/{register}/rows/{record}", "一条记录", Acts(&[ReadRegisters])),
    post("/office/registers/{register}/rows/{record}", "更正、作废", Acts(&[KeepRegisters])),
    get("/office/registers/{register}/import", "导入页", Acts(&[KeepRegisters])),
    post("/office/registers/{register}/import", "上传要导入的表格", Acts(&[KeepRegisters])),
    get("/office/registers/{register}/import/{staging}", "导入预览", Acts(&[KeepRegisters])),
    post("/office/registers/{register}/import/{staging}", "导入", Acts(&[KeepRegisters])),
    get("/office/registers/{register}/import/{staging}/progress", "导入进度", Acts(&[KeepRegisters])),
    get("/office/reports", "年度报告", Acts(&[ReadReport])),
    get("/office/reports/{year}", "一年的报告", Acts(&[ReadReport])),
    get("/office/reports/{year}/figures/{metric}", "数字的来历", Acts(&[ReadReport])),
    get("/office/reports/{year}/narrative", "编写页", Acts(&[CompileReport])),
    post("/office/reports/{year}/narrative", "编写", Acts(&[CompileReport])),
    get("/office/reports/{year}/problems", "问题清单", Acts(&[ReadReport])),
    post("/office/reports/{year}/problems", "列入、结转问题，写入报告", Acts(&[CompileReport])),
    post("/office/reports/{year}/problems/{problem}", "修改、撤去一个问题", Acts(&[CompileReport])),
    post("/office/reports/{year}/inspection", "生成迎检材料", Acts(&[CompileReport])),
    get("/office/reports/{year}/year-end", "年终清单", Acts(&[SeeApplications])),
    post("/office/reports/{year}/explain", "说明核对问题", Acts(&[CompileReport])),
    post("/office/reports/{year}/freeze", "定稿", Acts(&[CompileReport])),
    post("/office/reports/{year}/reopen", "重新打开", Acts(&[CompileReport])),
    post("/office/reports/{year}/correct", "办理勘误", Acts(&[CompileReport])),
    get("/office/reports/{year}/files/{format}", "报告文件", Acts(&[ReadReport])),
    get("/office/applications/{case}/split", "拆分申请页", Acts(&[HandleApplication])),
    post("/office/applications/{case}/split", "拆分申请", Acts(&[HandleApplication])),
    get("/office/mail-room", "收发登记", Acts(&[KeepMailRoom])),
    post("/office/mail-room", "登记邮件", Acts(&[KeepMailRoom])),
    post("/office/mail-room/{item}", "关联邮件与申请", Acts(&[KeepMailRoom])),
    get("/office/messages", "外发邮件", Acts(&[KeepMessages])),
    get("/office/messages/{message}", "一封邮件", Acts(&[KeepMessages])),
    post("/office/messages/{message}", "处理未送达的邮件", Acts(&[KeepMessages])),
    get("/office/requests", "更正与建议", Acts(&[SeeApplications])),
    post("/office/requests", "登记更正要求、主动公开建议", Acts(&[ReceiveApplication])),
    get("/office/requests/{case}", "一件更正要求或者建议", Acts(&[ReadApplication])),
    post("/office/requests/{case}/answer", "答复更正要求、建议", Acts(&[HandleApplication])),
    post("/office/requests/{case}/assign", "转办更正要求、建议", Acts(&[HandleApplication])),
    post("/office/requests/{case}/publication", "登记采纳建议的稿件", Acts(&[HandleApplication])),
    get("/office/requests/{case}/letter/{format}", "更正答复书", Acts(&[ReadApplication])),
    post("/office/requests/{case}/files", "材料归入更正要求、建议", Acts(&[HandleApplication])),
    get("/office/requests/{case}/files/{hash}", "打开更正要求、建议的材料", Acts(&[ReadApplication])),
    post("/office/requests/{case}/seal", "登记更正答复书用印", Acts(&[HandleApplication])),
    get("/office/site", "网站信息", Acts(&[KeepSite])),
    post("/office/site", "起草网站信息", Acts(&[Draft])),
    post("/office/site/updates", "提请更新", Acts(&[KeepSite])),
    get("/office/site/{document}", "网站信息起草页", Acts(&[WriteDraft])),
    post("/office/site/{document}", "保存、送审网站信息", Acts(&[WriteDraft])),
    get("/office/settings", "栏目", Acts(&[ChangeSettings])),
    post("/office/settings/columns", "保存栏目", Acts(&[ChangeSettings])),
    get("/office/settings/rules", "业务设置", Acts(&[ChangeSettings])),
    post("/office/settings/rules", "保存业务设置", Acts(&[ChangeSettings])),
    get("/office/people", "人员与授权", Acts(&[SeePeople])),
    post("/office/people/proposals", "提出人员和授权变更", Acts(&[ProposePeople])),
    post("/office/people/proposals/{proposal}", "确认或不同意变更", Acts(&[ConfirmPeople])),
    post("/office/people/sections", "保存科室", Acts(&[ProposePeople])),
    post("/office/people/seats", "保存领导小组席位", Acts(&[ProposePeople])),
    get("/office/people/{person}", "一个人的账户和岗位", Acts(&[SeePeople])),
    get("/office/people/{person}/leave", "移交页", Acts(&[HandOver])),
    post("/office/people/{person}/leave", "办理移交", Acts(&[HandOver])),
    get("/office/people/handovers/{handover}", "一次移交", Acts(&[HandOver])),
    get("/office/people/handovers/{handover}/list.pdf", "交接清单", Acts(&[HandOver])),
    get("/office/journal", "日志", Acts(&[ReadJournal])),
    get("/office/account", "我的账户", Signed),
    post("/office/account/password", "修改密码", Signed),
    post("/office/account/phrases", "保存常用意见", Signed),
    get("/office/help", "使用手册", Signed),
    get("/office/help/{manual}", "一个岗位的手册", Signed),
];

impl Method {
    /// As HTTP writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl Guard {
    /// Whether somebody with this role alone gets past, facts permitting.
    #[must_use]
    pub fn lets(self, role: Role) -> bool {
        match self {
            Self::Anyone | Self::Link | Self::Signed => true,
            Self::Acts(acts) => acts.iter().any(|act| act.roles().contains(&role)),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Anyone => "任何人".to_owned(),
            Self::Link => "持一次性链接的人".to_owned(),
            Self::Signed => "已登录的人，只及于本人".to_owned(),
            Self::Acts(acts) => acts.iter().map(|act| format!("`{}`", act.code())).collect::<Vec<_>>().join("、"),
        }
    }
}

/// The text of `docs/access.md`.
#[must_use]
pub fn access_matrix() -> String {
    let mut out = String::from(
        "# 谁能做什么\n\n本页由 `cargo xtask generate` 写出，来自 `affairs/src/access.rs` 和 \
         `web/src/office/matrix.rs`，不要手改。\n\n岗位只是第一道门：是不是本科室、是不是自己的稿件、是不是四个不同的人，\
         由 `affairs::access::may` 和审核链再问一遍。\n\n## 岗位与事项\n\n",
    );
    acts_by_role(&mut out);
    out.push_str("\n## 页面与事项\n\n| 方法 | 地址 | 页面 | 事项 |\n|---|---|---|---|\n");
    for row in MATRIX {
        let method = row.method.name();
        out.push_str(&format!("| {method} | `{}` | {} | {} |\n", row.path, row.name, row.guard.words()));
    }
    out.push_str("\n## 岗位与页面\n\n");
    pages_by_role(&mut out);
    out
}

fn head(out: &mut String, first: &str) {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.label()).collect();
    out.push_str(&format!("| {first} | {} |\n", roles.join(" | ")));
    out.push_str(&format!("|---|{}\n", ":-:|".repeat(roles.len())));
}

fn ticks(roles: impl Fn(Role) -> bool) -> String {
    Role::ALL.iter().map(|role| if roles(*role) { "✓" } else { " " }).collect::<Vec<_>>().join(" | ")
}

fn acts_by_role(out: &mut String) {
    head(out, "事项");
    for act in Act::ALL {
        let ticks = ticks(|role| act.roles().contains(&role));
        out.push_str(&format!("| {} `{}` | {ticks} |\n", act.label(), act.code()));
    }
}

fn pages_by_role(out: &mut String) {
    head(out, "页面");
    for row in MATRIX.iter().filter(|row| matches!(row.guard, Guard::Acts(_))) {
        out.push_str(&format!("| {} | {} |\n", row.name, ticks(|role| row.guard.lets(role))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Every (method, path) that the sources of the office route.
    fn routed(folder: &Path, found: &mut BTreeSet<(Method, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                routed(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("matrix.rs") {
                routes_of(&std::fs::read_to_string(&path).unwrap(), found);
            }
        }
    }

    /// A route is `.route("path", get(…).post(…))`: what stands between its parentheses names its methods.
    fn routes_of(source: &str, found: &mut BTreeSet<(Method, String)>) {
        for call in source.split(".route(").skip(1) {
            let call = call.trim_start();
            let Some(path) = call.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            let mut depth = 1;
            let end = call.char_indices().find(|(_, character)| {
                depth += match character {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            });
            let handlers = &call[path.len() + 2..end.map_or(call.len(), |(at, _)| at)];
            for (method, name) in [(Method::Get, "get("), (Method::Post, "post(")] {
                let calls = |at: usize| {
                    handlers[..at].chars().next_back().is_some_and(|before| matches!(before, ' ' | '.' | '\n'))
                };
                if handlers.match_indices(name).any(|(at, _)| calls(at)) {
                    found.insert((method, path.to_owned()));
                }
            }
        }
    }

    #[test]
    fn every_route_has_a_row_and_every_row_a_route() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = BTreeSet::new();
        routed(&here.join("office"), &mut found);
        routes_of(&std::fs::read_to_string(here.join("office.rs")).unwrap(), &mut found);
        let rows: BTreeSet<(Method, String)> = MATRIX.iter().map(|row| (row.method, row.path.to_owned())).collect();
        let without_row: Vec<_> = found.difference(&rows).collect();
        let without_route: Vec<_> = rows.difference(&found).collect();
        assert!(without_row.is_empty(), "routes without a row in web/src/office/matrix.rs: {without_row:?}");
        assert!(without_route.is_empty(), "rows of web/src/office/matrix.rs without a route: {without_route:?}");
        assert_eq!(rows.len(), MATRIX.len(), "a row stands twice");
    }

    #[test]
    fn routes_are_found_however_they_are_wrapped() {
        let mut found = BTreeSet::new();
        let source =
            "Router::new()\n.route(\n    \"/a/{b}\",\n    get(x::get_it).post(y),\n)\n.route(\"/c\", post(budget(1)))";
        routes_of(source, &mut found);
        let expected = [(Method::Get, "/a/{b}"), (Method::Post, "/a/{b}"), (Method::Post, "/c")];
        assert_eq!(found, expected.map(|(method, path)| (method, path.to_owned())).into());
    }

    #[test]
    fn the_page_of_the_project_is_what_would_be_written_now() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/access.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        let fresh = kept == access_matrix();
        assert!(fresh, "docs/access.md is out of date: run `cargo run -p gongkai -- generate access > docs/access.md`");
    }

    #[test]
    fn no_page_shows_a_draft_to_an_administrator_or_auditor() {
        let drafts = MATRIX.iter().filter(|row| row.path.contains("{document}") || row.path.contains("/reviews/"));
        let mut looked_at = 0;
        for row in drafts.filter(|row| row.guard != Guard::Signed) {
            looked_at += 1;
            assert!(!row.guard.lets(Role::Administrator) && !row.guard.lets(Role::Auditor), "{}", row.path);
        }
        assert!(looked_at > 10);
    }
}
