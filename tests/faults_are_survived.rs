//! Whatever a distributor does wrong, once or always, at whatever endpoint: a sync says what
//! happened, shows nothing by halves, and the next one mends it.

use std::path::Path;

use seatwise::store::Dataset;
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{
    Endpoint, Fault, Pax8, Pax8Credentials, Pax8Options, Rule, Running, Sherweb,
    SherwebCredentials, SherwebOptions, StreamOne, StreamOneCredentials, StreamOneOptions,
    WorldOptions,
};

use crate::contents::{assert_same, contents};
use crate::rig::Rig;
use crate::troubles::{Trouble, only, said, troubles};

/// A simulated distributor and how a fresh folder is connected to it.
trait Vendor {
    const NAME: &'static str;

    fn connect(&self) -> Rig;
    fn fault(&self, rule: Rule);
    fn clear(&self);
}

impl Vendor for Running<SherwebCredentials> {
    const NAME: &'static str = "sherweb";

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

impl Vendor for Running<Pax8Credentials> {
    const NAME: &'static str = "pax8";

    fn connect(&self) -> Rig {
        let mut rig = Rig::new();
        rig.add_pax8(self);
        rig
    }

    fn fault(&self, rule: Rule) {
        Running::fault(self, rule);
    }

    fn clear(&self) {
        self.faults().clear();
    }
}

/// Every fault at an endpoint that is asked for the whole account: always, then once, then (where the
/// vendor refuses, which one answer is enough for) never again.
///
/// `attempt` is what a message must name; `nth` is the request that fails where only one does.
async fn survive<V: Vendor>(
    vendor: &V,
    endpoint: Endpoint,
    datasets: &[Dataset],
    attempt: &str,
    nth: u64,
) {
    let options = only(datasets);
    let rig = vendor.connect();
    let report = rig.sync_with(V::NAME, &options).await.unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let whole = contents(&rig);
    for trouble in troubles() {
        let when = format!("{:?} at {endpoint:?}", trouble.fault);
        let says = if endpoint == Endpoint::Token {
            trouble.token_says
        } else {
            trouble.says
        };
        let rig = vendor.connect();

        vendor.fault(Rule::new(trouble.fault.clone()).on(endpoint));
        let report = rig.sync_with(V::NAME, &options).await.unwrap();
        vendor.clear();
        let said_always = said(&report);
        assert!(
            said_always.contains(attempt) && said_always.contains(says),
            "{when}: {attempt:?} and {says:?} are not in\n{said_always}"
        );
        let withheld = report.datasets.iter().any(|line| line.unavailable);
        assert!(
            matches!(
                report.status,
                ConnectionStatus::Failed | ConnectionStatus::Incomplete
            ) || withheld,
            "{when}: {report:#?}"
        );
        let visible: Vec<String> = contents(&rig)
            .into_iter()
            .filter(|row| !row.starts_with("sync_checkpoints"))
            .collect();
        assert_eq!(visible, [""; 0], "{when}: half a dataset is visible");

        vendor.fault(Rule::new(trouble.fault.clone()).on(endpoint).nth(nth));
        let mut report = rig.sync_with(V::NAME, &options).await.unwrap();
        vendor.clear();
        if trouble.is_refusal() {
            let said = said(&report);
            assert!(
                contents(&rig) == whole || said.contains(attempt) && said.contains(says),
                "{when}, once: {said}"
            );
            report = rig.sync_with(V::NAME, &options).await.unwrap();
        }
        assert_eq!(
            report.status,
            ConnectionStatus::Complete,
            "{when}, once: {report:#?}"
        );
        assert_same(&contents(&rig), &whole, &format!("{when}, once"));
    }
}

async fn sherweb() -> Running<SherwebCredentials> {
    let world = WorldOptions::exactly(2, 2);
    Sherweb::start(SherwebOptions {
        world,
        ..SherwebOptions::default()
    })
    .await
    .unwrap()
}

/// Small pages, so that there is a second one of everything.
async fn streamone() -> Running<StreamOneCredentials> {
    let world = WorldOptions::exactly(4, 3);
    StreamOne::start(StreamOneOptions {
        world,
        max_page: 3,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap()
}

/// Small pages too.
async fn pax8() -> Running<Pax8Credentials> {
    let world = WorldOptions::exactly(4, 3);
    Pax8::start(Pax8Options {
        world,
        max_page: 3,
        ..Pax8Options::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn faults_of_pax8s_token_endpoint_are_survived() {
    let datasets = [Dataset::Customers];
    survive(&pax8().await, Pax8::TOKEN, &datasets, "credential api", 1).await;
}

#[tokio::test]
async fn faults_of_pax8s_list_of_companies_are_survived_at_its_second_page() {
    let datasets = [Dataset::Customers];
    survive(&pax8().await, Pax8::COMPANIES, &datasets, "/companies", 2).await;
}

#[tokio::test]
async fn faults_of_pax8s_list_of_subscriptions_are_survived_at_its_second_page() {
    let datasets = [Dataset::Subscriptions];
    survive(
        &pax8().await,
        Pax8::SUBSCRIPTIONS,
        &datasets,
        "/subscriptions",
        2,
    )
    .await;
}

#[tokio::test]
async fn faults_of_pax8s_list_of_invoices_are_survived() {
    let datasets = [Dataset::PayableCharges];
    survive(&pax8().await, Pax8::INVOICES, &datasets, "/invoices", 1).await;
}

#[tokio::test]
async fn faults_of_pax8s_invoice_items_are_survived_at_their_second_page() {
    let datasets = [Dataset::PayableCharges];
    survive(&pax8().await, Pax8::INVOICE_ITEMS, &datasets, "/items", 2).await;
}

#[tokio::test]
async fn faults_of_sherwebs_token_endpoint_are_survived() {
    survive(
        &sherweb().await,
        Endpoint::Token,
        &[Dataset::PayableCharges],
        "credential distributor",
        1,
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_customer_list_are_survived() {
    survive(
        &sherweb().await,
        Endpoint::Customers,
        &[Dataset::Customers],
        "GET /service-provider/v1/customers",
        1,
    )
    .await;
}

#[tokio::test]
async fn faults_of_sherwebs_payable_charges_are_survived() {
    let attempt = "GET /distributor/v1/billing/payable-charges";
    survive(
        &sherweb().await,
        Endpoint::PayableCharges,
        &[Dataset::PayableCharges],
        attempt,
        1,
    )
    .await;
}

#[tokio::test]
async fn faults_of_streamones_customer_list_are_survived_at_its_second_page() {
    survive(
        &streamone().await,
        Endpoint::Customers,
        &[Dataset::Customers],
        "/customers",
        2,
    )
    .await;
}

#[tokio::test]
async fn faults_of_streamones_subscription_list_are_survived_at_its_second_page() {
    survive(
        &streamone().await,
        Endpoint::Subscriptions,
        &[Dataset::Subscriptions],
        "/subscriptions",
        2,
    )
    .await;
}

#[tokio::test]
async fn faults_of_streamones_list_of_reports_are_survived() {
    survive(
        &streamone().await,
        Endpoint::Reports,
        &[Dataset::PayableCharges],
        "/reports",
        1,
    )
    .await;
}

#[tokio::test]
async fn faults_of_streamones_report_definition_are_survived() {
    survive(
        &streamone().await,
        Endpoint::ReportDefinition,
        &[Dataset::ReceivableCharges],
        "/reports/49038",
        1,
    )
    .await;
}

#[tokio::test]
async fn faults_of_streamones_report_data_are_survived() {
    survive(
        &streamone().await,
        Endpoint::ReportData,
        &[Dataset::PayableCharges],
        "/reports/49038/reportDataCsv",
        1,
    )
    .await;
}

/// A refresh token is used once: where its fate is unknown nothing is tried again, and a person is
/// told to get a new one.
#[tokio::test]
async fn faults_of_streamones_token_endpoint_end_well_or_in_a_call_to_reconnect() {
    let streamone = streamone().await;
    let options = only(&[Dataset::Customers]);
    let whole = {
        let rig = streamone.connect();
        rig.sync_with("synnex", &options).await.unwrap();
        contents(&rig)
    };
    for Trouble { fault, .. } in troubles() {
        // The answer came before the vendor looked at the token.
        let untouched = matches!(fault, Fault::Status(404 | 429 | 500));
        // Where the token's fate is unknown, it is sent once in any case.
        let once = untouched.then(|| Rule::new(fault.clone()).first(1));
        for rule in once.into_iter().chain([Rule::new(fault)]) {
            let when = format!("{rule:?}");
            let (rig, set_token) = with_token_in_a_file(&streamone);
            set_token();
            streamone.fault(rule.on(Endpoint::Token));
            let report = rig.sync_with("synnex", &options).await.unwrap();
            streamone.clear();
            let asked = streamone.count(Endpoint::Token);
            if report.status != ConnectionStatus::Complete {
                assert_eq!(report.status, ConnectionStatus::Failed, "{when}");
                assert!(
                    said(&report).contains("credential ion"),
                    "{when}: {report:#?}"
                );
                assert_eq!(rig.number("SELECT count(*) FROM customers"), 0, "{when}");
            }
            let mut report = rig.sync_with("synnex", &options).await.unwrap();
            if !untouched {
                assert_eq!(
                    report.status,
                    ConnectionStatus::Failed,
                    "{when}: {report:#?}"
                );
                assert!(report.authentication, "{when}");
                let said = said(&report);
                assert!(
                    said.contains("reconnect needed") && said.contains("request new credentials"),
                    "{when}: {said}"
                );
                assert_eq!(
                    streamone.count(Endpoint::Token),
                    asked,
                    "{when}: a token of unknown fate was sent again"
                );
                set_token();
                report = rig.sync_with("synnex", &options).await.unwrap();
            }
            assert_eq!(
                report.status,
                ConnectionStatus::Complete,
                "{when}: {report:#?}"
            );
            assert_same(&contents(&rig), &whole, &when);
        }
    }
}

/// A folder whose refresh token lies in a file, and what puts a new one there.
fn with_token_in_a_file(streamone: &Running<StreamOneCredentials>) -> (Rig, impl Fn()) {
    let rig = rig_with_token_in_a_file(streamone);
    let file = rig.path().join("refresh-token");
    let set_token = move || {
        let now = streamone.clock().now();
        write_private(&file, streamone.credentials().request_new(now));
    };
    (rig, set_token)
}

/// A folder that is connected to an account whose refresh token lies in the file `refresh-token`.
pub(crate) fn rig_with_token_in_a_file(streamone: &Running<StreamOneCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.configure(&format!(
        "[connections.synnex]\nvendor = \"synnex\"\n\
         [connections.synnex.origins]\nion = \"{}\"\n\
         [connections.synnex.pacing]\nrequests = 0\nin_flight = 8\n\
         [connections.synnex.settings]\naccount_id = \"{}\"\n\
         [connections.synnex.secrets]\nrefresh_token = {{ file = \"refresh-token\" }}\n",
        streamone.base_url(),
        streamone.credentials().account_id()
    ));
    rig
}

/// Writes a file that others cannot read.
pub(crate) fn write_private(path: &Path, content: impl AsRef<[u8]>) {
    std::fs::write(path, content).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}
