use proptest::prelude::*;

use super::*;
use crate::annual_report::{
    Amount, ApplicantColumn, ApplicantKind, Cell, Claim, ExactDecimal, Figure, Hedge, Narrative, Notion, ReportForm,
    Scope, SectionText, Share, Statement, TableFour, TableFourColumn, TableFourGroup, TableThree, TableThreeGroup,
    TableThreeRow, TableTwoColumn, TableTwoRow,
};
use jiff::civil::date;

/// A report in which everything agrees; each test spoils one thing.
struct Sample {
    form: ReportTables,
    text: ReportText,
    narrative: Narrative,
    context: CheckContext,
    last_year: Option<ReportTables>,
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
            CheckContext { year: Some(2019), agency_kind: AgencyKind::LocalDepartment, results_last_year: None };
        Self { form, text: sample_text(), narrative: sample_narrative(), context, last_year: None }
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
        check(&ReportUnderCheck {
            form: &self.form,
            text: &self.text,
            narrative: &self.narrative,
            context: self.context,
            last_year: self.last_year.as_ref(),
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

fn sample_text() -> ReportText {
    let sections = ReportSection::ALL
        .into_iter()
        .map(|section| SectionText {
            section,
            heading: section.title().to_owned(),
            text: match section {
                ReportSection::ProblemsAndImprovements => "公开的主动性有待提高，下一步加强培训。".to_owned(),
                ReportSection::OtherMatters => "没有收取信息处理费。".to_owned(),
                _ => String::new(),
            },
        })
        .collect();
    ReportText {
        title: Some("某某市某某局2019年政府信息公开工作年度报告".to_owned()),
        agency: Some("某某市某某局".to_owned()),
        preamble: String::new(),
        sections,
    }
}

fn sample_narrative() -> Narrative {
    let period = Claim::Period { from: date(2019, 1, 1), to: date(2019, 12, 31) };
    Narrative {
        statements: vec![Statement { claim: period, place: place("2019年1月1日至2019年12月31日") }],
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

/// Each error is seeded alone and must be found by its own rule and by no other.
#[test]
#[expect(clippy::too_many_lines, reason = "one list, one line a rule")]
fn each_seeded_error_is_found_by_its_own_rule_alone() {
    type Spoil = fn(&mut Sample);
    let cases: [(&str, Severity, Spoil); 32] = [
        ("K-01", Error, |sample| {
            sample.set(Slot::Three(TableThreeRow::Received, PERSON), 10);
            sample.set(Slot::Three(TableThreeRow::Received, ApplicantColumn::Total), 20);
        }),
        ("K-02", Error, |sample| {
            sample.set(Slot::Three(TableThreeRow::Disclosed, PERSON), 5);
            sample.set(Slot::Three(TableThreeRow::Disclosed, ApplicantColumn::Total), 10);
        }),
        ("K-03", Error, |sample| {
            sample.set(Slot::Three(TableThreeRow::StateSecret, PERSON), 1);
            sample.set(Slot::Three(TableThreeRow::NotHeld, PERSON), 2);
        }),
        ("K-04", Error, |sample| {
            let cell = Cell::Unreadable("1.5".to_owned());
            sample.form.set_count(Slot::Four(TableFourGroup::Reconsideration, TableFourColumn::Upheld), cell);
        }),
        ("K-10", Error, |sample| {
            sample.set(Slot::Four(TableFourGroup::DirectSuit, TableFourColumn::Total), 5);
        }),
        ("K-20", Error, |sample| {
            sample.set(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::MadeThisYear), -1);
        }),
        ("K-23", Error, |sample| {
            sample.set(Slot::Two(TableTwoRow::Coercion, TableTwoColumn::ChangeThisYear), -1);
        }),
        ("K-23", Warning, |sample| {
            sample.set(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::PublishedThisYear), 2);
        }),
        ("K-24", Error, |sample| sample.set(Slot::Two(TableTwoRow::Rules, TableTwoColumn::PublishedInAll), 2)),
        ("K-30", Error, |sample| {
            sample.last_year = Some(ReportTables {
                table_three: TableThree::from_counts(|row, kind| match (row, kind) {
                    (TableThreeRow::CarriedOver, ApplicantKind::NaturalPerson) => 2,
                    _ => 0,
                }),
                table_four: TableFour::from_counts(|_, _| 0),
                ..ReportTables::default()
            });
        }),
        ("K-31", Warning, |sample| {
            sample.last_year = Some(ReportTables {
                table_three: TableThree::from_counts(|row, kind| match (row, kind) {
                    (TableThreeRow::CarriedOver, ApplicantKind::NaturalPerson) => 1,
                    _ => 0,
                }),
                table_four: TableFour::from_counts(|group, column| {
                    u32::from(group == TableFourGroup::Reconsideration && column == TableFourColumn::Pending)
                }),
                ..ReportTables::default()
            });
        }),
        ("K-40", Error, |sample| {
            sample.say(21, "件", Notion::Received { newly: false });
        }),
        ("K-40", Error, |sample| sample.claim(Claim::NoApplications)),
        ("K-41", Warning, |sample| {
            sample.say(18, "件", Notion::Answered);
        }),
        ("K-41", Warning, |sample| {
            sample.say(5, "件", Notion::Outcome(TableThreeGroup::UnableToProvide.rows().to_vec()));
        }),
        ("K-41", Warning, |sample| sample.claim(Claim::AllAnswered)),
        ("K-41", Warning, |sample| {
            let notion = Notion::Outcome(vec![TableThreeRow::Disclosed]);
            sample.say(9, "件", notion).share = Some(Share(ExactDecimal::parse("55.1").unwrap()));
        }),
        ("K-42", Warning, |sample| {
            sample.say(3, "件", Notion::Suits { newly: false });
        }),
        ("K-42", Warning, |sample| sample.claim(Claim::AllUpheld { reconsiderations: true, suits: true })),
        ("K-42", Warning, |sample| sample.claim(Claim::NoSuits)),
        ("K-43", Warning, |sample| {
            sample.say(4, "件", Notion::NormativeDocuments);
        }),
        ("K-44", Warning, |sample| breakdown(sample, 100, &[60, 39], false)),
        ("K-45", Remark, |sample| spoil_section(sample, ReportSection::OtherMatters, "无。")),
        ("K-46", Warning, |sample| spoil_section(sample, ReportSection::ProblemsAndImprovements, "一切都好。")),
        ("K-47", Warning, |sample| {
            sample.text.sections.remove(4);
        }),
        ("K-47", Warning, |sample| sample.text.sections.swap(2, 3)),
        ("K-47", Remark, |sample| sample.text.sections[4].heading = "问题与打算".to_owned()),
        ("K-48", Warning, |sample| spoil_section(sample, ReportSection::Overview, "全年发布信息____条")),
        ("P-01", Remark, |sample| sample.set(Slot::Two(TableTwoRow::Penalties, TableTwoColumn::ItemsLastYear), 14)),
        ("P-02", Warning, |sample| sample.set(Slot::Two(TableTwoRow::Licences, TableTwoColumn::Decisions), 3)),
        ("I9", Remark, |sample| {
            sample.set(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), 2);
            sample.form.table_two.procurement_amount = Cell::Printed(Amount::parse("33.0125").unwrap());
        }),
        ("I1", Warning, |sample| {
            sample.say(5, "次", Notion::PushesPerMonth);
            sample.say(240, "条", Notion::AccountArticles);
        }),
    ];
    for (number, (rule, severity, spoil)) in cases.into_iter().enumerate() {
        let mut sample = Sample::sound();
        spoil(&mut sample);
        assert_eq!(sample.found(), [(rule, severity)], "case {number}: {:#?}", sample.result().findings);
    }
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
    sample.narrative.figures[0].place.words = "改了措辞".to_owned();
    assert_eq!(before[0].name, "K-40/received");
    assert_eq!(sample.result().findings[0].name, before[0].name);
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
    let mut before = ReportTables {
        table_three: TableThree::of_form(ReportForm::Form2021, |row, kind| match row {
            TableThreeRow::CarriedOver => printed(TableThreeRow::CarriedIn, kind),
            _ => 0,
        }),
        table_four: TableFour::from_counts(|_, _| 0),
        ..ReportTables::blank(ReportForm::Form2021)
    };
    for (row, count) in [(TableTwoRow::Rules, 76), (TableTwoRow::NormativeDocuments, 4605)] {
        assert!(before.set_count(Slot::Two(row, TableTwoColumn::InForce), Cell::Printed(count)));
    }
    let mut sample = Sample::sound();
    let kind = AgencyKind::RuleMakingGovernment;
    sample.context = CheckContext { year: Some(2024), agency_kind: kind, results_last_year: None };
    sample.text.title = Some("某某市人民政府2024年政府信息公开工作年度报告".to_owned());
    let period = Claim::Period { from: date(2024, 1, 1), to: date(2024, 12, 31) };
    sample.narrative.statements = vec![Statement { claim: period, place: place("所写") }];
    Sample { form, last_year: Some(before), ..sample }
}

#[test]
fn a_real_report_of_the_form_of_2021_is_sound() {
    let result = sample_2021().result();
    assert_eq!(result.findings, []);
    let (agree, disagree, _) = result.tally();
    assert!(agree > 50 && disagree == 0, "{agree}");
}

#[test]
fn the_rows_of_2021_are_checked_too() {
    let lapsed = Slot::Three(TableThreeRow::LapsedNoPayment, PERSON);
    let in_force = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::InForce);
    type Spoil = fn(&mut Sample, Slot);
    let cases: [(&[&str], Slot, Spoil); 4] = [
        (&["K-02", "K-03"], lapsed, |sample, slot| sample.set(slot, 0)),
        (&["K-04", "K-02", "K-03"], lapsed, |sample, slot| sample.set(slot, -1)),
        (&["K-21"], in_force, |sample, slot| sample.set(slot, 4186)),
        (&["K-20"], in_force, |sample, _| {
            sample.form.table_two.fees_collected = Cell::Printed(Amount::parse("-1万元").unwrap());
        }),
    ];
    for (rules, slot, spoil) in cases {
        let mut sample = sample_2021();
        spoil(&mut sample, slot);
        let found: Vec<&str> = sample.found().into_iter().map(|(code, _)| code).collect();
        assert!(rules.iter().all(|rule| found.contains(rule)) && found.len() == rules.len(), "{found:?}");
    }
}
