//! Where the servers are.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use activerecord_core::{Error, ErrorKind, Result};

/// One server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) place: Place,
    pub(crate) port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A host's name or address.
    Host(String),
    /// The folder of a socket in the file system.
    Folder(PathBuf),
}

impl Address {
    /// Reads `db1`, `db1:5433`, `[::1]:5433`, `/var/run/postgresql`, and several of them with
    /// commas between. `port` is of those that have none of their own.
    pub(crate) fn read_all(hosts: &str, port: u16) -> Result<Vec<Address>> {
        hosts.split(',').map(|host| Address::read(host.trim(), port)).collect()
    }

    fn read(host: &str, port: u16) -> Result<Address> {
        if host.is_empty() {
            return Err(malformed("a host is missing").with_help("hosts look like `db1,db2:5433`"));
        }
        if host.starts_with('/') {
            return Ok(Address { place: Place::Folder(host.into()), port });
        }
        let (name, own_port) = split(host)?;
        let port = match own_port {
            Some(digits) => digits.parse().map_err(|_| malformed("a port is not a number"))?,
            None => port,
        };
        Ok(Address { place: Place::Host(name.into()), port })
    }

    /// The socket's file, where the server has one.
    pub(crate) fn socket(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(folder) => Some(socket_in(folder, self.port)),
            Place::Host(_) => None,
        }
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        match &self.place {
            Place::Folder(_) => true,
            Place::Host(host) => {
                host.eq_ignore_ascii_case("localhost")
                    || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        }
    }
}

fn socket_in(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// An address of the sixth version has colons of its own: without brackets it has no port.
fn split(host: &str) -> Result<(&str, Option<&str>)> {
    if let Some(rest) = host.strip_prefix('[') {
        let (name, rest) = rest.split_once(']').ok_or_else(|| malformed("`]` is missing"))?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((name, Some(port))),
            None if rest.is_empty() => Ok((name, None)),
            None => Err(malformed("only a port may follow the host")),
        };
    }
    Ok(match host.split_once(':') {
        Some((name, port)) if !port.contains(':') => (name, Some(port)),
        _ => (host, None),
    })
}

fn malformed(reason: &'static str) -> Error {
    Error::new(ErrorKind::Configuration, format!("option `host` is malformed: {reason}"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Folder(folder) => write!(f, "{}", socket_in(folder, self.port).display()),
            Place::Host(host) if host.contains(':') => write!(f, "[{host}]:{}", self.port),
            Place::Host(host) => write!(f, "{host}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(hosts: &str) -> Vec<String> {
        let addresses = Address::read_all(hosts, 5432).unwrap();
        addresses.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_or_several_hosts() {
        assert_eq!(shown("db1"), ["db1:5432"]);
        assert_eq!(shown("db1:5433, db2"), ["db1:5433", "db2:5432"]);
        assert_eq!(shown("[::1]:7,::1"), ["[::1]:7", "[::1]:5432"]);
        assert_eq!(shown("/run/pg"), ["/run/pg/.s.PGSQL.5432"]);
    }

    #[test]
    fn malformed_ones() {
        for hosts in ["", "db1,", "db1:x", "[::1", "[::1]x"] {
            assert!(Address::read_all(hosts, 1).is_err(), "{hosts}");
        }
    }

    #[test]
    fn this_machine() {
        let local = |host: &str| Address::read(host, 1).unwrap().is_local();
        assert!(local("localhost") && local("127.0.0.2") && local("[::1]:5") && local("/run"));
        assert!(!local("db1") && !local("10.0.0.1"));
    }
}
