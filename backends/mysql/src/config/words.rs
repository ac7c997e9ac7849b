//! The words that options have in URLs and in the environment.

use activerecord_core::config::{OptionInfo, OptionValue, word as network};
use activerecord_core::{Error, ErrorKind, Result};

use super::{MySqlOptions, UuidStorage};

const fn word(word: &'static str, value: OptionValue) -> OptionInfo {
    OptionInfo::new(word, value)
}

/// Every word.
pub(crate) const OPTIONS: &[OptionInfo] = &[
    network::HOST,
    network::PORT,
    network::DATABASE,
    network::USER,
    network::PASSWORD,
    network::SSL_MODE,
    network::SSL_CA,
    network::SSL_CERT,
    network::SSL_KEY,
    network::CONNECT_TIMEOUT,
    network::READ_TIMEOUT,
    network::WRITE_TIMEOUT,
    network::CHARSET,
    network::TIMEZONE,
    word("socket", OptionValue::Text),
    word("collation", OptionValue::Text),
    word("sql_mode", OptionValue::Text),
    word("init_command", OptionValue::Text),
    word("statement_timeout", OptionValue::Duration),
    word("lock_wait_timeout", OptionValue::Duration),
    word("max_allowed_packet", OptionValue::Integer),
    word("compression", OptionValue::Bool),
    word("tcp_nodelay", OptionValue::Bool),
    word("tcp_keepalive", OptionValue::Duration),
    word("bind_address", OptionValue::Text),
    word("cleartext_password", OptionValue::Bool),
    word("server_public_key", OptionValue::Text),
    word("server_version", OptionValue::Text),
    word("uuid_storage", OptionValue::OneOf(&["native", "binary", "text"])),
];

impl MySqlOptions {
    /// Reads an option by its word.
    pub(super) fn read(&mut self, word: &str, text: &str) -> Result<()> {
        let Some(info) = OPTIONS.iter().find(|info| info.word == word) else {
            let message = format!("unknown option `{word}` for MySQL");
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        match word {
            "socket" => self.socket = Some(text.into()),
            "collation" => self.collation = Some(text.to_owned()),
            "sql_mode" => self.sql_mode = Some(text.to_owned()),
            "init_command" => self.init_commands.push(text.to_owned()),
            "statement_timeout" => self.statement_timeout = Some(info.read_duration(text)?),
            "lock_wait_timeout" => self.lock_wait_timeout = Some(info.read_duration(text)?),
            "max_allowed_packet" => self.max_allowed_packet = Some(info.read_integer(text)?),
            "compression" => self.compression = info.read_bool(text)?,
            "tcp_nodelay" => self.tcp_nodelay = Some(info.read_bool(text)?),
            "tcp_keepalive" => self.tcp_keepalive = Some(info.read_duration(text)?),
            "bind_address" => {
                let address = text.parse().map_err(|_| no_address(text))?;
                self.bind_address = Some(address);
            }
            "cleartext_password" => self.cleartext_password = info.read_bool(text)?,
            "server_public_key" => self.server_public_key = Some(text.into()),
            "server_version" => self.server_version = Some(text.to_owned()),
            "uuid_storage" => {
                self.uuid = Some(match info.read_word(text)? {
                    "native" => UuidStorage::Native,
                    "binary" => UuidStorage::Binary,
                    _ => UuidStorage::Text,
                });
            }
            // The others are read before a backend sees them.
            _ => {}
        }
        Ok(())
    }
}

fn no_address(text: &str) -> Error {
    let message = format!("option `bind_address` expects an IP address, got `{text}`");
    Error::new(ErrorKind::Configuration, message)
}
