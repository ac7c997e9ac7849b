//! The location in a URL: `sqlite://app.db`, `sqlite:app.db`, `sqlite::memory:`.

use activerecord_core::config::ConnectionUrl;
use activerecord_core::{ConnectionConfig, Result};

use super::location::{decode, malformed};

/// Everything behind the scheme is the path: two slashes before it are the URL's, a third one
/// begins an absolute path. A database that was set there before wins.
pub(crate) fn read_url(url: &ConnectionUrl, config: ConnectionConfig) -> Result<ConnectionConfig> {
    let location = url.location();
    let path = location.strip_prefix("//").unwrap_or(location);
    // SQLite's own URIs are decoded where their parts are known.
    let database = if path.starts_with("file:") { path.to_owned() } else { decode(path)? };
    if database.contains('\0') {
        return Err(malformed("it holds a NUL character"));
    }
    if database.is_empty() || config.get_database().is_some() {
        return Ok(config);
    }
    Ok(config.database(database))
}
