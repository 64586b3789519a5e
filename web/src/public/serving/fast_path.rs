//! A ready page goes out before anything else of the program is asked.

use crate::app::App;
use crate::kit::Display;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::response::Response;
use axum::serve::IncomingStream;
use futures::future::{BoxFuture, Either};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::task::{Context, Poll};
use tokio::net::TcpListener;
use tower::{Service, ServiceExt};

/// Puts the ready pages before everything, within a router: what tests ask.
pub fn before(app: App, everything: Router) -> Router {
    Router::new().fallback_service(FastPath { app, everything, peer: None })
}

/// Opens to each connection: what a listener serves. A ready page then passes no router at all.
#[derive(Clone)]
pub struct Door {
    app: App,
    everything: Router,
}

impl Door {
    /// Before everything.
    #[must_use]
    pub const fn new(app: App, everything: Router) -> Self {
        Self { app, everything }
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Door")
    }
}

impl Service<IncomingStream<'_, TcpListener>> for Door {
    type Response = FastPath;
    type Error = Infallible;
    type Future = Ready<Result<FastPath, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, TcpListener>) -> Self::Future {
        let peer = Some(*stream.remote_addr());
        ready(Ok(FastPath { app: self.app.clone(), everything: self.everything.clone(), peer }))
    }
}

/// Answers on one connection.
#[derive(Clone)]
pub struct FastPath {
    app: App,
    everything: Router,
    /// Who is at the other end, for whatever lies behind the ready pages.
    peer: Option<SocketAddr>,
}

impl std::fmt::Debug for FastPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FastPath")
    }
}

type Answer = Result<Response, Infallible>;

impl Service<Request<Body>> for FastPath {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Answer>, BoxFuture<'static, Answer>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(response) = self.ready_page(&request) {
            return Either::Left(ready(Ok(response)));
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        Either::Right(Box::pin(slowly(self.app.clone(), self.everything.clone(), request)))
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
