//! Why a connection could not be made, and which option to look at.

use std::io;

use activerecord_core::{Error, ErrorKind};

use super::{classify, of_server};
use crate::config::{Address, Place};

/// The socket could not be connected.
#[cold]
pub(crate) fn could_not_connect(address: &Address, error: io::Error) -> Error {
    let help = match (error.kind(), &address.place) {
        (io::ErrorKind::TimedOut, _) => {
            "nobody answered: look at `host` and `port`, or raise `connect_timeout`"
        }
        (io::ErrorKind::ConnectionRefused, _) => {
            "nobody listens there: does the server run? look at `host` and `port`"
        }
        (_, Place::Folder(_)) => {
            "look at `host`, the folder of the server's socket, and at `port`, a part of its name"
        }
        (_, Place::Host(_)) => "is the host's name right? look at `host`",
    };
    failed(address, &error.to_string()).with_help(help).with_source(error)
}

/// The server was there, but it did not come to a session.
#[cold]
pub(crate) fn could_not_log_in(address: &Address, error: tokio_postgres::Error) -> Error {
    if let Some(said) = error.as_db_error() {
        let state = said.code().code();
        let said = of_server(said);
        let database = said.database().cloned();
        let error = failed(address, refused(state)).with_help(look_at(state));
        return match database {
            Some(database) => error.with_database(database),
            None => error,
        };
    }
    let text = error.to_string();
    let closed = error.is_closed();
    let Some(source) = error.into_source() else {
        let reason = if closed { "the server closed the connection" } else { &text };
        return failed(address, reason).with_help("is it a PostgreSQL server? look at `port`");
    };
    if let Some(error) = source.downcast_ref::<io::Error>() {
        return during_login(address, &text, error).with_source(source);
    }
    let reason = format!("{text}: {source}");
    let help = if reason.contains("TLS") || reason.contains("SSL") {
        "look at `ssl_mode`: the server must have TLS switched on, or `disable` and `prefer` do \
         without"
    } else if reason.contains("channel binding") {
        "look at `channel_binding`"
    } else {
        "look at `user` and `password`"
    };
    failed(address, &reason).with_help(help).with_source(source)
}

fn during_login(address: &Address, text: &str, error: &io::Error) -> Error {
    if is_tls(error) {
        return failed(address, &format!("{text}: {error}")).with_help(
            "look at `ssl_ca`, the authority that signed the server's certificate, at `host`, the \
             name that it is for, and at `ssl_mode`",
        );
    }
    let help = match error.kind() {
        io::ErrorKind::TimedOut => "the server was silent: raise `connect_timeout`",
        io::ErrorKind::InvalidInput => "`user`, `password` or `database` holds a NUL character",
        _ => "is it a PostgreSQL server? look at `host` and `port`",
    };
    failed(address, &format!("{text}: {error}")).with_help(help)
}

#[cfg(feature = "tls")]
fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}

#[cfg(not(feature = "tls"))]
fn is_tls(_: &io::Error) -> bool {
    false
}

fn refused(state: &str) -> &'static str {
    match state {
        "28P01" => "the password is wrong, or there is no such user",
        "28000" => "the server does not let this user in from here",
        "3D000" => "there is no such database",
        "53300" => "the server has no connection left",
        "57P03" => "the server is starting up or shutting down",
        "42501" => "the user has no right to connect to this database",
        _ if classify(state) == ErrorKind::Database => "the server reported an error",
        _ => "the server refused the session",
    }
}

fn look_at(state: &str) -> &'static str {
    match state {
        "28P01" => "look at `user` and `password`",
        "28000" => {
            "look at `user`, `ssl_mode`, `ssl_cert` and the server's file pg_hba.conf, which says \
             who may come from where and how"
        }
        "3D000" => "look at `database`",
        "53300" => {
            "lower `pool_size` in the programs that use the server, or raise its `max_connections`"
        }
        "57P03" => "try again",
        "42501" => "look at `user` and `database`",
        _ => "look at the options: one of them is not what the server takes",
    }
}

fn failed(address: &Address, reason: &str) -> Error {
    let message = format!("no connection to PostgreSQL at {address}: {reason}");
    Error::new(ErrorKind::ConnectionFailed, message)
}
