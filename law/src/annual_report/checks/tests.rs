use proptest::prelude::*;

use super::*;
use crate::annual_report::{
    Amount, ApplicantColumn, ApplicantKind, Cell, Claim, ExactDecimal, Figure, Hedge, Narrative, Notion, ReportForm,
    Scope, SectionText, Share, Statement, TableFour, TableFourColumn, TableFourGroup, TableThree, TableThreeRow,
    TableTwoColumn, TableTwoRow,
};
use jiff::civil::date;

mod mutations;

/// A report in which everything agrees; each test spoils one thing.
struct Sample {
    form: ReportTables,
    text: ReportText,
    narrative: Narrative,
    context: CheckContext,
    last_year: Option<ReportTables>,
    /// With it last year's tables are those of a published report.
    last_text: Option<ReportText>,
}

impl Sample {
    fn sound() -> Self {
        let mut form = ReportTables {
            table_three: TableThree::from_counts(sample_count),
            table_four: TableFour::from_counts(|group, _| if group == TableFourGroup::DirectSuit { 1 } else { 0 }),
            ..ReportTables::default()
        };
        for slot in ReportForm::Form2019.slots().filter(|slot| matches!(slot, Slot::Two(..))) {
            form.set_count(slot, Cell::Printed(0));
        }
        form.table_two.procurement_amount = Cell::Printed(Amount::parse("0").unwrap());
        let context =
            CheckContext { year: Some(2019), agency_kind: AgencyKind::LocalDepartment, ..CheckContext::default() };
        let (text, narrative) = (sample_text(2019), sample_narrative(2019));
        Self { form, text, narrative, context, last_year: None, last_text: None }
    }

    fn year(&self) -> i16 {
        self.context.year.unwrap()
    }

    fn set(&mut self, slot: Slot, count: i64) {
        assert!(self.form.set_count(slot, Cell::Printed(count)));
    }

    fn say(&mut self, value: i64, unit: &str, notion: Notion) -> &mut Figure {
        self.narrative.figures.push(figure(value, unit, notion));
        self.narrative.figures.last_mut().unwrap()
    }

    fn claim(&mut self, claim: Claim) {
        self.narrative.statements.push(Statement { claim, place: place("所写") });
    }

    fn result(&self) -> CheckResult {
        let text = self.last_text.as_ref();
        check(&ReportUnderCheck {
            form: &self.form,
            text: &self.text,
            narrative: &self.narrative,
            context: self.context,
            last_year: self.last_year.as_ref().map(|tables| LastYear { tables, text, published: text.is_some() }),
        })
    }

    /// The rules found, each once, with the gravity of the gravest.
    fn found(&self) -> Vec<(&'static str, Severity)> {
        let mut found: Vec<(&'static str, Severity)> = Vec::new();
        for finding in self.result().findings {
            if found.iter().all(|(code, _)| *code != finding.rule.code()) {
                found.push((finding.rule.code(), finding.severity));
            }
        }
        found
    }
}

fn sample_count(row: TableThreeRow, kind: ApplicantKind) -> u32 {
    let (person, other) = match row {
        TableThreeRow::Received => (9, 2),
        TableThreeRow::CarriedIn => (1, 0),
        TableThreeRow::Disclosed => (4, 1),
        TableThreeRow::NotHeld => (3, 1),
        TableThreeRow::CarriedOver => (3, 0),
        _ => (0, 0),
    };
    if kind == ApplicantKind::NaturalPerson { person } else { other }
}

fn place(words: &str) -> TextPlace {
    TextPlace { section: Some(ReportSection::Overview), offset: 0, words: words.to_owned() }
}

fn figure(value: i64, unit: &str, notion: Notion) -> Figure {
    Figure {
        value,
        unit: unit.to_owned(),
        hedge: None,
        share: None,
        notion,
        scope: Scope::Own,
        undated: false,
        place: place(&format!("{value}{unit}")),
    }
}

fn sample_text(year: i16) -> ReportText {
    let sections = ReportSection::ALL
        .into_iter()
        .map(|section| SectionText {
            section,
            heading: section.title().to_owned(),
            text: match section {
                ReportSection::ProblemsAndImprovements => "公开的主动性有待提高，下一步加强培训。".to_owned(),
                ReportSection::OtherMatters => "没有收取信息处理费。".to_owned(),
                ReportSection::Overview => format!("{year}年，依法推进政府信息公开。"),
                _ => String::new(),
            },
        })
        .collect();
    ReportText {
        title: Some(format!("某某市某某局{year}年政府信息公开工作年度报告")),
        agency: Some("某某市某某局".to_owned()),
        preamble: String::new(),
        sections,
    }
}

fn sample_narrative(year: i16) -> Narrative {
    let period = Claim::Period { from: date(year, 1, 1), to: date(year, 12, 31) };
    Narrative {
        statements: vec![Statement { claim: period, place: place("1月1日至12月31日") }],
        ..Narrative::default()
    }
}

const PERSON: ApplicantColumn = ApplicantColumn::Of(ApplicantKind::NaturalPerson);
use Severity::{Error, Remark, Warning};

#[test]
fn a_sound_report_has_no_finding() {
    assert_eq!(Sample::sound().result().findings, []);
    let (agree, disagree, open) = Sample::sound().result().tally();
    assert!(agree > 40 && disagree == 0 && open == 0, "{agree} {disagree} {open}");
}

fn spoil_section(sample: &mut Sample, section: ReportSection, text: &str) {
    let found = sample.text.sections.iter_mut().find(|candidate| candidate.section == section).unwrap();
    found.text = text.to_owned();
}

fn breakdown(sample: &mut Sample, total: i64, parts: &[i64], exhaustive: bool) {
    let first = sample.narrative.figures.len();
    sample.say(total, "条", Notion::Other);
    for part in parts {
        sample.say(*part, "条", Notion::Other);
    }
    let parts = (first + 1..=first + parts.len()).collect();
    sample.narrative.breakdowns.push(crate::annual_report::Breakdown { total: first, parts, exhaustive });
}

/// What looks wrong and is not.
#[test]
fn traps_raise_no_alarm() {
    type Trap = fn(&mut Sample);
    let traps: [Trap; 9] = [
        // "收到" that includes what last year left over: 19 + 1.
        |sample| {
            sample.say(20, "件", Notion::Received { newly: false });
        },
        // The whole district's figure beside the office's own.
        |sample| {
            sample.say(300, "件", Notion::Received { newly: false }).scope = Scope::Region;
        },
        // One channel's figure beside the total.
        |sample| {
            sample.say(19, "件", Notion::Received { newly: false });
            sample.say(12, "件", Notion::Received { newly: false });
        },
        // Cases filed this year beside the table, which also counts what last year left.
        |sample| {
            sample.say(2, "件", Notion::Suits { newly: true });
        },
        // Parts that do not claim to be all.
        |sample| breakdown(sample, 100, &[40, 20], false),
        // A share cut instead of rounded: 9 of 17 is 52.94 %.
        |sample| {
            let notion = Notion::Outcome(vec![TableThreeRow::Disclosed]);
            sample.say(17, "件", Notion::Answered);
            sample.say(9, "件", notion).share = Some(Share(ExactDecimal::parse("52.9").unwrap()));
        },
        // An average rounded to a whole number.
        |sample| {
            sample.say(5, "次", Notion::PushesPerMonth);
            sample.say(63, "条", Notion::AccountArticles);
        },
        // Blank zeros: the relations hold with zeros.
        |sample| {
            let blank = Slot::Three(TableThreeRow::StateSecret, PERSON);
            sample.form.set_count(blank, Cell::Blank);
        },
        // A heading in common use.
        |sample| sample.text.sections[4].heading = "政府信息公开工作存在的主要问题及改进情况".to_owned(),
    ];
    for (number, trap) in traps.into_iter().enumerate() {
        let mut sample = Sample::sound();
        trap(&mut sample);
        assert_eq!(sample.found(), [], "trap {number}: {:#?}", sample.result().findings);
    }
}

#[test]
fn a_blank_bounds_what_may_be() {
    let mut sample = Sample::sound();
    // The total of 予以公开 is blank, its columns say at least 9; the text says 8.
    sample.form.set_count(Slot::Three(TableThreeRow::Disclosed, ApplicantColumn::Total), Cell::Blank);
    sample.say(8, "件", Notion::Outcome(vec![TableThreeRow::Disclosed]));
    assert_eq!(sample.found(), [("K-41", Warning), ("K-03", Remark)]);
    // With a column blank as well, 10 may be right: no finding, but it does not hold with zeros.
    sample.narrative.figures.clear();
    sample.form.set_count(Slot::Three(TableThreeRow::Disclosed, PERSON), Cell::Blank);
    sample.say(10, "件", Notion::Outcome(vec![TableThreeRow::Disclosed]));
    assert_eq!(sample.found(), [("K-03", Remark)]);
    let result = sample.result();
    let judged = result.judgements.iter().find(|judgement| judgement.subject == "r3.1" && judgement.rule == Rule::K41);
    assert_eq!(judged.map(|judgement| judgement.verdict), Some(Verdict::CannotBeJudged { holds_with_zeros: false }));
}

#[test]
fn names_stay_while_figures_do() {
    let mut sample = Sample::sound();
    sample.say(21, "件", Notion::Received { newly: false }).hedge = None;
    let before = sample.result().findings;
    assert_eq!(before[0].name, "K-40/received");
    sample.narrative.figures[0].place.words = "2019年改了措辞，收到21件".to_owned();
    let reworded = sample.result().findings;
    assert_eq!(reworded[0].name, before[0].name);
    assert_eq!(reworded[0].fingerprint(), before[0].fingerprint());
    // Another figure on either side is another finding.
    sample.narrative.figures[0].value = 22;
    assert_ne!(sample.result().findings[0].fingerprint(), before[0].fingerprint());
    sample.narrative.figures[0].value = 21;
    let slot = Slot::Three(TableThreeRow::Received, ApplicantColumn::Total);
    sample.set(slot, 18);
    let other = sample.result().findings.into_iter().find(|finding| finding.rule == Rule::K40).unwrap();
    assert_eq!(other.name, before[0].name);
    assert_ne!(other.fingerprint(), before[0].fingerprint());
}

#[test]
fn a_finding_about_words_keeps_its_verdict_while_the_words_stay() {
    let mut sample = Sample::sound();
    sample.text.sections[4].heading = "问题与打算".to_owned();
    let before = sample.result().findings[0].fingerprint();
    sample.text.sections[0].text.push_str("又写了一句。");
    assert_eq!(sample.result().findings[0].fingerprint(), before);
    sample.text.sections[4].heading = "问题与设想".to_owned();
    assert_ne!(sample.result().findings[0].fingerprint(), before);
}

#[test]
fn hedged_figures_are_floors() {
    let mut sample = Sample::sound();
    sample.say(15, "件", Notion::Answered).hedge = Some(Hedge::AtLeast);
    assert_eq!(sample.found(), [("I13", Remark)]);
    sample.narrative.figures[0].value = 30;
    assert_eq!(sample.found(), [("K-41", Warning), ("I13", Remark)]);
}

proptest! {
    /// What was counted always agrees; one count more in any single cell of table three never does.
    #[test]
    fn sums_agree_until_one_cell_is_touched(
        counts in prop::collection::vec(0u32..500, 23 * 6),
        row in 0usize..23,
        column in 0usize..7,
    ) {
        let place = |row| TableThreeRow::FORM_2019.iter().position(|own| *own == row).unwrap();
        let mut table = TableThree::from_counts(|row, kind| counts[place(row) * 6 + kind as usize]);
        // What came in is what was closed or carried over.
        for column in ApplicantColumn::ALL {
            let of = |row| table.cell(row, column).count().unwrap();
            let closed = of(TableThreeRow::ResultsTotal) + of(TableThreeRow::CarriedOver);
            table.set(TableThreeRow::Received, column, Cell::Printed(closed));
            table.set(TableThreeRow::CarriedIn, column, Cell::Printed(0));
        }
        let mut sample = Sample::sound();
        sample.form.table_three = table;
        prop_assert_eq!(sample.found(), []);
        let slot = Slot::Three(TableThreeRow::FORM_2019[row], ApplicantColumn::ALL[column]);
        let before = sample.form.count(slot).unwrap();
        sample.set(slot, before + 1);
        prop_assert!(sample.result().blocks_publication());
    }

    /// Whatever stands in the cells, the checks answer.
    #[test]
    fn extreme_counts_never_panic(count in any::<i64>(), which in 0usize..198) {
        let mut sample = Sample::sound();
        if let Some(slot) = ReportForm::Form2019.slots().nth(which) {
            sample.form.set_count(slot, Cell::Printed(count));
        }
        sample.say(count, "件", Notion::Received { newly: true });
        sample.say(count, "次", Notion::PushesPerMonth);
        sample.say(count, "条", Notion::AccountArticles);
        let _ = sample.result();
    }
}

/// The form of 2021 as a real city filled it (its table two too), with the year before made to fit.
fn sample_2021() -> Sample {
    let rows = crate::cases::rows(include_str!("../../../cases/table_three_2021.md"));
    let printed = |row: TableThreeRow, kind: ApplicantKind| -> u32 {
        let case = rows.iter().find(|case| case.text("行") == row.code()).unwrap();
        case.text(ApplicantColumn::Of(kind).label()).parse().unwrap()
    };
    let mut form = ReportTables {
        table_three: TableThree::of_form(ReportForm::Form2021, printed),
        table_four: TableFour::from_counts(|group, column| match (group, column) {
            (TableFourGroup::Reconsideration, TableFourColumn::Upheld) => 376,
            (TableFourGroup::Reconsideration, TableFourColumn::Rectified) => 97,
            (TableFourGroup::DirectSuit, TableFourColumn::Pending) => 27,
            _ => 0,
        }),
        ..ReportTables::blank(ReportForm::Form2021)
    };
    let counts = [(TableTwoRow::Rules, [3, 5, 74]), (TableTwoRow::NormativeDocuments, [564, 984, 4185])];
    let columns = [TableTwoColumn::IssuedThisYear, TableTwoColumn::RepealedThisYear, TableTwoColumn::InForce];
    for (row, counts) in counts {
        for (column, count) in columns.into_iter().zip(counts) {
            assert!(form.set_count(Slot::Two(row, column), Cell::Printed(count)));
        }
    }
    for (row, count) in
        [(TableTwoRow::Licences, 11_398_889), (TableTwoRow::Penalties, 6_937_489), (TableTwoRow::Coercion, 166_105)]
    {
        assert!(form.set_count(Slot::Two(row, TableTwoColumn::DecisionsThisYear), Cell::Printed(count)));
    }
    form.table_two.fees_collected = Cell::Printed(Amount::parse("316441万元").unwrap());
    // The year before was much the same; what it left over is what came in.
    let mut before = form.clone();
    for column in ApplicantColumn::ALL {
        let carried_in = form.table_three.cell(TableThreeRow::CarriedIn, column).clone();
        before.table_three.set(TableThreeRow::CarriedOver, column, carried_in);
    }
    for (row, count) in [(TableTwoRow::Rules, 76), (TableTwoRow::NormativeDocuments, 4605)] {
        assert!(before.set_count(Slot::Two(row, TableTwoColumn::InForce), Cell::Printed(count)));
    }
    let context =
        CheckContext { year: Some(2024), agency_kind: AgencyKind::RuleMakingGovernment, ..CheckContext::default() };
    let (text, narrative) = (sample_text(2024), sample_narrative(2024));
    Sample { form, text, narrative, context, last_year: Some(before), last_text: Some(last_years_text(2023)) }
}

fn last_years_text(year: i16) -> ReportText {
    let mut text = sample_text(year);
    for section in &mut text.sections {
        section.text =
            format!("{year}年的第{}部分，那一年所写的与今年全然不同，各有各的内容。", section.section.numeral());
    }
    text
}

#[test]
fn a_real_report_of_the_form_of_2021_is_sound() {
    let result = sample_2021().result();
    assert_eq!(result.findings, []);
    let (agree, disagree, _) = result.tally();
    assert!(agree > 50 && disagree == 0, "{agree}");
}

/// Columns that the words never name, blanks and digits that ran together.
#[test]
fn a_figure_that_no_reading_gives_is_wrong_whichever_is_right() {
    let mut sample = sample_2021();
    (sample.last_year, sample.last_text) = (None, None);
    for column in [TableTwoColumn::IssuedThisYear, TableTwoColumn::RepealedThisYear, TableTwoColumn::InForce] {
        let cell = Cell::Unreadable("77132470".to_owned());
        assert!(sample.form.set_count(Slot::Two(TableTwoRow::NormativeDocuments, column), cell));
    }
    sample.say(393, "件", Notion::DocumentsInForce { rules: false });
    assert_eq!(sample.found(), [("K-43", Warning)]);
    assert!(sample.result().findings[0].message.contains("无论怎样拆分都不是393"));
    sample.narrative.figures[0].value = 470;
    assert_eq!(sample.found(), []);
}

/// What the form of 2019 calls by another name is no stock of documents in force.
#[test]
fn documents_in_force_are_not_compared_under_the_form_of_2019() {
    let mut sample = Sample::sound();
    sample.say(393, "件", Notion::DocumentsInForce { rules: false });
    assert_eq!(sample.found(), []);
}

#[test]
fn a_change_of_form_is_marked_and_alarms_nobody() {
    let mut sample = sample_2021();
    let mut before = ReportTables::default();
    let published = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::PublishedInAll);
    assert!(before.set_count(published, Cell::Printed(166)));
    for column in ApplicantColumn::ALL {
        let carried_in = sample.form.table_three.cell(TableThreeRow::CarriedIn, column).clone();
        before.table_three.set(TableThreeRow::CarriedOver, column, carried_in);
    }
    sample.last_year = Some(before);
    assert_eq!(sample.found(), [("D-01", Remark)]);
}

/// A department is late in February; a government is not; of whom nothing is known is late in April only.
#[test]
fn who_must_publish_when_follows_from_the_kind_of_organ() {
    for (kind, published, late) in [
        (AgencyKind::LocalDepartment, date(2020, 1, 31), false),
        (AgencyKind::LocalDepartment, date(2020, 2, 1), true),
        (AgencyKind::CountyGovernment, date(2020, 3, 31), false),
        (AgencyKind::CountyGovernment, date(2020, 4, 1), true),
        (AgencyKind::Unknown, date(2020, 3, 8), false),
        (AgencyKind::Unknown, date(2020, 4, 1), true),
    ] {
        let mut sample = Sample::sound();
        sample.context.agency_kind = kind;
        sample.claim(Claim::PublishedOn(published));
        assert_eq!(!sample.found().is_empty(), late, "{kind:?} {published}");
    }
}

#[test]
fn measures_of_next_year_and_what_was_done_this_year_are_not_stale() {
    for fine in [
        "问题有待解决。下一步，2020年将继续加强培训。",
        "问题有待解决。改进措施：根据2019年发现的问题，进一步加强培训。",
        "2019年，工作取得进展，仍有不足。下一步将加强培训，落实《2019年政务公开工作要点》。",
        "2019年仍有不足，但培训已加强。",
        "问题有待解决。下一步，我局将按2019年政务公开工作要点，进一步加强培训。",
        "问题有待解决。下一步，针对2019年工作中的不足，将加强培训。",
    ] {
        let mut sample = Sample::sound();
        spoil_section(&mut sample, ReportSection::ProblemsAndImprovements, fine);
        assert_eq!(sample.found(), [], "{fine}");
    }
}

/// Tables merely counted from records may be of a year that was not recorded whole.
#[test]
fn a_jump_from_records_is_no_jump() {
    let mut sample = sample_2021();
    let before = sample.last_year.as_mut().unwrap();
    assert!(before.set_count(Slot::Two(TableTwoRow::Licences, TableTwoColumn::DecisionsThisYear), Cell::Printed(7)));
    assert_eq!(sample.found(), [("K-32", Warning)]);
    sample.last_text = None;
    assert_eq!(sample.found(), []);
}

#[test]
fn a_fee_is_stated_in_more_ways_than_one() {
    for stated in ["本年未收取信息处理费。", "政府信息公开未发生收费情况。", "没有收取费用。"]
    {
        let mut sample = sample_2021();
        spoil_section(&mut sample, ReportSection::OtherMatters, stated);
        assert_eq!(sample.found(), [], "{stated}");
    }
}

#[test]
fn a_section_may_begin_with_the_year_a_rule_came_into_force() {
    let mut sample = sample_2021();
    let words = "2019年新条例施行以来，我局依法推进政府信息公开。";
    spoil_section(&mut sample, ReportSection::Overview, words);
    assert_eq!(sample.found(), []);
}

/// 予以公开 may include 部分公开.
#[test]
fn what_is_disclosed_may_include_what_is_disclosed_in_part() {
    let mut sample = sample_2021();
    let disclosed = [TableThreeRow::Disclosed, TableThreeRow::PartiallyDisclosed]
        .map(|row| sample.form.count(Slot::Three(row, ApplicantColumn::Total)).unwrap());
    sample.say(disclosed[0] + disclosed[1], "件", Notion::Outcome(vec![TableThreeRow::Disclosed]));
    assert_eq!(sample.found(), []);
    sample.narrative.figures[0].value -= 1;
    assert_eq!(sample.found(), [("K-41", Warning)]);
}
