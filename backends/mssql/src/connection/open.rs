//! Opening a connection and setting its session up.

use std::time::Instant;

use activerecord_core::blocking::{BlockingSocket, Drive, SocketOptions};
use activerecord_core::config::SslMode;
use activerecord_core::{Error, Result};
use tiberius::{AuthMethod, Client, Config, EncryptionLevel};

use super::run;
use super::wire::{Wire, finish_by};
use crate::config::Settings;
use crate::error::connect::{not_opened, not_reached};
use crate::error::encryption::is_declined;
use crate::version;

/// How often a server may send a client to another address, or decline to encrypt.
const ATTEMPTS_MAX: usize = 4;

/// A connection whose session is set up.
pub(super) struct Opened {
    pub(super) client: Client<Wire>,
    pub(super) drive: Drive,
    pub(super) socket: BlockingSocket,
    pub(super) version: String,
    /// Which the login has led to.
    pub(super) database: String,
}

/// Opens a connection with everything set.
pub(super) fn open(settings: &Settings) -> Result<Opened> {
    let deadline = Instant::now().checked_add(settings.connect_timeout);
    let (mut host, mut port) = (settings.host.clone(), settings.port);
    let mut level = level(settings.tls);
    for _ in 0..ATTEMPTS_MAX {
        match log_in(settings, level, deadline, &host, port)? {
            Attempt::Opened(client, drive, socket) => {
                return set_up(settings, *client, drive, socket);
            }
            // Azure's gateway knows where the database is.
            Attempt::Elsewhere(other, at) => (host, port) = (other, at),
            Attempt::Unencrypted => level = EncryptionLevel::NotSupported,
        }
    }
    let error = tiberius::error::Error::Routing { host, port };
    Err(not_opened(error, settings))
}

/// What came of an attempt, or what to try next.
enum Attempt {
    Opened(Box<Client<Wire>>, Drive, BlockingSocket),
    Elsewhere(String, u16),
    Unencrypted,
}

fn log_in(
    settings: &Settings,
    level: EncryptionLevel,
    deadline: Option<Instant>,
    host: &str,
    port: u16,
) -> Result<Attempt> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let options = SocketOptions { connect_timeout: left, ..SocketOptions::default() };
    let socket = BlockingSocket::connect_tcp(host, port, &options)
        .map_err(|error| not_reached(error, host, port))?;
    let drive = Drive::new(&socket);
    let connecting = Client::connect(config(settings, level, host, port), Wire(socket.clone()));
    match finish_by(&drive, &socket, deadline, connecting) {
        Ok(client) => Ok(Attempt::Opened(Box::new(client), drive, socket)),
        Err(tiberius::error::Error::Routing { host, port }) => Ok(Attempt::Elsewhere(host, port)),
        Err(error) if level == EncryptionLevel::On && is_declined(&error) => {
            Ok(Attempt::Unencrypted)
        }
        Err(error) => Err(not_opened(error, settings)),
    }
}

fn config(settings: &Settings, level: EncryptionLevel, host: &str, port: u16) -> Config {
    let options = &settings.options;
    let mut config = Config::new();
    config.host(host);
    config.port(port);
    config.application_name(options.application_name.as_deref().unwrap_or("activerecord"));
    config.packet_size(settings.packet_size);
    config.readonly(options.read_only_intent);
    // The socket has time limits; the driver's own would need a timer that wakes it.
    config.handshake_timeout(None);
    config.command_timeout(None);
    if let Some(database) = &settings.database {
        config.database(database);
    }
    if let Some(instance) = &options.instance {
        config.instance_name(instance);
    }
    config.authentication(match &options.access_token {
        Some(token) => AuthMethod::aad_token(token.reveal()),
        None => {
            let password = settings.password.as_ref().map_or("", |password| password.reveal());
            AuthMethod::sql_server(&settings.user, password)
        }
    });
    config.encryption(level);
    #[cfg(feature = "tls")]
    check_certificate(settings, level, &mut config);
    config
}

/// What the server is asked for. `On` is of those that may be declined.
fn level(mode: SslMode) -> EncryptionLevel {
    match mode {
        SslMode::Disable => EncryptionLevel::NotSupported,
        SslMode::Prefer => EncryptionLevel::On,
        _ => EncryptionLevel::Required,
    }
}

/// Which certificates are taken.
#[cfg(feature = "tls")]
fn check_certificate(settings: &Settings, level: EncryptionLevel, config: &mut Config) {
    if level == EncryptionLevel::NotSupported {
        // The driver would encrypt all the same where the server insists. Without an authority it
        // can't, and says so.
        config.trust_cert_ca_bundle([]);
        return;
    }
    match (&settings.ca, settings.tls.verifies()) {
        (Some(pem), true) => config.trust_cert_ca_bundle(pem.as_slice()),
        (None, true) => {}
        (_, false) => config.trust_cert(),
    }
    if let Some(name) = &settings.options.host_name_in_certificate {
        config.hostname_in_certificate(name);
    }
}

/// What every session has, whatever the login's defaults are.
pub(super) fn session_settings(settings: &Settings) -> String {
    let timeout = settings.lock_timeout_ms.map_or("-1".to_owned(), |millis| millis.to_string());
    format!(
        "SET QUOTED_IDENTIFIER ON; SET ANSI_NULLS ON; SET ANSI_PADDING ON; SET ANSI_WARNINGS ON; \
         SET ARITHABORT ON; SET CONCAT_NULL_YIELDS_NULL ON; SET NUMERIC_ROUNDABORT OFF; \
         SET XACT_ABORT OFF; SET IMPLICIT_TRANSACTIONS OFF; SET NOCOUNT OFF; \
         SET LOCK_TIMEOUT {timeout}; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; "
    )
}

/// What a server is asked for.
const VERSION: &str = "SELECT CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128)), \
                       CAST(SERVERPROPERTY(N'EngineEdition') AS int), @@VERSION, DB_NAME()";

fn set_up(
    settings: &Settings,
    mut client: Client<Wire>,
    drive: Drive,
    socket: BlockingSocket,
) -> Result<Opened> {
    let failed = |error: tiberius::error::Error| -> Error { not_opened(error, settings) };
    let sql = session_settings(settings) + VERSION;
    let row = run::last_row(&mut client, &drive, &sql).map_err(failed)?;
    let text = |index| row.as_ref().and_then(|row| row.try_get::<&str, _>(index).ok().flatten());
    let number = text(0).unwrap_or_default().to_owned();
    let edition = row.as_ref().and_then(|row| row.try_get::<i32, _>(1).ok().flatten());
    version::check(&number, edition.unwrap_or(0).into())?;
    // Something that is no SQL Server says so here.
    let words = text(2).and_then(|words| words.split(['\n', '(']).next()).unwrap_or_default();
    let version = format!("{} ({number})", words.trim());
    let database = text(3).unwrap_or_default().to_owned();
    let timeouts = socket.set_timeouts(settings.read_timeout, settings.write_timeout);
    timeouts.map_err(|error| not_reached(error, &settings.host, settings.port))?;
    Ok(Opened { client, drive, socket, version, database })
}
