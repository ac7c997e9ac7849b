//! Reaching a server and coming to a session.

use std::cell::{Cell, RefCell};
use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;

use activerecord_core::blocking::{BlockingSocket, Drive};
use activerecord_core::config::{Secret, SslMode};
use activerecord_core::{Error, ErrorKind, Result};
use tokio_postgres::types::{Kind, Type};
use tokio_postgres::{Client, Config, config};

use super::statements::Statements;
use super::tap::Tap;
use super::wire::{Link, Wire};
use super::{PostgresConnection, Transaction};
use crate::backend::Shared;
use crate::config::{Address, ChannelBinding, Place, Settings, TargetSession};
use crate::error::{could_not_connect, could_not_log_in, translate};
use crate::version::Version;

impl PostgresConnection {
    pub(crate) fn open(shared: &Arc<Shared>) -> Result<Self> {
        let Opened { client, link, address } = open(shared)?;
        let version = Version::read(link.parameter("server_version").unwrap_or_default())?;
        let settings = &shared.settings;
        let kept = if settings.prepared { settings.statement_cache } else { 0 };
        let mut connection = PostgresConnection {
            client,
            statements: Statements::new(kept),
            link: RefCell::new(link),
            dialect: shared.dialect(version),
            shared: Arc::clone(shared),
            address,
            untyped: Type::new(String::new(), 0, Kind::Simple, String::new()),
            transaction: Transaction::None,
            unsure: false,
            changed: false,
            broken: false,
            answered: Cell::new(true),
        };
        connection.set_time_zone()?;
        connection.run_init_commands()?;
        Ok(connection)
    }

    /// Sets the time zone where the login could not. A pooler keeps it over all its sessions.
    fn set_time_zone(&mut self) -> Result<()> {
        let wanted = &self.shared.settings.timezone;
        if self.shared.settings.prepared
            || self.link.get_mut().parameter("TimeZone") == Some(wanted)
        {
            return Ok(());
        }
        let sql = format!("SET TimeZone TO '{}'", wanted.replace('\'', "''"));
        self.batch(&sql).map_err(|error| error.with_help("look at `timezone`"))
    }

    pub(super) fn run_init_commands(&mut self) -> Result<()> {
        let commands = self.shared.settings.init_commands.join(";");
        if commands.is_empty() {
            return Ok(());
        }
        self.batch(&commands).map_err(|error| error.with_help("it was one of the `init_command`s"))
    }
}

/// A session that has just begun.
struct Opened {
    client: Client,
    link: Link,
    address: Address,
}

/// Opens a session on the first server that lets in and is of the wanted kind.
fn open(shared: &Shared) -> Result<Opened> {
    let target = shared.settings.target;
    if target != TargetSession::PreferStandby {
        return open_on(shared, target);
    }
    open_on(shared, TargetSession::Standby).or_else(|_| open_on(shared, TargetSession::Any))
}

fn open_on(shared: &Shared, target: TargetSession) -> Result<Opened> {
    let mut failure = None;
    for address in &shared.settings.addresses {
        match log_in(shared, address) {
            Ok(mut opened) => {
                if is_suited(&mut opened, target)? {
                    return Ok(opened);
                }
                failure = Some(unsuited(address));
            }
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or_else(|| Error::new(ErrorKind::Configuration, "no `host` was given")))
}

fn log_in(shared: &Shared, address: &Address) -> Result<Opened> {
    let settings = &shared.settings;
    let mode = settings.security.mode_for(address);
    let connector = shared.tls.connector(address, mode)?;
    let socket = connect(settings, address).map_err(|error| could_not_connect(address, error))?;
    let patience = Some(settings.connect_timeout);
    let set_timeouts = |read, write| {
        socket.set_timeouts(read, write).map_err(|error| could_not_connect(address, error))
    };
    set_timeouts(patience, patience)?;
    let drive = Drive::new(&socket);
    // Who asks for TLS gets one letter for an answer.
    let asks = cfg!(feature = "tls") && mode != SslMode::Disable;
    let tap = Tap::new(usize::from(asks));
    let config = driver_config(settings, mode);
    let connected = {
        let wire = Wire::new(socket.clone(), Some(tap.clone()));
        let mut login = pin!(config.connect_raw(wire, connector));
        drive.run(|cx| login.as_mut().poll(cx))
    };
    let (client, connection) = connected.map_err(|error| could_not_log_in(address, error))?;
    set_timeouts(settings.socket.read_timeout, settings.socket.write_timeout)?;
    let link = Link::new(connection, socket, drive, tap);
    Ok(Opened { client, link, address: address.clone() })
}

/// Connects the socket alone.
pub(super) fn connect(settings: &Settings, address: &Address) -> std::io::Result<BlockingSocket> {
    match &address.place {
        Place::Host(host) => BlockingSocket::connect_tcp(host, address.port, &settings.socket),
        Place::Folder(_) => {
            let path = address.socket().unwrap_or_default();
            BlockingSocket::connect_unix(&path, &settings.socket)
        }
    }
}

fn driver_config(settings: &Settings, mode: SslMode) -> Config {
    let mut config = Config::new();
    config
        .user(&settings.user)
        .ssl_mode(match mode {
            SslMode::Disable => config::SslMode::Disable,
            SslMode::Prefer => config::SslMode::Prefer,
            _ => config::SslMode::Require,
        })
        .channel_binding(match settings.security.binding {
            ChannelBinding::Disable => config::ChannelBinding::Disable,
            ChannelBinding::Prefer => config::ChannelBinding::Prefer,
            ChannelBinding::Require => config::ChannelBinding::Require,
        });
    if !settings.startup.is_empty() {
        config.options(&settings.startup);
    }
    if let Some(password) = settings.password.as_ref().map(Secret::reveal) {
        config.password(password);
    }
    if let Some(database) = &settings.database {
        config.dbname(database);
    }
    if let Some(name) = &settings.application_name {
        config.application_name(name);
    }
    config
}

/// Whether the server is of the kind that was asked for.
fn is_suited(opened: &mut Opened, target: TargetSession) -> Result<bool> {
    if matches!(target, TargetSession::Any | TargetSession::PreferStandby) {
        return Ok(true);
    }
    let (standby, read_only) = state(opened)?;
    Ok(match target {
        TargetSession::ReadWrite => !standby && !read_only,
        TargetSession::ReadOnly => standby || read_only,
        TargetSession::Primary => !standby,
        _ => standby,
    })
}

/// Whether the server is a standby, and whether its sessions can't write. Servers from 14 on say it
/// unasked.
fn state(opened: &mut Opened) -> Result<(bool, bool)> {
    let said = |link: &Link, name| link.parameter(name).map(|value| value == "on");
    let standby = said(&opened.link, "in_hot_standby");
    let read_only = said(&opened.link, "default_transaction_read_only");
    if let (Some(standby), Some(read_only)) = (standby, read_only) {
        return Ok((standby, read_only));
    }
    let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";
    let row = opened.link.run(opened.client.query_one(sql, &[])).map_err(translate)?;
    let flag = |index| row.try_get::<_, bool>(index).map_err(translate);
    Ok((flag(0)?, flag(1)?))
}

#[cold]
fn unsuited(address: &Address) -> Error {
    let message = format!("the server at {address} is not of the kind that was asked for");
    Error::new(ErrorKind::ConnectionFailed, message)
        .with_help("look at `target_session_attrs`, and name all servers in `host`")
}
