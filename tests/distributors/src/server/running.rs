//! The handle of a running simulator.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::connection::{Connections, Wire};
use super::pipeline::{Simulator, Vendor, handle};
use super::{Core, ServerOptions};
use crate::{Clock, Endpoint, Faults, RateLimit, Recorded, Rule, Violation, World};

/// A running simulator; dropping it closes the port and all connections.
///
/// # Panics
/// Dropping it panics when a request arrived that would have written and that nobody took with
/// [`Running::take_writes`]: whoever uses a simulator proves that only reads arrive.
///
/// It runs on a thread of its own, so a test may block while it waits for another process.
pub struct Running<C> {
    address: SocketAddr,
    core: Arc<Core>,
    credentials: C,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl<C> Running<C> {
    pub(crate) async fn start<V: Vendor>(
        vendor: V,
        credentials: C,
        options: ServerOptions,
        world: World,
    ) -> io::Result<Self> {
        let core = Arc::new(Core::new(options, world));
        let simulator = Arc::new(Simulator {
            core: Arc::clone(&core),
            vendor,
        });
        let service = Router::new()
            .fallback(handle::<V>)
            .with_state(simulator)
            .into_make_service_with_connect_info::<Wire>();
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = oneshot::channel();
        let accepted = Arc::clone(&core.accepted);
        let thread = std::thread::Builder::new()
            .name("simulated-distributor".to_owned())
            .spawn(move || run(service, accepted, bound, stopped))?;
        let address = address
            .await
            .map_err(|_| io::Error::other("the server's thread ended"))??;
        Ok(Self {
            address,
            core,
            credentials,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What an operator would copy from the distributor's portal.
    #[must_use]
    pub fn credentials(&self) -> &C {
        &self.credentials
    }

    /// All requests in the order of their arrival; empty where they are not kept.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.core.journal.requests()
    }

    /// The requests that the real interface would refuse whoever asked.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.core.journal.violations()
    }

    /// Returns and forgets the requests that would have written: anything but GET, HEAD, token
    /// exchanges and the operations that read in spite of POST. All of them are refused.
    pub fn take_writes(&self) -> Vec<Violation> {
        self.core.journal.take_writes()
    }

    /// How many requests arrived at each operation.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Endpoint, u64> {
        self.core.journal.counts()
    }

    /// How many requests arrived at one operation.
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.counts().get(&endpoint).copied().unwrap_or(0)
    }

    /// The most requests that were in flight at once.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.core.journal.most_in_flight()
    }

    /// How many TCP connections were accepted since the start.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.core.accepted.load(Ordering::SeqCst)
    }

    /// Forgets requests, violations and counts. Call it when nothing is in flight.
    pub fn forget(&self) {
        self.core.journal.clear();
    }

    /// The faults in force.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.core.faults
    }

    /// Adds a fault; short for `faults().add(rule)`.
    pub fn fault(&self, rule: Rule) {
        self.core.faults.add(rule);
    }

    /// Reads or changes the data; the next answer shows it.
    pub fn data<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.core.change(change)
    }

    /// Replaces the rate limit and forgets the requests that were counted.
    pub fn set_rate_limit(&self, limit: Option<RateLimit>) {
        self.core.set_rate_limit(limit);
    }

    /// The clock that the simulator goes by.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.core.clock
    }
}

impl<C> fmt::Debug for Running<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl<C> Drop for Running<C> {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of that thread was printed by it; there is nothing to add.
            let _ = thread.join();
        }
        let writes = self.take_writes();
        assert!(
            writes.is_empty() || std::thread::panicking(),
            "requests arrived that would have written: {writes:?}"
        );
    }
}

fn run(
    service: IntoMakeServiceWithConnectInfo<Router, Wire>,
    accepted: Arc<std::sync::atomic::AtomicU64>,
    bound: oneshot::Sender<io::Result<SocketAddr>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = bound.send(Err(error));
            return;
        }
    };
    runtime.block_on(async move {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await {
            Ok(listener) => listener,
            Err(error) => {
                let _ = bound.send(Err(error));
                return;
            }
        };
        if bound.send(listener.local_addr()).is_err() {
            return;
        }
        let connections = Connections::new(listener, accepted);
        // Both branches end the runtime, and with it every connection.
        tokio::select! {
            _ = axum::serve(connections, service) => {}
            _ = stopped => {}
        }
    });
}
