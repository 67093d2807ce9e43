//! A database with customers on both sides.

use jiff::Timestamp;
use tempfile::TempDir;

use crate::{
    analysis,
    linking::{Choice, CustomerLink, LinkFilter, LinkReport, Links},
    store::Store,
};

pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

impl Place {
    pub(crate) fn new() -> Self {
        let analysis::tests::fixtures::Place { store, folder } =
            analysis::tests::fixtures::Place::empty();
        Self { folder, store }
    }

    pub(crate) fn sql(&self, sql: &str) {
        self.store.connection().execute_batch(sql).unwrap();
        // As every command does that changes what is bought or billed.
        analysis::known::renew(self.store.connection()).unwrap();
    }

    /// Adds a customer of the distributor Sherweb.
    pub(crate) fn customer(&self, id: &str, name: &str, postal: &str, domain: &str) {
        self.sql(&format!(
            "INSERT INTO customers BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, '{id}' AS id,
                 '{name}' AS name, 'active' AS status, nullif('{postal}', '') AS address_postal_code,
                 nullif('{domain}', '') AS domain, TIMESTAMP '2026-11-01' AS first_seen_at,
                 TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id"
        ));
    }

    /// Adds a customer of the PSA.
    pub(crate) fn psa_customer(&self, id: &str, name: &str, postal: &str, domain: &str) {
        self.sql(&format!(
            "INSERT INTO psa_customers BY NAME SELECT 'halopsa' AS psa, '{id}' AS id, '{name}' AS name,
                 true AS active, nullif('{postal}', '') AS address_postal_code,
                 nullif('{domain}', '') AS domain, TIMESTAMP '2026-11-01' AS first_seen_at,
                 TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id"
        ));
    }

    pub(crate) fn links(&self) -> Links<'_> {
        Links::of(&self.store)
    }

    pub(crate) fn run(&self) -> LinkReport {
        self.links().run(at("2026-11-20T10:00:00Z")).unwrap()
    }

    pub(crate) fn all(&self) -> Vec<CustomerLink> {
        self.links().customer_links(&LinkFilter::default()).unwrap()
    }

    /// Returns the links as `customer psa-customer state basis owner`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |link: &CustomerLink| {
            format!(
                "{} {} {} {}{}",
                link.customer_id,
                link.psa_customer_id,
                link.state,
                link.basis,
                if link.owner { " owner" } else { "" }
            )
        };
        self.all().iter().map(line).collect()
    }

    pub(crate) fn same(&self, customer: &str, psa: &str, also: bool) {
        let psa = self.links().psa_customer(psa, None).unwrap();
        self.decide(customer, &Choice::Same { psa, also });
    }

    pub(crate) fn never(&self, customer: &str, psa: &str) {
        let psa = self.links().psa_customer(psa, None).unwrap();
        self.decide(customer, &Choice::Never(psa));
    }

    pub(crate) fn decide(&self, customer: &str, choice: &Choice) {
        let customer = self.links().customer(customer, None).unwrap();
        self.links()
            .decide(&customer, choice, "ana", at("2026-11-20T09:00:00Z"))
            .unwrap();
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
