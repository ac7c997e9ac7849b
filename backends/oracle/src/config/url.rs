//! The location in a URL: `oracle://user:password@host:port/service`, or with an own
//! `dsn` and without a host: `oracle://user:password@?dsn=alias`.

use activerecord_core::config::{ConnectionUrl, word};
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;

/// Reads the location; what was set in `config` before wins.
pub(crate) fn read_url(
    url: &ConnectionUrl,
    mut config: ConnectionConfig,
) -> Result<ConnectionConfig> {
    let location = url.location();
    let authority = location.strip_prefix("//").unwrap_or(location);
    let without_host = authority.is_empty() || authority == "/" || {
        authority.strip_suffix('/').unwrap_or(authority).ends_with('@')
    };
    if !without_host {
        return url.read_authority(config);
    }
    let login = authority.trim_end_matches('/').trim_end_matches('@');
    let (user, password) = match login.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (login, None),
    };
    if !user.is_empty() && config.get_user().is_none() {
        config = config.user(decode(user)?);
    }
    if let (Some(password), None) = (password, config.get_password()) {
        config = config.password(decode(password)?);
    }
    Ok(config)
}

fn decode(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| {
        let message = "malformed connection URL: its percent-encoding is not UTF-8";
        Error::new(ErrorKind::Configuration, message)
            .with_help(format!("or give `{}` by itself", word::USER.word))
    })
}
