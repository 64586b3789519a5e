//! The application form: three minutes on a phone, whole without script, nothing lost when something is wrong.

use super::filled::{DOCUMENT_KINDS, Filled, read};
use super::incoming::{Incoming, take};
use super::receipt::{self, Taken};
use super::{App, Chrome, Fields, PageName, Trouble, errors_of, private_frame, send, site, status_of};
use crate::kit::{Errors, readable_size};
use crate::public::chrome::Site;
use affairs::ContentHash;
use affairs::application::{ProvisionForm, ProvisionWay};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use law::annual_report::ApplicantKind;

/// The shortest key that the desk takes for one.
const SHORTEST_KEY: usize = 20;

#[derive(Template)]
#[template(path = "public/applying/form.html")]
pub struct FormPage {
    pub chrome: Chrome,
    pub errors: Errors,
    pub fields: Fields,
    /// Drawn with the form: sent twice, it is one application.
    pub key: String,
    pub kinds: Vec<(&'static str, &'static str)>,
    pub document_kinds: Vec<(&'static str, &'static str)>,
    pub forms: Vec<(&'static str, &'static str)>,
    pub ways: Vec<(&'static str, &'static str)>,
    pub limits: Limits,
}

/// How much an applicant may hand in with the form, by the agency's settings.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one file.
    pub largest: u64,
    pub most: usize,
}

impl Limits {
    async fn of(app: &App, site: &Site) -> Result<Self, Trouble> {
        let desk = app.desk();
        let settings = store::settings::on(desk.reader(), &site.agency.id, desk.now().date()).await?;
        Ok(Self { largest: settings.largest_case_file, most: settings.most_case_files })
    }
}

impl FormPage {
    /// The form with what was typed and what is wrong with it.
    pub fn new(chrome: Chrome, fields: Fields, errors: Errors, key: String, limits: Limits) -> Self {
        Self {
            chrome,
            errors,
            fields,
            key,
            kinds: kinds(),
            document_kinds: DOCUMENT_KINDS.map(|kind| (kind, kind)).to_vec(),
            forms: ProvisionForm::ALL.map(|form| (form.code(), form.label())).to_vec(),
            ways: ProvisionWay::ALL.map(|way| (way.code(), way.label())).to_vec(),
            limits,
        }
    }

    fn file_hint(&self) -> String {
        let (largest, most) = (readable_size(self.limits.largest), self.limits.most);
        format!("身份证、护照、营业执照等的照片、扫描件或者PDF，每个不超过{largest}，一共不超过{most}个")
    }

    /// What is chosen, or what most people choose.
    fn chosen<'page>(&'page self, name: &str, otherwise: &'page str) -> &'page str {
        match self.fields.get(name) {
            "" => otherwise,
            chosen => chosen,
        }
    }
}

/// The six kinds of table 三, in the words of somebody who has never seen it.
fn kinds() -> Vec<(&'static str, &'static str)> {
    let words = |kind| match kind {
        ApplicantKind::NaturalPerson => "个人",
        ApplicantKind::BusinessEnterprise => "企业（商业企业）",
        ApplicantKind::ResearchInstitution => "科研机构",
        ApplicantKind::PublicWelfareOrganisation => "社会公益组织",
        ApplicantKind::LegalServiceOrganisation => "法律服务机构",
        ApplicantKind::OtherOrganisation => "其他单位",
    };
    ApplicantKind::ALL.map(|kind| (kind.code(), words(kind))).to_vec()
}

/// `/a/{agency}/apply/form`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_form(&app, &site, &headers, Fields::default(), Errors::none()).await
}

/// Takes the application in, or shows the form again with what was typed.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn submit(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let headers = request.headers().clone();
    let Incoming { fields, files, digest, errors } = take(&app, &agency.id, request).await;
    let Filled { kind, form } = match read(&fields, errors) {
        Ok(filled) => filled,
        Err(errors) => return send_form(&app, &site, &headers, fields, errors).await,
    };
    let key = key_of(fields.get("key"), kind, &form, &digest);
    let number = form.applicant.document_number.clone();
    let doubtful = form.applicant.document_kind == DOCUMENT_KINDS[0]
        && !number.is_empty()
        && !affairs::screening::is_resident_id(&number);
    match app.desk().apply(&agency.id, kind, form, &key, files).await {
        Ok(receipt) => receipt::send_receipt(&app, &site, &headers, Taken { receipt, doubtful }).await,
        Err(error) => send_form(&app, &site, &headers, fields, errors_of(error)).await,
    }
}

/// The same form sent twice is one application; a form that was changed in between is another, so that nothing anybody wrote
/// is passed over in silence.
fn key_of(drawn: &str, kind: ApplicantKind, form: &affairs::application::Form, files: &str) -> String {
    if drawn.len() < SHORTEST_KEY {
        return String::new();
    }
    let content = serde_json::to_string(form).unwrap_or_default();
    ContentHash::of(format!("{drawn}\n{}\n{content}\n{files}", kind.code()).as_bytes()).hex().to_owned()
}

async fn send_form(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Trouble> {
    let chrome = private_frame(site, PageName::ApplicationForm, headers, "/apply/form");
    let key = match fields.get("key") {
        typed if typed.len() >= SHORTEST_KEY => typed.to_owned(),
        _ => desk::new_id().map_err(|error| Trouble::Failed(error.to_string()))?,
    };
    let status = status_of(&errors);
    send(status, &FormPage::new(chrome, fields, errors, key, Limits::of(app, site).await?))
}
