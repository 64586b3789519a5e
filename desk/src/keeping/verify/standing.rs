//! How every document stands towards the public, replayed from its events and compared.

use super::{BATCH, Damage, Round};
use affairs::document::Bundle;
use affairs::publication::{EventKind, Standing};
use store::Kept;
use store::audit::{EventText, PublicationText};

impl Round<'_> {
    pub(super) async fn publications(&mut self) -> Kept<()> {
        let mut after = String::new();
        loop {
            let kept = store::audit::publications_after(&mut self.db, &self.agency, &after, BATCH).await?;
            let Some(last) = kept.last() else { break };
            after.clone_from(&last.document);
            for publication in kept {
                self.publication(&publication).await?;
                self.report.publications += 1;
            }
            self.come_to("校验公开信息", self.report.publications);
        }
        for document in store::audit::without_publication(&mut self.db, &self.agency, BATCH).await? {
            let words = "有发布记录、栏目位置或公开文件，却没有这件公开信息";
            self.found(Damage::Standing, format!("信息 {document}"), words);
        }
        Ok(())
    }

    async fn publication(&mut self, kept: &PublicationText) -> Kept<()> {
        let place = format!("信息 {}", kept.document);
        let events = store::audit::events_of(&mut self.db, &self.agency, &kept.document).await?;
        let Some(replayed) = replay(&events) else {
            self.found(Damage::Standing, place, "没有任何发布记录，却是公开信息");
            return Ok(());
        };
        for (name, agrees) in replayed.compare(kept) {
            if !agrees {
                self.found(Damage::Standing, &place, format!("{name}与发布记录推算的不符"));
            }
        }
        let text = store::audit::bundle_of(&mut self.db, &self.agency, &kept.bundle).await?;
        let Some(bundle) = text.and_then(|text| serde_json::from_str::<Bundle>(&text.content).ok()) else {
            self.found(Damage::Standing, &place, "所显示的内容没有保存或读不懂");
            return Ok(());
        };
        if bundle.kind.code() != kept.kind || bundle.index_number != kept.index_number {
            self.found(Damage::Standing, &place, "种类或索引号与内容不符");
        }
        let visible = Standing::from_code(&kept.standing).is_some_and(Standing::shows_text);
        self.places(&place, kept, &bundle, visible).await
    }

    async fn places(&mut self, place: &str, kept: &PublicationText, bundle: &Bundle, visible: bool) -> Kept<()> {
        let mut columns: Vec<(String, i64)> =
            bundle.targets.iter().map(|column| (column.to_string(), kept.released_at)).collect();
        columns.sort();
        columns.dedup();
        if !visible {
            columns.clear();
        }
        if store::audit::columns_of(&mut self.db, &self.agency, &kept.document).await? != columns {
            self.found(Damage::Columns, place, "所在的栏目与审核的内容不符");
        }
        let found = store::audit::files_of(&mut self.db, &self.agency, &kept.document).await?;
        let named = bundle.files();
        let mut hashes: Vec<&str> = named.iter().map(|(hash, _, _)| hash.as_str()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if !visible {
            hashes.clear();
        }
        let same_files = found.iter().map(|(hash, _, _)| hash.as_str()).eq(hashes);
        // One file under two names is open under one of them.
        let same_names = found.iter().all(|(hash, name, media)| {
            named.iter().any(|one| one.0.as_str() == hash && one.1 == *name && one.2 == *media)
        });
        if !same_files || !same_names {
            self.found(Damage::PublicFiles, place, "可供下载的文件与审核的内容不符");
        }
        Ok(())
    }
}

/// How a document must stand after its events.
struct Replayed<'events> {
    edition: i64,
    bundle: &'events str,
    notice: Option<&'events str>,
    standing: Standing,
    sequence: i64,
    first_released_at: i64,
    released_at: i64,
}

impl Replayed<'_> {
    fn compare(&self, kept: &PublicationText) -> [(&'static str, bool); 7] {
        [
            ("版本", kept.edition == self.edition),
            ("所显示的内容", kept.bundle == self.bundle),
            ("撤回或废止的说明", kept.notice.as_deref() == self.notice),
            ("公开状态", kept.standing == self.standing.code()),
            ("发布序号", kept.sequence == self.sequence),
            ("首次公开时间", kept.first_released_at == self.first_released_at),
            ("公开时间", kept.released_at == self.released_at),
        ]
    }
}

/// Replays events as the acts did; `None` when there is none.
fn replay(events: &[EventText]) -> Option<Replayed<'_>> {
    let first = events.first()?;
    let mut now = Replayed {
        edition: first.edition,
        bundle: &first.bundle,
        notice: None,
        standing: Standing::Live,
        sequence: first.sequence,
        first_released_at: first.at,
        released_at: first.at,
    };
    for event in events {
        now.sequence = event.sequence;
        match EventKind::from_code(&event.kind)? {
            EventKind::Publish | EventKind::Replace | EventKind::Correct | EventKind::Restore => {
                now.edition = event.edition;
                now.bundle = &event.bundle;
                now.notice = None;
                now.standing = Standing::Live;
                now.released_at = event.at;
            }
            EventKind::Withdraw => {
                now.notice = Some(&event.bundle);
                now.standing = Standing::Withdrawn;
            }
            EventKind::Repeal => {
                now.notice = Some(&event.bundle);
                now.standing = Standing::Repealed;
            }
            EventKind::TakeDown => now.standing = Standing::TakenDown,
        }
    }
    Some(now)
}

#[cfg(test)]
mod tests {
    use super::replay;
    use affairs::publication::Standing;
    use store::audit::EventText;

    fn event(sequence: i64, kind: &str) -> EventText {
        EventText {
            sequence,
            document: "d".to_owned(),
            edition: sequence,
            bundle: format!("bundle {sequence}"),
            kind: kind.to_owned(),
            at: sequence * 10,
            year: 1970,
            group: String::new(),
            column: String::new(),
        }
    }

    #[test]
    fn a_life_is_replayed() {
        let mut events = vec![event(1, "publish"), event(2, "replace")];
        let now = replay(&events).unwrap();
        assert_eq!((now.bundle, now.edition, now.first_released_at, now.released_at), ("bundle 2", 2, 10, 20));
        events.push(event(3, "repeal"));
        let now = replay(&events).unwrap();
        assert_eq!((now.bundle, now.notice, now.standing), ("bundle 2", Some("bundle 3"), Standing::Repealed));
        assert_eq!((now.sequence, now.released_at), (3, 20), "the text that stands is that of the second release");
        events.push(event(4, "take_down"));
        assert_eq!(replay(&events).unwrap().standing, Standing::TakenDown);
        events.push(event(5, "restore"));
        let now = replay(&events).unwrap();
        assert_eq!((now.bundle, now.notice, now.standing), ("bundle 5", None, Standing::Live));
        events.push(event(6, "burn"));
        assert!(replay(&events).is_none());
        assert!(replay(&[]).is_none());
    }
}
