use super::*;
use crate::annual_report::{ApplicantColumn, TableThreeRow};
use proptest::prelude::*;

const TOTAL: ApplicantColumn = ApplicantColumn::Total;
const RECEIVED: Slot = Slot::Three(TableThreeRow::Received, TOTAL);
const ISSUED: Slot = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::IssuedThisYear);
const IN_FORCE: Slot = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::InForce);

fn tables(form: ReportForm, cells: &[(Slot, i64)]) -> ReportTables {
    let mut tables = ReportTables::blank(form);
    for (slot, count) in cells {
        assert!(tables.set_count(*slot, Cell::Printed(*count)), "{}", slot.code());
    }
    tables
}

fn of<'a>(agency: &'a str, tables: &'a ReportTables) -> Contribution<'a> {
    Contribution { agency, tables }
}

fn add(contributions: &[Contribution<'_>], joint: &[JointDocument]) -> Aggregate {
    aggregate(ReportForm::Form2021, contributions, &["甲局", "乙局", "丙局"], joint)
}

#[test]
fn a_blank_stays_unknown_in_the_sum() {
    let [first, second] = [4, 5].map(|count| tables(ReportForm::Form2021, &[(RECEIVED, count)]));
    let blank = tables(ReportForm::Form2021, &[]);
    let whole = add(&[of("甲局", &first), of("乙局", &second)], &[]);
    assert_eq!(whole.sum(RECEIVED).map(Sum::words).as_deref(), Some("9"));
    assert_eq!(whole.missing, ["丙局"]);
    assert_eq!(whole.tables().count(RECEIVED), Some(9));
    let partly = add(&[of("甲局", &first), of("乙局", &second), of("丙局", &blank)], &[]);
    assert_eq!(partly.sum(RECEIVED).map(Sum::words).as_deref(), Some("已知9（另有1个空白）"));
    assert_eq!(partly.tables().count(RECEIVED), None);
    assert!(partly.missing.is_empty());
}

#[test]
fn a_report_of_the_other_form_gives_what_both_define_alike() {
    let single = Slot::Three(TableThreeRow::OtherHandling, TOTAL);
    let older = tables(ReportForm::Form2019, &[(RECEIVED, 7), (single, 2)]);
    let newer = tables(ReportForm::Form2021, &[(RECEIVED, 3), (IN_FORCE, 11)]);
    let sums = add(&[of("甲局", &older), of("乙局", &newer)], &[]);
    assert_eq!(sums.other_form, ["甲局"]);
    assert_eq!(sums.sum(RECEIVED).map(|sum| (sum.known, sum.members)), Some((10, 2)));
    assert_eq!(sums.sum(IN_FORCE).map(|sum| (sum.known, sum.other_form)), Some((11, 1)));
    let lapsed = Slot::Three(TableThreeRow::LapsedNoPayment, TOTAL);
    assert_eq!(sums.sum(lapsed).map(|sum| (sum.other_form, sum.blank)), Some((1, 1)));
}

fn joint(lead: &str, counted_by: &[&str]) -> JointDocument {
    JointDocument {
        title: "关于某事的意见".to_owned(),
        row: TableTwoRow::NormativeDocuments,
        columns: vec![TableTwoColumn::IssuedThisYear, TableTwoColumn::InForce],
        lead: lead.to_owned(),
        counted_by: counted_by.iter().map(|agency| (*agency).to_owned()).collect(),
    }
}

#[test]
fn a_joint_document_is_counted_once_at_its_lead() {
    let counts = [[2, 10], [1, 5], [0, 5]]
        .map(|[issued, in_force]| tables(ReportForm::Form2021, &[(ISSUED, issued), (IN_FORCE, in_force)]));
    let given = [of("甲局", &counts[0]), of("乙局", &counts[1]), of("丙局", &counts[2])];
    let sums = add(&given, &[joint("甲局", &["乙局", "丙局", "丁局"])]);
    // 丙局 counts it in force but did not count it as issued; 丁局 gave no report.
    assert_eq!(sums.sum(ISSUED).map(|sum| (sum.known, sum.taken_off)), Some((2, 1)));
    assert_eq!(sums.sum(IN_FORCE).map(|sum| (sum.known, sum.taken_off)), Some((18, 2)));
    let outcomes = |agency: &str| -> Vec<Taken> {
        sums.corrections.iter().filter(|one| one.agency == agency).map(|one| one.outcome).collect()
    };
    assert_eq!(outcomes("乙局"), [Taken::Off, Taken::Off]);
    assert_eq!(outcomes("丙局"), [Taken::NothingCounted, Taken::Off]);
    assert_eq!(outcomes("丁局"), [Taken::NotAmongThem, Taken::NotAmongThem]);
}

#[test]
fn a_joint_document_whose_lead_gave_no_report_is_still_counted_once() {
    let counts = [3, 4].map(|issued| tables(ReportForm::Form2021, &[(ISSUED, issued)]));
    let given = [of("乙局", &counts[0]), of("丙局", &counts[1])];
    let sums = add(&given, &[joint("甲局", &["乙局", "丙局"])]);
    assert_eq!(sums.sum(ISSUED).map(|sum| sum.known), Some(6));
    assert_eq!(sums.corrections.iter().map(|one| one.kept_by.as_str()).next(), Some("乙局"));
}

#[test]
fn no_more_is_taken_off_a_cell_than_stands_in_it() {
    let counts = [5, 1].map(|issued| tables(ReportForm::Form2021, &[(ISSUED, issued)]));
    let given = [of("甲局", &counts[0]), of("乙局", &counts[1])];
    let sums = add(&given, &[joint("甲局", &["乙局"]), joint("甲局", &["乙局"])]);
    assert_eq!(sums.sum(ISSUED).map(|sum| (sum.known, sum.taken_off)), Some((5, 1)));
}

#[test]
fn money_is_added_in_fen_and_printed_with_its_unit() {
    let fees = Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
    let year = |printed: &str| {
        let mut tables = ReportTables::blank(ReportForm::Form2021);
        tables.table_two.fees_collected = Cell::Printed(Amount::parse(printed).unwrap());
        tables
    };
    let both = ["0.000001", "1.5万元"].map(year);
    let sums = add(&[of("甲局", &both[0]), of("乙局", &both[1])], &[]);
    assert_eq!(sums.sum(fees).map(Sum::words).as_deref(), Some("1.500001万元"));
    assert_eq!(sums.tables().table_two.fees_collected.to_string(), "1.500001万元");
}

#[test]
fn an_agency_given_twice_counts_once() {
    let [wrong, right] = [9, 7].map(|count| tables(ReportForm::Form2021, &[(RECEIVED, count)]));
    let sums = add(&[of("甲局", &wrong), of("甲局", &right)], &[]);
    assert_eq!((sums.given_twice.as_slice(), sums.reports), (["甲局".to_owned()].as_slice(), 1));
    assert_eq!(sums.sum(RECEIVED).map(|sum| sum.known), Some(7));
}

/// Generous for an unoptimised build on a busy machine; the bench holds the promised second.
#[test]
fn five_thousand_agencies_are_added_up_soon() {
    let one = tables(ReportForm::Form2021, &[(RECEIVED, 3)]);
    let names: Vec<String> = (0..5_000).map(|number| format!("第{number}局")).collect();
    let given: Vec<Contribution<'_>> = names.iter().map(|name| of(name, &one)).collect();
    let begun = std::time::Instant::now();
    let sums = aggregate(ReportForm::Form2021, &given, &[], &[]);
    let taken = begun.elapsed();
    println!("5,000 agencies in {taken:?}");
    assert_eq!(sums.sum(RECEIVED).map(|sum| sum.known), Some(15_000));
    assert!(taken < std::time::Duration::from_secs(10), "{taken:?}");
}

proptest! {
    /// Against adding up by hand, blanks kept apart.
    #[test]
    fn sums_are_the_sums(cells in prop::collection::vec(prop::option::of(0i64..1_000), 1..40)) {
        let all: Vec<ReportTables> = cells
            .iter()
            .map(|cell| tables(ReportForm::Form2021, &cell.map(|count| (RECEIVED, count)).into_iter().collect::<Vec<_>>()))
            .collect();
        let names: Vec<String> = (0..all.len()).map(|number| format!("第{number}局")).collect();
        let given: Vec<Contribution<'_>> = names.iter().zip(&all).map(|(name, tables)| of(name, tables)).collect();
        let sums = aggregate(ReportForm::Form2021, &given, &[], &[]);
        let sum = sums.sum(RECEIVED).unwrap();
        prop_assert_eq!(sum.known, i128::from(cells.iter().flatten().sum::<i64>()));
        prop_assert_eq!(sum.blank, cells.iter().filter(|cell| cell.is_none()).count());
    }
}
