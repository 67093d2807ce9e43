//! A vendor that echoes what it was sent, in the spellings of real servers: nothing of it gets into a table.

use std::path::Path;
use std::sync::Arc;

use arrow::util::display::{ArrayFormatter, FormatOptions};
use axum::http::Uri;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::watch;

use super::{Setup, Silent, SyncOptions, Wanted, sync_connection};
use crate::config::Config;
use crate::store::{Dataset, query};

const SECRET: &str = "Qx7+a/b&c'd\"e<f>\\g%h \u{e9}\u{1f600}";

/// Answers logins and lists of customers, whose names echo the secret in these spellings.
async fn vendor(spellings: &[String]) -> String {
    let items: Vec<String> = spellings
        .iter()
        .enumerate()
        .map(|(number, spelled)| {
            format!("{{\"id\":\"c-{number}\",\"displayName\":\"Contoso {spelled}!\",\"path\":[\"x\",\"{spelled}\"]}}")
        })
        .collect();
    let customers = format!("{{\"items\":[{}]}}", items.join(","));
    let answer = |path: Uri| async move {
        let body = match path.path() {
            "/auth/oidc/connect/token" => {
                r#"{"access_token":"canary-access-token","expires_in":3600}"#.to_owned()
            }
            _ => customers,
        };
        ([("content-type", "application/json")], body).into_response() as Response
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    format!("http://{address}")
}

fn setup(folder: &Path, vendor: &str) -> Setup {
    let config = folder.join("seatwise.toml");
    let text = format!(
        "[connections.sherweb]\nvendor = \"sherweb\"\norigins.api = \"{vendor}\"\n\
         [connections.sherweb.secrets]\nclient_id = {{ value = \"canary-client-id\" }}\n\
         client_secret = {{ value = '''{SECRET}''' }}\nsubscription_key = {{ value = \"canary-key\" }}\n"
    );
    std::fs::write(&config, text).unwrap();
    Setup::open(Config::load(&config).unwrap(), None).unwrap()
}

/// What a question of one column is answered.
fn column(database: &Path, sql: &str) -> Vec<String> {
    let result = query(database, sql).unwrap();
    let options = FormatOptions::default();
    let mut cells = Vec::new();
    for batch in &result.batches {
        let column = ArrayFormatter::try_new(batch.column(0), &options).unwrap();
        cells.extend((0..batch.num_rows()).map(|row| column.value(row).to_string()));
    }
    cells
}

#[tokio::test]
async fn secrets_in_the_spellings_of_real_servers_reach_no_table() {
    let spellings = [
        // ASP.NET, PHP, a page in JSON, a form in JSON, JSON in JSON, a header in JSON.
        r"Qx7\u002Ba/b\u0026c\u0027d\u0022e\u003Cf\u003E\\g%h \u00E9\uD83D\uDE00".to_owned(),
        r#"Qx7+a\/b&c'd\"e<f>\\g%h \u00e9\ud83d\ude00"#.to_owned(),
        r"Qx7&#43;a/b&amp;c&#39;d&quot;e&lt;f&gt;\\g%h &#233;&#x1F600;".to_owned(),
        "Qx7%2Ba%2fb%26c'd%22e%3Cf%3E%5cg%25h+%C3%A9%f0%9f%98%80".to_owned(),
        r"Qx7\\u002Ba\/b\\u0026c\\u0027d\\u0022e\\u003Cf\\u003E\\\\g%h \\u00E9\\uD83D\\uDE00"
            .to_owned(),
        format!("Basic {}", URL_SAFE_NO_PAD.encode(format!("id:{SECRET}"))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(folder.path(), &vendor(&spellings).await);
    let connection = setup.config.connection("sherweb").unwrap();
    let (_stop, stopped) = watch::channel(false);
    let options = SyncOptions {
        wanted: Wanted {
            only: vec![Dataset::Customers],
            ..Wanted::default()
        },
        ..SyncOptions::default()
    };
    let report = sync_connection(&setup, connection, &options, Arc::new(Silent), stopped)
        .await
        .unwrap();
    let database = folder.path().join("seatwise.duckdb");
    let names = column(&database, "SELECT name FROM customers ORDER BY id");
    assert_eq!(names.len(), spellings.len(), "{report:#?}");
    for name in &names[..5] {
        assert_eq!(name, "Contoso [masked]!");
    }
    // The masks begin at the character of base64 that holds the first bits of the secret.
    assert_eq!(names[5], "Contoso Basic aWQ6[masked]!");
    let everything = column(&database, "SELECT customers::VARCHAR FROM customers").concat();
    assert!(!everything.contains("Qx7"), "{everything}");
}
