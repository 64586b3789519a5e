//! What a notice would change, before it is imported.

use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::{Projection, Standing};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::{Date, Refusal};
use law::calendar::{
    DayKind, HolidayNotice, ImportedNotice, NotImported, Reach, WordingError, WorkingDayCalendar, read_notice,
};
use store::Read;
use store::calendars::Move;

/// Open cases replayed at once.
const BATCH: i64 = 200;
/// A notice is a page; what is longer is something else.
const LONGEST_TEXT: usize = 200_000;
const LONGEST_NUMBER: usize = 60;
const LONGEST_TITLE: usize = 120;

/// A notice as somebody pasted or uploaded it.
#[derive(Debug, Clone)]
pub struct NoticeText {
    pub year: i16,
    pub reach: Reach,
    /// 文号.
    pub number: String,
    pub issued_on: Date,
    pub title: String,
    /// The notice's own wording, or rows as the shipped table has them.
    pub text: String,
}

/// A day that would count otherwise than now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayChange {
    pub date: Date,
    /// What it would be.
    pub worked: bool,
    /// The festival, where one is named.
    pub name: String,
}

/// An open case that would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMove {
    pub case: CaseId,
    pub number: String,
    pub section: SectionId,
    pub responsible: PersonId,
    pub old_due_on: Date,
    pub new_due_on: Date,
    pub old_provisional: bool,
    pub new_provisional: bool,
}

impl CaseMove {
    /// Whether the day itself moves; otherwise it only becomes certain, or uncertain.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.old_due_on != self.new_due_on
    }
}

impl From<&CaseMove> for Move {
    fn from(moved: &CaseMove) -> Self {
        Self {
            case: moved.case.clone(),
            old_due_on: moved.old_due_on,
            new_due_on: moved.new_due_on,
            old_provisional: moved.old_provisional,
            new_provisional: moved.new_provisional,
        }
    }
}

/// What an import would do.
#[derive(Debug, Clone)]
pub struct CalendarPreview {
    pub notice: ImportedNotice,
    /// Sentences of the notice that name days and were not understood as days off or worked.
    pub unread: Vec<String>,
    /// The numbers of the notices whose days it would take the place of.
    pub replaces: Vec<String>,
    pub days: Vec<DayChange>,
    pub moves: Vec<CaseMove>,
    /// Names the calendar that would be in force; the import wants it again, so that nothing is confirmed unseen.
    pub version: String,
}

impl CalendarPreview {
    /// Whether a reason is wanted: something that was known is changed.
    #[must_use]
    pub fn corrects(&self) -> bool {
        !self.replaces.is_empty() || self.notice.reach == Reach::Amendment
    }
}

/// A case whose flat row would change, with what it would say.
pub(super) struct Changed {
    pub(super) moved: CaseMove,
    pub(super) version: i64,
    pub(super) projection: Projection,
}

impl Desk {
    /// Reads a notice and says which days and which open cases it would move. Nothing is kept.
    ///
    /// # Errors
    /// Refused without the role, or with the sentence or the line that cannot be a notice.
    pub async fn preview_calendar(&self, who: &Who, text: &NoticeText) -> Done<CalendarPreview> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::KeepCalendar, &Facts::of(&who.agency))?;
        let known = self.calendar(&who.agency).await?;
        let (notice, unread) = read(text, &known)?;
        let next = laid_over(&self.reader, &who.agency, &notice).await?;
        let changed = changes(&self.reader, &who.agency, &next).await?;
        let moves = changed.into_iter().map(|one| one.moved).collect();
        Ok(preview(notice, unread, moves, &known, &next))
    }
}

/// Everything that is imported already with this notice laid over it.
pub(super) async fn laid_over(db: impl Read, agency: &AgencyId, notice: &ImportedNotice) -> Done<WorkingDayCalendar> {
    let known = store::calendars::notices(db, agency).await?;
    let mut notices: Vec<ImportedNotice> = known.into_iter().map(|kept| kept.notice).collect();
    notices.push(notice.clone());
    Ok(WorkingDayCalendar::shipped().with_notices(&notices))
}

pub(super) fn read(text: &NoticeText, known: &WorkingDayCalendar) -> Result<(ImportedNotice, Vec<String>), Refusal> {
    let number = text.number.trim();
    if number.is_empty() || number.chars().count() > LONGEST_NUMBER || number.contains(',') {
        let message = "请填写通知的文号，例如国办发明电〔2025〕7号；没有文号的安排不能导入。";
        return Err(Refusal::new("notice_number", message).at("number"));
    }
    if text.title.chars().count() > LONGEST_TITLE || text.text.len() > LONGEST_TEXT {
        return Err(Refusal::new("notice_long", "通知的标题或者内容过长。").at("text"));
    }
    let notice =
        HolidayNotice { number: number.to_owned(), issued_on: text.issued_on, title: text.title.trim().to_owned() };
    let (notice, unread) =
        read_notice(&text.text, text.year, text.reach, &notice).map_err(|error| unreadable(&error))?;
    notice.check(known).map_err(|error| impossible(&error))?;
    Ok((notice, unread))
}

fn unreadable(error: &WordingError) -> Refusal {
    Refusal::new("notice_text", format!("{error}。")).at("text")
}

fn impossible(error: &NotImported) -> Refusal {
    let field = match error {
        NotImported::OlderThanKnown { .. } => "issued_on",
        NotImported::OtherYear { .. } | NotImported::NothingToAmend(_) => "year",
        NotImported::Empty | NotImported::Twice(_) | NotImported::FixedHolidayMissing(_) => "text",
    };
    Refusal::new("notice_days", format!("{error}。")).at(field)
}

pub(super) fn preview(
    notice: ImportedNotice,
    unread: Vec<String>,
    moves: Vec<CaseMove>,
    known: &WorkingDayCalendar,
    next: &WorkingDayCalendar,
) -> CalendarPreview {
    let replaces = match notice.reach {
        Reach::Year => known.notices_of(notice.year).into_iter().map(|notice| notice.number.clone()).collect(),
        Reach::Amendment => Vec::new(),
    };
    CalendarPreview {
        days: days_between(known, next),
        version: next.version().to_owned(),
        notice,
        unread,
        replaces,
        moves,
    }
}

/// The days that count otherwise in one calendar than in the other.
fn days_between(known: &WorkingDayCalendar, next: &WorkingDayCalendar) -> Vec<DayChange> {
    let mut days: Vec<Date> = known.rows().chain(next.rows()).map(|row| row.date).collect();
    days.sort();
    days.dedup();
    let change = |date: Date| {
        let worked = next.is_working_day(date);
        let named = next.row(date).or_else(|| known.row(date));
        // A weekend that a notice names as a day off counts as before, and yet it is what the notice says.
        let newly_named = next.row(date).map(|row| row.kind) != known.row(date).map(|row| row.kind);
        let changed = worked != known.is_working_day(date)
            || newly_named && next.row(date).is_some_and(|row| row.kind == DayKind::Holiday);
        changed.then(|| DayChange { date, worked, name: named.map(|row| row.name.clone()).unwrap_or_default() })
    };
    days.into_iter().filter_map(change).collect()
}

/// Every open case whose flat row is another by this calendar. The cases are gone through by their old days, a few hundred at
/// a time, and only those that change are held.
pub(super) async fn changes(mut db: impl Read, agency: &AgencyId, next: &WorkingDayCalendar) -> Done<Vec<Changed>> {
    let mut found = Vec::new();
    let mut after: Option<(Date, CaseId)> = None;
    loop {
        let cursor = after.as_ref().map(|(day, case)| (*day, case));
        let cases = store::calendars::cases_after(&mut db, agency, true, cursor, BATCH).await?;
        let Some(last) = cases.last() else { return Ok(found) };
        after = Some((last.kept.due_on, last.case.clone()));
        for case in cases {
            let standing = Standing::replay(case.mode, case.events.iter(), next);
            let projection = Projection::of(&standing, next);
            let kept = &case.kept;
            let same = kept.due_on == projection.due_on
                && kept.act_by == projection.act_by
                && kept.provisional == projection.provisional;
            if !same {
                let moved = CaseMove {
                    case: case.case,
                    number: case.number,
                    section: case.section,
                    responsible: case.responsible,
                    old_due_on: kept.due_on,
                    new_due_on: projection.due_on,
                    old_provisional: kept.provisional,
                    new_provisional: projection.provisional,
                };
                found.push(Changed { moved, version: case.version, projection });
            }
        }
    }
}
