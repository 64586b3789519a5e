//! A ready page goes out before anything else of the program is asked.

use crate::app::App;
use crate::kit::Display;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::{Service, ServiceExt};

/// Puts the ready pages before everything.
pub fn before(app: App, everything: Router) -> Router {
    Router::new().fallback_service(FastPath { app, everything })
}

#[derive(Clone)]
struct FastPath {
    app: App,
    everything: Router,
}

type Answering = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Service<Request<Body>> for FastPath {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answering {
        match self.ready_page(&request) {
            Some(response) => Box::pin(std::future::ready(Ok(response))),
            None => {
                let (app, everything) = (self.app.clone(), self.everything.clone());
                Box::pin(slowly(app, everything, request))
            }
        }
    }
}

impl FastPath {
    fn ready_page(&self, request: &Request<Body>) -> Option<Response> {
        if request.method() != Method::GET {
            return None;
        }
        let address = request.uri().path_and_query()?.as_str();
        let (page, agency) = self.app.public().cache().get(address, Display::of(request.headers()))?;
        agency.is_fresh().then(|| page.answer(request.headers()))
    }
}

/// The sequence has to be looked up first; if the page outlives that, it still goes out as it is. Whatever somebody did in
/// the office, what is ready is in doubt afterwards: a take-down shows with the very next request.
async fn slowly(app: App, everything: Router, request: Request<Body>) -> Result<Response, Infallible> {
    if request.method() == Method::GET
        && let Some(address) = request.uri().path_and_query()
    {
        let display = Display::of(request.headers());
        let cache = app.public().cache();
        if let Some((_, agency)) = cache.get(address.as_str(), display)
            && app.public().look(&agency).await.is_ok()
            && let Some((page, _)) = cache.get(address.as_str(), display)
        {
            return Ok(page.answer(request.headers()));
        }
    }
    let may_have_published = request.method() != Method::GET && request.uri().path().starts_with("/office");
    let answer = everything.oneshot(request).await;
    if may_have_published {
        app.public().doubt();
    }
    answer
}
