//! Opening a connection: address, login, encryption.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use activerecord_core::config::{Secret, SslMode};
use activerecord_core::{Error, ErrorKind, Result};
use mysql::consts::CapabilityFlags;
use mysql::{Compression, Conn, DriverError, OptsBuilder, SslOpts};

use crate::backend::Shared;
use crate::config::{Address, Settings, Tls};
use crate::error::connect as explain;

/// Opens a connection and logs in.
pub(super) fn open(shared: &Shared) -> Result<Conn> {
    let settings = &shared.settings;
    let packet = shared.facts.get().map(|facts| facts.max_allowed_packet);
    let opts = options(settings, packet);
    let failed = |error: mysql::Error| explain::failed(error, settings);
    let conn = match settings.tls.mode {
        SslMode::Disable => connect(opts, settings)?,
        mode => {
            choose_provider();
            let encrypted = opts.clone().ssl_opts(ssl(&settings.tls));
            match Conn::new(encrypted) {
                Err(error) if mode == SslMode::Prefer && has_no_tls(&error) => {
                    connect(opts, settings)?
                }
                result => result.map_err(failed)?,
            }
        }
    };
    #[cfg(unix)]
    super::socket::set_read_timeout(&conn, settings.read_timeout)
        .map_err(|error| failed(mysql::Error::IoError(error)))?;
    Ok(conn)
}

/// Connects without encryption. A name may have several addresses, of which the driver would try
/// the first only: `localhost` is often `::1` first, and the server listens on `127.0.0.1`.
fn connect(opts: OptsBuilder, settings: &Settings) -> Result<Conn> {
    let failed = |error: mysql::Error| explain::failed(error, settings);
    let Address::Tcp(host, port) = &settings.address else {
        return Conn::new(opts).map_err(failed);
    };
    let found = (host.as_str(), *port).to_socket_addrs();
    let found = found.map_err(|error| explain::unknown_host(error, settings))?;
    let mut first_error = None;
    for address in found {
        match Conn::new(opts.clone().ip_or_hostname(Some(literal(address.ip())))) {
            Err(error) if could_not_connect(&error) => {
                first_error.get_or_insert(error);
            }
            result => return result.map_err(failed),
        }
    }
    Err(match first_error {
        Some(error) => failed(error),
        None => Error::new(ErrorKind::ConnectionFailed, format!("`{host}` has no address")),
    })
}

/// An address as the driver reads it.
fn literal(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

fn could_not_connect(error: &mysql::Error) -> bool {
    use DriverError::{ConnectTimeout, CouldNotConnect};
    matches!(error, mysql::Error::DriverError(ConnectTimeout | CouldNotConnect(_)))
}

fn has_no_tls(error: &mysql::Error) -> bool {
    matches!(error, mysql::Error::DriverError(DriverError::TlsNotSupported))
}

fn options(settings: &Settings, packet: Option<u64>) -> OptsBuilder {
    let own = &settings.options;
    // Login is part of connecting; afterwards the socket gets the timeout that was asked for.
    let login = settings.connect_timeout;
    let read = settings.read_timeout.map_or(login, |read| read.min(login));
    let packet = own.max_allowed_packet.or(packet);
    let packet = packet.and_then(|bytes| usize::try_from(bytes).ok());
    let millis = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    let bind_address = own.bind_address.map(|address| SocketAddr::new(address, 0));
    let opts = OptsBuilder::new()
        .user(settings.user.as_deref())
        .pass(settings.password.as_ref().map(Secret::reveal))
        .db_name(settings.database.as_deref())
        .tcp_connect_timeout(Some(settings.connect_timeout))
        .read_timeout(Some(if cfg!(unix) { read } else { settings.read_timeout.unwrap_or(login) }))
        .write_timeout(settings.write_timeout)
        .tcp_nodelay(own.tcp_nodelay.unwrap_or(true))
        .tcp_keepalive_time_ms(own.tcp_keepalive.map(millis))
        .bind_address(bind_address)
        .max_allowed_packet(packet)
        // See `Statements`.
        .stmt_cache_size(usize::MAX)
        .compress(own.compression.then(Compression::default))
        .enable_cleartext_plugin(own.cleartext_password)
        .server_key_path(own.server_public_key.clone())
        // Otherwise a row that is set to what it was does not count, and looks missing.
        .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
        // Where the server is was said; the driver would go and look for its socket.
        .prefer_socket(false);
    match &settings.address {
        Address::Tcp(host, port) => opts.ip_or_hostname(Some(bracketed(host))).tcp_port(*port),
        Address::Socket(path) => opts.socket(Some(path.display().to_string())),
    }
}

/// A host as the driver reads it.
fn bracketed(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(address) => literal(address),
        Err(_) => host.to_owned(),
    }
}

fn ssl(tls: &Tls) -> SslOpts {
    let opts = SslOpts::default()
        .with_root_cert_path(tls.ca.clone())
        .with_danger_skip_domain_validation(tls.mode == SslMode::VerifyCa)
        .with_danger_accept_invalid_certs(!tls.mode.verifies());
    identity(opts, tls)
}

#[cfg(feature = "tls")]
fn identity(opts: SslOpts, tls: &Tls) -> SslOpts {
    let pair = tls.identity.clone();
    opts.with_client_identity(pair.map(|(cert, key)| mysql::ClientIdentity::new(cert, key)))
}

#[cfg(not(feature = "tls"))]
fn identity(opts: SslOpts, _tls: &Tls) -> SslOpts {
    opts
}

/// The driver takes the process's cryptography, and panics where none was chosen and two are
/// compiled in: somebody else's crates may bring the second.
#[cfg(feature = "tls")]
fn choose_provider() {
    use rustls::crypto::{CryptoProvider, aws_lc_rs};
    if CryptoProvider::get_default().is_none() {
        // Another thread may have been first, which is as good.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

#[cfg(not(feature = "tls"))]
fn choose_provider() {}
