//! The demo's content as it lies in its files, all inside the program.

use affairs::document::{ColumnGroup, ColumnKind};
use affairs::people::Role;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct People {
    pub agency: Agency,
    pub sections: Vec<Named>,
    pub accounts: Vec<Person>,
    pub leading_group: LeadingGroup,
    pub leave: Vec<Leave>,
}

#[derive(Debug, Deserialize)]
pub struct Agency {
    pub slug: String,
    pub name: String,
    pub code: String,
}

#[derive(Debug, Deserialize)]
pub struct Named {
    pub key: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub username: String,
    pub name: String,
    pub section: String,
    pub duty: String,
    pub grants: Vec<Grant>,
}

#[derive(Debug, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub section: Option<String>,
    pub from: affairs::Date,
    pub until: Option<affairs::Date>,
    pub basis: String,
    pub acting_for: Option<Acting>,
}

#[derive(Debug, Deserialize)]
pub struct Acting {
    pub username: String,
    pub basis: String,
}

#[derive(Debug, Deserialize)]
pub struct LeadingGroup {
    pub seats: Vec<Seat>,
}

#[derive(Debug, Deserialize)]
pub struct Seat {
    pub username: String,
    pub seat: affairs::agency::SeatKind,
    pub duty: String,
    pub from: affairs::Date,
}

/// Somebody is away, and the deputy signs.
#[derive(Debug, Deserialize)]
pub struct Leave {
    pub username: String,
    pub from: affairs::Date,
    pub until: affairs::Date,
}

#[derive(Debug, Deserialize)]
pub struct Columns {
    pub groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
pub struct Group {
    pub key: ColumnGroup,
    pub columns: Vec<Column>,
}

#[derive(Debug, Deserialize)]
pub struct Column {
    pub key: String,
    pub name: String,
    pub kind: ColumnKind,
    pub description: String,
    pub keywords: Vec<String>,
}

/// A document in the order of its release.
#[derive(Debug, Clone, Deserialize)]
pub struct Paper {
    pub key: String,
    pub column: Vec<String>,
    pub section: String,
    pub drafter: String,
    pub title: String,
    pub summary: String,
    pub body: Vec<PaperBlock>,
    pub generated_on: affairs::Date,
    pub released_at: jiff::civil::DateTime,
    pub document_number: Option<String>,
    pub keywords: Vec<String>,
    pub article20: String,
    pub stage: String,
    pub origin: String,
    pub source: Option<String>,
    pub obtained_on: Option<affairs::Date>,
    pub original_number: Option<String>,
    pub replaces: Option<String>,
    #[serde(default)]
    pub timed: bool,
    #[serde(default)]
    pub attachments: Vec<PaperFile>,
}

/// A block of a document.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperBlock {
    H(String),
    P(String),
    Ol(Vec<String>),
    Ul(Vec<String>),
    Table(Vec<Vec<String>>),
}

/// A small file that goes with a document.
#[derive(Debug, Clone, Deserialize)]
pub struct PaperFile {
    pub name: String,
    #[serde(flatten)]
    pub content: FileContent,
}

/// What is in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub enum FileContent {
    #[serde(rename = "csv")]
    Csv(String),
    #[serde(rename = "txt")]
    Text(String),
    #[serde(rename = "xlsx-rows")]
    Sheet(Vec<Vec<String>>),
    #[serde(rename = "docx-paragraphs")]
    Word(Vec<String>),
}

#[derive(Debug, Deserialize)]
pub struct SettingsFile {
    pub site: Site,
    pub office: serde_json::Value,
}

/// The site's own words.
#[derive(Debug, Deserialize)]
pub struct Site {
    pub name: String,
    pub slogan: String,
    pub sponsor: String,
    pub undertaker: String,
    pub address: String,
    pub postcode: String,
    pub telephone: String,
    pub fax: String,
    pub email: String,
    pub hours: String,
    pub site_code: String,
    pub icp: String,
    pub police_record: String,
}

#[derive(Debug, Deserialize)]
pub struct Guide {
    pub classification: Vec<Classified>,
    pub arrangement: String,
    pub ways_to_obtain: Vec<String>,
    pub application: Application,
    pub body: Organ,
    pub remedy: String,
    pub supervision: String,
}

#[derive(Debug, Deserialize)]
pub struct Classified {
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub struct Application {
    pub in_person: String,
    pub by_post: String,
    pub reply_period: String,
    pub content: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Organ {
    pub organ: String,
    pub address: String,
    pub hours: String,
    pub telephone: String,
    pub fax: String,
    pub email: String,
    pub postcode: String,
}

macro_rules! files {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $path:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// When the file inside the program is not what its type says, which a test rules out.
        pub fn $name() -> Result<$type, serde_json::Error> {
            serde_json::from_str(include_str!(concat!("content/", $path)))
        }
    )*};
}

files! {
    /// Agency, sections, accounts.
    people: People = "people.json";
    /// Columns in their groups.
    columns: Columns = "columns.json";
    /// The documents of 2018.
    papers_2018: Vec<Paper> = "documents/2018.json";
    /// The documents of 2019.
    papers_2019: Vec<Paper> = "documents/2019.json";
    /// The site's words and the office's settings.
    settings: SettingsFile = "settings.json";
    /// What Article 12 asks of a guide.
    guide: Guide = "guide.json";
    /// The words of the annual report.
    narrative: serde_json::Value = "narrative-2019.json";
}

/// The registers as sheets: item catalogue, decisions, procurement contracts.
pub const ITEMS: &str = include_str!("content/registers/items.csv");
/// See [`ITEMS`].
pub const DECISIONS: &str = include_str!("content/registers/decisions-2019.csv");
/// See [`ITEMS`].
pub const PROCUREMENT: &str = include_str!("content/registers/procurement-2019.csv");
/// The registers of the year's work: trainings, meetings, work points, internal rules.
pub const TRAININGS: &str = include_str!("content/registers/trainings-2019.csv");
/// See [`TRAININGS`].
pub const MEETINGS: &str = include_str!("content/registers/meetings-2019.csv");
/// See [`TRAININGS`].
pub const WORK_POINTS: &str = include_str!("content/registers/work-points-2019.csv");
/// See [`TRAININGS`].
pub const INTERNAL_RULES: &str = include_str!("content/registers/internal-rules.csv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_what_its_type_says_and_counts_as_the_report_does() {
        people().unwrap();
        settings().unwrap();
        guide().unwrap();
        narrative().unwrap();
        let columns = columns().unwrap();
        let group = |paper: &Paper| {
            let first = paper.column.first().unwrap();
            columns.groups.iter().find(|group| group.columns.iter().any(|column| column.key == *first)).unwrap().key
        };
        let papers = papers_2019().unwrap();
        let count = |wanted: ColumnGroup| papers.iter().filter(|paper| group(paper) == wanted).count();
        let counts = ColumnGroup::ALL.map(count);
        assert_eq!((papers.len(), counts), (118, [3, 101, 14]));
        assert!(papers_2018().unwrap().len() >= 8);
    }
}
