//! A host that cannot be spoken to is named, and nothing is sent to one that must not be.

use seatwise::config::Config;
use seatwise::store::Dataset;
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Endpoint, Fault, Rule};

use crate::rig::{Rig, sherweb};
use crate::troubles::{only, said};

#[tokio::test]
async fn a_body_without_end_is_cut_and_named() {
    let sherweb = sherweb(2, 2).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let options = only(&[Dataset::Customers]);
    sherweb.fault(Rule::new(Fault::Endless).on(Endpoint::Customers));
    let report = rig.sync_with("sherweb", &options).await.unwrap();
    let said = said(&report);
    assert!(said.contains("GET /service-provider/v1/customers was answered with a body of more than 33554432 bytes"), "{said}");
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 0);
    sherweb.faults().clear();
    let report = rig.sync_with("sherweb", &options).await.unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
}

/// The configuration of a connection to a Sherweb at an address.
fn sherweb_at(address: &str) -> String {
    format!(
        "[connections.sherweb]\nvendor = \"sherweb\"\n[connections.sherweb.origins]\napi = \"{address}\"\n\
         [connections.sherweb.secrets]\nclient_id = {{ value = \"an-id\" }}\nclient_secret = {{ value = \"a-secret-of-some-length\" }}\nsubscription_key = {{ value = \"a-key-of-some-length\" }}\n"
    )
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_named_with_what_to_check() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut rig = Rig::new();
    rig.configure(&sherweb_at(&format!("http://127.0.0.1:{port}")));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let said = said(&report);
    assert!(
        said.contains("127.0.0.1 cannot be reached") && said.contains("check the network"),
        "{said}"
    );
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_spoken_to() {
    let sherweb = sherweb(2, 2).await;
    let mut rig = Rig::new();
    rig.configure(&sherweb_at(
        &sherweb.base_url().replace("http://", "https://"),
    ));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let said = said(&report);
    assert!(
        said.contains("127.0.0.1 cannot be trusted")
            || said.contains("127.0.0.1 cannot be reached"),
        "{said}"
    );
    assert_eq!(sherweb.requests(), [], "something was sent in the clear");
}

#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    std::fs::write(&file, sherweb_at("http://api.example.com")).unwrap();
    let error = format!("{:?}", Config::load(&file).unwrap_err());
    assert!(
        error.contains("connections.sherweb.origins.api") && error.contains("write https"),
        "{error}"
    );
}
