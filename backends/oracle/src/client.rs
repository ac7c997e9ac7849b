//! Finding Oracle's client library. It is loaded once per process, and stays.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use activerecord_core::{Error, ErrorKind, Result};
use oracle::InitParams;

use crate::config::Settings;
use crate::error;

#[cfg(windows)]
const LIBRARY: &str = "oci.dll";
#[cfg(target_os = "macos")]
const LIBRARY: &str = "libclntsh.dylib";
#[cfg(not(any(windows, target_os = "macos")))]
const LIBRARY: &str = "libclntsh.so";

/// The variable in which the system's loader is told where to look.
#[cfg(windows)]
const LOADER_VARIABLE: &str = "PATH";
#[cfg(target_os = "macos")]
const LOADER_VARIABLE: &str = "DYLD_LIBRARY_PATH";
#[cfg(not(any(windows, target_os = "macos")))]
const LOADER_VARIABLE: &str = "LD_LIBRARY_PATH";

/// The folders that the library was loaded with.
struct Loaded {
    client_dir: Option<PathBuf>,
    config_dir: Option<PathBuf>,
}

static LOADED: Mutex<Option<Loaded>> = Mutex::new(None);

/// Loads the client library, unless it is loaded.
pub(crate) fn load(settings: &Settings) -> Result<()> {
    let mut loaded = LOADED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(loaded) = &*loaded {
        check_same("client_dir", settings.client_dir.as_deref(), loaded.client_dir.as_deref())?;
        return check_same(
            "config_dir",
            settings.config_dir.as_deref(),
            loaded.config_dir.as_deref(),
        );
    }
    let mut params = InitParams::new();
    let given = |error| error::configuration(&error);
    if let Some(folder) = &settings.client_dir {
        params.oracle_client_lib_dir(OsString::from(folder)).map_err(given)?;
    }
    if let Some(folder) = &settings.config_dir {
        params.oracle_client_config_dir(OsString::from(folder)).map_err(given)?;
    }
    let here = params.init().map_err(|error| not_loaded(error, settings.client_dir.as_deref()))?;
    if !here && (settings.client_dir.is_some() || settings.config_dir.is_some()) {
        return Err(loaded_by_others());
    }
    *loaded = Some(Loaded {
        client_dir: settings.client_dir.clone(),
        config_dir: settings.config_dir.clone(),
    });
    Ok(())
}

fn check_same(word: &str, given: Option<&Path>, before: Option<&Path>) -> Result<()> {
    match given {
        Some(given) if Some(given) != before => {
            let message = format!("option `{word}` differs from that of an earlier connection");
            Err(Error::new(ErrorKind::Configuration, message).with_help(
                "Oracle's client library is loaded once per process; give the same to all",
            ))
        }
        _ => Ok(()),
    }
}

#[cold]
fn loaded_by_others() -> Error {
    Error::new(
        ErrorKind::Configuration,
        "options `client_dir` and `config_dir` come too late: the program has loaded Oracle's \
         client library already",
    )
    .with_help("leave them out, or connect by this library first")
}

/// The message for a program whose machine has no client library: exactly what to install, and
/// where it was looked for.
#[cold]
fn not_loaded(error: oracle::Error, client_dir: Option<&Path>) -> Error {
    let message = match error.dpi_code() {
        Some(DPI_NOT_FOUND) => format!(
            "Oracle's client library was not found: `{LIBRARY}` was looked for in {}",
            looked_for(client_dir)
        ),
        Some(DPI_TOO_OLD | DPI_NO_VERSION) => "Oracle's client library is too old".to_owned(),
        Some(DPI_SYMBOL_MISSING) => "Oracle's client library is incomplete".to_owned(),
        _ => "Oracle's client library could not be loaded".to_owned(),
    };
    error::with_driver(Error::new(ErrorKind::ConnectionFailed, message), error).with_help(
        "install Oracle Instant Client, package Basic or Basic Light, 64-bit, version 19 or \
         later (11.2 at the least), and `libaio1` on Linux, from \
         https://www.oracle.com/database/technologies/instant-client.html; then name its folder \
         by the option `client_dir` or make it known to the system's loader",
    )
}

/// `DPI-1047: Cannot locate a 64-bit Oracle Client library`
const DPI_NOT_FOUND: i32 = 1047;
/// `DPI-1049: symbol … not found in OCI library`
const DPI_SYMBOL_MISSING: i32 = 1049;
/// `DPI-1050: Oracle Client library is at version … but version 11.2 or higher is needed`
const DPI_TOO_OLD: i32 = 1050;
/// `DPI-1072: the Oracle Client library version is unsupported`: it can't say which it is.
const DPI_NO_VERSION: i32 = 1072;

fn looked_for(client_dir: Option<&Path>) -> String {
    if let Some(folder) = client_dir {
        return format!("`{}` alone, which the option `client_dir` names", folder.display());
    }
    let program = std::env::current_exe().ok();
    let beside =
        program.as_deref().and_then(Path::parent).map(|folder| folder.display().to_string());
    let variable = |name: &str| match std::env::var(name) {
        Ok(value) if !value.is_empty() => format!("{name} (`{value}`)"),
        _ => format!("{name} (not set)"),
    };
    format!(
        "the program's folder (`{}`), the folders of {} and of the system's loader, and \
         ORACLE_HOME/lib ({})",
        beside.unwrap_or_else(|| "unknown".into()),
        variable(LOADER_VARIABLE),
        variable("ORACLE_HOME"),
    )
}
