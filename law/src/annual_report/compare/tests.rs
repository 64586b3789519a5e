use super::*;
use crate::annual_report::{Amount, Cell};

const TOTAL: ApplicantColumn = ApplicantColumn::Total;
const RECEIVED: Slot = Slot::Three(TableThreeRow::Received, TOTAL);
const IN_FORCE: Slot = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::InForce);
const PUBLISHED: Slot = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::PublishedInAll);

fn tables(form: ReportForm, cells: &[(Slot, i64)]) -> ReportTables {
    let mut tables = ReportTables::blank(form);
    for (slot, count) in cells {
        assert!(tables.set_count(*slot, Cell::Printed(*count)), "{}", slot.code());
    }
    tables
}

fn of<'a>(agency: &'a str, year: i16, tables: &'a ReportTables) -> ReportOf<'a> {
    ReportOf { agency, year, tables }
}

fn changes(comparison: &Comparison, slot: Slot) -> Vec<Change> {
    let series = comparison.series.iter().find(|series| series.slot == slot).unwrap();
    series.points.iter().map(|point| point.change).collect()
}

#[test]
fn years_are_set_beside_each_other_and_jumps_are_marked() {
    let years = [40, 60, 91, 45].map(|count| tables(ReportForm::Form2021, &[(RECEIVED, count)]));
    let given: Vec<ReportOf<'_>> =
        (2021i16..=2024).zip(&years).map(|(year, tables)| of("某市某局", year, tables)).collect();
    let comparison = compare(&given, &[RECEIVED]);
    assert_eq!(comparison.years, [2021, 2022, 2023, 2024]);
    assert_eq!(
        changes(&comparison, RECEIVED),
        [
            Change::NotComparable(NotComparable::FirstYear),
            Change::By { difference: 20, permille: Some(500), outlier: false },
            Change::By { difference: 31, permille: Some(516), outlier: true },
            Change::By { difference: -46, permille: Some(-505), outlier: true },
        ]
    );
    assert_eq!(comparison.outliers().count(), 2);
}

#[test]
fn what_cannot_be_compared_says_why() {
    let [first, third] = [1, 300].map(|count| tables(ReportForm::Form2021, &[(RECEIVED, count)]));
    let blank = tables(ReportForm::Form2021, &[]);
    let given = [of("甲局", 2021, &first), of("甲局", 2023, &third), of("甲局", 2024, &blank)];
    assert_eq!(
        changes(&compare(&given, &[RECEIVED]), RECEIVED)[1..],
        [
            Change::NotComparable(NotComparable::YearMissing),
            Change::NotComparable(NotComparable::NotKnown(Unknown::Blank)),
        ]
    );
}

#[test]
fn a_change_of_definition_is_marked_and_never_an_outlier() {
    let before = tables(ReportForm::Form2019, &[(PUBLISHED, 166), (RECEIVED, 20)]);
    let after = tables(ReportForm::Form2021, &[(IN_FORCE, 665), (RECEIVED, 70)]);
    let given = [of("某某实验区", 2020, &before), of("某某实验区", 2021, &after)];
    let slots = lines(&ReportForm::ALL);
    assert!(slots.contains(&IN_FORCE) && !slots.contains(&PUBLISHED));
    let comparison = compare(&given, &slots);
    let series = comparison.series.iter().find(|series| series.slot == IN_FORCE).unwrap();
    assert_eq!(series.points[0].value, Ok(166));
    assert_eq!(series.points[0].related, Some(PUBLISHED));
    assert_eq!(series.points[1].related, None);
    assert_eq!(series.points[1].change, Change::NotComparable(NotComparable::DefinitionChanged));
    // Applications are of one definition in both forms.
    let jumped: Vec<Slot> = comparison.outliers().map(|(series, _)| series.slot).collect();
    assert_eq!(jumped, [RECEIVED]);
    let words = "“规范性文件”：2019年格式为“对外公开总数量”，2021年格式为“现行有效件数”，口径不同，不作比较";
    let told = comparison.definition_changes();
    assert_eq!(told.iter().filter(|told| *told == words).count(), 1, "{told:?}");
}

#[test]
fn other_handling_goes_on_as_the_sum_of_its_three_rows() {
    let single = Slot::Three(TableThreeRow::OtherHandling, TOTAL);
    let parts = [TableThreeRow::LapsedNoCorrection, TableThreeRow::LapsedNoPayment, TableThreeRow::OtherReason];
    let before = tables(ReportForm::Form2019, &[(single, 12)]);
    let after = tables(ReportForm::Form2021, &parts.map(|row| (Slot::Three(row, TOTAL), 5)));
    let given = [of("甲局", 2020, &before), of("甲局", 2021, &after)];
    let comparison = compare(&given, &lines(&ReportForm::ALL));
    assert_eq!(changes(&comparison, single)[1], Change::By { difference: 3, permille: Some(250), outlier: false });
    let lapsed = Slot::Three(TableThreeRow::LapsedNoPayment, TOTAL);
    assert_eq!(changes(&comparison, lapsed)[1], Change::NotComparable(NotComparable::DefinitionChanged));
}

#[test]
fn a_report_given_twice_is_told_and_the_last_one_taken() {
    let [wrong, right] = [9, 7].map(|count| tables(ReportForm::Form2021, &[(RECEIVED, count)]));
    let comparison = compare(&[of("甲局", 2021, &wrong), of("甲局", 2021, &right)], &[RECEIVED]);
    assert_eq!(comparison.given_twice, [("甲局".to_owned(), 2021)]);
    assert_eq!(comparison.series[0].points[0].value, Ok(7));
}

#[test]
fn money_jumps_by_more_than_a_few_ten_thousand_yuan() {
    let fees = Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
    let year = |printed: &str| {
        let mut tables = ReportTables::blank(ReportForm::Form2021);
        tables.table_two.fees_collected = Cell::Printed(Amount::parse(printed).unwrap());
        tables
    };
    let years = ["0.4", "3", "50.5", "20"].map(year);
    let given: Vec<ReportOf<'_>> = (2021i16..).zip(&years).map(|(year, tables)| of("甲局", year, tables)).collect();
    let outliers: Vec<i16> = compare(&given, &[fees]).outliers().map(|(_, point)| point.year).collect();
    assert_eq!(outliers, [2023, 2024]);
}

#[test]
fn a_ranking_leaves_out_whom_it_cannot_compare() {
    let counts = [3, 9, 9].map(|count| tables(ReportForm::Form2021, &[(IN_FORCE, count)]));
    let blank = tables(ReportForm::Form2021, &[]);
    let older = tables(ReportForm::Form2019, &[(PUBLISHED, 500)]);
    let given = [
        of("甲局", 2021, &counts[0]),
        of("乙局", 2021, &counts[1]),
        of("丙局", 2021, &counts[2]),
        of("丁局", 2021, &blank),
        of("戊局", 2021, &older),
        of("己局", 2022, &counts[0]),
    ];
    let ranking = rank(&given, 2021, IN_FORCE);
    let places: Vec<(usize, &str)> =
        ranking.ranked.iter().map(|ranked| (ranked.place, ranked.agency.as_str())).collect();
    assert_eq!(places, [(1, "丙局"), (1, "乙局"), (3, "甲局")]);
    assert_eq!(ranking.left_out, [("丁局".to_owned(), Unknown::Blank), ("戊局".to_owned(), Unknown::OtherForm)]);
}

#[test]
fn headlines_are_cells_of_the_forms_given() {
    for forms in [&ReportForm::ALL[..1], &ReportForm::ALL[1..], &ReportForm::ALL[..]] {
        let slots = headline_slots(forms);
        assert!((15..40).contains(&slots.len()), "{}", slots.len());
        assert!(slots.iter().all(|slot| forms.iter().any(|form| form.has(*slot))));
    }
}
