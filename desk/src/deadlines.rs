//! What falls due around a long holiday, and how much everybody has open: for whoever keeps the dates in sight.

use crate::registers::{ExportFormat, Exported, refused_or_failed};
use crate::{Desk, Done, Who};
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::application::Action;
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use law::calendar::{LongHoliday, WorkingDayCalendar};
use paper::write::sheet::{ByteOrderMark, ColumnKind, Sheet, SheetCell, SheetColumn};
use std::collections::BTreeMap;
use store::deadlines::{DueRow, Load};

/// A holiday is looked for so many days ahead.
const AHEAD: u16 = 120;
/// So many days before it the board shows it.
const SHOWN_BEFORE: u16 = 7;
/// So many working days after it belong to the sheet.
const AFTER: u16 = 2;
/// Near is what ends within so many working days.
const SOON: u16 = 5;
/// Cases at once, and the most that a sheet holds.
const BATCH: i64 = 500;
const LONGEST: usize = 5_000;

/// A case on the sheet.
#[derive(Debug, Clone)]
pub struct HolidayLine {
    pub case: CaseId,
    pub number: String,
    pub section: String,
    pub officer: String,
    /// What has to be done next.
    pub action: &'static str,
    pub due_on: Date,
    pub provisional: bool,
}

/// 节前清单: what falls due during a long holiday and on the first working days after it.
#[derive(Debug, Clone)]
pub struct HolidaySheet {
    pub holiday: LongHoliday,
    /// The last day that is on the sheet.
    pub through: Date,
    /// The earliest first.
    pub lines: Vec<HolidayLine>,
    /// Whether there are more than a sheet holds.
    pub cut: bool,
}

/// That a holiday comes and how much falls due then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayComing {
    pub holiday: LongHoliday,
    pub count: usize,
}

/// What one officer has open.
#[derive(Debug, Clone)]
pub struct OfficerLoad {
    pub officer: String,
    pub load: Load,
}

/// What a section has open, by officer.
#[derive(Debug, Clone)]
pub struct SectionLoad {
    pub section: String,
    pub officers: Vec<OfficerLoad>,
}

impl Desk {
    /// The sheet of the next long holiday; `None` when none is known to come.
    ///
    /// # Errors
    /// Refused without a role that sees applications.
    pub async fn holiday_sheet(&self, who: &Who) -> Done<Option<HolidaySheet>> {
        self.sees_applications(who).await?;
        let (agency, today) = (&who.agency, self.now().date());
        let calendar = self.calendar(agency).await?;
        let Some(holiday) = calendar.next_long_holiday(today, AHEAD) else { return Ok(None) };
        let through = calendar.add_working_days(holiday.last, AFTER).value;
        let (rows, cut) = self.due_between(agency, holiday.first, through, LONGEST).await?;
        let (sections, people) = (self.section_names(agency).await?, self.person_names(agency).await?);
        let line = |row: DueRow| HolidayLine {
            section: sections.get(&row.section).cloned().unwrap_or_default(),
            officer: people.get(&row.responsible).cloned().unwrap_or_default(),
            action: Action::from_code(&row.action).map_or("", Action::label),
            case: row.case,
            number: row.number,
            due_on: row.due_on,
            provisional: row.provisional,
        };
        Ok(Some(HolidaySheet { holiday, through, lines: rows.into_iter().map(line).collect(), cut }))
    }

    /// The sheet as a file.
    ///
    /// # Errors
    /// As [`Desk::holiday_sheet`].
    pub async fn export_holiday_sheet(&self, who: &Who, format: ExportFormat) -> Done<Exported> {
        let sheet = self.holiday_sheet(who).await?;
        let title = sheet.as_ref().map_or_else(|| "节前清单".to_owned(), |sheet| title(&sheet.holiday));
        let columns = ["登记编号", "答复期限", "承办科室", "承办人", "下一步"];
        let rows = sheet.map(|sheet| sheet.lines).unwrap_or_default().into_iter().map(|line| {
            let due_on =
                if line.provisional { format!("{}（暂定）", line.due_on) } else { line.due_on.to_string() };
            [line.number, due_on, line.section, line.officer, line.action.to_owned()].map(SheetCell::Text).to_vec()
        });
        let columns = columns.map(|heading| SheetColumn::new(heading, ColumnKind::Text)).to_vec();
        let written = Sheet { title: title.clone(), columns, rows };
        let bytes = match format {
            ExportFormat::Xlsx => written.xlsx(self.now()),
            ExportFormat::Csv => written.csv(ByteOrderMark::With),
        };
        let name = format!("{title}.{}", format.extension());
        Ok(Exported { name, media_type: format.media_type(), bytes: bytes.map_err(refused_or_failed)? })
    }

    /// What the board says in the week before a long holiday; `None` where nothing is to be said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holiday_coming(&self, who: &Who) -> Done<Option<HolidayComing>> {
        let today = self.now().date();
        let calendar = self.calendar(&who.agency).await?;
        let Some(holiday) = calendar.next_long_holiday(today, SHOWN_BEFORE) else { return Ok(None) };
        let through = calendar.add_working_days(holiday.last, AFTER).value;
        let (rows, _) = self.due_between(&who.agency, holiday.first, through, LONGEST).await?;
        Ok((!rows.is_empty()).then_some(HolidayComing { holiday, count: rows.len() }))
    }

    /// Open cases by section and officer.
    ///
    /// # Errors
    /// Refused without a role that sees applications.
    pub async fn applications_summary(&self, who: &Who) -> Done<Vec<SectionLoad>> {
        self.sees_applications(who).await?;
        let (agency, today) = (&who.agency, self.now().date());
        let calendar: &WorkingDayCalendar = &*self.calendar(agency).await?;
        let soon = calendar.add_working_days(today, SOON).value;
        let (sections, people) = (self.section_names(agency).await?, self.person_names(agency).await?);
        let mut summary: Vec<SectionLoad> = Vec::new();
        let mut current: Option<SectionId> = None;
        for load in store::deadlines::loads(&self.reader, agency, today, soon).await? {
            if current.as_ref() != Some(&load.section) {
                let section = sections.get(&load.section).cloned().unwrap_or_default();
                summary.push(SectionLoad { section, officers: Vec::new() });
                current = Some(load.section.clone());
            }
            let officer = people.get(&load.responsible).cloned().unwrap_or_default();
            if let Some(last) = summary.last_mut() {
                last.officers.push(OfficerLoad { officer, load });
            }
        }
        Ok(summary)
    }

    async fn sees_applications(&self, who: &Who) -> Done<()> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        Ok(may(&officer, Act::SeeApplications, &Facts::of(&who.agency))?)
    }

    async fn due_between(&self, agency: &AgencyId, first: Date, last: Date, most: usize) -> Done<(Vec<DueRow>, bool)> {
        let mut found: Vec<DueRow> = Vec::new();
        loop {
            let after = found.last().map(|row| (row.due_on, &row.case));
            let mut rows = store::deadlines::due_between(&self.reader, agency, (first, last), after, BATCH).await?;
            if rows.is_empty() {
                return Ok((found, false));
            }
            found.append(&mut rows);
            if found.len() >= most {
                found.truncate(most);
                return Ok((found, true));
            }
        }
    }

    async fn section_names(&self, agency: &AgencyId) -> Done<BTreeMap<SectionId, String>> {
        let sections = store::agencies::sections(&self.reader, agency).await?;
        Ok(sections.into_iter().map(|section| (section.id, section.name)).collect())
    }

    async fn person_names(&self, agency: &AgencyId) -> Done<BTreeMap<PersonId, String>> {
        let people = store::people::all(&self.reader, agency).await?;
        Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
    }
}

/// `国庆节节前清单（2019年10月1日至10月7日）`.
fn title(holiday: &LongHoliday) -> String {
    let (first, last) = (affairs::time::chinese_date(holiday.first), affairs::time::chinese_date(holiday.last));
    let name = if holiday.name.is_empty() { "假期" } else { &holiday.name };
    format!("{name}节前清单（{first}至{last}）")
}
