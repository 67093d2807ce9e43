//! Runs one simulated distributor in a process of its own, so that a measurement does not count its memory and time.
//!
//! `cargo run -p seatwise-distributors --example serve -- sherweb 1000 20 [latency in ms]` prints one line of JSON with the
//! base URL and the credentials, and serves until its standard input is closed.

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use seatwise_distributors::{
    ServerOptions, Sherweb, SherwebOptions, StreamOne, StreamOneOptions, WorldOptions,
};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: usize| {
        arguments
            .get(place)
            .map_or(Ok(default), |text| text.parse::<usize>())
    };
    let world = WorldOptions::exactly(number(1, 1_000)?, number(2, 20)?);
    let latency = Duration::from_millis(number(3, 0)? as u64);
    let server = ServerOptions {
        latency,
        keep_requests: false,
        ..ServerOptions::default()
    };
    match arguments.first().map(String::as_str) {
        Some("sherweb") => {
            let running = Sherweb::start(SherwebOptions {
                world,
                server,
                ..SherwebOptions::default()
            })
            .await?;
            let credentials = running.credentials();
            let line = json!({
                "base_url": running.base_url(),
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
                "subscription_key": credentials.subscription_key,
            });
            serve_until_end_of_input(&line.to_string())
        }
        Some("streamone") => {
            let running = StreamOne::start(StreamOneOptions {
                world,
                server,
                ..StreamOneOptions::default()
            })
            .await?;
            let credentials = running.credentials();
            let line = json!({
                "base_url": running.base_url(),
                "account_id": credentials.account_id(),
                "refresh_token": credentials.refresh_token(),
            });
            serve_until_end_of_input(&line.to_string())
        }
        _ => Err("the first argument is sherweb or streamone".into()),
    }
}

/// The server runs on a thread of its own; this one only waits.
fn serve_until_end_of_input(line: &str) -> Result<(), Box<dyn Error>> {
    println!("{line}");
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
