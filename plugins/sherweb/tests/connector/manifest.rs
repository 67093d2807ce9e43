//! The manifest says what the plugin relies on.

use seatwise_sherweb::MANIFEST;

fn manifest() -> toml::Table {
    str::from_utf8(&MANIFEST).unwrap().parse().unwrap()
}

#[test]
fn each_scope_has_a_credential_of_its_own_and_both_send_the_subscription_key() {
    let manifest = manifest();
    let credentials = manifest["credentials"].as_array().unwrap();
    let scopes: Vec<_> = credentials
        .iter()
        .map(|one| one["scope"].as_str().unwrap())
        .collect();
    assert_eq!(scopes, ["distributor", "service-provider"]);
    for credential in credentials {
        assert_eq!(credential["name"], credential["scope"]);
        let header = &credential["headers"].as_array().unwrap()[0];
        assert_eq!(header["name"].as_str(), Some("Ocp-Apim-Subscription-Key"));
        assert_eq!(header["setting"].as_str(), Some("subscription_key"));
    }
}

#[test]
fn what_identifies_the_account_is_secret_and_the_rest_is_not() {
    let manifest = manifest();
    let secret: Vec<_> = manifest["settings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|setting| setting["secret"].as_bool() == Some(true))
        .map(|setting| setting["name"].as_str().unwrap())
        .collect();
    assert_eq!(secret, ["client_id", "client_secret", "subscription_key"]);
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
