//! What a program may rely on: the JSON Schemas of what is published as JSON, at addresses that stay.

use crate::public::serving::answer::Trouble;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::reporting::{SCHEMA_NAME, report_schema};

/// `/schemas/{name}`.
///
/// # Errors
/// The absent page for a name that is none.
pub async fn serve(Path(name): Path<String>) -> Result<Response, Trouble> {
    if name != SCHEMA_NAME {
        return Err(Trouble::Absent);
    }
    let text = serde_json::to_string_pretty(&report_schema()).map_err(|error| Trouble::Failed(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/schema+json; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    Ok((headers, text).into_response())
}
