//! 期限计算表: the clock of one application on one page, fit as evidence.

use affairs::{
    Date, Instant,
    letter::{Block, Body, Cell, Grid, Part, Row},
};

use super::{page::Page, page_pdf};
use crate::write::{Press, WriteError, press::long_date};

/// The clock of one application, as the rules replayed it.
#[derive(Clone)]
pub struct ClockPage {
    /// The agency, by its full name.
    pub agency: String,
    /// 申请编号.
    pub application_number: String,
    /// The day the application was received.
    pub received_on: Date,
    /// What happened, each with the article it rests on.
    pub days: Vec<ClockDay>,
    /// The stretches of time, in order.
    pub spans: Vec<ClockSpan>,
    /// The last day to reply.
    pub due_on: Date,
    /// The day the reply was served; `None` while it is not.
    pub replied_on: Option<Date>,
    /// The calendar that was counted by: the notices by number, or that one year has none yet.
    pub calendar: String,
}

/// A day on which something happened.
#[derive(Clone)]
pub struct ClockDay {
    /// When.
    pub on: Date,
    /// What, and what follows for the clock.
    pub says: String,
    /// On what it rests.
    pub basis: String,
}

/// A stretch of time that counts or does not.
#[derive(Clone)]
pub struct ClockSpan {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// Working days in it.
    pub working_days: u16,
    /// Whether they count.
    pub counts: bool,
    /// Why.
    pub because: String,
}

/// The clock on one page as a PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn clock_page_pdf(press: &Press, clock: &ClockPage, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    page_pdf(press, &Page::form(&clock.agency, CLOCK_TITLE, "", clock_blocks(clock)), printed_at)
}

/// The title over the clock.
pub(in crate::write) const CLOCK_TITLE: &str = "政府信息公开申请期限计算表";

/// What stands on the page.
pub(in crate::write) fn clock_blocks(clock: &ClockPage) -> Vec<Block> {
    vec![
        summary(clock),
        heading("一、依据与经过"),
        days(clock),
        heading("二、起算、扣除与届满"),
        spans(clock),
        note(clock),
    ]
}

fn summary(clock: &ClockPage) -> Block {
    let replied = match clock.replied_on {
        None => "尚未答复".to_owned(),
        Some(on) if on <= clock.due_on => format!("{}（期限内）", long_date(on)),
        Some(on) => format!("{}（超过期限）", long_date(on)),
    };
    grid(
        &[16, 34, 16, 34],
        0,
        vec![
            row(vec![label("办理机关"), value(&clock.agency), label("申请编号"), value(&clock.application_number)]),
            row(vec![
                label("收到日期"),
                value(&long_date(clock.received_on)),
                label("届满日期"),
                value(&long_date(clock.due_on)),
            ]),
            row(vec![label("答复日期"), Cell { span: 3, ..value(&replied) }]),
        ],
    )
}

fn days(clock: &ClockPage) -> Block {
    let mut rows = vec![row(vec![label("日期"), label("事项"), label("依据")])];
    rows.extend(
        clock.days.iter().map(|day| row(vec![value(&day.on.to_string()), value(&day.says), value(&day.basis)])),
    );
    grid(&[16, 50, 34], 1, rows)
}

fn spans(clock: &ClockPage) -> Block {
    let mut rows = vec![row(["起", "止", "工作日", "计入", "累计", "说明"].map(label).to_vec())];
    let mut sum = 0;
    for span in &clock.spans {
        let counted = if span.counts { span.working_days } else { 0 };
        sum += counted;
        rows.push(row(vec![
            value(&span.from.to_string()),
            value(&span.to.to_string()),
            value(&span.working_days.to_string()),
            value(&if span.counts { counted.to_string() } else { "不计入".to_owned() }),
            value(&sum.to_string()),
            value(&span.because),
        ]));
    }
    grid(&[15, 15, 10, 10, 8, 42], 1, rows)
}

fn note(clock: &ClockPage) -> Block {
    let text = format!(
        "工作日依照下列放假安排计算：{}。本表由办理台账逐项推算，期限届满之日为{}。",
        clock.calendar,
        long_date(clock.due_on)
    );
    Block { parts: Vec::new(), body: Body::Paragraph { text } }
}

fn heading(text: &str) -> Block {
    Block { parts: Vec::new(), body: Body::Heading { text: text.to_owned() } }
}

fn grid(widths: &[u16], header_rows: u16, rows: Vec<Row>) -> Block {
    Block { parts: vec![Part::Record], body: Body::Grid(Grid { widths: widths.to_vec(), header_rows, rows }) }
}

fn row(cells: Vec<Cell>) -> Row {
    Row { lines: 1, cells }
}

fn label(text: &str) -> Cell {
    Cell { text: text.to_owned(), span: 1, label: true }
}

fn value(text: &str) -> Cell {
    Cell { text: text.to_owned(), span: 1, label: false }
}
