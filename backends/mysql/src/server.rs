//! What a server says about itself.

use std::fmt;

use activerecord_core::{Error, ErrorKind, Result};

/// The two families of servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavor {
    MySql,
    MariaDb,
}

/// A version as three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u16, pub(crate) u16, pub(crate) u16);

/// The oldest versions that have all that is used without asking: microseconds, JSON, CHECK that
/// at least parses, `COM_RESET_CONNECTION`.
const OLDEST_MYSQL: Version = Version(5, 7, 8);
const OLDEST_MARIADB: Version = Version(10, 2, 7);

/// Who the server is, by what `SELECT VERSION()` says: the version in the greeting is another
/// one on MariaDB before 11 (`5.5.5-10.6.12-MariaDB`) and behind proxies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) flavor: Flavor,
    pub(crate) version: Version,
    /// The version in the server's own words.
    pub(crate) text: String,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl Server {
    /// Reads the text of `SELECT VERSION()`.
    ///
    /// # Errors
    /// It does not begin with a number, or the version is too old.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let maria = text.to_ascii_lowercase().contains("mariadb");
        let numbers = if maria { text.strip_prefix("5.5.5-").unwrap_or(text) } else { text };
        let version = parse(numbers).ok_or_else(|| unreadable(text))?;
        let (flavor, name, oldest) = if maria {
            (Flavor::MariaDb, "MariaDB", OLDEST_MARIADB)
        } else {
            (Flavor::MySql, "MySQL", OLDEST_MYSQL)
        };
        if version < oldest {
            let message = format!("{name} {version} is too old: it must be {oldest} or later");
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        Ok(Server { flavor, version, text: text.to_owned() })
    }

    pub(crate) fn is_mariadb(&self) -> bool {
        self.flavor == Flavor::MariaDb
    }

    /// Whether it is a MariaDB of this version or later.
    pub(crate) fn mariadb_has(&self, major: u16, minor: u16, patch: u16) -> bool {
        self.is_mariadb() && self.version >= Version(major, minor, patch)
    }

    /// Whether it is a MySQL of this version or later.
    pub(crate) fn mysql_has(&self, major: u16, minor: u16, patch: u16) -> bool {
        !self.is_mariadb() && self.version >= Version(major, minor, patch)
    }
}

/// The numbers that a version begins with; what is missing is 0 (`8.0.mysql_aurora.3.04`).
fn parse(text: &str) -> Option<Version> {
    let mut numbers = text.split('.').map_while(|part| {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..digits].parse::<u16>().ok()
    });
    let major = numbers.next()?;
    Some(Version(major, numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
}

#[cold]
fn unreadable(text: &str) -> Error {
    let message = format!("the server's version `{text}` does not begin with a number");
    Error::new(ErrorKind::Unsupported, message)
        .with_help("say what it is by the option `server_version`, `8.0.36` for example")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Flavor, Version) {
        let server = Server::read(text).unwrap();
        (server.flavor, server.version)
    }

    #[test]
    fn every_spelling_of_a_version() {
        use Flavor::{MariaDb, MySql};
        for (text, expected) in [
            ("8.0.36", (MySql, Version(8, 0, 36))),
            ("8.4.0-0ubuntu0.24.04.1", (MySql, Version(8, 4, 0))),
            ("8.0.mysql_aurora.3.04.0", (MySql, Version(8, 0, 0))),
            ("8.0.11-TiDB-v7.5.0", (MySql, Version(8, 0, 11))),
            ("5.7.44-48-log", (MySql, Version(5, 7, 44))),
            ("8.0.30-Vitess", (MySql, Version(8, 0, 30))),
            ("10.11.19-MariaDB-0+deb12u1", (MariaDb, Version(10, 11, 19))),
            ("5.5.5-10.6.12-MariaDB-log", (MariaDb, Version(10, 6, 12))),
            ("11.4.2-mariadb", (MariaDb, Version(11, 4, 2))),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn old_and_unreadable_versions_are_refused() {
        for text in ["5.6.51", "10.1.48-MariaDB", "", "unknown"] {
            let error = Server::read(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{text}");
        }
        let error = Server::read("5.5.62-log").unwrap_err().to_string();
        assert!(error.contains("5.7.8 or later"), "{error}");
    }
}
