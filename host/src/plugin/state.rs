//! What belongs to one instance of a plugin.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::Limits;
use super::limits::MemoryLimiter;
use super::stderr::Tail;
use crate::gateway::Gateway;

/// The data of one store. A store serves one call and is dropped with it.
pub(crate) struct State {
    /// Who calls, for the log: connection or plugin name.
    pub(super) label: Arc<str>,
    /// The way to the vendor; none for calls that must not send anything.
    pub(super) gateway: Option<Arc<Gateway>>,
    pub(super) limits: Arc<Limits>,
    pub(super) memory: MemoryLimiter,
    pub(super) stderr: Tail,
    pub(super) used: Used,
    wasi: WasiCtx,
    table: ResourceTable,
}

/// What a call has used so far.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) ticks: u64,
    /// Waiting in the host that no tick was forgiven for yet; one tick at most for each wait.
    pub(super) waited: Duration,
    pub(super) requests: u32,
    pub(super) response_bytes: u64,
    /// Whether a request was not sent because the vendor asked for a pause.
    pub(super) paused: bool,
    pub(super) log_messages: u32,
    pub(super) log_bytes: usize,
    pub(super) log_dropped: u64,
}

impl State {
    pub(super) fn new(label: Arc<str>, gateway: Option<Arc<Gateway>>, limits: Arc<Limits>) -> Self {
        let stderr = Tail::new(limits.stderr_bytes);
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles);
        Self {
            label,
            gateway,
            memory: MemoryLimiter::new(&limits),
            wasi: empty_wasi(&stderr),
            stderr,
            used: Used::default(),
            table,
            limits,
        }
    }

    /// Counts a tick of processor time; false when the budget is used up.
    pub(super) fn tick(&mut self) -> bool {
        if let Some(rest) = self.used.waited.checked_sub(Limits::TICK) {
            self.used.waited = rest;
            return true;
        }
        self.used.ticks += 1;
        let budget = self.limits.processor_time.as_millis() / Limits::TICK.as_millis();
        u128::from(self.used.ticks) <= budget
    }
}

/// The most random bytes that a guest gets at once.
const RANDOM_BYTES: u64 = 64 * 1024;

/// WASI with nothing behind it: language runtimes import more than they use, so the imports are there,
/// but there is no file, variable, argument or socket to be had.
fn empty_wasi(stderr: &Tail) -> WasiCtx {
    WasiCtx::builder()
        .stderr(stderr.clone())
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .allow_blocking_current_thread(false)
        // A runtime wants a seed; what is made for a guest at once is the host's work, not the guest's.
        .max_random_size(RANDOM_BYTES)
        .build()
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

// The contract's types carry no functions; wasmtime asks for the empty trait all the same.
impl crate::contract::bindings::seatwise::connector::types::Host for State {}

#[cfg(test)]
mod tests {
    use wasmtime_wasi::cli::WasiCliView as _;
    use wasmtime_wasi::filesystem::WasiFilesystemView as _;
    use wasmtime_wasi::p2::bindings::cli::environment::Host as _;
    use wasmtime_wasi::p2::bindings::filesystem::preopens::Host as _;
    use wasmtime_wasi::p2::bindings::random::random::Host as _;
    use wasmtime_wasi::p2::bindings::sockets::instance_network::Host as _;
    use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup::Host as _;
    use wasmtime_wasi::p2::bindings::sockets::network::{
        IpAddressFamily, IpSocketAddress, Ipv4SocketAddress,
    };
    use wasmtime_wasi::p2::bindings::sockets::tcp::HostTcpSocket;
    use wasmtime_wasi::p2::bindings::sockets::tcp_create_socket::Host as _;
    use wasmtime_wasi::p2::bindings::sockets::udp::HostUdpSocket;
    use wasmtime_wasi::p2::bindings::sockets::udp_create_socket::Host as _;
    use wasmtime_wasi::random::WasiRandomView as _;
    use wasmtime_wasi::sockets::WasiSocketsView as _;

    use super::*;

    fn state() -> State {
        State::new("test".into(), None, Arc::new(Limits::default()))
    }

    #[test]
    fn there_is_no_folder_no_variable_and_no_argument() {
        let mut state = state();
        assert!(state.filesystem().get_directories().unwrap().is_empty());
        let mut cli = state.cli();
        assert!(std::env::vars_os().next().is_some());
        assert_eq!(cli.get_environment().unwrap(), []);
        assert_eq!(cli.get_arguments().unwrap(), [""; 0]);
        assert_eq!(cli.initial_cwd().unwrap(), None);
    }

    #[tokio::test]
    async fn every_socket_and_every_name_is_refused() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mut state = state();
        let mut sockets = state.sockets();
        let here = |port| {
            IpSocketAddress::Ipv4(Ipv4SocketAddress {
                port,
                address: (127, 0, 0, 1),
            })
        };
        let port = listener.local_addr().unwrap().port();
        // Either no socket can be had, or it can neither be bound nor connected.
        if let Ok(socket) = sockets.create_tcp_socket(IpAddressFamily::Ipv4) {
            let (this, network) = (socket.rep(), sockets.instance_network().unwrap());
            let socket = || wasmtime::component::Resource::new_borrow(this);
            let net = || wasmtime::component::Resource::new_borrow(network.rep());
            let tcp = &mut sockets;
            let connected = HostTcpSocket::start_connect(tcp, socket(), net(), here(port));
            assert!(connected.is_err());
            let bound = HostTcpSocket::start_bind(tcp, socket(), net(), here(0)).await;
            assert!(bound.is_err());
        }
        if let Ok(socket) = sockets.create_udp_socket(IpAddressFamily::Ipv4).await {
            let network = sockets.instance_network().unwrap();
            let bound = HostUdpSocket::start_bind(&mut sockets, socket, network, here(0)).await;
            assert!(bound.is_err());
        }
        let network = sockets.instance_network().unwrap();
        assert!(
            sockets
                .resolve_addresses(network, "localhost".to_owned())
                .is_err()
        );
        listener.set_nonblocking(true).unwrap();
        assert_eq!(
            listener.accept().unwrap_err().kind(),
            std::io::ErrorKind::WouldBlock
        );
    }

    #[test]
    fn random_bytes_are_made_in_small_amounts() {
        let mut state = state();
        let random = state.random();
        assert_eq!(random.get_random_bytes(RANDOM_BYTES).unwrap().len(), 65_536);
        assert!(random.get_random_bytes(RANDOM_BYTES + 1).is_err());
        assert!(random.get_random_bytes(u64::MAX).is_err());
    }
}
