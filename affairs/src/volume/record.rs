//! 办理记录: the ledger of a case as the volume prints it, line by line.

use crate::Date;
use crate::application::{Application, Event};
use crate::letter::{Block, Body, Cell, Grid, Part, Row};
use crate::personal::Purpose;

/// One row a line: when, what, what was written with it, who recorded it.
#[must_use]
pub fn ledger(application: &Application, name_of: impl Fn(&crate::id::PersonId) -> String) -> Block {
    let mut rows = vec![row(["日期", "事项", "记载", "登记人"], true)];
    rows.extend(application.events.iter().map(|line| {
        let (what, on) = said(&line.event);
        let words = line.words.reveal(Purpose::Keeping);
        let written = [&words.text, &words.party, &words.address];
        let written = written.into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n");
        let by = line.by.as_ref().map_or_else(|| "——".to_owned(), &name_of);
        row([&on.unwrap_or_else(|| line.at.date()).to_string(), what, &written, &by], false)
    }));
    grid(&[16, 26, 42, 16], rows)
}

/// 送达记录: how the reply left and what became of it. `None` where nothing was sent.
#[must_use]
pub fn services(application: &Application) -> Option<Block> {
    let mut rows = vec![row(["日期", "事项", "收件人", "单号、凭证"], true)];
    for line in &application.events {
        let (Event::Served { on, .. } | Event::Delivered { on } | Event::ServiceFailed { on }) = &line.event else {
            continue;
        };
        let words = line.words.reveal(Purpose::Keeping);
        let proof = if words.address.is_empty() { &words.text } else { &words.address };
        rows.push(row([&on.to_string(), said(&line.event).0, &words.party, proof], false));
    }
    (rows.len() > 1).then(|| grid(&[16, 24, 24, 36], rows))
}

/// A grid with a heading of its own, as the record of anything.
#[must_use]
pub fn table<const COLUMNS: usize>(
    widths: &[u16; COLUMNS],
    head: [&str; COLUMNS],
    lines: &[[String; COLUMNS]],
) -> Block {
    let mut rows = vec![row(head, true)];
    rows.extend(lines.iter().map(|line| row(line.each_ref().map(String::as_str), false)));
    grid(widths, rows)
}

fn grid(widths: &[u16], rows: Vec<Row>) -> Block {
    Block { parts: vec![Part::Record], body: Body::Grid(Grid { widths: widths.to_vec(), header_rows: 1, rows }) }
}

fn row<const COLUMNS: usize>(texts: [&str; COLUMNS], label: bool) -> Row {
    Row { lines: 1, cells: texts.map(|text| Cell { text: text.to_owned(), span: 1, label }).to_vec() }
}

/// What happened, in the archivist's words, and the day it is about.
fn said(event: &Event) -> (&'static str, Option<Date>) {
    match event {
        Event::Submitted { on, .. } => ("收到申请", Some(*on)),
        Event::Signed { on } => ("签收", Some(*on)),
        Event::Confirmed { on } => ("双方确认收到", Some(*on)),
        Event::Assigned { .. } => ("交办、转办", None),
        Event::CoHandlingAsked { on, .. } => ("请其他科室协办", Some(*on)),
        Event::CoHandlingAnswered { on, .. } => ("收到协办意见", Some(*on)),
        Event::CoHandlingPassed { .. } => ("协办移交", None),
        Event::Split { on, .. } => ("一事一申请，拆分办理", Some(*on)),
        Event::SplitFrom { on, .. } => ("由同一份申请拆分立案", Some(*on)),
        Event::CorrectionAsked { on, .. } => ("告知补正", Some(*on)),
        Event::Corrected { on } => ("收到补正", Some(*on)),
        Event::ConsultationSent { on, .. } => ("发出征求意见书", Some(*on)),
        Event::ConsultationDelivered { on, .. } => ("征求意见书送达", Some(*on)),
        Event::ConsultationAnswered { on, opinion, .. } => (opinion.label(), Some(*on)),
        Event::ConsultationReturned { on, .. } => ("征求意见书退回", Some(*on)),
        Event::ReasonsAsked { on, .. } => ("要求说明理由", Some(*on)),
        Event::ReasonsGiven { on } => ("收到说明的理由", Some(*on)),
        Event::Deferred { on, .. } => ("确定延迟答复的期限", Some(*on)),
        Event::ExtensionAsked { on, .. } => ("申请延期", Some(*on)),
        Event::ExtensionApproved { on } => ("批准延期", Some(*on)),
        Event::ExtensionRefused { on } => ("不同意延期", Some(*on)),
        Event::ExtensionNotified { on, .. } => ("告知延期", Some(*on)),
        Event::DueDayTold { on, .. } => ("告知答复期限变动", Some(*on)),
        Event::FeeNoticed { on, .. } => ("发出收费通知", Some(*on)),
        Event::FeePaid { on, .. } => ("缴费", Some(*on)),
        Event::FeeRefunded { on, .. } => ("退费", Some(*on)),
        Event::Searched { on, .. } => ("检索", Some(*on)),
        Event::ReplySubmitted { .. } => ("答复送审", None),
        Event::ReplyReturned { .. } => ("答复退回", None),
        Event::Decided { on, .. } => ("作出答复", Some(*on)),
        Event::Sealed { on, .. } => ("用印", Some(*on)),
        Event::Served { on, .. } => ("送达", Some(*on)),
        Event::Delivered { on } => ("申请人收到", Some(*on)),
        Event::ServiceFailed { on } => ("送达未成功", Some(*on)),
        Event::Withdrawn { on } => ("申请人撤回", Some(*on)),
        Event::Lapsed { on, .. } => ("逾期，不再处理", Some(*on)),
        Event::Reopened { on, .. } => ("重新办理", Some(*on)),
        Event::Archived { on, .. } => ("归档", Some(*on)),
        Event::VolumeOpened { on } => ("拆卷", Some(*on)),
    }
}
