//! Of two single-use tokens of one account the younger one lives; a restore must not bury it.

use super::fixtures::{Place, TOKEN, token};
use crate::backup::TakeError;
use crate::gateway::{KeepError, RestoredToken};

/// What a restore does to a token that is there, and the token afterwards.
fn restored_over(there: &str) -> (RestoredToken, String, Place) {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.write(TOKEN, there);
    let mut report = place.restore(&backup, true);
    (report.tokens.remove(0), place.read(TOKEN), place)
}

#[test]
fn a_newer_token_stays() {
    let newer = token("seed", Some(2_000), "canary-newer");
    let (outcome, there, _) = restored_over(&newer);
    assert!(matches!(outcome, RestoredToken::NewerKept(_)));
    assert_eq!(there, newer);
}

#[test]
fn a_token_that_the_operator_configured_since_stays() {
    let other = token("another-seed", None, "canary-configured");
    let (outcome, there, _) = restored_over(&other);
    assert!(matches!(outcome, RestoredToken::NewerKept(_)));
    assert_eq!(there, other);
}

#[test]
fn an_older_token_is_replaced_and_kept_aside() {
    let older = token("seed", Some(500), "canary-older");
    let (outcome, there, place) = restored_over(&older);
    assert!(matches!(outcome, RestoredToken::Written(_)));
    assert!(there.contains("canary-refresh"));
    assert_eq!(
        place.read(&format!("{TOKEN}.before-restore-20261121T104500Z")),
        older
    );
}

#[test]
fn a_token_file_that_cannot_be_read_is_replaced_and_kept_aside() {
    let (outcome, there, place) = restored_over("torn");
    assert!(matches!(outcome, RestoredToken::Written(_)));
    assert!(there.contains("canary-refresh"));
    assert_eq!(
        place.read(&format!("{TOKEN}.before-restore-20261121T104500Z")),
        "torn"
    );
}

#[test]
fn the_same_token_is_left_alone() {
    let same = token("seed", Some(1_000), "canary-refresh");
    let (outcome, there, place) = restored_over(&same);
    assert!(matches!(outcome, RestoredToken::Same(_)));
    assert_eq!(there, same);
    assert!(
        !place
            .files()
            .iter()
            .any(|name| name.starts_with(".seatwise/tokens") && name.contains("before-restore"))
    );
}

#[test]
fn a_token_that_is_being_exchanged_is_not_copied() {
    let place = Place::full("one");
    let lock = std::fs::File::create(place.path(".seatwise/tokens/main-user.lock")).unwrap();
    lock.try_lock().unwrap();
    let error = place.try_backup(&place.path("keep.tar")).unwrap_err();
    assert!(
        matches!(error, TakeError::Token(KeepError::Busy { .. })),
        "{error}"
    );
    assert!(!place.path("keep.tar").exists());
}

#[test]
fn a_token_file_that_cannot_be_read_is_left_out_and_said_so() {
    let place = Place::full("one");
    place.write(TOKEN, "{");
    let report = place.backup(&place.path("keep.tar"));
    assert_eq!(
        report.contents.left_out,
        ["the token file main-user.json is not in the backup; it cannot be read"]
    );
}

#[test]
fn what_is_known_of_a_token_holds_no_token() {
    let place = Place::full("one");
    let report = place.backup(&place.path("keep.tar"));
    assert_eq!(report.tokens.len(), 1);
    assert!(!format!("{report:?}").contains("canary"));
}

#[cfg(unix)]
#[test]
fn where_the_tokens_are_out_of_reach_there_is_no_backup_and_where_there_are_none_it_says_so() {
    let place = Place::full("a");
    let state = place.path(".seatwise");
    std::fs::rename(&state, place.path("disk")).unwrap();
    std::os::unix::fs::symlink(place.path("not-mounted"), &state).unwrap();
    let to = place.path("backup.tar");
    let error = place.try_backup(&to).unwrap_err();
    assert!(matches!(error, TakeError::StateLost { .. }), "{error}");
    assert!(!to.exists());
    std::fs::remove_file(&state).unwrap();
    let left_out = place.backup(&to).contents.left_out;
    assert!(
        left_out[0]
            .ends_with(".seatwise does not exist, so there is no refresh token in the backup"),
        "{left_out:?}"
    );
}
