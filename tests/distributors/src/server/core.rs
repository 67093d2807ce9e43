//! The state of a running simulator.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use bytes::Bytes;

use super::cache::Cache;
use crate::limit::SlidingWindow;
use crate::record::{Journal, lock};
use crate::{Clock, Faults, RateLimit, SystemClock, World};

/// How a simulator serves; the same for both distributors.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// The vendor's rate limit; none by default.
    pub rate_limit: Option<RateLimit>,
    /// Real time between a request and its answer.
    pub latency: Duration,
    /// By what tokens, limits and dates are reckoned.
    pub clock: Arc<dyn Clock>,
    /// Whether every request is kept for [`crate::Running::requests`]; counts are always kept.
    pub keep_requests: bool,
    /// How many bytes of serialised answers are kept for the next time.
    pub cache_bytes: usize,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            rate_limit: None,
            latency: Duration::ZERO,
            clock: Arc::new(SystemClock),
            keep_requests: true,
            cache_bytes: 256 << 20,
        }
    }
}

/// What the request handlers and the handle share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) latency: Duration,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) accepted: Arc<AtomicU64>,
    pub(crate) window: Mutex<Option<SlidingWindow>>,
    world: RwLock<World>,
    cache: Cache,
}

impl Core {
    pub(crate) fn new(options: ServerOptions, mut world: World) -> Self {
        world.reindex();
        Self {
            clock: options.clock,
            latency: options.latency,
            journal: Journal::new(options.keep_requests),
            faults: Faults::default(),
            accepted: Arc::default(),
            window: Mutex::new(options.rate_limit.map(SlidingWindow::new)),
            world: RwLock::new(world),
            cache: Cache::new(options.cache_bytes),
        }
    }

    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut world);
        world.reindex();
        self.cache.clear();
        result
    }

    /// The body for a key, from the cache or made from the data.
    pub(crate) fn body(&self, key: String, make: impl FnOnce(&World) -> Bytes) -> Bytes {
        // The data stays locked until the body is kept, or a change in between would be missed.
        let world = self.world();
        self.cache.get_or(key, || make(&world))
    }

    pub(crate) fn set_rate_limit(&self, limit: Option<RateLimit>) {
        *lock(&self.window) = limit.map(SlidingWindow::new);
    }
}
