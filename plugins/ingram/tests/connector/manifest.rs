//! The manifest says what the plugin relies on.

use seatwise_ingram::{Ingram, MANIFEST};
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::DatasetName;
use seatwise_plugin::{Connector, FailureKind};

use crate::support::{context, query};

fn manifest() -> toml::Table {
    str::from_utf8(&MANIFEST).unwrap().parse().unwrap()
}

fn setting(name: &str) -> toml::Value {
    let manifest = manifest();
    let settings = manifest["settings"].as_array().unwrap();
    let found = settings
        .iter()
        .find(|setting| setting["name"].as_str() == Some(name));
    found.unwrap().clone()
}

#[test]
fn every_region_has_a_credential_that_asks_for_its_token_beside_its_paths() {
    let manifest = manifest();
    let credentials = manifest["credentials"].as_array().unwrap();
    let regions = setting("region");
    let regions = regions["choices"].as_array().unwrap();
    assert_eq!(credentials.len(), regions.len());
    for region in regions {
        let region = region.as_str().unwrap();
        let host = FakeHost::new();
        let _ = Ingram::check(&context(&[("region", region)]), &host);
        let request = &host.requests()[0];
        let credential = credentials
            .iter()
            .find(|credential| credential["name"].as_str() == request.credential.as_deref())
            .unwrap();
        let base = request.url.strip_suffix("/customers?offset=0&limit=1");
        assert_eq!(
            credential["token_path"].as_str().unwrap(),
            format!("{}/token", base.unwrap()),
            "{region}"
        );
    }
}

#[test]
fn a_token_is_asked_for_as_ingram_describes_it() {
    for credential in manifest()["credentials"].as_array().unwrap() {
        let text = |name: &str| credential[name].as_str().unwrap().to_owned();
        assert_eq!(text("token_auth"), "basic");
        assert_eq!(text("token_body"), "json");
        assert_eq!(
            (text("client_id"), text("client_secret")),
            ("user".to_owned(), "password".to_owned())
        );
        let answer = &credential["token_answer"];
        assert_eq!(answer["token"].as_str(), Some("token"));
        assert_eq!(answer["expires_in"].as_str(), Some("expiresInSeconds"));
        let field = &credential["token_fields"].as_array().unwrap()[0];
        assert_eq!(field["name"].as_str(), Some("marketplace"));
        assert_eq!(field["setting"].as_str(), Some("marketplace"));
        let header = &credential["headers"].as_array().unwrap()[0];
        assert_eq!(header["name"].as_str(), Some("X-Subscription-Key"));
        assert_eq!(header["setting"].as_str(), Some("subscription_key"));
    }
}

#[test]
fn no_account_is_guessed_to_be_in_a_region() {
    assert!(setting("region").get("default").is_none());
    for settings in [&[][..], &[("region", "us")]] {
        let read = Ingram::read(
            &context(settings),
            &query(DatasetName::Customers),
            &FakeHost::new(),
        );
        let failure = read.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Settings);
        assert!(failure.message.contains("na, eu or other"));
    }
}

#[test]
fn nothing_is_read_by_post_because_orders_lie_beside_the_reads() {
    assert!(!manifest().contains_key("post_reads"));
}

#[test]
fn the_login_is_secret_and_the_marketplace_is_not() {
    for (name, secret) in [
        ("user", true),
        ("password", true),
        ("subscription_key", true),
        ("marketplace", false),
        ("region", false),
    ] {
        assert_eq!(setting(name)["secret"].as_bool(), Some(secret), "{name}");
        assert_eq!(setting(name)["required"].as_bool(), Some(true), "{name}");
    }
}

#[test]
fn the_statuses_that_a_person_meets_have_a_remedy() {
    let manifest = manifest();
    for status in ["401", "403", "404", "429"] {
        assert!(
            manifest["hints"][status].as_str().unwrap().len() > 40,
            "{status}"
        );
    }
}

#[test]
fn bills_and_meters_are_not_offered() {
    let names: Vec<_> = Ingram::datasets()
        .into_iter()
        .map(|dataset| (dataset.name, dataset.on_request))
        .collect();
    assert_eq!(
        names,
        [
            (DatasetName::Customers, false),
            (DatasetName::Subscriptions, false),
            (DatasetName::Products, true),
            (DatasetName::Activities, true),
        ]
    );
    let read = Ingram::read(
        &context(&[("region", "na")]),
        &query(DatasetName::PayableCharges),
        &FakeHost::new(),
    );
    assert_eq!(read.unwrap_err().kind, FailureKind::Unavailable);
}
