//! Whatever a distributor does wrong, once or always, at whatever endpoint: a sync says what
//! happened, shows nothing by halves, and the next one mends it.

use seatwise::sync::{ConnectionReport, ConnectionStatus, SyncOptions};
use seatwise_distributors::{
    Endpoint, Fault, Rule, Running, Sherweb, SherwebCredentials, SherwebOptions, StreamOne,
    StreamOneCredentials, StreamOneOptions, WorldOptions,
};

use crate::contents::{assert_same, contents, counts};
use crate::rig::Rig;

/// A fault, and what a message about it must say came back.
struct Trouble {
    fault: Fault,
    /// At an endpoint for data.
    says: &'static str,
    /// At the token endpoint.
    token_says: &'static str,
}

fn troubles() -> Vec<Trouble> {
    let trouble = |fault, says, token_says| Trouble { fault, says, token_says };
    vec![
        trouble(Fault::Status(401), "answered 401", "answered 401"),
        trouble(Fault::Status(403), "answered 403", "answered 403"),
        trouble(Fault::Status(404), "answered 404", "answered 404"),
        trouble(Fault::Status(429), "answered 429", "answered 429"),
        trouble(Fault::Status(500), "answered 500", "answered 500"),
        trouble(Fault::Reset, "the connection to 127.0.0.1 failed", "the connection to 127.0.0.1 failed"),
        trouble(Fault::Truncate(20), "broke off after 20 bytes", "broke off after 20 bytes"),
        trouble(Fault::Malformed, "not the expected JSON", "without a usable token"),
        trouble(Fault::Html, "not the expected JSON", "without a usable token"),
        trouble(Fault::ErrorInside, "error inside", "without a usable token"),
    ]
}

/// All that a report tells a person.
fn said(report: &ConnectionReport) -> String {
    let lines = report.datasets.iter().filter_map(|line| line.note.clone());
    report.notes.iter().cloned().chain(lines).collect::<Vec<_>>().join("\n")
}

/// Whether the report calls something unavailable for this account.
fn withheld(report: &ConnectionReport) -> bool {
    report.datasets.iter().any(|line| line.unavailable)
        || report.notes.iter().any(|note| note.contains("is unavailable"))
}

/// A simulated distributor and how a fresh folder is connected to it.
trait Vendor {
    const NAME: &'static str;
    /// Whether most is read customer by customer.
    const BY_CUSTOMER: bool;

    fn connect(&self) -> Rig;
    fn fault(&self, rule: Rule);
    fn clear(&self);
}

impl Vendor for Running<SherwebCredentials> {
    const NAME: &'static str = "sherweb";
    const BY_CUSTOMER: bool = true;

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
}

impl Vendor for Running<StreamOneCredentials> {
    const NAME: &'static str = "synnex";
    const BY_CUSTOMER: bool = false;

    fn connect(&self) -> Rig {
        let mut rig = Rig::new();
        rig.add_synnex(self);
        rig
    }

    fn fault(&self, rule: Rule) {
        Running::fault(self, rule);
    }

    fn clear(&self) {
        self.faults().clear();
    }
}

/// Sends every fault at one endpoint, first once and then always, each into a fresh folder.
///
/// `attempt` is what a message must name; `nth` is the request that fails where only one does.
async fn survive<V: Vendor>(vendor: &V, endpoint: Endpoint, attempt: &str, nth: u64) {
    let rig = vendor.connect();
    let report = rig.sync(V::NAME).await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let (whole, sizes) = (contents(&rig), counts(&rig, V::BY_CUSTOMER));
    for Trouble { fault, says, token_says } in troubles() {
        let when = format!("{fault:?} at {endpoint:?}");
        let says = if endpoint == Endpoint::Token { token_says } else { says };

        let rig = vendor.connect();
        vendor.fault(Rule::new(fault.clone()).on(endpoint).nth(nth));
        let report = rig.sync(V::NAME).await;
        vendor.clear();
        if matches!(fault, Fault::Status(401 | 403 | 404)) {
            names_or_same(&rig, &report, attempt, says, &whole, &when);
        } else {
            assert_eq!(report.status, ConnectionStatus::Complete, "{when}, once: {report:#?}");
            assert_same(&contents(&rig), &whole, &when);
        }

        let rig = vendor.connect();
        vendor.fault(Rule::new(fault).on(endpoint));
        let report = rig.sync(V::NAME).await;
        vendor.clear();
        names_or_same(&rig, &report, attempt, says, &whole, &when);
        for (part, count) in counts(&rig, V::BY_CUSTOMER) {
            assert_eq!(sizes.get(&part), Some(&count), "{when}: half of {part} is visible");
        }
        let report = rig.sync(V::NAME).await;
        assert_eq!(report.status, ConnectionStatus::Complete, "after {when}: {report:#?}");
        assert_same(&contents(&rig), &whole, &format!("after {when}"));
    }
}

/// The sync went well in spite of the fault, or it says what was attempted and what came back.
#[track_caller]
fn names_or_same(rig: &Rig, report: &ConnectionReport, attempt: &str, says: &str, whole: &[String], when: &str) {
    let said = said(report);
    if report.status == ConnectionStatus::Complete && !withheld(report) {
        assert_same(&contents(rig), whole, when);
        return;
    }
    assert!(
        matches!(report.status, ConnectionStatus::Complete | ConnectionStatus::Incomplete | ConnectionStatus::Failed),
        "{when}: {report:#?}"
    );
    assert!(said.contains(attempt) && said.contains(says), "{when}: {attempt:?} and {says:?} are not in\n{said}");
}

async fn sherweb() -> Running<SherwebCredentials> {
    let world = WorldOptions::exactly(2, 3);
    Sherweb::start(SherwebOptions { world, ..SherwebOptions::default() }).await.unwrap()
}

/// Small pages, so that there is a second one of everything.
async fn streamone() -> Running<StreamOneCredentials> {
    let world = WorldOptions::exactly(4, 3);
    StreamOne::start(StreamOneOptions { world, max_page: 3, ..StreamOneOptions::default() }).await.unwrap()
}

#[tokio::test]
async fn faults_of_sherwebs_token_endpoint_are_survived() {
    survive(&sherweb().await, Endpoint::Token, "credential", 1).await;
}

#[tokio::test]
async fn faults_of_sherwebs_customer_list_are_survived() {
    survive(&sherweb().await, Endpoint::Customers, "GET /service-provider/v1/customers", 1).await;
}

#[tokio::test]
async fn faults_of_sherwebs_subscription_details_are_survived() {
    survive(&sherweb().await, Endpoint::SubscriptionDetails, "GET /service-provider/v1/billing/subscriptions/details", 2).await;
}

#[tokio::test]
async fn faults_of_sherwebs_pricing_information_are_survived() {
    survive(&sherweb().await, Endpoint::SubscriptionPricing, "/billing/subscriptions/pricing-information", 2).await;
}

#[tokio::test]
async fn faults_of_sherwebs_platform_configurations_are_survived() {
    survive(&sherweb().await, Endpoint::PlatformConfigurations, "/platforms-configurations", 2).await;
}

#[tokio::test]
async fn faults_of_sherwebs_meter_usages_are_survived() {
    survive(&sherweb().await, Endpoint::MeterUsages, "/meter-usages", 3).await;
}

#[tokio::test]
async fn faults_of_sherwebs_subscription_meters_are_survived() {
    survive(&sherweb().await, Endpoint::SubscriptionMeters, "/billing/subscriptions/meters", 3).await;
}

#[tokio::test]
async fn faults_of_sherwebs_payable_charges_are_survived() {
    survive(&sherweb().await, Endpoint::PayableCharges, "GET /distributor/v1/billing/payable-charges", 1).await;
}

#[tokio::test]
async fn faults_of_sherwebs_receivable_charges_are_survived() {
    survive(&sherweb().await, Endpoint::ReceivableCharges, "/billing/receivable-charges", 2).await;
}

#[tokio::test]
async fn faults_of_streamones_customer_list_are_survived_at_its_second_page() {
    survive(&streamone().await, Endpoint::Customers, "/customers", 2).await;
}

#[tokio::test]
async fn faults_of_streamones_subscription_list_are_survived_at_its_second_page() {
    survive(&streamone().await, Endpoint::Subscriptions, "/subscriptions", 2).await;
}

#[tokio::test]
async fn faults_of_streamones_list_of_reports_are_survived() {
    survive(&streamone().await, Endpoint::Reports, "/reports", 1).await;
}

#[tokio::test]
async fn faults_of_streamones_report_definition_are_survived() {
    survive(&streamone().await, Endpoint::ReportDefinition, "/reports/", 2).await;
}

#[tokio::test]
async fn faults_of_streamones_report_data_are_survived() {
    survive(&streamone().await, Endpoint::ReportData, "/reportDataCsv", 1).await;
}

/// A refresh token is used once: where its fate is unknown nothing is tried again, and a person is
/// told to get a new one.
#[tokio::test]
async fn faults_of_streamones_token_endpoint_end_well_or_in_a_call_to_reconnect() {
    let streamone = streamone().await;
    let whole = {
        let rig = streamone.connect();
        rig.sync("synnex").await;
        contents(&rig)
    };
    for Trouble { fault, .. } in troubles() {
        let untouched = matches!(fault, Fault::Status(404 | 429 | 500));
        for rule in [Rule::new(fault.clone()).first(1), Rule::new(fault.clone())] {
            let when = format!("{rule:?}");
            let mut rig = Rig::new();
            let secret = rig.path().join("refresh-token");
            let set_token = || {
                let now = streamone.clock().now();
                write_private(&secret, &streamone.credentials().request_new(now));
            };
            set_token();
            rig.configure(&format!(
                "[connections.synnex]\nvendor = \"synnex\"\n\
                 [connections.synnex.origins]\nion = \"{}\"\n\
                 [connections.synnex.pacing]\nrequests = 0\nin_flight = 8\n\
                 [connections.synnex.settings]\naccount_id = \"{}\"\n\
                 [connections.synnex.secrets]\nrefresh_token = {{ file = \"refresh-token\" }}\n",
                streamone.base_url(),
                streamone.credentials().account_id()
            ));
            streamone.fault(rule.on(Endpoint::Token));
            let report = rig.sync("synnex").await;
            let asked = streamone.count(Endpoint::Token);
            if report.status != ConnectionStatus::Complete {
                assert!(said(&report).contains("credential ion"), "{when}: {report:#?}");
                assert!(contents(&rig).iter().all(|row| row.starts_with("sync_checkpoints")), "{when}");
            }
            streamone.clear();
            let report = rig.sync("synnex").await;
            if untouched {
                assert_eq!(report.status, ConnectionStatus::Complete, "{when}: {report:#?}");
            } else {
                assert_eq!(report.status, ConnectionStatus::Failed, "{when}: {report:#?}");
                assert!(report.authentication, "{when}");
                let said = said(&report);
                assert!(said.contains("reconnect needed") && said.contains("request new credentials"), "{when}: {said}");
                assert_eq!(streamone.count(Endpoint::Token), asked, "{when}: a token of unknown fate was sent again");
                set_token();
                let report = rig.sync("synnex").await;
                assert_eq!(report.status, ConnectionStatus::Complete, "{when}: {report:#?}");
            }
            assert_same(&contents(&rig), &whole, &when);
        }
    }
}

fn write_private(path: &std::path::Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut_and_named() {
    let sherweb = sherweb().await;
    let rig = sherweb.connect();
    sherweb.fault(Rule::new(Fault::Endless).on(Endpoint::Customers));
    let report = rig.sync("sherweb").await;
    let said = said(&report);
    assert!(said.contains("GET /service-provider/v1/customers was answered with a body of more than 33554432 bytes"), "{said}");
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 0);
    sherweb.clear();
    assert_eq!(rig.sync("sherweb").await.status, ConnectionStatus::Complete);
}

/// A folder that is connected to a Sherweb at an address.
fn sherweb_at(address: &str) -> Rig {
    let mut rig = Rig::new();
    rig.configure(&format!(
        "[connections.sherweb]\nvendor = \"sherweb\"\n[connections.sherweb.origins]\napi = \"{address}\"\n\
         [connections.sherweb.secrets]\nclient_id = {{ value = \"an-id\" }}\nclient_secret = {{ value = \"a-secret-of-some-length\" }}\nsubscription_key = {{ value = \"a-key-of-some-length\" }}\n"
    ));
    rig
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_named_with_what_to_check() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let rig = sherweb_at(&format!("http://127.0.0.1:{port}"));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let said = said(&report);
    assert!(said.contains("127.0.0.1 cannot be reached") && said.contains("check the network"), "{said}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_spoken_to() {
    let sherweb = sherweb().await;
    let rig = sherweb_at(&sherweb.base_url().replace("http://", "https://"));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let said = said(&report);
    assert!(said.contains("127.0.0.1 cannot be trusted") || said.contains("127.0.0.1 cannot be reached"), "{said}");
    assert_eq!(sherweb.requests(), [], "something was sent in the clear");
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let rig = sherweb_at("http://api.example.com");
    let error = rig.sync_with("sherweb", &SyncOptions::default()).await.unwrap_err().to_string();
    assert!(error.contains("must use https"), "{error}");
}
