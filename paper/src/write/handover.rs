//! 工作交接清单: who leaves or moves, what goes to whom, to be signed by all three sides.

use affairs::{Date, Instant};
use serde::Serialize;

use super::{
    Press, WriteError,
    press::{long_date, long_time},
    typst_world::Template,
};

/// A handover, as the act recorded it.
#[derive(Debug, Clone)]
pub struct HandoverList {
    /// The agency, by its full name.
    pub agency: String,
    /// Who leaves or moves.
    pub leaver: HandoverPerson,
    /// The roles that end: `法治科拟稿人（自2019年1月2日）`.
    pub ended_roles: Vec<String>,
    /// Why: `调离`, `退休`, `岗位调整`.
    pub reason: String,
    /// The day from which it counts.
    pub effective_on: Date,
    /// Who takes over, in the order they first appear among the items.
    pub successors: Vec<HandoverPerson>,
    /// Everything handed over.
    pub items: Vec<HandoverItem>,
    /// Who recorded the handover, and when.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The instant the list is printed at.
    pub printed_at: Instant,
}

/// A person of the handover.
#[derive(Debug, Clone, Serialize)]
pub struct HandoverPerson {
    /// The name.
    pub name: String,
    /// Section and duty: `法治科科员`.
    pub duty: String,
}

/// One thing handed over.
#[derive(Debug, Clone)]
pub struct HandoverItem {
    /// What it is.
    pub kind: HandoverKind,
    /// Its title.
    pub title: String,
    /// 索引号 or another number; may be missing.
    pub number: Option<String>,
    /// Where it stands: `待科室负责人审核`.
    pub state: String,
    /// Since when it has waited, or by when it is due.
    pub since: Option<Date>,
    /// Who takes it over.
    pub successor: String,
}

/// What a handed-over thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverKind {
    /// A draft.
    Draft,
    /// A review that waits for this person.
    Review,
    /// A case that somebody outside asked for: an application.
    Case,
    /// A task.
    Task,
}

impl HandoverKind {
    fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Review => "待审",
            Self::Case => "申请",
            Self::Task => "任务",
        }
    }
}

/// The list as a tagged PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn handover_list_pdf(press: &Press, list: &HandoverList) -> Result<Vec<u8>, WriteError> {
    let data = ListData {
        agency: &list.agency,
        leaver: &list.leaver,
        ended_roles: &list.ended_roles,
        reason: &list.reason,
        effective_on: long_date(list.effective_on),
        successors: &list.successors,
        items: list.items.iter().map(ItemData::of).collect(),
        counts: counts(&list.items),
        recorded: format!("{}，{}", list.recorded_by, long_time(list.recorded_at)),
        printed_at: long_time(list.printed_at),
    };
    press.print(Template::HandoverList, &data, list.printed_at)
}

/// `共6项：草稿2项，待审2项，申请1项，任务1项`.
fn counts(items: &[HandoverItem]) -> String {
    if items.is_empty() {
        return "无待交接事项".to_owned();
    }
    let each: Vec<String> = [HandoverKind::Draft, HandoverKind::Review, HandoverKind::Case, HandoverKind::Task]
        .into_iter()
        .map(|kind| (kind, items.iter().filter(|item| item.kind == kind).count()))
        // Most of an office handles no cases; a nought there would only be asked about.
        .filter(|(kind, count)| *kind != HandoverKind::Case || *count > 0)
        .map(|(kind, count)| format!("{}{count}项", kind.word()))
        .collect();
    format!("共{}项：{}", items.len(), each.join("，"))
}

#[derive(Serialize)]
struct ListData<'list> {
    agency: &'list str,
    leaver: &'list HandoverPerson,
    ended_roles: &'list [String],
    reason: &'list str,
    effective_on: String,
    successors: &'list [HandoverPerson],
    items: Vec<ItemData<'list>>,
    counts: String,
    recorded: String,
    printed_at: String,
}

#[derive(Serialize)]
struct ItemData<'list> {
    kind: &'static str,
    title: &'list str,
    number: &'list str,
    state: &'list str,
    since: String,
    successor: &'list str,
}

impl<'list> ItemData<'list> {
    fn of(item: &'list HandoverItem) -> Self {
        Self {
            kind: item.kind.word(),
            title: &item.title,
            number: item.number.as_deref().unwrap_or("——"),
            state: &item.state,
            since: item.since.map_or_else(|| "——".to_owned(), |date| date.to_string()),
            successor: &item.successor,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::write::second_opinion::{ask, keep, squeezed, text_of_pdf};

    fn sample(items: usize) -> HandoverList {
        let person = |name: &str, duty: &str| HandoverPerson { name: name.to_owned(), duty: duty.to_owned() };
        let kinds = [HandoverKind::Draft, HandoverKind::Review, HandoverKind::Task];
        HandoverList {
            agency: "临江市司法局".to_owned(),
            leaver: person("移交人甲", "法治科科员"),
            ended_roles: vec!["法治科拟稿人（自2019年1月2日）".to_owned()],
            reason: "岗位调整".to_owned(),
            effective_on: date(2019, 9, 2),
            successors: vec![person("接收人𠮷", "法治科科员"), person("接收人喆", "办公室科员")],
            items: (0..items)
                .map(|number| HandoverItem {
                    kind: kinds[number % 3],
                    title: format!("关于开展第{}期法律宣传月活动的通知", number + 1),
                    number: (number % 2 == 0).then(|| format!("LJSF-2019-{number:05}")),
                    state: "待科室负责人审核".to_owned(),
                    since: Some(date(2019, 8, 20)),
                    successor: if number % 2 == 0 { "接收人𠮷" } else { "接收人喆" }.to_owned(),
                })
                .collect(),
            recorded_by: "人事岗乙".to_owned(),
            recorded_at: Instant::of_shanghai(date(2019, 9, 2).at(9, 0, 0, 0)),
            printed_at: Instant::of_shanghai(date(2019, 9, 2).at(9, 5, 0, 0)),
        }
    }

    #[test]
    fn every_item_and_every_side_stands_on_the_list() {
        let pdf = handover_list_pdf(&Press::embedded(), &sample(5)).unwrap();
        keep("handover.pdf", &pdf);
        let Some(text) = text_of_pdf(&pdf) else { return };
        let text = squeezed(&text);
        for words in [
            "工作交接清单",
            "接收人𠮷",
            "共5项：草稿2项，待审2项，任务1项",
            "关于开展第5期法律宣传月活动的通知",
            "移交人（签名）",
            "接收人（签名）",
            "监交人（签名）",
        ] {
            assert!(text.contains(words), "{words} not in {text}");
        }
    }

    #[test]
    fn a_long_list_runs_over_pages_and_an_empty_one_says_so() {
        let pdf = handover_list_pdf(&Press::embedded(), &sample(60)).unwrap();
        keep("handover-long.pdf", &pdf);
        let facts = ask("pdfinfo", &[], &pdf, &[]).unwrap_or_default();
        assert!(facts.is_empty() || !facts.contains("Pages:           1\n"), "{facts}");
        let mut with_case = sample(1);
        with_case.items[0].kind = HandoverKind::Case;
        assert_eq!(counts(&with_case.items), "共1项：草稿0项，待审0项，申请1项，任务0项");
        let empty = handover_list_pdf(&Press::embedded(), &sample(0)).unwrap();
        let Some(text) = text_of_pdf(&empty) else { return };
        assert!(squeezed(&text).contains("无待交接事项"), "{text}");
    }
}
