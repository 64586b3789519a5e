//! 业务设置: number templates, word lists, limits. A change holds from the day it is made; older versions stay.

use super::super::answer::Fault;
use super::super::form::Fields;
use super::super::front::{front_at, page};
use super::super::session::{Posted, Signed};
use super::answering;
use super::history::{self, VersionLine};
use super::lists::{lines, pair_text, pairs};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::series::{Series, number_text};
use affairs::setting::Settings;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;

const MEGA: u64 = 1024 * 1024;

/// What a template would give next.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub code: String,
    pub year: i16,
    pub serial: i64,
}

impl Example {
    fn of(&self, template: &str) -> String {
        number_text(template, &self.code, self.year, self.serial)
    }
}

#[derive(Template)]
#[template(path = "office/settings/rules.html")]
pub(super) struct RulesPage {
    pub shell: OfficeShell,
    pub fields: Fields,
    pub levels: Vec<(String, String, bool)>,
    pub reviewers: Vec<(String, String)>,
    pub index: Example,
    pub document_number: Example,
    pub versions: Vec<VersionLine>,
}

/// The page.
///
/// # Errors
/// Refused without the role.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let today = app.desk().now().date();
    let settings = store::settings::on(app.desk().reader(), &signed.who().agency, today).await?;
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, Errors::none(), done, fields_of(&settings)).await
}

fn fields_of(settings: &Settings) -> Fields {
    let mut pairs = vec![
        ("index_template", settings.index_template.clone()),
        ("document_number_template", settings.document_number_template.clone()),
        ("application_number_template", settings.application_number_template.clone()),
        ("largest_file", (settings.largest_file / MEGA).max(1).to_string()),
        ("largest_case_file", (settings.largest_case_file / MEGA).max(1).to_string()),
        ("most_case_files", settings.most_case_files.to_string()),
        ("slow_after_days", settings.slow_after_days.to_string()),
        ("session_idle_minutes", settings.session_idle_minutes.to_string()),
        ("session_hours", settings.session_hours.to_string()),
        ("wrong_words", pair_text(&settings.wrong_words)),
        ("forbidden_words", settings.forbidden_words.join("\n")),
        ("leaders", pair_text(&settings.leaders)),
        ("known_numbers", settings.known_numbers.join("\n")),
    ];
    pairs.extend(answering::fields_of(&settings.answering));
    if settings.release_automatically {
        pairs.push(("release_automatically", "yes".to_owned()));
    }
    Fields::from(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>())
}

async fn page_of(app: &App, signed: &Signed, errors: Errors, done: &str, fields: Fields) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::ChangeSettings, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let agency = store::agencies::by_id(reader, &who.agency).await?.ok_or_else(Fault::not_found)?;
    let year = app.desk().now().year();
    let (index, ..) = store::series::account(reader, &who.agency, Series::Index, year).await?;
    let (numbers, ..) = store::series::account(reader, &who.agency, Series::DocumentNumber, year).await?;
    let example = |issued: i64| Example { code: agency.code.clone(), year, serial: issued.saturating_add(1) };
    let versions = store::settings::versions(reader, &who.agency).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = RulesPage {
        shell: front_at(app, signed, "业务设置", errors, done).await?,
        levels: answering::levels(&fields),
        reviewers: answering::reviewers(),
        fields,
        index: example(index),
        document_number: example(numbers),
        versions: history::lines(&versions),
    };
    page(&shown, status)
}

/// Keeps the settings, in force from today.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn save(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let today = app.desk().now().date();
    let base = store::settings::on(app.desk().reader(), &signed.who().agency, today).await?;
    let (settings, errors) = settings(&fields, base);
    if !errors.is_empty() {
        return page_of(&app, &signed, errors, "", fields).await;
    }
    match app.desk().save_settings(signed.who(), &settings).await {
        Ok(()) => Ok(Redirect::to("/office/settings/rules?done=saved").into_response()),
        Err(ActError::Refused(refusal)) => page_of(&app, &signed, Errors::one(refusal), "", fields).await,
        Err(failed) => Err(failed.into()),
    }
}

/// What the form says, and everything that is wrong with it. What the form does not ask for stays as it is in `base`.
fn settings(fields: &Fields, base: Settings) -> (Settings, Errors) {
    let mut errors = Errors::none();
    let mut number = |name: &'static str, least: i64, most: i64, unit: &str| match fields.number(name) {
        Some(number) if (least..=most).contains(&number) => number,
        _ => {
            errors.add(Refusal::new("number", format!("请填写 {least} 至 {most} 之间的整数（{unit}）。")).at(name));
            least
        }
    };
    let largest = number("largest_file", 1, 512, "MB");
    let largest_case_file = number("largest_case_file", 1, 100, "MB");
    let most_case_files = number("most_case_files", 1, 50, "个");
    let slow_after_days = number("slow_after_days", 1, 60, "天");
    let session_idle_minutes = number("session_idle_minutes", 5, 480, "分钟");
    let session_hours = number("session_hours", 1, 24, "小时");
    let mut kept_pairs = |name: &'static str, example: &str| {
        pairs(fields.raw(name), name, example).unwrap_or_else(|refusal| {
            errors.add(refusal);
            Vec::new()
        })
    };
    let wrong_words = kept_pairs("wrong_words", "错词=正词");
    let leaders = kept_pairs("leaders", "姓名=职务");
    let mut kept_lines = |name: &'static str| {
        lines(fields.raw(name), name).unwrap_or_else(|refusal| {
            errors.add(refusal);
            Vec::new()
        })
    };
    let settings = Settings {
        index_template: fields.get("index_template").to_owned(),
        document_number_template: fields.get("document_number_template").to_owned(),
        application_number_template: fields.get("application_number_template").to_owned(),
        release_automatically: fields.is_ticked("release_automatically"),
        largest_file: u64::try_from(largest).unwrap_or(1) * MEGA,
        largest_case_file: u64::try_from(largest_case_file).unwrap_or(1) * MEGA,
        most_case_files: usize::try_from(most_case_files).unwrap_or(1),
        wrong_words,
        forbidden_words: kept_lines("forbidden_words"),
        leaders,
        known_numbers: kept_lines("known_numbers"),
        slow_after_days,
        session_idle_minutes,
        session_hours,
        answering: answering::read(fields),
        ..base
    };
    (settings, errors)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;

    #[test]
    fn settings_survive_their_form() {
        let kept = Settings {
            release_automatically: true,
            wrong_words: vec![("帐户".to_owned(), "账户".to_owned())],
            forbidden_words: vec!["某词".to_owned()],
            leaders: vec![("甲某某".to_owned(), "局长".to_owned())],
            known_numbers: vec!["0391-0000123".to_owned()],
            ..Settings::default()
        };
        let (read, errors) = settings(&fields_of(&kept), Settings::default());
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(read, kept);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let form = [("largest_file", "900"), ("slow_after_days", "三"), ("session_idle_minutes", "30")];
        let cases = [("largest_case_file", "20"), ("most_case_files", "10")];
        let form = [form.as_slice(), &cases, &[("session_hours", "12"), ("wrong_words", "帐户")]].concat();
        let form: Vec<(String, String)> = form.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let (_, errors) = settings(&Fields::from(form), Settings::default());
        let fields: Vec<_> = errors.all().iter().filter_map(|refusal| refusal.field).collect();
        assert_eq!(fields, ["largest_file", "slow_after_days", "wrong_words"]);
    }

    #[test]
    fn the_page_is_sound_and_shows_the_next_numbers() {
        let example = |serial| Example { code: "11410000".to_owned(), year: 2019, serial };
        let kept = Settings { forbidden_words: vec![NASTY.to_owned()], ..Settings::default() };
        let sample = |shell| RulesPage {
            shell,
            levels: answering::levels(&fields_of(&kept)),
            reviewers: answering::reviewers(),
            fields: fields_of(&kept),
            index: example(43),
            document_number: example(7),
            versions: vec![VersionLine { from: "自2019年3月5日起".to_owned(), changes: vec![NASTY.to_owned()] }],
        };
        let html = sound(&sample(shell("业务设置")));
        assert!(html.contains("11410000/2019-00043") && html.contains("〔2019〕7号"));
        let every = ["index_template", "document_number_template", "slow_after_days", "largest_file", "wrong_words"];
        sound(&sample(shell_with_errors("业务设置", &every)));
        sound(&sample(shell_with_errors("业务设置", &["session", "session_hours", "leaders", "known_numbers"])));
    }
}
