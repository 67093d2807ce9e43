//! A fault of one customer's answers stays with that customer, whatever it is: it is told with what was
//! attempted, all other customers are complete, and the next sync mends it.

use seatwise::store::Dataset;
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Endpoint, Rule, Sherweb, SherwebOptions, WorldOptions};

use crate::contents::{assert_same, contents, counts};
use crate::rig::Rig;
use crate::troubles::{said, troubles};

/// Every fault at an endpoint that is asked for each customer: each customer meets another one, and
/// two meet none. First once, then always, then never again.
///
/// `attempt` is what a message must name.
async fn survive_by_customer(endpoint: Endpoint, dataset: Dataset, attempt: &str) {
    let world = WorldOptions::exactly(troubles().len() + 2, 2);
    let sherweb = Sherweb::start(SherwebOptions {
        world,
        ..SherwebOptions::default()
    })
    .await
    .unwrap();
    let customers: Vec<String> = sherweb.data(|world| {
        world
            .customers
            .iter()
            .map(|customer| customer.id.clone())
            .collect()
    });
    let connected = || {
        let mut rig = Rig::new();
        rig.add_sherweb(&sherweb);
        rig
    };
    let rig = connected();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let (whole, sizes) = (contents(&rig), counts(&rig));
    let of = |rows: &[String], customer: &str| -> Vec<String> {
        rows.iter()
            .filter(|row| row.contains(customer))
            .cloned()
            .collect()
    };
    for once in [true, false] {
        let rig = connected();
        for (trouble, customer) in troubles().into_iter().zip(&customers) {
            let rule = Rule::new(trouble.fault).on(endpoint).containing(customer);
            sherweb.fault(if once { rule.first(1) } else { rule });
        }
        let report = rig.sync("sherweb").await;
        sherweb.faults().clear();
        assert!(
            matches!(
                report.status,
                ConnectionStatus::Complete | ConnectionStatus::Incomplete
            ),
            "{report:#?}"
        );
        let (found, said) = (contents(&rig), said(&report));
        for (trouble, customer) in troubles().into_iter().zip(&customers) {
            let when = format!("{:?} at {endpoint:?}, once: {once}", trouble.fault);
            let (found, whole) = (of(&found, customer), of(&whole, customer));
            if found == whole {
                continue;
            }
            if once && !trouble.is_refusal() {
                assert_same(&found, &whole, &when);
            }
            let reasons = rig.rows(&format!(
                "SELECT stale_reason FROM sync_checkpoints WHERE dataset = '{dataset}' AND customer_id = '{customer}' AND state <> 'fresh'"
            ));
            match reasons.first() {
                Some(reason) => assert!(
                    reason.contains(attempt) && reason.contains(trouble.says),
                    "{when}: {reason}"
                ),
                // A part of the dataset is unavailable; of several answers one is quoted.
                None => assert!(
                    said.contains(attempt) && said.contains("is unavailable"),
                    "{when}: {said}"
                ),
            }
        }
        for (part, count) in counts(&rig) {
            assert_eq!(
                sizes.get(&part),
                Some(&count),
                "{endpoint:?}: half of {part} is visible"
            );
        }
        for customer in &customers[troubles().len()..] {
            assert_same(
                &of(&found, customer),
                &of(&whole, customer),
                "a customer without a fault",
            );
        }
        let report = rig.sync("sherweb").await;
        assert_eq!(
            report.status,
            ConnectionStatus::Complete,
            "{endpoint:?}: {report:#?}"
        );
        assert_same(
            &contents(&rig),
            &whole,
            &format!("after faults at {endpoint:?}"),
        );
    }
}

#[tokio::test]
async fn faults_of_sherwebs_subscription_details_are_survived() {
    let attempt = "GET /service-provider/v1/billing/subscriptions/details";
    survive_by_customer(
        Endpoint::SubscriptionDetails,
        Dataset::Subscriptions,
        attempt,
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_pricing_information_are_survived() {
    let attempt = "GET /service-provider/v1/billing/subscriptions/pricing-information";
    survive_by_customer(
        Endpoint::SubscriptionPricing,
        Dataset::Subscriptions,
        attempt,
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_platform_configurations_are_survived() {
    survive_by_customer(
        Endpoint::PlatformConfigurations,
        Dataset::Usage,
        "/platforms-configurations",
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_meter_usages_are_survived() {
    survive_by_customer(Endpoint::MeterUsages, Dataset::Usage, "/meter-usages").await;
}

#[tokio::test]
async fn faults_of_sherwebs_subscription_meters_are_survived() {
    survive_by_customer(
        Endpoint::SubscriptionMeters,
        Dataset::Usage,
        "/billing/subscriptions/meters",
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_receivable_charges_are_survived() {
    survive_by_customer(
        Endpoint::ReceivableCharges,
        Dataset::ReceivableCharges,
        "/billing/receivable-charges",
    )
    .await;
}
