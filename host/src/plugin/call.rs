//! Calls into a plugin, each in a store of its own.

use std::sync::Arc;

use thiserror::Error;
use wasmtime::{Store, Trap, UpdateDeadline};

use super::load::Plugin;
use super::page::{PageError, check_page, mask_page};
use super::state::State;
use crate::contract::bindings;
use crate::contract::{Account, Context, Dataset, Failure, FailureKind, Page, Query};
use crate::gateway::Gateway;

/// Why a call into a plugin gave no result.
#[derive(Debug, Error)]
pub enum CallError {
    /// The plugin answered with a failure: the vendor or the settings are at fault, not the plugin.
    #[error("{}", .0.message)]
    Failure(Failure),
    /// The plugin stopped by a trap, usually a panic; the plugin is at fault.
    #[error("run the plugin: {reason}{}", tail(.stderr))]
    Trap {
        /// What stopped it.
        reason: String,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// The plugin used more than it may.
    #[error("run the plugin: {limit}; the plugin was stopped{}", tail(.stderr))]
    Limit {
        /// Which limit, as a fragment.
        limit: String,
        /// The end of its standard error, escaped.
        stderr: String,
    },
    /// The vendor asked for pauses for longer than a call may take; neither it nor the plugin is at fault.
    #[error(
        "continue to read: {pause}, but a call may take only {seconds} s with all its waits; run again after that"
    )]
    Paused {
        /// Who asked, until when, and what lifts it.
        pause: String,
        /// How long a call may take.
        seconds: u64,
    },
    /// The plugin's page breaks a rule of the contract.
    #[error("accept the plugin's page: {0}")]
    Page(#[from] PageError),
    /// The plugin names a dataset twice, so it could be asked for ever more of it.
    #[error("accept the plugin's datasets: it names {0} twice; report this to the plugin's author")]
    RepeatedDataset(&'static str),
}

/// The most notes of a login that are kept.
const NOTES: usize = 20;

fn tail(stderr: &str) -> String {
    if stderr.is_empty() {
        String::new()
    } else {
        format!("; it wrote: {stderr}")
    }
}

/// A plugin together with the connection that it works for.
#[derive(Clone)]
pub struct Session {
    plugin: Arc<Plugin>,
    gateway: Arc<Gateway>,
    label: Arc<str>,
    settings: Arc<[(String, String)]>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Session")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Binds a plugin to a connection. `settings` are the ones that are not secrets.
    #[must_use]
    pub fn new(
        plugin: Arc<Plugin>,
        gateway: Arc<Gateway>,
        connection: &str,
        settings: Vec<(String, String)>,
    ) -> Self {
        Self {
            plugin,
            gateway,
            label: connection.into(),
            settings: settings.into(),
        }
    }

    /// The way to the vendor.
    #[must_use]
    pub fn gateway(&self) -> &Arc<Gateway> {
        &self.gateway
    }

    /// The plugin.
    #[must_use]
    pub fn plugin(&self) -> &Arc<Plugin> {
        &self.plugin
    }

    /// Logs in and counts the customers that the credential sees. `now` is in microseconds since the
    /// Unix epoch.
    ///
    /// # Errors
    /// Fails with the plugin's failure, or when the plugin misbehaves.
    pub async fn check(&self, now: i64) -> Result<Account, CallError> {
        let mut call = self.call();
        let context = self.context(now);
        let answer = tokio::time::timeout(self.plugin.limits.wall_clock, async {
            let instance = call.instantiate(&self.plugin).await?;
            let connector = instance.seatwise_connector_connector();
            connector.call_check(&mut call.store, &context).await
        })
        .await;
        let paused = call.was_paused();
        let account = call
            .finish(answer)?
            .map_err(|failure| self.failed(failure, paused))?;
        Ok(self.cut_notes(account))
    }

    /// Reads one page, checks it against the contract's limits, and masks the secrets in it.
    ///
    /// # Errors
    /// Fails with the plugin's failure, when the plugin misbehaves, or when the page breaks a rule.
    pub async fn read(&self, now: i64, query: &Query) -> Result<Page, CallError> {
        let mut call = self.call();
        let context = self.context(now);
        let answer = tokio::time::timeout(self.plugin.limits.wall_clock, async {
            let instance = call.instantiate(&self.plugin).await?;
            let connector = instance.seatwise_connector_connector();
            connector.call_read(&mut call.store, &context, query).await
        })
        .await;
        let paused = call.was_paused();
        let page = call
            .finish(answer)?
            .map_err(|failure| self.failed(failure, paused))?;
        let mut page = check_page(query, page, &self.plugin.limits)?;
        mask_page(&mut page, self.gateway.masker());
        Ok(page)
    }

    fn call(&self) -> Call {
        Call::new(
            &self.plugin,
            Arc::clone(&self.label),
            Some(Arc::clone(&self.gateway)),
        )
    }

    /// A failure as the plugin tells it. One that met the vendor's pause is of that kind, whatever the
    /// plugin makes of it: the contract has no word for a pause, and trying again before its end is no use.
    fn failed(&self, failure: Failure, paused: bool) -> CallError {
        let message = self.harmless(&failure.message);
        let kind = match failure.kind {
            FailureKind::Other | FailureKind::Transient if paused => FailureKind::Throttled,
            kind => kind,
        };
        CallError::Failure(Failure {
            kind,
            message,
            ..failure
        })
    }

    fn cut_notes(&self, mut account: Account) -> Account {
        account.notes.truncate(NOTES);
        for note in &mut account.notes {
            *note = self.harmless(note);
        }
        account
    }

    /// What a plugin says goes to terminals, logs and the database: it is as long as a log message may
    /// be, steers nothing, and holds no secret that a vendor echoed.
    fn harmless(&self, text: &str) -> String {
        let text = super::imports::printable(&self.gateway.redact(text));
        super::imports::cut(text, self.plugin.limits.log_message_bytes)
    }

    fn context(&self, now: i64) -> Context {
        Context {
            settings: self.settings.to_vec(),
            now,
        }
    }
}

impl Plugin {
    /// Asks the plugin which datasets it has. Nothing can be sent during this call.
    ///
    /// # Errors
    /// Fails when the plugin misbehaves.
    pub async fn datasets(&self) -> Result<Vec<Dataset>, CallError> {
        let mut call = Call::new(self, self.manifest.vendor.as_str().into(), None);
        let answer = tokio::time::timeout(self.limits.wall_clock, async {
            let instance = call.instantiate(self).await?;
            let connector = instance.seatwise_connector_connector();
            connector.call_datasets(&mut call.store).await
        })
        .await;
        let datasets = call.finish(answer)?;
        check_datasets(&datasets)?;
        Ok(datasets)
    }
}

fn check_datasets(datasets: &[Dataset]) -> Result<(), CallError> {
    let mut names = Vec::new();
    for dataset in datasets {
        if names.contains(&dataset.name) {
            return Err(CallError::RepeatedDataset(crate::records::asked(
                dataset.name,
            )));
        }
        names.push(dataset.name);
    }
    Ok(())
}

/// One instance, made for one call. It is dropped afterwards, whatever happened: a store that trapped
/// is never used again.
struct Call {
    store: Store<State>,
}

impl Call {
    fn new(plugin: &Plugin, label: Arc<str>, gateway: Option<Arc<Gateway>>) -> Self {
        let state = State::new(label, gateway, Arc::clone(&plugin.limits));
        let mut store = Store::new(plugin.engine.wasmtime(), state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(plugin.limits.lifted_bytes);
        store.set_max_component_handles(plugin.limits.handles);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut context| {
            if context.data_mut().tick() {
                Ok(UpdateDeadline::YieldCustom(
                    1,
                    Box::pin(tokio::task::yield_now()),
                ))
            } else {
                Ok(UpdateDeadline::Interrupt)
            }
        });
        Self { store }
    }

    /// Makes the instance. Code of the plugin can run already here, so the call's time counts.
    async fn instantiate(&mut self, plugin: &Plugin) -> wasmtime::Result<bindings::Plugin> {
        plugin.prepared.instantiate_async(&mut self.store).await
    }

    /// Whether a request of this call was not sent because the vendor asked for a pause.
    fn was_paused(&self) -> bool {
        self.store.data().used.paused
    }

    fn finish<T>(
        self,
        answer: Result<wasmtime::Result<T>, tokio::time::error::Elapsed>,
    ) -> Result<T, CallError> {
        let state = self.store.data();
        if state.used.log_dropped > 0 {
            let (connection, dropped) = (&*state.label, state.used.log_dropped);
            tracing::warn!(target: "seatwise::plugin", connection, dropped, "messages of the plugin were dropped: it wrote too many");
        }
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(explain(state, &error)),
            Err(_) => Err(out_of_time(state)),
        }
    }
}

/// Says why a call took longer than it may: the vendor's pause, where one stands, and else the plugin.
fn out_of_time(state: &State) -> CallError {
    let pause = state
        .gateway
        .as_ref()
        .and_then(|gateway| gateway.standing_pause());
    match pause {
        Some(pause) => CallError::Paused {
            pause,
            seconds: state.limits.wall_clock.as_secs(),
        },
        None => CallError::Limit {
            limit: format!(
                "the call took more than {} s",
                state.limits.wall_clock.as_secs_f32()
            ),
            stderr: stderr(state),
        },
    }
}

/// Without the secrets that a vendor echoed.
fn masked(state: &State, text: &str) -> String {
    match &state.gateway {
        Some(gateway) => gateway.redact(text),
        None => text.to_owned(),
    }
}

/// The end of the standard error. The message that carries it is kept for every customer whose read
/// failed, so it is no longer than a log message.
fn stderr(state: &State) -> String {
    let text = masked(state, &state.stderr.text());
    let surplus = text.len().saturating_sub(state.limits.log_message_bytes);
    if surplus == 0 {
        return text;
    }
    let (_, end) = text.split_at(text.ceil_char_boundary(surplus));
    format!("…{end}")
}

/// Says which limit or fault ended a call.
fn explain(state: &State, error: &wasmtime::Error) -> CallError {
    let stderr = stderr(state);
    if error.downcast_ref::<Trap>() == Some(&Trap::Interrupt) {
        let seconds = state.limits.processor_time.as_secs_f32();
        return CallError::Limit {
            limit: format!("it used more than {seconds} s of processor time"),
            stderr,
        };
    }
    if let Some(refused) = state.memory.refused() {
        return CallError::Limit {
            limit: refused.to_owned(),
            stderr,
        };
    }
    let reason = super::imports::printable(&masked(state, &root_cause(error)));
    CallError::Trap { reason, stderr }
}

fn root_cause(error: &wasmtime::Error) -> String {
    match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string(),
        None => error.root_cause().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gateway::{
        Clock, Limits, ManualClock, Origin, OriginSpec, Pacing, PacingSpec, Policy, Secrets,
    };

    /// A call in progress, towards a vendor whose account is paced.
    fn state(folder: &std::path::Path) -> State {
        let spec = OriginSpec {
            name: "api".to_owned(),
            url: "https://api.example.com".to_owned(),
        };
        let pacing = PacingSpec {
            requests: 10,
            ..PacingSpec::default()
        };
        let policy = Policy {
            connection: "main".to_owned(),
            vendor_name: "Example".to_owned(),
            origins: vec![Origin::new(&spec, None).unwrap()],
            credentials: Vec::new(),
            post_reads: Vec::new(),
            pacing: Pacing::try_from(&pacing).unwrap(),
            allow_private_addresses: false,
            limits: Limits::default(),
            resolver: None,
        };
        // 2026-11-20 12:00:00 UTC.
        let clock = Arc::new(ManualClock::new(Duration::from_secs(1_795_176_000)));
        let clock = clock as Arc<dyn Clock>;
        let gateway = Gateway::open(policy, Secrets::new(), folder, clock).unwrap();
        State::new("main".into(), Some(Arc::new(gateway)), Arc::default())
    }

    #[tokio::test]
    async fn a_call_that_ends_while_the_vendor_has_asked_for_a_pause_says_so_and_blames_no_plugin()
    {
        let folder = tempfile::tempdir().unwrap();
        let state = state(folder.path());
        assert_eq!(
            out_of_time(&state).to_string(),
            "run the plugin: the call took more than 900 s; the plugin was stopped"
        );
        let gateway = state.gateway.as_ref().unwrap();
        gateway.backoff(Duration::from_secs(600)).await;
        assert_eq!(
            out_of_time(&state).to_string(),
            "continue to read: Example asked for a pause until 2026-11-20 12:10:00 UTC (600 s more), which `seatwise sync main --lift-pause` lifts, but a call may take only 900 s with all its waits; run again after that"
        );
    }
}
