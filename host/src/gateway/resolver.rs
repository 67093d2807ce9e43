//! Names to addresses, with the check on the address that is dialled.
//!
//! The check sits in the resolver that the HTTP client itself uses, so there is no second look-up
//! between the check and the connection that could give another answer (DNS rebinding). Literal
//! addresses do not pass through here; [`super::open`] checks them.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{self, Grants};

/// Turns a name into addresses; tests put their own in place of the system's.
pub trait Resolver: Send + Sync {
    /// Returns all addresses of a name.
    fn resolve(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver.
#[derive(Debug)]
pub(super) struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// No address of a name may be dialled.
#[derive(Debug)]
pub(super) struct AddressDenied(String);

impl fmt::Display for AddressDenied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for AddressDenied {}

/// A resolver that gives out only addresses that may be dialled.
pub(super) struct GuardedResolver {
    inner: Arc<dyn Resolver>,
    /// What is granted, by host name. A host that is not here is not an origin.
    grants: BTreeMap<String, Grants>,
}

impl GuardedResolver {
    pub(super) fn new(inner: Arc<dyn Resolver>, grants: BTreeMap<String, Grants>) -> Self {
        Self { inner, grants }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let grants = self.grants.get(&host).copied().unwrap_or_default();
        let lookup = self.inner.resolve(host.clone());
        Box::pin(async move {
            let found = lookup.await?;
            let addresses = keep_permitted(&host, found, grants)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Drops the addresses that may not be dialled.
///
/// # Errors
/// Fails when a name has only such addresses.
fn keep_permitted(
    host: &str,
    found: Vec<IpAddr>,
    grants: Grants,
) -> Result<Vec<SocketAddr>, AddressDenied> {
    let mut permitted = Vec::new();
    let mut refusal = None;
    for address in found {
        match address::check(address, grants) {
            Ok(()) => permitted.push(SocketAddr::new(address, 0)),
            Err(why) => refusal = Some(why),
        }
    }
    match refusal {
        Some(why) if permitted.is_empty() => Err(AddressDenied(format!(
            "the name {host} resolves to an address that must not be contacted: {why}"
        ))),
        _ => Ok(permitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leads to a public address first and to this machine ever after.
    struct Rebinding(std::sync::atomic::AtomicBool);

    impl Resolver for Rebinding {
        fn resolve(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            let again = self.0.swap(true, std::sync::atomic::Ordering::SeqCst);
            let address = if again { [127, 0, 0, 1] } else { [1, 1, 1, 1] };
            Box::pin(async move { Ok(vec![IpAddr::from(address)]) })
        }
    }

    #[tokio::test]
    async fn a_name_that_changes_its_address_is_checked_at_every_look_up() {
        let resolver = GuardedResolver::new(Arc::new(Rebinding(false.into())), BTreeMap::new());
        let look_up = async || resolver.resolve("a.example".parse().unwrap()).await;
        assert_eq!(look_up().await.map_err(drop).unwrap().count(), 1);
        for _ in 0..2 {
            let refusal = look_up().await.map(drop).unwrap_err();
            assert!(
                refusal.downcast_ref::<AddressDenied>().is_some(),
                "{refusal}"
            );
        }
    }

    #[test]
    fn forbidden_addresses_are_dropped_and_a_name_with_no_other_is_denied() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        let mixed = vec![parse("10.0.0.1"), parse("1.1.1.1")];
        let kept = keep_permitted("a.example", mixed, Grants::default()).unwrap();
        assert_eq!(kept, [SocketAddr::new(parse("1.1.1.1"), 0)]);
        let refusal =
            keep_permitted("a.example", vec![parse("10.0.0.1")], Grants::default()).unwrap_err();
        assert!(refusal.to_string().contains("a.example"), "{refusal}");
    }
}
