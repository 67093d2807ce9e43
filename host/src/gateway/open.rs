//! From a policy and secrets to a gateway.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::address::Grants;
use super::client::Client;
use super::clock::Clock;
use super::credential::{Credential, Holder, Scheme};
use super::door::Gateway;
use super::error::OpenError;
use super::pacing::{Pacer, name_account};
use super::policy::{Policy, Secrets};
use super::redact::Redactor;
use super::resolver::{GuardedResolver, SystemResolver};
use super::statistics::Counters;
use super::target::Origins;
use super::text;
use super::wire::Wire;
use crate::base::private::close_folder;

impl Gateway {
    /// Opens the gateway of one connection. `state` is the private state folder; tokens and the
    /// pace are kept there. Nothing is sent.
    ///
    /// # Errors
    /// Fails when the policy breaks a rule, a setting is missing, or the state folder cannot be used.
    pub fn open(
        policy: Policy,
        secrets: Secrets,
        state: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let broken = |source| OpenError::Policy {
            connection: policy.connection.clone(),
            source,
        };
        policy.check().map_err(broken)?;
        let post_reads = policy.patterns().map_err(broken)?;
        let holder = |credential: &Credential| Holder::new(credential, &policy, &secrets, state);
        let credentials = policy
            .credentials
            .iter()
            .map(holder)
            .collect::<Result<Vec<_>, _>>()?;
        let counters = Arc::new(Counters::default());
        let resolver = Arc::new(resolver(&policy));
        let wire = Wire {
            connection: policy.connection.clone(),
            vendor_name: policy.vendor_name.clone(),
            origins: Origins::new(&policy.origins),
            pacer: pacer(&policy, &secrets, state, &clock, &counters)?,
            pooled: Client::pooled(&policy, &resolver).map_err(OpenError::Client)?,
            fresh: Client::fresh(&policy, &resolver).map_err(OpenError::Client)?,
            redactor: redactor(&secrets, &credentials),
            pacing: policy.pacing,
            limits: policy.limits,
            clock,
            counters,
        };
        let added_headers = credentials.iter().flat_map(Holder::header_names).collect();
        Ok(Self {
            wire: Arc::new(wire),
            credentials,
            post_reads,
            added_headers,
        })
    }
}

fn resolver(policy: &Policy) -> GuardedResolver {
    let mut grants: BTreeMap<String, Grants> = BTreeMap::new();
    for origin in &policy.origins {
        let host = origin.base.host_str().unwrap_or_default().to_owned();
        let granted = origin.grants(policy.allow_private_addresses);
        // Two origins on one host: what is granted to one is granted to the host.
        let known = grants.entry(host).or_default();
        known.loopback |= granted.loopback;
        known.private |= granted.private;
    }
    let inner = policy
        .resolver
        .clone()
        .unwrap_or_else(|| Arc::new(SystemResolver));
    GuardedResolver::new(inner, grants)
}

fn pacer(
    policy: &Policy,
    secrets: &Secrets,
    state: &Path,
    clock: &Arc<dyn Clock>,
    counters: &Arc<Counters>,
) -> Result<Pacer, OpenError> {
    let folder = state.join("pacing");
    let key = account_key(policy, secrets);
    let limits = &policy.limits;
    let times = (limits.total_timeout, limits.longest_pause);
    let opened = Pacer::open(
        &policy.pacing,
        (&folder, &key),
        times,
        Arc::clone(clock),
        Arc::clone(counters),
    );
    opened
        .and_then(|pacer| {
            close_folder(&folder)?;
            name_account(&folder, &policy.connection, Some(&key))?;
            Ok(pacer)
        })
        .map_err(|source| OpenError::State {
            path: folder,
            source,
        })
}

/// Names the account that the vendor counts: connections with the same credentials towards the
/// same place share one budget. Only a hash of the values leaves this function.
fn account_key(policy: &Policy, secrets: &Secrets) -> String {
    let identity = |credential: &Credential| {
        let setting = match &credential.scheme {
            Scheme::ClientCredentials { client_id, .. } => client_id,
            Scheme::RefreshToken { refresh_token, .. } => refresh_token,
            Scheme::Basic { username, .. } => username,
            Scheme::Header { setting, .. } => setting,
        };
        secrets.get(setting).map(|value| value.reveal().to_owned())
    };
    let mut values: Vec<String> = policy.credentials.iter().filter_map(identity).collect();
    if values.is_empty() {
        values.push(policy.connection.clone());
    }
    values.sort();
    values.dedup();
    let places = policy.origins.iter().map(|origin| origin.base.as_str());
    let parts = std::iter::once(policy.vendor_name.as_str())
        .chain(places)
        .chain(values.iter().map(String::as_str));
    text::fingerprint(parts).chars().take(32).collect()
}

fn redactor(secrets: &Secrets, credentials: &[Holder]) -> Redactor {
    let redactor = Redactor::default();
    let lines: Vec<&str> = credentials.iter().flat_map(Holder::header_values).collect();
    // `Basic …` and a prefix are not secrets, and a vendor may echo the value without them.
    let bare = lines
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(_, value)| value);
    let values = secrets.values().map(|secret| secret.reveal());
    for secret in values.chain(lines.iter().copied()).chain(bare) {
        redactor.add_fixed(secret);
    }
    redactor
}
