//! The words that options have in URLs and in the environment.

use activerecord_core::config::{OptionInfo, OptionValue, Secret, word};
use activerecord_core::{Error, ErrorKind, Result};

use super::privilege::{self, Privilege};
use super::{OracleOptions, session};

const fn own(word: &'static str, value: OptionValue) -> OptionInfo {
    OptionInfo::new(word, value)
}

/// Every word.
pub(crate) const OPTIONS: &[OptionInfo] = &[
    word::HOST,
    word::PORT,
    word::DATABASE,
    word::USER,
    word::PASSWORD,
    word::SSL_MODE,
    word::CONNECT_TIMEOUT,
    word::READ_TIMEOUT,
    word::CHARSET,
    word::TIMEZONE,
    own("service_name", OptionValue::Text),
    own("sid", OptionValue::Text),
    own("dsn", OptionValue::Text),
    own("wallet", OptionValue::Text),
    own("config_dir", OptionValue::Text),
    own("client_dir", OptionValue::Text),
    own("privilege", OptionValue::OneOf(privilege::WORDS)),
    own("external_auth", OptionValue::Bool),
    own("new_password", OptionValue::Text),
    own("edition", OptionValue::Text),
    own("events", OptionValue::Bool),
    own("connection_class", OptionValue::Text),
    own("schema", OptionValue::Text),
    own("driver_name", OptionValue::Text),
    own("module", OptionValue::Text),
    own("action", OptionValue::Text),
    own("client_identifier", OptionValue::Text),
    own("client_statement_cache", OptionValue::Integer),
    own("fetch_size", OptionValue::Integer),
    own("prefetch_rows", OptionValue::Integer),
    own("call_timeout", OptionValue::Duration),
    own("identifier_bytes", OptionValue::Integer),
    own("nls_sort", OptionValue::Text),
    own("nls_comp", OptionValue::OneOf(&["binary", "linguistic"])),
    own("nls_language", OptionValue::Text),
    own("nls_territory", OptionValue::Text),
];

impl OracleOptions {
    /// Reads an option by its word.
    pub(super) fn read(&mut self, word: &str, text: &str) -> Result<()> {
        let Some(info) = OPTIONS.iter().find(|info| info.word == word) else {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("unknown option `{word}` for Oracle"),
            ));
        };
        let given = || Some(text.to_owned());
        match info.word {
            "service_name" => self.service_name = given(),
            "sid" => self.sid = given(),
            "dsn" => self.dsn = given(),
            "wallet" => self.wallet = Some(text.into()),
            "config_dir" => self.config_dir = Some(text.into()),
            "client_dir" => self.client_dir = Some(text.into()),
            "privilege" => self.privilege = Privilege::of(info.read_word(text)?),
            "external_auth" => self.external_auth = info.read_bool(text)?,
            "new_password" => self.new_password = Some(Secret::new(text)),
            "edition" => self.edition = given(),
            "events" => self.events = info.read_bool(text)?,
            "connection_class" => self.connection_class = given(),
            "schema" => self.schema = given(),
            "driver_name" => self.driver_name = given(),
            "module" => self.module = given(),
            "action" => self.action = given(),
            "client_identifier" => self.client_identifier = given(),
            "client_statement_cache" => {
                self.client_statement_cache = Some(info.read_integer(text)?);
            }
            "fetch_size" => self.fetch_size = Some(info.read_integer(text)?),
            "prefetch_rows" => self.prefetch_rows = Some(info.read_integer(text)?),
            "call_timeout" => self.call_timeout = Some(info.read_duration(text)?),
            "identifier_bytes" => self.identifier_bytes = Some(info.read_integer(text)?),
            "nls_comp" => self.set_nls("nls_comp", info.read_word(text)?.to_owned()),
            word if session::is_nls(word) => self.set_nls(word, text.to_owned()),
            // Read by the library itself.
            _ => {}
        }
        Ok(())
    }
}
