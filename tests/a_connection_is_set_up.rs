//! `init` writes a connection and no secret, and `test` says whether it works or what to do.

use seatwise_distributors::{Endpoint, Fault, Rule};
use serde_json::Value;

use crate::command::{
    configuration, done, folder, seatwise, seatwise_with, share_compiled_plugins,
};
use crate::rig::sherweb;

#[test]
fn init_writes_where_secrets_come_from_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "init",
        "--connection",
        "main",
        "--vendor",
        "sherweb",
        "--setting",
        "language=fr-CA",
        "--secret",
        "client_secret=file:secret.txt",
    ];
    std::fs::write(folder.path().join("secret.txt"), "correct horse battery").unwrap();
    let text = done(folder.path(), &arguments);
    assert!(text.contains("connection main to Sherweb"), "{text}");
    assert!(text.contains("\n  SEATWISE_MAIN_CLIENT_ID\n"), "{text}");
    assert!(text.ends_with("\nNext: seatwise test main\n"), "{text}");
    let configuration = configuration(folder.path());
    assert!(
        configuration.contains("language = \"fr-CA\""),
        "{configuration}"
    );
    assert!(
        configuration.contains("SEATWISE_MAIN_CLIENT_ID"),
        "{configuration}"
    );
    assert!(!configuration.contains("correct horse"), "{configuration}");
    let again = seatwise(folder.path(), &arguments);
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("there is a connection main already"),
        "{}",
        again.stderr
    );
}

#[test]
fn init_takes_no_secret_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "init",
        "--connection",
        "main",
        "--vendor",
        "sherweb",
        "--setting",
        "client_secret=hunter22",
    ];
    let ended = seatwise(folder.path(), &arguments);
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.contains("--secret client_secret=env:VARIABLE"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("hunter22"), "{}", ended.stderr);
    assert!(!folder.path().join("seatwise.toml").exists());
}

#[tokio::test]
async fn a_connection_that_init_made_works_once_its_variables_are_set() {
    let sherweb = sherweb(2, 1).await;
    let folder = tempfile::tempdir().unwrap();
    share_compiled_plugins(folder.path());
    done(
        folder.path(),
        &["init", "--connection", "main", "--vendor", "sherweb"],
    );
    let mut text = configuration(folder.path());
    text.push_str(&format!(
        "\n[connections.main.origins]\napi = \"{}\"\n",
        sherweb.base_url()
    ));
    std::fs::write(folder.path().join("seatwise.toml"), text).unwrap();
    let missing = seatwise(folder.path(), &["test", "main"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("SEATWISE_MAIN_CLIENT_ID"),
        "{}",
        missing.stderr
    );
    let own = sherweb.credentials();
    let variables = [
        ("SEATWISE_MAIN_CLIENT_ID", own.client_id.as_str()),
        ("SEATWISE_MAIN_CLIENT_SECRET", &own.client_secret),
        ("SEATWISE_MAIN_SUBSCRIPTION_KEY", &own.subscription_key),
    ];
    let ended = seatwise_with(folder.path(), &["test", "main"], &variables);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (0, "Connected to Sherweb — 2 customers visible\n"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn test_says_how_many_customers_are_visible() {
    let sherweb = sherweb(42, 1).await;
    let rig = folder(&sherweb);
    assert_eq!(
        done(rig.path(), &["test", "sherweb"]),
        "Connected to Sherweb — 42 customers visible\n"
    );
    let json: Value =
        serde_json::from_str(&done(rig.path(), &["test", "sherweb", "--json"])).unwrap();
    assert_eq!(json["customers"], 42);
}

#[tokio::test]
async fn test_says_what_to_do_about_each_status() {
    let sherweb = sherweb(1, 1).await;
    let rig = folder(&sherweb);
    let cases = [
        (401, 5, "Create a new secret under Security > APIs"),
        (
            403,
            5,
            "the subscription key belongs to another application",
        ),
        (404, 1, "Remove an override of the origin `api`"),
    ];
    for (status, code, remedy) in cases {
        sherweb.faults().clear();
        sherweb.fault(Rule::new(Fault::Status(status)).on(Endpoint::Customers));
        let ended = seatwise(rig.path(), &["test", "sherweb"]);
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(
            ended.stderr.contains("failed to connect to Sherweb: "),
            "{}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains("/service-provider/v1/customers"),
            "{}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains(&status.to_string()),
            "{}",
            ended.stderr
        );
        assert!(ended.stderr.contains(remedy), "{}", ended.stderr);
        assert_eq!(ended.stdout, "");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_refused_with_the_remedy() {
    let sherweb = sherweb(1, 1).await;
    let rig = folder(&sherweb);
    let wrong =
        configuration(rig.path()).replace(&sherweb.credentials().client_secret, "mistyped-secret");
    std::fs::write(rig.path().join("seatwise.toml"), wrong).unwrap();
    for command in ["test", "sync"] {
        let ended = seatwise(rig.path(), &[command, "sherweb"]);
        assert_eq!(ended.code, 5, "{ended:?}");
        let text = [ended.stdout, ended.stderr].concat();
        assert!(
            text.contains("Create a new secret under Security > APIs"),
            "{text}"
        );
        assert!(!text.contains("mistyped-secret"), "{text}");
    }
}
