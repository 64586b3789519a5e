//! 从表格导入: a sheet is taken in, shown with what is wrong in it, and imported whole or not at all.

use super::register_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::front::{front, page};
use crate::office::session::{Posted, Signed, comes_from_here};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::register::Register;
use affairs::register::sheet::{SheetColumn, columns};
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::registers::{ImportState, Preview};

#[derive(Template)]
#[template(path = "office/registers/import.html")]
struct ImportPage {
    shell: OfficeShell,
    register: Register,
    register_address: String,
    columns: &'static [SheetColumn],
}

fn address_of(register: Register) -> String {
    format!("/office/registers/{}", register.code())
}

/// The form that takes a sheet.
///
/// # Errors
/// Refused without the role.
pub async fn show(signed: Signed, State(app): State<App>, Path(code): Path<String>) -> Result<Response, Fault> {
    import_page(&app, &signed, register_of(&code)?, Errors::none()).await
}

async fn import_page(app: &App, signed: &Signed, register: Register, errors: Errors) -> Result<Response, Fault> {
    may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&signed.who().agency))?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = front(app, signed, &format!("导入：{}", register.label()), errors).await?;
    let view = ImportPage { shell, register, register_address: address_of(register), columns: columns(register) };
    page(&view, status)
}

/// Takes a sheet in, streamed to disk, and leads to its preview.
///
/// # Errors
/// When the store fails; a sheet that cannot be read comes back as words on the form.
pub async fn take_in(
    signed: Signed,
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let register = register_of(&code)?;
    let mut checked = false;
    let mut staged = None;
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        match field.name().unwrap_or_default() {
            "csrf" => {
                signed.check(&field.text().await.map_err(|_| broken())?)?;
                checked = true;
            }
            "file" if checked => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    continue;
                }
                let mut incoming = app.desk().incoming(signed.who()).await?;
                while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
                    incoming.write(&piece).await.map_err(desk::publishing::too_large)?;
                }
                staged = Some(app.desk().stage_sheet(signed.who(), register, incoming, &name).await);
            }
            _ => {}
        }
    }
    let missing = || ActError::Refused(Refusal::new("file_missing", "请选择一个 .xlsx 或 .csv 文件。").at("file"));
    match staged.unwrap_or_else(|| Err(missing())) {
        Ok(staging) => Ok(Redirect::to(&format!("/office/registers/{code}/import/{staging}")).into_response()),
        Err(ActError::Refused(refusal)) => import_page(&app, &signed, register, Errors::one(refusal.at("file"))).await,
        Err(failed) => Err(failed.into()),
    }
}

fn broken() -> Fault {
    Refusal::new("upload_broken", "文件没有传完，请检查网络后重新上传；没有留下任何内容。").into()
}

#[derive(Template)]
#[template(path = "office/registers/preview.html")]
struct PreviewPage {
    shell: OfficeShell,
    register: Register,
    register_address: String,
    headings: Vec<&'static str>,
    preview: Preview,
}

/// What a staged sheet would bring; nothing is written.
///
/// # Errors
/// Refused to others than who took it in.
pub async fn preview(
    signed: Signed,
    State(app): State<App>,
    Path((code, staging)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    preview_page(&app, &signed, register, &staging, Errors::none()).await
}

async fn preview_page(
    app: &App,
    signed: &Signed,
    register: Register,
    staging: &str,
    errors: Errors,
) -> Result<Response, Fault> {
    let preview = match app.desk().preview_sheet(signed.who(), staging).await {
        Ok(preview) => preview,
        Err(ActError::Refused(refusal)) if refusal.code != "not_found" => {
            return import_page(app, signed, register, Errors::one(refusal.at("file"))).await;
        }
        Err(other) => return Err(other.into()),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = front(app, signed, &format!("导入预览：{}", preview.name), errors).await?;
    let view = PreviewPage {
        shell,
        register,
        register_address: address_of(register),
        headings: columns(register).iter().map(|column| column.heading).collect(),
        preview,
    };
    page(&view, status)
}

/// Imports a staged sheet. A short one is done before the page answers; a long one leads to a page that follows it.
///
/// # Errors
/// When the store fails; refusals come back on the preview.
pub async fn import(
    State(app): State<App>,
    Path((code, staging)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    may(&posted.signed.at.officer, Act::KeepRegisters, &Facts::of(&posted.signed.who().agency))?;
    match app.desk().begin_import(posted.signed.who(), &staging).await? {
        ImportState::Done { .. } => {
            Ok(Redirect::to(&format!("/office/registers/{code}?done=imported")).into_response())
        }
        ImportState::Refused(refusal) => {
            preview_page(&app, &posted.signed, register, &staging, Errors::one(refusal)).await
        }
        ImportState::Running(_) => {
            let address = format!("/office/registers/{code}/import/{staging}/progress");
            Ok(Redirect::to(&address).into_response())
        }
        ImportState::Unknown => Err(Fault::not_found()),
    }
}

#[derive(Template)]
#[template(path = "office/registers/progress.html")]
struct ProgressPage {
    shell: OfficeShell,
    register: Register,
    register_address: String,
    done: usize,
    total: usize,
}

/// How far a long import has come; the page comes back by itself.
///
/// # Errors
/// Refused to others than who began it.
pub async fn progress(
    signed: Signed,
    State(app): State<App>,
    Path((code, staging)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&signed.who().agency))?;
    match app.desk().import_state(signed.who(), &staging) {
        ImportState::Running(progress) => {
            let shell = front(&app, &signed, &format!("正在导入：{}", register.label()), Errors::none()).await?;
            let (done, total) = (progress.done, progress.total);
            let register_address = address_of(register);
            let mut response = page(&ProgressPage { shell, register, register_address, done, total }, StatusCode::OK)?;
            let again = (HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
            response.headers_mut().insert(again.0, again.1);
            Ok(response)
        }
        ImportState::Done { .. } => {
            Ok(Redirect::to(&format!("/office/registers/{code}?done=imported")).into_response())
        }
        ImportState::Refused(refusal) => preview_page(&app, &signed, register, &staging, Errors::one(refusal)).await,
        ImportState::Unknown => Err(Fault::not_found()),
    }
}
