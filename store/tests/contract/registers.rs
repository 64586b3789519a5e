//! The contract of registers and reports, on every engine: what goes in comes out, no two rows share a key, and what the
//! store counts is what a naive count over the same records says.

use crate::engines::{Office, for_each_engine};
use affairs::document::{BundleKind, ColumnGroup, Edition};
use affairs::id::{AgencyId, ColumnId, DocumentId, PersonId, RecordId};
use affairs::journal::{ActorName, Entry};
use affairs::publication::{EventKind, PublicationEvent};
use affairs::register::place::Catalogue;
use affairs::register::{
    CatalogueItem, Contract, CounterpartKind, Decision, Entered, FeeItem, InternalRule, ItemKind, Meeting, Place,
    PointState, Record, Register, RuleDocument, RuleKind, RuleState, Training, WorkFigure, WorkPoint, work,
};
use affairs::report::life::{Freezing, Ledger, Stored, Writing};
use affairs::report::{Figure, Metric, Narrative, ReportLife, Tally};
use affairs::{ContentHash, Date, Instant};
use jiff::civil::date;
use law::annual_report::{ReportForm, Slot};
use std::collections::{BTreeMap, BTreeSet};
use store::registers::{Cursor, Filter};
use store::reports::Fact;
use store::{StoreError, Transaction, Writer, registers, reports};

fn agency() -> AgencyId {
    AgencyId::new("a1")
}

fn at() -> Instant {
    Instant::start_of(date(2020, 1, 8))
}

fn entry() -> Entry {
    Entry::new(ActorName::Console, "test")
}

async fn found(writer: &Writer, id: &AgencyId) {
    writer.found(id).await.unwrap().commit(at(), entry()).await.unwrap();
}

fn row(id: &str, record: Record) -> Entered {
    Entered::first(agency(), RecordId::new(id), record, PersonId::new("p1"), at())
}

fn item(code: &str, kind: ItemKind, from: Date, until: Option<Date>) -> Record {
    let (name, basis, section) = (format!("事项{code}"), "某法".to_owned(), "办公室".to_owned());
    Record::Items(CatalogueItem { code: code.to_owned(), kind, name, basis, section, from, until })
}

fn decision(number: &str, item: &str, on: Date) -> Record {
    let (number, item, result) = (number.to_owned(), item.to_owned(), "准予许可".to_owned());
    Record::Decisions(Decision { on, item, number, result, counterpart: CounterpartKind::NaturalPerson })
}

fn contract(number: &str, project: &str, signed_on: Date, amount: i64) -> Record {
    Record::Procurement(Contract {
        project_number: project.to_owned(),
        project_name: format!("项目{project}"),
        method: "公开招标".to_owned(),
        number: number.to_owned(),
        signed_on,
        supplier: "某公司".to_owned(),
        amount,
    })
}

async fn keep(tx: &mut Transaction, catalogue: &Catalogue, rows: Vec<(String, Record)>) -> Vec<Place> {
    let rows: Vec<(Entered, Place)> = rows
        .into_iter()
        .map(|(id, record)| {
            let place = Place::of(&record, catalogue).unwrap();
            (row(&id, record), place)
        })
        .collect();
    registers::insert(tx, &rows).await.unwrap();
    rows.into_iter().map(|(_, place)| place).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_kept_found_listed_and_walked() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let licence = item("XK01", ItemKind::Licence, date(2018, 3, 1), None);
        let none = Catalogue::default();
        let mut tx = writer.begin(&agency()).await.unwrap();
        keep(&mut tx, &none, vec![("i1".to_owned(), licence)]).await;
        let catalogue = registers::catalogue(&mut tx, &agency()).await.unwrap();
        let decisions = (1..=7).map(|day| {
            let number = format!("{day}号");
            (format!("d{day}"), decision(&number, "XK01", date(2019, 1, day)))
        });
        keep(&mut tx, &catalogue, decisions.collect()).await;
        tx.commit(at(), entry()).await.unwrap();

        let decisions = Filter::all(Register::Decisions);
        assert_eq!(registers::count(&reader, &agency(), &decisions).await.unwrap(), 7);
        let page = registers::page(&reader, &agency(), &decisions, 2, 1).await.unwrap();
        assert_eq!(page.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["d6", "d5"]);
        assert_eq!(registers::years(&reader, &agency(), Register::Decisions).await.unwrap(), [(2019, 7)]);
        let one = registers::by_key(&reader, &agency(), Register::Decisions, "3号").await.unwrap().unwrap();
        assert_eq!(registers::by_id(&reader, &agency(), &one.id).await.unwrap(), Some(one.clone()));
        let of_key = Filter { key: Some("3号".to_owned()), year: Some(2019), ..decisions.clone() };
        assert_eq!(registers::page(&reader, &agency(), &of_key, 9, 0).await.unwrap(), [one]);
        let other_year = Filter { year: Some(2018), ..decisions.clone() };
        assert_eq!(registers::count(&reader, &agency(), &other_year).await.unwrap(), 0);

        let mut cursor = Cursor::default();
        let mut walked = Vec::new();
        loop {
            let rows = registers::walk(&reader, &agency(), &decisions, &mut cursor, 3).await.unwrap();
            if rows.is_empty() {
                break;
            }
            walked.extend(rows.into_iter().map(|row| row.id.to_string()));
        }
        assert_eq!(walked, ["d1", "d2", "d3", "d4", "d5", "d6", "d7"]);

        let mut keys = BTreeSet::new();
        let mut after = String::new();
        loop {
            let page = registers::keys_after(&reader, &agency(), Register::Decisions, &after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after.clone_from(last);
            keys.extend(page);
        }
        assert_eq!(keys.len(), 7);

        let until = Some(date(2019, 1, 5));
        let under = registers::decisions_under(&reader, &agency(), "XK01", date(2019, 1, 2), until).await.unwrap();
        assert_eq!((under.total, under.outside), (7, 4));

        let stranger = AgencyId::new("a2");
        assert_eq!(registers::count(&reader, &stranger, &decisions).await.unwrap(), 0);
        assert_eq!(registers::by_id(&reader, &stranger, &RecordId::new("d1")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_corrected_and_voided_and_its_old_versions_stay() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let none = Catalogue::default();
        let first = contract("合1", "P1", date(2019, 4, 24), 100);
        let mut tx = writer.begin(&agency()).await.unwrap();
        keep(&mut tx, &none, vec![("c1".to_owned(), first.clone())]).await;
        tx.commit(at(), entry()).await.unwrap();

        let old = registers::by_id(&reader, &agency(), &RecordId::new("c1")).await.unwrap().unwrap();
        let changed = contract("合1", "P1", date(2019, 4, 24), 200);
        let person = PersonId::new("p2");
        let new = old.clone().correct(changed.clone(), "录入有误", Default::default(), person.clone(), at()).unwrap();
        let place = Place::of(&new.record, &none).unwrap();
        let mut tx = writer.begin(&agency()).await.unwrap();
        registers::supersede(&mut tx, &old, &new, &place).await.unwrap();
        tx.commit(at(), entry()).await.unwrap();
        assert_eq!(registers::by_id(&reader, &agency(), &old.id).await.unwrap(), Some(new.clone()));
        let versions = registers::versions(&reader, &agency(), &old.id).await.unwrap();
        assert_eq!(versions.iter().map(|old| old.record.clone()).collect::<Vec<_>>(), [first]);

        // Who saw the old version changes nothing.
        let mut tx = writer.begin(&agency()).await.unwrap();
        assert!(registers::supersede(&mut tx, &old, &new, &place).await.is_err());
        tx.roll_back().await.unwrap();

        let void = new.clone().void("重复登记", Default::default(), person, at()).unwrap();
        let mut tx = writer.begin(&agency()).await.unwrap();
        registers::supersede(&mut tx, &new, &void, &place).await.unwrap();
        // The key of a void row may be used again; that of a standing one may not.
        keep(&mut tx, &none, vec![("c2".to_owned(), changed.clone())]).await;
        tx.commit(at(), entry()).await.unwrap();
        let mut tx = writer.begin(&agency()).await.unwrap();
        let again = [(row("c3", changed), place)];
        assert!(matches!(registers::insert(&mut tx, &again).await, Err(StoreError::Conflict)));
        tx.roll_back().await.unwrap();
        let voided = Filter { voided: true, ..Filter::all(Register::Procurement) };
        assert_eq!(registers::page(&reader, &agency(), &voided, 9, 0).await.unwrap(), [void]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_staged_sheet_is_its_owners_alone_and_is_forgotten() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let staged = registers::Staged {
            id: "s1".to_owned(),
            person: PersonId::new("p1"),
            register: Register::Fees,
            file: ContentHash::of(b"sheet"),
            name: "收费.csv".to_owned(),
            at: at(),
        };
        registers::stage(&writer, &agency(), &staged).await.unwrap();
        let mine = registers::staged(&reader, &agency(), &staged.person, "s1").await.unwrap().unwrap();
        assert_eq!((mine.register, mine.file, mine.name), (Register::Fees, staged.file.clone(), staged.name.clone()));
        let other = PersonId::new("p2");
        assert!(registers::staged(&reader, &agency(), &other, "s1").await.unwrap().is_none());
        let mut tx = writer.begin(&agency()).await.unwrap();
        registers::unstage(&mut tx, "s1").await.unwrap();
        tx.commit(at(), entry()).await.unwrap();
        assert!(registers::staged(&reader, &agency(), &staged.person, "s1").await.unwrap().is_none());
    })
    .await;
}

/// A small generator, so that both engines get the same records in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn day(&mut self) -> Date {
        // The edges of years come often: that is where counting goes wrong.
        let year = 2017 + self.roll(5) as i16;
        match self.roll(4) {
            0 => date(year, 12, 31),
            1 => date(year, 1, 1),
            _ => date(year, 1 + self.roll(12) as i8, 1 + self.roll(28) as i8),
        }
    }

    fn perhaps(&mut self) -> Option<Date> {
        (self.roll(3) > 0).then(|| self.day())
    }
}

fn random_records(dice: &mut Dice) -> (Catalogue, Vec<(String, Record)>) {
    let mut rows = Vec::new();
    let mut items = Vec::new();
    for number in 0..40 {
        let kind = ItemKind::ALL[dice.roll(4) as usize];
        let record = item(&format!("I{number}"), kind, dice.day(), dice.perhaps());
        if let Record::Items(item) = &record {
            items.push(item.clone());
        }
        rows.push((format!("i{number:03}"), record));
        let kind = RuleKind::ALL[dice.roll(2) as usize];
        rows.push((format!("r{number:03}"), rule(number, kind, dice)));
        let (from, until) = (dice.day(), dice.perhaps());
        let (code, name) = (format!("F{number}"), format!("收费{number}"));
        let fee = FeeItem { code, name, basis: "某法".to_owned(), standard: "每件十元".to_owned(), from, until };
        rows.push((format!("f{number:03}"), Record::Fees(fee)));
        let project = format!("P{}", dice.roll(12));
        let amount = i64::try_from(dice.roll(1_000_000_000)).unwrap();
        rows.push((format!("c{number:03}"), contract(&format!("合{number}"), &project, dice.day(), amount)));
        rows.extend(work_of_the_year(number, dice));
    }
    let catalogue = Catalogue::new(items.clone());
    for number in 0..300 {
        let item = &items[dice.roll(40) as usize];
        let on = dice.day();
        if item.stands_on(on) {
            rows.push((format!("d{number:03}"), decision(&format!("{number}号"), &item.code, on)));
        }
    }
    (catalogue, rows)
}

fn work_of_the_year(number: i32, dice: &mut Dice) -> Vec<(String, Record)> {
    let text = |prefix: &str| format!("{prefix}{number}");
    let training = Training {
        number: text("培训"),
        on: dice.day(),
        topic: text("条例"),
        half_hours: 3,
        participants: i64::try_from(1 + dice.roll(90)).unwrap(),
        circle: "各科室信息员".to_owned(),
        material: None,
    };
    let (agenda, decisions) = (text("议题"), text("议定"));
    let meeting = Meeting { number: text("会议"), on: dice.day(), agenda, decisions, minutes: None };
    let point = WorkPoint {
        number: text("要点"),
        document: "年度工作要点".to_owned(),
        item: text("任务"),
        section: "办公室".to_owned(),
        due: dice.day(),
        state: PointState::ALL[dice.roll(3) as usize],
        done_on: None,
        evidence: None,
    };
    let rule = InternalRule {
        number: text("制"),
        name: text("制度"),
        version: "第一版".to_owned(),
        section: "办公室".to_owned(),
        effective_on: dice.day(),
        reviewed_on: None,
        repealed_on: dice.perhaps(),
    };
    vec![
        (text("wt"), Record::Trainings(training)),
        (text("wm"), Record::Meetings(meeting)),
        (text("wp"), Record::WorkPoints(point)),
        (text("wr"), Record::InternalRules(rule)),
    ]
}

fn rule(number: i32, kind: RuleKind, dice: &mut Dice) -> Record {
    Record::Documents(RuleDocument {
        number: format!("云司规〔{number}〕号"),
        title: format!("办法{number}"),
        kind,
        state: RuleState::InForce,
        made_on: dice.day(),
        published_on: dice.perhaps(),
        effective_on: None,
        expires_on: dice.perhaps(),
        abolished_on: dice.perhaps(),
        publication: None,
    })
}

/// Counts the cells of table 二 in memory, record by record.
fn naive(places: &[Place], year: i16) -> BTreeMap<Slot, i64> {
    let projects: Slot = "table2/procurement/items".parse().unwrap();
    let mut cells: BTreeMap<Slot, i64> = BTreeMap::new();
    for place in places {
        for (slot, effect) in place.counts_in(year) {
            *cells.entry(slot).or_default() += effect;
        }
    }
    let of_year = places.iter().filter(|place| place.register == Register::Procurement && place.year == year);
    let distinct: BTreeSet<&String> = of_year.map(|place| &place.grouping).collect();
    cells.insert(projects, i64::try_from(distinct.len()).unwrap());
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_counts_is_what_a_naive_count_says_and_every_figure_opens_its_records() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let (catalogue, rows) = random_records(&mut Dice(20_190_101));
        let mut tx = writer.begin(&agency()).await.unwrap();
        let places = keep(&mut tx, &catalogue, rows).await;
        tx.commit(at(), entry()).await.unwrap();
        let (mut seen_cells, mut seen_work) = (BTreeSet::new(), BTreeSet::new());
        // Until 2020, as long as table 二 has the rows of the form of 2019.
        for year in 2016..=2020 {
            let tally = reports::tally(&reader, &agency(), year).await.unwrap();
            let naive = naive(&places, year);
            for slot in ReportForm::Form2019.slots() {
                let metric = Metric::Cell(slot);
                let counted = tally.value(&metric);
                assert_eq!(counted, naive.get(&slot).copied().unwrap_or(0), "{year} {slot}");
                let records = reports::records(&reader, &agency(), &metric, year, 1000, 0).await.unwrap();
                let effect: i64 = records.iter().map(|record| record.effect).sum();
                assert_eq!(effect, counted, "{year} {slot}: the records behind the figure");
                let mut ids: Vec<String> = records.into_iter().map(|record| record.id).collect();
                ids.sort();
                assert_eq!(reports::ids(&reader, &agency(), &metric, year).await.unwrap(), ids, "{year} {slot}");
                if counted != 0 {
                    seen_cells.insert(slot);
                }
            }
            for figure in WorkFigure::ALL {
                let counts = places.iter().filter_map(|place| work::counts_in(place, year).get(&figure).copied());
                let metric = Metric::Work(figure);
                assert_eq!(tally.value(&metric), counts.sum::<i64>(), "{year} {}", figure.key());
                if tally.value(&metric) > 0 {
                    seen_work.insert(figure);
                }
                let records = reports::records(&reader, &agency(), &metric, year, 1000, 0).await.unwrap();
                let effect: i64 = records.iter().map(|record| record.effect).sum();
                assert_eq!(effect, tally.value(&metric), "{year} {}: the records behind it", figure.key());
                assert_eq!(reports::ids(&reader, &agency(), &metric, year).await.unwrap().len(), records.len());
            }
            let first = reports::records(&reader, &agency(), &Metric::Events, year, 10, 0).await.unwrap();
            assert!(first.is_empty());
        }
        assert_eq!(seen_cells.len(), 22, "the records reach every cell of table 二");
        assert_eq!(seen_work.len(), WorkFigure::ALL.len(), "the records reach every figure of the year's work");
        let stranger = reports::tally(&reader, &AgencyId::new("a2"), 2019).await.unwrap();
        assert!(ReportForm::Form2019.slots().all(|slot| stranger.value(&Metric::Cell(slot)) == 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_counted_by_group_and_column_in_the_year_of_shanghai() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let new_year = Instant::start_of(date(2020, 1, 1));
        let events = [
            (EventKind::Publish, "overview", "duties", new_year.plus_milliseconds(-1)),
            (EventKind::Replace, "overview", "duties", new_year.plus_minutes(-500)),
            (EventKind::Publish, "policy", "policy", new_year.plus_minutes(-900)),
            (EventKind::Correct, "policy", "policy", new_year.plus_minutes(-800)),
            (EventKind::TakeDown, "policy", "policy", new_year.plus_minutes(-700)),
            (EventKind::Publish, "", "", new_year.plus_minutes(-600)),
            (EventKind::Publish, "policy", "policy", new_year),
        ];
        let mut tx = writer.begin(&agency()).await.unwrap();
        for (sequence, (kind, group, column, at)) in (1..).zip(events) {
            let bundle = save_bundle(&mut tx, sequence).await;
            let event = PublicationEvent {
                agency: agency(),
                sequence,
                document: DocumentId::new(format!("doc{sequence}")),
                edition: 1,
                bundle,
                kind,
                at,
                by: PersonId::new("p1"),
                by_name: "经办人".to_owned(),
                group: group.to_owned(),
                column: column.to_owned(),
            };
            store::publications::insert_event(&mut tx, &event).await.unwrap();
        }
        tx.commit(at(), entry()).await.unwrap();
        let tally = reports::tally(&reader, &agency(), 2019).await.unwrap();
        assert_eq!(tally.value(&Metric::Events), 3);
        assert_eq!(tally.value(&Metric::EventsOfGroup(ColumnGroup::Overview)), 2);
        assert_eq!(tally.value(&Metric::EventsInColumn(ColumnId::new("policy"))), 1);
        for metric in [
            Metric::Events,
            Metric::EventsOfGroup(ColumnGroup::Overview),
            Metric::EventsInColumn(ColumnId::new("policy")),
        ] {
            let records = reports::records(&reader, &agency(), &metric, 2019, 50, 0).await.unwrap();
            assert_eq!(i64::try_from(records.len()).unwrap(), tally.value(&metric));
            let ids = reports::ids(&reader, &agency(), &metric, 2019).await.unwrap();
            assert_eq!(ids.len(), records.len());
        }
        let opened = reports::records(&reader, &agency(), &Metric::Events, 2019, 1, 1).await.unwrap();
        assert_eq!((opened[0].title.as_str(), opened[0].document.as_deref()), ("第2件", Some("doc2")));
    })
    .await;
}

async fn save_bundle(tx: &mut Transaction, sequence: i64) -> ContentHash {
    let edition = Edition {
        title: format!("第{sequence}件"),
        generated_on: Some(date(2019, 12, 1)),
        ..Edition::empty(BundleKind::Article, "某局")
    };
    let numbers = affairs::document::bundle::Numbers {
        index_number: format!("A/2019-{sequence:05}"),
        document_number: String::new(),
    };
    let document = DocumentId::new(format!("doc{sequence}"));
    let bundle = affairs::document::Bundle::freeze(agency(), document, 1, &edition, numbers).unwrap();
    let hash = bundle.hash().unwrap();
    store::reviews::insert_bundle(tx, &hash, &bundle, &edition.body, at()).await.unwrap();
    hash
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_three_and_four_are_counted_from_their_own_source() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let empty = reports::tally(&reader, &agency(), 2019).await.unwrap();
        assert!(
            ReportForm::Form2019.slots().all(|slot| empty.tables().value(slot).is_some_and(|value| !value.is_blank()))
        );
        let fact = |cell: &str, record: &str, amount| Fact {
            year: 2019,
            cell: cell.to_owned(),
            record: record.to_owned(),
            title: format!("申请{record}"),
            on: date(2019, 6, 1),
            amount,
        };
        let mut tx = writer.begin(&agency()).await.unwrap();
        for number in 0..5 {
            let record = format!("app{number}");
            let facts = [fact("table3/r1/natural-person", &record, 1), fact("table3/r3.1/natural-person", &record, 1)];
            reports::save_facts(&mut tx, &record, &facts).await.unwrap();
        }
        reports::save_facts(&mut tx, "app9", &[fact("table3/r1/research", "app9", 1)]).await.unwrap();
        reports::save_facts(&mut tx, "fee", &[fact(reports::FEES_CELL, "fee", 40_000)]).await.unwrap();
        // A record that moves to another cell leaves the first.
        reports::save_facts(&mut tx, "app4", &[fact("table3/r1/natural-person", "app4", 1)]).await.unwrap();
        tx.commit(at(), entry()).await.unwrap();
        let tally = reports::tally(&reader, &agency(), 2019).await.unwrap();
        assert_eq!(tally.value(&Metric::ApplicationsReceived), 6);
        assert_eq!(tally.figure(Metric::FeesCharged).text(), "400元");
        let results: Slot = "table3/r3.7/total".parse().unwrap();
        assert_eq!(tally.tables().count(results), Some(4));
        let received = Metric::ApplicationsReceived;
        let page = reports::records(&reader, &agency(), &received, 2019, 3, 4).await.unwrap();
        assert_eq!(page.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["app4", "app9"]);
        assert_eq!(reports::ids(&reader, &agency(), &received, 2019).await.unwrap().len(), 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_kept_frozen_and_never_saved_over() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let begun = ReportLife::begun(agency(), "某局", 2019);
        let mut tx = writer.begin(&agency()).await.unwrap();
        reports::save(&mut tx, begun.stored()).await.unwrap();
        tx.commit(at(), entry()).await.unwrap();
        let kept = reports::by_year(&reader, &agency(), 2019).await.unwrap().unwrap();
        assert_eq!((kept.revision, &kept.writing), (1, &begun.stored().writing));
        assert!(reports::frozen_years(&reader, &agency()).await.unwrap().is_empty());

        // Somebody who saw the blank report saves nothing over the kept one.
        let mut tx = writer.begin(&agency()).await.unwrap();
        assert!(matches!(reports::save(&mut tx, begun.stored()).await, Err(StoreError::Conflict)));
        tx.roll_back().await.unwrap();

        let freezing = Freezing {
            at: at(),
            by: PersonId::new("p1"),
            by_name: "经办人".to_owned(),
            journal: 2,
            tally: Tally { fees_charged: 5, ..Tally::default() },
            document: DocumentId::new("d1"),
            files: Vec::new(),
        };
        let writing = Writing { narrative: Narrative::blank("某局", 2019), explanations: Vec::new() };
        let document = Some(freezing.document.clone());
        let frozen = Stored { freezing: Some(freezing), document, writing, ..kept };
        let metric = Metric::Events;
        let cells = vec![
            (Figure { metric: metric.clone(), value: 2 }, vec!["1".to_owned(), "2".to_owned()]),
            (Figure { metric: Metric::FeesCharged, value: 5 }, Vec::new()),
        ];
        let mut tx = writer.begin(&agency()).await.unwrap();
        reports::save(&mut tx, &frozen).await.unwrap();
        reports::save_cells(&mut tx, 2019, cells).await.unwrap();
        tx.commit(at(), entry()).await.unwrap();
        assert_eq!(reports::frozen_years(&reader, &agency()).await.unwrap(), [2019]);
        let read = reports::all(&reader, &agency()).await.unwrap();
        assert_eq!(read, [Stored { revision: 2, ..frozen }]);
        let figures = reports::frozen_figures(&reader, &agency(), 2019).await.unwrap();
        assert_eq!(figures.len(), 2);
        let ids = reports::frozen_ids(&reader, &agency(), &metric, 2019).await.unwrap();
        assert_eq!(ids, Some(vec!["1".to_owned(), "2".to_owned()]));
        let none = reports::frozen_ids(&reader, &agency(), &Metric::FeesCharged, 2019).await.unwrap();
        assert_eq!(none, Some(Vec::new()));
        assert_eq!(reports::frozen_ids(&reader, &agency(), &metric, 2018).await.unwrap(), None);
        let ledger: Ledger = reports::ledger(&reader, &agency(), &DocumentId::new("d1")).await.unwrap();
        assert_eq!((ledger.state, ledger.edition), (None, 0));
    })
    .await;
}

/// Fast enough to stand in every run: the figure to reach is one second for a hundred thousand records.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the bench report-records"]
async fn a_hundred_thousand_records_are_counted_within_a_second() {
    for_each_engine(|Office { reader, writer, .. }: Office| async move {
        found(&writer, &agency()).await;
        let mut tx = writer.begin(&agency()).await.unwrap();
        let none = Catalogue::default();
        keep(&mut tx, &none, vec![("i1".to_owned(), item("XK01", ItemKind::Licence, date(2010, 1, 1), None))]).await;
        let catalogue = registers::catalogue(&mut tx, &agency()).await.unwrap();
        for batch in 0..100 {
            let rows = (0..1000).map(|number| {
                let number = batch * 1000 + number;
                let day = date(2019, 1 + (number % 12) as i8, 1 + (number % 28) as i8);
                (format!("d{number:06}"), decision(&format!("{number}号"), "XK01", day))
            });
            keep(&mut tx, &catalogue, rows.collect()).await;
        }
        tx.commit(at(), entry()).await.unwrap();
        let started = std::time::Instant::now();
        let tally = reports::tally(&reader, &agency(), 2019).await.unwrap();
        let took = started.elapsed();
        println!("{:?}: {took:?}", reader.engine());
        assert_eq!(tally.value(&Metric::from_key("table2.licences.decisions").unwrap()), 100_000);
        assert!(took.as_millis() < 1000, "{took:?}");
        let started = std::time::Instant::now();
        let metric = Metric::from_key("table2.licences.decisions").unwrap();
        let last = reports::records(&reader, &agency(), &metric, 2019, 50, 99_950).await.unwrap();
        println!("the last page of its records: {:?}", started.elapsed());
        assert_eq!(last.len(), 50);
    })
    .await;
}
