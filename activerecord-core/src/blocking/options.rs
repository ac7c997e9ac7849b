//! What can be said about a socket.

use std::time::Duration;

use socket2::TcpKeepalive;

/// The time limits of a socket. `None` means no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocketOptions {
    /// How long connecting may take, over all addresses of the host. The look-up of the host's
    /// name is not part of it: the operating system bounds that.
    pub connect_timeout: Option<Duration>,
    /// How long to wait for the server's next bytes.
    pub read_timeout: Option<Duration>,
    /// How long to wait until the server takes more bytes.
    pub write_timeout: Option<Duration>,
    /// How a silent connection is found out to be dead.
    pub keepalive: Option<Keepalive>,
}

/// Probes that the operating system sends over a silent connection. What is `None` is the
/// system's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keepalive {
    /// How long the connection is silent before the first probe.
    pub idle: Option<Duration>,
    /// How long between two probes.
    pub interval: Option<Duration>,
    /// How many probes may go without an answer.
    pub retries: Option<u32>,
}

impl Keepalive {
    pub(super) fn parameters(self) -> TcpKeepalive {
        let mut parameters = TcpKeepalive::new();
        if let Some(idle) = self.idle {
            parameters = parameters.with_time(idle);
        }
        #[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
        {
            if let Some(interval) = self.interval {
                parameters = parameters.with_interval(interval);
            }
            if let Some(retries) = self.retries {
                parameters = parameters.with_retries(retries);
            }
        }
        parameters
    }
}
