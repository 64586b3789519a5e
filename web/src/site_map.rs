//! Every address, by who walks there.

use crate::app::App;
use crate::public::pages::{catalogue, column, document, guide, home, leave, map, reports, search};
use crate::public::serving::fast_path::{self, Door};
use crate::public::serving::{answer, headers};
use crate::public::{applying, display, feeds, files, schemas};
use crate::{assets, office};
use axum::Router;
use axum::middleware::map_response_with_state;
use axum::routing::{get, post};

/// A stranger. Everything he reads is a publication.
fn stranger() -> Router<App> {
    Router::new()
        .route("/", get(home::root))
        .route("/a/{agency}", get(home::without_slash))
        .route("/a/{agency}/", get(home::show))
        .route("/a/{agency}/c/{column}", get(column::show))
        .route("/a/{agency}/catalogue", get(catalogue::show))
        .route("/a/{agency}/guide", get(guide::show))
        .route("/a/{agency}/rules", get(guide::rules))
        .route("/a/{agency}/reports", get(reports::show))
        .route("/a/{agency}/search", get(search::show))
        .route("/a/{agency}/site-map", get(map::show))
        .route("/a/{agency}/leave", get(leave::show))
        .route("/a/{agency}/display", post(display::change))
        .route("/d/{document}", get(document::show))
        .route("/f/{hash}/{name}", get(files::serve))
}

/// A machine that reads for strangers.
fn machine() -> Router<App> {
    Router::new()
        .route("/a/{agency}/feed.xml", get(feeds::whole))
        .route("/a/{agency}/c/{column}/feed.xml", get(feeds::of_column))
        .route("/a/{agency}/sitemap.xml", get(feeds::sitemap))
        .route("/sitemap.xml", get(feeds::root_sitemap))
        .route("/robots.txt", get(feeds::robots))
        .route("/schemas/{name}", get(schemas::serve))
        .route("/assets/{hash}/{name}", get(assets::serve))
}

/// The whole site as a router. Pages that are ready lie in front of it.
pub fn site(app: App) -> Router {
    fast_path::before(app.clone(), everything(app))
}

/// The whole site as a listener serves it, each connection with its peer.
pub fn door(app: App) -> Door {
    Door::new(app.clone(), everything(app))
}

fn everything(app: App) -> Router {
    Router::new()
        .merge(stranger())
        .merge(applying::routes())
        .merge(machine())
        .merge(office::routes())
        .fallback(answer::nothing_here)
        .layer(map_response_with_state(app.clone(), headers::guard))
        .with_state(app)
}
