//! The schema: what it says of itself, a program older than its data, an address that names nothing.

use crate::engines::{Office, for_each_engine, sqlite_url};
use std::collections::BTreeMap;
use store::copy::{Kind, tables};
use store::{Engine, Read, StoreError};

/// The engine's own account of its columns, by table.
async fn columns_of_engine(office: &Office) -> BTreeMap<String, Vec<(String, Kind)>> {
    let sql = match office.reader.engine() {
        Engine::Sqlite => {
            "SELECT m.name, p.name, p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p
             WHERE m.type = 'table' ORDER BY m.name, p.cid"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT)
             FROM information_schema.columns WHERE table_schema = current_schema()
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut reader = &office.reader;
    let mut found: BTreeMap<String, Vec<(String, Kind)>> = BTreeMap::new();
    for row in reader.rows(sql, vec![]).await.unwrap() {
        let kind = match row.text(2).unwrap().to_lowercase().as_str() {
            "text" => Kind::Text,
            "bigint" => Kind::Integer,
            "blob" | "bytea" => Kind::Bytes,
            other => panic!("a fourth kind of column: {other}"),
        };
        found.entry(row.text(0).unwrap()).or_default().push((row.text(1).unwrap(), kind));
    }
    found
}

#[tokio::test]
async fn the_schema_text_and_the_engine_agree_on_every_table() {
    for_each_engine(|office| async move {
        let mut engine = columns_of_engine(&office).await;
        assert!(engine.remove("schema_version").is_some());
        let text: BTreeMap<String, Vec<(String, Kind)>> = tables()
            .into_iter()
            .map(|table| (table.name, table.columns.into_iter().map(|column| (column.name, column.kind)).collect()))
            .collect();
        assert_eq!(text, engine);
        let mut names = store::copy::table_names(&office.reader).await.unwrap();
        names.retain(|name| name != "schema_version");
        assert_eq!(names, text.into_keys().collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn opening_again_changes_nothing_and_data_of_a_newer_program_is_refused() {
    for_each_engine(|office| async move {
        let (reader, writer) = store::open(&office.url).await.unwrap();
        reader.close().await;
        writer.close().await;
        let mut look = &office.reader;
        let version = look.count("SELECT MAX(version) FROM schema_version", vec![]).await.unwrap();
        assert_eq!(version, store::schema::known_version());
        let newer = store::schema::known_version() + 1;
        let sql = "INSERT INTO schema_version (version) VALUES ($1)";
        office.writer.operate(sql, store::values![newer]).await.unwrap();
        match store::open(&office.url).await {
            Err(StoreError::TooNew { found, known }) => assert_eq!((found, known), (newer, newer - 1)),
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_of_no_engine_is_refused_without_repeating_its_password() {
    let refused = store::open("mysql://root:secret@db/office").await.unwrap_err().to_string();
    assert!(refused.contains("mysql") && !refused.contains("secret"), "{refused}");
    let folder = tempfile::tempdir().unwrap();
    let absent = sqlite_url(&folder, "absent.sqlite").replace("mode=rwc", "mode=rw");
    assert!(store::open(&absent).await.is_err());
}

#[tokio::test]
async fn whether_there_is_room_is_asked_without_touching_anything() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder, "office.sqlite");
    assert!(store::copy::is_vacant(&url).await.unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    for_each_engine(|office| async move {
        assert!(store::copy::is_vacant(&office.url).await.unwrap(), "our tables without a row");
        let link = store::sessions::OneTimeLink {
            agency: affairs::id::AgencyId::new(""),
            person: affairs::id::PersonId::new(""),
            purpose: "found".to_owned(),
            expires_at: crate::samples::at(60),
        };
        store::sessions::insert_link(&office.writer, "console", &link).await.unwrap();
        assert!(store::copy::is_vacant(&office.url).await.unwrap(), "the console's link is no office yet");
        crate::samples::found(&office.writer, "yunchuan", "云川").await;
        assert!(!store::copy::is_vacant(&office.url).await.unwrap());
    })
    .await;
    for_each_engine(|office| async move {
        office.writer.operate("CREATE TABLE of_somebody_else (a TEXT)", vec![]).await.unwrap();
        assert!(!store::copy::is_vacant(&office.url).await.unwrap(), "another program's table");
    })
    .await;
}
