//! 节前清单 and 办理情况汇总: what falls due around a holiday, and how much everybody has open.

use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::front::{front, page};
use crate::office::registers::download;
use crate::office::session::Signed;
use affairs::access::{Act, Facts, may};
use affairs::time::chinese_date;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::deadlines::{HolidayComing, HolidaySheet, SectionLoad};
use desk::registers::ExportFormat;
use store::deadlines::Load;

#[derive(Template)]
#[template(path = "office/calendar/holiday.html")]
struct HolidayPage {
    shell: OfficeShell,
    sheet: Option<HolidaySheet>,
}

/// What falls due during the next long holiday and just after it.
///
/// # Errors
/// Refused without a role that sees applications.
pub async fn holiday(signed: Signed, State(app): State<App>) -> Result<Response, Fault> {
    let sheet = app.desk().holiday_sheet(signed.who()).await?;
    let shell = front(&app, &signed, "节前清单", Errors::none()).await?;
    page(&HolidayPage { shell, sheet }, StatusCode::OK)
}

/// The same as a file.
///
/// # Errors
/// As [`holiday`].
pub async fn export(signed: Signed, State(app): State<App>, Path(format): Path<String>) -> Result<Response, Fault> {
    let format = ExportFormat::from_extension(&format).ok_or_else(Fault::not_found)?;
    let exported = app.desk().export_holiday_sheet(signed.who(), format).await?;
    Ok(download(&exported.name, exported.media_type, exported.bytes))
}

/// What the board says in the week before a long holiday; empty where there is nothing to say.
///
/// # Errors
/// When the store fails.
pub async fn coming(app: &App, signed: &Signed) -> Result<String, Fault> {
    Ok(app.desk().holiday_coming(signed.who()).await?.map(|coming| coming_words(&coming)).unwrap_or_default())
}

fn coming_words(coming: &HolidayComing) -> String {
    let HolidayComing { holiday, count } = coming;
    let (first, last) = (chinese_date(holiday.first), chinese_date(holiday.last));
    let name = if holiday.name.is_empty() { "假期" } else { &holiday.name };
    format!("{name}（{first}至{last}）期间和假后两个工作日内，有 {count} 件申请到期，请在放假前安排好。")
}

/// How many are open, late, near their end, and waited for outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Numbers {
    open: i64,
    late: i64,
    soon: i64,
    outside: i64,
}

impl Numbers {
    const fn and(self, load: &Load) -> Self {
        Self {
            open: self.open + load.open,
            late: self.late + load.late,
            soon: self.soon + load.soon,
            outside: self.outside + load.outside,
        }
    }
}

/// One officer, or what a section of several adds up to.
struct SummaryLine {
    section: String,
    officer: String,
    numbers: Numbers,
    /// Empty in a sum.
    next_due_on: String,
}

#[derive(Template)]
#[template(path = "office/calendar/summary.html")]
struct SummaryPage {
    shell: OfficeShell,
    lines: Vec<SummaryLine>,
    all: Numbers,
}

impl SummaryPage {
    fn of(shell: OfficeShell, sections: &[SectionLoad]) -> Self {
        let (mut lines, mut all) = (Vec::new(), Numbers::default());
        for section in sections {
            let mut sum = Numbers::default();
            for one in &section.officers {
                sum = sum.and(&one.load);
                all = all.and(&one.load);
                lines.push(SummaryLine {
                    section: section.section.clone(),
                    officer: one.officer.clone(),
                    numbers: Numbers::default().and(&one.load),
                    next_due_on: chinese_date(one.load.next_due_on),
                });
            }
            if section.officers.len() > 1 {
                let officer = "小计".to_owned();
                let section = section.section.clone();
                lines.push(SummaryLine { section, officer, numbers: sum, next_due_on: String::new() });
            }
        }
        Self { shell, lines, all }
    }
}

/// Open cases by section and officer.
///
/// # Errors
/// Refused without a role that sees applications.
pub async fn summary(signed: Signed, State(app): State<App>) -> Result<Response, Fault> {
    may(&signed.at.officer, Act::SeeApplications, &Facts::of(&signed.who().agency))?;
    let sections = app.desk().applications_summary(signed.who()).await?;
    let shell = front(&app, &signed, "办理情况汇总", Errors::none()).await?;
    page(&SummaryPage::of(shell, &sections), StatusCode::OK)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{NASTY, shell, sound};
    use super::*;
    use affairs::id::{CaseId, PersonId, SectionId};
    use desk::deadlines::{HolidayLine, OfficerLoad};
    use jiff::civil::date;
    use law::calendar::LongHoliday;

    fn national_day() -> LongHoliday {
        LongHoliday { first: date(2019, 10, 1), last: date(2019, 10, 7), name: "国庆节".to_owned() }
    }

    #[test]
    fn the_sheet_lists_what_falls_due_and_says_when_nothing_does() {
        let line = HolidayLine {
            case: CaseId::new("c1"),
            number: NASTY.to_owned(),
            section: NASTY.to_owned(),
            officer: NASTY.to_owned(),
            action: "办理并答复",
            due_on: date(2019, 10, 8),
            provisional: true,
        };
        let sheet = HolidaySheet { holiday: national_day(), through: date(2019, 10, 9), lines: vec![line], cut: true };
        let html = sound(&HolidayPage { shell: shell("节前清单"), sheet: Some(sheet.clone()) });
        assert!(html.contains("2019年10月8日") && html.contains("暂定"));
        let empty = HolidaySheet { lines: Vec::new(), cut: false, ..sheet };
        assert!(sound(&HolidayPage { shell: shell("节前清单"), sheet: Some(empty) }).contains("没有到期"));
        assert!(sound(&HolidayPage { shell: shell("节前清单"), sheet: None }).contains("没有三天以上的假期"));
    }

    #[test]
    fn the_summary_adds_up() {
        let load = |open, late| Load {
            section: SectionId::new("office"),
            responsible: PersonId::new("p1"),
            open,
            late,
            soon: 1,
            outside: 2,
            next_due_on: date(2019, 10, 8),
        };
        let officer = |open, late| OfficerLoad { officer: NASTY.to_owned(), load: load(open, late) };
        let section = SectionLoad { section: NASTY.to_owned(), officers: vec![officer(301, 5), officer(102, 7)] };
        let html = sound(&SummaryPage::of(shell("办理情况汇总"), &[section]));
        assert!(html.contains("403") && html.contains("12"));
        let html = sound(&SummaryPage::of(shell("办理情况汇总"), &[]));
        assert!(html.contains("没有正在办理的申请"));
    }

    #[test]
    fn the_board_is_told_in_one_sentence() {
        let words = coming_words(&HolidayComing { holiday: national_day(), count: 3 });
        assert_eq!(
            words,
            "国庆节（2019年10月1日至2019年10月7日）期间和假后两个工作日内，有 3 件申请到期，请在放假前安排好。"
        );
    }
}
