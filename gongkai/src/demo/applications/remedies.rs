//! The reconsiderations and suits of the demo, step by step between the applications.

use super::story::Story;
use crate::Trouble;
use affairs::Date;
use affairs::id::RemedyId;
use affairs::remedy_case::Opening;
use desk::applications::RemedyStep;
use jiff::civil::date;
use law::outcome::Outcome;
use law::remedy::AnswerTerm;
use law::review_case::{Position, ReviewResult, ReviewRoute};
use std::collections::BTreeMap;

use ReviewRoute::{DirectSuit, Reconsideration, SuitAfterReconsideration as SuitAfter};
use Step::{Answer, Answered, Open, Ruled};

/// Where the steps stand, and the cases by their keys.
#[derive(Default)]
pub(super) struct Running {
    next: usize,
    open: BTreeMap<&'static str, RemedyId>,
}

/// What happens.
#[derive(Clone, Copy)]
enum Step {
    /// A case over what somebody wanted.
    Open(ReviewRoute, &'static str),
    /// The agency's answer goes out.
    Answered,
    Ruled(ReviewResult),
    /// The application is answered anew.
    Answer(&'static str, Outcome),
}

/// The day, the case's key, what happens; in the order of the days.
const STEPS: &[(i16, i8, i8, &str, Step)] = &[
    (2020, 5, 11, "考勤", Open(Reconsideration, "局机关考勤管理办法")),
    (2020, 5, 15, "考勤", Answered),
    (2020, 6, 15, "调解补贴", Open(Reconsideration, "2015年人民调解补贴发放明细")),
    (2020, 6, 19, "调解补贴", Answered),
    (2020, 6, 22, "考勤", Ruled(ReviewResult::Revoked)),
    (2020, 6, 23, "考勤", Answer("局机关考勤管理办法", Outcome::InternalAffairs)),
    (2020, 7, 6, "查处", Open(DirectSuit, "请求查处某基层法律服务所")),
    (2020, 7, 17, "查处", Answered),
    (2020, 8, 3, "调解补贴", Ruled(ReviewResult::Upheld)),
    (2020, 8, 24, "调解补贴起诉", Open(SuitAfter, "2015年人民调解补贴发放明细")),
    (2020, 9, 4, "调解补贴起诉", Answered),
    (2020, 9, 14, "查处", Ruled(ReviewResult::Withdrawn)),
    (2020, 12, 7, "调解补贴起诉", Ruled(ReviewResult::ClaimRejected)),
    (2024, 2, 26, "安置点", Open(Reconsideration, "应急安置点分布明细")),
    (2024, 3, 1, "安置点", Answered),
    (2024, 3, 25, "讨论稿", Open(Reconsideration, "行政规范性文件起草讨论稿")),
    (2024, 3, 29, "讨论稿", Answered),
    (2024, 4, 15, "档案", Open(Reconsideration, "律师执业登记档案")),
    (2024, 4, 19, "档案", Answered),
    (2024, 4, 26, "安置点", Ruled(ReviewResult::Upheld)),
    (2024, 5, 8, "档案", Ruled(ReviewResult::Withdrawn)),
    (2024, 5, 13, "安置点起诉", Open(SuitAfter, "应急安置点分布明细")),
    (2024, 5, 15, "讨论稿", Ruled(ReviewResult::DeclaredUnlawful)),
    (2024, 5, 24, "安置点起诉", Answered),
    (2024, 5, 27, "统计分析", Open(DirectSuit, "近十年纠纷类型统计分析")),
    (2024, 5, 30, "档案起诉", Open(SuitAfter, "律师执业登记档案")),
    (2024, 6, 3, "讨论稿起诉", Open(SuitAfter, "行政规范性文件起草讨论稿")),
    (2024, 6, 7, "统计分析", Answered),
    (2024, 6, 11, "档案起诉", Answered),
    (2024, 6, 14, "讨论稿起诉", Answered),
    (2024, 6, 24, "相关材料", Open(DirectSuit, "相关材料")),
    (2024, 7, 5, "相关材料", Answered),
    (2024, 7, 29, "会议记录", Open(DirectSuit, "全部会议记录")),
    (2024, 8, 9, "会议记录", Answered),
    (2024, 8, 19, "档案起诉", Ruled(ReviewResult::Terminated)),
    (2024, 9, 2, "统计分析", Ruled(ReviewResult::ClaimRejected)),
    (2024, 10, 21, "未缴费", Open(Reconsideration, "2023年法律援助案件卷宗目录")),
    (2024, 10, 25, "未缴费", Answered),
    (2024, 10, 28, "相关材料", Ruled(ReviewResult::DeclaredUnlawful)),
    (2024, 11, 4, "再次确认", Open(DirectSuit, "请求再次确认答复的真实性")),
    (2024, 11, 15, "再次确认", Answered),
    (2024, 11, 18, "会议记录", Ruled(ReviewResult::DismissedOnProcedure)),
    (2024, 12, 2, "讨论稿起诉", Ruled(ReviewResult::DeclaredUnlawful)),
];

/// Takes every step before a day.
pub(super) async fn run(story: &mut Story<'_>, before: Date) -> Result<(), Trouble> {
    while let Some((year, month, day, key, step)) = STEPS.get(story.running.next) {
        let on = date(*year, *month, *day);
        if on >= before {
            return Ok(());
        }
        story.running.next += 1;
        take(story, on, key, *step).await.map_err(|trouble| Trouble(format!("{on} {key}：{}", trouble.0)))?;
    }
    Ok(())
}

async fn take(story: &mut Story<'_>, on: Date, key: &'static str, step: Step) -> Result<(), Trouble> {
    story.at(on, 10);
    match step {
        Step::Open(route, wanted) => {
            let case = story.case(wanted)?;
            let id = story.desk.open_remedy(story.officer, &case, opening(route, on), "", "").await?;
            story.running.open.insert(key, id);
            Ok(())
        }
        Step::Answered => record(story, key, RemedyStep::Answered(on)).await,
        Step::Ruled(result) => record(story, key, RemedyStep::Ruled { result, on, in_force: false }).await,
        Step::Answer(wanted, outcome) => {
            let case = story.case(wanted)?;
            story.answer(&case, outcome, on).await
        }
    }
}

async fn record(story: &Story<'_>, key: &str, step: RemedyStep) -> Result<(), Trouble> {
    let id = story.running.open.get(key).ok_or_else(|| Trouble("没有这件案件".to_owned()))?;
    let (desk, who) = (story.desk, story.officer);
    let found = store::remedies::by_id(desk.reader(), desk.keyring()?, &who.agency, id).await?;
    let version = found.map_or(0, |remedy| remedy.version);
    Ok(desk.record_remedy(who, id, version, step, "").await?)
}

fn opening(route: ReviewRoute, on: Date) -> Opening {
    let organ = if route.is_suit() { "云川市人民法院" } else { "云川市人民政府" };
    let term = if route.is_suit() { AnswerTerm::Court } else { AnswerTerm::Review };
    let (filed_on, accepted_on, position) = (None, None, Position::Respondent);
    Opening { route, position, organ: organ.to_owned(), filed_on, accepted_on, received_on: on, term }
}
