//! Random faults over a whole sync, chosen by a seed: it ends complete and the database is that of a sync
//! without faults, or it says what it lacks and the next one goes on.
//!
//! `SEATWISE_SEEDS` says how many schedules are tried; `SEATWISE_SEED` which one is the first.

use std::collections::BTreeMap;
use std::time::Duration;

use seatwise::store::Store;
use seatwise::sync::{ConnectionReport, ConnectionStatus};
use seatwise_distributors::{
    Endpoint, Fault, Rule, Running, Sherweb, SherwebCredentials, SherwebOptions, StreamOne,
    StreamOneCredentials, StreamOneOptions, World, WorldOptions,
};

use crate::contents::{assert_same, contents, counts};
use crate::faults_are_survived::{rig_with_token_in_a_file, write_private};
use crate::rig::Rig;
use crate::seeds::{Choices, asked_for, first_seed};
use crate::troubles::said;

/// Syncs in a row that the faults may trouble.
const TROUBLED_SYNCS: usize = 2;

/// A simulated distributor and how a fresh folder is connected to it.
trait Vendor {
    const NAME: &'static str;
    const ENDPOINTS: &'static [Endpoint];

    fn connect(&self) -> Rig;
    fn fault(&self, rule: Rule);
    fn clear(&self);
    fn change(&self);
    /// What a person does who is told to reconnect.
    fn reconnect(&self, rig: &Rig);
}

impl Vendor for Running<SherwebCredentials> {
    const NAME: &'static str = "sherweb";
    const ENDPOINTS: &'static [Endpoint] = &[
        Endpoint::Token,
        Endpoint::Customers,
        Endpoint::SubscriptionDetails,
        Endpoint::SubscriptionPricing,
        Endpoint::ReceivableCharges,
        Endpoint::PayableCharges,
        Endpoint::PlatformConfigurations,
        Endpoint::MeterUsages,
        Endpoint::SubscriptionMeters,
    ];

    fn connect(&self) -> Rig {
        let mut rig = Rig::new();
        rig.add_sherweb(self);
        rig
    }

    fn fault(&self, rule: Rule) {
        Running::fault(self, rule);
    }

    fn clear(&self) {
        self.faults().clear();
    }

    fn change(&self) {
        self.data(change);
    }

    fn reconnect(&self, _rig: &Rig) {}
}

impl Vendor for Running<StreamOneCredentials> {
    const NAME: &'static str = "synnex";
    const ENDPOINTS: &'static [Endpoint] = &[
        Endpoint::Token,
        Endpoint::Customers,
        Endpoint::Subscriptions,
        Endpoint::Reports,
        Endpoint::ReportDefinition,
        Endpoint::ReportData,
    ];

    fn connect(&self) -> Rig {
        let rig = rig_with_token_in_a_file(self);
        self.reconnect(&rig);
        rig
    }

    fn fault(&self, rule: Rule) {
        Running::fault(self, rule);
    }

    fn clear(&self) {
        self.faults().clear();
    }

    fn change(&self) {
        self.data(change);
    }

    fn reconnect(&self, rig: &Rig) {
        let token = self.credentials().request_new(self.clock().now());
        write_private(&rig.path().join("refresh-token"), token);
    }
}

/// What differs between the sync before and the troubled one. The next one may find fewer rows, but not so
/// few that it is held back.
fn change(world: &mut World) {
    world.raise_prices(10);
    for customer in &mut world.customers {
        customer.subscriptions[0].seats += 1;
    }
    world.remove_first_subscriptions(1);
}

fn fault(choices: &mut Choices) -> Fault {
    let faults = [
        Fault::Reset,
        Fault::LostAnswer,
        Fault::Truncate(usize::try_from(choices.below(400)).unwrap()),
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(429),
        Fault::Status(500),
        Fault::Status(502),
        Fault::Status(503),
        Fault::Malformed,
        Fault::Html,
        Fault::ErrorInside,
        Fault::ExpireTokens,
        Fault::Latency(Duration::from_millis(choices.below(4))),
    ];
    choices.pick(&faults).clone()
}

/// A schedule of faults: some at one operation and some anywhere, some once and some again and again.
fn schedule(choices: &mut Choices, endpoints: &[Endpoint]) -> Vec<Rule> {
    let rules = 1 + choices.below(4);
    (0..rules)
        .map(|_| {
            let rule = Rule::new(fault(choices));
            let rule = match choices.below(4) {
                0 => rule,
                _ => rule.on(*choices.pick(endpoints)),
            };
            match choices.below(5) {
                0 => rule.nth(1 + choices.below(6)),
                1 => rule.first(1 + choices.below(6)),
                2 => rule.from(1 + choices.below(12)),
                _ => rule.at_random(choices.next(), 5 + choices.below(60)),
            }
        })
        .collect()
}

/// The state before the troubled sync, and what a sync without faults makes of it.
struct Start {
    database: Vec<u8>,
    counts: BTreeMap<String, u64>,
    whole: Vec<String>,
    whole_counts: BTreeMap<String, u64>,
}

impl Start {
    async fn from<V: Vendor>(
        vendor: &V,
        database: Vec<u8>,
        counts_before: BTreeMap<String, u64>,
    ) -> Self {
        let rig = vendor.connect();
        std::fs::write(rig.database(), &database).unwrap();
        let report = rig.sync(V::NAME).await;
        assert!(is_whole(&report), "{report:#?}");
        Self {
            database,
            counts: counts_before,
            whole: contents(&rig),
            whole_counts: counts(&rig),
        }
    }

    fn connect<V: Vendor>(&self, vendor: &V) -> Rig {
        let rig = vendor.connect();
        std::fs::write(rig.database(), &self.database).unwrap();
        rig
    }

    /// Of every part there is what there was, or what there is now.
    fn assert_no_half(&self, rig: &Rig, when: &str) {
        for (part, count) in counts(rig) {
            let known = [self.counts.get(&part), self.whole_counts.get(&part)];
            assert!(
                known.contains(&Some(&count)),
                "{when}: {count} rows of {part}, where there were and are {known:?}"
            );
        }
    }
}

/// Whether a sync says that everything is there.
fn is_whole(report: &ConnectionReport) -> bool {
    report.status == ConnectionStatus::Complete
        && report.notes.is_empty()
        && report
            .datasets
            .iter()
            .all(|line| !line.unavailable && line.note.is_none())
}

/// Both states from which a troubled sync begins: nothing, and what an earlier sync brought.
async fn starts<V: Vendor>(vendor: &V) -> [Start; 2] {
    let rig = vendor.connect();
    drop(Store::open(&rig.database()).unwrap());
    let empty = std::fs::read(rig.database()).unwrap();
    let report = rig.sync(V::NAME).await;
    assert!(is_whole(&report), "{report:#?}");
    let (synced, before) = (std::fs::read(rig.database()).unwrap(), counts(&rig));
    vendor.change();
    [
        Start::from(vendor, empty, BTreeMap::new()).await,
        Start::from(vendor, synced, before).await,
    ]
}

/// Tries schedules, and returns how many syncs ended how.
async fn survive<V: Vendor>(vendor: &V) -> BTreeMap<&'static str, u64> {
    let starts = starts(vendor).await;
    let mut ends = BTreeMap::new();
    let first = first_seed();
    for seed in first..first + asked_for("SEATWISE_SEEDS", 200).div_ceil(2) {
        let mut choices = Choices::of(seed);
        let start = choices.pick(&starts);
        let rig = start.connect(vendor);
        let rules = schedule(&mut choices, V::ENDPOINTS);
        let when = format!("SEATWISE_SEED={seed} {} with {rules:?}", V::NAME);
        for rule in rules {
            vendor.fault(rule);
        }
        let mut whole = false;
        for _ in 0..TROUBLED_SYNCS {
            let report = rig.sync(V::NAME).await;
            start.assert_no_half(&rig, &when);
            *ends.entry(name(&report)).or_default() += 1;
            if is_whole(&report) {
                assert_same(&contents(&rig), &start.whole, &format!("{when}: complete"));
                whole = true;
                break;
            }
            let said = said(&report);
            assert!(!said.is_empty(), "{when}: nothing was said: {report:#?}");
            if said.contains("reconnect needed") {
                assert!(report.authentication, "{when}: {report:#?}");
                vendor.reconnect(&rig);
            }
        }
        vendor.clear();
        if whole {
            continue;
        }
        // The last troubled sync may have left a token of unknown fate.
        let mut report = rig.sync(V::NAME).await;
        if said(&report).contains("reconnect needed") {
            vendor.reconnect(&rig);
            report = rig.sync(V::NAME).await;
        }
        assert!(
            is_whole(&report),
            "{when}, then without faults: {report:#?}"
        );
        assert_same(
            &contents(&rig),
            &start.whole,
            &format!("{when}, then without faults"),
        );
    }
    println!("{}: {ends:?}", V::NAME);
    ends
}

fn name(report: &ConnectionReport) -> &'static str {
    match report.status {
        ConnectionStatus::Complete if is_whole(report) => "complete",
        ConnectionStatus::Complete => "complete but for what is unavailable",
        ConnectionStatus::Incomplete => "incomplete",
        ConnectionStatus::HeldBack => "held back",
        ConnectionStatus::Failed => "failed",
        ConnectionStatus::Busy => "busy",
        ConnectionStatus::Interrupted => "interrupted",
    }
}

#[tokio::test]
async fn random_faults_of_sherweb_leave_a_whole_database_or_a_reason() {
    let sherweb = Sherweb::start(SherwebOptions {
        world: WorldOptions::exactly(2, 2),
        ..SherwebOptions::default()
    })
    .await
    .unwrap();
    let ends = survive(&sherweb).await;
    assert!(ends.len() >= 2, "{ends:?}");
}

#[tokio::test]
async fn random_faults_of_streamone_leave_a_whole_database_or_a_reason() {
    // Small pages, so that there are several of everything.
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(4, 2),
        max_page: 3,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let ends = survive(&streamone).await;
    assert!(ends.len() >= 2, "{ends:?}");
}
