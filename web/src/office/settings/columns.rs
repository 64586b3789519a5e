//! 栏目: groups, names, what each is for. The public sees a change once the site's face is published anew.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::front::{front_at, page};
use super::super::session::{Posted, Signed};
use super::lists::words;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::document::{Column, ColumnGroup, ColumnKind};
use affairs::id::ColumnId;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;

/// A group with its columns.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub label: &'static str,
    pub columns: Vec<Column>,
}

#[derive(Template)]
#[template(path = "office/settings/columns.html")]
pub(super) struct ColumnsPage {
    pub shell: OfficeShell,
    pub groups: Vec<Group>,
    /// Whether an existing column is being changed; its key stays.
    pub changes: bool,
    /// Whether what the public sees differs from this list.
    pub differs: bool,
    pub group_options: Vec<(String, String)>,
    pub kind_options: Vec<(String, String)>,
    pub fields: Fields,
}

/// The page; `?column=` opens one of them for change.
///
/// # Errors
/// Refused without the role.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let columns = store::agencies::columns(app.desk().reader(), &signed.who().agency).await?;
    let chosen = query.get("column").and_then(|id| columns.iter().find(|column| column.id.as_str() == id));
    let fields = chosen.map(fields_of).unwrap_or_default();
    page_of(&app, &signed, columns, Errors::none(), done, fields).await
}

fn fields_of(column: &Column) -> Fields {
    let pairs = [
        ("known", column.id.to_string()),
        ("id", column.id.to_string()),
        ("group", column.group.code().to_owned()),
        ("kind", column.kind.code().to_owned()),
        ("name", column.name.clone()),
        ("description", column.description.clone()),
        ("keywords", column.keywords.join(" ")),
        ("position", column.position.to_string()),
    ];
    Fields::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

async fn page_of(
    app: &App,
    signed: &Signed,
    columns: Vec<Column>,
    errors: Errors,
    done: &str,
    fields: Fields,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::ChangeSettings, &Facts::of(&who.agency))?;
    let shown = crate::office::site::live_facts(app, &who.agency).await?;
    let differs = shown.is_some_and(|facts| !same_columns(&facts.columns, &columns));
    let groups = ColumnGroup::ALL.map(|group| Group {
        label: group.label(),
        columns: columns.iter().filter(|column| column.group == group).cloned().collect(),
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let listed = ColumnsPage {
        shell: front_at(app, signed, "栏目与设置", errors, done).await?,
        groups: groups.to_vec(),
        changes: !fields.get("known").is_empty(),
        differs,
        group_options: ColumnGroup::ALL.iter().map(|one| (one.code().to_owned(), one.label().to_owned())).collect(),
        kind_options: ColumnKind::ALL.iter().map(|one| (one.code().to_owned(), kind_words(*one))).collect(),
        fields,
    };
    page(&listed, status)
}

/// Whether two lists of columns would look the same to a reader, whatever order they were kept in.
pub(in crate::office) fn same_columns(left: &[Column], right: &[Column]) -> bool {
    let sorted = |columns: &[Column]| {
        let mut columns = columns.to_vec();
        columns.sort_by(|one, other| (one.group, one.position, &one.id).cmp(&(other.group, other.position, &other.id)));
        columns
    };
    sorted(left) == sorted(right)
}

fn kind_words(kind: ColumnKind) -> String {
    match kind.stale_after_days() {
        Some(14) => format!("{}（两周须有更新）", kind.label()),
        Some(_) => format!("{}（半年须有更新）", kind.label()),
        None => format!("{}（随事实变化更新）", kind.label()),
    }
}

/// Keeps a column.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn save(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let columns = store::agencies::columns(app.desk().reader(), &signed.who().agency).await?;
    let done = match column(&fields, &columns) {
        Ok(column) => app.desk().save_column(signed.who(), &column).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/office/settings?done=saved").into_response()),
        Err(ActError::Refused(refusal)) => page_of(&app, &signed, columns, Errors::one(refusal), "", fields).await,
        Err(failed) => Err(failed.into()),
    }
}

/// The column that a form describes. A key is given once: addresses and publications carry it.
fn column(fields: &Fields, columns: &[Column]) -> Result<Column, Refusal> {
    let known = fields.get("known");
    let id = if known.is_empty() { fields.get("id") } else { known };
    let taken = columns.iter().any(|column| column.id.as_str() == id);
    if known.is_empty() && taken {
        return Err(Refusal::new("column_taken", "这个栏目代号已经使用，请换一个。").at("id"));
    }
    if !known.is_empty() && !taken {
        return Err(Refusal::new("column_unknown", "没有这个栏目，请返回刷新。").at("id"));
    }
    let group = ColumnGroup::from_code(fields.get("group"));
    let group = group.ok_or_else(|| Refusal::new("column_group", "请选择所属的组。").at("group"))?;
    let kind = ColumnKind::from_code(fields.get("kind"));
    if fields.get("description").is_empty() {
        return Err(Refusal::new("column_description", "请写一句栏目说明，网站和检索结果都会显示。").at("description"));
    }
    let last = columns.iter().filter(|column| column.group == group).map(|column| column.position).max();
    Ok(Column {
        id: ColumnId::new(id),
        group,
        kind: kind.ok_or_else(|| Refusal::new("column_kind", "请选择栏目的性质。").at("kind"))?,
        name: fields.get("name").to_owned(),
        description: fields.get("description").to_owned(),
        keywords: words(fields.get("keywords")),
        position: fields.number("position").unwrap_or_else(|| last.map_or(0, |last| last.saturating_add(1))),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    fn news() -> Column {
        Column {
            id: ColumnId::new("news"),
            group: ColumnGroup::Management,
            kind: ColumnKind::News,
            name: "司法动态".to_owned(),
            description: "日常工作".to_owned(),
            keywords: vec!["动态".to_owned()],
            position: 4,
        }
    }

    #[test]
    fn a_column_survives_its_form() {
        assert_eq!(column(&fields_of(&news()), &[news()]).unwrap(), news());
    }

    #[test]
    fn a_new_column_comes_last_and_never_under_a_key_in_use() {
        let form = [("group", "management"), ("kind", "notice"), ("name", "公告"), ("description", "公告公示")];
        let with = |id: &'static str| [&[("id", id)], form.as_slice()].concat();
        assert_eq!(column(&fields(&with("notices")), &[news()]).unwrap().position, 5);
        assert_eq!(column(&fields(&with("news")), &[news()]).unwrap_err().field, Some("id"));
    }

    #[test]
    fn order_of_keeping_is_no_difference() {
        let other = Column { id: ColumnId::new("notices"), position: 5, ..news() };
        assert!(same_columns(&[news(), other.clone()], &[other.clone(), news()]));
        assert!(!same_columns(&[news()], &[Column { name: "动态".to_owned(), ..news() }]));
    }

    fn sample(changes: bool, fields: Fields) -> ColumnsPage {
        let group = |label, columns| Group { label, columns };
        ColumnsPage {
            shell: shell("栏目与设置"),
            groups: vec![group("综合管理信息", vec![news()]), group("政策信息", Vec::new())],
            changes,
            differs: true,
            group_options: vec![("management".to_owned(), NASTY.to_owned())],
            kind_options: vec![("news".to_owned(), kind_words(ColumnKind::News))],
            fields,
        }
    }

    #[test]
    fn the_page_is_sound_for_a_new_column_and_an_old_one() {
        assert!(sound(&sample(false, Fields::default())).contains("新增栏目"));
        assert!(!sound(&sample(true, fields_of(&news()))).contains("id=\"id\""), "a key never changes");
        let errors = shell_with_errors("栏目与设置", &["id", "name", "description", "group", "kind"]);
        sound(&ColumnsPage { shell: errors, ..sample(false, fields(&[("name", NASTY)])) });
    }
}
