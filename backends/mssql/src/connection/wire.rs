//! The driver over a blocking socket, without a runtime.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

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
