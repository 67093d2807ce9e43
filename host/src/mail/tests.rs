//! Letters through a real mail server on loopback, with TLS, that takes them, puts them off, or breaks off.
//!
//! The server is `tests/mail_server.py`, made of aiosmtpd. `SEATWISE_TEST_PYTHON` names a Python that has it;
//! where there is none, these tests say that they are skipped.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime},
};

use tempfile::TempDir;

use super::{Letter, MailError, Record, Server, send};
use crate::config::{Config, MailSettings};

/// A mail server, and a folder with a configuration that names it.
struct Post {
    server: Child,
    port: u16,
    encryption: &'static str,
    folder: TempDir,
}

impl Post {
    /// Starts a server that behaves so to one recipient after the other; none where there is no such server.
    fn start(encryption: &'static str, behaviour: &[&str]) -> Option<Self> {
        let python = std::env::var("SEATWISE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let has_it = Command::new(&python)
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_it {
            println!("SKIPPED: {python} has no aiosmtpd (pip install aiosmtpd)");
            return None;
        }
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(path("certificate.pem"), key.cert.pem()).unwrap();
        fs::write(path("key.pem"), key.signing_key.serialize_pem()).unwrap();
        fs::create_dir(path("mails")).unwrap();
        let mut server = Command::new(python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../tests/mail_server.py"
            ))
            .args([path("mails"), path("certificate.pem"), path("key.pem")])
            .arg(encryption)
            .args(behaviour)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut answers = BufReader::new(server.stdout.take().unwrap());
        answers.read_line(&mut line).unwrap();
        Some(Self {
            server,
            port: line.trim().parse().unwrap(),
            encryption,
            folder,
        })
    }

    fn settings(&self) -> MailSettings {
        self.settings_with("certificates = \"certificate.pem\"", "canary-mail")
    }

    fn settings_with(&self, line: &str, password: &str) -> MailSettings {
        let text = format!(
            "[mail]
             host = \"localhost\"
             port = {}
             encryption = \"{}\"
             {line}
             from = \"Seatwise <seatwise@example.com>\"
             to = [\"owner@example.com\", \"Zoë <zoe@example.com>\"]
             user = {{ value = \"somebody\" }}
             password = {{ value = \"{password}\" }}",
            self.port, self.encryption
        );
        let path = self.folder.path().join("seatwise.toml");
        Config::from_text(&path, &text).unwrap().mail.unwrap()
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Sends a letter; returns the reasons for which it was tried again.
    fn post(&self, settings: &MailSettings, again: bool) -> Result<Vec<String>, MailError> {
        let letter = letter(settings);
        let record = Record::open(&self.state(), &letter.name, again)?;
        let server = Server::of(settings)?;
        let mut reasons = Vec::new();
        send(
            &server,
            &letter,
            &record,
            &[Duration::ZERO; 3],
            |_, reason| {
                reasons.push(reason.to_owned());
            },
        )?;
        Ok(reasons)
    }

    /// The mails that the server took, with soft line breaks undone.
    fn mails(&self) -> Vec<String> {
        let mut paths: Vec<_> = fs::read_dir(self.folder.path().join("mails"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        let read = |path| fs::read_to_string(path).unwrap().replace("=\r\n", "");
        paths.into_iter().map(read).collect()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

fn letter(settings: &MailSettings) -> Letter {
    Letter::write(
        settings,
        "digest-2026-W47",
        "Seatwise digest, week 2026-W47",
        "plain words".to_owned(),
        "<!doctype html><p>Söhne</p>".to_owned(),
        SystemTime::UNIX_EPOCH,
    )
    .unwrap()
}

#[test]
fn a_letter_goes_to_everybody_with_both_kinds_of_encryption_and_a_login() {
    for encryption in ["tls", "starttls"] {
        let Some(post) = Post::start(encryption, &["take"]) else {
            return;
        };
        assert_eq!(post.post(&post.settings(), false).unwrap(), [""; 0]);
        let mails = post.mails();
        assert_eq!(mails.len(), 1, "{encryption}");
        for part in [
            "Subject: Seatwise digest, week 2026-W47",
            "To: owner@example.com, ",
            "<zoe@example.com>",
            "Message-ID: <digest-2026-W47.",
            "multipart/alternative",
            "plain words",
            "text/html",
        ] {
            assert!(
                mails[0].contains(part),
                "{encryption}: {part}\n{}",
                mails[0]
            );
        }
    }
}

#[test]
fn a_letter_is_sent_once_unless_it_is_wanted_again() {
    let Some(post) = Post::start("tls", &["take"]) else {
        return;
    };
    post.post(&post.settings(), false).unwrap();
    let error = post.post(&post.settings(), false).unwrap_err();
    assert!(matches!(error, MailError::Sent { .. }), "{error}");
    assert_eq!(post.mails().len(), 1);
    post.post(&post.settings(), true).unwrap();
    assert_eq!(post.mails().len(), 2);
}

#[test]
fn a_server_that_puts_the_letter_off_or_hangs_up_before_it_is_tried_again() {
    for behaviour in ["greylist", "hangup"] {
        let Some(post) = Post::start("starttls", &[behaviour, behaviour, "take"]) else {
            return;
        };
        let reasons = post.post(&post.settings(), false).unwrap();
        assert_eq!(reasons.len(), 2, "{behaviour}: {reasons:?}");
        assert!(reasons[0].contains("owner@example.com"), "{reasons:?}");
        assert_eq!(post.mails().len(), 1, "{behaviour}");
    }
}

#[test]
fn a_server_that_puts_the_letter_off_for_ever_is_told_and_the_next_call_may_send_it() {
    let Some(post) = Post::start(
        "tls",
        &["greylist", "greylist", "greylist", "greylist", "take"],
    ) else {
        return;
    };
    let error = post.post(&post.settings(), false).unwrap_err().to_string();
    assert!(error.contains("tried 4 times"), "{error}");
    assert!(error.contains("Greylisted"), "{error}");
    assert!(error.contains("nothing was sent"), "{error}");
    post.post(&post.settings(), false).unwrap();
    assert_eq!(post.mails().len(), 1);
}

#[test]
fn a_recipient_that_is_refused_is_named_and_nobody_gets_the_letter() {
    let Some(post) = Post::start("tls", &["take", "refuse"]) else {
        return;
    };
    let error = post.post(&post.settings(), false).unwrap_err().to_string();
    for part in [
        "tried 1 times",
        "zoe@example.com",
        "No such mailbox",
        "nothing was sent",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(post.mails().len(), 0);
}

#[test]
fn what_a_server_echoes_of_the_login_is_masked() {
    let Some(post) = Post::start("tls", &["echo"]) else {
        return;
    };
    let error = post.post(&post.settings(), false).unwrap_err().to_string();
    assert!(error.contains("heard [masked] and "), "{error}");
    assert!(!error.contains("canary"), "{error}");
    // The bytes of the user and the password in base64.
    assert!(!error.contains("Y2FuYXJ5LW1haW"), "{error}");
}

#[test]
fn a_letter_that_the_server_may_have_taken_is_not_sent_a_second_time_by_itself() {
    let Some(post) = Post::start("tls", &["drop", "drop", "take"]) else {
        return;
    };
    let error = post.post(&post.settings(), false).unwrap_err();
    assert!(matches!(error, MailError::Lost { .. }), "{error}");
    assert!(error.to_string().contains("`--again`"), "{error}");
    let error = post.post(&post.settings(), false).unwrap_err();
    assert!(matches!(error, MailError::Doubtful { .. }), "{error}");
    assert_eq!(post.mails().len(), 1);
    post.post(&post.settings(), true).unwrap();
    assert_eq!(post.mails().len(), 2);
}

#[test]
fn a_certificate_that_nobody_vouches_for_ends_the_try_and_nothing_is_said() {
    for encryption in ["tls", "starttls"] {
        let Some(post) = Post::start(encryption, &["take"]) else {
            return;
        };
        let settings = post.settings_with("", "canary-mail");
        let error = post.post(&settings, false).unwrap_err().to_string();
        assert!(error.contains("certificate"), "{encryption}: {error}");
        assert!(error.contains("tried 1 times"), "{encryption}: {error}");
        assert_eq!(post.mails().len(), 0);
    }
}

#[test]
fn a_wrong_password_is_told_once_and_not_shown() {
    let Some(post) = Post::start("starttls", &["take"]) else {
        return;
    };
    let settings = post.settings_with("certificates = \"certificate.pem\"", "canary-wrong");
    let error = post.post(&settings, false).unwrap_err().to_string();
    assert!(error.contains("535"), "{error}");
    assert!(!error.contains("canary"), "{error}");
    assert_eq!(post.mails().len(), 0);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let Some(post) = Post::start("tls", &["take"]) else {
        return;
    };
    let mut settings = post.settings();
    // Nobody listens there.
    settings.port = 1;
    let error = post.post(&settings, false).unwrap_err().to_string();
    assert!(error.contains("tried 4 times"), "{error}");
    assert!(error.contains("localhost:1"), "{error}");
}

#[test]
fn two_processes_do_not_send_one_letter_at_once() {
    let folder = TempDir::new().unwrap();
    let held = Record::open(folder.path(), "digest-2026-W47", false).unwrap();
    let error = Record::open(folder.path(), "digest-2026-W47", true).unwrap_err();
    assert!(matches!(error, MailError::Busy(_)), "{error}");
    drop(held);
    Record::open(folder.path(), "digest-2026-W47", false).unwrap();
}

#[test]
fn an_address_that_is_none_is_named() {
    let text = "[mail]\nhost = \"localhost\"\nfrom = \"a@b\"\nto = \"owner@@example.com\"";
    let path = std::env::temp_dir().join("seatwise.toml");
    let settings = Config::from_text(&path, text).unwrap().mail.unwrap();
    let error = Letter::write(
        &settings,
        "digest",
        "s",
        String::new(),
        String::new(),
        SystemTime::UNIX_EPOCH,
    )
    .unwrap_err();
    assert!(error.to_string().contains("owner@@example.com"), "{error}");
}

#[test]
fn no_line_break_of_a_subject_or_a_text_becomes_a_heading() {
    let config = Config::from_text(
        Path::new("seatwise.toml"),
        "[mail]\nhost = \"localhost\"\nfrom = \"seatwise@example.com\"\nto = \"ana@example.com\"\n",
    )
    .unwrap();
    let letter = Letter::write(
        &config.mail.unwrap(),
        "digest-2026-W47",
        "Digest\r\nBcc: everybody@example.com\r\n\r\nHello",
        "text\r\nBcc: everybody@example.com\r\n.\r\nQUIT".to_owned(),
        "<p>\r\n.\r\n</p>".to_owned(),
        SystemTime::UNIX_EPOCH,
    )
    .unwrap();
    let bytes = String::from_utf8(letter.bytes()).unwrap();
    let (head, _) = bytes.split_once("\r\n\r\n").unwrap();
    assert!(head.lines().all(|line| !line.starts_with("Bcc:")), "{head}");
    assert_eq!(
        head.lines()
            .filter(|line| line.starts_with("Subject:"))
            .count(),
        1
    );
}
