//! The words that options have in URLs and in the environment.

use activerecord_core::config::{OptionInfo, OptionValue};
use activerecord_core::{Error, ErrorKind, Result};

use super::SqliteOptions;

const fn word(word: &'static str, value: OptionValue) -> OptionInfo {
    OptionInfo::new(word, value)
}

/// Every word. Those from `foreign_keys` on are pragmas of the same name.
pub(crate) const OPTIONS: &[OptionInfo] = &[
    word("database", OptionValue::Text),
    word("mode", OptionValue::OneOf(&["ro", "rw", "rwc", "memory"])),
    word("cache", OptionValue::OneOf(&["private", "shared"])),
    word("vfs", OptionValue::Text),
    word("immutable", OptionValue::Bool),
    word("nolock", OptionValue::Bool),
    word("delete_on_close", OptionValue::Bool),
    word("busy_timeout", OptionValue::Duration),
    word("foreign_keys", OptionValue::Bool),
    word(
        "journal_mode",
        OptionValue::OneOf(&["delete", "truncate", "persist", "memory", "wal", "off"]),
    ),
    word("synchronous", OptionValue::OneOf(&["off", "normal", "full", "extra"])),
    word("cache_size", OptionValue::Integer),
    word("temp_store", OptionValue::OneOf(&["default", "file", "memory"])),
    word("mmap_size", OptionValue::Integer),
    word("secure_delete", OptionValue::OneOf(&["on", "off", "fast"])),
    word("auto_vacuum", OptionValue::OneOf(&["none", "full", "incremental"])),
    word("wal_autocheckpoint", OptionValue::Integer),
    word("journal_size_limit", OptionValue::Integer),
    word("page_size", OptionValue::Integer),
    word("max_page_count", OptionValue::Integer),
    word("recursive_triggers", OptionValue::Bool),
    word("locking_mode", OptionValue::OneOf(&["normal", "exclusive"])),
    word("query_only", OptionValue::Bool),
    word("read_uncommitted", OptionValue::Bool),
    word("ignore_check_constraints", OptionValue::Bool),
    word("automatic_index", OptionValue::Bool),
    word("cell_size_check", OptionValue::Bool),
    word("trusted_schema", OptionValue::Bool),
    word("analysis_limit", OptionValue::Integer),
    word("threads", OptionValue::Integer),
    word("fullfsync", OptionValue::Bool),
    word("checkpoint_fullfsync", OptionValue::Bool),
];

/// The words that a `file:` URI of SQLite's own can have as well.
const OF_URIS: &[&str] = &["mode", "cache", "vfs", "immutable", "nolock"];

/// The description of a pragma that is an option.
pub(super) fn known_pragma(name: &str) -> Option<&'static OptionInfo> {
    let first = OPTIONS.iter().position(|info| info.word == "foreign_keys")?;
    OPTIONS[first..].iter().find(|info| info.word == name)
}

pub(super) fn is_uri_word(word: &str) -> bool {
    OF_URIS.contains(&word)
}

/// A value that a pragma of this form takes, as SQLite writes it.
pub(super) fn pragma_value(info: &OptionInfo, text: &str) -> Result<String> {
    match info.value {
        OptionValue::Bool => Ok(if info.read_bool(text)? { "ON" } else { "OFF" }.to_owned()),
        OptionValue::Integer => info.read_integer::<i64>(text).map(|number| number.to_string()),
        _ => info.read_word(text).map(str::to_owned),
    }
}

impl SqliteOptions {
    /// Reads an option by its word.
    pub(super) fn read(&mut self, word: &str, text: &str) -> Result<()> {
        let Some(info) = OPTIONS.iter().find(|info| info.word == word) else {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("unknown option `{word}` for SQLite"),
            ));
        };
        match word {
            "mode" => self.read_mode(info.read_word(text)?),
            "cache" => self.shared_cache = Some(info.read_word(text)? == "shared"),
            "vfs" => self.vfs = Some(text.to_owned()),
            "immutable" => self.immutable = info.read_bool(text)?,
            "nolock" => self.no_lock = info.read_bool(text)?,
            "delete_on_close" => self.delete_on_close = info.read_bool(text)?,
            "busy_timeout" => self.busy_timeout = Some(info.read_duration(text)?),
            // Read with the other parts of the address.
            "database" => {}
            _ => self.set_pragma(word.to_owned(), pragma_value(info, text)?),
        }
        Ok(())
    }

    fn read_mode(&mut self, mode: &str) {
        self.in_memory = mode == "memory";
        self.read_only = mode == "ro";
        self.create = matches!(mode, "rwc" | "memory");
    }
}
