//! Every template of this folder with every sample.

use super::super::form::Fields;
use super::super::samples::{NASTY, shell, shell_with_errors, sound};
use super::decide::LinkPage;
use super::leave::{HandoverPage, LeavePage, Post};
use super::list::{PeoplePage, PersonLine, ProposalLine, SeatLine};
use super::person::{GrantLine, PersonPage};
use crate::kit::Tone;
use affairs::Instant;
use affairs::agency::Section;
use affairs::id::{AgencyId, PersonId, SectionId};
use affairs::people::proposal::{HandedOver, Handover};
use affairs::people::{Person, PersonState};

fn text(text: &str) -> String {
    text.to_owned()
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    Fields::from(pairs.iter().map(|(name, value)| (text(name), text(value))).collect::<Vec<_>>())
}

fn options() -> Vec<(String, String)> {
    vec![(text("law"), text("法治科")), (text("office"), text(NASTY))]
}

fn line(posts: &[&str]) -> PersonLine {
    PersonLine {
        id: text("p1"),
        name: text("拟稿岗甲"),
        username: text("drafter"),
        section: text("法治科"),
        duty: text(NASTY),
        state: "在用",
        tone: Tone::Good,
        posts: posts.iter().map(|post| text(post)).collect(),
    }
}

fn proposal(waits: bool, why_not: &str) -> ProposalLine {
    ProposalLine {
        id: text("x"),
        label: "授予岗位",
        words: vec![text("拟稿岗甲担任法治科拟稿人，自2019年1月2日起。"), text(NASTY)],
        history: vec![text("管理员甲于 2019-01-02 09:00 提出")],
        state: "待第二人确认",
        waits,
        why_not: text(why_not),
        held: text("已 2 天"),
    }
}

fn people(fields: Fields) -> PeoplePage {
    PeoplePage {
        shell: shell("人员与授权"),
        may_propose: true,
        proposals: vec![proposal(true, ""), proposal(true, "提出变更的人不能自己确认。"), proposal(false, "")],
        people: vec![line(&["法治科拟稿人", "局领导（受某某委托），至2019年3月1日"]), line(&[])],
        left: vec![line(&[])],
        sections: vec![Section { id: SectionId::new("law"), name: text("法治科"), position: 0 }],
        section_options: options(),
        person_options: options(),
        seat_options: options(),
        seats: vec![SeatLine {
            name: text("局长甲"),
            seat: "组长",
            duty: text("局长"),
            term: text("自2019年1月2日起"),
            current: false,
        }],
        handovers: vec![(text("h"), text("拟稿岗甲离任移交"))],
        alone: true,
        fields,
    }
}

#[test]
fn the_list_is_sound_full_empty_and_wrong() {
    let html = sound(&people(Fields::default()));
    assert_eq!(html.matches("确认生效<").count(), 1, "only what this person may decide has its button");
    let empty = PeoplePage {
        proposals: Vec::new(),
        people: Vec::new(),
        left: Vec::new(),
        sections: Vec::new(),
        seats: Vec::new(),
        handovers: Vec::new(),
        alone: false,
        ..people(Fields::default())
    };
    sound(&empty);
    let wrong = PeoplePage {
        shell: shell_with_errors("人员与授权", &["name", "username", "section"]),
        ..people(fields(&[("change", "account"), ("name", NASTY)]))
    };
    assert!(sound(&wrong).contains("id=\"new-account\" open"));
    let seats = PeoplePage {
        shell: shell_with_errors("人员与授权", &["seat", "seat_person", "seat_from", "seat_until"]),
        ..people(Fields::default())
    };
    sound(&seats);
}

#[test]
fn an_auditor_sees_no_form_of_the_list() {
    let html = sound(&PeoplePage { may_propose: false, ..people(Fields::default()) });
    assert!(!html.contains("action=\"/office/people"), "{html}");
}

fn person(fields: Fields) -> PersonPage {
    let grant = |id: &str, open| GrantLine {
        id: text(id),
        post: text("法治科拟稿人"),
        scope: text("法治科"),
        term: text("自2019年1月2日起"),
        basis: text(NASTY),
        acting: text("受科长乙委托，授权委托书3号"),
        by: text("管理员甲提出，管理员乙确认"),
        open,
    };
    PersonPage {
        shell: shell("拟稿岗甲"),
        line: line(&["法治科拟稿人"]),
        grants: vec![grant("g1", true), grant("g2", true), grant("g3", false)],
        deputies: vec![text("甲代行法治科科室负责人")],
        may_propose: true,
        why_not: String::new(),
        roles: options(),
        section_options: options(),
        person_options: options(),
        today: text("2019-03-01"),
        fields,
    }
}

#[test]
fn a_person_is_sound_whatever_came_back() {
    sound(&person(Fields::default()));
    let ends = fields(&[("change", "end"), ("grant", "g2"), ("last", "2019-02-30")]);
    let wrong = PersonPage { shell: shell_with_errors("甲", &["last", "reason"]), ..person(ends) };
    assert!(sound(&wrong).contains("2019-02-30"));
    let grants = fields(&[("change", "grant"), ("basis", NASTY)]);
    let every = ["role", "section", "from", "until", "basis", "acting_for", "acting_basis"];
    sound(&PersonPage { shell: shell_with_errors("甲", &every), ..person(grants) });
    let own = PersonPage { why_not: text("不能为自己提出"), grants: Vec::new(), ..person(Fields::default()) };
    assert!(!sound(&own).contains("提出授予岗位"));
}

fn leave() -> LeavePage {
    let post = |role: &str, candidates| Post {
        field: format!("successor.{role}"),
        label: format!("{role}的接替人"),
        candidates,
        chosen: text("law"),
    };
    LeavePage {
        shell: shell("拟稿岗甲的移交"),
        person: Person {
            agency: AgencyId::new("a"),
            id: PersonId::new("p1"),
            username: text("drafter"),
            name: text("拟稿岗甲"),
            section: SectionId::new("law"),
            duty: text("科员"),
            state: PersonState::Active,
        },
        person_address: text("/office/people/p1"),
        section: text("法治科"),
        posts: vec![post("drafter", options()), post("leader", Vec::new())],
        drafts: vec![(text(NASTY), "起草中")],
        published: 12,
        reviews: vec![text("通知（待科室负责人审查）")],
        unread: 2,
        deputies: vec![text("乙代行")],
        section_options: options(),
        fields: Fields::default(),
    }
}

#[test]
fn leaving_is_sound_with_and_without_open_work() {
    assert!(sound(&leave()).contains("name=\"successor.drafter\""));
    let errors = shell_with_errors("移交", &["successors", "reason", "moves_to"]);
    let empty = LeavePage {
        shell: errors,
        posts: Vec::new(),
        drafts: Vec::new(),
        reviews: Vec::new(),
        unread: 0,
        deputies: Vec::new(),
        ..leave()
    };
    assert!(sound(&empty).contains("没有未办结的工作"));
}

#[test]
fn the_list_to_sign_and_the_link_are_sound() {
    let item = HandedOver {
        kind: text("稿件"),
        title: text(NASTY),
        number: text("11410000/2019-00042"),
        state: text("起草中"),
        since: None,
        to: PersonId::new("p2"),
        to_name: text("拟稿岗乙"),
    };
    let kept = Handover {
        from: PersonId::new("p1"),
        from_name: text("拟稿岗甲"),
        from_duty: text("法治科科员"),
        moves_to: String::new(),
        at: Instant::from_milliseconds(0),
        by_name: text("管理员乙"),
        reason: text("退休"),
        items: vec![item],
    };
    sound(&HandoverPage { shell: shell("工作交接"), id: text("h"), kept: kept.clone() });
    sound(&HandoverPage { shell: shell("工作交接"), id: text("h"), kept: Handover { items: Vec::new(), ..kept } });
    let link =
        LinkPage { shell: shell("一次性链接"), name: text("甲"), link: text("https://x/office/welcome/abc") };
    assert!(sound(&link).contains("https://x/office/welcome/abc"));
}
