//! TCP connections that can be reset: what lies below HTTP.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The end of a wire that a request handler holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire {
    reset: Arc<AtomicBool>,
}

impl Wire {
    /// Resets the connection instead of sending anything more.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
    }
}

/// Accepts connections and counts them.
#[derive(Debug)]
pub(crate) struct Connections {
    listener: TcpListener,
    accepted: Arc<AtomicU64>,
}

impl Connections {
    pub(crate) fn new(listener: TcpListener, accepted: Arc<AtomicU64>) -> Self {
        Self { listener, accepted }
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    self.accepted.fetch_add(1, Ordering::SeqCst);
                    // Answers are small: waiting for more to send would add 40 ms to each.
                    let _ = stream.set_nodelay(true);
                    return (
                        Connection {
                            stream,
                            wire: Wire::default(),
                        },
                        address,
                    );
                }
                // Out of descriptors, most likely: others are given the time to close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Connections>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        stream.io().wire.clone()
    }
}

/// A connection that obeys its [`Wire`].
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    wire: Wire,
}

impl Connection {
    fn check(&self) -> io::Result<()> {
        if !self.wire.reset.load(Ordering::SeqCst) {
            return Ok(());
        }
        // Closing without lingering sends RST; the error makes the server close at once.
        self.stream.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
