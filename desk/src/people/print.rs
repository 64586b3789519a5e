//! 交接清单 on paper, from the handover that was kept and nothing else.

use crate::{Desk, Done, Failure, Who};
use affairs::access::{Act, Facts, may};
use affairs::agency::Section;
use affairs::id::PersonId;
use affairs::people::Person;
use affairs::people::proposal::{HandedOver, Handover};
use paper::write::handover::{HandoverItem, HandoverKind, HandoverList, HandoverPerson, handover_list_pdf};

impl Desk {
    /// The list of a handover as a PDF with room for the signatures of all three sides.
    ///
    /// # Errors
    /// Refused without the administrator's role, or for a handover that never was.
    pub async fn handover_list(&self, who: &Who, id: &str) -> Done<Vec<u8>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::HandOver, &Facts::of(&who.agency))?;
        let kept = store::proposals::handover(&self.reader, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        let agency = store::agencies::by_id(&self.reader, &who.agency).await?.ok_or_else(crate::not_found)?;
        let people = store::people::all(&self.reader, &who.agency).await?;
        let sections = store::agencies::sections(&self.reader, &who.agency).await?;
        let list = HandoverList {
            agency: agency.name,
            leaver: HandoverPerson { name: kept.from_name.clone(), duty: kept.from_duty.clone() },
            ended_roles: ended_roles(&kept),
            reason: reason(&kept),
            effective_on: kept.at.date(),
            successors: successors(&kept, &people, &sections),
            items: kept.items.iter().filter_map(item).collect(),
            recorded_by: kept.by_name.clone(),
            recorded_at: kept.at,
            printed_at: self.now(),
        };
        let press = self.press.clone();
        let printed = tokio::task::spawn_blocking(move || handover_list_pdf(&press, &list));
        let printed = printed.await.map_err(|error| Failure::of(&error))?;
        printed.map_err(|error| Failure::of(&error).into())
    }
}

const GRANT: &str = "授权";

fn ended_roles(kept: &Handover) -> Vec<String> {
    kept.items.iter().filter(|item| item.kind == GRANT).map(|item| item.title.clone()).collect()
}

fn reason(kept: &Handover) -> String {
    if kept.moves_to.is_empty() { kept.reason.clone() } else { format!("{}（调入{}）", kept.reason, kept.moves_to) }
}

/// Who takes over, in the order they first appear.
fn successors(kept: &Handover, people: &[Person], sections: &[Section]) -> Vec<HandoverPerson> {
    let mut seen: Vec<(&PersonId, &String)> = Vec::new();
    for item in &kept.items {
        if !seen.iter().any(|(id, _)| *id == &item.to) {
            seen.push((&item.to, &item.to_name));
        }
    }
    let duty = |id: &PersonId| {
        let person = people.iter().find(|person| &person.id == id)?;
        let section = sections.iter().find(|section| section.id == person.section);
        Some(format!("{}{}", section.map(|section| section.name.as_str()).unwrap_or_default(), person.duty))
    };
    let person =
        |(id, name): (&PersonId, &String)| HandoverPerson { name: name.clone(), duty: duty(id).unwrap_or_default() };
    seen.into_iter().map(person).collect()
}

fn item(kept: &HandedOver) -> Option<HandoverItem> {
    let kind = match kept.kind.as_str() {
        GRANT => return None,
        "稿件" => HandoverKind::Draft,
        "待审件" => HandoverKind::Review,
        "申请" => HandoverKind::Case,
        _ => HandoverKind::Task,
    };
    let untitled = kept.title.trim().is_empty();
    Some(HandoverItem {
        kind,
        title: if untitled { "（未填标题）".to_owned() } else { kept.title.clone() },
        number: (!kept.number.is_empty()).then(|| kept.number.clone()),
        state: kept.state.clone(),
        since: kept.since,
        successor: kept.to_name.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::Instant;

    fn handed(kind: &str, title: &str, to: &str) -> HandedOver {
        HandedOver {
            kind: kind.to_owned(),
            title: title.to_owned(),
            number: String::new(),
            state: "起草中".to_owned(),
            since: None,
            to: PersonId::new(to),
            to_name: format!("接替人{to}"),
        }
    }

    #[test]
    fn grants_stand_apart_and_every_successor_once() {
        let kept = Handover {
            from: PersonId::new("a"),
            from_name: "离任人".to_owned(),
            from_duty: "法治科科员".to_owned(),
            moves_to: "办公室".to_owned(),
            at: Instant::from_milliseconds(0),
            by_name: "管理员".to_owned(),
            reason: "岗位调整".to_owned(),
            items: vec![
                handed("授权", "法治科拟稿人（自2019年1月2日）", "1"),
                handed("稿件", "", "1"),
                handed("待审件", "通知", "2"),
                handed("待办", "提醒", "1"),
            ],
        };
        assert_eq!(ended_roles(&kept), ["法治科拟稿人（自2019年1月2日）"]);
        assert_eq!(reason(&kept), "岗位调整（调入办公室）");
        let names: Vec<String> = successors(&kept, &[], &[]).into_iter().map(|person| person.name).collect();
        assert_eq!(names, ["接替人1", "接替人2"]);
        let items: Vec<HandoverItem> = kept.items.iter().filter_map(item).collect();
        let kinds: Vec<HandoverKind> = items.iter().map(|item| item.kind).collect();
        assert_eq!(kinds, [HandoverKind::Draft, HandoverKind::Review, HandoverKind::Task]);
        assert_eq!(items[0].title, "（未填标题）");
    }
}
