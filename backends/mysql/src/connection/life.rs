//! Whether the server is still there, told without a round trip.

use std::cell::Cell;
use std::time::Instant;

use mysql::Conn;

#[cfg(unix)]
use super::socket;
#[cfg(unix)]
use crate::limits::LOOKED_JUST_NOW;

/// What is known of the server's end of a connection.
///
/// Both to look at the socket and to read the clock take as long as a good part of a short
/// statement: neither is done behind an answer, and the first only once in a while.
#[derive(Debug)]
pub(super) struct Life {
    /// The server has answered since somebody asked.
    answered: Cell<bool>,
    /// Until when the last look at the socket holds.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only there a socket can be looked at"))]
    looked_for: Cell<Instant>,
}

impl Life {
    pub(super) fn new() -> Self {
        Life { answered: Cell::new(false), looked_for: Cell::new(Instant::now()) }
    }

    #[inline]
    pub(super) fn has_answered(&self) {
        self.answered.set(true);
    }

    /// Whether the server has closed the connection, or says why it will. May be told late, by as
    /// much as [`LOOKED_JUST_NOW`].
    #[cfg(unix)]
    pub(super) fn ended(&self, conn: &Conn) -> bool {
        if self.answered.replace(false) {
            return false;
        }
        let now = Instant::now();
        if now <= self.looked_for.get() {
            return false;
        }
        self.looked_for.set(now + LOOKED_JUST_NOW);
        socket::is_readable(conn)
    }

    #[cfg(not(unix))]
    pub(super) fn ended(&self, _conn: &Conn) -> bool {
        self.answered.set(false);
        false
    }
}
