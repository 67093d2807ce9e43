use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::gateway::PacingSpec;

/// 2026-11-20 12:00:00 UTC.
const NOW: Duration = Duration::from_secs(1_795_176_000);

fn pacing() -> Pacing {
    let pattern = Some(r"Try again in (\d+) seconds".to_owned());
    Pacing::try_from(&PacingSpec {
        wait_pattern: pattern,
        ..PacingSpec::default()
    })
    .unwrap()
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    Answer {
        status,
        headers: map,
        body: body.as_bytes().to_vec(),
    }
}

fn stated(headers: &[(&'static str, &str)]) -> Option<u64> {
    retry_after(&answer(429, headers, "").headers, NOW).map(|wait| wait.as_secs())
}

#[test]
fn retry_after_is_read_in_both_forms() {
    assert_eq!(stated(&[("retry-after", "7")]), Some(7));
    assert_eq!(stated(&[("retry-after", " 7 ")]), Some(7));
    assert_eq!(stated(&[("retry-after", "1.2")]), Some(2));
    assert_eq!(
        stated(&[("retry-after", "Fri, 20 Nov 2026 12:00:30 GMT")]),
        Some(30)
    );
    assert_eq!(
        stated(&[("retry-after", "Friday, 20-Nov-26 12:00:30 GMT")]),
        Some(30)
    );
    assert_eq!(
        stated(&[("retry-after", "Fri Nov 20 12:00:30 2026")]),
        Some(30)
    );
    assert_eq!(
        stated(&[("retry-after", "Fri, 20 Nov 2026 11:00:00 GMT")]),
        Some(0)
    );
}

#[test]
fn a_date_is_compared_with_the_answers_own_date() {
    let headers = [
        ("retry-after", "Fri, 20 Nov 2026 18:00:30 GMT"),
        ("date", "Fri, 20 Nov 2026 18:00:00 GMT"),
    ];
    assert_eq!(stated(&headers), Some(30));
}

#[test]
fn nonsense_in_retry_after_is_ignored_or_cut() {
    for text in [
        "",
        "soon",
        "-5",
        "+5",
        "1e9",
        "0x10",
        "Fri, 32 Nov 2026 12:00:30 GMT",
    ] {
        assert_eq!(stated(&[("retry-after", text)]), None, "{text}");
    }
    assert_eq!(stated(&[]), None);
    for text in [
        "99999999999999999999999999",
        "Thu, 31 Dec 9998 23:59:59 GMT",
    ] {
        assert_eq!(
            stated(&[("retry-after", text)]),
            Some(LONGEST_STATED.as_secs()),
            "{text}"
        );
    }
}

#[test]
fn the_header_goes_before_the_body_and_the_body_before_our_own_wait() {
    let body = r#"{"detail":"Rate limit. Try again in 12 seconds."}"#;
    let wait = |answer: &Answer| pause(answer, &pacing(), 1, NOW).as_secs_f64();
    let header = wait(&answer(429, &[("retry-after", "5")], body));
    assert!((5.0..5.3).contains(&header), "{header}");
    let in_body = wait(&answer(429, &[], body));
    assert!((12.0..12.3).contains(&in_body), "{in_body}");
    let own = wait(&answer(429, &[], "{}"));
    assert!((3.0..3.8).contains(&own), "{own}");
}

#[test]
fn our_own_wait_doubles_up_to_five_minutes() {
    for (count, least) in [(1, 3), (2, 6), (3, 12), (4, 24), (9, 300), (4_000_000, 300)] {
        let wait = pause(&answer(429, &[], ""), &pacing(), count, NOW).as_secs_f64();
        let least = f64::from(least);
        assert!(
            (least..=(least * 1.25).min(300.0)).contains(&wait),
            "{count}: {wait}"
        );
    }
}

#[test]
fn a_vendor_that_states_no_wait_at_all_is_not_hammered() {
    let wait = |count| {
        pause(
            &answer(429, &[("retry-after", "0")], ""),
            &pacing(),
            count,
            NOW,
        )
    };
    assert!(wait(1) >= Duration::from_millis(250));
    assert!(wait(4) >= Duration::from_secs(2));
}

/// How often an outcome is sent, and how long the request and the account wait in all.
fn play(outcome: Result<Answer, Fault>) -> (u32, Duration, Duration) {
    let (limits, pacing) = (Limits::default(), pacing());
    let mut tries = Tries::new(&limits, &pacing);
    let (mut waits, mut pauses) = (Duration::ZERO, Duration::ZERO);
    for sent in 1..100 {
        let next = tries.after(&outcome, NOW);
        pauses += next.pause.unwrap_or_default();
        match next.again_after {
            Some(wait) => waits += wait,
            None => return (sent, waits, pauses),
        }
    }
    panic!("no end");
}

#[test]
fn every_kind_of_outcome_has_its_number_of_tries() {
    for status in [200, 204, 304, 400, 401, 403, 404, 409, 410, 418, 501, 505] {
        assert_eq!(play(Ok(answer(status, &[], ""))).0, 1, "{status}");
    }
    for status in [500, 502, 503, 504] {
        let (sent, waited, paused) = play(Ok(answer(status, &[], "")));
        assert_eq!((sent, paused), (3, Duration::ZERO), "{status}");
        assert!((3.0..=3.75).contains(&waited.as_secs_f64()), "{waited:?}");
    }
    for fault in [
        Fault::Timeout(String::new()),
        Fault::Unreachable(String::new()),
        Fault::Broken(String::new()),
    ] {
        assert_eq!(play(Err(fault)).0, 3);
    }
    for fault in [
        Fault::Denied(String::new()),
        Fault::Untrusted(String::new()),
        Fault::Paused(String::new()),
        Fault::TooLarge(1),
    ] {
        assert_eq!(play(Err(fault)).0, 1);
    }
    let (sent, waited, paused) = play(Ok(answer(429, &[], "")));
    assert_eq!((sent, waited), (5, Duration::ZERO));
    assert!(
        paused >= Duration::from_secs(3 + 6 + 12 + 24 + 48),
        "{paused:?}"
    );
}

#[test]
fn a_503_waits_as_long_as_it_states() {
    let (sent, waited, _) = play(Ok(answer(503, &[("retry-after", "20")], "")));
    assert_eq!((sent, waited), (3, Duration::from_secs(40)));
}

#[test]
fn a_wait_that_nobody_waits_for_ends_the_tries_but_pauses_the_account() {
    let (sent, _, paused) = play(Ok(answer(429, &[("retry-after", "1800")], "")));
    assert_eq!(sent, 1);
    assert!(paused >= Duration::from_secs(1_800));
    assert_eq!(play(Ok(answer(503, &[("retry-after", "86400")], ""))).0, 1);
}

#[test]
fn no_stated_wait_is_believed_beyond_an_hour() {
    let far = "Thu, 31 Dec 9998 23:59:59 GMT";
    for stated in ["3601", "86400", "1000000000", "99999999999999999999", far] {
        let (sent, _, paused) = play(Ok(answer(429, &[("retry-after", stated)], "")));
        assert_eq!(sent, 1, "{stated}");
        assert!(
            (3_600.0..3_601.0).contains(&paused.as_secs_f64()),
            "{stated}: {paused:?}"
        );
    }
    let body = "Try again in 1000000000 seconds";
    let (_, _, paused) = play(Ok(answer(429, &[], body)));
    assert!(paused < Duration::from_secs(3_601), "{paused:?}");
}
