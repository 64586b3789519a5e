//! Runs a contract on a fresh database of every engine.

// By path and not as a dependency: testkit leans on the whole house, which need not be built to test its cellar.
#[path = "../../../testkit/src/postgres.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod postgres;

use std::future::Future;
use store::{Reader, Writer};

/// Runs a contract on SQLite and, where the run was given one, on PostgreSQL.
pub async fn for_each_engine<Contract, Running>(contract: Contract)
where
    Contract: Fn(Reader, Writer) -> Running,
    Running: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("office.db").display());
    let (reader, writer) = store::open(&url).await.unwrap();
    contract(reader, writer).await;
    let Some(server) = postgres::postgres_url() else { return };
    let database = postgres::fresh_database(&server).unwrap();
    let (reader, writer) = store::open(&database.url()).await.unwrap();
    contract(reader, writer).await;
}
