//! Whatever is changed behind the program's back is found and named, and the examination goes on.

use super::office::{Office, copy_folder, filled};
use affairs::ContentHash;
use desk::keeping::{Damage, VerifyReport};

/// What is done to the database, what must be found, and what its place or words must name.
struct Tampering {
    done: &'static str,
    sql: &'static [&'static str],
    found: Damage,
    names: &'static str,
}

const fn tampering(done: &'static str, sql: &'static [&'static str], found: Damage, names: &'static str) -> Tampering {
    Tampering { done, sql, found, names }
}

const JOURNAL: &[Tampering] = &[
    tampering(
        "an entry says another thing",
        &["UPDATE journal_line SET entry = REPLACE(entry, 'test.people', 'test.nobody') WHERE number = 2"],
        Damage::JournalLine,
        "第 2 行",
    ),
    tampering(
        "an entry gets a member that the hash does not cover",
        &[
            "UPDATE journal_line SET entry = '{\"extra\":1,' || SUBSTR(entry, 2) WHERE agency_id = 'yunchuan' AND number = 2",
        ],
        Damage::JournalLine,
        "第 2 行",
    ),
    tampering(
        "an entry is no entry any more",
        &["UPDATE journal_line SET entry = 'nothing' WHERE agency_id = 'yunchuan' AND number = 2"],
        Damage::JournalLine,
        "第 2 行",
    ),
    tampering(
        "the time of a line is moved",
        &["UPDATE journal_line SET at = at - 60000 WHERE agency_id = 'yunchuan' AND number = 2"],
        Damage::JournalLine,
        "第 2 行",
    ),
    tampering(
        "the hash of a line is another",
        &["UPDATE journal_line SET hash = previous WHERE agency_id = 'yunchuan' AND number = 3"],
        Damage::JournalLine,
        "第 3 行",
    ),
    tampering(
        "a line does not follow the one before it",
        &["UPDATE journal_line SET previous = hash WHERE agency_id = 'yunchuan' AND number = 3"],
        Damage::JournalChain,
        "第 3 行",
    ),
    tampering(
        "a line is gone",
        &["DELETE FROM journal_line WHERE agency_id = 'yunchuan' AND number = 4"],
        Damage::JournalGap,
        "第 4 行",
    ),
    tampering(
        "a line is gone and the others moved up",
        &[
            "DELETE FROM journal_line WHERE agency_id = 'yunchuan' AND number = 3",
            "UPDATE journal_line SET number = -number WHERE agency_id = 'yunchuan' AND number > 3",
            "UPDATE journal_line SET number = -number - 1 WHERE agency_id = 'yunchuan' AND number < 0",
            "UPDATE journal_head SET number = number - 1 WHERE agency_id = 'yunchuan'",
        ],
        Damage::JournalChain,
        "第 3 行",
    ),
    tampering(
        "the last line is cut off",
        &[
            "DELETE FROM journal_line WHERE agency_id = 'yunchuan' AND number = (SELECT MAX(number) FROM journal_line WHERE agency_id = 'yunchuan')",
        ],
        Damage::JournalHead,
        "日志头",
    ),
    tampering(
        "the head is gone",
        &["DELETE FROM journal_head WHERE agency_id = 'linhe'"],
        Damage::JournalHead,
        "没有日志头",
    ),
    tampering(
        "two lines are exchanged",
        &[
            "UPDATE journal_line SET number = 999 WHERE agency_id = 'yunchuan' AND number = 4",
            "UPDATE journal_line SET number = 4 WHERE agency_id = 'yunchuan' AND number = 5",
            "UPDATE journal_line SET number = 5 WHERE agency_id = 'yunchuan' AND number = 999",
        ],
        Damage::JournalLine,
        "第 4 行",
    ),
    tampering(
        "an agency is gone and its rows are not",
        &["DELETE FROM agency WHERE agency_id = 'linhe'"],
        Damage::StrangeAgency,
        "linhe",
    ),
];

const LEDGER: &[Tampering] = &[
    tampering(
        "the approved title is another",
        &["UPDATE bundle SET content = REPLACE(content, '公告的摘要', '公告的摘录') WHERE document_id = 'd1'"],
        Damage::BundleText,
        "信息 d1 第 1 版",
    ),
    tampering(
        "the approved bundle is no bundle",
        &["UPDATE bundle SET content = '' WHERE document_id = 'd1'"],
        Damage::BundleText,
        "信息 d1",
    ),
    tampering(
        "the approved text is another",
        &["UPDATE bundle SET body = REPLACE(body, '𠮷', '吉') WHERE document_id = 'd1'"],
        Damage::BundleBody,
        "信息 d1",
    ),
    tampering(
        "a bundle lies under another document",
        &["UPDATE bundle SET document_id = 'd6' WHERE document_id = 'd1'"],
        Damage::BundlePlace,
        "信息 d6",
    ),
    tampering(
        "an approval is removed",
        &[
            "DELETE FROM approval WHERE level = 3 AND bundle_hash IN (SELECT bundle_hash FROM bundle WHERE document_id = 'd1')",
        ],
        Damage::Ledger,
        "缺少保密审查负责人的签署",
    ),
    tampering(
        "one person signs twice in the content",
        &["UPDATE approval SET content = REPLACE(content, '\"p3\"', '\"p2\"') WHERE level = 3"],
        Damage::Ledger,
        "有同一个人在两级签署",
    ),
    tampering(
        "a signature says another person than its row",
        &["UPDATE approval SET person_id = 'p9' WHERE level = 4"],
        Damage::Signature,
        "局领导签署",
    ),
    tampering(
        "a signature is for another hash",
        &[
            "UPDATE approval SET content = REPLACE(content, bundle_hash, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855') WHERE level = 2",
        ],
        Damage::Ledger,
        "有签署针对的是别的内容",
    ),
    tampering(
        "a signature is later than the release",
        &[
            "UPDATE approval SET content = REPLACE(content, '\"at\":' || at, '\"at\":' || (at + 3600000)), at = at + 3600000 WHERE level = 4",
        ],
        Damage::Ledger,
        "晚于公开的时间",
    ),
    tampering(
        "signatures are out of order",
        &[
            "UPDATE approval SET content = REPLACE(content, '\"at\":' || at, '\"at\":' || (at - 3600000)), at = at - 3600000 WHERE level = 4",
        ],
        Damage::Ledger,
        "先后次序",
    ),
    tampering(
        "a signature cannot be read",
        &["UPDATE approval SET content = '{}' WHERE level = 1"],
        Damage::Signature,
        "拟稿人签署",
    ),
    tampering(
        "the grant of a signature is gone",
        &["DELETE FROM role_grant WHERE grant_id = 'g3'"],
        Damage::Signature,
        "保密审查负责人签署",
    ),
    tampering(
        "somebody granted to himself",
        &["UPDATE role_grant SET granted_by = person_id WHERE grant_id = 'g4'"],
        Damage::Signature,
        "局领导签署",
    ),
    tampering(
        "a publication without any approval, put in beside the program",
        &[
            "INSERT INTO bundle SELECT agency_id, 'sha256:0000000000000000000000000000000000000000000000000000000000000000', document_id, edition, content, body, at FROM bundle WHERE document_id = 'd1'",
            "INSERT INTO publication_event SELECT agency_id, 99, document_id, edition, 'sha256:0000000000000000000000000000000000000000000000000000000000000000', kind, at, year, by_id, by_name, group_code, column_id FROM publication_event WHERE sequence = 1",
        ],
        Damage::Ledger,
        "第 99 号",
    ),
];

const PUBLIC: &[Tampering] = &[
    tampering("an event is gone", &["DELETE FROM publication_event WHERE sequence = 2"], Damage::EventGap, "第 2 号"),
    tampering(
        "the last event is gone and the document stands as before",
        &[
            "DELETE FROM publication_event WHERE document_id = 'd5' AND kind = 'take_down'",
            "UPDATE publication SET standing = 'live', sequence = sequence - 1 WHERE document_id = 'd5'",
        ],
        Damage::JournalEvents,
        "信息 d5",
    ),
    tampering(
        "an event nobody did",
        &[
            "INSERT INTO publication_event SELECT agency_id, 12, document_id, edition, bundle_hash, 'take_down', at + 1, year, by_id, by_name, '', '' FROM publication_event WHERE sequence = 1",
        ],
        Damage::JournalEvents,
        "信息 d1",
    ),
    tampering(
        "a publication is dated back",
        &[
            "UPDATE publication_event SET at = at - 3600000 WHERE document_id = 'd1'",
            "UPDATE publication SET first_released_at = first_released_at - 3600000, released_at = released_at - 3600000 WHERE document_id = 'd1'",
            "UPDATE publication_column SET released_at = released_at - 3600000 WHERE document_id = 'd1'",
        ],
        Damage::JournalEvents,
        "信息 d1",
    ),
    tampering(
        "an update is called a typo",
        &["UPDATE publication_event SET kind = 'correct' WHERE kind = 'replace'"],
        Damage::Event,
        "信息 d2",
    ),
    tampering(
        "a kind nobody knows",
        &["UPDATE publication_event SET kind = 'burn' WHERE sequence = 1"],
        Damage::Event,
        "burn",
    ),
    tampering(
        "an event is counted in another year",
        &["UPDATE publication_event SET year = 2018 WHERE sequence = 1"],
        Damage::Event,
        "2018",
    ),
    tampering(
        "an event is counted in another column",
        &["UPDATE publication_event SET column_id = 'policy' WHERE sequence = 1"],
        Damage::Event,
        "信息 d1",
    ),
    tampering(
        "a publication shows another bundle",
        &[
            "UPDATE publication SET bundle_hash = (SELECT bundle_hash FROM bundle WHERE document_id = 'd2' AND edition = 1) WHERE document_id = 'd2'",
        ],
        Damage::Standing,
        "信息 d2",
    ),
    tampering(
        "what was withdrawn is live again",
        &["UPDATE publication SET standing = 'live' WHERE document_id = 'd3'"],
        Damage::Standing,
        "信息 d3",
    ),
    tampering(
        "the first release is another",
        &["UPDATE publication SET first_released_at = first_released_at - 1 WHERE document_id = 'd2'"],
        Damage::Standing,
        "首次公开时间",
    ),
    tampering(
        "a publication is gone",
        &["DELETE FROM publication WHERE document_id = 'd1'"],
        Damage::Standing,
        "信息 d1",
    ),
    tampering(
        "it stands in a column that nobody approved",
        &[
            "INSERT INTO publication_column SELECT agency_id, 'policy', released_at, document_id FROM publication_column WHERE document_id = 'd1'",
        ],
        Damage::Columns,
        "信息 d1",
    ),
    tampering(
        "what was withdrawn still stands in its column",
        &["INSERT INTO publication_column VALUES ('yunchuan', 'notice', 1, 'd3')"],
        Damage::Columns,
        "信息 d3",
    ),
    tampering(
        "the public may fetch a draft's file",
        &[
            "INSERT INTO publication_file SELECT agency_id, file_hash, 'd1', name, media_type FROM upload WHERE document_id = 'd6'",
        ],
        Damage::PublicFiles,
        "信息 d1",
    ),
    tampering(
        "a public file has another name",
        &["UPDATE publication_file SET name = '名单.pdf'"],
        Damage::PublicFiles,
        "信息 d1",
    ),
    tampering(
        "a number has no document",
        &["DELETE FROM series_number WHERE serial = 2"],
        Damage::Numbers,
        "1 号之后是 3 号",
    ),
    tampering("a number too many was issued", &["UPDATE series SET issued = issued + 1"], Damage::Numbers, "记着发出"),
    tampering("a series is gone", &["DELETE FROM series"], Damage::Numbers, "记着发出 0 个"),
    tampering(
        "a time is no number",
        &["UPDATE publication_event SET at = 'yesterday' WHERE sequence = 3"],
        Damage::Unreadable,
        "发布记录",
    ),
    tampering(
        "a tombstone is put up for words that are still there",
        &[
            "INSERT INTO tombstone SELECT agency_id, 'bundle', bundle_hash, 'p5', '', 1 FROM bundle WHERE document_id = 'd1'",
        ],
        Damage::NotErased,
        "信息 d1",
    ),
    tampering(
        "a tombstone is put up for a file that is still there",
        &[
            "INSERT INTO tombstone SELECT agency_id, 'file', file_hash, 'p5', '', 1 FROM upload WHERE document_id = 'd6'",
        ],
        Damage::NotErased,
        "信息 d6",
    ),
];

fn must_name(report: &VerifyReport, tampering: &Tampering) {
    let named = report
        .findings
        .iter()
        .any(|finding| finding.damage == tampering.found && finding.to_string().contains(tampering.names));
    assert!(named, "{}: {:#?}", tampering.done, report.findings);
    // The examination went on to its end whatever it met.
    assert!(report.files >= 3, "{}: it stopped early", tampering.done);
}

async fn each(tamperings: &[Tampering]) {
    let whole = filled().await;
    for one in tamperings {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(whole.path(), folder.path());
        let office = Office::in_folder(folder.path()).await;
        for sql in one.sql {
            assert!(office.writer.operate(sql, vec![]).await.unwrap() > 0, "{}: nothing was changed", one.done);
        }
        must_name(&office.verify().await, one);
        office.close().await;
    }
}

#[tokio::test]
async fn an_untouched_office_is_whole_and_everything_was_looked_at() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let report = office.is_clean().await;
    assert_eq!((report.agencies, report.events, report.publications), (2, 11, 5));
    assert_eq!((report.bundles, report.numbers, report.files, report.erased), (9, 6, 3, 0));
    assert!(report.lines > 14);
    assert!(report.summary().ends_with("全部相符。"), "{}", report.summary());
}

#[tokio::test]
async fn a_changed_journal_is_named_by_its_line() {
    each(JOURNAL).await;
}

#[tokio::test]
async fn a_changed_ledger_is_named_by_its_document() {
    each(LEDGER).await;
}

#[tokio::test]
async fn a_changed_public_life_is_named_by_its_document() {
    each(PUBLIC).await;
}

#[tokio::test]
async fn files_that_changed_or_vanished_are_named_by_their_hash() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let (changed, missing) = (ContentHash::of("公告的附件".as_bytes()), ContentHash::of("草稿的附件".as_bytes()));
    let mut bytes = office.files.read(&changed).await.unwrap().unwrap();
    bytes[3] ^= 1;
    std::fs::write(office.files.path(&changed), bytes).unwrap();
    std::fs::remove_file(office.files.path(&missing)).unwrap();
    let report = office.verify().await;
    let found: Vec<(Damage, &str)> =
        report.findings.iter().map(|finding| (finding.damage, finding.place.as_str())).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&(Damage::FileChanged, changed.as_str())));
    assert!(found.contains(&(Damage::FileMissing, missing.as_str())));
    assert!(report.findings.iter().all(|finding| finding.agency == "云川市司法局"));
    assert!(report.findings.iter().any(|finding| finding.words.contains("信息 d6")));
}

#[tokio::test]
async fn a_flood_of_findings_is_counted_and_not_kept() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let flood =
        "INSERT INTO upload SELECT u.agency_id, 'sha256:' || PRINTF('%064d', a.number * 100 + b.number), u.document_id,
        u.name, u.media_type, u.size, u.pages, u.human_reading, u.text, u.uploaded_by, u.at FROM upload u,
        journal_line a, journal_line b, journal_line c WHERE u.document_id = 'd6' AND a.agency_id = 'yunchuan'
        AND b.agency_id = 'yunchuan' AND c.agency_id = 'linhe' ON CONFLICT DO NOTHING";
    office.writer.operate(flood, vec![]).await.unwrap();
    for _ in 0..4 {
        let more =
            "INSERT INTO upload SELECT agency_id, 'sha256:' || PRINTF('%064d', CAST(SUBSTR(file_hash, 8) AS INTEGER)
            + 10000 * (SELECT COUNT(*) FROM upload)), document_id, name, media_type, size, pages, human_reading, text,
            uploaded_by, at FROM upload WHERE file_hash LIKE 'sha256:00000%' ON CONFLICT DO NOTHING";
        office.writer.operate(more, vec![]).await.unwrap();
    }
    let report = office.verify().await;
    assert_eq!(report.findings.len(), 1000);
    assert!(report.more > 100 && !report.is_clean());
    assert!(report.summary().contains(&format!("发现 {} 处问题", 1000 + report.more)), "{}", report.summary());
}
