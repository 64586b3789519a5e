//! Each rule fails on a seeded error, and no other rule with it: a clean report of each form, one error a case.

use super::*;
use crate::annual_report::TableThreeGroup;

/// Which of the clean reports a case spoils.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Both,
    Old,
    New,
}

type Spoil = fn(&mut Sample);
type Case = (In, &'static str, Severity, Spoil);

/// What only a reader of files can find; its tests are there.
const OF_THE_READER: [Rule; 7] = [Rule::K05, Rule::I8, Rule::I10, Rule::I11, Rule::R01, Rule::R02, Rule::R03];

#[test]
fn each_seeded_error_is_found_by_its_own_rule_alone() {
    for (number, (form, rule, severity, spoil)) in cases().into_iter().enumerate() {
        for (which, clean) in [(In::Old, Sample::sound as fn() -> Sample), (In::New, sample_2021)] {
            if form != In::Both && form != which {
                continue;
            }
            let mut sample = clean();
            assert_eq!(sample.found(), []);
            spoil(&mut sample);
            let findings = sample.result().findings;
            assert_eq!(sample.found(), [(rule, severity)], "case {number} in {}: {findings:#?}", sample.year());
        }
    }
}

#[test]
fn every_rule_has_a_seeded_error() {
    let cases = cases();
    let without: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !OF_THE_READER.contains(rule))
        .map(|rule| rule.code())
        .filter(|code| cases.iter().all(|(_, rule, ..)| rule != code))
        .collect();
    assert_eq!(without, Vec::<&str>::new());
}

fn cases() -> Vec<Case> {
    [table_three(), table_four(), table_two(), last_year(), text_against_tables(), text_form(), plausibility()].concat()
}

fn total(row: TableThreeRow) -> Slot {
    Slot::Three(row, ApplicantColumn::Total)
}

impl Sample {
    fn add(&mut self, slot: Slot, more: i64) {
        let count = self.form.count(slot).unwrap();
        self.set(slot, count + more);
    }

    fn of(&self, slot: Slot) -> i64 {
        self.form.count(slot).unwrap()
    }

    fn forget_last_year(&mut self) {
        (self.last_year, self.last_text) = (None, None);
    }

    /// Last year as records alone know it, with nothing in it but what is carried in now.
    fn remember_last_year(&mut self, spoil: impl FnOnce(&mut ReportTables)) {
        let mut before = self.form.clone();
        for column in ApplicantColumn::ALL {
            let carried_in = self.form.table_three.cell(TableThreeRow::CarriedIn, column).clone();
            before.table_three.set(TableThreeRow::CarriedOver, column, carried_in);
        }
        if let Some(known) = self.last_year.take() {
            before = known;
        }
        spoil(&mut before);
        self.last_year = Some(before);
    }

    fn last_year_was_published(&mut self) {
        self.last_text.get_or_insert_with(|| last_years_text(self.context.year.unwrap() - 1));
    }
}

fn table_three() -> Vec<Case> {
    vec![
        (In::Both, "K-01", Error, |sample| {
            sample.add(Slot::Three(TableThreeRow::Received, PERSON), 1);
            sample.add(total(TableThreeRow::Received), 1);
        }),
        (In::Both, "K-02", Error, |sample| {
            sample.add(Slot::Three(TableThreeRow::Disclosed, PERSON), 1);
            sample.add(total(TableThreeRow::Disclosed), 1);
        }),
        (In::Both, "K-03", Error, |sample| {
            sample.add(Slot::Three(TableThreeRow::StateSecret, PERSON), 1);
            sample.add(Slot::Three(TableThreeRow::NotHeld, PERSON), -1);
        }),
        // A row that only the form of 2021 has.
        (In::New, "K-03", Error, |sample| {
            sample.add(Slot::Three(TableThreeRow::LapsedNoPayment, PERSON), 1);
            sample.add(Slot::Three(TableThreeRow::OtherReason, PERSON), -1);
        }),
        (In::Both, "K-04", Error, |sample| {
            let cell = Cell::Unreadable("1.5".to_owned());
            sample.form.set_count(Slot::Four(TableFourGroup::Reconsideration, TableFourColumn::Upheld), cell);
        }),
    ]
}

const DIRECT_TOTAL: Slot = Slot::Four(TableFourGroup::DirectSuit, TableFourColumn::Total);

fn table_four() -> Vec<Case> {
    vec![
        (In::Both, "K-10", Error, |sample| sample.add(DIRECT_TOTAL, 1)),
        (In::Both, "K-11", Warning, |sample| {
            sample.forget_last_year();
            sample.form.table_three = TableThree::of_form(sample.form.form, |_, _| 0);
            sample.form.table_four = TableFour::from_counts(|group, column| {
                u32::from(group == TableFourGroup::Reconsideration && column == TableFourColumn::Upheld)
            });
            sample.context.results_last_year = Some(0);
        }),
        (In::New, "K-12", Warning, |sample| {
            let many = |tables: &mut ReportTables| {
                for column in [TableFourColumn::Pending, TableFourColumn::Total] {
                    tables.set_count(Slot::Four(TableFourGroup::DirectSuit, column), Cell::Printed(100_000));
                }
            };
            many(&mut sample.form);
            sample.remember_last_year(many);
        }),
    ]
}

fn table_two() -> Vec<Case> {
    vec![
        (In::Old, "K-20", Error, |sample| {
            sample.set(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::MadeThisYear), -1);
        }),
        (In::New, "K-20", Error, |sample| {
            sample.forget_last_year();
            sample.set(Slot::Two(TableTwoRow::Coercion, TableTwoColumn::DecisionsThisYear), -1);
        }),
        (In::New, "K-20", Error, |sample| {
            sample.forget_last_year();
            sample.form.table_two.fees_collected = Cell::Printed(Amount::parse("-1万元").unwrap());
        }),
        (In::Old, "K-23", Error, |sample| {
            sample.set(Slot::Two(TableTwoRow::Coercion, TableTwoColumn::ChangeThisYear), -1);
        }),
        (In::Old, "K-23", Warning, |sample| {
            sample.set(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::PublishedThisYear), 2);
        }),
        (In::Old, "K-24", Error, |sample| sample.set(Slot::Two(TableTwoRow::Rules, TableTwoColumn::PublishedInAll), 2)),
        (In::New, "K-24", Error, |sample| sample.context.agency_kind = AgencyKind::LocalDepartment),
        (In::Both, "K-25", Warning, |sample| {
            let registers = RegisterFigures { licences: Some(1), ..RegisterFigures::default() };
            sample.context.registers = Some(registers);
        }),
        (In::New, "K-25", Warning, |sample| {
            let registers = RegisterFigures { fee_items: Some(0), ..RegisterFigures::default() };
            sample.context.registers = Some(registers);
        }),
        (In::New, "K-25", Warning, |sample| {
            let registers = RegisterFigures { published_decisions: Some(0), ..RegisterFigures::default() };
            sample.context.registers = Some(registers);
        }),
        (In::New, "P-05", Warning, |sample| {
            sample.forget_last_year();
            sample.set(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::IssuedThisYear), 564 + 4185 + 984);
        }),
    ]
}

fn last_year() -> Vec<Case> {
    vec![
        (In::New, "K-21", Warning, |sample| {
            sample.add(Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::InForce), 1);
        }),
        (In::Old, "K-22", Warning, |sample| {
            sample.remember_last_year(|before| {
                before.set_count(Slot::Two(TableTwoRow::Licences, TableTwoColumn::ChangeThisYear), Cell::Printed(3));
            });
        }),
        (In::Both, "K-30", Error, |sample| {
            sample.remember_last_year(|before| {
                let slot = Slot::Three(TableThreeRow::CarriedOver, PERSON);
                let count = before.count(slot).unwrap();
                before.set_count(slot, Cell::Printed(count + 1));
            });
        }),
        (In::Both, "K-31", Warning, |sample| {
            sample.last_text = None;
            sample.remember_last_year(|before| {
                before.set_count(
                    Slot::Four(TableFourGroup::SuitAfterReconsideration, TableFourColumn::Pending),
                    Cell::Printed(2),
                );
            });
        }),
        (In::Both, "K-32", Warning, |sample| {
            sample.last_year_was_published();
            sample.remember_last_year(|before| {
                before.set_count(total(TableThreeRow::NotHeld), Cell::Printed(20_000));
            });
        }),
        (In::New, "D-01", Remark, |sample| {
            let mut before = ReportTables::default();
            for column in ApplicantColumn::ALL {
                let carried_in = sample.form.table_three.cell(TableThreeRow::CarriedIn, column).clone();
                before.table_three.set(TableThreeRow::CarriedOver, column, carried_in);
            }
            sample.last_year = Some(before);
        }),
    ]
}

fn text_against_tables() -> Vec<Case> {
    [figures_against_tables(), claims_against_tables()].concat()
}

fn figures_against_tables() -> Vec<Case> {
    vec![
        (In::Both, "K-40", Error, |sample| {
            let said = sample.of(total(TableThreeRow::Received)) + sample.of(total(TableThreeRow::CarriedIn)) + 1;
            sample.say(said, "件", Notion::Received { newly: false });
        }),
        (In::Both, "K-41", Warning, |sample| {
            let said = sample.of(total(TableThreeRow::ResultsTotal)) + 1;
            sample.say(said, "件", Notion::Answered);
        }),
        (In::Both, "K-41", Warning, |sample| {
            let said = sample.of(total(TableThreeRow::CarriedOver)) + 1;
            sample.say(said, "件", Notion::CarriedOver);
        }),
        (In::Both, "K-41", Warning, |sample| {
            let rows = TableThreeGroup::UnableToProvide.rows();
            let said = rows.iter().map(|row| sample.of(total(*row))).sum::<i64>() + 1;
            sample.say(said, "件", Notion::Outcome(rows.to_vec()));
        }),
        // 其他处理 is one row in one form and three in the other.
        (In::Both, "K-41", Warning, |sample| {
            sample.say(7, "件", Notion::Outcome(vec![TableThreeRow::OtherHandling]));
        }),
        (In::Both, "K-41", Warning, |sample| {
            let said = sample.of(total(TableThreeRow::Disclosed));
            let notion = Notion::Outcome(vec![TableThreeRow::Disclosed]);
            sample.say(said, "件", notion).share = Some(Share(ExactDecimal::parse("99.9").unwrap()));
        }),
        (In::Both, "K-42", Warning, |sample| {
            let said = sample.of(DIRECT_TOTAL) + 1;
            sample.say(said, "件", Notion::Suits { newly: false });
        }),
        (In::Both, "K-43", Warning, |sample| {
            sample.say(4, "件", Notion::NormativeDocuments);
        }),
        (In::New, "K-43", Warning, |sample| {
            // Equal to another column of the row: in force means in force.
            sample.say(564, "件", Notion::DocumentsInForce { rules: false });
        }),
        (In::New, "K-43", Warning, |sample| {
            sample.say(4, "件", Notion::DocumentsRepealed { rules: true });
        }),
        (In::Both, "K-44", Warning, |sample| breakdown(sample, 100, &[60, 39], false)),
        (In::Both, "K-44", Warning, |sample| breakdown(sample, 100, &[60, 20], true)),
    ]
}

fn claims_against_tables() -> Vec<Case> {
    vec![
        (In::Both, "K-40", Error, |sample| sample.claim(Claim::NoApplications)),
        (In::Both, "K-41", Warning, |sample| sample.claim(Claim::AllAnswered)),
        (In::New, "K-42", Warning, |sample| {
            sample.claim(Claim::AllUpheld { reconsiderations: true, suits: false });
        }),
        (In::Both, "K-42", Warning, |sample| {
            sample.claim(Claim::AllUpheld { reconsiderations: false, suits: true });
        }),
        (In::Both, "K-42", Warning, |sample| sample.claim(Claim::NoSuits)),
    ]
}

fn text_form() -> Vec<Case> {
    vec![
        (In::Old, "K-45", Remark, |sample| spoil_section(sample, ReportSection::OtherMatters, "无。")),
        (In::New, "K-45", Error, |sample| spoil_section(sample, ReportSection::OtherMatters, "无。")),
        (In::Both, "K-46", Warning, |sample| {
            spoil_section(sample, ReportSection::ProblemsAndImprovements, "一切都好。");
        }),
        (In::Both, "K-46", Warning, |sample| {
            let words =
                "公开的主动性有待提高，部分科室对这项工作重视不够。下一步加强培训，每季度通报一次各科室的公开情况。";
            spoil_section(sample, ReportSection::ProblemsAndImprovements, words);
            sample.remember_last_year(|_| {});
            sample.last_year_was_published();
            let before = sample.last_text.as_mut().unwrap();
            before.sections[ReportSection::ProblemsAndImprovements as usize].text = words.to_owned();
        }),
        (In::Both, "K-47", Warning, |sample| {
            sample.text.sections.remove(4);
        }),
        (In::Both, "K-47", Warning, |sample| sample.text.sections.swap(2, 3)),
        (In::Both, "K-47", Warning, |sample| spoil_section(sample, ReportSection::Overview, " \n")),
        (In::Both, "K-47", Warning, |sample| sample.text.title = Some("某某局年度报告".to_owned())),
        (In::Both, "K-47", Warning, |sample| {
            sample.narrative.statements.clear();
            sample.claim(Claim::Period { from: date(2018, 1, 1), to: date(2018, 12, 31) });
        }),
        (In::Both, "K-47", Remark, |sample| sample.text.sections[4].heading = "问题与打算".to_owned()),
        (In::Both, "K-48", Warning, |sample| spoil_section(sample, ReportSection::Overview, "全年发布信息____条")),
        (In::Both, "K-48", Warning, |sample| {
            spoil_section(sample, ReportSection::Overview, "联系人手机13800000000，办公电话0391-6633000。");
        }),
        (In::Old, "K-49", Error, |sample| sample.context.published_on = Some(date(2020, 2, 1))),
        (In::New, "K-49", Warning, |sample| sample.claim(Claim::PublishedOn(date(2025, 4, 1)))),
        (In::Both, "T-01", Warning, |sample| {
            let words = format!("工作有待提高。整改措施。{}年我局加大培训力度。", sample.year());
            spoil_section(sample, ReportSection::ProblemsAndImprovements, &words);
        }),
        (In::Both, "T-01", Warning, |sample| {
            let words = format!("{}年，我局依法推进政府信息公开。", sample.year() - 1);
            spoil_section(sample, ReportSection::Overview, &words);
        }),
        (In::Both, "T-01", Warning, |sample| {
            let words = format!("{}年没有收取信息处理费。", sample.year() - 1);
            spoil_section(sample, ReportSection::OtherMatters, &words);
        }),
    ]
}

fn plausibility() -> Vec<Case> {
    [plausible_tables(), plausible_words()].concat()
}

fn plausible_tables() -> Vec<Case> {
    vec![
        (In::Old, "P-01", Remark, |sample| {
            sample.set(Slot::Two(TableTwoRow::Penalties, TableTwoColumn::ItemsLastYear), 14);
        }),
        (In::Old, "P-02", Warning, |sample| {
            sample.set(Slot::Two(TableTwoRow::Licences, TableTwoColumn::Decisions), 3);
        }),
        (In::Old, "P-03", Warning, |sample| {
            sample.set(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), 2);
        }),
        (In::Old, "P-04", Warning, |sample| {
            sample.set(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), 2);
            sample.form.table_two.procurement_amount = Cell::Printed(Amount::parse("33元").unwrap());
        }),
        (In::New, "P-04", Warning, |sample| {
            sample.forget_last_year();
            sample.form.table_two.fees_collected = Cell::Printed(Amount::parse("316441000").unwrap());
        }),
        (In::Old, "I9", Remark, |sample| {
            sample.set(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), 2);
            sample.form.table_two.procurement_amount = Cell::Printed(Amount::parse("33.0125").unwrap());
        }),
    ]
}

fn plausible_words() -> Vec<Case> {
    vec![
        (In::Both, "I1", Warning, |sample| {
            sample.say(5, "次", Notion::PushesPerMonth);
            sample.say(240, "条", Notion::AccountArticles);
        }),
        (In::Both, "I2", Remark, |sample| {
            sample.say(240, "条", Notion::AccountArticles);
            sample.claim(Claim::AccountsMerged);
        }),
        (In::Both, "I3", Remark, |sample| sample.say(1200, "条", Notion::Other).undated = true),
        (In::Both, "I4", Remark, |sample| {
            sample.say(1200, "条", Notion::Consultations);
            sample.say(2000, "人次", Notion::Consultations);
        }),
        (In::Both, "I5", Remark, |sample| {
            breakdown(sample, 10, &[6, 4], false);
            let part = sample.narrative.figures.last_mut().unwrap();
            part.notion = Notion::PlatformItems { updates: true };
        }),
        (In::Both, "I13", Remark, |sample| sample.say(240, "条", Notion::Other).hedge = Some(Hedge::AtLeast)),
        (In::Old, "I14", Remark, |sample| {
            sample.say(14, "条", Notion::PolicyItems);
        }),
        (In::Both, "I16", Remark, |sample| sample.text.agency = Some("司法局".to_owned())),
    ]
}
