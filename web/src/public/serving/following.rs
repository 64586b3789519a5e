//! Following the agencies' publications: one number an agency, looked up at most every quarter of a second.

use super::cache::{BOUND, PageCache};
use crate::app::WebSettings;
use crate::public::chrome::Site;
use crate::public::item::{Place, PublishedItem};
use crate::public::read;
use affairs::agency::Agency;
use affairs::id::AgencyId;
use affairs::publication::PublicationEvent;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::Instant;
use store::search::Index;
use store::{Kept, Reader, publications};

/// A publication of another node is seen after this at the latest.
const LOOK_EVERY: u64 = 250;
/// While the database cannot be asked, what is ready is served for so long and no longer.
const PATIENCE: u64 = 5_000;
/// Events read at once.
const BATCH: i64 = 500;

/// What the public side remembers between requests.
pub struct Public {
    reader: Reader,
    index: Arc<Index>,
    cache: PageCache,
    agencies: RwLock<Agencies>,
    public_address: String,
    demo: bool,
}

#[derive(Default)]
struct Agencies {
    known: Vec<Arc<Agency>>,
    followed: HashMap<AgencyId, Arc<Followed>>,
}

/// How far an agency has been followed.
pub struct Followed {
    agency: AgencyId,
    sequence: AtomicI64,
    /// Milliseconds of [`ticks`] at which the sequence was last looked up; 0 before the first time.
    looked_at: AtomicU64,
    /// An act of this node was done since; what is known may be outdated.
    doubted: AtomicBool,
    /// One looks, the others go on with what is known.
    looking: tokio::sync::Mutex<()>,
    face: RwLock<Option<Arc<PublishedItem>>>,
}

/// Milliseconds since the program first asked; it never goes back and knows no date.
fn ticks() -> u64 {
    static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(BEGINNING.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
}

impl Followed {
    pub(super) fn at(agency: AgencyId, sequence: i64) -> Self {
        Self {
            agency,
            sequence: AtomicI64::new(sequence),
            looked_at: AtomicU64::new(0),
            doubted: AtomicBool::new(false),
            looking: tokio::sync::Mutex::new(()),
            face: RwLock::new(None),
        }
    }

    /// Whose publications.
    #[must_use]
    pub const fn agency(&self) -> &AgencyId {
        &self.agency
    }

    /// The last event that has been taken in; -1 before the first look.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.sequence.load(Ordering::Acquire)
    }

    /// Whether the sequence was looked up a moment ago.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        !self.doubted.load(Ordering::Acquire) && self.age() < LOOK_EVERY
    }

    fn age(&self) -> u64 {
        match self.looked_at.load(Ordering::Acquire) {
            0 => u64::MAX,
            at => ticks().saturating_sub(at),
        }
    }

    fn face(&self) -> Option<Arc<PublishedItem>> {
        self.face.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Public {
    /// Over a store and an index.
    #[must_use]
    pub fn new(reader: Reader, index: Arc<Index>, settings: &WebSettings) -> Self {
        Self {
            reader,
            index,
            cache: PageCache::new(BOUND),
            agencies: RwLock::default(),
            public_address: settings.public_address.trim_end_matches('/').to_owned(),
            demo: settings.demo,
        }
    }

    /// The handle that can only look.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The search index.
    #[must_use]
    pub const fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// The pages that are ready.
    #[must_use]
    pub const fn cache(&self) -> &PageCache {
        &self.cache
    }

    /// Every agency, asked anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agencies(&self) -> Kept<Vec<Arc<Agency>>> {
        let all: Vec<Arc<Agency>> = read::agencies(&self.reader).await?.into_iter().map(Arc::new).collect();
        self.agencies.write().unwrap_or_else(PoisonError::into_inner).known.clone_from(&all);
        Ok(all)
    }

    /// The agency of this path.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agency_of_slug(&self, slug: &str) -> Kept<Option<Arc<Agency>>> {
        self.find(|agency| agency.slug == slug).await
    }

    /// The agency of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agency_of_id(&self, id: &AgencyId) -> Kept<Option<Arc<Agency>>> {
        self.find(|agency| agency.id == *id).await
    }

    async fn find(&self, wanted: impl Fn(&Agency) -> bool) -> Kept<Option<Arc<Agency>>> {
        let among = |agencies: &[Arc<Agency>]| agencies.iter().find(|agency| wanted(agency)).cloned();
        let known = among(&self.agencies.read().unwrap_or_else(PoisonError::into_inner).known);
        match known {
            Some(agency) => Ok(Some(agency)),
            // It may have been founded since.
            None => Ok(among(&self.agencies().await?)),
        }
    }

    /// A site as it stands now, with how far it had been followed when its face was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site(&self, agency: &Arc<Agency>) -> Kept<(Site, Arc<Followed>, i64)> {
        let followed = self.followed(&agency.id);
        self.look(&followed).await?;
        // Before the face: a page of a newer face and an older number is not kept, the other way round it would be.
        let sequence = followed.sequence();
        let base =
            if agency.host.is_empty() { self.public_address.clone() } else { format!("https://{}", agency.host) };
        let place = Place { base, path: format!("/a/{}", agency.slug) };
        let site = Site { agency: Arc::clone(agency), place, face: followed.face(), demo: self.demo };
        Ok((site, followed, sequence))
    }

    fn followed(&self, agency: &AgencyId) -> Arc<Followed> {
        let known = self.agencies.read().unwrap_or_else(PoisonError::into_inner).followed.get(agency).cloned();
        known.unwrap_or_else(|| {
            let mut agencies = self.agencies.write().unwrap_or_else(PoisonError::into_inner);
            let fresh = || Arc::new(Followed::at(agency.clone(), -1));
            Arc::clone(agencies.followed.entry(agency.clone()).or_insert_with(fresh))
        })
    }

    /// Looks up an agency's sequence unless that was done a moment ago, and forgets what has become outdated. Everybody
    /// else goes on meanwhile with what is known; nobody waits for a database that does not answer longer than it takes
    /// to say so.
    ///
    /// # Errors
    /// When the database fails and what is known is too old to go on with.
    pub async fn look(&self, followed: &Arc<Followed>) -> Kept<()> {
        if followed.is_fresh() {
            return Ok(());
        }
        let alone = if followed.age() < PATIENCE && !followed.doubted.load(Ordering::Acquire) {
            match followed.looking.try_lock() {
                Ok(alone) => alone,
                Err(_) => return Ok(()),
            }
        } else {
            followed.looking.lock().await
        };
        let looked = if followed.is_fresh() { Ok(()) } else { self.take_in(followed).await };
        drop(alone);
        match looked {
            Err(error) if followed.age() < PATIENCE && !followed.doubted.load(Ordering::Acquire) => {
                tracing::warn!(%error, "the publications could not be followed; what is ready is served a little longer");
                Ok(())
            }
            other => other,
        }
    }

    /// An act of this node may just have published something or taken it down: nothing of what is ready goes out before
    /// the sequences have been looked up again.
    pub fn doubt(&self) {
        let agencies = self.agencies.read().unwrap_or_else(PoisonError::into_inner);
        agencies.followed.values().for_each(|followed| followed.doubted.store(true, Ordering::Release));
    }

    async fn take_in(&self, followed: &Followed) -> Kept<()> {
        let asked_at = ticks();
        // Before anything is read: a doubt that arises meanwhile makes the next request look again.
        let doubted = followed.doubted.swap(false, Ordering::AcqRel);
        let taken_in = self.take_in_events(followed).await;
        match &taken_in {
            Ok(()) => followed.looked_at.store(asked_at, Ordering::Release),
            Err(_) if doubted => followed.doubted.store(true, Ordering::Release),
            Err(_) => {}
        }
        taken_in
    }

    async fn take_in_events(&self, followed: &Followed) -> Kept<()> {
        if followed.sequence() < 0 {
            let sequence = publications::sequence(&self.reader, &followed.agency).await?;
            self.renew_face(followed).await?;
            self.cache.forget(followed, &[], true, || followed.sequence.store(sequence, Ordering::Release));
        }
        loop {
            let events = publications::events_after(&self.reader, &followed.agency, followed.sequence(), BATCH).await?;
            let Some(last) = events.last() else { break };
            let (sequence, everything) = (last.sequence, events.iter().any(is_of_the_face));
            if everything {
                self.renew_face(followed).await?;
            }
            let documents: Vec<_> = events.into_iter().map(|event| event.document).collect();
            self.cache.forget(followed, &documents, everything, || {
                followed.sequence.store(sequence, Ordering::Release);
            });
        }
        Ok(())
    }

    async fn renew_face(&self, followed: &Followed) -> Kept<()> {
        let face = read::face(&self.reader, &followed.agency).await?.map(Arc::new);
        *followed.face.write().unwrap_or_else(PoisonError::into_inner) = face;
        Ok(())
    }
}

/// The site's face stands in no column.
fn is_of_the_face(event: &PublicationEvent) -> bool {
    event.column.is_empty()
}
