//! 信息处理费: what an application beyond the free number or pages costs (Regulation Art. 42 and the
//! fee rules in force since 2021), as dated tiers, with the lines the notice prints.
//!
//! All amounts here are whole yuan (元). Nothing else may be charged: search, copying and postage
//! are free since 15 May 2019.

use std::fmt::Display;

use jiff::civil::Date;

use crate::article::{Article, Instrument, Reasoned, Step};
use crate::calendar::{Reckoned, WorkingDayCalendar, chinese_date};
use crate::outcome::Outcome;

/// Working days to pay, from the day after the notice is received.
pub const DAYS_TO_PAY: u16 = 20;
/// The first report year under the fee rules.
pub const FIRST_YEAR: i16 = 2021;

const fn rules(number: u16) -> Article {
    Article::of(Instrument::FeeRules2020, number)
}

/// How one application is charged; never both ways (Art. 3 of the rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeeMethod {
    /// 按件: by its running number among the same applicant's applications received in the calendar month.
    ByItem,
    /// 按量: by the pages it hands out.
    ByPage,
}

impl FeeMethod {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ByItem, Self::ByPage];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByItem => "by_item",
            Self::ByPage => "by_page",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// As the notice says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ByItem => "按件计收",
            Self::ByPage => "按量计收",
        }
    }

    /// The measure word.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::ByItem => "件",
            Self::ByPage => "页",
        }
    }

    /// What sets its tiers.
    pub const fn article(self) -> Article {
        match self {
            Self::ByItem => rules(4),
            Self::ByPage => rules(5),
        }
    }

    /// Whether an application with this outcome can be charged this way: by item whatever the
    /// outcome, by page only where pages are handed out.
    pub const fn applies_to(self, outcome: Outcome) -> bool {
        match self {
            Self::ByItem => true,
            Self::ByPage => outcome.hands_out(),
        }
    }
}

/// A step of a tariff: so much for each, from one number to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// The first number in it.
    pub from: u32,
    /// The last; `None` for all that follow.
    pub through: Option<u32>,
    /// Yuan for each.
    pub yuan_each: u64,
}

/// Tiers that go on rising without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rise {
    /// The first number charged so.
    pub from: u32,
    /// How many numbers one tier holds.
    pub every: u32,
    /// Yuan for each in the first tier.
    pub first_yuan: u64,
    /// How many yuan each further tier is dearer.
    pub more_yuan: u64,
}

/// The tiers in force from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tariff {
    /// The first day; an application received on it or later is charged by these tiers.
    pub in_force_from: Date,
    item_tiers: &'static [Tier],
    item_rise: Rise,
    page_tiers: &'static [Tier],
}

/// Every tariff there has been, the oldest first.
pub const TARIFFS: [Tariff; 1] = [Tariff {
    in_force_from: jiff::civil::date(2021, 1, 1),
    item_tiers: &[
        Tier { from: 1, through: Some(10), yuan_each: 0 },
        Tier { from: 11, through: Some(30), yuan_each: 100 },
    ],
    item_rise: Rise { from: 31, every: 10, first_yuan: 200, more_yuan: 100 },
    page_tiers: &[
        Tier { from: 1, through: Some(30), yuan_each: 0 },
        Tier { from: 31, through: Some(100), yuan_each: 10 },
        Tier { from: 101, through: Some(200), yuan_each: 20 },
        Tier { from: 201, through: None, yuan_each: 40 },
    ],
}];

/// One line of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeLine {
    /// The first number of the tier.
    pub from: u32,
    /// The last number counted in it.
    pub through: u32,
    /// Yuan for each.
    pub yuan_each: u64,
}

impl FeeLine {
    /// How many it counts.
    pub fn count(&self) -> u64 {
        u64::from(self.through.saturating_sub(self.from)) + 1
    }

    /// Yuan for all of them.
    pub fn amount(&self) -> u64 {
        self.count().saturating_mul(self.yuan_each)
    }

    /// As the notice prints it.
    pub fn words(&self, method: FeeMethod) -> String {
        let unit = method.unit();
        let span = if self.from == self.through {
            format!("第{}{unit}", self.from)
        } else {
            format!("第{}{unit}至第{}{unit}，共{}{unit}", self.from, self.through, self.count())
        };
        if self.yuan_each == 0 {
            return format!("{span}：免费");
        }
        format!("{span}：每{unit}{}元，计{}元", self.yuan_each, self.amount())
    }
}

impl Tariff {
    /// The tariff for an application received on a day.
    ///
    /// # Errors
    /// Before 2021 there is none and nothing may be charged.
    pub fn on(received_on: Date) -> Result<&'static Tariff, Step> {
        TARIFFS.iter().rev().find(|tariff| tariff.in_force_from <= received_on).ok_or_else(|| {
            let article = Article::of(Instrument::OgiRegulation2019, 42);
            Step::new("2021年1月1日以前收到的申请没有信息处理费的标准，不得收取", article)
        })
    }

    /// The tiers by item up to the running number, lowest first; the last is cut at it.
    pub fn item_lines(&self, number: u32) -> impl Iterator<Item = FeeLine> {
        let rise = self.item_rise;
        let risen = (0u32..).map_while(move |step| {
            let from = rise.from.checked_add(step.checked_mul(rise.every)?)?;
            let yuan_each = rise.first_yuan + u64::from(step) * rise.more_yuan;
            Some(Tier { from, through: Some(from.saturating_add(rise.every - 1)), yuan_each })
        });
        cut(self.item_tiers.iter().copied().chain(risen), number)
    }

    /// The tiers by page up to the number of pages, lowest first; the last is cut at it.
    pub fn page_lines(&self, pages: u32) -> impl Iterator<Item = FeeLine> {
        cut(self.page_tiers.iter().copied(), pages)
    }

    /// Yuan for the application with this running number in the month.
    pub fn by_item_fee(&self, number: u32) -> u64 {
        if number >= self.item_rise.from {
            let step = (number - self.item_rise.from) / self.item_rise.every;
            return self.item_rise.first_yuan + u64::from(step) * self.item_rise.more_yuan;
        }
        let tier = self.item_tiers.iter().find(|tier| holds(tier, number));
        tier.map_or(0, |tier| tier.yuan_each)
    }

    /// Yuan for all of a month's applications, if each is charged by item.
    pub fn month_total(&self, number: u32) -> u64 {
        self.item_lines(number).map(|line| line.amount()).fold(0, u64::saturating_add)
    }

    /// Yuan for so many pages of one application.
    pub fn page_fee(&self, pages: u32) -> u64 {
        self.page_lines(pages).map(|line| line.amount()).fold(0, u64::saturating_add)
    }
}

fn holds(tier: &Tier, number: u32) -> bool {
    tier.from <= number && tier.through.is_none_or(|last| number <= last)
}

fn cut(tiers: impl Iterator<Item = Tier>, number: u32) -> impl Iterator<Item = FeeLine> {
    tiers.take_while(move |tier| tier.from <= number).map(move |tier| {
        let through = tier.through.map_or(number, |last| last.min(number));
        FeeLine { from: tier.from, through, yuan_each: tier.yuan_each }
    })
}

/// What one application costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// How it is charged.
    pub method: FeeMethod,
    /// Yuan to pay.
    pub yuan: u64,
    /// The lines the notice prints.
    pub lines: Vec<FeeLine>,
}

impl Charge {
    /// Whether it stays within what is free, so that no notice may go out.
    pub const fn is_free(&self) -> bool {
        self.yuan == 0
    }
}

/// What an application received on a day costs: `number` is its running number in the month, or its pages.
///
/// # Errors
/// Before 2021 nothing may be charged.
pub fn charge(method: FeeMethod, number: u32, received_on: Date) -> Result<Reasoned<Charge>, Step> {
    let tariff = Tariff::on(received_on)?;
    let (yuan, lines, subject) = match method {
        FeeMethod::ByItem => {
            let yuan = tariff.by_item_fee(number);
            let line = FeeLine { from: number, through: number, yuan_each: yuan };
            (yuan, vec![line], format!("同一申请人当月第{number}件申请"))
        }
        FeeMethod::ByPage => {
            (tariff.page_fee(number), tariff.page_lines(number).collect(), format!("本件提供{number}页"))
        }
    };
    let says = match yuan {
        0 => format!("{subject}，在免费范围内，不发收费通知"),
        _ => format!("{subject}，收费{yuan}元"),
    };
    Ok(Reasoned { answer: Charge { method, yuan, lines }, steps: vec![Step::new(says, method.article())] })
}

/// Until when a fee is to be paid, from the day the applicant received the notice.
pub fn pay_by(notice_received_on: Date, calendar: &WorkingDayCalendar) -> Reasoned<Reckoned<Date>> {
    let last = calendar.add_working_days(notice_received_on, DAYS_TO_PAY);
    let says = format!(
        "{}收到收费通知，自次日起{DAYS_TO_PAY}个工作日内缴纳，至{}；逾期不缴的，视为放弃申请，不再处理",
        chinese_date(notice_received_on),
        chinese_date(last.value)
    );
    Reasoned { answer: last, steps: vec![Step::new(says, rules(6))] }
}

/// A year's fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeeYear {
    /// Notices that went out.
    pub notices: u32,
    /// Yuan they named.
    pub noticed_yuan: u64,
    /// Yuan received, what was paid back taken off.
    pub received_yuan: u64,
}

/// The sentence for section 六 of the report of a year; zero is stated too.
///
/// # Errors
/// Fees in a year when none could be charged.
pub fn fee_sentence(report_year: i16, fees: FeeYear) -> Result<String, Step> {
    if report_year < FIRST_YEAR {
        if fees != FeeYear::default() {
            let article = Article::of(Instrument::OgiRegulation2019, 42);
            return Err(Step::new(format!("{report_year}年没有信息处理费的标准，不应当有收费"), article));
        }
        return Ok("本年度没有收取信息处理费。".to_owned());
    }
    if fees.notices == 0 && fees.received_yuan == 0 {
        return Ok("本年度没有发出信息处理费收费通知，收取信息处理费0元。".to_owned());
    }
    Ok(fee_words(fees.notices, fees.noticed_yuan, fees.received_yuan))
}

/// The sentence around the three figures of a year since 2021: notices, yuan they named, yuan received. The
/// report's text has the names of its metrics in their places.
pub fn fee_words(notices: impl Display, noticed_yuan: impl Display, received_yuan: impl Display) -> String {
    format!(
        "依据《政府信息公开信息处理费管理办法》，本年度发出信息处理费收费通知{notices}件，通知金额{noticed_yuan}元，\
         收取信息处理费{received_yuan}元。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn tariff() -> &'static Tariff {
        Tariff::on(date(2024, 5, 11)).unwrap()
    }

    #[test]
    fn cases_a_lawyer_signed() {
        for case in cases::rows(include_str!("../cases/fees.md")) {
            let number: u32 = case.text("件数或者页数").parse().unwrap();
            let (own, total) = match case.text("方式") {
                "按件计收" => (tariff().by_item_fee(number), tariff().month_total(number)),
                "按量计收" => (tariff().page_fee(number), tariff().page_fee(number)),
                other => panic!("{other}"),
            };
            let name = format!("{} {number}", case.text("方式"));
            assert_eq!(own.to_string(), case.text("本件收费（元）"), "{name}");
            assert_eq!(total.to_string(), case.text("合计（元）"), "{name}");
        }
    }

    #[test]
    fn the_lines_read_as_a_notice() {
        let pages: Vec<String> = tariff().page_lines(250).map(|line| line.words(FeeMethod::ByPage)).collect();
        let items: Vec<String> = tariff().item_lines(45).map(|line| line.words(FeeMethod::ByItem)).collect();
        let one = charge(FeeMethod::ByItem, 11, date(2024, 5, 11)).unwrap();
        let free = charge(FeeMethod::ByPage, 30, date(2024, 5, 11)).unwrap();
        assert!(free.answer.is_free() && !one.answer.is_free());
        let steps = format!("{}\n{}", one.steps[0], free.steps[0]);
        insta::assert_snapshot!(format!("{}\n\n{}\n\n{steps}", pages.join("\n"), items.join("\n")));
    }

    #[test]
    fn it_is_paid_by_the_twentieth_working_day() {
        let calendar = WorkingDayCalendar::shipped();
        assert_eq!(pay_by(date(2026, 8, 10), calendar).answer.value, date(2026, 9, 7));
    }

    #[test]
    fn nothing_is_charged_before_2021() {
        assert!(charge(FeeMethod::ByItem, 31, date(2020, 12, 31)).is_err());
        assert_eq!(charge(FeeMethod::ByItem, 31, date(2021, 1, 1)).unwrap().answer.yuan, 200);
        assert!(fee_sentence(2020, FeeYear { notices: 1, ..FeeYear::default() }).is_err());
    }

    #[test]
    fn the_sixth_section_states_the_fee_even_when_it_is_none() {
        let some = FeeYear { notices: 3, noticed_yuan: 2600, received_yuan: 400 };
        let sentences =
            [fee_sentence(2019, FeeYear::default()), fee_sentence(2024, FeeYear::default()), fee_sentence(2024, some)]
                .map(Result::unwrap);
        insta::assert_snapshot!(sentences.join("\n"));
    }

    proptest! {
        #[test]
        fn the_month_total_is_the_sum_of_its_applications(number in 0u32..3000) {
            let sum: u64 = (1..=number).map(|one| tariff().by_item_fee(one)).sum();
            prop_assert_eq!(tariff().month_total(number), sum);
        }

        #[test]
        fn more_is_never_cheaper(number in any::<u32>()) {
            let next = number.saturating_add(1);
            prop_assert!(tariff().by_item_fee(next) >= tariff().by_item_fee(number));
            prop_assert!(tariff().page_fee(next) >= tariff().page_fee(number));
        }
    }
}
