//! The socket below the driver's connection, for what the driver has no call for.

use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

use mysql::Conn;
use socket2::SockRef;

/// The connection's socket.
fn socket(conn: &Conn) -> BorrowedFd<'_> {
    // SAFETY: the descriptor is of the connection's own socket, which stays open as long as the
    // connection lives, and what is handed back borrows the connection. The driver gives the
    // number only.
    #[allow(unsafe_code)]
    unsafe {
        BorrowedFd::borrow_raw(conn.as_raw_fd())
    }
}

/// Whether there is something to read although nothing was asked: the server has closed the
/// connection, or says why it will. Costs no round trip.
pub(super) fn is_readable(conn: &Conn) -> bool {
    let fd = socket(conn);
    let mut byte = [MaybeUninit::uninit()];
    let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
    match SockRef::from(&fd).recv_with_flags(&mut byte, flags) {
        // No byte is the end of the stream.
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted
        ),
    }
}

/// Sets how long a read may take from now on.
pub(super) fn set_read_timeout(conn: &Conn, timeout: Option<Duration>) -> std::io::Result<()> {
    SockRef::from(&socket(conn)).set_read_timeout(timeout)
}
