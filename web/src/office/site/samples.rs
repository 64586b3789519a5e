//! Both templates of this folder with every sample.

use super::super::editor::FileLine;
use super::super::form::Fields;
use super::super::samples::{NASTY, shell, shell_with_errors, sound};
use super::entry::{Live, Open, SitePage};
use super::face::seat_rows;
use super::form::FormPage;
use affairs::Instant;
use affairs::agency::SeatKind;
use affairs::document::site::LeadingSeat;
use affairs::document::{BundleKind, Column, ColumnGroup, ColumnKind, Document, DocumentState, Edition, SiteFacts};
use affairs::id::{AgencyId, ColumnId, DocumentId, PersonId, SectionId};
use store::outbox::UpdateTask;

fn text(text: &str) -> String {
    text.to_owned()
}

fn facts() -> SiteFacts {
    SiteFacts {
        name: text(NASTY),
        columns: vec![Column {
            id: ColumnId::new("news"),
            group: ColumnGroup::Management,
            kind: ColumnKind::News,
            name: text("司法动态"),
            description: text("日常工作"),
            keywords: Vec::new(),
            position: 0,
        }],
        leading_group: vec![LeadingSeat { seat: SeatKind::Leader, duty: text("局长"), name: text(NASTY) }],
        ..SiteFacts::default()
    }
}

fn entry() -> SitePage {
    let open = |mine| Open { href: text("/office/site/d"), edition: 2, state: "起草中", owner: text(NASTY), mine };
    SitePage {
        shell: shell("网站信息"),
        live: Some(Live { document: text("d"), released_at: text("2019-03-05 09:30"), facts: facts() }),
        open: vec![open(true), open(false)],
        may_draft: true,
        may_change_columns: true,
        sections: vec![(text("law"), text("法治科"))],
        columns_differ: true,
        updates: vec![UpdateTask {
            id: text("u"),
            what: text("公开指南"),
            why: text(NASTY),
            at: Instant::from_milliseconds(0),
            done_at: None,
        }],
        fields: Fields::default(),
    }
}

#[test]
fn the_entry_is_sound_before_the_first_face_and_after() {
    assert!(sound(&entry()).contains("继续起草"));
    let first = SitePage { live: None, open: Vec::new(), updates: Vec::new(), ..entry() };
    assert!(sound(&first).contains("起草网站信息"));
    let two = vec![(text("law"), text("法治科")), (text("office"), text("办公室"))];
    assert!(sound(&SitePage { sections: two, live: None, open: Vec::new(), ..entry() }).contains("由哪个科室起草"));
    let reader = SitePage { may_draft: false, open: Vec::new(), ..entry() };
    assert!(!sound(&reader).contains("起草新版本<"));
    sound(&SitePage { shell: shell_with_errors("网站信息", &["what", "why"]), ..entry() });
}

fn form(facts: SiteFacts) -> FormPage {
    let document = Document {
        agency: AgencyId::new("a"),
        id: DocumentId::new("d"),
        section: SectionId::new("law"),
        owner: PersonId::new("1"),
        kind: BundleKind::Site,
        content: Edition::empty(BundleKind::Site, "云川市司法局"),
        edition: 1,
        revision: 3,
        state: DocumentState::Writing,
        index_number: String::new(),
        document_number: String::new(),
        created_at: Instant::from_milliseconds(0),
        updated_at: Instant::from_milliseconds(0),
    };
    FormPage {
        shell: shell("网站信息（首次发布）"),
        edition: document.content.clone(),
        revision: 3,
        generated_on: text("2019-03-05"),
        accents: vec![(text("blue"), text("深蓝"))],
        emblems: vec![(text("sha256:00"), text(NASTY))],
        emblem: String::new(),
        seat_options: vec![(text("leader"), text("组长")), (text("member"), text("成员"))],
        seats: seat_rows(&facts),
        files: vec![FileLine {
            hex: text("00ff"),
            name: text(NASTY),
            size: 1024,
            pages: String::new(),
            human_reading: true,
            read: false,
            in_attachments: true,
            typed_text: text("标识"),
        }],
        columns_differ: true,
        autosaved_at: text("2019-03-05 09:30"),
        facts,
        document,
    }
}

#[test]
fn the_form_is_sound_full_empty_and_with_every_shortcoming() {
    let html = sound(&form(facts()));
    assert!(html.contains("value=\"网站信息\""), "a face without a title is called by its kind");
    let first = html.find("name=\"act\"").map(|at| &html[at..at + 30]);
    assert!(first.is_some_and(|button| button.contains("save")), "Enter in a field saves and does nothing else");
    let empty = SiteFacts::default();
    let fields: Vec<&'static str> = empty.shortcomings().iter().filter_map(|one| one.field).collect();
    assert!(fields.len() > 10);
    // Every shortcoming leads to a field of this form.
    sound(&FormPage { shell: shell_with_errors("网站信息", &fields), ..form(empty) });
}
