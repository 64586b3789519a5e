//! The receipt: the number and the code, which are the mutual confirmation of the receipt, and what happens next.

use super::{App, Chrome, PageName, Trouble, private_frame, send};
use crate::public::chrome::Site;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::applications::Receipt;
use law::calendar::chinese_date;
use law::reply_due::{ClockFacts, reply_due};

/// What was taken in.
pub struct Taken {
    pub receipt: Receipt,
    /// Whether the number of the identity card does not fit its own check digit; other documents have none.
    pub doubtful: bool,
}

#[derive(Template)]
#[template(path = "public/applying/receipt.html")]
struct ReceiptPage {
    chrome: Chrome,
    agency: String,
    number: String,
    code: String,
    /// The same in groups, for reading and copying by hand.
    spaced: String,
    received_on: String,
    correction_due: String,
    reply_due: String,
    /// Why the day may still move; empty when it may not.
    provisional: String,
    doubtful: bool,
}

/// The page after the form. It is the answer to a form that was sent, so that no address ever holds the code.
pub async fn send_receipt(app: &App, site: &Site, headers: &HeaderMap, taken: Taken) -> Result<Response, Trouble> {
    let Taken { receipt, doubtful } = taken;
    let calendar = app.desk().calendar(&site.agency.id).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    let due = reply_due(&ClockFacts::received(receipt.received_on), &calendar)
        .map_err(|refused| Trouble::Failed(refused.step().says))?;
    let page = ReceiptPage {
        chrome: private_frame(site, PageName::ApplicationForm, headers, "/apply/form"),
        agency: site.agency.name.clone(),
        number: receipt.number,
        spaced: spaced(&receipt.code),
        code: receipt.code,
        received_on: chinese_date(receipt.received_on),
        correction_due: due.correction_notice_due.as_ref().map(|notice| chinese_date(notice.value)).unwrap_or_default(),
        reply_due: chinese_date(due.due.value),
        provisional: due.due.certainty.notice().unwrap_or_default(),
        doubtful,
    };
    send(StatusCode::OK, &page)
}

/// A code in groups of four; whoever types it may leave the strokes out.
pub fn spaced(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
