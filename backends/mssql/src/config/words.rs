//! The words that options have in URLs and in the environment.

use activerecord_core::config::{OptionInfo, OptionValue, word as network};
use activerecord_core::{Error, ErrorKind, Result};

use super::MsSqlOptions;

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
    network::CONNECT_TIMEOUT,
    network::READ_TIMEOUT,
    network::WRITE_TIMEOUT,
    word("instance", OptionValue::Text),
    word("application_name", OptionValue::Text),
    word("schema", OptionValue::Text),
    word("encrypt", OptionValue::Bool),
    word("trust_server_certificate", OptionValue::Bool),
    word("host_name_in_certificate", OptionValue::Text),
    word("query_timeout", OptionValue::Duration),
    word("lock_timeout", OptionValue::Duration),
    word("packet_size", OptionValue::Integer),
    word("read_only_intent", OptionValue::Bool),
    word("tables_with_triggers", OptionValue::Text),
];

impl MsSqlOptions {
    /// Reads an option by its word.
    pub(super) fn read(&mut self, word: &str, text: &str) -> Result<()> {
        let Some(info) = OPTIONS.iter().find(|info| info.word == word) else {
            let message = format!("unknown option `{word}` for SQL Server");
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        match word {
            "instance" => self.instance = Some(text.to_owned()),
            "application_name" => self.application_name = Some(text.to_owned()),
            "schema" => self.schema = Some(text.to_owned()),
            "encrypt" => self.encrypt = Some(info.read_bool(text)?),
            "trust_server_certificate" => self.trust_server_certificate = info.read_bool(text)?,
            "host_name_in_certificate" => self.host_name_in_certificate = Some(text.to_owned()),
            "query_timeout" => self.query_timeout = Some(info.read_duration(text)?),
            "lock_timeout" => self.lock_timeout = Some(info.read_duration(text)?),
            "packet_size" => self.packet_size = Some(info.read_integer(text)?),
            "read_only_intent" => self.read_only_intent = info.read_bool(text)?,
            "tables_with_triggers" => {
                self.triggers.extend(text.split(',').map(|name| name.trim().to_owned()));
            }
            // The others are read before a backend sees them.
            _ => {}
        }
        Ok(())
    }
}
