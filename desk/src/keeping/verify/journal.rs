//! The chain, and what it says of publications: both were written by the same acts, in the same order.

use super::{BATCH, Damage, Round};
use affairs::canonical::canonical_bytes;
use affairs::journal::{Entry, Line, beginning};
use affairs::{ContentHash, Instant};
use std::collections::VecDeque;
use store::Kept;
use store::audit::{EventText, LineText};

/// The events, as they are met beside the lines that made them.
#[derive(Default)]
struct Events {
    waiting: VecDeque<EventText>,
    last: i64,
}

impl Round<'_> {
    pub(super) async fn journal(&mut self) -> Kept<()> {
        let mut events = Events::default();
        let (mut number, mut previous) = (0, beginning().as_str().to_owned());
        loop {
            let lines = store::audit::lines_after(&mut self.db, &self.agency, number, BATCH).await?;
            if lines.is_empty() {
                break;
            }
            for line in lines {
                if line.number > number + 1 {
                    let missing = format!("第 {} 行起缺 {} 行", number + 1, line.number - number - 1);
                    self.found(Damage::JournalGap, format!("第 {} 行", number + 1), missing);
                } else if line.previous != previous {
                    self.found(Damage::JournalChain, format!("第 {} 行", line.number), "所记的上一行与上一行不符");
                }
                if let Some(entry) = self.line(&line) {
                    self.beside(&mut events, &line, &entry).await?;
                }
                number = line.number;
                previous = line.hash;
                self.report.lines += 1;
            }
            self.come_to("校验日志", self.report.lines);
        }
        self.surplus(&mut events).await?;
        self.head(number, &previous).await
    }

    /// The line's entry, if the line is what its hash says.
    fn line(&mut self, line: &LineText) -> Option<Entry> {
        match sound(line, &self.agency) {
            Some(entry) => Some(entry),
            None => {
                self.found(Damage::JournalLine, format!("第 {} 行", line.number), "内容与校验值不符");
                // An entry that can still be read may have made an event, which is not a second finding.
                serde_json::from_str(&line.entry).ok()
            }
        }
    }

    async fn head(&mut self, number: i64, hash: &str) -> Kept<()> {
        match store::audit::head(&mut self.db, &self.agency).await? {
            Some((kept, kept_hash)) if kept == number && kept_hash == hash => {}
            Some((kept, _)) => {
                let words = format!("日志头记着 {kept} 行，实有 {number} 行，或末行不是所记的那一行");
                self.found(Damage::JournalHead, "日志头", words);
            }
            None => self.found(Damage::JournalHead, "日志头", "没有日志头"),
        }
        Ok(())
    }

    /// Holds a line that made an event against the next event.
    async fn beside(&mut self, events: &mut Events, line: &LineText, entry: &Entry) -> Kept<()> {
        let Some(document) = released_document(entry) else { return Ok(()) };
        while let Some(event) = self.next_event(events).await? {
            if event.document == document && event.at == line.at {
                return Ok(());
            }
            if event.at > line.at {
                events.waiting.push_front(event);
                break;
            }
            self.unwitnessed(&event);
        }
        let words = format!("日志第 {} 行记着一次公开或下架，发布记录中没有", line.number);
        self.found(Damage::JournalEvents, format!("信息 {document}"), words);
        Ok(())
    }

    async fn surplus(&mut self, events: &mut Events) -> Kept<()> {
        while let Some(event) = self.next_event(events).await? {
            self.unwitnessed(&event);
        }
        Ok(())
    }

    fn unwitnessed(&mut self, event: &EventText) {
        let at = Instant::from_milliseconds(event.at).minute_text();
        let words = format!("发布记录第 {} 号（{at}）在日志中没有对应的一行", event.sequence);
        self.found(Damage::JournalEvents, format!("信息 {}", event.document), words);
    }

    async fn next_event(&mut self, events: &mut Events) -> Kept<Option<EventText>> {
        if events.waiting.is_empty() {
            let next = store::audit::events_after(&mut self.db, &self.agency, events.last, BATCH).await?;
            events.last = next.last().map_or(events.last, |event| event.sequence);
            events.waiting.extend(next);
        }
        Ok(events.waiting.pop_front())
    }
}

/// The document that the line's act released or took down.
fn released_document(entry: &Entry) -> Option<&str> {
    let fact = |key: &str| entry.facts.get(key);
    let made = match entry.act.as_str() {
        "publishing.publish" | "publishing.publish_by_setting" => {
            fact("released").and_then(serde_json::Value::as_bool) == Some(true)
        }
        // The job that came too late says so.
        "publishing.release" => fact("state").is_none(),
        "publishing.take_down" => true,
        _ => false,
    };
    let document = entry.subjects.iter().find(|(kind, _)| kind == "document");
    document.filter(|_| made).map(|(_, id)| id.as_str())
}

fn sound(line: &LineText, agency: &affairs::id::AgencyId) -> Option<Entry> {
    let value: serde_json::Value = serde_json::from_str(&line.entry).ok()?;
    let entry: Entry = serde_json::from_value(value.clone()).ok()?;
    // What the entry's type does not know would be outside the hash.
    if canonical_bytes(&value).ok()? != canonical_bytes(&entry).ok()? {
        return None;
    }
    let previous = ContentHash::parse(&line.previous)?;
    let at = Instant::from_milliseconds(line.at);
    let written = Line::after(&previous, agency.clone(), line.number, at, entry).ok()?;
    (written.hash.as_str() == line.hash).then_some(written.entry)
}
