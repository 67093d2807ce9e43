//! What belongs to one instance of a plugin.

use std::sync::Arc;

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
    /// Ticks that a return from a wait may cost without the guest being at fault.
    pub(super) forgiven_ticks: u64,
    pub(super) requests: u32,
    pub(super) response_bytes: u64,
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
        if self.used.forgiven_ticks > 0 {
            self.used.forgiven_ticks -= 1;
            return true;
        }
        self.used.ticks += 1;
        let budget = self.limits.processor_time.as_millis() / Limits::TICK.as_millis();
        u128::from(self.used.ticks) <= budget
    }
}

/// WASI with nothing behind it: language runtimes import more than they use, so the imports are there,
/// but there is no file, variable, argument or socket to be had.
fn empty_wasi(stderr: &Tail) -> WasiCtx {
    WasiCtx::builder()
        .stderr(stderr.clone())
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .allow_blocking_current_thread(false)
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
impl super::bindings::seatwise::connector::types::Host for State {}
