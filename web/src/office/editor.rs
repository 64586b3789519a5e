//! 起草: the editor. A plain form that works without script; script makes pasting from Word and saving by itself pleasant.

use super::answer::Fault;
use super::form::Fields;
use super::front::{front_at, page};
use super::preview;
use super::session::{Posted, Signed, comes_from_here};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::access::{Act, Facts, may};
use affairs::document::{Body, BundleKind, Document, DocumentState, Edition, Origin, Release, Upload};
use affairs::id::{ColumnId, DocumentId};
use affairs::{ContentHash, Instant, Refusal};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::publishing::{EditionContent, TakenIn};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};
use std::collections::BTreeMap;

/// How many columns one item may stand in, in their order.
const TARGETS: usize = 3;

/// A file of the draft, as the editor lists it.
#[derive(Debug, Clone)]
pub(super) struct FileLine {
    pub hex: String,
    pub name: String,
    pub size: u64,
    pub pages: String,
    pub human_reading: bool,
    /// Opened and declared read by this drafter.
    pub read: bool,
    pub in_attachments: bool,
    pub typed_text: String,
}

#[derive(Template)]
#[template(path = "office/editor.html")]
struct EditorPage {
    shell: OfficeShell,
    document: Document,
    edition: Edition,
    body_html: String,
    revision: i64,
    files: Vec<FileLine>,
    columns: Vec<(String, String)>,
    targets: Vec<(String, String, String)>,
    articles: Vec<(String, String)>,
    stages: Vec<(String, String)>,
    attributes: Vec<(String, String)>,
    origins: Vec<(String, String)>,
    origin: OriginFields,
    release_at: String,
    chosen_article: String,
    chosen_stage: String,
    generated_on: String,
    /// When something typed was kept by itself but not saved.
    autosaved_at: String,
}

/// The origin as the form carries it.
#[derive(Debug, Clone, Default)]
struct OriginFields {
    kind: String,
    from: String,
    on: String,
    number: String,
    others: String,
    consent: String,
}

/// The editor of a draft; with `?restore=1` what was kept by itself is put into the form.
///
/// # Errors
/// Refused for others' drafts.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(document): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let document = own_draft(&app, &signed, &document).await?;
    if document.state != DocumentState::Writing {
        return Ok(Redirect::to(&format!("/office/documents/{}", document.id)).into_response());
    }
    if document.kind == BundleKind::Site && document.content.action.carries_text() {
        // The face of the site is a form of its own; the words of its withdrawal are written here like any other's.
        let plain = |done: &&String| done.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let done = query.get("done").filter(plain).map(|done| format!("?done={done}")).unwrap_or_default();
        return Ok(Redirect::to(&format!("/office/site/{}{done}", document.id)).into_response());
    }
    let who = signed.who();
    let kept = store::sessions::autosaved(app.desk().reader(), &who.agency, &document.id, &who.person).await?;
    let done = query.get("done").map_or("", String::as_str);
    let mut edition = document.content.clone();
    if let Some((fields, _)) = kept.as_ref().filter(|_| query.contains_key("restore")) {
        let pairs: Vec<(String, String)> = serde_json::from_value(fields.clone()).unwrap_or_default();
        content(&app, &Fields::from(pairs), &document).await.0.apply_to(&mut edition);
        return editor(&app, &signed, document, edition, Errors::none(), done, None).await;
    }
    let kept_at = kept.map(|(_, at)| at);
    editor(&app, &signed, document, edition, Errors::none(), done, kept_at).await
}

/// A draft of this person's own.
pub(super) async fn own_draft(app: &App, signed: &Signed, id: &str) -> Result<Document, Fault> {
    let who = signed.who();
    let document = store::documents::by_id(app.desk().reader(), &who.agency, &DocumentId::new(id)).await?;
    let document = document.ok_or_else(Fault::not_found)?;
    let facts = Facts::document(&who.agency, &document.section, &document.owner);
    may(&signed.at.officer, Act::WriteDraft, &facts)?;
    Ok(document)
}

async fn editor(
    app: &App,
    signed: &Signed,
    document: Document,
    edition: Edition,
    errors: Errors,
    done: &str,
    kept_at: Option<Instant>,
) -> Result<Response, Fault> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = format!("起草（{}）", edition.action.label());
    let shell = front_at(app, signed, &title, errors, done).await?;
    let columns = store::agencies::columns(app.desk().reader(), &document.agency).await?;
    let columns: Vec<(String, String)> = columns
        .into_iter()
        .map(|column| (column.id.to_string(), format!("{} / {}", column.group.label(), column.name)))
        .collect();
    let files = files(app, signed, &document, &edition).await?;
    let page_of = EditorPage {
        shell,
        body_html: preview::body_html(&document.id, &edition.body),
        revision: document.revision,
        files,
        columns,
        targets: target_fields(&edition),
        articles: Article20::ALL
            .iter()
            .map(|one| (one.code().to_owned(), format!("（{}）{}", one.number(), one.label())))
            .collect(),
        stages: coded(Stage::ALL.iter().map(|one| (one.code(), one.label()))),
        attributes: coded(PublicAttribute::ALL.iter().map(|one| (one.code(), one.label()))),
        origins: coded(
            [("made", "本机关制作"), ("obtained", "从其他单位或个人获取"), ("reposted", "转载"), ("joint", "联合制作")]
                .into_iter(),
        ),
        origin: origin_fields(&edition.origin),
        release_at: match edition.release {
            Release::AtOnce => String::new(),
            Release::At { instant } => instant.minute_text().replace(' ', "T"),
        },
        chosen_article: edition.article20.map(|one| one.code().to_owned()).unwrap_or_default(),
        chosen_stage: edition.stage.map(|stage| stage.code().to_owned()).unwrap_or_default(),
        generated_on: edition.generated_on.map(|day| day.to_string()).unwrap_or_default(),
        autosaved_at: kept_at.map(Instant::minute_text).unwrap_or_default(),
        document,
        edition,
    };
    page(&page_of, status)
}

fn coded<'text>(pairs: impl Iterator<Item = (&'text str, &'text str)>) -> Vec<(String, String)> {
    pairs.map(|(code, label)| (code.to_owned(), label.to_owned())).collect()
}

/// (field name, label, chosen) for each place in the order of columns.
fn target_fields(edition: &Edition) -> Vec<(String, String, String)> {
    let labels = ["发布栏目（按此栏目计数）", "同时发布到", "同时发布到（二）"];
    (0..TARGETS)
        .map(|index| {
            let chosen = edition.targets.get(index).map(ToString::to_string).unwrap_or_default();
            (format!("target{}", index + 1), labels.get(index).copied().unwrap_or_default().to_owned(), chosen)
        })
        .collect()
}

fn origin_fields(origin: &Origin) -> OriginFields {
    let fields = OriginFields::default();
    match origin {
        Origin::Made => OriginFields { kind: "made".to_owned(), ..fields },
        Origin::Obtained { from, on } => {
            OriginFields { kind: "obtained".to_owned(), from: from.clone(), on: on.to_string(), ..fields }
        }
        Origin::Reposted { source, original_number } => OriginFields {
            kind: "reposted".to_owned(),
            from: source.clone(),
            number: original_number.clone(),
            ..fields
        },
        Origin::JointlyMade { lead, co_makers, consent } => OriginFields {
            kind: "joint".to_owned(),
            from: lead.clone(),
            others: co_makers.join("、"),
            consent: consent.clone(),
            ..fields
        },
    }
}

/// The files of a draft, as its drafter sees them.
pub(super) async fn files(
    app: &App,
    signed: &Signed,
    document: &Document,
    edition: &Edition,
) -> Result<Vec<FileLine>, Fault> {
    let reader = app.desk().reader();
    let uploads = store::uploads::of_document(reader, &document.agency, &document.id).await?;
    let read = store::uploads::pictures_read_by(reader, &document.agency, &signed.who().person).await?;
    let used = edition.files();
    let line = |upload: Upload| {
        let attachment = edition.attachments.iter().find(|attachment| attachment.file == upload.file);
        FileLine {
            hex: upload.file.hex().to_owned(),
            name: upload.name.clone(),
            size: upload.size,
            pages: upload.pages.map(|pages| format!("{pages} 页")).unwrap_or_default(),
            human_reading: upload.human_reading,
            read: read.contains(&upload.file),
            in_attachments: attachment.is_some(),
            typed_text: attachment.map(|attachment| attachment.typed_text.clone()).unwrap_or_default(),
        }
    };
    Ok(uploads.into_iter().filter(|upload| used.contains(&upload.file)).map(line).collect())
}

/// Saves, or saves and submits.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let document = own_draft(&app, &signed, &id).await?;
    let revision = fields.number("revision").unwrap_or(0);
    let (content, problems) = content(&app, &fields, &document).await;
    let mut edition = document.content.clone();
    content.clone().apply_to(&mut edition);
    if !problems.is_empty() {
        return editor(&app, &signed, document, edition, problems, "", None).await;
    }
    let submit = fields.get("act") == "submit";
    match keep(&app, &signed, &document, revision, content, submit).await? {
        Kept::Submitted => Ok(submitted(&document)),
        Kept::Saved => Ok(Redirect::to(&format!("/office/documents/{}/edit?done=saved", document.id)).into_response()),
        Kept::Refused { refusal, document } => {
            let errors = each(refusal, &edition);
            editor(&app, &signed, *document, edition, errors, "", None).await
        }
    }
}

/// What became of a draft's form.
pub(super) enum Kept {
    Saved,
    Submitted,
    /// The form is shown again over this document. After a refused submission the content is saved, so it continues
    /// from the saved revision; after a conflict it keeps its own, so that the other window is not overwritten.
    Refused {
        refusal: Refusal,
        document: Box<Document>,
    },
}

/// Saves a draft, or saves and submits it.
pub(super) async fn keep(
    app: &App,
    signed: &Signed,
    document: &Document,
    revision: i64,
    content: EditionContent,
    submit: bool,
) -> Result<Kept, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let done = match desk.save(who, &document.id, revision, content).await {
        Ok(revision) if submit => desk.submit(who, &document.id, revision).await.map(|_| Kept::Submitted),
        Ok(_) => Ok(Kept::Saved),
        Err(error) => Err(error),
    };
    match done {
        Ok(kept) => Ok(kept),
        Err(ActError::Refused(refusal)) => {
            let saved = own_draft(app, signed, document.id.as_str()).await?;
            let conflict = refusal.code == CONFLICT;
            let document = if conflict { Document { revision, ..saved } } else { saved };
            Ok(Kept::Refused { refusal, document: Box::new(document) })
        }
        Err(failed) => Err(failed.into()),
    }
}

/// The code of the refusal that a second window meets.
pub(super) const CONFLICT: &str = "saved_elsewhere";

/// To the document's page, which says that it was submitted.
pub(super) fn submitted(document: &Document) -> Response {
    Redirect::to(&format!("/office/documents/{}?done=submitted", document.id)).into_response()
}

/// A submission is refused with every shortcoming at once; each leads to its field.
pub(super) fn each(refusal: Refusal, edition: &Edition) -> Errors {
    let shortcomings = edition.shortcomings();
    if shortcomings.len() > 1 && shortcomings.first().is_some_and(|first| first.code == refusal.code) {
        Errors::from(shortcomings)
    } else {
        Errors::one(refusal)
    }
}

/// What the form says, and what of it cannot be read.
async fn content(app: &App, fields: &Fields, document: &Document) -> (EditionContent, Errors) {
    let mut errors = Errors::none();
    let text = |name: &str| fields.get(name).to_owned();
    let body = match app.desk().clean(&document.id, fields.raw("body")).await {
        Ok(body) => body,
        Err(error) => {
            errors.add(match error {
                ActError::Refused(refusal) => refusal.at("body"),
                ActError::Failed(_) => Refusal::new("body_unread", "正文没有读出来，请重试。").at("body"),
            });
            Body::default()
        }
    };
    let generated_on = fields.date("generated_on");
    if generated_on.is_none() && !fields.get("generated_on").is_empty() {
        errors.add(Refusal::new("date", "生成日期请写成 2019-03-05 的样子。").at("generated_on"));
    }
    let targets = (1..=TARGETS).map(|index| text(&format!("target{index}"))).filter(|target| !target.is_empty());
    let content = EditionContent {
        title: fields.raw("title").trim().to_owned(),
        body,
        summary: text("summary"),
        generated_on,
        origin: origin(fields, &mut errors),
        source: text("source"),
        keywords: keywords(fields.get("keywords")),
        article20: Article20::parse(fields.get("article20")),
        stage: Stage::parse(fields.get("stage")),
        public_attribute: PublicAttribute::parse(fields.get("public_attribute")).unwrap_or(PublicAttribute::Proactive),
        attribute_reason: text("attribute_reason"),
        numbered: fields.is_ticked("numbered"),
        targets: targets.map(ColumnId::new).collect(),
        release: release(fields.get("release_at"), &mut errors),
        correction: fields.is_ticked("correction"),
        facts: document.content.facts.clone(),
        typed_texts: typed_texts(fields),
    };
    (content, errors)
}

fn keywords(text: &str) -> Vec<String> {
    let parts = text.split([' ', '　', ',', '，', '、', ';', '；']).map(str::trim);
    parts.filter(|part| !part.is_empty()).take(20).map(str::to_owned).collect()
}

fn typed_texts(fields: &Fields) -> Vec<(ContentHash, String)> {
    let typed = fields.pairs().filter_map(|(name, value)| name.strip_prefix("typed.").map(|hex| (hex, value)));
    typed.filter_map(|(hex, value)| ContentHash::parse(hex).map(|hash| (hash, value.trim().to_owned()))).collect()
}

fn release(text: &str, errors: &mut Errors) -> Release {
    if text.is_empty() {
        return Release::AtOnce;
    }
    match text.parse::<jiff::civil::DateTime>() {
        Ok(time) => Release::At { instant: Instant::of_shanghai(time) },
        Err(_) => {
            errors.add(Refusal::new("release_at", "定时发布的时间请写成 2019-03-05T09:30 的样子。").at("release_at"));
            Release::AtOnce
        }
    }
}

fn origin(fields: &Fields, errors: &mut Errors) -> Origin {
    let from = fields.get("origin_from").to_owned();
    match fields.get("origin") {
        "obtained" => {
            let on = fields.date("origin_on").or_else(|| fields.date("generated_on"));
            let Some(on) = on else {
                errors.add(Refusal::new("origin_on", "请填写获取日期，公开期限自该日起算。").at("origin_on"));
                return Origin::Made;
            };
            Origin::Obtained { from, on }
        }
        "reposted" => Origin::Reposted { source: from, original_number: fields.get("origin_number").to_owned() },
        "joint" => Origin::JointlyMade {
            lead: from,
            co_makers: keywords(fields.get("origin_others")),
            consent: fields.get("origin_consent").to_owned(),
        },
        _ => Origin::Made,
    }
}

/// Keeps what is typed, every few seconds. Answers the time that the page shows.
///
/// # Errors
/// Refused for others' drafts.
pub async fn autosave(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let pairs: Vec<&(String, String)> = posted.fields.pairs().collect();
    let value = serde_json::to_value(pairs).map_err(|error| Fault::Failed(error.to_string()))?;
    app.desk().autosave(posted.signed.who(), &DocumentId::new(id), &value).await?;
    Ok(app.desk().now().minute_text().into_response())
}

/// Cleans what was pasted: answers the HTML that the editor may show.
///
/// # Errors
/// Refused when it is far too large.
pub async fn clean(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let document = DocumentId::new(id);
    let body = app.desk().clean(&document, posted.fields.raw("pasted")).await?;
    Ok(preview::body_html(&document, &body).into_response())
}

/// Takes in a file: an attachment, a picture for the text, or a Word file that becomes the text. Streamed to disk.
///
/// # Errors
/// Refused as the act says; nothing stays behind.
pub async fn upload(
    signed: Signed,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let document = DocumentId::new(id);
    let (mut checked, mut as_what) = (false, TakenIn::Attachment);
    while let Some(mut field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name().unwrap_or_default() {
            "csrf" => {
                signed.check(&field.text().await.map_err(|error| unreadable(&error))?)?;
                checked = true;
            }
            "as" => {
                as_what = match field.text().await.map_err(|error| unreadable(&error))?.as_str() {
                    "picture" => TakenIn::Picture,
                    "body" => TakenIn::Body,
                    _ => TakenIn::Attachment,
                };
            }
            "file" if checked => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    continue;
                }
                let mut incoming = app.desk().incoming(signed.who()).await?;
                while let Some(piece) = field.chunk().await.map_err(|error| unreadable(&error))? {
                    incoming.write(&piece).await.map_err(desk::publishing::too_large)?;
                }
                app.desk().attach(signed.who(), &document, incoming, &name, as_what).await?;
            }
            _ => {}
        }
    }
    signed_form(checked)?;
    Ok(Redirect::to(&format!("/office/documents/{document}/edit?done=uploaded")).into_response())
}

fn signed_form(checked: bool) -> Result<(), Fault> {
    if checked {
        Ok(())
    } else {
        Err(Refusal::new("form_token", "页面已过期，请返回刷新后再提交。").into())
    }
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Fault {
    tracing::debug!(%error, "an upload broke off");
    Refusal::new("upload_broken", "文件没有传完，请检查网络后重新上传；没有留下任何内容。").into()
}

/// A file of a draft or submission, inside the office. Opening a picture is recorded, because it must be opened by
/// whoever declares it read.
///
/// # Errors
/// Refused to those who have no part in the document.
pub async fn file(
    signed: Signed,
    State(app): State<App>,
    Path((id, hex)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let opened = app.desk().open_file(signed.who(), &DocumentId::new(id), &hash).await?;
    let disposition = if opened.media_type.starts_with("image/") || opened.media_type == "application/pdf" {
        "inline".to_owned()
    } else {
        format!("attachment; filename*=UTF-8''{}", crate::public::files::encoded_name(&opened.name))
    };
    let stream = tokio_util::io::ReaderStream::new(opened.file);
    let headers = [
        (header::CONTENT_TYPE, opened.media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, axum::body::Body::from_stream(stream)).into_response())
}

/// Declares a picture read, or removes a file from the draft.
///
/// # Errors
/// Refused as the act says.
pub async fn file_act(
    State(app): State<App>,
    Path((id, hex)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let document = DocumentId::new(id);
    let who = posted.signed.who();
    if posted.fields.get("act") == "remove" {
        app.desk().detach(who, &document, &hash).await?;
        return Ok(Redirect::to(&format!("/office/documents/{document}/edit?done=removed")).into_response());
    }
    app.desk().declare_picture_read(who, &document, &hash).await?;
    let bundle = posted.fields.get("bundle");
    let to = match ContentHash::parse(bundle) {
        Some(bundle) => format!("/office/reviews/{}?done=declared", bundle.hex()),
        None => format!("/office/documents/{document}/edit?done=declared"),
    };
    Ok(Redirect::to(&to).into_response())
}

impl EditorPage {
    fn is_article(&self) -> bool {
        self.document.kind == BundleKind::Article
    }

    fn is_replacement(&self) -> bool {
        matches!(self.edition.action, affairs::document::Action::Replace { .. })
    }

    fn is_correction(&self) -> bool {
        matches!(self.edition.action, affairs::document::Action::Replace { correction: true })
    }

    fn keywords(&self) -> String {
        self.edition.keywords.join(" ")
    }
}
