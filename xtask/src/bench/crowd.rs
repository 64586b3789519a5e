//! A hundred thousand publications: the demo's own, repeated row by row under new names, so that pages, feeds, cache and index
//! have as much to carry as a ministry would give them.

use std::path::Path;
use std::process::Command;

use crate::process::{Trouble, run_quietly};

/// How many publications the crowded office is to hold.
const WANTED: u32 = 100_000;

/// Each table that carries a publication, with what a copy says in each column. `{n}` numbers the copies; a copied document keeps
/// the length of its name, a copied hash its form.
const COPIES: [(&str, &str); 6] = [
    (
        "publication",
        "agency_id, {document}, edition, {bundle}, notice_hash, standing, sequence + c.n * s.most, first_released_at,
         released_at, kind, index_number || '-' || c.n",
    ),
    (
        "publication_event",
        "agency_id, sequence + c.n * s.most, {document}, edition, {bundle}, kind, at, year, by_id, by_name,
         group_code, column_id",
    ),
    ("publication_column", "agency_id, column_id, released_at, {document}"),
    ("publication_file", "agency_id, file_hash, {document}, name, media_type"),
    ("bundle", "agency_id, {bundle}, {document}, edition, content, body, at"),
    ("approval", "agency_id, {bundle}, level, person_id, at, content"),
];

/// Repeats the articles of a demo folder nobody serves until it holds a hundred thousand.
///
/// # Errors
/// When the database cannot be changed.
pub fn fill(data: &Path) -> Result<(), Trouble> {
    let database = data.join("office.sqlite");
    let query = "SELECT COUNT(*) FROM publication WHERE kind = 'article'";
    let articles = run_quietly(Command::new("sqlite3").arg(&database).arg(query))?;
    let articles: u32 = articles.trim().parse().map_err(|_| Trouble::new("the demo's articles cannot be counted"))?;
    let copies = WANTED.div_ceil(articles.max(1)).saturating_sub(1);
    run_quietly(Command::new("sqlite3").arg("-bail").arg(&database).arg(statements(copies))).map(drop)
}

fn statements(copies: u32) -> String {
    let mut text = format!(
        "PRAGMA synchronous = OFF; BEGIN;
         CREATE TEMP TABLE counted AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {copies})
             SELECT n FROM c;
         CREATE TEMP TABLE sequences AS SELECT MAX(sequence) AS most FROM publication_event;
         CREATE TEMP TABLE article AS SELECT document_id, bundle_hash FROM publication WHERE kind = 'article';\n"
    );
    for (table, columns) in COPIES {
        // A document of the demo has one live bundle; its earlier ones are history and are not repeated.
        let of_article = match table {
            "publication_column" | "publication_file" => "document_id IN (SELECT document_id FROM article)",
            _ => "bundle_hash IN (SELECT bundle_hash FROM article)",
        };
        let columns = columns
            .replace("{document}", "printf('%06x', c.n) || substr(document_id, 7)")
            .replace("{bundle}", "'sha256:' || printf('%08x', c.n) || substr(bundle_hash, 16)");
        text.push_str(&format!(
            "CREATE TEMP TABLE copy_{table} AS SELECT * FROM main.{table} WHERE {of_article};
             INSERT INTO main.{table} SELECT {columns} FROM copy_{table}, counted AS c, sequences AS s;\n"
        ));
    }
    text.push_str("COMMIT;");
    text
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn no_slot_is_left_open() {
        let text = statements(7);
        assert!(!text.contains('{') && text.contains("n < 7"));
    }
}
