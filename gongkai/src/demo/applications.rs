//! Two years of applications by the real acts: 2020 in the form of 2019; 2024 in that of 2021, with lapses, fees,
//! reconsideration first and electronic service. Between them every row of both forms is filled. People are roles.

mod remedies;
mod story;

use super::people::Bureau;
use crate::Trouble;
use affairs::Date;
use affairs::setting::{Answering, Settings};
use desk::{Desk, MovedClock};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::remedy::{ReviewedAs, ServiceWay};
use story::Story;

/// How an application of the demo ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Answered, in this way of service.
    Answered(Outcome),
    /// The fee is noticed and paid; then answered.
    PaidThenAnswered(Outcome),
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Not corrected in time.
    Uncorrected,
    /// Not paid in time.
    Unpaid,
    /// Left as it is: the year ends first.
    LeftOpen,
}

use ApplicantKind::{
    BusinessEnterprise as Business, LegalServiceOrganisation as Lawyers, NaturalPerson as Person,
    OtherOrganisation as Other, PublicWelfareOrganisation as Welfare, ResearchInstitution as Research,
};
use Ends::{Answered, LeftOpen, PaidThenAnswered, Uncorrected, Unpaid, Withdrawn};

/// One application: the month and day it comes, who applies, what is wanted, how it ends.
struct Wish(i8, i8, ApplicantKind, &'static str, Ends);

/// 2020.
const FIRST: &[Wish] = &[
    Wish(1, 20, Person, "2019年法律援助办案补贴发放标准", Answered(Outcome::Provided)),
    Wish(2, 10, Business, "2019年公共法律服务购买合同", Answered(Outcome::PartiallyDisclosed)),
    Wish(2, 24, Person, "某涉密会议纪要", Answered(Outcome::StateSecret)),
    Wish(3, 9, Research, "社区矫正对象人员名册", Answered(Outcome::ProhibitedByLaw)),
    Wish(3, 23, Lawyers, "某法律援助案件受援人情况", Answered(Outcome::ThirdPartyRights)),
    Wish(4, 13, Person, "局机关考勤管理办法", Answered(Outcome::InternalAffairs)),
    Wish(4, 27, Person, "律师行业行政处罚案卷材料", Answered(Outcome::EnforcementCaseFile)),
    Wish(5, 18, Person, "2015年人民调解补贴发放明细", Answered(Outcome::NotExisting)),
    Wish(6, 8, Person, "请求查处某基层法律服务所", Answered(Outcome::PetitionComplaintReport)),
    Wish(6, 29, Person, "2019年法律援助办案补贴发放标准（再次申请）", Answered(Outcome::RepeatedRequest)),
    Wish(7, 20, Welfare, "省司法行政年鉴", Answered(Outcome::PublicPublication)),
    Wish(8, 10, Other, "普法志愿者培训安排", Withdrawn),
    Wish(12, 21, Person, "2020年普法经费安排", LeftOpen),
];

/// The end of 2023 and 2024.
const SECOND: &[Wish] = &[
    Wish(1, 15, Person, "权责清单", Answered(Outcome::AlreadyPublic)),
    Wish(1, 29, Person, "应急安置点分布明细", Answered(Outcome::EndangersSecurity)),
    Wish(2, 19, Business, "行政规范性文件起草讨论稿", Answered(Outcome::ProcessInformation)),
    Wish(3, 4, Lawyers, "律师执业登记档案", Answered(Outcome::AdministrativeInquiry)),
    Wish(3, 18, Person, "市政道路施工许可", Answered(Outcome::NotOurs)),
    Wish(4, 8, Research, "近十年纠纷类型统计分析", Answered(Outcome::NeedsCreation)),
    Wish(4, 22, Person, "相关材料", Answered(Outcome::UnclearAfterCorrection)),
    Wish(5, 20, Person, "全部会议记录", Answered(Outcome::UnreasonableVolume)),
    Wish(6, 17, Person, "请求再次确认答复的真实性", Answered(Outcome::ConfirmOrReissue)),
    Wish(7, 8, Welfare, "某年某事项材料", Uncorrected),
    Wish(8, 12, Person, "2023年法律援助案件卷宗目录", Unpaid),
    Wish(9, 23, Business, "2023年公共法律服务中心工作档案", PaidThenAnswered(Outcome::Provided)),
    Wish(11, 11, Other, "社会组织党建工作安排", Answered(Outcome::NotGovernmentInformation)),
    Wish(11, 25, Person, "公证服务收费依据", Withdrawn),
    Wish(12, 23, Person, "2024年人民调解案件统计", LeftOpen),
];

/// Takes both years through, with the cases brought over them.
///
/// # Errors
/// When an act is refused or fails.
pub async fn fill(desk: &Desk, clock: &MovedClock, bureau: &Bureau) -> Result<(), Trouble> {
    let mut story = Story::new(desk, clock, bureau)?;
    story.at(date(2020, 1, 17), 9);
    set_up(desk, bureau).await?;
    year(&mut story, 2020, FIRST).await?;
    let open = story.case("2020年普法经费安排")?;
    story.answer(&open, Outcome::Provided, date(2021, 1, 11)).await?;
    story.follow_up(date(2023, 12, 25)).await?;

    story.way = ServiceWay::Electronic;
    let carried = story.receive(2023, &Wish(12, 25, Person, "2023年公证处名录", LeftOpen)).await?;
    story.answer(&carried, Outcome::Provided, date(2024, 1, 8)).await?;
    year(&mut story, 2024, SECOND).await?;
    let open = story.case("2024年人民调解案件统计")?;
    story.answer(&open, Outcome::Provided, date(2025, 1, 13)).await
}

/// What the office has in hand today: one application near its day, one extended, one that waits for its correction, one whose
/// receipt waits for the applicant's word. All of it lies in the weeks before today.
///
/// # Errors
/// When an act is refused or fails.
pub async fn leave_open(desk: &Desk, clock: &MovedClock, bureau: &Bureau, today: Date) -> Result<(), Trouble> {
    let mut story = Story::new(desk, clock, bureau)?;
    let ago = |days| working_days_before(today, days);
    let extended = story.register(ago(24), IntakeMode::InPerson, Person, "近三年法律援助机构设置情况").await?;
    story.register(ago(18), IntakeMode::InPerson, Business, "公共法律服务中心设备采购清单").await?;
    story.extend(&extended, ago(14), 15).await?;
    let unclear = story.register(ago(6), IntakeMode::InPerson, Person, "人民调解方面的材料").await?;
    story.ask_on(&unclear, ago(2)).await?;
    story.register(ago(1), IntakeMode::Email, Lawyers, "律师事务所年度检查考核结果").await?;
    Ok(())
}

/// So many working days before a day, as far as they are known.
fn working_days_before(day: Date, mut count: u32) -> Date {
    let calendar = WorkingDayCalendar::shipped();
    let mut found = day;
    while count > 0 {
        let Ok(yesterday) = found.yesterday() else { break };
        found = yesterday;
        count -= u32::from(calendar.is_working_day(found));
    }
    found
}

/// Every wish of a year in its order, and between them what happens in the cases brought over earlier ones.
async fn year(story: &mut Story<'_>, year: i16, wishes: &[Wish]) -> Result<(), Trouble> {
    for wish in wishes {
        story.follow_up(date(year, wish.0, wish.1)).await?;
        let case = story.receive(year, wish).await?;
        story.handle(&case, wish.4).await.map_err(|trouble| Trouble(format!("{}：{}", wish.3, trouble.0)))?;
    }
    story.follow_up(date(year, 12, 31)).await
}

/// Who answers, who reviews the answers, which court.
async fn set_up(desk: &Desk, bureau: &Bureau) -> Result<(), Trouble> {
    let head = bureau.who("disclosure-head")?;
    let settings = store::settings::on(desk.reader(), &head.agency, desk.now().date()).await?;
    let answering = Answering {
        reviewed_as: ReviewedAs::JudicialBureau.code().to_owned(),
        government: "云川市人民政府".to_owned(),
        superior: "中州省司法厅".to_owned(),
        court: "云川市人民法院".to_owned(),
        online_review: "https://fuyi.demo.example".to_owned(),
        office: "云川市司法局办公室".to_owned(),
        ..settings.answering
    };
    Ok(desk.save_settings(head, &Settings { answering, ..settings }).await?)
}

#[cfg(test)]
mod tests;
