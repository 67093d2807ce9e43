//! What a wrong `seatwise.toml` is answered with, fault by fault.

use std::path::Path;

use super::{Config, ConfigError, MailEncryption, SecretSource};
use crate::base::zone::Zone;

const GOOD: &str = r#"
database = "data/seatwise.duckdb"
publish = "published.duckdb"

[plugins]
sherweb = "plugins/my-sherweb.wasm"

[connections.sherweb-main]
vendor = "sherweb"
allow_private_addresses = true
[connections.sherweb-main.settings]
language = "en"
account_id = 4711
[connections.sherweb-main.secrets]
client_id = { env = "SHERWEB_CLIENT_ID" }
client_secret = { command = ["pass", "show", "sherweb"] }
key = { file = "key.txt" }
ring = { keyring = "seatwise/sherweb/main" }
[connections.sherweb-main.origins]
api = "http://127.0.0.1:4711"
[connections.sherweb-main.pacing]
requests = 50
per_seconds = 0.5
in_flight = 16
"#;

fn load(text: &str) -> Result<Config, ConfigError> {
    Config::from_text(Path::new("/srv/msp/seatwise.toml"), text)
}

/// Returns the faults of a text that is TOML, one line each.
fn faults(text: &str) -> String {
    match load(text).unwrap_err() {
        ConfigError::Invalid { problems, .. } => problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
        other => panic!("expected faults, got: {other}"),
    }
}

#[test]
fn every_part_of_a_good_file_is_resolved() {
    let config = load(GOOD).unwrap();
    assert_eq!(config.database, Path::new("/srv/msp/data/seatwise.duckdb"));
    assert_eq!(config.state, Path::new("/srv/msp/.seatwise"));
    assert_eq!(
        config.publish.as_deref(),
        Some(Path::new("/srv/msp/published.duckdb"))
    );
    assert_eq!(
        config.plugin_replacements["sherweb"],
        Path::new("/srv/msp/plugins/my-sherweb.wasm")
    );
    let connection = config.connection("sherweb-main").unwrap();
    assert_eq!(connection.settings["account_id"], "4711");
    assert!(connection.allow_private_addresses);
    assert_eq!(connection.origins["api"].as_str(), "http://127.0.0.1:4711/");
    let pacing = connection.pacing.unwrap();
    assert_eq!(
        (pacing.requests, pacing.per_milliseconds, pacing.in_flight),
        (Some(50), Some(500), Some(16))
    );
    assert!(matches!(&connection.secret_sources["ring"],
        SecretSource::Keyring { service, user } if service == "seatwise/sherweb" && user == "main"));
}

#[test]
fn an_empty_file_is_a_configuration_without_connections() {
    let config = load("").unwrap();
    assert!(config.connections.is_empty());
    assert_eq!(config.database, Path::new("/srv/msp/seatwise.duckdb"));
}

#[test]
fn all_faults_of_a_file_are_reported_at_once_in_its_order() {
    let text = "databse = \"x\"\nstate = 3\n[connections.a]\nvendor = true\n";
    assert_eq!(
        faults(text),
        "line 1: databse: unknown key; did you mean database?\n\
         line 2: state: expected a string, found an integer\n\
         line 4: connections.a.vendor: expected a string, found true or false"
    );
}

#[test]
fn an_unknown_key_deep_in_the_file_is_named_by_its_path() {
    let text = "[connections.a]\nvendor = \"v\"\n[connections.a.pacing]\nrequest = 5\n";
    assert_eq!(
        faults(text),
        "line 4: connections.a.pacing.request: unknown key; did you mean requests?"
    );
    let text = "[connections.a]\nvendor = \"v\"\n\"x y\" = 5\n";
    assert!(faults(text).starts_with(
        "line 3: connections.a.\"x y\": unknown key; expected one of vendor, settings"
    ));
}

#[test]
fn a_connection_without_vendor_is_told_what_to_write() {
    assert!(
        faults("[connections.a]\n")
            .starts_with("line 1: connections.a.vendor: missing; expected the id of a vendor")
    );
}

#[test]
fn a_key_given_twice_is_named_by_its_path() {
    let key = "[connections.a]\nvendor = \"v\"\nvendor = \"w\"\n";
    assert_eq!(
        faults(key),
        "line 3: connections.a.vendor: the key is given twice; keep one of them"
    );
    let table = "[connections.a]\nvendor = \"v\"\n[connections.a]\nvendor = \"w\"\n";
    assert_eq!(
        faults(table),
        "line 3: connections.a: the key is given twice; keep one of them"
    );
    let inline = "[connections.a.secrets]\nk = { env = \"A\", env = \"B\" }\n";
    assert_eq!(
        faults(inline),
        "line 2: connections.a.secrets.k.env: the key is given twice; keep one of them"
    );
    assert_eq!(
        faults("state = \"a\"\nstate = \"b\"\n"),
        "line 2: state: the key is given twice; keep one of them"
    );
}

#[test]
fn http_to_anything_but_loopback_is_refused() {
    let text = "[connections.a]\nvendor = \"v\"\n[connections.a.origins]\napi = \"http://api.example.com\"\n";
    let message = faults(text);
    assert!(
        message.starts_with(
            "line 4: connections.a.origins.api: http is permitted only for a loopback"
        ),
        "{message}"
    );
}

#[test]
fn a_bad_connection_name_is_refused() {
    let message = faults("[connections.Main]\nvendor = \"v\"\n");
    assert_eq!(
        message,
        "line 1: connections.Main: a connection's name may contain only lower-case letters, digits, _ and -"
    );
}

#[test]
fn numbers_out_of_range_are_refused_with_the_range() {
    let head = "[connections.a]\nvendor = \"v\"\n[connections.a.pacing]\n";
    for (line, expected) in [
        (
            "requests = 1000001",
            "expected an integer from 0 to 1000000, found 1000001",
        ),
        (
            "requests = -3",
            "expected an integer from 0 to 1000000, found -3",
        ),
        (
            "in_flight = 1.5",
            "expected an integer from 1 to 256, found a number with a fraction",
        ),
        (
            "per_seconds = 0",
            "expected a number from 0.001 to 86400, found 0",
        ),
        (
            "per_seconds = nan",
            "expected a number from 0.001 to 86400, found nan",
        ),
        (
            "requests = 99999999999999999999",
            "expected an integer from 0 to 1000000, found 99999999999999999999",
        ),
    ] {
        let message = faults(&format!("{head}{line}\n"));
        assert!(message.ends_with(expected), "{line}: {message}");
    }
}

#[test]
fn a_secret_needs_exactly_one_source() {
    let head = "[connections.a]\nvendor = \"v\"\n[connections.a.secrets]\n";
    for (line, expected) in [
        ("k = { }", "expected exactly one source, found none"),
        (
            "k = { env = \"A\", file = \"b\" }",
            "expected exactly one source, found env and file",
        ),
        ("k = { environment = \"A\" }", "unknown key"),
        (
            "k = { command = \"pass show x\" }",
            "expected a list of strings, found a string",
        ),
        ("k = { command = [] }", "found an empty list"),
        ("k = { keyring = \"service\" }", "expected \"service/user\""),
        ("k = { file = \"~/x\" }", "~ is not expanded"),
    ] {
        let message = faults(&format!("{head}{line}\n"));
        assert!(message.contains(expected), "{line}: {message}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_never_quoted() {
    let head = "[connections.a]\nvendor = \"v\"\n[connections.a.secrets]\n";
    for line in [
        "k = \"canary-7f3a\"",
        "k = { env = \"canary-7f3a\" }",
        "k = { value = [\"canary-7f3a\"] }",
        "k = { value = \"canary-7f3a }",
        "k = \"canary-7f3a\" \"canary-7f3a\"",
    ] {
        let error = load(&format!("{head}{line}\n")).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{line}: {error}"
        );
    }
    let config = load(&format!("{head}k = {{ value = \"canary-7f3a\" }}\n")).unwrap();
    assert!(!format!("{config:?} {:?}", config.warnings()).contains("canary"));
    assert!(config.warnings()[0].contains("in clear text"));
}

#[test]
fn a_setting_that_is_also_a_secret_is_refused() {
    let text = "[connections.a]\nvendor = \"v\"\nsettings.k = \"1\"\nsecrets.k = { env = \"K\" }\n";
    assert!(
        faults(text)
            .contains("connections.a.secrets.k: given twice, under settings and under secrets")
    );
}

#[test]
fn a_text_that_is_no_toml_is_answered_with_its_place() {
    let error = load("database = \"x\"\nstate = = 3\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/srv/msp/seatwise.toml: line 2, column 9:"),
        "{error}"
    );
}

#[test]
fn publishing_onto_the_database_itself_is_refused() {
    assert!(
        faults("database = \"a.duckdb\"\npublish = \"a.duckdb\"\n")
            .contains("line 2: publish: expected a separate file")
    );
}

#[test]
fn a_missing_file_is_answered_with_what_writes_one() {
    let folder = tempfile::tempdir().unwrap();
    let error = Config::load(&folder.path().join("none.toml")).unwrap_err();
    assert!(matches!(&error, ConfigError::NotFound { .. }));
    assert!(error.to_string().contains("`seatwise init` writes one"));
}

#[test]
fn an_unknown_connection_is_answered_with_the_one_that_was_meant() {
    let error = load(GOOD)
        .unwrap()
        .connection("sherweb-man")
        .unwrap_err()
        .to_string();
    assert!(error.ends_with("did you mean sherweb-main?"), "{error}");
}

#[test]
fn thresholds_of_the_analysis_keep_their_digits_and_their_defaults() {
    let config =
        load("[analysis]\nminimum_margin = 0.125\nhigh_amount = \"250.50\"\ngrace_days = 40\n")
            .unwrap();
    assert_eq!(config.analysis.minimum_margin, "0.125");
    assert_eq!(config.analysis.high_amount, "250.50");
    assert_eq!(config.analysis.grace_days, 40);
    assert_eq!(config.analysis.medium_amount, "20.00");
}

#[test]
fn a_threshold_that_is_none_is_named() {
    for (text, fault) in [
        ("minimum_margin = 15", "15 % is 0.15"),
        ("minimum_margin = 1.5", "15 % is 0.15"),
        ("minimum_margin = -0.1", "expected a decimal of at least 0"),
        ("high_amount = 1e3", "expected a decimal of at least 0"),
        ("grace_days = 9999", "expected an integer from 0 to 3650"),
        ("grace = 1", "grace_days"),
    ] {
        let faults = faults(&format!("[analysis]\n{text}\n"));
        assert!(faults.contains(fault), "{text}: {faults}");
        assert!(faults.contains("line 2"), "{text}: {faults}");
    }
}

#[test]
fn the_time_zone_is_the_one_that_is_named() {
    assert_eq!(
        load("time_zone = \"UTC\"\n").unwrap().time_zone,
        Zone::utc()
    );
}

#[test]
fn a_time_zone_that_this_machine_does_not_know_is_a_fault_with_its_line() {
    for name in ["Mars/Olympus_Mons", "UTC+13 or so", "Etc/Unknown"] {
        let faults = faults(&format!("state = \"s\"\ntime_zone = \"{name}\"\n"));
        assert!(faults.contains("line 2: time_zone: "), "{faults}");
        assert!(
            faults.contains("Europe/Berlin") || faults.contains("tzdata"),
            "{faults}"
        );
    }
    assert!(faults("time_zone = 13\n").contains("time_zone: expected a string"));
}

#[test]
fn mail_is_encrypted_from_its_first_byte_on_unless_the_port_says_otherwise() {
    let server = |more: &str| {
        let text = format!(
            "[mail]\nhost = \"mail.example.com\"\nfrom = \"seatwise@example.com\"\nto = \"ana@example.com\"\n{more}"
        );
        let config = Config::from_text(Path::new("seatwise.toml"), &text).unwrap();
        let mail = config.mail.unwrap();
        (mail.encryption, mail.port)
    };
    assert_eq!(server(""), (MailEncryption::Tls, 465));
    assert_eq!(server("port = 2465"), (MailEncryption::Tls, 2465));
    assert_eq!(server("port = 587"), (MailEncryption::StartTls, 587));
    assert_eq!(
        server("encryption = \"starttls\""),
        (MailEncryption::StartTls, 587)
    );
    assert_eq!(
        server("encryption = \"tls\"\nport = 587"),
        (MailEncryption::Tls, 587)
    );
}
