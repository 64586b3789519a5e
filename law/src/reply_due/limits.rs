//! The time the applicant is given to correct; the time to pay is with the fee.

use crate::article::{Basis, Reasoned, Step};
use crate::calendar::{Reckoned, WorkingDayCalendar, chinese_date};
use jiff::civil::Date;

/// 补正期限 where the office sets no other: so many working days. Art. 30 says only "reasonable".
pub const CORRECTION_PERIOD: u16 = 15;

/// Until when should the corrected application come in, where the notice reached the applicant on this day?
pub fn correction_due(notice_received_on: Date, calendar: &WorkingDayCalendar) -> Reasoned<Reckoned<Date>> {
    let due = calendar.add_working_days(notice_received_on, CORRECTION_PERIOD);
    let says = format!(
        "自{}收到补正告知起{CORRECTION_PERIOD}个工作日内补正，至{}",
        chinese_date(notice_received_on),
        chinese_date(due.value)
    );
    let basis = Basis::Convention("条例只要求合理的补正期限，没有另行确定的按15个工作日");
    Reasoned { answer: due, steps: vec![Step::new(says, basis)] }
}
