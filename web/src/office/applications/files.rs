//! 申请材料: the files of a case, each look a line of the journal; what an officer adds; a form that brings a file.

use super::act::CaseAct;
use super::case::{Typed, page_of};
use crate::app::App;
use crate::kit::Errors;
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::session::{Signed, comes_from_here};
use affairs::application::FileRole;
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::{ContentHash, Refusal};
use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::applications::{OpenedFile, TakenFile};

/// What an officer adds to a case. What goes out with a reply is added where the reply is written.
pub(in crate::office) const ADDED: [FileRole; 7] = [
    FileRole::Application,
    FileRole::IdentityProof,
    FileRole::Authorisation,
    FileRole::Attachment,
    FileRole::Evidence,
    FileRole::ServiceProof,
    FileRole::ReviewPaper,
];

/// A file as the page lists it.
pub(in crate::office) struct FileLine {
    pub href: String,
    pub hash: String,
    pub name: String,
    pub role: FileRole,
    pub size: u64,
    pub remark: &'static str,
}

/// The files of a case that this person may read.
pub(super) async fn lines(app: &App, signed: &Signed, case: &CaseId) -> Result<Vec<FileLine>, Fault> {
    let files = app.desk().case_files(signed.who(), case).await?;
    let line = |file: store::applications::CaseFile| FileLine {
        href: format!("/office/applications/{case}/files/{}", file.hash.hex()),
        hash: file.hash.to_string(),
        name: file.name.reveal(Purpose::Handling).clone(),
        role: file.role,
        size: u64::try_from(file.size).unwrap_or_default(),
        remark: file.remark.map_or("", |remark| remark.label()),
    };
    Ok(files.into_iter().map(line).collect())
}

/// Opens a file, piece by piece, as it comes from its seal.
///
/// # Errors
/// Refused to whoever does not handle the case.
pub async fn open(
    signed: Signed,
    State(app): State<App>,
    Path((case, hex)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let opened = app.desk().open_case_file(signed.who(), &CaseId::new(case), &hash).await?;
    Ok(sent(opened))
}

pub(in crate::office) fn sent(opened: OpenedFile) -> Response {
    let OpenedFile { pieces, name, media_type, size } = opened;
    let name = crate::public::files::encoded_name(name.reveal(Purpose::Handling));
    let shown = media_type.starts_with("image/") || media_type == "application/pdf";
    let disposition = if shown { "inline" } else { "attachment" };
    let stream = futures::stream::try_unfold(pieces, |mut pieces| async move {
        let piece = pieces.next().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(piece.map(|piece| (axum::body::Bytes::from(piece.to_vec()), pieces)))
    });
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, Body::from_stream(stream)).into_response()
}

/// Adds a file to a case.
///
/// # Errors
/// Refused to whoever does not handle it, and for a file that cannot be kept.
pub async fn attach(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = take(&app, &signed, form, None).await?;
    if brought.files.is_empty() {
        return Err(Refusal::new("file_missing", "请选择一个文件。").into());
    }
    app.desk().attach_case_files(signed.who(), &case, brought.files).await?;
    Ok(Redirect::to(&format!("/office/applications/{case}?done=uploaded")).into_response())
}

/// The opinion that one was asked for, with what belongs to it.
///
/// # Errors
/// Refused to whoever was not asked; other refusals come back on the page of the case.
pub async fn answer_co_handling(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = take(&app, &signed, form, Some(FileRole::Evidence)).await?;
    let words = brought.fields.get("co_words").to_owned();
    match app.desk().answer_co_handling(signed.who(), &case, &words, brought.files).await {
        Ok(()) => Ok(Redirect::to("/office?done=recorded").into_response()),
        Err(error) => {
            let mut refusal = refusal_of(error)?;
            refusal.field = refusal.field.map(|field| if field == "file" { "co_file" } else { field });
            let errors = Errors::one(refusal);
            let typed = Typed { act: CaseAct::AskCoHandling, fields: brought.fields };
            page_of(&app, &signed, &case, Some(typed), errors, "").await
        }
    }
}

/// What a form brought.
pub(in crate::office) struct Brought {
    pub fields: Fields,
    pub files: Vec<TakenFile>,
}

/// Takes a form in: the token first, then its fields, then its file straight into its seal. The file is there for `role`, or
/// for what the field of that name says.
///
/// # Errors
/// Refused without the token, and for a file that cannot be kept; then nothing stays.
pub(in crate::office) async fn take(
    app: &App,
    signed: &Signed,
    mut form: Multipart,
    role: Option<FileRole>,
) -> Result<Brought, Fault> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut checked = false;
    let mut files = app.desk().files_in(&signed.who().agency).await?;
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "csrf" => {
                signed.check(&field.text().await.map_err(|_| broken())?)?;
                checked = true;
            }
            "file" if checked => {
                let given = pairs.iter().find(|(name, _)| name == "role").map_or("", |(_, role)| role.as_str());
                let allowed = FileRole::from_code(given).filter(|role| ADDED.contains(role));
                let role = role.or(allowed).ok_or_else(|| Refusal::new("role", "请选择这是什么材料。"))?;
                let file_name = field.file_name().unwrap_or_default().to_owned();
                if file_name.is_empty() {
                    continue;
                }
                files.begin(role, &file_name).await?;
                while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
                    files.write(&piece).await?;
                }
                files.end().await?;
            }
            _ => pairs.push((name, field.text().await.map_err(|_| broken())?.replace("\r\n", "\n"))),
        }
    }
    if !checked {
        signed.check("")?;
    }
    Ok(Brought { fields: Fields::from(pairs), files: files.done() })
}

fn broken() -> Fault {
    Refusal::new("upload_broken", "文件没有传完，请检查网络后重新上传；没有留下任何内容。").into()
}

/// A refusal of a form with a file; a failure goes on as one.
pub(in crate::office) fn refusal_of(error: ActError) -> Result<Refusal, Fault> {
    match error {
        ActError::Refused(refusal) if refusal.code != "not_found" => Ok(refusal),
        other => Err(other.into()),
    }
}
