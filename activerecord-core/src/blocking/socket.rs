//! The socket: blocking underneath, futures' polling on top.

use std::io::{self, ErrorKind, Read as _};
use std::mem::MaybeUninit;
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use socket2::{Domain, SockAddr, Socket, Type};

use super::SocketOptions;

/// A connected socket that blocks only when its [`Drive`](super::Drive) lets it. A clone is the
/// same socket: one goes into the driver, another stays outside to look at it.
#[derive(Debug, Clone)]
pub struct BlockingSocket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    socket: Socket,
    /// Whether the next read may wait for the server. Each read takes it back.
    may_read: AtomicBool,
}

/// What can be said about the other end without asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// Nothing speaks against it.
    Quiet,
    /// It has said something that was not read yet.
    Pending,
    /// It has hung up, or the connection failed.
    Closed,
}

impl BlockingSocket {
    /// Connects to a host by TCP, trying all its addresses in turn. Small packets are sent at
    /// once.
    ///
    /// # Errors
    /// The name is unknown, or the last address's reason. A time limit gives
    /// [`ErrorKind::TimedOut`].
    pub fn connect_tcp(host: &str, port: u16, options: &SocketOptions) -> io::Result<Self> {
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
        let deadline = options.connect_timeout.and_then(|limit| Instant::now().checked_add(limit));
        let mut failure = io::Error::new(ErrorKind::NotFound, "the host has no address");
        for (index, address) in addresses.iter().enumerate() {
            let limit = deadline.map(|deadline| share(deadline, addresses.len() - index));
            match open_tcp(*address, limit, options) {
                Ok(socket) => return Self::new(socket, options),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Connects to a socket in the file system.
    ///
    /// # Errors
    /// There is none at the path, or the system has no such sockets.
    pub fn connect_unix(path: &Path, options: &SocketOptions) -> io::Result<Self> {
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        socket.connect(&SockAddr::unix(path)?)?;
        Self::new(socket, options)
    }

    fn new(socket: Socket, options: &SocketOptions) -> io::Result<Self> {
        let socket = BlockingSocket(Arc::new(Inner { socket, may_read: AtomicBool::new(false) }));
        socket.set_timeouts(options.read_timeout, options.write_timeout)?;
        Ok(socket)
    }

    /// Sets how long one read and one write may wait; a login may need other limits than what
    /// follows it.
    ///
    /// # Errors
    /// The operating system's.
    pub fn set_timeouts(&self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        // Zero would mean no limit to the system.
        let at_least = |limit: Duration| limit.max(Duration::from_millis(1));
        self.0.socket.set_read_timeout(read.map(at_least))?;
        self.0.socket.set_write_timeout(write.map(at_least))
    }

    /// Reads what the server sent; is pending unless the drive has let it wait.
    ///
    /// # Errors
    /// The operating system's; a time limit gives [`ErrorKind::TimedOut`].
    pub fn poll_read(&self, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        if !self.0.may_read.swap(false, Ordering::Relaxed) {
            return Poll::Pending;
        }
        Poll::Ready(patient(|| (&self.0.socket).read(buffer)))
    }

    /// Writes, and is always ready.
    ///
    /// # Errors
    /// The operating system's; a time limit gives [`ErrorKind::TimedOut`].
    pub fn poll_write(&self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(patient(|| send(&self.0.socket, bytes)))
    }

    /// Does nothing: what is written is on its way.
    ///
    /// # Errors
    /// None; the result has the form that drivers want.
    pub fn poll_flush(&self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Says the last word to the server.
    ///
    /// # Errors
    /// The operating system's.
    pub fn poll_close(&self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.0.socket.shutdown(Shutdown::Write))
    }

    /// Cuts the connection, also under a thread that waits in a read, whose read then ends.
    ///
    /// # Errors
    /// The operating system's.
    pub fn shutdown(&self) -> io::Result<()> {
        self.0.socket.shutdown(Shutdown::Both)
    }

    /// Looks whether the other end is still there, without a round trip.
    #[must_use]
    pub fn liveness(&self) -> Liveness {
        match peek(&self.0.socket) {
            Ok(0) => Liveness::Closed,
            Ok(_) => Liveness::Pending,
            Err(error) if error.kind() == ErrorKind::WouldBlock => Liveness::Quiet,
            Err(error) if error.kind() == ErrorKind::Interrupted => Liveness::Quiet,
            Err(_) => Liveness::Closed,
        }
    }

    /// Lets the next read wait, or not, and says whether one was let before that did not come.
    #[inline]
    pub(super) fn allow_read(&self, allow: bool) -> bool {
        self.0.may_read.swap(allow, Ordering::Relaxed)
    }
}

/// An equal part of the time that is left, so that one dead address does not use it up.
fn share(deadline: Instant, addresses: usize) -> Duration {
    let left = deadline.saturating_duration_since(Instant::now());
    let parts = u32::try_from(addresses.max(1)).unwrap_or(u32::MAX);
    (left / parts).max(Duration::from_millis(1))
}

fn open_tcp(
    address: SocketAddr,
    limit: Option<Duration>,
    options: &SocketOptions,
) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    match limit {
        Some(limit) => socket.connect_timeout(&address.into(), limit)?,
        None => socket.connect(&address.into())?,
    }
    socket.set_tcp_nodelay(true)?;
    if let Some(keepalive) = options.keepalive {
        socket.set_tcp_keepalive(&keepalive.parameters())?;
    }
    Ok(socket)
}

/// Goes on after a signal. A time limit comes from the system as `WouldBlock`, which a TLS layer
/// above would take for "ask again": it gets its right name.
fn patient(mut attempt: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Err(ErrorKind::TimedOut.into());
            }
            result => return result,
        }
    }
}

/// Without the signal that a closed connection sends on Linux, which ends programs that do not
/// expect it; elsewhere the socket was made not to send it.
#[cfg(target_os = "linux")]
fn send(socket: &Socket, bytes: &[u8]) -> io::Result<usize> {
    socket.send_with_flags(bytes, libc::MSG_NOSIGNAL)
}

#[cfg(not(target_os = "linux"))]
fn send(socket: &Socket, bytes: &[u8]) -> io::Result<usize> {
    socket.send(bytes)
}

/// Looks at the next byte without waiting for it and without taking it.
#[cfg(unix)]
fn peek(socket: &Socket) -> io::Result<usize> {
    let mut byte = [MaybeUninit::uninit()];
    socket.recv_with_flags(&mut byte, libc::MSG_PEEK | libc::MSG_DONTWAIT)
}

#[cfg(not(unix))]
fn peek(socket: &Socket) -> io::Result<usize> {
    let mut byte = [MaybeUninit::uninit()];
    socket.set_nonblocking(true)?;
    let result = socket.peek(&mut byte);
    socket.set_nonblocking(false)?;
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocking::Drive;
    use std::io::Write as _;
    use std::net::TcpListener;
    use std::task::Waker;

    fn pair(options: &SocketOptions) -> (BlockingSocket, std::net::TcpStream) {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = server.local_addr().unwrap().port();
        let socket = BlockingSocket::connect_tcp("localhost", port, options).unwrap();
        (socket, server.accept().unwrap().0)
    }

    fn soon() -> SocketOptions {
        SocketOptions { read_timeout: Some(Duration::from_millis(50)), ..Default::default() }
    }

    #[test]
    fn liveness_costs_nothing_that_was_sent() {
        let (socket, mut peer) = pair(&SocketOptions::default());
        assert_eq!(socket.liveness(), Liveness::Quiet);
        peer.write_all(b"x").unwrap();
        while socket.liveness() == Liveness::Quiet {}
        assert_eq!(socket.liveness(), Liveness::Pending);
        let mut byte = [0];
        Drive::new(&socket).run(|cx| socket.poll_read(cx, &mut byte)).unwrap();
        assert_eq!(&byte, b"x");
        drop(peer);
        while socket.liveness() == Liveness::Quiet {}
        assert_eq!(socket.liveness(), Liveness::Closed);
    }

    #[test]
    fn a_read_waits_only_within_the_drive_and_not_for_ever() {
        let (socket, _peer) = pair(&soon());
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(socket.poll_read(cx, &mut [0]).is_pending());
        let late = Drive::new(&socket).run(|cx| socket.poll_read(cx, &mut [0]));
        assert_eq!(late.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn work_that_was_woken_comes_before_waiting() {
        let (socket, _peer) = pair(&soon());
        let mut rounds = 0;
        let answer = Drive::new(&socket).run(|cx| {
            rounds += 1;
            if rounds == 3 {
                return Poll::Ready(rounds);
            }
            cx.waker().wake_by_ref();
            assert!(socket.poll_read(cx, &mut [0]).is_pending());
            Poll::Pending
        });
        assert_eq!(answer, 3);
    }

    #[test]
    fn a_closed_port_is_refused_and_a_cut_read_ends() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = server.local_addr().unwrap().port();
        drop(server);
        let refused = BlockingSocket::connect_tcp("127.0.0.1", port, &SocketOptions::default());
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::ConnectionRefused);

        let (socket, _peer) = pair(&SocketOptions::default());
        let other = socket.clone();
        let reader = std::thread::spawn(move || {
            Drive::new(&other).run(|cx| other.poll_read(cx, &mut [0; 8]))
        });
        socket.shutdown().unwrap();
        assert_eq!(reader.join().unwrap().unwrap(), 0);
    }
}
