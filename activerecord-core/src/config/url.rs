//! Connection URLs.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::{ConnectionConfig, Secret};
use crate::{Error, ErrorKind, Result};

/// A URL split into its scheme and its location; the query's words are in the configuration.
/// What the location means is the backend's matter.
///
/// The parser is the project's own: the crate `url` brings the Unicode tables of internationalised
/// host names, a third of the whole library's compile time, and treats unknown schemes differently.
#[derive(Clone)]
pub struct ConnectionUrl {
    scheme: String,
    location: Secret,
}

impl ConnectionUrl {
    /// The word before the colon, in lower case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// What stands between the scheme's colon and the `?`, still percent-encoded. It may hold a
    /// password: keep it out of messages.
    #[must_use]
    pub fn location(&self) -> &str {
        self.location.reveal()
    }

    /// Reads `//user:password@host:port/database` into `config`; what was set there before wins.
    ///
    /// # Errors
    /// The location is not of this form.
    pub fn read_authority(&self, config: ConnectionConfig) -> Result<ConnectionConfig> {
        let (config, address) = self.read_login(config)?;
        set_address(config, address)
    }

    /// As [`read_authority`](ConnectionUrl::read_authority), but there may be no host, or several
    /// with commas between, each with a port of its own: they become the host as they are.
    ///
    /// # Errors
    /// The location is not of this form.
    pub fn read_hosts(&self, config: ConnectionConfig) -> Result<ConnectionConfig> {
        let (mut config, address) = self.read_login(config)?;
        if address.contains(',') {
            config.host.get_or_insert(decode(address)?);
            return Ok(config);
        }
        if address.is_empty() { Ok(config) } else { set_address(config, address) }
    }

    /// Reads everything but the address, which is handed back.
    fn read_login(&self, mut config: ConnectionConfig) -> Result<(ConnectionConfig, &str)> {
        let rest = self
            .location()
            .strip_prefix("//")
            .ok_or_else(|| malformed("`//` and the host must follow the scheme"))?;
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, address) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        if !user.is_empty() && config.user.is_none() {
            config.user = Some(decode(user)?);
        }
        if let (Some(password), None) = (password, &config.password) {
            config.password = Some(Secret::new(decode(password)?));
        }
        if !database.is_empty() && config.database.is_none() {
            config.database = Some(decode(database)?);
        }
        Ok((config, address))
    }
}

fn set_address(mut config: ConnectionConfig, address: &str) -> Result<ConnectionConfig> {
    let (host, port) = split_address(address)?;
    config.host.get_or_insert(decode(host)?);
    config.port = config.port.or(port);
    Ok(config)
}

/// Splits `host:port`, `[::1]:port`, and either without a port.
fn split_address(address: &str) -> Result<(&str, Option<u16>)> {
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) =
                rest.split_once(']').ok_or_else(|| malformed("`]` is missing behind the host"))?;
            (host, rest)
        }
        None => address.split_at(address.find(':').unwrap_or(address.len())),
    };
    if host.is_empty() {
        return Err(malformed("the host is missing"));
    }
    let port = match port.strip_prefix(':') {
        Some(digits) => Some(digits.parse().map_err(|_| malformed("the port is not a number"))?),
        None if port.is_empty() => None,
        None => return Err(malformed("only a port may follow the host")),
    };
    Ok((host, port))
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:***", self.scheme)
    }
}

impl ConnectionConfig {
    /// Reads a URL: `sqlite://app.db`, `postgres://user:password@host:5432/name?option=value`.
    ///
    /// The query's words are options; they and the location are checked when the database is
    /// opened, by the backend that the URL is for.
    ///
    /// # Errors
    /// The text is not a URL, or a word comes twice.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let config = ConnectionConfig::from_url("sqlite::memory:?busy_timeout=2s")?;
    /// let db = Database::open(config, SqliteBackend)?;
    ///
    /// let error = ConnectionConfig::from_url("no colon").unwrap_err();
    /// assert!(error.to_string().contains("scheme"));
    /// # Ok(()) }
    /// ```
    pub fn from_url(url: &str) -> Result<Self> {
        let (scheme, rest) = url
            .split_once(':')
            .filter(|(scheme, _)| is_scheme(scheme))
            .ok_or_else(|| malformed("it does not begin with a scheme such as `sqlite:`"))?;
        let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut config = ConnectionConfig::new();
        config.url = Some(ConnectionUrl {
            scheme: scheme.to_ascii_lowercase(),
            location: Secret::new(location),
        });
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (word, value) = pair.split_once('=').ok_or_else(|| {
                malformed("an option behind the `?` must have the form `option=value`")
            })?;
            let word = decode(word)?;
            if config.words.insert(word.clone(), Secret::new(decode(value)?)).is_some() {
                return Err(malformed(&format!("option `{word}` is given twice")));
            }
        }
        Ok(config)
    }

    /// The scheme of the URL, where one was given.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.url.as_ref().map(ConnectionUrl::scheme)
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Decodes `%20` and the like.
pub(crate) fn decode(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| malformed("its percent-encoding is not UTF-8"))
}

/// The URL itself stays out of the message: it may hold a password.
fn malformed(reason: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("malformed connection URL: {reason}"))
        .with_help("URLs look like `sqlite://app.db` or `postgres://user:password@host/name`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<ConnectionConfig> {
        let config = ConnectionConfig::from_url(url)?;
        let url = config.url.clone().ok_or_else(|| malformed("no URL"))?;
        url.read_authority(config)
    }

    #[test]
    fn every_part_of_an_authority() {
        let config = read("postgres://a%40b:p%3Aw%2F@db.example.org:5433/my%20app?x=1").unwrap();
        assert_eq!(config.get_user(), Some("a@b"));
        assert_eq!(config.get_password().map(Secret::reveal), Some("p:w/"));
        assert_eq!(config.get_host(), Some("db.example.org"));
        assert_eq!(config.get_port(), Some(5433));
        assert_eq!(config.get_database(), Some("my app"));
        assert!(!format!("{config:?}").contains("p:w"));
    }

    #[test]
    fn addresses_of_the_sixth_version() {
        let config = read("mysql://[::1]:3307/app").unwrap();
        assert_eq!((config.get_host(), config.get_port()), (Some("::1"), Some(3307)));
    }

    #[test]
    fn several_hosts_or_none() {
        let read = |url: &str| {
            let config = ConnectionConfig::from_url(url)?;
            let url = config.url.clone().ok_or_else(|| malformed("no URL"))?;
            url.read_hosts(config)
        };
        let config = read("pg://u@a:1,[::1]:2/app").unwrap();
        assert_eq!((config.get_host(), config.get_port()), (Some("a:1,[::1]:2"), None));
        let config = read("pg://u@a:1/app").unwrap();
        assert_eq!((config.get_host(), config.get_port()), (Some("a"), Some(1)));
        let config = read("pg:///app").unwrap();
        assert_eq!((config.get_host(), config.get_database()), (None, Some("app")));
    }

    #[test]
    fn malformed_ones_say_why_and_show_nothing() {
        for url in ["pg:host", "pg://:5432/x", "pg://u:secret@h:port/x", "pg://[::1/x", "1:x", "x"]
        {
            let error = read(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
