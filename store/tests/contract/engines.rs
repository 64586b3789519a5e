//! Both engines for every test: a fresh SQLite file always, a fresh PostgreSQL database whenever a server was lent.

use std::future::Future;
use store::{Engine, Reader, Writer};

// By path, because the crate leans on every room above this one and would have them all built for these tests.
#[path = "../../../testkit/src/postgres.rs"]
mod postgres;

/// An empty office on some engine.
#[derive(Clone)]
pub struct Office {
    pub reader: Reader,
    pub writer: Writer,
    pub url: String,
}

impl Office {
    pub async fn open(url: String) -> Self {
        let (reader, writer) = store::open(&url).await.unwrap();
        Self { reader, writer, url }
    }

    async fn close(self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// The address of an SQLite file in a folder.
pub fn sqlite_url(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join(name).display())
}

/// Runs a test on every engine. It fails, and does not skip, when PostgreSQL is required or was lent and cannot be reached.
pub async fn for_each_engine<Test, Answer>(test: Test)
where
    Test: Fn(Office) -> Answer,
    Answer: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(sqlite_url(&folder, "office.sqlite")).await;
    assert_eq!(office.reader.engine(), Engine::Sqlite);
    test(office.clone()).await;
    office.close().await;
    let Some(server) = postgres::postgres_url() else { return };
    let database = postgres::fresh_database(&server).unwrap();
    let office = Office::open(database.url()).await;
    assert_eq!(office.writer.engine(), Engine::Postgres);
    test(office.clone()).await;
    office.close().await;
}

/// Runs a test with an office on SQLite and, beside it, an empty one on PostgreSQL.
pub async fn for_both_engines<Test, Answer>(test: Test)
where
    Test: Fn(Office, Office) -> Answer,
    Answer: Future<Output = ()>,
{
    let Some(server) = postgres::postgres_url() else { return };
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Office::open(sqlite_url(&folder, "office.sqlite")).await;
    let database = postgres::fresh_database(&server).unwrap();
    let other = Office::open(database.url()).await;
    test(sqlite.clone(), other.clone()).await;
    sqlite.close().await;
    other.close().await;
}
