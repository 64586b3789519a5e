//! Settings of an agency: typed, dated, changed by an act. Machine things (addresses, paths, keys) are not here.

use crate::Date;
use crate::application::reply::ReplyLevel;
use crate::reading::ReadingHours;
use crate::volume::RetentionSchedule;
use law::remedy::{RemedyNames, ReviewedAs};
use serde::{Deserialize, Serialize};

/// What the office of an agency works by. What the public reads about the agency is no setting: it is a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// 索引号 template.
    pub index_template: String,
    /// 文号 template.
    pub document_number_template: String,
    /// 登记编号 template of applications.
    pub application_number_template: String,
    /// Whether level four releases by itself.
    pub release_automatically: bool,
    /// Largest file, in bytes.
    pub largest_file: u64,
    /// Largest file of a case, in bytes: proofs, scans, sealed replies.
    pub largest_case_file: u64,
    /// Most files that an applicant hands in with one case.
    pub most_case_files: usize,
    /// Wrong words and what is right.
    pub wrong_words: Vec<(String, String)>,
    /// Words that may not be published.
    pub forbidden_words: Vec<String>,
    /// Leaders' names with the title each must carry.
    pub leaders: Vec<(String, String)>,
    /// The agency's own published telephone numbers; the machine raises no finding for them.
    pub known_numbers: Vec<String>,
    /// Days after which a held review is shown as slow.
    pub slow_after_days: i64,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub session_hours: i64,
    /// How applications are answered.
    pub answering: Answering,
    /// 案卷号 template of volumes.
    pub volume_number_template: String,
    /// How long volumes are kept.
    pub retention: RetentionSchedule,
    /// When the reading place can be booked.
    pub reading: ReadingHours,
}

/// How an agency answers applications: who signs, what the letters print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answering {
    /// 文号 template of replies.
    pub number_template: String,
    /// Who signs a reply; the secrecy reviewer signs besides whenever information leaves the house.
    pub levels: Vec<ReplyLevel>,
    /// Whether a reply can be served only once its sealed copy is here. An office whose seal is put on by another system, which
    /// keeps the copies, may answer no.
    pub sealed_copy_required: bool,
    /// By the code of [`ReviewedAs`]: who reviews this agency's acts.
    pub reviewed_as: String,
    /// 本级人民政府.
    pub government: String,
    /// 上一级主管部门.
    pub superior: String,
    /// The court that takes the suit.
    pub court: String,
    /// Where reconsideration is applied for online.
    pub online_review: String,
    /// Where the office that answers is found.
    pub address: String,
    pub telephone: String,
    pub postcode: String,
    /// The office that handles applications; empty where it is not named.
    pub office: String,
}

impl Default for Answering {
    fn default() -> Self {
        Self {
            number_template: "公开答复〔{year}〕{serial}号".to_owned(),
            levels: vec![ReplyLevel::SectionHead, ReplyLevel::DisclosureHead, ReplyLevel::Leader],
            sealed_copy_required: true,
            reviewed_as: ReviewedAs::Department.code().to_owned(),
            government: String::new(),
            superior: String::new(),
            court: String::new(),
            online_review: String::new(),
            address: String::new(),
            telephone: String::new(),
            postcode: String::new(),
            office: String::new(),
        }
    }
}

impl Answering {
    /// Who reviews this agency's acts.
    #[must_use]
    pub fn reviewed_as(&self) -> ReviewedAs {
        ReviewedAs::from_code(&self.reviewed_as).unwrap_or(ReviewedAs::Department)
    }

    /// The names that the remedy clause prints.
    #[must_use]
    pub fn remedy_names(&self) -> RemedyNames {
        RemedyNames {
            government: self.government.clone(),
            superior: self.superior.clone(),
            court: self.court.clone(),
            online_review: self.online_review.clone(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            index_template: "{code}/{year}-{serial:5}".to_owned(),
            document_number_template: "〔{year}〕{serial}号".to_owned(),
            application_number_template: "申请〔{year}〕{serial:3}号".to_owned(),
            release_automatically: false,
            largest_file: 100 * 1024 * 1024,
            largest_case_file: 20 * 1024 * 1024,
            most_case_files: 10,
            wrong_words: Vec::new(),
            forbidden_words: Vec::new(),
            leaders: Vec::new(),
            known_numbers: Vec::new(),
            slow_after_days: 3,
            session_idle_minutes: 30,
            session_hours: 12,
            answering: Answering::default(),
            volume_number_template: "公开档〔{year}〕{serial:4}号".to_owned(),
            retention: RetentionSchedule::default(),
            reading: ReadingHours::default(),
        }
    }
}

/// A version of the settings, in force from its day until the next one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsVersion {
    pub from: Date,
    pub settings: Settings,
}

/// The settings in force on a day; the defaults before the first version.
#[must_use]
pub fn in_force(versions: &[SettingsVersion], day: Date) -> Settings {
    let current = versions.iter().filter(|version| version.from <= day).max_by_key(|version| version.from);
    current.map_or_else(Settings::default, |version| version.settings.clone())
}
