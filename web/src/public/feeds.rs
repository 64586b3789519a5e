//! For machines that read for strangers: Atom feeds, site maps, robots.

use super::chrome::Site;
use super::item::{ItemKind, PublishedItem};
use super::read;
use crate::app::App;
use crate::kit::Display;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::agency::Agency;
use affairs::id::ColumnId;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::fmt::Write;
use std::sync::Arc;

/// Entries of a feed.
const ENTRIES: usize = 30;
/// Addresses in one part of a site map; a larger site has an index of parts. The protocol allows ten times as many.
const PART: usize = 5_000;
/// Publications read at once while a part is written.
const BATCH: usize = 500;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";

fn asked(address: String, headers: HeaderMap) -> Asked {
    Asked { address, display: Display::default(), headers }
}

/// `/a/{agency}/feed.xml`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn whole(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let app = &app;
    send_page(app, &agency, asked(format!("/a/{slug}/feed.xml"), headers), |site| async move {
        let newest = read::latest(app.public().reader(), &site.agency.id, ENTRIES, 0).await?;
        Ok(Page::text(ATOM, feed(&site, None, &newest)))
    })
    .await
}

/// `/a/{agency}/c/{column}/feed.xml`.
///
/// # Errors
/// When the face names no such column, or the store fails.
pub async fn of_column(
    State(app): State<App>,
    Path((slug, column)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let column = ColumnId::new(column);
    let app = &app;
    send_page(app, &agency, asked(format!("/a/{slug}/c/{column}/feed.xml"), headers), |site| async move {
        if !site.has_column(&column) {
            return Err(Trouble::Absent);
        }
        let newest = read::in_column(app.public().reader(), &site.agency.id, &column, ENTRIES, 0).await?;
        Ok(Page::text(ATOM, feed(&site, Some(column), &newest)))
    })
    .await
}

fn feed(site: &Site, column: Option<ColumnId>, newest: &[PublishedItem]) -> String {
    let path = column.as_ref().map_or_else(|| site.place.path.clone(), |id| format!("{}/c/{id}", site.place.path));
    let own = format!("{}{path}/feed.xml", site.place.base);
    // A feed has to say when it changed: the newest of its entries, and never the clock of this moment.
    let changed = newest.iter().map(|one| one.released_at).max().or(site.face.as_ref().map(|face| face.released_at));
    let changed = changed.unwrap_or(affairs::Instant::from_milliseconds(0)).rfc3339();
    let head = site.item(&ItemKind::FeedHead(column));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
         <id>{own}</id>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<!--count--><updated>{changed}</updated><!--/count-->\n"
    );
    if head.is_empty() {
        out.push_str("<!--empty--><title>政府信息公开</title><!--/empty-->\n");
    } else {
        out.push_str(head.as_str());
    }
    for one in newest {
        out.push_str(site.of(&ItemKind::FeedEntry, one).as_str());
    }
    out.push_str("</feed>\n");
    out
}

/// `?part=`.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    part: Option<usize>,
}

/// `/a/{agency}/sitemap.xml`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn sitemap(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(part): Query<Part>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    one_sitemap(&app, &agency, part.part, headers).await
}

/// `/sitemap.xml`: the only agency's, or an index of all.
///
/// # Errors
/// When the store fails.
pub async fn root_sitemap(State(app): State<App>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agencies = app.public().agencies().await?;
    if let [only] = agencies.as_slice() {
        return one_sitemap(&app, only, None, headers).await;
    }
    let mut locations = Vec::new();
    for agency in &agencies {
        let (site, ..) = app.public().site(agency).await?;
        locations.push(format!("{}{}/sitemap.xml", site.place.base, site.place.path));
    }
    Ok(([(header::CONTENT_TYPE, XML)], index_of(&locations)).into_response())
}

async fn one_sitemap(
    app: &App,
    agency: &Arc<Agency>,
    part: Option<usize>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let path = format!("/a/{}/sitemap.xml", agency.slug);
    let address = part.map_or_else(|| path.clone(), |part| format!("{path}?part={part}"));
    send_page(app, agency, asked(address, headers), |site| async move {
        let total = read::count(app.public().reader(), &site.agency.id).await?;
        let parts = total.div_ceil(PART).max(1);
        let text = match part {
            None if parts > 1 => {
                let own = format!("{}{}/sitemap.xml", site.place.base, site.place.path);
                index_of(&(0..parts).map(|part| format!("{own}?part={part}")).collect::<Vec<_>>())
            }
            None => urls(app, &site, 0).await?,
            Some(part) if part < parts => urls(app, &site, part).await?,
            Some(_) => return Err(Trouble::Absent),
        };
        Ok(Page::text(XML, text))
    })
    .await
}

fn index_of(locations: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for location in locations {
        let _ = writeln!(out, "<sitemap><loc>{location}</loc></sitemap>");
    }
    out.push_str("</sitemapindex>\n");
    out
}

async fn urls(app: &App, site: &Site, part: usize) -> Result<String, Trouble> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    if part == 0 {
        for page in ["/", "/guide", "/rules", "/catalogue", "/apply", "/reports", "/site-map"] {
            let _ = writeln!(out, "<url><loc>{}{}{page}</loc></url>", site.place.base, site.place.path);
        }
        out.push_str(site.item(&ItemKind::SitemapColumns).as_str());
    }
    for batch in 0..PART / BATCH {
        let offset = part * PART + batch * BATCH;
        let shown = read::latest(app.public().reader(), &site.agency.id, BATCH, offset).await?;
        for one in &shown {
            out.push_str(site.of(&ItemKind::SitemapEntry, one).as_str());
        }
        if shown.len() < BATCH {
            break;
        }
    }
    out.push_str("</urlset>\n");
    Ok(out)
}

/// `/robots.txt`.
pub async fn robots(State(app): State<App>) -> Response {
    let address = app.settings().public_address.trim_end_matches('/');
    let text = format!(
        "User-agent: *\nDisallow: /office\nDisallow: /a/*/search\nDisallow: /a/*/leave\nAllow: /\n\nSitemap: {address}/sitemap.xml\n"
    );
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, text).into_response()
}
