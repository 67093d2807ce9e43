//! What `init` asks, and what it writes.

use std::path::Path;

use super::{Ask, VendorForm, run, script::Script};
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::global::GlobalArguments;
use crate::cli::init::InitArguments;
use crate::cli::output::Output;
use crate::cli::plugin_report::SettingDetails;
use crate::config::{Config, SecretSource};

fn setting(name: &str, secret: bool, required: bool) -> SettingDetails {
    SettingDetails {
        name: name.to_owned(),
        label: name.to_uppercase(),
        help: format!("where {name} is found"),
        secret,
        required,
        default: None,
        choices: vec![],
    }
}

fn forms() -> Vec<VendorForm> {
    let mut language = setting("language", false, false);
    language.choices = vec!["en".to_owned(), "fr".to_owned()];
    let sherweb = vec![
        setting("client_id", true, true),
        setting("extra_key", true, false),
        language,
    ];
    let synnex = vec![
        setting("account_id", false, true),
        setting("refresh_token", true, true),
    ];
    let form = |vendor: &str, name: &str, settings| VendorForm {
        vendor: vendor.to_owned(),
        name: name.to_owned(),
        settings,
    };
    vec![
        form("sherweb", "Sherweb", sherweb),
        form("synnex", "TD SYNNEX", synnex),
    ]
}

fn init(file: &Path, arguments: &InitArguments, person: Option<&mut Script>) -> CommandResult {
    let output = Output::new(&GlobalArguments {
        quiet: true,
        ..GlobalArguments::default()
    });
    run(
        arguments,
        &forms(),
        file,
        person.map(|script| script as &mut dyn Ask),
        &output,
    )
}

fn given(vendor: &str, settings: &[&str], secrets: &[&str]) -> InitArguments {
    InitArguments {
        connection: Some("main".to_owned()),
        vendor: Some(vendor.to_owned()),
        settings: settings.iter().map(|&text| text.to_owned()).collect(),
        secrets: secrets.iter().map(|&text| text.to_owned()).collect(),
        clear_text_secrets: false,
    }
}

#[test]
fn flags_alone_write_a_connection_whose_secrets_are_named_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    let flags = given(
        "sherweb",
        &["language=fr"],
        &["client_id=command:pass show x"],
    );
    assert_eq!(init(&file, &flags, None).unwrap(), Exit::Ok);
    let connection = Config::load(&file)
        .unwrap()
        .connections
        .remove("main")
        .unwrap();
    assert_eq!(connection.settings["language"], "fr");
    assert!(
        matches!(&connection.secret_sources["client_id"], SecretSource::Command { arguments } if arguments.len() == 3)
    );
    assert!(!connection.secret_sources.contains_key("extra_key"));
}

#[test]
fn without_a_terminal_a_needed_secret_comes_from_a_proposed_variable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    init(&file, &given("synnex", &["account_id=7"], &[]), None).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("refresh_token = { env = \"SEATWISE_MAIN_REFRESH_TOKEN\" }"),
        "{text}"
    );
}

#[test]
fn without_a_terminal_a_missing_setting_is_answered_with_its_flag() {
    let folder = tempfile::tempdir().unwrap();
    let error = init(
        &folder.path().join("seatwise.toml"),
        &given("synnex", &[], &[]),
        None,
    )
    .unwrap_err();
    assert_eq!(
        error.hint.as_deref(),
        Some("give --setting account_id=VALUE")
    );
    let error = init(
        &folder.path().join("seatwise.toml"),
        &InitArguments::default(),
        None,
    )
    .unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("give --vendor ID"));
}

#[test]
fn questions_are_repeated_until_the_answer_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    let mut person = Script::new(&[
        "9",
        "1",
        "Bad Name",
        "",
        "the-secret-itself",
        "file:key",
        "",
        "de",
        "en",
    ]);
    init(&file, &InitArguments::default(), Some(&mut person)).unwrap();
    assert!(person.answers.is_empty());
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("[connections.sherweb]") && text.contains("client_id = { file = \"key\" }"),
        "{text}"
    );
    assert!(
        text.contains("language = \"en\"") && !text.contains("extra_key"),
        "{text}"
    );
    assert!(
        !text.contains("the-secret-itself")
            && !person.shown.join("\n").contains("the-secret-itself")
    );
    assert!(
        person
            .shown
            .iter()
            .any(|line| line == "where client_id is found")
    );
}

#[test]
fn clear_text_needs_its_flag_and_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    let arguments = InitArguments {
        clear_text_secrets: true,
        ..given("sherweb", &["language=en"], &[])
    };
    assert!(init(&file, &arguments, None).is_err());
    let mut person = Script::new(&["", "canary-7f3a", ""]);
    init(&file, &arguments, Some(&mut person)).unwrap();
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("client_id = { value = \"canary-7f3a\" }")
    );
}

#[test]
fn a_secret_on_the_command_line_is_refused_and_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    for flags in [
        given("sherweb", &["client_id=canary-7f3a"], &[]),
        given("sherweb", &[], &["client_id=canary-7f3a"]),
        given("sherweb", &[], &["client_id=value:canary-7f3a"]),
    ] {
        let error = init(&file, &flags, None).unwrap_err();
        assert!(
            error.exit == Exit::Usage && !error.to_string().contains("canary"),
            "{error}"
        );
    }
    assert!(!file.exists());
}

#[test]
fn wrong_flags_are_answered_with_what_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let answer = |flags: InitArguments| {
        let CommandError { message, hint, .. } =
            init(&folder.path().join("seatwise.toml"), &flags, None).unwrap_err();
        format!("{message} | {}", hint.unwrap_or_default())
    };
    assert_eq!(
        answer(given("sherwab", &[], &[])),
        "use --vendor sherwab: there is no plugin for it | did you mean sherweb?"
    );
    assert_eq!(
        answer(given("sherweb", &["langage=en"], &[])),
        "use --setting langage: Sherweb has no such setting | did you mean language?"
    );
    assert_eq!(
        answer(given("sherweb", &["language=de"], &[])),
        "use --setting language: expected en or fr | "
    );
    assert_eq!(
        answer(given("sherweb", &["language=en", "language=fr"], &[])),
        "use --setting language: it is given twice | "
    );
}

#[test]
fn a_taken_name_is_refused_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    init(&file, &given("sherweb", &["language=en"], &[]), None).unwrap();
    let mut person = Script::default();
    let error = init(&file, &given("synnex", &[], &[]), Some(&mut person)).unwrap_err();
    assert!(
        error.message.contains("there is a connection main already"),
        "{error}"
    );
    assert!(person.shown.is_empty());
}

#[test]
fn a_person_who_leaves_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    let error = init(
        &file,
        &InitArguments::default(),
        Some(&mut Script::new(&["1"])),
    )
    .unwrap_err();
    assert_eq!(error.exit, Exit::Interrupted);
    assert!(!file.exists());
}
