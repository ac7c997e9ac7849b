//! Reading the common options from their words.

use super::option_info::{OptionInfo, OptionValue, unknown};
use super::{ConnectionConfig, Secret};
use crate::{Backend, Error, ErrorKind, Result};

/// The options of every database. The address (host, port, …) and the network's are
/// not here: the backends for which they have a meaning list them among their own options.
pub(crate) const COMMON: &[OptionInfo] = &[
    OptionInfo::new("pool_size", OptionValue::Integer),
    OptionInfo::new("pool_timeout", OptionValue::Duration),
    OptionInfo::new("idle_timeout", OptionValue::Duration),
    OptionInfo::new("max_lifetime", OptionValue::Duration),
    OptionInfo::new("statement_cache", OptionValue::Integer),
    OptionInfo::new("slow_query", OptionValue::Duration),
    OptionInfo::new("log_parameters", OptionValue::Bool),
];

impl ConnectionConfig {
    /// Reads the URL and the common words, and checks that `backend` knows all the others.
    ///
    /// # Errors
    /// The URL is malformed or of another database, a word is unknown, a value is malformed.
    pub(crate) fn resolve(mut self, backend: &dyn Backend) -> Result<Self> {
        if let Some(url) = self.url.take() {
            check_scheme(url.scheme(), backend)?;
            self = backend.read_url(&url, self)?;
        }
        let words = std::mem::take(&mut self.words);
        for (word, value) in words {
            self = self.read_word(word, value, backend)?;
        }
        self.check(backend)?;
        Ok(self)
    }

    fn read_word(mut self, word: String, value: Secret, backend: &dyn Backend) -> Result<Self> {
        let text = value.reveal();
        if let Some(info) = COMMON.iter().find(|info| info.word == word) {
            return match info.word {
                "pool_size" => Ok(self.pool_size(info.read_integer(text)?)),
                "pool_timeout" => Ok(self.pool_timeout(info.read_duration(text)?)),
                "idle_timeout" => Ok(self.idle_timeout(info.read_duration(text)?)),
                "max_lifetime" => Ok(self.max_lifetime(info.read_duration(text)?)),
                "statement_cache" => Ok(self.statement_cache(info.read_integer(text)?)),
                "slow_query" => Ok(self.slow_query(info.read_duration(text)?)),
                _ => Ok(self.log_parameters(info.read_bool(text)?)),
            };
        }
        let Some(info) = backend.options().iter().find(|info| info.word == word) else {
            let known: Vec<OptionInfo> = COMMON.iter().chain(backend.options()).copied().collect();
            return Err(unknown(&word, backend.name(), &known));
        };
        if !self.set_network_word(info, &value)? {
            self.words.insert(word, value);
        }
        Ok(self)
    }

    /// Checks what can be checked without the database.
    fn check(&self, backend: &dyn Backend) -> Result<()> {
        for word in self.given_words() {
            if !backend.options().iter().any(|info| info.word == word) {
                let known: Vec<OptionInfo> =
                    COMMON.iter().chain(backend.options()).copied().collect();
                return Err(unknown(word, backend.name(), &known));
            }
        }
        if let Some(owner) = self.option_owners().find(|owner| *owner != backend.name()) {
            let message = format!("options of {owner} were given to {}", backend.name());
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        if self.pool.size == 0 {
            return Err(Error::new(
                ErrorKind::Configuration,
                "option `pool_size` must be at least 1",
            ));
        }
        Ok(())
    }
}

fn check_scheme(scheme: &str, backend: &dyn Backend) -> Result<()> {
    if backend.schemes().contains(&scheme) {
        return Ok(());
    }
    let expected = backend.schemes().join("://, ");
    Err(Error::new(
        ErrorKind::Configuration,
        format!("a URL of scheme `{scheme}` is not one of {}", backend.name()),
    )
    .with_help(format!("its URLs begin with {expected}://")))
}
