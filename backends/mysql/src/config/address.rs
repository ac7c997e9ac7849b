//! Where the server is.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// The port when nothing else is said.
const PORT_DEFAULT: u16 = 3306;

/// A server's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A host's name or IP address, and a port.
    Tcp(String, u16),
    /// A Unix socket.
    Socket(PathBuf),
}

impl Address {
    pub(super) fn new(socket: Option<PathBuf>, host: Option<&str>, port: Option<u16>) -> Self {
        match socket {
            Some(path) => Address::Socket(path),
            None => {
                Address::Tcp(host.unwrap_or("localhost").to_owned(), port.unwrap_or(PORT_DEFAULT))
            }
        }
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        match self {
            Address::Socket(_) => true,
            Address::Tcp(host, _) => {
                host.eq_ignore_ascii_case("localhost")
                    || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp(host, port) => write!(f, "{host}:{port}"),
            Address::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_told_from_others() {
        let local = |host: &str| Address::new(None, Some(host), None).is_local();
        assert!(local("localhost") && local("127.0.0.1") && local("127.8.0.1") && local("::1"));
        assert!(!local("db.example.org") && !local("10.0.0.1") && !local("localhost.example.org"));
        assert!(Address::new(Some("/run/mysqld.sock".into()), Some("db"), None).is_local());
    }

    #[test]
    fn addresses_are_shown_as_they_are_written() {
        let show = |host| Address::new(None, Some(host), None).to_string();
        assert_eq!(show("::1"), "[::1]:3306");
        assert_eq!(show("db"), "db:3306");
        assert_eq!(Address::new(None, None, Some(3307)).to_string(), "localhost:3307");
    }
}
