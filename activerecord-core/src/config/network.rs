//! What is said about a database that is reached over a network.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::option_info::{OptionInfo, OptionValue};
use super::{ConnectionConfig, Secret};
use crate::Result;

/// Whether a connection is encrypted, and what is checked.
///
/// Where nothing is said, a server on this machine (a loopback address or a socket) is reached
/// without, unless its backend says otherwise, and any other one with
/// [`VerifyFull`](SslMode::VerifyFull).
///
/// ```
/// use activerecord::config::SslMode;
///
/// assert!(!SslMode::Prefer.is_required());
/// assert!(SslMode::Require.is_required() && !SslMode::Require.verifies());
/// assert!(SslMode::VerifyFull.verifies());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SslMode {
    /// Never encrypt.
    Disable,
    /// Encrypt where the server can, and don't check whose certificate it is: whoever sits in
    /// between can read everything.
    Prefer,
    /// Encrypt, and don't check whose certificate it is: whoever sits in between can read
    /// everything.
    Require,
    /// Encrypt, and check that a known authority signed the certificate.
    VerifyCa,
    /// Encrypt, and check that a known authority signed the certificate for this very host.
    VerifyFull,
}

const SSL_MODES: &[(&str, SslMode)] = &[
    ("disable", SslMode::Disable),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

impl SslMode {
    /// Whether the server must encrypt.
    #[must_use]
    pub const fn is_required(self) -> bool {
        !matches!(self, SslMode::Disable | SslMode::Prefer)
    }

    /// Whether the certificate must be signed by a known authority.
    #[must_use]
    pub const fn verifies(self) -> bool {
        matches!(self, SslMode::VerifyCa | SslMode::VerifyFull)
    }

    /// Reads a mode of that option: `disable`, `prefer`, `require`, `verify-ca`, `verify-full`.
    ///
    /// # Errors
    /// It is none of them.
    pub fn read(info: &OptionInfo, text: &str) -> Result<Self> {
        let found = SSL_MODES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
        found.map(|(_, mode)| *mode).ok_or_else(|| info.malformed(text))
    }
}

/// The options of databases that are reached over a network; those that were not given are `None`,
/// and the backend's default holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkConfig {
    /// Whether to encrypt, and what to check.
    pub ssl_mode: Option<SslMode>,
    /// A file of certificates of authorities, in PEM form, instead of those of the system.
    pub ssl_ca: Option<PathBuf>,
    /// A file with the client's own certificate, in PEM form.
    pub ssl_cert: Option<PathBuf>,
    /// A file with the key of the client's own certificate, in PEM form.
    pub ssl_key: Option<PathBuf>,
    /// How long connecting may take.
    pub connect_timeout: Option<Duration>,
    /// How long the server may be silent while it is waited for.
    pub read_timeout: Option<Duration>,
    /// How long sending may take.
    pub write_timeout: Option<Duration>,
    /// The character set of the connection.
    pub charset: Option<String>,
    /// The time zone of the session.
    pub timezone: Option<String>,
}

/// The words of the address and of [`NetworkConfig`], for the option lists of backends that know
/// them.
pub mod word {
    use super::{OptionInfo, OptionValue};

    /// `host`
    pub const HOST: OptionInfo = OptionInfo::new("host", OptionValue::Text);
    /// `port`
    pub const PORT: OptionInfo = OptionInfo::new("port", OptionValue::Integer);
    /// `database`
    pub const DATABASE: OptionInfo = OptionInfo::new("database", OptionValue::Text);
    /// `user`
    pub const USER: OptionInfo = OptionInfo::new("user", OptionValue::Text);
    /// `password`
    pub const PASSWORD: OptionInfo = OptionInfo::new("password", OptionValue::Text);
    /// `ssl_mode`
    pub const SSL_MODE: OptionInfo = OptionInfo::new(
        "ssl_mode",
        OptionValue::OneOf(&["disable", "prefer", "require", "verify-ca", "verify-full"]),
    );
    /// `ssl_ca`
    pub const SSL_CA: OptionInfo = OptionInfo::new("ssl_ca", OptionValue::Text);
    /// `ssl_cert`
    pub const SSL_CERT: OptionInfo = OptionInfo::new("ssl_cert", OptionValue::Text);
    /// `ssl_key`
    pub const SSL_KEY: OptionInfo = OptionInfo::new("ssl_key", OptionValue::Text);
    /// `connect_timeout`
    pub const CONNECT_TIMEOUT: OptionInfo =
        OptionInfo::new("connect_timeout", OptionValue::Duration);
    /// `read_timeout`
    pub const READ_TIMEOUT: OptionInfo = OptionInfo::new("read_timeout", OptionValue::Duration);
    /// `write_timeout`
    pub const WRITE_TIMEOUT: OptionInfo = OptionInfo::new("write_timeout", OptionValue::Duration);
    /// `charset`
    pub const CHARSET: OptionInfo = OptionInfo::new("charset", OptionValue::Text);
    /// `timezone`
    pub const TIMEZONE: OptionInfo = OptionInfo::new("timezone", OptionValue::Text);
}

impl ConnectionConfig {
    /// Whether the connection is encrypted, and what is checked. Default: the server's certificate
    /// is verified unless the server is on this machine.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::config::SslMode;
    /// use std::path::Path;
    /// use std::time::Duration;
    ///
    /// let config = ConnectionConfig::new()
    ///     .ssl_mode(SslMode::VerifyFull)
    ///     .ssl_ca("ca.pem")
    ///     .ssl_cert("client.pem")
    ///     .ssl_key("client.key")
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .read_timeout(Duration::from_secs(30))
    ///     .write_timeout(Duration::from_secs(30))
    ///     .charset("utf8mb4")
    ///     .timezone("UTC");
    /// let network = config.get_network();
    /// assert_eq!(network.ssl_mode, Some(SslMode::VerifyFull));
    /// assert_eq!(network.ssl_ca.as_deref(), Some(Path::new("ca.pem")));
    /// assert_eq!(network.read_timeout, Some(Duration::from_secs(30)));
    /// assert_eq!(network.timezone.as_deref(), Some("UTC"));
    /// ```
    #[must_use]
    pub fn ssl_mode(mut self, mode: SslMode) -> Self {
        self.network.ssl_mode = Some(mode);
        self
    }

    /// A file of authorities' certificates, in PEM form. Default: those that the system trusts.
    #[must_use]
    pub fn ssl_ca(mut self, file: impl AsRef<Path>) -> Self {
        self.network.ssl_ca = Some(file.as_ref().to_owned());
        self
    }

    /// A file with the client's own certificate, in PEM form.
    #[must_use]
    pub fn ssl_cert(mut self, file: impl AsRef<Path>) -> Self {
        self.network.ssl_cert = Some(file.as_ref().to_owned());
        self
    }

    /// A file with the key of the client's own certificate, in PEM form.
    #[must_use]
    pub fn ssl_key(mut self, file: impl AsRef<Path>) -> Self {
        self.network.ssl_key = Some(file.as_ref().to_owned());
        self
    }

    /// How long connecting may take, login included.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.network.connect_timeout = Some(timeout);
        self
    }

    /// How long the server may be silent while it is waited for; the connection is of no more use
    /// then. Default: as long as it takes.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.network.read_timeout = Some(timeout);
        self
    }

    /// How long sending may take; the connection is of no more use then. Default: as long as it
    /// takes.
    #[must_use]
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.network.write_timeout = Some(timeout);
        self
    }

    /// The character set of the connection, in the database's words.
    #[must_use]
    pub fn charset(mut self, charset: impl Into<String>) -> Self {
        self.network.charset = Some(charset.into());
        self
    }

    /// The time zone of the session, in the database's words. Default: UTC.
    #[must_use]
    pub fn timezone(mut self, timezone: impl Into<String>) -> Self {
        self.network.timezone = Some(timezone.into());
        self
    }

    /// The options of databases that are reached over a network.
    #[must_use]
    pub fn get_network(&self) -> &NetworkConfig {
        &self.network
    }

    /// Sets what one of the words above says; gives false when it is another word.
    pub(super) fn set_network_word(&mut self, info: &OptionInfo, value: &Secret) -> Result<bool> {
        let text = value.reveal();
        let network = &mut self.network;
        match info.word {
            "host" => self.host = Some(text.into()),
            "port" => self.port = Some(info.read_integer(text)?),
            "database" => self.database = Some(text.into()),
            "user" => self.user = Some(text.into()),
            "password" => self.password = Some(value.clone()),
            "ssl_mode" => network.ssl_mode = Some(SslMode::read(info, text)?),
            "ssl_ca" => network.ssl_ca = Some(text.into()),
            "ssl_cert" => network.ssl_cert = Some(text.into()),
            "ssl_key" => network.ssl_key = Some(text.into()),
            "connect_timeout" => network.connect_timeout = Some(info.read_duration(text)?),
            "read_timeout" => network.read_timeout = Some(info.read_duration(text)?),
            "write_timeout" => network.write_timeout = Some(info.read_duration(text)?),
            "charset" => network.charset = Some(text.into()),
            "timezone" => network.timezone = Some(text.into()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The words that were given by setters, of which a backend may not know every one.
    pub(super) fn given_words(&self) -> impl Iterator<Item = &'static str> {
        let network = &self.network;
        let given = [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("database", self.database.is_some()),
            ("user", self.user.is_some()),
            ("password", self.password.is_some()),
            ("ssl_mode", network.ssl_mode.is_some()),
            ("ssl_ca", network.ssl_ca.is_some()),
            ("ssl_cert", network.ssl_cert.is_some()),
            ("ssl_key", network.ssl_key.is_some()),
            ("connect_timeout", network.connect_timeout.is_some()),
            ("read_timeout", network.read_timeout.is_some()),
            ("write_timeout", network.write_timeout.is_some()),
            ("charset", network.charset.is_some()),
            ("timezone", network.timezone.is_some()),
        ];
        given.into_iter().filter_map(|(word, given)| given.then_some(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(info: OptionInfo, text: &str) -> Result<ConnectionConfig> {
        let mut config = ConnectionConfig::new();
        assert!(config.set_network_word(&info, &Secret::new(text))?);
        Ok(config)
    }

    #[test]
    fn words_do_what_setters_do() {
        let config = set(word::SSL_MODE, "Verify-CA").unwrap();
        assert_eq!(config.network.ssl_mode, Some(SslMode::VerifyCa));
        assert_eq!(config.given_words().collect::<Vec<_>>(), ["ssl_mode"]);
        let config = set(word::READ_TIMEOUT, "250ms").unwrap();
        let expected = ConnectionConfig::new().read_timeout(Duration::from_millis(250));
        assert_eq!(config.network, expected.network);
        let other = OptionInfo::new("search_path", OptionValue::Text);
        let known = ConnectionConfig::new().set_network_word(&other, &Secret::new("x"));
        assert!(!known.unwrap());
    }

    #[test]
    fn malformed_values_say_what_is_expected() {
        let error = set(word::SSL_MODE, "on").unwrap_err().to_string();
        assert!(error.contains("`ssl_mode`") && error.contains("verify-full"), "{error}");
        let error = set(word::CONNECT_TIMEOUT, "soon").unwrap_err().to_string();
        assert!(error.contains("`connect_timeout`") && error.contains("500ms"), "{error}");
        let error = set(word::PORT, "70000").unwrap_err().to_string();
        assert!(error.contains("`port`"), "{error}");
    }

    #[test]
    fn what_is_checked_by_each_mode() {
        assert!(!SslMode::Prefer.is_required() && SslMode::Require.is_required());
        assert!(!SslMode::Require.verifies() && SslMode::VerifyCa.verifies());
    }
}
