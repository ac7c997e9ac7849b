//! The driver's connection over a blocking socket.
//!
//! Not the crate `postgres`: its rows cost a `block_on` each, which doubles the time of reading a
//! large result, and it brings a runtime per connection that can't be entered from inside another.
//! `tokio-postgres`, on which it stands, takes any stream, and needs no runtime to be polled.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use activerecord_core::blocking::{BlockingSocket, Drive, Liveness};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::{AsyncMessage, Connection};

use super::tap::Tap;
use crate::tls;

/// The socket, in the form that the driver wants.
#[derive(Debug)]
pub(crate) struct Wire {
    socket: BlockingSocket,
    /// None where there are no messages to be seen: the connection is encrypted, or asks for
    /// nothing.
    tap: Option<Tap>,
}

impl Wire {
    pub(super) fn new(socket: BlockingSocket, tap: Option<Tap>) -> Self {
        Wire { socket, tap }
    }

    /// Takes the tap out, for who decrypts what is read here.
    #[cfg(feature = "tls")]
    pub(crate) fn take_tap(&mut self) -> io::Result<Option<Tap>> {
        self.tap.take().map(Tap::encrypted).transpose()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Wire { socket, tap } = self.get_mut();
        if let Some(tap) = tap {
            return tap.poll_read(buffer, |room| socket.poll_read(cx, room));
        }
        let read = ready!(socket.poll_read(cx, buffer.initialize_unfilled()))?;
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.socket.poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.poll_close(cx)
    }
}

/// The driver's half that speaks with the server, and what drives it.
#[derive(Debug)]
pub(super) struct Link {
    protocol: Protocol,
    socket: BlockingSocket,
    drive: Drive,
    tap: Tap,
}

struct Protocol {
    /// None after its end: the driver must not be polled any more, and only when this half is gone
    /// it refuses new requests, instead of letting them wait for ever.
    connection: Option<Connection<Wire, tls::Stream>>,
    /// Why it ended, until somebody asks.
    failure: Option<tokio_postgres::Error>,
    /// The server has warned that no transaction is open.
    outside_transaction: bool,
}

/// SQLSTATE `no_active_sql_transaction`, as a warning.
const NO_TRANSACTION: &str = "25P01";

impl Link {
    pub(super) fn new(
        connection: Connection<Wire, tls::Stream>,
        socket: BlockingSocket,
        drive: Drive,
        tap: Tap,
    ) -> Self {
        let connection = Some(connection);
        let protocol = Protocol { connection, failure: None, outside_transaction: false };
        Link { protocol, socket, drive, tap }
    }

    /// A parameter that the server reports by itself.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.protocol.connection.as_ref()?.parameter(name)
    }

    /// Brings one of the driver's futures to its end.
    pub(super) fn run<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        self.poll(|cx| future.as_mut().poll(cx))
    }

    /// Polls until there is a result, speaking with the server meanwhile.
    pub(super) fn poll<T>(&mut self, poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        let Link { protocol, drive, .. } = self;
        drive.run_with(|cx| protocol.poll(cx), poll)
    }

    /// Where rows come out before the driver sees them.
    pub(super) fn tap(&self) -> &Tap {
        &self.tap
    }

    /// Takes in what the server has said unasked, and tells whether it is still there. Costs no
    /// round trip.
    pub(super) fn is_alive(&mut self) -> bool {
        while !self.has_ended() {
            match self.socket.liveness() {
                Liveness::Quiet => return true,
                Liveness::Closed => self.protocol.connection = None,
                Liveness::Pending => {
                    let Link { protocol, drive, .. } = self;
                    if !drive.take_in(|cx| protocol.poll(cx)) {
                        // The driver still has what came before.
                        return !self.has_ended();
                    }
                }
            }
        }
        false
    }

    /// Whether the driver has come to its end.
    pub(super) fn has_ended(&self) -> bool {
        self.protocol.connection.is_none()
    }

    /// Why the connection ended.
    pub(super) fn take_failure(&mut self) -> Option<tokio_postgres::Error> {
        self.protocol.failure.take()
    }

    /// Whether the server has warned, since the last call, that no transaction is open.
    pub(super) fn take_outside_transaction(&mut self) -> bool {
        std::mem::take(&mut self.protocol.outside_transaction)
    }
}

impl Drop for Link {
    /// Says goodbye, without waiting for anything.
    fn drop(&mut self) {
        let Link { protocol, drive, .. } = self;
        drive.once(|cx| protocol.poll(cx));
    }
}

impl Protocol {
    /// Writes what is to be written and hands out what was read.
    fn poll(&mut self, cx: &mut Context<'_>) {
        while let Some(connection) = &mut self.connection {
            match connection.poll_message(cx) {
                Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) => {
                    self.outside_transaction |= notice.code().code() == NO_TRANSACTION;
                }
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => {
                    self.connection = None;
                    self.failure = Some(error);
                }
                Poll::Ready(None) => self.connection = None,
                Poll::Pending => return,
            }
        }
    }
}

impl std::fmt::Debug for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Protocol")
            .field("ended", &self.connection.is_none())
            .finish_non_exhaustive()
    }
}
