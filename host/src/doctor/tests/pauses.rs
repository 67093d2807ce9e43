//! Pauses of distributors.

use std::sync::Arc;
use std::time::Duration;

use super::fixtures::{NOW, Place, lines, surroundings};
use crate::doctor::pauses;
use crate::gateway::{
    Clock, Gateway, Limits, ManualClock, Origin, OriginSpec, Pacing, PacingSpec, Policy, Secrets,
};

/// A gateway of a connection without credentials, whose pace lies in the state folder of a place.
fn gateway(place: &Place, connection: &str, requests: u32, clock: &Arc<ManualClock>) -> Gateway {
    let spec = OriginSpec {
        name: "api".to_owned(),
        url: "https://api.example.com".to_owned(),
    };
    let pacing = PacingSpec {
        requests,
        ..PacingSpec::default()
    };
    let policy = Policy {
        connection: connection.to_owned(),
        vendor_name: "Example".to_owned(),
        origins: vec![Origin::new(&spec, None).unwrap()],
        credentials: Vec::new(),
        post_reads: Vec::new(),
        pacing: Pacing::try_from(&pacing).unwrap(),
        allow_private_addresses: false,
        limits: Limits::default(),
        resolver: None,
    };
    let clock = Arc::clone(clock) as Arc<dyn Clock>;
    Gateway::open(policy, Secrets::new(), &place.path(".seatwise"), clock).unwrap()
}

#[tokio::test]
async fn a_pause_that_a_distributor_asked_for_is_told_with_its_end_and_what_lifts_it() {
    let place =
        Place::new("[connections.main]\nvendor = \"a\"\n[connections.other]\nvendor = \"b\"\n");
    let clock = Arc::new(ManualClock::new(NOW));
    let told = || {
        lines(
            &pauses::check(&place.config(), &surroundings()),
            &place.path(""),
        )
    };
    assert!(told().is_empty());
    let _other = gateway(&place, "other", 10, &clock);
    for requests in [10, 0] {
        let main = gateway(&place, "main", requests, &clock);
        assert!(told().is_empty());
        main.backoff(Duration::from_secs(600)).await;
        assert_eq!(
            told(),
            [
                "warning main: the distributor asked for a pause until 2026-11-21 10:55:00 UTC, and nothing is requested before [wait until it ends, or lift it with `seatwise sync main --lift-pause`]"
            ]
        );
        main.lift_pause().await;
        assert!(told().is_empty());
    }
}
