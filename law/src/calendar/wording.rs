//! Reads the wording of a holiday notice: which days it gives off and which it has worked.
//!
//! Only two kinds of sentence are read: `…放假…` with its span of days, and `…上班` with its days. Weekdays and counts that
//! the notice itself names are checked against the calendar. Every other sentence that names a day is handed back, so that
//! whoever imports sees what was left out.

use super::{CalendarError, CalendarRow, DayKind, HolidayNotice, ImportedNotice, Reach, is_weekend, parse_holidays};
use jiff::civil::{Date, Weekday};

/// What was read from a notice's wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The days, in order.
    pub rows: Vec<CalendarRow>,
    /// Sentences that name days and were not read as days off or worked.
    pub unread: Vec<String>,
}

/// Why a notice's wording cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// Neither rows nor sentences of a notice.
    #[error("没有读出放假或者上班的日期；请粘贴通知中各节假日的安排，或者按“date,kind,name,source”的表格填写")]
    Nothing,
    /// A row of the table cannot be read.
    #[error("{0}")]
    Row(#[from] CalendarError),
    /// A day that does not exist.
    #[error("“{0}”里的日期不存在")]
    NoSuchDay(String),
    /// A span that ends before it begins, or is longer than any holiday.
    #[error("“{0}”里的放假起止日期有误")]
    Span(String),
    /// The weekday beside a day is not that day's.
    #[error("“{sentence}”里写{date}是星期{written}，日历上不是，请核对年份和日期")]
    Weekday {
        /// The sentence.
        sentence: String,
        /// The day.
        date: Date,
        /// What the notice says it is.
        written: char,
    },
    /// `共…天` is not the length of the span.
    #[error("“{sentence}”里写共{written}天，起止日期之间是{counted}天")]
    Count {
        /// The sentence.
        sentence: String,
        /// What the notice says.
        written: u32,
        /// What its days say.
        counted: u32,
    },
    /// A weekday that is worked anyway is no make-up day.
    #[error("“{sentence}”里的{date}不是周末，不能是调休上班日")]
    MakeupOnWeekday {
        /// The sentence.
        sentence: String,
        /// The day.
        date: Date,
    },
}

/// No holiday is longer.
const LONGEST_HOLIDAY: u32 = 15;
/// Sentences are shown shortened.
const SHOWN: usize = 60;

/// Reads what was pasted or uploaded, as rows of the table or as the notice's own wording.
///
/// # Errors
/// [`WordingError`] names the line or the sentence.
pub fn read_notice(
    text: &str,
    year: i16,
    reach: Reach,
    notice: &HolidayNotice,
) -> Result<(ImportedNotice, Vec<String>), WordingError> {
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let (mut rows, unread) = if trimmed.starts_with("date,") {
        (parse_holidays(trimmed)?, Vec::new())
    } else {
        let Wording { rows, unread } = read_wording(text, year)?;
        (rows, unread)
    };
    if rows.is_empty() {
        return Err(WordingError::Nothing);
    }
    for row in &mut rows {
        row.source.clone_from(&notice.number);
    }
    rows.sort_by_key(|row| row.date);
    Ok((ImportedNotice { year, reach, notice: notice.clone(), rows }, unread))
}

/// Reads the sentences of a notice for a year.
///
/// # Errors
/// [`WordingError`] names the sentence.
pub fn read_wording(text: &str, year: i16) -> Result<Wording, WordingError> {
    let mut wording = Wording { rows: Vec::new(), unread: Vec::new() };
    let mut name = String::new();
    for line in text.lines() {
        let line = line.trim();
        let (heading, rest) = heading(line);
        if let Some(heading) = heading {
            name = heading;
        }
        for sentence in rest.split(['。', '；', ';']).map(str::trim).filter(|sentence| !sentence.is_empty()) {
            take(sentence, year, &name, &mut wording)?;
        }
    }
    wording.rows.sort_by_key(|row| row.date);
    Ok(wording)
}

fn take(sentence: &str, year: i16, name: &str, wording: &mut Wording) -> Result<(), WordingError> {
    let mentions = mentions(sentence, year)?;
    if mentions.is_empty() {
        return Ok(());
    }
    let plain = without_brackets(sentence);
    let row = |date, kind| CalendarRow { date, kind, name: name.to_owned(), source: String::new() };
    if plain.ends_with("上班") && !plain.contains("起") && !plain.contains("放假") {
        for mention in &mentions {
            if !is_weekend(mention.first) {
                return Err(WordingError::MakeupOnWeekday { sentence: shown(sentence), date: mention.first });
            }
            wording.rows.push(row(mention.first, DayKind::MakeupWorkday));
        }
        return Ok(());
    }
    if !plain.contains("放假") || plain.contains("鼓励") {
        wording.unread.push(shown(sentence));
        return Ok(());
    }
    let mut counted = 0;
    for mention in &mentions {
        for date in mention.days(sentence)? {
            wording.rows.push(row(date, DayKind::Holiday));
            counted += 1;
        }
    }
    match written_count(&plain) {
        Some(written) if written != counted => Err(WordingError::Count { sentence: shown(sentence), written, counted }),
        _ => Ok(()),
    }
}

/// A day or a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mention {
    first: Date,
    last: Date,
}

impl Mention {
    fn days(self, sentence: &str) -> Result<Vec<Date>, WordingError> {
        let mut days = Vec::new();
        let mut day = self.first;
        while day <= self.last {
            days.push(day);
            if days.len() > LONGEST_HOLIDAY as usize {
                return Err(WordingError::Span(shown(sentence)));
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        if days.is_empty() { Err(WordingError::Span(shown(sentence))) } else { Ok(days) }
    }
}

/// The holiday a line is about: what stands before its colon, without the ordinal.
fn heading(line: &str) -> (Option<String>, &str) {
    let Some(place) = line.find(['：', ':']) else { return (None, line) };
    let (before, after) = line.split_at(place);
    let after = after.trim_start_matches(['：', ':']);
    let name = before.split_once('、').filter(|(ordinal, _)| is_ordinal(ordinal)).map_or(before, |(_, name)| name);
    let name = without_brackets(name);
    if name.chars().count() <= 12 && !name.contains('日') { (Some(name), after) } else { (None, line) }
}

fn is_ordinal(words: &str) -> bool {
    let words = words.trim().trim_matches(['（', '）', '(', ')']);
    !words.is_empty() && words.chars().all(|sign| "一二三四五六七八九十0123456789".contains(sign))
}

/// Every day and span that a sentence names, checked against the weekdays beside them.
fn mentions(sentence: &str, year: i16) -> Result<Vec<Mention>, WordingError> {
    let signs: Vec<char> = sentence.chars().collect();
    let mut reading = Reading { signs: &signs, place: 0, year, month: None };
    let mut found: Vec<Mention> = Vec::new();
    let mut reaching = false;
    while reading.place < signs.len() {
        if let Some(date) = reading.date(reaching) {
            let date = date.ok_or_else(|| WordingError::NoSuchDay(shown(sentence)))?;
            if let Some(written) = reading.weekday_beside().filter(|written| *written != sign_of(date.weekday())) {
                return Err(WordingError::Weekday { sentence: shown(sentence), date, written });
            }
            match found.last_mut().filter(|_| reaching) {
                Some(mention) => mention.last = date,
                None => found.push(Mention { first: date, last: date }),
            }
            reaching = reading.reaches();
        } else {
            reading.place += 1;
        }
    }
    Ok(found)
}

/// A place in a sentence, with the year and month named last.
struct Reading<'signs> {
    signs: &'signs [char],
    place: usize,
    year: i16,
    month: Option<i8>,
}

impl Reading<'_> {
    /// A date at this place: `年` and `月` may have been named before. `Some(None)` for a day that does not exist.
    fn date(&mut self, reaching: bool) -> Option<Option<Date>> {
        let before = self.place.checked_sub(1).and_then(|place| self.signs.get(place));
        if before.is_some_and(char::is_ascii_digit) {
            return None;
        }
        let start = self.place;
        let (mut year, mut month) = (self.year, if reaching { self.month } else { None });
        let mut number = self.number();
        if let Some(named) = number.filter(|_| self.takes('年')) {
            year = i16::try_from(named).unwrap_or(0);
            number = self.number();
        }
        if let Some(named) = number.filter(|_| self.takes('月')) {
            month = i8::try_from(named).ok();
            number = self.number();
        }
        let (Some(month), Some(day)) = (month, number.filter(|_| self.takes('日'))) else {
            self.place = start;
            return None;
        };
        // A span over the turn of the year goes on in the year that its end names.
        (self.year, self.month) = (year, Some(month));
        Some(i8::try_from(day).ok().and_then(|day| Date::new(year, month, day).ok()))
    }

    fn number(&mut self) -> Option<u32> {
        let digits: String = self.signs[self.place..].iter().take_while(|sign| sign.is_ascii_digit()).collect();
        let number = digits.parse().ok().filter(|_| digits.len() <= 4)?;
        self.place += digits.len();
        Some(number)
    }

    fn takes(&mut self, sign: char) -> bool {
        let takes = self.signs.get(self.place) == Some(&sign);
        self.place += usize::from(takes);
        takes
    }

    /// The weekday in brackets after a date, as `（农历正月初七、周一）`; the place moves behind the brackets.
    fn weekday_beside(&mut self) -> Option<char> {
        if !matches!(self.signs.get(self.place), Some('（' | '(')) {
            return None;
        }
        let inside: Vec<char> =
            self.signs[self.place + 1..].iter().copied().take_while(|sign| !matches!(sign, '）' | ')')).collect();
        self.place = (self.place + inside.len() + 2).min(self.signs.len());
        let words: String = inside.into_iter().collect();
        let after = words.split_once('周').or_else(|| words.split_once("星期")).map(|(_, after)| after)?;
        after.chars().next().map(|sign| if sign == '天' { '日' } else { sign })
    }

    fn reaches(&mut self) -> bool {
        self.takes('至') || self.takes('到')
    }
}

const fn sign_of(weekday: Weekday) -> char {
    match weekday {
        Weekday::Monday => '一',
        Weekday::Tuesday => '二',
        Weekday::Wednesday => '三',
        Weekday::Thursday => '四',
        Weekday::Friday => '五',
        Weekday::Saturday => '六',
        Weekday::Sunday => '日',
    }
}

/// The number of `共8天` or `放假1天`.
fn written_count(sentence: &str) -> Option<u32> {
    let after = sentence.rsplit_once('共').or_else(|| sentence.rsplit_once("放假")).map(|(_, after)| after)?;
    let digits: String = after.trim().chars().take_while(char::is_ascii_digit).collect();
    let rest = after.trim().trim_start_matches(|sign: char| sign.is_ascii_digit());
    digits.parse().ok().filter(|_| rest.starts_with('天'))
}

fn without_brackets(words: &str) -> String {
    let mut depth = 0_u32;
    let keep = |sign: &char| {
        match sign {
            '（' | '(' => depth += 1,
            '）' | ')' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    words.chars().filter(keep).collect::<String>().trim().to_owned()
}

fn shown(sentence: &str) -> String {
    sentence.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::WorkingDayCalendar;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The arrangement of 2026 in the form such notices have.
    const YEAR_2026: &str = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
鼓励各单位安排职工在2月13日休息。";

    fn notice() -> HolidayNotice {
        HolidayNotice {
            number: "甲〔2025〕1号".to_owned(), issued_on: date(2025, 11, 4), title: "安排".to_owned()
        }
    }

    #[test]
    fn a_notice_read_by_its_words_is_the_shipped_year() {
        let (read, unread) = read_notice(YEAR_2026, 2026, Reach::Year, &notice()).unwrap();
        read.check(&WorkingDayCalendar::new(Vec::new(), Vec::new())).unwrap();
        let shipped: Vec<(Date, DayKind)> = WorkingDayCalendar::shipped()
            .rows()
            .filter(|row| row.date.year() == 2026)
            .map(|row| (row.date, row.kind))
            .collect();
        assert_eq!(read.rows.iter().map(|row| (row.date, row.kind)).collect::<Vec<_>>(), shipped);
        assert_eq!(read.rows[4].name, "春节");
        assert_eq!(unread, ["鼓励各单位安排职工在2月13日休息"]);
    }

    #[test]
    fn older_forms_are_read_as_well() {
        let words = "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n二、清明节：4月5日放假，共1天。
三、国庆节：10月1日放假1天，与周末连休。10月8日（星期日）上班。";
        let days: Vec<Date> = read_wording(words, 2023).unwrap().rows.iter().map(|row| row.date).collect();
        let wanted = [(2022, 12, 31), (2023, 1, 1), (2023, 1, 2), (2023, 4, 5), (2023, 10, 1), (2023, 10, 8)];
        assert_eq!(days, wanted.map(|(year, month, day)| date(year, month, day)));
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_sentence() {
        let refused = |words: &str| read_wording(words, 2026).unwrap_err();
        assert!(matches!(refused("5月1日（周四）至5日放假"), WordingError::Weekday { written: '四', .. }));
        assert!(matches!(refused("5月1日至5日放假，共4天"), WordingError::Count { written: 4, counted: 5, .. }));
        assert!(matches!(refused("2月30日放假"), WordingError::NoSuchDay(_)));
        assert!(matches!(refused("5月5日至1日放假"), WordingError::Span(_)));
        assert!(matches!(refused("5月8日上班"), WordingError::MakeupOnWeekday { .. }));
        assert_eq!(read_notice("今天天气很好", 2026, Reach::Year, &notice()), Err(WordingError::Nothing));
        let table = "date,kind,name,source\n2026-13-01,holiday,元旦,甲";
        assert!(matches!(read_notice(table, 2026, Reach::Year, &notice()), Err(WordingError::Row(_))));
    }

    #[test]
    fn days_that_are_named_otherwise_are_handed_back() {
        let wording = read_wording("延长假期至2月2日，2月3日起正常上班。", 2020).unwrap();
        assert!(wording.rows.is_empty());
        assert_eq!(wording.unread, ["延长假期至2月2日，2月3日起正常上班"]);
    }

    proptest! {
        #[test]
        fn no_words_panic(text in "[一二周六日月年至放假上班共天（）0-9：。、]{0,60}") {
            let _ = read_wording(&text, 2026);
        }
    }
}
