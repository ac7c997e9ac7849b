//! The driver over a blocking socket, without a runtime.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use activerecord_core::blocking::{BlockingSocket, Drive};
use futures_io::{AsyncRead, AsyncWrite};

/// The socket, in the form that the driver wants.
#[derive(Debug)]
pub struct Wire(pub(super) BlockingSocket);

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.0.poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_close(cx)
    }
}

/// Brings one of the driver's futures to its end.
#[inline]
pub(super) fn finish<F: Future>(drive: &Drive, future: F) -> F::Output {
    let mut future = pin!(future);
    drive.run(|cx| future.as_mut().poll(cx))
}

/// The same, no longer than until then, however often the server says a little.
pub(super) fn finish_by<T>(
    drive: &Drive,
    socket: &BlockingSocket,
    deadline: Option<Instant>,
    future: impl Future<Output = tiberius::Result<T>>,
) -> tiberius::Result<T> {
    let Some(deadline) = deadline else { return finish(drive, future) };
    let mut future = pin!(future);
    drive.run(|cx| {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let late = io::Error::from(io::ErrorKind::TimedOut);
            return Poll::Ready(Err(late.into()));
        }
        socket.set_timeouts(Some(left), Some(left))?;
        future.as_mut().poll(cx)
    })
}
