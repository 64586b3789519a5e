//! What every page of the administration is looked at with: a frame, and the faults that a machine finds in its HTML.

use crate::kit::{Errors, Flash, NavEntry, NavGroup, OfficeShell};
use affairs::Refusal;
use askama::Template;
use std::collections::BTreeSet;

/// A frame with everything in it.
pub fn shell(title: &str) -> OfficeShell {
    OfficeShell {
        title: title.to_owned(),
        agency_name: "云川市司法局".to_owned(),
        public_address: "/a/yunchuan/".to_owned(),
        person_name: "管理员甲".to_owned(),
        roles: vec!["系统管理员".to_owned()],
        navigation: vec![NavGroup {
            label: "管理".to_owned(),
            entries: vec![NavEntry {
                label: "人员".to_owned(),
                href: "/office/people".to_owned(),
                current: true,
                count: 2,
            }],
        }],
        waiting: 3,
        csrf: "token".to_owned(),
        flash: Some(Flash::good("已保存。")),
        here: "/office/people".to_owned(),
        ..OfficeShell::default()
    }
}

/// The same frame with a fault at each of these fields.
pub fn shell_with_errors(title: &str, fields: &[&'static str]) -> OfficeShell {
    let refusals: Vec<Refusal> =
        fields.iter().map(|field| Refusal::new("sample", format!("{field}有问题。")).at(field)).collect();
    OfficeShell { errors: Errors::from(refusals), ..shell(title) }
}

/// Text that a template must not take for markup.
pub const NASTY: &str = "<b>\"某\"&'</b>";

/// Renders a page and finds what is wrong with it: text taken for markup, an id that stands twice, a label, an error or a
/// description that leads nowhere.
///
/// # Panics
/// On the first fault.
pub fn sound(page: &impl Template) -> String {
    let html = page.render().unwrap();
    assert!(!html.contains(NASTY), "text was taken for markup");
    let ids = values(&html, " id=\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    let twice: Vec<&&str> = unique.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).collect();
    assert!(twice.is_empty(), "ids that stand twice: {twice:?}");
    let leads = [" for=\"", " href=\"#", " aria-labelledby=\"", " aria-describedby=\""];
    for name in leads {
        for value in values(&html, name).iter().flat_map(|value| value.split_whitespace()) {
            assert!(unique.contains(value), "{name}{value}\" leads nowhere");
        }
    }
    html
}

fn values<'html>(html: &'html str, before: &str) -> Vec<&'html str> {
    html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}
