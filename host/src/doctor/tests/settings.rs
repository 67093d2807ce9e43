//! The configuration, the connections, and the sources of their secrets.

use super::fixtures::{Place, lines, only};
use crate::doctor::{Outcome, configuration, connections, examine};
use crate::sync::registry;

const SHERWEB: &str = "[connections.main]\nvendor = \"sherweb\"\n[connections.main.secrets]\n\
    client_id = { file = \"id\" }\nclient_secret = { file = \"secret\" }\nsubscription_key = { file = \"key\" }\n";

fn healthy() -> Place {
    let place = Place::new(SHERWEB);
    for name in ["id", "secret", "key"] {
        place.write(name, "canary-of-the-doctor");
    }
    place
}

fn connection_lines(place: &Place) -> Vec<String> {
    let config = place.config();
    let registry = registry(&config, None).unwrap();
    let checks = connections::check(&config, &registry);
    assert!(!format!("{checks:?}").contains("canary"), "{checks:?}");
    lines(&checks, &place.path(""))
}

#[test]
fn a_connection_whose_secrets_can_be_had_is_well_and_no_secret_is_shown() {
    assert_eq!(
        connection_lines(&healthy()),
        ["ok main (sherweb): the settings are valid, 3 secrets can be read"]
    );
}

#[test]
fn every_secret_that_cannot_be_had_is_named() {
    let place = healthy();
    std::fs::remove_file(place.path("id")).unwrap();
    place.write("key", "");
    let lines = connection_lines(&place);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("failed main: the secret client_id cannot be read: the file "),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("failed main: the secret subscription_key cannot be read: the file ")
            && lines[1].ends_with(" is empty"),
        "{lines:?}"
    );
}

#[test]
fn settings_that_do_not_fit_the_plugin_are_shown_as_a_sync_would_say_it() {
    for (added, expected) in [
        (
            "password = { file = \"id\" }\n",
            "failed failed to use connection main: the plugin for Sherweb has no secret \"password\"",
        ),
        (
            "[connections.main.settings]\nlangauge = \"en\"\n",
            "failed failed to use connection main: the plugin for Sherweb has no setting \"langauge\"; did you mean language?",
        ),
        (
            "[connections.main.origins]\nportal = \"https://example.com\"\n",
            "failed failed to use connection main: the plugin for Sherweb has no origin \"portal\"",
        ),
    ] {
        let place = healthy();
        place.write("seatwise.toml", format!("{SHERWEB}{added}"));
        let lines = connection_lines(&place);
        assert!(
            lines.iter().any(|line| line.starts_with(expected)),
            "{expected}: {lines:?}"
        );
    }
    let place = healthy();
    place.write(
        "seatwise.toml",
        SHERWEB.replace("client_id =", "# client_id ="),
    );
    let lines = connection_lines(&place);
    assert!(
        lines[0].contains("secret client_id (") && lines[0].contains(" is missing"),
        "{lines:?}"
    );
    place.write("seatwise.toml", "[connections.main]\nvendor = \"nobody\"\n");
    let lines = connection_lines(&place);
    assert!(
        lines[0].starts_with("failed main: failed to find a plugin for vendor \"nobody\""),
        "{lines:?}"
    );
}

#[test]
fn every_fault_of_the_configuration_is_a_line_and_nothing_else_is_checked() {
    let place = Place::new("databse = \"x\"\n[connections.main]\nvendor = 7\n");
    let diagnosis = examine(
        &place.path("seatwise.toml"),
        None,
        &super::fixtures::surroundings(),
    );
    let lines = lines(&diagnosis.checks, &place.path(""));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("failed seatwise.toml, line 1: databse: "),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("failed seatwise.toml, line 3: connections.main.vendor: "),
        "{lines:?}"
    );
}

#[test]
fn a_configuration_that_is_not_there_is_a_failure_that_says_how_to_write_one() {
    let place = Place::new("");
    let (checks, config) = configuration::check(&place.path("nowhere.toml"));
    assert!(config.is_none());
    let check = only(&checks);
    assert_eq!(check.outcome, Outcome::Failed);
    assert!(
        check.message.contains("`seatwise init` writes one"),
        "{check:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_warned_about() {
    let place = healthy();
    super::fixtures::set_mode(&place.path("secret"), 0o644);
    let (checks, _) = configuration::check(&place.path("seatwise.toml"));
    let lines = lines(&checks, &place.path(""));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(
        lines[1],
        "warning other users can read secret, which contains client_secret of main; `chmod 600` it"
    );
}
