//! Configuration from the environment.

use super::{ConnectionConfig, Secret};
use crate::{Error, ErrorKind, Result};

impl ConnectionConfig {
    /// Reads every environment variable that begins with `prefix`: `APP_DB_URL`, `APP_DB_HOST`,
    /// `APP_DB_POOL_SIZE` and so on for the prefix `APP_DB_`. The rest of the name, in lower
    /// case, is the option's word; a word set here wins over the same word in the URL.
    ///
    /// # Errors
    /// No variable has the prefix, a value is not Unicode, or the URL is malformed. Unknown
    /// words are reported when the database is opened.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// let error = ConnectionConfig::from_env("NO_SUCH_PREFIX_").unwrap_err();
    /// assert!(error.to_string().contains("NO_SUCH_PREFIX_URL"));
    /// ```
    pub fn from_env(prefix: &str) -> Result<Self> {
        ConnectionConfig::from_variables(prefix, std::env::vars_os())
    }

    fn from_variables(
        prefix: &str,
        variables: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
    ) -> Result<Self> {
        let mut url = None;
        let mut words = Vec::new();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            let Some(word) = name.strip_prefix(prefix) else { continue };
            let value = value.into_string().map_err(|_| {
                let message = format!("environment variable {name} is not Unicode");
                Error::new(ErrorKind::Configuration, message)
            })?;
            match word {
                "URL" => url = Some(value),
                _ => words.push((word.to_ascii_lowercase(), value)),
            }
        }
        if url.is_none() && words.is_empty() {
            let message = format!("no environment variable begins with {prefix}");
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_help(format!("set {prefix}URL, or {prefix}DATABASE and others")));
        }
        let mut config = match url {
            Some(url) => ConnectionConfig::from_url(&url)?,
            None => ConnectionConfig::new(),
        };
        config.words.extend(words.into_iter().map(|(word, value)| (word, Secret::new(value))));
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_win_over_the_url() {
        let variables = [
            ("APP_URL", "sqlite://a.db?pool_size=3"),
            ("APP_POOL_SIZE", "7"),
            ("OTHER_POOL_SIZE", "9"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        let config = ConnectionConfig::from_variables("APP_", variables.into_iter()).unwrap();
        assert_eq!(config.words().collect::<Vec<_>>(), [("pool_size", "7")]);
        assert_eq!(config.scheme(), Some("sqlite"));
    }
}
