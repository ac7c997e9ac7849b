//! The server's version, and what it can do.

use activerecord_core::dialect::{Bulk, Capabilities};
use activerecord_core::{Error, ErrorKind, Isolation, Result};

use crate::limits;

/// A server's version, as it says it: `15.4 (Debian 15.4-1)`, `17beta1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) major: u32,
    /// The number alone, `15.4`.
    pub(crate) text: String,
}

impl Version {
    pub(crate) fn read(said: &str) -> Result<Self> {
        let text = said.split_whitespace().next().unwrap_or_default();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let Ok(major) = text[..digits].parse() else {
            let message = format!("the server says that its version is `{said}`");
            return Err(Error::new(ErrorKind::ConnectionFailed, message)
                .with_help("a number was expected: is it PostgreSQL, or a proxy that hides it?"));
        };
        if major < limits::VERSION_MIN {
            let message = format!("PostgreSQL {text} is too old");
            return Err(Error::new(ErrorKind::ConnectionFailed, message)
                .with_help(format!("{} is the oldest that is supported", limits::VERSION_MIN)));
        }
        Ok(Version { major, text: text.to_owned() })
    }
}

/// What PostgreSQL of a version can do.
pub(crate) fn capabilities(version: &Version) -> Capabilities {
    let mut can = Capabilities::iso();
    // A `timestamptz` is an instant: the offset that it was written with is not kept.
    can.keeps_offset = false;
    // A `u64` is stored as NUMERIC(20).
    can.full_u64 = true;
    can.fraction_digits = 6;
    // By the session's timeout, set for the statement.
    can.lock_wait = true;
    can.list_is_one_bind = true;
    // https://www.postgresql.org/docs/12/release-12.html
    can.materialized = version.major >= 12;
    can.bulk = Bulk::Arrays;
    // It takes READ UNCOMMITTED, and does READ COMMITTED.
    can.isolation_levels = &[
        Isolation::ReadUncommitted,
        Isolation::ReadCommitted,
        Isolation::RepeatableRead,
        Isolation::Serializable,
    ];
    can
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_servers_say_them() {
        let read = |said: &str| Version::read(said).map(|version| (version.major, version.text));
        assert_eq!(read("15.4 (Debian 15.4-1)").unwrap(), (15, "15.4".into()));
        assert_eq!(read("18beta1").unwrap(), (18, "18beta1".into()));
        assert!(read("9.6.1").unwrap_err().to_string().contains("too old"));
        assert!(read("proxy").is_err() && read("").is_err());
    }
}
