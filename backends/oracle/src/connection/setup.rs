//! Opening a connection and setting its session up.

use std::sync::Arc;

use activerecord_core::{Error, ErrorKind, Result};
use oracle::Connector;

use super::OracleSession;
use crate::backend::Shared;
use crate::config::Settings;
use crate::dialect::OracleDialect;
use crate::version::ServerVersion;
use crate::{client, error, limits};

/// Opens a connection, and asks the server for its version unless one before it has.
pub(super) fn open(shared: &Shared) -> Result<(OracleSession, Arc<OracleDialect>)> {
    let settings = shared.settings();
    client::load(settings)?;
    let mut connection = connector(settings).connect().map_err(error::connecting)?;
    if let Some(timeout) = settings.call_timeout {
        connection.set_call_timeout(Some(timeout)).map_err(no_timeout)?;
    }
    set_up(&connection, settings).map_err(error::connecting)?;
    let dialect = match shared.dialect() {
        Some(dialect) => dialect,
        None => shared.keep(ask_version(&connection, settings)?),
    };
    connection.set_autocommit(true);
    Ok((OracleSession::new(connection), dialect))
}

fn connector(settings: &Settings) -> Connector {
    let login = &settings.login;
    let mut connector =
        Connector::new(&settings.user, settings.password.reveal(), &settings.connect_string);
    connector.external_auth(login.external).events(login.events).driver_name(&login.driver_name);
    if let Some(privilege) = login.privilege {
        connector.privilege(privilege.driver());
    }
    if let Some(password) = &login.new_password {
        connector.new_password(password.reveal());
    }
    if let Some(edition) = &login.edition {
        connector.edition(edition);
    }
    if let Some(class) = &login.connection_class {
        connector.connection_class(class);
    }
    if let Some(size) = login.client_statement_cache {
        connector.stmt_cache_size(size);
    }
    connector
}

/// Sets what every session has. The labels and the schema travel with the statement.
pub(super) fn set_up(connection: &oracle::Connection, settings: &Settings) -> oracle::Result<()> {
    let labels = &settings.labels;
    if let Some(module) = &labels.module {
        connection.set_module(module)?;
    }
    if let Some(action) = &labels.action {
        connection.set_action(action)?;
    }
    if let Some(identifier) = &labels.client_identifier {
        connection.set_client_identifier(identifier)?;
    }
    if let Some(schema) = &settings.schema {
        connection.set_current_schema(schema)?;
    }
    connection.execute(&settings.session_setup, &[]).map(|_| ())
}

fn ask_version(connection: &oracle::Connection, settings: &Settings) -> Result<OracleDialect> {
    let (version, _) = connection.server_version().map_err(error::connecting)?;
    let server = ServerVersion(version.major(), version.minor());
    let (major, minor) = limits::SERVER_VERSION_MIN;
    if server < ServerVersion(major, minor) {
        let message = format!("the server is Oracle {version}, which is too old");
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_help(format!("the library needs version {major}.{minor} or later")));
    }
    Ok(OracleDialect::new(server, version.to_string(), settings.identifier_bytes))
}

#[cold]
fn no_timeout(driver: oracle::Error) -> Error {
    let message = "the call timeout could not be set";
    error::with_driver(Error::new(ErrorKind::Configuration, message), driver)
        .with_help("it needs a client library of version 18 or later")
}
