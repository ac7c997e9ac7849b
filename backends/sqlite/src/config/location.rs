//! Where a database is: a file, or memory.

use std::fmt;
use std::path::{Path, PathBuf};

use activerecord_core::{Error, ErrorKind, Result};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{SqliteOptions, words};

/// What has a meaning in a URI of SQLite's (<https://www.sqlite.org/uri.html>).
const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b'&').add(b'=');

const IN_MEMORY: &str = ":memory:";

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// In memory, for one connection alone.
    Memory,
    /// In memory under a name, for all connections of this process that give it.
    SharedMemory(String),
    /// A file, and the parameters of its URI.
    File(PathBuf, Vec<(String, String)>),
}

/// The name of a database, before the options have said whether it is a file at all.
#[derive(Debug)]
pub(super) struct Address {
    name: String,
    /// Parameters of a URI that are no options of the library's.
    parameters: Vec<(String, String)>,
}

impl Location {
    /// Reads a path, `:memory:`, or one of SQLite's own URIs, whose parameters become options.
    pub(super) fn read(database: &str, options: &mut SqliteOptions) -> Result<Address> {
        let Some(uri) = database.strip_prefix("file:") else {
            return Address { name: database.to_owned(), parameters: Vec::new() }.check();
        };
        let uri = uri.split('#').next().unwrap_or_default();
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let path = match path.strip_prefix("//") {
            None => path,
            Some(rest) => match rest.find('/').map(|slash| rest.split_at(slash)) {
                Some(("" | "localhost", path)) => path,
                _ => return Err(malformed("its authority is neither empty nor `localhost`")),
            },
        };
        let mut parameters = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (word, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (word, value) = (decode(word)?, decode(value)?);
            if words::is_uri_word(&word) {
                options.read(&word, &value)?;
            } else {
                parameters.push((word, value));
            }
        }
        Address { name: decode(path)?, parameters }.check()
    }

    /// Whether it is gone with its last connection.
    pub(crate) fn is_memory(&self) -> bool {
        !matches!(self, Location::File(..))
    }

    /// The file's path.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Location::File(path, _) => Some(path),
            _ => None,
        }
    }

    /// The URI that SQLite opens.
    pub(crate) fn uri(&self) -> String {
        let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        match self {
            Location::Memory => IN_MEMORY.to_owned(),
            Location::SharedMemory(name) => {
                format!("file:{}?mode=memory&cache=shared", encode(name))
            }
            Location::File(path, parameters) => {
                // The text came as UTF-8, so nothing is lost. An authority, if empty, keeps a
                // path that begins with `//` from being taken for one.
                let path = encode(&path.to_string_lossy());
                let authority = if path.starts_with('/') { "//" } else { "" };
                let mut uri = format!("file:{authority}{path}");
                for (index, (word, value)) in parameters.iter().enumerate() {
                    uri.push(if index == 0 { '?' } else { '&' });
                    uri.push_str(&encode(word));
                    uri.push('=');
                    uri.push_str(&encode(value));
                }
                uri
            }
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Memory => f.write_str(IN_MEMORY),
            Location::SharedMemory(name) => f.write_str(name),
            Location::File(path, _) => path.display().fmt(f),
        }
    }
}

impl Address {
    /// SQLite's functions would end the name at the first NUL.
    fn check(self) -> Result<Self> {
        if self.name.contains('\0') {
            return Err(malformed("it holds a NUL character"));
        }
        Ok(self)
    }

    /// Where it is, now that all options are known.
    pub(super) fn locate(self, options: &SqliteOptions) -> Result<Location> {
        let Address { name, mut parameters } = self;
        if options.in_memory || name == IN_MEMORY {
            return Ok(match options.shared_cache {
                Some(true) => Location::SharedMemory(name),
                _ => Location::Memory,
            });
        }
        if name.is_empty() {
            return Err(malformed("it is empty"));
        }
        let flags = [("immutable", options.immutable), ("nolock", options.no_lock)];
        for (word, _) in flags.iter().filter(|(_, set)| *set) {
            parameters.push(((*word).to_owned(), "1".to_owned()));
        }
        if let Some(shared) = options.shared_cache {
            let cache = if shared { "shared" } else { "private" };
            parameters.push(("cache".to_owned(), cache.to_owned()));
        }
        let holds_nul =
            |(word, value): &(String, String)| word.contains('\0') || value.contains('\0');
        if parameters.iter().any(holds_nul)
            || options.vfs.as_ref().is_some_and(|vfs| vfs.contains('\0'))
        {
            return Err(malformed("a parameter holds a NUL character"));
        }
        // Another VFS may have names that are no paths.
        if let Some(vfs) = &options.vfs {
            parameters.push(("vfs".to_owned(), vfs.clone()));
            return Ok(Location::File(name.into(), parameters));
        }
        // A program may change its folder later; the database stays where it was.
        let path = without_slash_before_drive(&name);
        let path = std::path::absolute(path).map_err(|error| {
            Error::new(ErrorKind::Configuration, format!("`{name}` is not a path"))
                .with_source(error)
        })?;
        Ok(Location::File(path, parameters))
    }
}

/// `/C:/app.db`, as URLs write it, is `C:/app.db` on Windows.
fn without_slash_before_drive(name: &str) -> &str {
    match name.as_bytes() {
        [b'/', drive, b':', ..] if cfg!(windows) && drive.is_ascii_alphabetic() => &name[1..],
        _ => name,
    }
}

pub(super) fn decode(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| malformed("its percent-encoding is not UTF-8"))
}

#[cold]
pub(super) fn malformed(reason: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the name of the SQLite database: {reason}"))
        .with_help("give the path of a file, `:memory:`, or a URI such as `file:app.db?mode=ro`")
}
