//! While an applicant types: publications that may be what he wants. What he types is sent in a form, never in an address.

use super::{App, Fields, Sent, Trouble, send, site};
use crate::public::chrome::Site;
use crate::public::pages::search::{ShownHit, found};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::search::Question;

/// So many are offered; more would be a search.
const MOST: usize = 3;
/// Fewer letters say nothing.
const SHORTEST: usize = 4;
/// Of a long description the first sentence says what is wanted.
const LONGEST: usize = 40;

#[derive(Template)]
#[template(path = "public/applying/matching.html")]
struct Matching {
    hits: Vec<ShownHit>,
}

/// A fragment with what matches; empty where nothing does.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send(StatusCode::OK, &Matching { hits: hits(&app, &site, &sent.fields).await? })
}

/// What matches all of the words, or else what matches the document number.
async fn hits(app: &App, site: &Site, fields: &Fields) -> Result<Vec<ShownHit>, Trouble> {
    for text in [fields.get("wanted_number").to_owned(), telling(fields.get("description"))] {
        if text.chars().count() < SHORTEST {
            continue;
        }
        let question = Question { text, limit: MOST, ..Question::default() };
        let (_, hits) = found(app, site, question).await?;
        if !hits.is_empty() {
            return Ok(hits);
        }
    }
    Ok(Vec::new())
}

/// The first sentence, without what everybody writes around a request.
pub fn telling(description: &str) -> String {
    let sentence = description.split(['。', '；', '！', '？', '\n']).find(|part| !part.trim().is_empty());
    let mut text = sentence.unwrap_or_default().trim().to_owned();
    for around in
        ["我想要", "我要", "我想", "本人", "申请公开", "请公开", "申请", "请提供", "提供", "关于", "贵局", "的相关信息"]
    {
        text = text.replace(around, " ");
    }
    text.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::telling;

    #[test]
    fn what_is_wanted_is_asked_for_and_not_the_wish() {
        assert_eq!(telling("我想要申请公开法律援助窗口的办理说明。谢谢！"), "法律援助窗口的办理说明");
        assert_eq!(telling("\n"), "");
    }
}
