//! The manifest says what the plugin relies on.

use seatwise_pax8::MANIFEST;

fn manifest() -> toml::Table {
    str::from_utf8(&MANIFEST).unwrap().parse().unwrap()
}

#[test]
fn the_token_is_asked_for_as_json_with_an_audience_that_a_setting_names() {
    let manifest = manifest();
    let credential = &manifest["credentials"].as_array().unwrap()[0];
    assert_eq!(credential["token_path"].as_str(), Some("/v1/token"));
    assert_eq!(credential["token_body"].as_str(), Some("json"));
    let field = &credential["token_fields"].as_array().unwrap()[0];
    assert_eq!(field["name"].as_str(), Some("audience"));
    let settings = manifest["settings"].as_array().unwrap();
    let audience = settings
        .iter()
        .find(|setting| setting["name"] == field["setting"])
        .unwrap();
    assert_eq!(
        audience["default"].as_str(),
        Some("https://api.pax8.com"),
        "Pax8 requires it, so it has a value without the operator"
    );
}

#[test]
fn nothing_is_read_by_post_because_orders_lie_beside_the_reads() {
    assert!(!manifest().contains_key("post_reads"));
}

#[test]
fn only_the_key_is_secret() {
    let manifest = manifest();
    let secret: Vec<_> = manifest["settings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|setting| setting["secret"].as_bool() == Some(true))
        .map(|setting| setting["name"].as_str().unwrap())
        .collect();
    assert_eq!(secret, ["client_id", "client_secret"]);
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
