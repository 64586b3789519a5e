//! Every event of publication: its number, its bundle, and the four approvals of exactly that hash.

use super::{BATCH, Damage, Round};
use affairs::document::{Action, Bundle};
use affairs::publication::EventKind;
use affairs::review::chain::ledger_is_whole;
use affairs::review::{Approval, Level};
use affairs::{ContentHash, Instant};
use std::collections::BTreeSet;
use store::Kept;
use store::audit::{ApprovalText, EventText};

impl Round<'_> {
    pub(super) async fn events(&mut self) -> Kept<()> {
        let mut sequence = 0;
        loop {
            let events = store::audit::events_after(&mut self.db, &self.agency, sequence, BATCH).await?;
            if events.is_empty() {
                return Ok(());
            }
            for event in events {
                if event.sequence != sequence + 1 {
                    let words = format!("第 {} 号之后是第 {} 号", sequence, event.sequence);
                    self.found(Damage::EventGap, format!("第 {} 号", sequence + 1), words);
                }
                sequence = event.sequence;
                self.event(&event).await?;
                self.report.events += 1;
            }
            self.come_to("校验发布记录", self.report.events);
        }
    }

    async fn event(&mut self, event: &EventText) -> Kept<()> {
        let place = format!("发布记录第 {} 号（信息 {}）", event.sequence, event.document);
        let Some(kind) = EventKind::from_code(&event.kind) else {
            self.found(Damage::Event, place, format!("种类“{}”不认识", event.kind));
            return Ok(());
        };
        if i64::from(Instant::from_milliseconds(event.at).year()) != event.year {
            self.found(Damage::Event, &place, format!("记在 {} 年，时间却不在这一年", event.year));
        }
        let Some(kept) = store::audit::bundle_of(&mut self.db, &self.agency, &event.bundle).await? else {
            self.found(Damage::Event, &place, "所公开的内容没有保存");
            return Ok(());
        };
        // What is wrong with the bundle itself has been told already.
        let Ok(bundle) = serde_json::from_str::<Bundle>(&kept.content) else { return Ok(()) };
        if !is_borne_out(event, kind, &bundle) {
            self.found(Damage::Event, &place, "与所公开的内容（信息、版本、栏目或事由）不符");
        }
        if kind != EventKind::TakeDown {
            self.ledger(&place, event).await?;
        }
        Ok(())
    }

    async fn ledger(&mut self, place: &str, event: &EventText) -> Kept<()> {
        let kept = store::audit::approvals_of(&mut self.db, &self.agency, &event.bundle).await?;
        let mut ledger = Vec::with_capacity(kept.len());
        for signature in &kept {
            let place = format!("{place}的{}签署", level_name(signature.level));
            match serde_json::from_str::<Approval>(&signature.content) {
                Ok(approval) if repeats(signature, &approval) => {
                    self.rests_on_grant(&place, &approval).await?;
                    ledger.push(approval);
                }
                Ok(approval) => {
                    self.found(Damage::Signature, place, "签署的内容与登记的级次、人员或时间不符");
                    ledger.push(approval);
                }
                Err(_) => self.found(Damage::Signature, place, "签署的内容读不懂"),
            }
        }
        let whole = ContentHash::parse(&event.bundle).is_some_and(|hash| ledger_is_whole(&hash, &ledger));
        if !whole {
            self.found(Damage::Ledger, place, what_is_missing(event, &ledger));
        } else if ledger.iter().any(|approval| approval.at.milliseconds() > event.at) {
            self.found(Damage::Ledger, place, "有签署晚于公开的时间（先审查、后公开）");
        }
        Ok(())
    }

    async fn rests_on_grant(&mut self, place: &str, approval: &Approval) -> Kept<()> {
        let Some(id) = &approval.grant else {
            self.found(Damage::Signature, place, "没有写明所依据的授权");
            return Ok(());
        };
        if !self.grants.contains_key(id.as_str()) {
            let grant = store::audit::grant(&mut self.db, &self.agency, id.as_str()).await?;
            self.grants.insert(id.as_str().to_owned(), grant);
        }
        let fits = self.grants.get(id.as_str()).and_then(Option::as_ref).is_some_and(|(person, role, from, by)| {
            person == approval.person.as_str()
                && role == approval.level.role().code()
                && by != person
                && affairs::time::parse_date(from).is_some_and(|from| from <= approval.at.date())
        });
        if !fits {
            self.found(Damage::Signature, place, "所依据的授权不存在，或不是此人、此岗位、此时的授权");
        }
        Ok(())
    }
}

fn level_name(number: i64) -> String {
    Level::from_number(number).map_or_else(|| format!("第 {number} 级"), |level| level.label().to_owned())
}

/// Whether the columns beside a signature say what it says.
fn repeats(kept: &ApprovalText, approval: &Approval) -> bool {
    kept.level == approval.level.number()
        && kept.person == approval.person.as_str()
        && kept.at == approval.at.milliseconds()
}

fn is_borne_out(event: &EventText, kind: EventKind, bundle: &Bundle) -> bool {
    let same_matter = bundle.document.as_str() == event.document && bundle.edition == event.edition;
    let expected = match bundle.action {
        Action::Publish => EventKind::Publish,
        Action::Replace { correction: false } => EventKind::Replace,
        Action::Replace { correction: true } => EventKind::Correct,
        Action::Withdraw => EventKind::Withdraw,
        Action::Repeal => EventKind::Repeal,
        Action::Restore => EventKind::Restore,
    };
    let column = bundle.targets.first().map(|column| column.as_str()).unwrap_or_default();
    same_matter && (kind == EventKind::TakeDown || (kind == expected && event.column == column))
}

fn what_is_missing(event: &EventText, ledger: &[Approval]) -> String {
    let people: BTreeSet<&str> = ledger.iter().map(|approval| approval.person.as_str()).collect();
    let missing: Vec<&str> = Level::ALL
        .into_iter()
        .filter(|level| !ledger.iter().any(|approval| approval.level == *level))
        .map(Level::label)
        .collect();
    if !missing.is_empty() {
        format!("缺少{}的签署", missing.join("、"))
    } else if people.len() < ledger.len() {
        "有同一个人在两级签署".to_owned()
    } else if ledger.iter().any(|approval| approval.bundle.as_str() != event.bundle) {
        "有签署针对的是别的内容".to_owned()
    } else {
        "签署的先后次序不对".to_owned()
    }
}
