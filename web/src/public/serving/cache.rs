//! Pages that are ready to be sent, bounded by their bytes. See docs/decisions/page-cache.md.

use super::following::Followed;
use crate::kit::Display;
use affairs::ContentHash;
use affairs::id::DocumentId;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The most that all kept pages together may take, in bytes.
pub const BOUND: usize = 64 * 1024 * 1024;

/// Smaller bodies are not worth compressing.
const WORTH_COMPRESSING: usize = 1024;

/// What a page is made of, and so when it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MadeOf {
    /// One document; it goes with an event of that document.
    Document(DocumentId),
    /// Several; it goes with every event of the agency.
    Several,
}

/// A page ready to be sent, plain and compressed.
pub struct ReadyPage {
    status: StatusCode,
    plain: (HeaderMap, Bytes),
    compressed: Option<(HeaderMap, Bytes)>,
    etag: HeaderValue,
    etag_compressed: HeaderValue,
}

/// A page in the cache with the agency whose sequence it hangs on.
struct Kept {
    page: Arc<ReadyPage>,
    agency: Arc<Followed>,
    made_of: MadeOf,
}

struct Variants {
    pages: [Option<Kept>; Display::VARIANTS],
    bytes: usize,
    used: AtomicBool,
}

struct Shelf {
    pages: HashMap<Arc<str>, Variants>,
    /// The order in which the hand of the clock passes the pages.
    round: VecDeque<Arc<str>>,
    bytes: usize,
}

/// The cache: reading takes a shared lock and sets one flag; what was not read since the hand last passed goes first.
pub struct PageCache {
    shelf: RwLock<Shelf>,
    bound: usize,
}

impl PageCache {
    /// An empty cache of at most so many bytes.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self { shelf: RwLock::new(Shelf { pages: HashMap::new(), round: VecDeque::new(), bytes: 0 }), bound }
    }

    /// The page of this address (path and query), if it is ready, with the agency that it hangs on.
    #[must_use]
    pub fn get(&self, address: &str, display: Display) -> Option<(Arc<ReadyPage>, Arc<Followed>)> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        let variants = shelf.pages.get(address)?;
        let kept = variants.pages.get(display.variant())?.as_ref()?;
        if !variants.used.load(Ordering::Relaxed) {
            variants.used.store(true, Ordering::Relaxed);
        }
        Some((Arc::clone(&kept.page), Arc::clone(&kept.agency)))
    }

    /// Keeps a page that was made while the agency stood at `sequence`. If something was published since, it is not kept:
    /// the next reader makes it anew.
    pub fn put(
        &self,
        address: &str,
        display: Display,
        page: &Arc<ReadyPage>,
        agency: &Arc<Followed>,
        made_of: MadeOf,
        sequence: i64,
    ) {
        let size = page.size() + address.len() * 2;
        if size > self.bound / 8 {
            return;
        }
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        if agency.sequence() != sequence {
            return;
        }
        let kept = Kept { page: Arc::clone(page), agency: Arc::clone(agency), made_of };
        shelf.insert(address, display, kept, size);
        shelf.make_room(self.bound);
    }

    /// Forgets what the events of an agency have outdated, and lets the agency move on in the same moment.
    pub fn forget(&self, agency: &Followed, documents: &[DocumentId], everything: bool, move_on: impl FnOnce()) {
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        shelf.forget(|kept| {
            kept.agency.agency() == agency.agency()
                && (everything
                    || match &kept.made_of {
                        MadeOf::Document(document) => documents.contains(document),
                        MadeOf::Several => true,
                    })
        });
        move_on();
    }

    /// How many bytes are kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner).bytes
    }
}

impl Shelf {
    fn insert(&mut self, address: &str, display: Display, kept: Kept, size: usize) {
        if !self.pages.contains_key(address) {
            let address: Arc<str> = Arc::from(address);
            self.round.push_back(Arc::clone(&address));
            let empty = Variants { pages: Default::default(), bytes: 0, used: AtomicBool::new(false) };
            self.pages.insert(address, empty);
        }
        let Some(variants) = self.pages.get_mut(address) else { return };
        let Some(place) = variants.pages.get_mut(display.variant()) else { return };
        let before = place.replace(kept).map_or(0, |kept| kept.page.size() + address.len() * 2);
        variants.bytes = variants.bytes + size - before;
        self.bytes = self.bytes + size - before;
    }

    fn make_room(&mut self, bound: usize) {
        while self.bytes > bound {
            let Some(address) = self.round.pop_front() else { return };
            let Some(variants) = self.pages.get(&address) else { continue };
            if variants.used.swap(false, Ordering::Relaxed) {
                self.round.push_back(address);
                continue;
            }
            self.bytes -= variants.bytes;
            self.pages.remove(&address);
        }
    }

    fn forget(&mut self, outdated: impl Fn(&Kept) -> bool) {
        let mut freed = 0;
        for (address, variants) in &mut self.pages {
            for place in &mut variants.pages {
                if place.as_ref().is_some_and(&outdated)
                    && let Some(kept) = place.take()
                {
                    let size = kept.page.size() + address.len() * 2;
                    variants.bytes -= size;
                    freed += size;
                }
            }
        }
        self.bytes -= freed;
        self.pages.retain(|_, variants| variants.bytes > 0);
        let pages = &self.pages;
        self.round.retain(|address| pages.contains_key(address));
    }
}

impl ReadyPage {
    /// A page of this body; `headers` are those of every answer of its kind.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: String) -> Self {
        let hash = ContentHash::of(body.as_bytes());
        let etag = tag(&format!("\"{}\"", hash.short()));
        let etag_compressed = tag(&format!("\"{}-gz\"", hash.short()));
        let compressed = compressed(body.as_bytes()).map(|bytes| {
            let mut headers = with_length(headers.clone(), bytes.len(), &etag_compressed);
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, bytes)
        });
        let plain = with_length(headers, body.len(), &etag);
        Self { status, plain: (plain, Bytes::from(body)), compressed, etag, etag_compressed }
    }

    fn size(&self) -> usize {
        // A header map of this many entries takes about a kilobyte and a half.
        self.plain.1.len() + self.compressed.as_ref().map_or(0, |(_, bytes)| bytes.len()) + 3 * 1024
    }

    /// The answer to a request with these headers: whole, compressed, or that nothing has changed.
    #[must_use]
    pub fn answer(&self, request: &HeaderMap) -> Response {
        if self.is_known_to(request) {
            return self.unchanged();
        }
        let (headers, body) = match &self.compressed {
            Some(compressed) if accepts_gzip(request) => compressed,
            _ => &self.plain,
        };
        let mut response = Response::new(Body::from(body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers.clone();
        response
    }

    fn is_known_to(&self, request: &HeaderMap) -> bool {
        let Some(known) = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let ours = [self.etag.to_str().unwrap_or_default(), self.etag_compressed.to_str().unwrap_or_default()];
        known.split(',').any(|tag| ours.contains(&tag.trim().trim_start_matches("W/")))
    }

    fn unchanged(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        let mut headers = self.plain.0.clone();
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::CONTENT_TYPE);
        *response.headers_mut() = headers;
        response
    }
}

fn tag(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("\"\""))
}

fn with_length(mut headers: HeaderMap, length: usize, etag: &HeaderValue) -> HeaderMap {
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::ETAG, etag.clone());
    headers
}

fn compressed(body: &[u8]) -> Option<Bytes> {
    if body.len() < WORTH_COMPRESSING {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(6));
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';');
        let gzip = parts.next().is_some_and(|name| name.trim().eq_ignore_ascii_case("gzip"));
        gzip && !parts.any(|weight| matches!(weight.trim(), "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::id::AgencyId;

    fn page(length: usize) -> Arc<ReadyPage> {
        Arc::new(ReadyPage::new(StatusCode::OK, HeaderMap::new(), "文".repeat(length)))
    }

    fn followed(agency: &str) -> Arc<Followed> {
        Arc::new(Followed::at(AgencyId::new(agency), 7))
    }

    fn document(id: &str) -> MadeOf {
        MadeOf::Document(DocumentId::new(id))
    }

    #[test]
    fn the_bound_holds_and_what_is_read_stays() {
        let cache = PageCache::new(200_000);
        let agency = followed("a");
        for number in 0..200 {
            let address = format!("/d/{number}");
            cache.put(&address, Display::default(), &page(1000), &agency, document(&address), 7);
            let _ = cache.get("/d/0", Display::default());
        }
        assert!(cache.bytes() <= 200_000, "{}", cache.bytes());
        assert!(cache.get("/d/0", Display::default()).is_some());
        assert!(cache.get("/d/1", Display::default()).is_none());
        assert!(cache.get("/d/199", Display::default()).is_some());
    }

    #[test]
    fn a_page_made_before_an_event_is_not_kept_after_it() {
        let cache = PageCache::new(BOUND);
        let agency = followed("a");
        cache.put("/d/1", Display::default(), &page(10), &agency, document("1"), 6);
        assert!(cache.get("/d/1", Display::default()).is_none());
    }

    #[test]
    fn an_event_takes_its_document_and_the_lists_of_its_agency_and_nothing_else() {
        let cache = PageCache::new(BOUND);
        let (ours, theirs) = (followed("a"), followed("b"));
        cache.put("/d/1", Display::default(), &page(10), &ours, document("1"), 7);
        cache.put("/d/1", Display::parse("dark"), &page(10), &ours, document("1"), 7);
        cache.put("/d/2", Display::default(), &page(10), &ours, document("2"), 7);
        cache.put("/a/a/", Display::default(), &page(10), &ours, MadeOf::Several, 7);
        cache.put("/a/b/", Display::default(), &page(10), &theirs, MadeOf::Several, 7);
        cache.forget(&ours, &[DocumentId::new("1")], false, || {});
        let left = |address: &str| cache.get(address, Display::default()).is_some();
        assert_eq!(["/d/1", "/d/2", "/a/a/", "/a/b/"].map(left), [false, true, false, true]);
        assert!(cache.get("/d/1", Display::parse("dark")).is_none());
        cache.forget(&ours, &[], true, || {});
        cache.forget(&theirs, &[], true, || {});
        assert_eq!(cache.bytes(), 0);
    }

    #[test]
    fn an_answer_is_compressed_plain_or_unchanged_as_asked() {
        let page = page(2000);
        let mut request = HeaderMap::new();
        assert!(page.answer(&request).headers().get(header::CONTENT_ENCODING).is_none());
        request.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip;q=0.8"));
        let answer = page.answer(&request);
        assert_eq!(answer.headers().get(header::CONTENT_ENCODING).unwrap(), "gzip");
        request.insert(header::IF_NONE_MATCH, answer.headers().get(header::ETAG).unwrap().clone());
        assert_eq!(page.answer(&request).status(), StatusCode::NOT_MODIFIED);
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        request.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0"));
        assert!(page.answer(&request).headers().get(header::CONTENT_ENCODING).is_none());
    }
}
