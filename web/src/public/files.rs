//! Files, only while a live publication names them: as downloads, in a sandbox, under the hash of their bytes.

use super::item::links::percent_encoded;
use crate::app::App;
use crate::public::serving::answer::Trouble;
use affairs::ContentHash;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::io::SeekFrom;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Nothing runs, nothing loads, in an origin of its own.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// A browser's own reader of PDF does not open in a sandbox; it gets no script and no outside either.
const PDF: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/// Bytes read from the disk at once.
const PIECE: usize = 64 * 1024;

/// What a browser may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Shown in place: a picture of points.
    Picture(&'static str),
    /// Opened in place by the browser's reader.
    Pdf,
    Download,
}

/// `/f/{hash}/{name}`.
///
/// # Errors
/// The absent page unless a live publication names the file; a failure of the store.
pub async fn serve(
    State(app): State<App>,
    Path((hash, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let hash = ContentHash::parse(&hash).ok_or(Trouble::Absent)?;
    let named = store::publications::file(app.public().reader(), &hash).await?;
    let (_, name, media_type) = named.ok_or(Trouble::Absent)?;
    let etag = format!("\"{}\"", hash.hex());
    if asks_for_known(&headers, &etag) {
        return Ok(unchanged(&etag));
    }
    let (mut file, size) = app
        .desk()
        .files()
        .stream(&hash)
        .await?
        .ok_or_else(|| Trouble::Failed(format!("the published file {hash} is not in the folder of files")))?;
    let mut beginning = [0_u8; 12];
    let read = file.read(&mut beginning).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    let manner = manner(beginning.get(..read).unwrap_or_default(), &media_type);
    let range = range(&headers, size, &etag);
    let mut answer = head(&name, &media_type, manner, &etag);
    let (from, length) = match range {
        Range::Whole => (0, size),
        Range::Part { from, length } => {
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
            insert(&mut answer, header::CONTENT_RANGE, &format!("bytes {from}-{}/{size}", from + length - 1));
            (from, length)
        }
        Range::Unsatisfiable => {
            *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            insert(&mut answer, header::CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(answer);
        }
    };
    insert(&mut answer, header::CONTENT_LENGTH, &length.to_string());
    file.seek(SeekFrom::Start(from)).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    *answer.body_mut() = Body::from_stream(ReaderStream::with_capacity(file.take(length), PIECE));
    Ok(answer)
}

fn asks_for_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}

fn unchanged(etag: &str) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    insert(&mut answer, header::ETAG, etag);
    answer
}

/// What the bytes are, not what a name or a drafter says they are. SVG is a program in a picture's dress.
fn manner(beginning: &[u8], media_type: &str) -> Manner {
    match beginning {
        [0x89, b'P', b'N', b'G', ..] => Manner::Picture("image/png"),
        [0xff, 0xd8, 0xff, ..] => Manner::Picture("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Manner::Picture("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Manner::Picture("image/webp"),
        [b'%', b'P', b'D', b'F', ..] if media_type == "application/pdf" => Manner::Pdf,
        _ => Manner::Download,
    }
}

fn head(name: &str, media_type: &str, manner: Manner, etag: &str) -> Response {
    let mut answer = Response::new(Body::empty());
    let (place, media_type, policy) = match manner {
        Manner::Picture(media_type) => ("inline", media_type, SANDBOX),
        Manner::Pdf => ("inline", "application/pdf", PDF),
        Manner::Download => ("attachment", harmless(media_type), SANDBOX),
    };
    insert(&mut answer, header::CONTENT_TYPE, media_type);
    insert(&mut answer, header::CONTENT_SECURITY_POLICY, policy);
    insert(&mut answer, header::CONTENT_DISPOSITION, &format!("{place}; filename*=UTF-8''{}", percent_encoded(name)));
    insert(&mut answer, header::ETAG, etag);
    insert(&mut answer, header::ACCEPT_RANGES, "bytes");
    // The bytes never change, but whether they may be had does.
    insert(&mut answer, header::CACHE_CONTROL, "no-cache");
    answer
}

/// A browser that sees these opens a program of the visitor's, never a page of ours.
fn harmless(media_type: &str) -> &str {
    const KNOWN: [&str; 6] = [
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/json",
        "text/csv",
        "text/plain",
    ];
    let plain = media_type.split(';').next().unwrap_or_default().trim();
    if KNOWN.contains(&plain) { plain } else { "application/octet-stream" }
}

fn insert(answer: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Which bytes were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    Whole,
    Part { from: u64, length: u64 },
    Unsatisfiable,
}

/// One range, as a download that broke off asks; several at once are answered with the whole.
fn range(headers: &HeaderMap, size: u64, etag: &str) -> Range {
    let of = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if of(header::IF_RANGE).is_some_and(|known| known != etag) {
        return Range::Whole;
    }
    let Some((first, last)) = of(header::RANGE)
        .and_then(|text| text.strip_prefix("bytes="))
        .filter(|text| !text.contains(','))
        .and_then(|text| text.split_once('-'))
    else {
        return Range::Whole;
    };
    let (first, last) = (first.trim().parse::<u64>().ok(), last.trim().parse::<u64>().ok());
    let (from, end) = match (first, last) {
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Some(first), None) => (first, size),
        (None, Some(last)) if last > 0 => (size.saturating_sub(last), size),
        _ => return Range::Whole,
    };
    if from >= size { Range::Unsatisfiable } else { Range::Part { from, length: end - from } }
}

/// A file's name as a header or an address carries it (RFC 8187).
#[must_use]
pub fn encoded_name(name: &str) -> String {
    percent_encoded(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &'static str) -> Range {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(text));
        range(&headers, 100, "\"e\"")
    }

    #[test]
    fn ranges_are_read_as_downloads_ask() {
        assert_eq!(asked("bytes=0-9"), Range::Part { from: 0, length: 10 });
        assert_eq!(asked("bytes=90-"), Range::Part { from: 90, length: 10 });
        assert_eq!(asked("bytes=-5"), Range::Part { from: 95, length: 5 });
        assert_eq!(asked("bytes=50-999"), Range::Part { from: 50, length: 50 });
        assert_eq!(asked("bytes=100-"), Range::Unsatisfiable);
        assert_eq!(asked("bytes=9-1"), Range::Whole);
        assert_eq!(asked("bytes=0-1,5-6"), Range::Whole);
        assert_eq!(asked("lines=1-2"), Range::Whole);
    }

    #[test]
    fn svg_and_html_are_never_shown_in_place() {
        assert_eq!(manner(b"<svg xmlns=", "image/svg+xml"), Manner::Download);
        assert_eq!(manner(b"<!DOCTYPE ht", "application/pdf"), Manner::Download);
        let answer = head("图.svg", "image/svg+xml", Manner::Download, "\"e\"");
        let text = |name| answer.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(text(header::CONTENT_TYPE), "application/octet-stream");
        assert_eq!(text(header::CONTENT_DISPOSITION), "attachment; filename*=UTF-8''%E5%9B%BE.svg");
        assert!(text(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    }

    #[test]
    fn pictures_and_pdf_are_known_by_their_bytes() {
        assert_eq!(manner(b"\x89PNG\r\n\x1a\n", "image/*"), Manner::Picture("image/png"));
        assert_eq!(manner(b"%PDF-1.7", "application/pdf"), Manner::Pdf);
        assert_eq!(manner(b"%PDF-1.7", "image/*"), Manner::Download);
    }
}
