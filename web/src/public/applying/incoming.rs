//! A form that brings files, streamed: the fields first, then proofs and attachments straight into their seals.

use super::{App, FORM_LIMIT, Fields, errors_of, fields, network_of};
use crate::kit::Errors;
use affairs::Refusal;
use affairs::application::FileRole;
use affairs::id::AgencyId;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use desk::applications::{FilesIn, TakenFile};
use sha2::{Digest, Sha256};

/// Of a form that was refused in the middle, so much is still read before the page about it can be seen.
const PATIENCE: usize = 256 * 1024 * 1024;

/// What came in.
pub struct Incoming {
    pub fields: Fields,
    pub files: Vec<TakenFile>,
    /// Tells two forms with other files apart; a seal is another each time and cannot.
    pub digest: String,
    /// What is wrong with a file; then none is kept.
    pub errors: Errors,
}

/// Takes in a form with its files.
pub async fn take(app: &App, agency: &AgencyId, request: Request) -> Incoming {
    let multipart = request.headers().get(header::CONTENT_TYPE).is_some_and(is_multipart);
    if !multipart {
        let fields = fields(Bytes::from_request(request, app).await);
        return Incoming { fields, files: Vec::new(), digest: String::new(), errors: Errors::none() };
    }
    let mut taking = Taking { network: network_of(app, &request), ..Taking::default() };
    let files = match Multipart::from_request(request, app).await {
        Ok(form) => taking.all(app, agency, form).await,
        Err(_) => Err(broken()),
    };
    let Taking { pairs, digest, .. } = taking;
    let digest = digest.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let (files, errors) = match files {
        Ok(files) => (files, Errors::none()),
        Err(errors) => (Vec::new(), errors),
    };
    Incoming { fields: Fields::from(pairs), files, digest, errors }
}

fn is_multipart(kind: &header::HeaderValue) -> bool {
    kind.as_bytes().starts_with(b"multipart/form-data")
}

#[derive(Default)]
struct Taking {
    pairs: Vec<(String, String)>,
    /// Bytes of all fields that are no files.
    length: usize,
    digest: Sha256,
    network: String,
    /// Whether the network may send files now: asked once a form, by its first file.
    admitted: bool,
}

impl Taking {
    async fn all(&mut self, app: &App, agency: &AgencyId, mut form: Multipart) -> Result<Vec<TakenFile>, Errors> {
        let mut files = app.desk().files_in(agency).await.map_err(errors_of)?;
        while let Some(field) = form.next_field().await.map_err(|_| broken())? {
            let role = field.name().and_then(FileRole::from_code).filter(|role| role.comes_from_the_applicant());
            let taken = match role {
                Some(role) => self.file(app, &mut files, role, field).await,
                None => self.text(field).await,
            };
            if let Err(errors) = taken {
                drain(form).await;
                return Err(errors);
            }
        }
        Ok(files.done())
    }

    async fn text(&mut self, field: Field<'_>) -> Result<(), Errors> {
        let name = field.name().unwrap_or_default().to_owned();
        let text = field.text().await.map_err(|_| broken())?;
        self.length += name.len() + text.len();
        if self.length > FORM_LIMIT {
            return Err(Errors::one(Refusal::new("form_too_large", "填写的内容过长，请把长文作为附件上传。")));
        }
        // A browser writes every line break of a text as two characters.
        self.pairs.push((name, text.replace("\r\n", "\n")));
        Ok(())
    }

    async fn file(
        &mut self,
        app: &App,
        files: &mut FilesIn,
        role: FileRole,
        mut field: Field<'_>,
    ) -> Result<(), Errors> {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            return Ok(());
        }
        let at_field = |error| at(errors_of(error), role);
        if !self.admitted {
            app.desk().admit_from(&self.network).await.map_err(at_field)?;
            self.admitted = true;
        }
        files.begin(role, &name).await.map_err(at_field)?;
        self.digest.update(role.code());
        while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
            self.digest.update(&piece);
            files.write(&piece).await.map_err(at_field)?;
        }
        files.end().await.map_err(at_field)
    }
}

/// A browser shows the answer only after it has sent everything.
async fn drain(mut form: Multipart) {
    let mut left = PATIENCE;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(piece)) = field.chunk().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    }
}

/// What is wrong with a file stands beside the field through which it came.
fn at(errors: Errors, role: FileRole) -> Errors {
    let refusals = errors.all().iter().cloned();
    Errors::from(refusals.map(|refusal| refusal.at(role.code())).collect::<Vec<_>>())
}

fn broken() -> Errors {
    Errors::one(Refusal::new("upload_broken", "内容没有传完，请检查网络后重新提交；没有留下任何内容。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_file_is_named_at_its_field() {
        let errors = at(Errors::one(Refusal::new("file_too_large", "过大").at("file")), FileRole::IdentityProof);
        assert_eq!((errors.at("identity_proof"), errors.at("file")), ("过大", ""));
    }
}
