//! 迎检包: what an inspection asks for, of one period, as one ZIP that is written while it is sent. Applications stand in it
//! by number and kind; no applicant is named.

use super::year_work::year_facts;
use crate::registers::{ExportFormat, refused_or_failed};
use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::journal::Entry;
use affairs::register::Register;
use affairs::{Date, Refusal};
use law::outcome::Outcome;
use paper::write::parcel::Parcel;
use paper::write::sheet::{ColumnKind, Sheet, SheetCell, SheetColumn};
use store::registers::Filter;
use store::year_work::LedgerRow;
use tokio::sync::mpsc;

/// A package on its way out: its name, and its bytes as they are written; an error in place of a piece ends it.
#[derive(Debug)]
pub struct Package {
    pub name: String,
    pub pieces: mpsc::Receiver<Done<Vec<u8>>>,
}

/// Most years of one package.
const YEARS_LIMIT: i16 = 5;
/// Applications that are read at once.
const AT_ONCE: i64 = 1000;
/// Most take-downs that are listed.
const TAKE_DOWNS: i64 = 1000;
/// The registers that an inspection asks for.
const REGISTERS: [Register; 4] =
    [Register::Trainings, Register::Meetings, Register::WorkPoints, Register::InternalRules];

impl Desk {
    /// Begins the package of the years `first` to `last`. What it holds is written by one task, member by member, as fast
    /// as the pieces are taken.
    ///
    /// # Errors
    /// Refused without the role, or for a period that is none.
    pub async fn inspection_package(&self, who: &Who, first: i16, last: i16) -> Done<Package> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let this_year = under.now.year();
        if first > last || last - first >= YEARS_LIMIT || !(2008..=this_year).contains(&last) {
            let message = format!("请选择 2008 至 {this_year} 年之间、不超过 {YEARS_LIMIT} 年的期间。");
            return Err(Refusal::new("period", message).at("first").into());
        }
        let agency = store::agencies::by_id(&mut under.tx, &who.agency).await?.ok_or_else(crate::not_found)?;
        let entry = Entry::new(who.actor(), "report.inspection_package").about("report", last).fact("first", first);
        under.tx.commit(under.now, entry).await?;
        let period = if first == last { format!("{first}年") } else { format!("{first}—{last}年") };
        let (pieces, taken) = mpsc::channel(4);
        let (desk, who) = (self.clone(), who.clone());
        tokio::spawn(async move {
            if let Err(error) = desk.pack(&who, (first, last), &pieces).await {
                // Whoever went away takes no error either.
                let _gone = pieces.send(Err(error)).await;
            }
        });
        Ok(Package { name: format!("{}{period}政府信息公开迎检材料.zip", agency.name), pieces: taken })
    }

    async fn pack(&self, who: &Who, (first, last): (i16, i16), to: &mpsc::Sender<Done<Vec<u8>>>) -> Done<()> {
        let mut parcel = Parcel::begin();
        for year in first..=last {
            let ledger = self.review_ledger(who, year).await?;
            let mut members = vec![(format!("{year}年保密审查台账.xlsx"), ledger)];
            members.push((format!("{year}年依申请公开台账.xlsx"), self.application_ledger(who, year).await?));
            for register in REGISTERS {
                // An internal rule stands until it is repealed; the others belong to their year.
                let year = (register != Register::InternalRules).then_some(year);
                let filter = Filter { year, ..Filter::all(register) };
                let exported = self.export_register(who, &filter, ExportFormat::Xlsx).await?;
                members.push((exported.name, exported.bytes));
            }
            members.push((format!("{year}年逾期事项.xlsx"), self.late_sheet(who, year).await?));
            members.push((format!("{year}年紧急下架.xlsx"), self.take_down_sheet(who, year).await?));
            for (name, bytes) in members {
                let written = parcel.add(&name, &bytes).map_err(refused_or_failed)?;
                if to.send(Ok(written)).await.is_err() {
                    return Ok(());
                }
            }
        }
        let _gone = to.send(Ok(parcel.end().map_err(refused_or_failed)?)).await;
        Ok(())
    }

    async fn application_ledger(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let page = store::year_work::ledger_of(&self.reader, &who.agency, year, after.as_ref(), AT_ONCE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.case.clone());
            rows.extend(page);
        }
        rows.sort_by(|one, other| (one.received_on, &one.number).cmp(&(other.received_on, &other.number)));
        let rows = rows.iter().map(ledger_row).collect();
        let columns =
            ["登记编号", "申请人", "收到日期", "答复期限", "承办科室", "办理状态", "办理结果", "办结日期", "是否逾期"];
        self.sheet(format!("{year}年依申请公开台账"), &columns, rows)
    }

    async fn late_sheet(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let facts = year_facts(&self.reader, &who.agency, year, self.now().date()).await?;
        let line = |kind: &str, what: &str, day: String| [kind.to_owned(), what.to_owned(), day].map(SheetCell::Text);
        let mut rows: Vec<Vec<SheetCell>> =
            facts.late.iter().map(|title| line("主动公开", title, "二十个工作日".to_owned()).to_vec()).collect();
        let late = store::year_work::late_replies(&self.reader, &who.agency, year, AT_ONCE).await?;
        rows.extend(late.iter().map(|(number, due)| line("依申请公开", number, due.to_string()).to_vec()));
        let points = facts.points.iter().filter(|point| point.late_by(facts.as_of).is_some());
        rows.extend(points.map(|point| line("工作要点", &point.item, point.due.to_string()).to_vec()));
        self.sheet(format!("{year}年逾期事项"), &["类别", "事项", "期限"], rows)
    }

    async fn take_down_sheet(&self, who: &Who, year: i16) -> Done<Vec<u8>> {
        let all = store::publications::take_downs(&self.reader, &who.agency, TAKE_DOWNS).await?;
        let of_year = all.into_iter().filter(|one| one.at.year() == year);
        let rows = of_year.map(|one| {
            let decide_by: Date = one.decide_by;
            let decision = if one.decision.is_empty() { "未决定".to_owned() } else { one.decision };
            let cells = [one.at.minute_text(), one.by_name, one.reason, decide_by.to_string(), decision];
            let address = format!("/d/{}", one.document);
            cells.into_iter().chain([address]).map(SheetCell::Text).collect()
        });
        let columns = ["下架时间", "经手人", "理由", "应决定日期", "处理决定", "页面地址"];
        self.sheet(format!("{year}年紧急下架"), &columns, rows.collect())
    }

    fn sheet(&self, title: String, columns: &[&str], rows: Vec<Vec<SheetCell>>) -> Done<Vec<u8>> {
        let columns = columns.iter().map(|heading| SheetColumn::new(*heading, ColumnKind::Text)).collect();
        Sheet { title, columns, rows }.xlsx(self.now()).map_err(refused_or_failed)
    }
}

fn ledger_row(row: &LedgerRow) -> Vec<SheetCell> {
    let ended = row.ended_on.map(|day| day.to_string()).unwrap_or_default();
    let late = row.ended_on.is_some_and(|ended| ended > row.due_on);
    let cells = [
        row.number.clone(),
        // By kind alone: an inspection needs no name.
        format!("{}（姓名、名称已隐去）", row.applicant.label()),
        row.received_on.to_string(),
        row.due_on.to_string(),
        row.section.clone(),
        if row.open { "办理中" } else { "已办结" }.to_owned(),
        row.outcome.map_or("", Outcome::label).to_owned(),
        ended,
        if late { "逾期" } else { "" }.to_owned(),
    ];
    cells.map(SheetCell::Text).to_vec()
}
