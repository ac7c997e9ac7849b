//! Polls a driver's futures over a blocking socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::BlockingSocket;

/// Brings a driver's futures to their end over its [`BlockingSocket`]. Made once per connection.
///
/// ```
/// use activerecord_core::blocking::{BlockingSocket, Drive, SocketOptions};
/// use std::io::{Read, Write};
/// use std::task::Poll;
///
/// # fn main() -> std::io::Result<()> {
/// let server = std::net::TcpListener::bind("127.0.0.1:0")?;
/// let port = server.local_addr()?.port();
/// let echo = std::thread::spawn(move || {
///     let (mut peer, _) = server.accept()?;
///     let mut word = [0; 4];
///     peer.read_exact(&mut word)?;
///     peer.write_all(&word)
/// });
///
/// let socket = BlockingSocket::connect_tcp("127.0.0.1", port, &SocketOptions::default())?;
/// let drive = Drive::new(&socket);
/// let written = drive.run(|cx| socket.poll_write(cx, b"ping"))?;
/// let mut answer = [0; 16];
/// let read = drive.run(|cx| socket.poll_read(cx, &mut answer))?;
/// assert_eq!((written, &answer[..read]), (4, &b"ping"[..]));
/// # echo.join().unwrap()
/// # }
/// ```
#[derive(Debug)]
pub struct Drive {
    socket: BlockingSocket,
    woken: Arc<Flag>,
    waker: Waker,
}

/// Remembers that somebody was woken.
#[derive(Debug, Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drive {
    /// A drive for the driver that was given `socket`.
    #[must_use]
    pub fn new(socket: &BlockingSocket) -> Self {
        let woken = Arc::new(Flag::default());
        Drive { socket: socket.clone(), waker: Waker::from(Arc::clone(&woken)), woken }
    }

    /// Polls until there is a result. The thread waits for the server only when nothing is left
    /// to do without it.
    pub fn run<T>(&self, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        let cx = &mut Context::from_waker(&self.waker);
        self.socket.allow_read(false);
        loop {
            self.woken.0.store(false, Ordering::Relaxed);
            if let Poll::Ready(value) = poll(cx) {
                return value;
            }
            // Whoever was woken has work left that needs no answer: the server may be waiting
            // for it, so that reading now would wait for ever.
            self.socket.allow_read(!self.woken.0.load(Ordering::Relaxed));
        }
    }

    /// As [`run`](Drive::run), for a driver that has its `work` on the socket apart from the
    /// request. `poll` comes first: it may be ready, and else hands the work over.
    pub fn run_with<T>(
        &self,
        mut work: impl FnMut(&mut Context<'_>),
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> T {
        if let Poll::Ready(value) = poll(&mut Context::from_waker(&self.waker)) {
            return value;
        }
        self.run(|cx| {
            work(cx);
            poll(cx)
        })
    }

    /// Does `work` once without waiting for the server.
    pub fn once(&self, work: impl FnOnce(&mut Context<'_>)) {
        self.socket.allow_read(false);
        work(&mut Context::from_waker(&self.waker));
    }

    /// Lets `work` read once, for taking in what
    /// [`Liveness::Pending`](super::Liveness::Pending) tells of, and says whether it did.
    pub fn take_in(&self, work: impl FnOnce(&mut Context<'_>)) -> bool {
        self.socket.allow_read(true);
        work(&mut Context::from_waker(&self.waker));
        !self.socket.allow_read(false)
    }
}
