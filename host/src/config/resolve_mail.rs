//! From the parsed file to typed values: `[mail]`.

use std::net::IpAddr;
use std::path::Path;

use super::mail::{MailEncryption, MailSettings};
use super::resolve::resolve_path;
use super::resolve_connection::source;
use super::tree::{Fields, Node, Problems};

const KEYS: [&str; 8] = [
    "host",
    "port",
    "encryption",
    "certificates",
    "from",
    "to",
    "user",
    "password",
];

/// Resolves `[mail]`. Returns none when something is missing that no mail can do without.
pub(super) fn resolve_mail(
    node: &Node<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> Option<MailSettings> {
    let fields = node.fields(problems, &KEYS)?;
    let host = required(node, &fields, "host", problems).and_then(|host| host.text(problems));
    let stated = fields.get("port").map(|node| {
        node.integer(problems, 1..=65_535)
            .and_then(|port| u16::try_from(port).ok())
    });
    let encryption = match fields.get("encryption") {
        // These are the ports at which a connection begins in the open (RFC 6409 and RFC 5321).
        None if matches!(stated, Some(Some(587 | 25))) => Some(MailEncryption::StartTls),
        // Before the encryption of STARTTLS begins, whoever is in between can put words into the server's mouth.
        None => Some(MailEncryption::Tls),
        Some(node) => encryption(node, host.as_deref(), problems),
    };
    let port = stated.unwrap_or_else(|| {
        encryption.map(|encryption| match encryption {
            MailEncryption::StartTls => 587,
            MailEncryption::Tls => 465,
            MailEncryption::None => 25,
        })
    });
    let from = required(node, &fields, "from", problems)
        .and_then(|node| Some((node, node.text(problems)?)))
        .and_then(|(node, from)| address(node, from, problems));
    let to = required(node, &fields, "to", problems).and_then(|node| recipients(node, problems));
    let secret = |name, problems: &mut Problems<'_>| {
        fields
            .get(name)
            .and_then(|node| source(node, directory, problems))
    };
    let user = secret("user", problems);
    let password = secret("password", problems);
    for (one, other) in [("user", "password"), ("password", "user")] {
        if let (Some(given), None) = (fields.get(one), fields.get(other)) {
            given.fault(
                problems,
                format!("given without {other}; give both or neither"),
            );
        }
    }
    Some(MailSettings {
        host: host?,
        port: port?,
        encryption: encryption?,
        certificates: fields
            .get("certificates")
            .and_then(|node| resolve_path(node, directory, problems)),
        from: from?,
        to: to?,
        user,
        password,
        directory: directory.to_path_buf(),
    })
}

fn required<'f, 't>(
    mail: &Node<'_>,
    fields: &'f Fields<'t>,
    name: &str,
    problems: &mut Problems<'_>,
) -> Option<&'f Node<'t>> {
    let found = fields.get(name);
    if found.is_none() {
        let key = format!("{}.{name}", mail.path);
        problems.report(mail.offset, &key, "missing; mail needs host, from and to");
    }
    found
}

fn encryption(
    node: &Node<'_>,
    host: Option<&str>,
    problems: &mut Problems<'_>,
) -> Option<MailEncryption> {
    match node.text(problems)?.as_str() {
        "starttls" => Some(MailEncryption::StartTls),
        "tls" => Some(MailEncryption::Tls),
        "none" if host.is_some_and(is_this_machine) => Some(MailEncryption::None),
        "none" => {
            node.fault(
                problems,
                "mail without encryption is permitted only for a server on this machine (localhost); expected \"starttls\" or \"tls\"",
            );
            None
        }
        _ => {
            node.fault(
                problems,
                "expected \"starttls\", \"tls\", or \"none\" for a server on this machine",
            );
            None
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|host| host.is_loopback())
}

fn recipients(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    let given = if node.is_text() {
        vec![node.text(problems)?]
    } else {
        node.texts(problems)?
    };
    given
        .into_iter()
        .map(|recipient| address(node, recipient, problems))
        .collect()
}

/// Looks for the worst mistakes; whether the rest is an address, the mail room says when it is used.
fn address(node: &Node<'_>, text: String, problems: &mut Problems<'_>) -> Option<String> {
    if text.contains('@') && !text.contains(char::is_control) {
        return Some(text);
    }
    node.fault(
        problems,
        "expected an address such as \"owner@example.com\" or \"Seatwise <seatwise@example.com>\"",
    );
    None
}
