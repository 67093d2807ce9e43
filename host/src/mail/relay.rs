//! What stands between `lettre` and the mail server, and counts.
//!
//! `lettre` reads an answer to its end, however long it is, and keeps it in memory; it takes no stream of ours. So it
//! talks to a relay in this process, which hangs up when the server sends more, or for longer, than any mail server
//! does. The relay does not look at what goes through: it may be encrypted, and the certificate is checked against the
//! name of the server all the same.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// The most that a server may send in all while it takes a mail, in bytes: certificates and some short lines.
const MOST: usize = 1 << 20;
/// How long a server may take in all for a mail. Each answer has a shorter limit of its own.
const LONGEST: Duration = Duration::from_secs(600);

/// Why the relay hung up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// The server sent more than any mail server does.
    Bytes,
    /// The server took longer for one mail than any mail server does.
    Time,
}

impl Excess {
    /// What is said of it.
    pub(super) fn reason(self) -> String {
        match self {
            Self::Bytes => format!(
                "the server sent more than {} KiB of answers, as no mail server does; check `host` and `port` under [mail]",
                MOST >> 10
            ),
            Self::Time => format!(
                "the server did not finish within {} minutes; check `host` and `port` under [mail]",
                LONGEST.as_secs() / 60
            ),
        }
    }
}

/// A connection to a mail server, at an address of this machine. It ends when this is dropped.
pub(super) struct Relay {
    address: SocketAddr,
    server: TcpStream,
    excess: Arc<OnceLock<Excess>>,
}

impl Relay {
    /// Connects to a server; each of its addresses has `patience` to answer.
    ///
    /// # Errors
    /// As the network does.
    pub(super) fn to(host: &str, port: u16, patience: Duration) -> io::Result<Self> {
        Self::with(host, port, patience, MOST, LONGEST)
    }

    fn with(
        host: &str,
        port: u16,
        patience: Duration,
        most: usize,
        longest: Duration,
    ) -> io::Result<Self> {
        let server = dial(host, port, patience)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let relay = Self {
            address: listener.local_addr()?,
            server: server.try_clone()?,
            excess: Arc::default(),
        };
        let excess = Arc::clone(&relay.excess);
        thread::Builder::new().spawn(move || {
            if let Ok((client, _)) = listener.accept() {
                // Whoever hangs up ends both directions.
                let _ = exchange(&client, &server, &excess, most, longest);
                let _ = client.shutdown(Shutdown::Both);
            }
            let _ = server.shutdown(Shutdown::Both);
        })?;
        Ok(relay)
    }

    /// Where it takes the connection that it relays, the first and only one.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Why it hung up; none where it did not.
    pub(super) fn excess(&self) -> Option<Excess> {
        self.excess.get().copied()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.server.shutdown(Shutdown::Both);
        // Nobody waits any more for a connection that never came.
        let _ = TcpStream::connect(self.address);
    }
}

fn dial(host: &str, port: u16, patience: Duration) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Passes on what both say until one of them hangs up or the server exceeds a limit.
fn exchange(
    client: &TcpStream,
    server: &TcpStream,
    excess: &OnceLock<Excess>,
    most: usize,
    longest: Duration,
) -> io::Result<()> {
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::Builder::new().spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    })?;
    let (mut server, mut client) = (server, client);
    let deadline = Instant::now() + longest;
    let mut sent = 0;
    let mut buffer = [0; 8192];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let _ = excess.set(Excess::Time);
            return Ok(());
        }
        server.set_read_timeout(Some(left))?;
        let count = match server.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock
                        | io::ErrorKind::TimedOut
                        | io::ErrorKind::Interrupted
                ) =>
            {
                continue;
            }
            Err(error) => return Err(error),
        };
        sent += count;
        if sent > most {
            let _ = excess.set(Excess::Bytes);
            return Ok(());
        }
        client.write_all(buffer.get(..count).unwrap_or_default())?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that does so with its one connection.
    fn server(serve: impl FnOnce(TcpStream) + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(listener.accept().unwrap().0));
        port
    }

    fn everything(relay: &Relay, say: &[u8]) -> Vec<u8> {
        let mut client = TcpStream::connect(relay.address()).unwrap();
        client.write_all(say).unwrap();
        let mut heard = Vec::new();
        // Whether the end is an orderly one does not matter.
        let _ = client.read_to_end(&mut heard);
        heard
    }

    #[test]
    fn what_both_say_is_passed_on_to_the_end() {
        let port = server(|mut stream| {
            let mut heard = [0; 5];
            stream.read_exact(&mut heard).unwrap();
            stream.write_all(&heard).unwrap();
        });
        let relay = Relay::to("localhost", port, Duration::from_secs(60)).unwrap();
        assert_eq!(everything(&relay, b"hello"), b"hello");
        assert_eq!(relay.excess(), None);
    }

    #[test]
    fn a_server_that_sends_without_end_is_cut_off_at_the_limit() {
        let port = server(|mut stream| while stream.write_all(&[b'2'; 4096]).is_ok() {});
        let relay = Relay::to("127.0.0.1", port, Duration::from_secs(60)).unwrap();
        let heard = everything(&relay, b"");
        assert!(heard.len() <= MOST, "{}", heard.len());
        assert_eq!(relay.excess(), Some(Excess::Bytes));
    }

    #[test]
    fn a_server_that_goes_on_for_too_long_is_cut_off() {
        let port = server(|mut stream| {
            // Slowly, but never silent for long.
            let mut heard = [0; 1];
            stream
                .set_read_timeout(Some(Duration::from_millis(5)))
                .unwrap();
            while stream.write_all(b"2").is_ok() && !matches!(stream.read(&mut heard), Ok(0)) {}
        });
        let patience = Duration::from_secs(60);
        let relay = Relay::with("127.0.0.1", port, patience, MOST, Duration::from_millis(50));
        let relay = relay.unwrap();
        assert!(!everything(&relay, b"").is_empty());
        assert_eq!(relay.excess(), Some(Excess::Time));
    }
}
