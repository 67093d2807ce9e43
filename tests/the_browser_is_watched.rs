//! What a page does in the browser is noticed, so that a test which sees nothing has seen that nothing happened.

use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::browser::{Browser, Colours, Medium, keys};

/// A page with such a body, in a folder that is removed with it.
fn page(body: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a page.html");
    let text = format!("<!doctype html><html lang=en><meta charset=utf-8><title>A</title>{body}");
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

/// A server that nobody talks to, and its address.
fn listener() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address.to_string())
}

#[test]
fn a_page_that_does_nothing_is_seen_to_do_nothing() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page(
        "<img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='><script>console.log('ready')</script>",
    );
    browser.open(&file);
    assert_eq!(browser.console_errors(), [""; 0]);
    assert_eq!(browser.requests(), [""; 0]);
}

#[test]
fn errors_and_warnings_of_a_page_are_noticed() {
    let Some(browser) = Browser::start() else {
        return;
    };
    for (script, message) in [
        ("console.error('it broke')", "it broke"),
        ("console.warn('it bends')", "it bends"),
        ("not_there()", "not_there is not defined"),
        ("Promise.reject(new Error('too late'))", "too late"),
    ] {
        let (_folder, file) = page(&format!("<script>{script}</script>"));
        browser.open(&file);
        let errors = browser.console_errors();
        assert!(
            errors.len() == 1 && errors[0].contains(message),
            "{script}: {errors:?}"
        );
        // What one page did is not held against the next one, nor forgotten when asked again.
        assert_eq!(browser.console_errors(), errors);
    }
}

#[test]
fn what_a_policy_of_the_page_forbids_is_noticed() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page(
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>document.title = 'B'</script>",
    );
    browser.open(&file);
    assert_eq!(browser.run("return document.title"), json!("A"));
    let errors = browser.console_errors();
    assert!(
        errors
            .iter()
            .any(|error| error.contains("Content Security Policy")),
        "{errors:?}"
    );
}

#[test]
fn every_address_that_a_page_wants_is_noticed() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_listener, there) = listener();
    for (body, wanted) in [
        (
            "<img alt='' src='http://127.0.0.1:1/x'>".to_owned(),
            "http://127.0.0.1:1/x".to_owned(),
        ),
        (
            "<link rel=stylesheet href='other.css'>".to_owned(),
            "/other.css".to_owned(),
        ),
        (
            format!("<script>fetch('http://{there}/sent').catch(() => {{}})</script>"),
            format!("http://{there}/sent"),
        ),
        (
            format!("<script>new WebSocket('ws://{there}/open')</script>"),
            format!("ws://{there}/open"),
        ),
        (
            format!("<script>navigator.sendBeacon('http://{there}/beacon')</script>"),
            format!("http://{there}/beacon"),
        ),
    ] {
        let (_folder, file) = page(&body);
        browser.open(&file);
        let requests = browser.requests();
        assert!(
            requests.len() == 1 && requests[0].ends_with(&wanted),
            "{body}: {requests:?}"
        );
    }
}

#[test]
fn a_page_is_used_with_mouse_and_keyboard() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page(
        "<button id=first onclick=\"this.textContent += '!'\">Go</button><input id=second><button id=third onclick=\"this.textContent += '?'\">Go</button>",
    );
    browser.open(&file);
    let text = |selector: &str| {
        browser.run(&format!(
            "return document.querySelector('{selector}').textContent"
        ))
    };
    browser.click("#first");
    browser.type_into("#second", "typed");
    browser.press(keys::TAB);
    browser.press(keys::ENTER);
    assert_eq!(text("#first"), "Go!");
    assert_eq!(text("#third"), "Go?");
    assert_eq!(browser.run("return second.value"), "typed");
    assert_eq!(browser.run("return document.activeElement.id"), "third");
}

#[test]
fn a_page_is_shown_in_the_colours_and_the_size_that_are_asked_for() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page("<p>Text</p>");
    browser.open(&file);
    let seen = "return [matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('print').matches, innerWidth]";
    browser.resize(360, 640);
    for (medium, colours, expected) in [
        (Medium::Screen, Colours::Light, json!([false, false, 360])),
        (Medium::Screen, Colours::Dark, json!([true, false, 360])),
        (Medium::Paper, Colours::Light, json!([false, true, 360])),
    ] {
        browser.emulate(medium, colours);
        assert_eq!(browser.run(seen), expected, "{medium:?} {colours:?}");
    }
}

#[test]
fn a_page_becomes_a_picture_and_a_print() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page("<p>Text</p>");
    browser.open(&file);
    let picture = std::fs::read(browser.screenshot("a_page_becomes_a_picture")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    assert!(browser.print().starts_with(b"%PDF-"));
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_of_a_browser_is_left() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (_folder, file) = page("<p>Text</p>");
    browser.open(&file);
    let processes = browser.processes();
    let run = |id: &u32| Path::new(&format!("/proc/{id}")).exists();
    assert!(processes.iter().all(run), "{processes:?}");
    drop(browser);
    assert!(!processes.iter().any(run), "{processes:?}");
}
