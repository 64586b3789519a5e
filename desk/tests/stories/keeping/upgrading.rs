//! An office of every released version is brought up to this one, on both engines, and is whole.

use super::office::{Office, agency, at, filled, postgres};
use affairs::ContentHash;
use affairs::journal::{ActorName, Entry};
use std::path::{Path, PathBuf};
use store::Read;
use store::copy::{Kind, Table, tables};

/// Names the version whose fixture is to be written: the last thing before a tag.
const WRITE: &str = "GONGKAI_WRITE_UPGRADE_FIXTURE";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/upgrade")
}

/// The statements of a fixture, one a line.
fn statements(folder: &Path) -> Vec<String> {
    std::fs::read_to_string(folder.join("office.sql")).unwrap().lines().map(str::to_owned).collect()
}

async fn laid(folder: &Path, url: String, place: &Path) -> Office {
    store::sql::lay(&url, &statements(folder)).await.unwrap();
    let office = Office::at(url, place).await;
    for entry in std::fs::read_dir(folder.join("files")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        office.files.put("one", &bytes).await.unwrap();
    }
    office
}

async fn is_whole_and_works_on(office: &Office, version: &str) {
    let report = office.verify().await;
    assert!(report.is_clean(), "{version}: {:#?}", report.findings);
    assert!(report.events >= 11 && report.files >= 3 && report.lines > 14, "{version}: {}", report.summary());
    let mut reader = &office.reader;
    let kept = reader.count("SELECT MAX(version) FROM schema_version", vec![]).await.unwrap();
    assert_eq!(kept, store::schema::known_version());
    let tx = office.writer.begin(&agency()).await.unwrap();
    tx.commit(at(500), Entry::new(ActorName::Console, "test.after_upgrade")).await.unwrap();
    office.is_clean().await;
    assert!(store::publications::by_document(reader, &affairs::id::DocumentId::new("d1")).await.unwrap().is_some());
    assert_eq!(store::registers::catalogue(reader, &agency()).await.unwrap().items().count(), 1);
}

#[tokio::test]
async fn every_released_version_is_brought_up_to_this_one() {
    let mut versions = 0;
    for folder in std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let version = folder.file_name().unwrap().to_string_lossy().into_owned();
        let place = tempfile::tempdir().unwrap();
        let url = store::sql::sqlite_url(&place.path().join("office.sqlite"));
        let office = laid(&folder, url, place.path()).await;
        is_whole_and_works_on(&office, &version).await;
        office.close().await;
        versions += 1;
        let Some(server) = postgres::postgres_url() else { continue };
        let database = postgres::fresh_database(&server).unwrap();
        let place = tempfile::tempdir().unwrap();
        let office = laid(&folder, database.url(), place.path()).await;
        is_whole_and_works_on(&office, &version).await;
        office.close().await;
    }
    assert!(versions > 0, "no released version was tried");
}

/// Writes the fixture of the version that is about to be tagged, when it is asked to; see `fixtures/upgrade/README.md`.
#[tokio::test]
async fn the_fixture_of_a_new_version_is_written_when_asked_for() {
    let Ok(version) = std::env::var(WRITE) else { return };
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let target = fixtures().join(version);
    std::fs::create_dir_all(target.join("files")).unwrap();
    let mut text = String::new();
    for statement in store::schema::statements() {
        text.push_str(&statement.split_whitespace().collect::<Vec<&str>>().join(" "));
        text.push('\n');
    }
    text.push_str("CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)\n");
    text.push_str(&format!("INSERT INTO schema_version (version) VALUES ({})\n", store::schema::known_version()));
    for table in tables() {
        text.push_str(&rows(&office, &table).await);
    }
    std::fs::write(target.join("office.sql"), text).unwrap();
    for words in ["公告的附件", "草稿的附件", "旧的附件"] {
        let hash = ContentHash::of(words.as_bytes());
        std::fs::write(target.join("files").join(hash.hex()), words).unwrap();
    }
    office.close().await;
}

async fn rows(office: &Office, table: &Table) -> String {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = columns.join(", ");
    let sql = format!("SELECT {columns} FROM {} ORDER BY {}", table.name, table.key.join(", "));
    let mut reader = &office.reader;
    let rows = reader.rows(Box::leak(sql.into_boxed_str()), vec![]).await.unwrap();
    let mut text = String::new();
    for row in rows {
        let literal = |(place, kind): (usize, Kind)| match kind {
            Kind::Text => row.optional_text(place).unwrap().map(|text| format!("'{}'", text.replace('\'', "''"))),
            Kind::Integer => row.optional_integer(place).unwrap().map(|number| number.to_string()),
            Kind::Bytes => panic!("a fixture has no bytes yet"),
        };
        let kinds = table.columns.iter().map(|column| column.kind).enumerate();
        let values: Vec<String> = kinds.map(|one| literal(one).unwrap_or_else(|| "NULL".to_owned())).collect();
        text.push_str(&format!("INSERT INTO {} ({columns}) VALUES ({})\n", table.name, values.join(", ")));
    }
    assert!(!text.contains('\r'), "a line is a statement");
    text
}
