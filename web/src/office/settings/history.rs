//! What one version of the settings changed against the one before, in words.

use affairs::setting::{Settings, SettingsVersion};
use affairs::time::chinese_date;

/// A version as the page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    pub from: String,
    pub changes: Vec<String>,
}

/// Every version, the latest first, each with what it changed.
#[must_use]
pub fn lines(versions: &[SettingsVersion]) -> Vec<VersionLine> {
    let mut before = Settings::default();
    let mut found = Vec::new();
    for version in versions {
        found.push(VersionLine {
            from: format!("自{}起", chinese_date(version.from)),
            changes: changes(&before, &version.settings),
        });
        before = version.settings.clone();
    }
    found.reverse();
    found
}

fn changes(before: &Settings, after: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    let mut value = |label: &str, before: String, after: String| {
        if before != after {
            found.push(format!("{label}：{before} 改为 {after}"));
        }
    };
    value("索引号格式", before.index_template.clone(), after.index_template.clone());
    value("文号格式", before.document_number_template.clone(), after.document_number_template.clone());
    value("申请登记编号格式", before.application_number_template.clone(), after.application_number_template.clone());
    let release = |automatic: bool| if automatic { "自动发布" } else { "人工发布" }.to_owned();
    value("四级审核通过后", release(before.release_automatically), release(after.release_automatically));
    let size = |bytes: u64| crate::kit::readable_size(bytes);
    value("单个文件上限", size(before.largest_file), size(after.largest_file));
    value("申请材料单个上限", size(before.largest_case_file), size(after.largest_case_file));
    let files = |count: usize| format!("{count} 个");
    value("每件申请材料个数", files(before.most_case_files), files(after.most_case_files));
    let days = |days: i64| format!("{days} 天");
    value("审查超时提示", days(before.slow_after_days), days(after.slow_after_days));
    let minutes = |minutes: i64| format!("{minutes} 分钟");
    value("空闲退出", minutes(before.session_idle_minutes), minutes(after.session_idle_minutes));
    let hours = |hours: i64| format!("{hours} 小时");
    value("登录最长", hours(before.session_hours), hours(after.session_hours));
    value("查阅地点", before.reading.place.clone(), after.reading.place.clone());
    list("查阅时段", &before.reading.slots, &after.reading.slots, &mut found);
    list("错词表", &before.wrong_words, &after.wrong_words, &mut found);
    list("禁用词", &before.forbidden_words, &after.forbidden_words, &mut found);
    list("领导姓名职务", &before.leaders, &after.leaders, &mut found);
    list("本机关公开电话", &before.known_numbers, &after.known_numbers, &mut found);
    if found.is_empty() {
        found.push("没有改动".to_owned());
    }
    found
}

fn list<T: PartialEq>(label: &str, before: &[T], after: &[T], found: &mut Vec<String>) {
    let added = after.iter().filter(|one| !before.contains(one)).count();
    let removed = before.iter().filter(|one| !after.contains(one)).count();
    match (added, removed) {
        (0, 0) => {}
        (added, 0) => found.push(format!("{label}：新增 {added} 项")),
        (0, removed) => found.push(format!("{label}：删去 {removed} 项")),
        (added, removed) => found.push(format!("{label}：新增 {added} 项，删去 {removed} 项")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_version_says_what_it_changed() {
        let first = Settings { known_numbers: vec!["0391-1".to_owned()], ..Settings::default() };
        let second = Settings { slow_after_days: 5, known_numbers: vec!["0391-2".to_owned()], ..first.clone() };
        let versions = [
            SettingsVersion { from: date(2018, 1, 2), settings: first },
            SettingsVersion { from: date(2019, 3, 5), settings: second.clone() },
            SettingsVersion { from: date(2019, 3, 6), settings: second },
        ];
        let lines = lines(&versions);
        assert_eq!(lines[0].changes, ["没有改动"]);
        assert_eq!(lines[1].from, "自2019年3月5日起");
        assert_eq!(lines[1].changes, ["审查超时提示：3 天 改为 5 天", "本机关公开电话：新增 1 项，删去 1 项"]);
        assert_eq!(lines[2].changes, ["本机关公开电话：新增 1 项"]);
    }
}
