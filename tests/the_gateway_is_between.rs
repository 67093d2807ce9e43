//! Between a plugin and a vendor lies the gateway: it only reads, and it keeps secrets to itself.

use std::path::{Path, PathBuf};

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionReport, ConnectionStatus, SyncOptions, Wanted, check_connection};
use seatwise_distributors::{Endpoint, Fault, Pax8, Pax8Options, Recorded, Rule, WorldOptions};

use crate::rig::{Rig, sherweb, streamone};

/// Reads everything that a plugin reads by itself, and then what it reads on request.
async fn sync_everything(rig: &Rig, connection: &str, on_request: &[Dataset]) {
    rig.sync(connection).await;
    let wanted = Wanted {
        only: on_request.to_vec(),
        ..Wanted::default()
    };
    let report = rig
        .sync_with(
            connection,
            &SyncOptions {
                wanted,
                ..SyncOptions::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
}

fn is_read(request: &Recorded) -> bool {
    let path: Vec<&str> = request.path.split('/').collect();
    let post_read = matches!(
        path.as_slice(),
        ["", "auth", "oidc", "connect", "token"]
            | ["", "oauth", "token"]
            | ["", "v1", "token"]
            | [
                "",
                "service-provider",
                "v1",
                "customer-catalogs",
                _,
                "catalog-items-pricing",
            ]
            | [
                "",
                "api",
                "v3",
                "accounts",
                _,
                "reports",
                _,
                "reportDataCsv",
            ]
    );
    matches!(request.method.as_str(), "GET" | "HEAD") || (request.method == "POST" && post_read)
}

#[tokio::test]
async fn nothing_but_reads_arrives_at_any_distributor() {
    let (sherweb, streamone) = (sherweb(3, 2).await, streamone(3, 2).await);
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.add_synnex(&streamone);
    sync_everything(&rig, "sherweb", &[Dataset::Products]).await;
    sync_everything(&rig, "synnex", &[Dataset::Products, Dataset::Activities]).await;
    let options = Pax8Options {
        world: WorldOptions::exactly(3, 2),
        ..Pax8Options::default()
    };
    let pax8 = Pax8::start(options).await.unwrap();
    let mut third = Rig::new();
    third.add_pax8(&pax8);
    let on_request = [
        Dataset::ReceivableCharges,
        Dataset::Products,
        Dataset::Usage,
        Dataset::Activities,
    ];
    sync_everything(&third, "pax8", &on_request).await;
    let requests = [sherweb.requests(), streamone.requests(), pax8.requests()].concat();
    for request in &requests {
        assert!(is_read(request), "{request:?}");
        assert!(request.endpoint.is_some(), "{request:?}");
    }
    assert_eq!(sherweb.violations(), []);
    assert_eq!(streamone.violations(), []);
    assert_eq!(pax8.violations(), []);
    for endpoint in [Pax8::INVOICE_ITEMS, Pax8::PRODUCTS, Pax8::HISTORY] {
        assert!(pax8.count(endpoint) > 0, "{endpoint:?}");
    }
    for endpoint in [Endpoint::Token, Endpoint::CatalogPricing] {
        assert!(sherweb.count(endpoint) > 0, "{endpoint:?}");
    }
    for endpoint in [
        Endpoint::Token,
        Endpoint::ReportData,
        Endpoint::Products,
        Endpoint::SubscriptionDetails,
    ] {
        assert!(streamone.count(endpoint) > 0, "{endpoint:?}");
    }
}

/// All files under a folder but the configuration and the tokens, which are there to hold secrets.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with(".seatwise/tokens") {
            found.extend(files(&path));
        } else if path.is_file() && !path.ends_with("seatwise.toml") {
            found.push(path);
        }
    }
    found
}

/// Looks for secrets in everything that a sync leaves behind.
fn assert_no_secret(rig: &Rig, report: &ConnectionReport, secrets: &[String]) {
    let mut places = vec![("the report".to_owned(), format!("{report:?}"))];
    for file in files(rig.path()) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        places.push((file.display().to_string(), text));
    }
    // A database file may be compressed, so every cell is looked at too.
    for table in
        rig.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")
    {
        let text = rig.rows(&format!("SELECT * FROM \"{table}\"")).join("\n");
        places.push((table, text));
    }
    assert!(places.len() > 10, "{places:?}");
    for (place, text) in places {
        for secret in secrets {
            assert!(!text.contains(secret.as_str()), "{secret} is in {place}");
        }
    }
}

fn echo(status: u16, secrets: &[String]) -> Fault {
    Fault::Answer {
        status,
        content_type: "application/json".to_owned(),
        body: format!(
            "{{\"statusCode\": {status}, \"message\": \"you sent {}\"}}",
            secrets.join(" and ")
        ),
    }
}

#[tokio::test]
async fn secrets_that_sherweb_echoes_are_kept_nowhere() {
    let sherweb = sherweb(3, 2).await;
    let own = sherweb.credentials();
    let secrets = [
        own.client_secret.clone(),
        own.subscription_key.clone(),
        own.client_id.clone(),
    ];
    let victim = sherweb.data(|world| {
        // As data, in an error of one customer, and in the body of a page that is no JSON.
        world.customers[0].name = format!("Contoso {}", secrets[0]);
        world.customers[0].contact = secrets[1].clone();
        [world.customers[1].id.clone(), world.customers[2].id.clone()]
    });
    sherweb.fault(
        Rule::new(echo(400, &secrets))
            .on(Endpoint::SubscriptionDetails)
            .containing(&victim[0]),
    );
    sherweb.fault(Rule::new(echo(403, &secrets)).on(Endpoint::ReceivableCharges));
    sherweb.fault(
        Rule::new(echo(200, &secrets))
            .on(Endpoint::PlatformConfigurations)
            .containing(&victim[1]),
    );
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    assert!(
        format!("{report:?}").contains("you sent [masked] and [masked]"),
        "{report:#?}"
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE name = 'Contoso [masked]'"),
        1
    );
    assert_no_secret(&rig, &report, &secrets);
}

#[tokio::test]
async fn refresh_tokens_that_streamone_echoes_are_kept_in_the_token_folder_alone() {
    let streamone = streamone(2, 2).await;
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let first = streamone.credentials().refresh_token().unwrap();
    rig.sync("synnex").await;
    let second = streamone.credentials().refresh_token().unwrap();
    assert_ne!(first, second);
    let secrets = [first, second];
    streamone.data(|world| world.customers[0].name = secrets.join(" "));
    streamone.fault(Rule::new(echo(400, &secrets)).on(Endpoint::Subscriptions));
    let report = rig.sync("synnex").await;
    assert!(
        format!("{report:?}").contains("you sent [masked] and [masked]"),
        "{report:#?}"
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE name = '[masked] [masked]'"),
        1
    );
    assert_no_secret(&rig, &report, &secrets);
    let tokens = std::fs::read_dir(rig.path().join(".seatwise/tokens")).unwrap();
    let kept = tokens
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap_or_default())
        .collect::<String>();
    assert!(kept.contains(&secrets[1]));
}

#[tokio::test]
async fn a_refused_login_does_not_repeat_what_was_sent() {
    let sherweb = sherweb(1, 1).await;
    let own = sherweb.credentials();
    let secrets = [own.client_secret.clone(), own.subscription_key.clone()];
    sherweb.fault(Rule::new(echo(401, &secrets)).on(Endpoint::Token));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let setup = rig.setup();
    let error = check_connection(&setup, setup.config.connection("sherweb").unwrap())
        .await
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("[masked]"), "{text}");
    assert!(
        !secrets.iter().any(|secret| text.contains(secret.as_str())),
        "{text}"
    );
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let (sherweb, elsewhere) = (sherweb(1, 1).await, sherweb(1, 1).await);
    let place = format!("{}/service-provider/v1/customers", elsewhere.base_url());
    sherweb.fault(Rule::new(Fault::Redirect(place)).on(Endpoint::Customers));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_ne!(report.status, ConnectionStatus::Complete);
    assert_eq!(elsewhere.connections(), 0);
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 0);
}
