//! A blocking socket for drivers whose protocol is written as futures.
//!
//! Such a driver wants a runtime, but the library's calls block anyway. A runtime would cost two
//! descriptors per connection and a system call per wait, and could not be entered from a program
//! that runs in one already. So the driver is given a [`BlockingSocket`], and its futures are
//! polled by a [`Drive`]: whatever can go on without the server goes on first, and only then the
//! thread waits in one blocking read. A query is one write and one read. It nests, inside the
//! callback of another query and inside anybody's runtime, and rows can be polled outside of it.
//!
//! Nothing here knows a driver: a backend puts its driver's reading and writing traits over
//! [`BlockingSocket::poll_read`] and its siblings. As everything happens while somebody waits,
//! what a server says unasked is seen at the next statement only; [`BlockingSocket::liveness`]
//! tells without a round trip whether something is there.

mod drive;
mod options;
mod socket;

pub use self::drive::Drive;
pub use self::options::{Keepalive, SocketOptions};
pub use self::socket::{BlockingSocket, Liveness};
