//! `gongkai report read`: what stands in a report, without judging it.

use law::annual_report::{Figure, Hedge, Notion, ReportSection, Scope, TextPlace};
use paper::read::{ReadReport, report_json};
use serde_json::{Value, json};

use super::files;
use super::{CLEAN, ReadOptions, Spoken, UNREADABLE, check};

/// Reads each file in the order given; 2 if one of them could not be read.
pub fn run(options: &ReadOptions, spoken: &mut Spoken<'_>) -> u8 {
    let (mut worst, mut first) = (CLEAN, true);
    let json = options.given.json;
    files::each(
        &options.given,
        |file, read| (read.is_err(), words(&file.name(), read, json)),
        |_, (lost, text)| {
            worst = worst.max(if lost { UNREADABLE } else { CLEAN });
            let between = if first || json { "" } else { "\n" };
            first = false;
            write!(spoken.out, "{between}{text}")
        },
    );
    worst
}

fn words(name: &str, read: Result<ReadReport, String>, json: bool) -> String {
    match (read, json) {
        (Ok(report), true) => format!("{}\n", as_json(name, &report)),
        (Ok(report), false) => printed(name, &report),
        (Err(reason), true) => format!("{}\n", json!({ "file": name, "error": reason })),
        (Err(reason), false) => format!("文件：{name}\n不能读取：{reason}\n"),
    }
}

/// The report's JSON, whose findings are the notes of reading alone, with its words and the figures in them.
fn as_json(name: &str, report: &ReadReport) -> Value {
    let mut out = report_json(report, &report.notes);
    out["file"] = json!(name);
    out["title"] = json!(report.text.title);
    out["preamble"] = json!(report.text.preamble);
    let section = |found: &law::annual_report::SectionText| json!({ "section": found.section.numeral(), "heading": found.heading, "text": found.text });
    out["sections"] = report.text.sections.iter().map(section).collect();
    out["figures"] = report.narrative.figures.iter().map(figure).collect();
    out
}

fn figure(figure: &Figure) -> Value {
    json!({
        "value": figure.value,
        "unit": figure.unit,
        "hedge": figure.hedge.map(|hedge| match hedge { Hedge::AtLeast => "at_least", Hedge::About => "about" }),
        "share": figure.share.map(|share| share.0.to_string()),
        "notion": notion(&figure.notion),
        "scope": match figure.scope { Scope::Own => "own", Scope::Region => "region" },
        "undated": figure.undated,
        "place": place(&figure.place),
    })
}

fn place(place: &TextPlace) -> Value {
    json!({ "section": place.section.map(ReportSection::numeral), "offset": place.offset, "words": place.words })
}

/// What a figure counts, as a name that stays.
fn notion(notion: &Notion) -> Value {
    let newly = |name: &str, newly: bool| json!(if newly { format!("{name}_newly") } else { name.to_owned() });
    match notion {
        Notion::Received { newly: only } => newly("received", *only),
        Notion::CarriedIn => json!("carried_in"),
        Notion::Answered => json!("answered"),
        Notion::CarriedOver => json!("carried_over"),
        Notion::Outcome(rows) => json!({ "outcome": rows.iter().map(|row| row.code()).collect::<Vec<_>>() }),
        Notion::Reconsiderations { newly: only } => newly("reconsiderations", *only),
        Notion::Suits { newly: only } => newly("suits", *only),
        Notion::Rules => json!("rules"),
        Notion::NormativeDocuments => json!("normative_documents"),
        Notion::DocumentsInForce { rules } => {
            json!(if *rules { "rules_in_force" } else { "normative_documents_in_force" })
        }
        Notion::DocumentsRepealed { rules } => {
            json!(if *rules { "rules_repealed" } else { "normative_documents_repealed" })
        }
        Notion::PolicyItems => json!("policy_items"),
        Notion::PlatformItems { updates } => json!(if *updates { "platform_updates" } else { "platform_items" }),
        Notion::PushesPerMonth => json!("pushes_per_month"),
        Notion::AccountArticles => json!("account_articles"),
        Notion::Consultations => json!("consultations"),
        Notion::Other => Value::Null,
    }
}

/// Characters of a figure's surroundings on a line.
const AROUND: usize = 12;

fn printed(name: &str, report: &ReadReport) -> String {
    let mut text = check::headed(name, report);
    text.push_str("\n各部分：\n");
    for section in ReportSection::ALL {
        let found = match report.text.section(section) {
            Some(found) => format!("{}（{}字）", found.heading, found.text.chars().count()),
            None => "没有找到".to_owned(),
        };
        text.push_str(&format!("  {}、{found}\n", section.numeral()));
    }
    if !report.narrative.figures.is_empty() {
        text.push_str("\n文字中的数字：\n");
    }
    for figure in &report.narrative.figures {
        let section = figure.place.section.map_or("前言", ReportSection::numeral);
        let words: String = figure.place.words.chars().take(AROUND).collect();
        text.push_str(&format!("  {section}　{}{}　“{words}”\n", figure.value, figure.unit));
    }
    for note in &report.notes {
        text.push_str(&format!("\n[{}] {}\n", note.severity.word(), note.message));
    }
    text
}
