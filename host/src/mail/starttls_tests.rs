//! Somebody between here and the mail server, who writes answers of their own behind the server's answer to STARTTLS.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, SystemTime},
};

use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use super::{Letter, MailError, Record, Server, send};
use crate::config::Config;

/// A whole dialogue in which a mail is taken.
const WHOLE: &str =
    "250-localhost\r\n250 AUTH PLAIN\r\n235 in\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n";

/// How the server behind TLS behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// It answers, and takes the mail.
    Takes,
    /// It answers each command when the next one comes, and would refuse the mail.
    Late,
    /// It says nothing.
    Silent,
}

struct Place {
    folder: TempDir,
    port: u16,
    /// What the server was told behind TLS.
    told: Arc<Mutex<Vec<String>>>,
}

impl Place {
    fn new(injected: &'static str, behind: Behind) -> Self {
        let folder = TempDir::new().unwrap();
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(folder.path().join("certificate.pem"), key.cert.pem()).unwrap();
        let der =
            PrivateKeyDer::from_pem_slice(key.signing_key.serialize_pem().as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], der)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Mutex::default());
        let (config, heard) = (Arc::new(config), Arc::clone(&told));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that hangs up ends its connection here.
                let _ = serve(stream, Arc::clone(&config), injected, behind, &heard);
            }
        });
        Self { folder, port, told }
    }

    fn post(&self, login: bool) -> Result<(), MailError> {
        let login = match login {
            true => "user = { value = \"somebody\" }\npassword = { value = \"canary-mail\" }\n",
            false => "",
        };
        let text = format!(
            "[mail]\nhost = \"localhost\"\nport = {}\nencryption = \"starttls\"\ncertificates = \"certificate.pem\"\n\
             from = \"seatwise@example.com\"\nto = \"owner@example.com\"\n{login}",
            self.port
        );
        let path = self.folder.path().join("seatwise.toml");
        let settings = Config::from_text(&path, &text).unwrap().mail.unwrap();
        let letter = Letter::write(
            &settings,
            "digest",
            "Digest",
            "plain".to_owned(),
            "<p>".to_owned(),
            SystemTime::UNIX_EPOCH,
        )
        .unwrap();
        let record = Record::open(&self.folder.path().join("state"), "digest", false)?;
        send(
            &Server::of(&settings)?,
            &letter,
            &record,
            &[Duration::ZERO; 2],
            |_, _| {},
        )
    }
}

/// Reads a line to its end and no further, so that nothing of TLS is taken.
fn line(stream: &mut impl Read) -> std::io::Result<String> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while line.last() != Some(&b'\n') {
        stream.read_exact(&mut byte)?;
        line.extend(byte);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn serve(
    mut stream: TcpStream,
    config: Arc<ServerConfig>,
    injected: &str,
    behind: Behind,
    told: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    stream.write_all(b"220 localhost\r\n")?;
    line(&mut stream)?;
    stream.write_all(b"250-localhost\r\n250 STARTTLS\r\n")?;
    line(&mut stream)?;
    stream.write_all(format!("220 go on\r\n{injected}").as_bytes())?;
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let mut late = None;
    let mut is_mail = false;
    loop {
        let mut command = String::new();
        if stream.read_line(&mut command)? == 0 {
            return Ok(());
        }
        let command = command.trim_end();
        told.lock().unwrap().push(command.to_owned());
        let answer = match (is_mail, command.split(' ').next().unwrap_or_default()) {
            (true, ".") if behind == Behind::Late => "550 not wanted\r\n",
            (true, ".") => "250 taken\r\n",
            (true, _) => continue,
            (_, "EHLO") => "250-localhost\r\n250 AUTH PLAIN\r\n",
            (_, "AUTH") => "235 in\r\n",
            (_, "DATA") => "354 go on\r\n",
            _ => "250 ok\r\n",
        };
        is_mail = command == "DATA" || (is_mail && command != ".");
        let now = match behind {
            Behind::Takes => Some(answer),
            Behind::Late => late.replace(answer),
            Behind::Silent => None,
        };
        stream
            .get_mut()
            .write_all(now.unwrap_or_default().as_bytes())?;
        stream.get_mut().flush()?;
    }
}

#[test]
fn a_server_that_nobody_interferes_with_takes_the_mail() {
    for login in [true, false] {
        let place = Place::new("", Behind::Takes);
        place.post(login).unwrap();
        assert!(place.told.lock().unwrap().iter().any(|line| line == "."));
    }
}

#[test]
fn answers_that_were_written_before_tls_are_no_answers_and_the_mail_is_not_told_as_sent() {
    let one = "250-localhost\r\n250 AUTH PLAIN\r\n";
    for (injected, behind) in [
        (WHOLE, Behind::Silent),
        (WHOLE, Behind::Takes),
        (WHOLE, Behind::Late),
        (one, Behind::Takes),
        // The true answer to each command comes when the next one was sent.
        (one, Behind::Late),
        ("250-localhost\r\n250 AUTH PLAIN\r\n2", Behind::Late),
        ("250-localhost\r\n250 AUTH PLAIN\r\n250-", Behind::Late),
        ("250 x", Behind::Takes),
        ("454 not now\r\n", Behind::Takes),
        ("\r\n", Behind::Takes),
    ] {
        for login in [true, false] {
            let place = Place::new(injected, behind);
            let error = place.post(login).unwrap_err();
            assert!(
                matches!(&error, MailError::Refused { .. }),
                "{injected:?}: {error}"
            );
            let told = place.told.lock().unwrap().clone();
            assert!(
                !told.iter().any(|line| line == "."),
                "{injected:?}: {told:?}"
            );
            // What was refused may be sent later; it was not told as sent.
            assert!(place.post(login).is_err());
        }
    }
    let error = Place::new(WHOLE, Behind::Silent).post(true).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("before it was encrypted") && error.contains("nothing was sent"),
        "{error}"
    );
}

#[test]
fn a_line_that_is_put_before_the_first_answer_over_tls_changes_no_other_answer() {
    let place = Place::new("250-x\r\n", Behind::Takes);
    place.post(true).unwrap();
    assert!(place.told.lock().unwrap().iter().any(|line| line == "."));
}

#[test]
fn a_server_whose_answer_has_no_end_is_named_and_nothing_is_sent() {
    let mut place = Place::new("", Behind::Silent);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    place.port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            while stream.write_all(&[b'2'; 4096]).is_ok() {}
        }
    });
    let error = place.post(true).unwrap_err();
    assert!(matches!(&error, MailError::Refused { .. }), "{error}");
    let error = error.to_string();
    assert!(
        error.contains("sent more than 1024 KiB of answers") && error.contains("nothing was sent"),
        "{error}"
    );
}
