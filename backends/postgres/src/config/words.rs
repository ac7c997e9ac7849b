//! The words that options have in URLs and in the environment.

use activerecord_core::config::{OptionInfo, OptionValue, word};
use activerecord_core::{Error, ErrorKind, Result};

use super::{ChannelBinding, PostgresOptions, TargetSession};

const fn own(word: &'static str, value: OptionValue) -> OptionInfo {
    OptionInfo::new(word, value)
}

/// Every word; those that PostgreSQL's own URLs have besides the library's come last.
pub(crate) const OPTIONS: &[OptionInfo] = &[
    word::HOST,
    word::PORT,
    word::DATABASE,
    word::USER,
    word::PASSWORD,
    word::SSL_MODE,
    word::SSL_CA,
    word::SSL_CERT,
    word::SSL_KEY,
    word::CONNECT_TIMEOUT,
    word::READ_TIMEOUT,
    word::WRITE_TIMEOUT,
    word::CHARSET,
    word::TIMEZONE,
    own("search_path", OptionValue::Text),
    own("application_name", OptionValue::Text),
    own("statement_timeout", OptionValue::Duration),
    own("lock_timeout", OptionValue::Duration),
    own("idle_in_transaction_session_timeout", OptionValue::Duration),
    own(
        "target_session_attrs",
        OptionValue::OneOf(&[
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby",
        ]),
    ),
    own("channel_binding", OptionValue::OneOf(&["disable", "prefer", "require"])),
    own("options", OptionValue::Text),
    own("init_command", OptionValue::Text),
    own("keepalives", OptionValue::Bool),
    own("keepalives_idle", OptionValue::Duration),
    own("keepalives_interval", OptionValue::Duration),
    own("keepalives_count", OptionValue::Integer),
    own("prepared_statements", OptionValue::Bool),
    own("sslmode", word::SSL_MODE.value),
    own("sslrootcert", OptionValue::Text),
    own("sslcert", OptionValue::Text),
    own("sslkey", OptionValue::Text),
    own("client_encoding", OptionValue::Text),
    own("dbname", OptionValue::Text),
];

/// The library's word for one of PostgreSQL's own.
pub(super) fn library_word(word: &str) -> Option<OptionInfo> {
    Some(match word {
        "sslmode" => word::SSL_MODE,
        "sslrootcert" => word::SSL_CA,
        "sslcert" => word::SSL_CERT,
        "sslkey" => word::SSL_KEY,
        "client_encoding" => word::CHARSET,
        "dbname" => word::DATABASE,
        _ => return None,
    })
}

impl PostgresOptions {
    /// Reads an option by its word.
    pub(super) fn read(&mut self, word: &str, text: &str) -> Result<()> {
        let Some(info) = OPTIONS.iter().find(|info| info.word == word) else {
            let message = format!("unknown option `{word}` for PostgreSQL");
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        match word {
            "search_path" => self.search_path = Some(text.into()),
            "application_name" => self.application_name = Some(text.into()),
            "statement_timeout" => self.statement_timeout = Some(info.read_duration(text)?),
            "lock_timeout" => self.lock_timeout = Some(info.read_duration(text)?),
            "idle_in_transaction_session_timeout" => {
                self.idle_in_transaction_session_timeout = Some(info.read_duration(text)?);
            }
            "target_session_attrs" => self.target_session_attrs = target(info.read_word(text)?),
            "channel_binding" => self.channel_binding = binding(info.read_word(text)?),
            "options" => self.options = Some(text.into()),
            "init_command" => self.init_commands.push(text.into()),
            "keepalives" => self.keepalives = Some(info.read_bool(text)?),
            "keepalives_idle" => self.keepalive.idle = Some(info.read_duration(text)?),
            "keepalives_interval" => self.keepalive.interval = Some(info.read_duration(text)?),
            "keepalives_count" => self.keepalive.retries = Some(info.read_integer(text)?),
            "prepared_statements" => self.unprepared = !info.read_bool(text)?,
            _ => {}
        }
        Ok(())
    }
}

fn target(word: &str) -> TargetSession {
    match word {
        "read-write" => TargetSession::ReadWrite,
        "read-only" => TargetSession::ReadOnly,
        "primary" => TargetSession::Primary,
        "standby" => TargetSession::Standby,
        "prefer-standby" => TargetSession::PreferStandby,
        _ => TargetSession::Any,
    }
}

fn binding(word: &str) -> ChannelBinding {
    match word {
        "disable" => ChannelBinding::Disable,
        "require" => ChannelBinding::Require,
        _ => ChannelBinding::Prefer,
    }
}
