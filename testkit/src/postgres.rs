//! Databases of one's own on the PostgreSQL that a test run was given.
//!
//! `cargo xtask test` starts a private PostgreSQL and names it in `GONGKAI_TEST_POSTGRES`; it also sets
//! `GONGKAI_REQUIRE_POSTGRES=1`, which forbids a test to pass without it. To try one crate by hand:
//! `cargo xtask postgres -- cargo test -p store`.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The variable that holds the address of the PostgreSQL a test run may fill: `postgres://user@host:port/database`.
pub const ADDRESS_VARIABLE: &str = "GONGKAI_TEST_POSTGRES";

/// The variable that turns a missing PostgreSQL from a visible skip into a failure.
pub const REQUIRE_VARIABLE: &str = "GONGKAI_REQUIRE_POSTGRES";

/// The address of the PostgreSQL for this run. `None` means that the test must leave: the skip has been said.
///
/// # Panics
/// When PostgreSQL is required and no address was given, so that a run which promised both engines cannot pass on one.
#[must_use]
pub fn postgres_url() -> Option<String> {
    let address = std::env::var(ADDRESS_VARIABLE).ok().filter(|address| !address.is_empty());
    let required = std::env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1");
    assert!(
        address.is_some() || !required,
        "{REQUIRE_VARIABLE} is set and {ADDRESS_VARIABLE} is not: the contract must run on PostgreSQL"
    );
    if address.is_none() {
        eprintln!("skipped: no PostgreSQL, {ADDRESS_VARIABLE} is not set");
    }
    address
}

/// An empty database that nobody else uses; it goes with the value.
#[derive(Debug)]
pub struct FreshDatabase {
    maintenance: String,
    name: String,
}

/// Makes an empty database on the server at `url`, through the command `psql` so that no driver is needed here.
///
/// # Errors
/// What `psql` said, when the database could not be made.
pub fn fresh_database(url: &str) -> Result<FreshDatabase, String> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("gongkai_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let database = FreshDatabase { maintenance: url.to_owned(), name };
    // An earlier run on the same server may have had our process number and been killed.
    database.drop_database()?;
    psql(url, &format!("create database {} template template0", database.name))?;
    Ok(database)
}

impl FreshDatabase {
    /// The address of this database, as `database_url` takes it.
    #[must_use]
    pub fn url(&self) -> String {
        let (address, options) = self.maintenance.split_once('?').unwrap_or((&self.maintenance, ""));
        let after_scheme = address.find("://").map_or(0, |start| start + 3);
        let server_end = address[after_scheme..].find('/').map_or(address.len(), |end| after_scheme + end);
        let options = if options.is_empty() { String::new() } else { format!("?{options}") };
        format!("{}/{}{options}", &address[..server_end], self.name)
    }

    /// `force` ends the connections that a pool in another thread has not closed yet.
    fn drop_database(&self) -> Result<(), String> {
        psql(&self.maintenance, &format!("drop database if exists {} with (force)", self.name))
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.drop_database() {
            eprintln!("the test database {} stays behind: {error}", self.name);
        }
    }
}

fn psql(url: &str, statement: &str) -> Result<(), String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", url, "--command", statement])
        .env("PGOPTIONS", "--client-min-messages=warning")
        .output()
        .map_err(|error| format!("cannot start psql: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{FreshDatabase, fresh_database, postgres_url, psql};

    fn database_at(maintenance: &str) -> FreshDatabase {
        FreshDatabase { maintenance: maintenance.to_owned(), name: "gongkai_test_1_2".to_owned() }
    }

    #[test]
    fn the_address_differs_only_in_the_database() {
        for (maintenance, own) in [
            ("postgres://g@127.0.0.1:5/postgres", "postgres://g@127.0.0.1:5/gongkai_test_1_2"),
            ("postgres://g@127.0.0.1:5", "postgres://g@127.0.0.1:5/gongkai_test_1_2"),
            ("postgres://g@h/x?sslmode=disable", "postgres://g@h/gongkai_test_1_2?sslmode=disable"),
        ] {
            let database = database_at(maintenance);
            assert_eq!(database.url(), own);
            // Nothing was made, so there is nothing to drop.
            std::mem::forget(database);
        }
    }

    #[test]
    fn each_database_is_its_own_and_goes_with_its_value() {
        let Some(url) = postgres_url() else { return };
        let first = fresh_database(&url).unwrap();
        let second = fresh_database(&url).unwrap();
        assert_ne!(first.url(), second.url());
        psql(&first.url(), "create table kept (n bigint)").unwrap();
        assert!(psql(&second.url(), "select n from kept").is_err());
        let gone = first.url();
        drop(first);
        assert!(psql(&gone, "select 1").is_err());
    }
}
