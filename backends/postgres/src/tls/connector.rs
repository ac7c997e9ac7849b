//! From the options to a driver's connector, by rustls.

use std::fs;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use activerecord_core::config::SslMode;
use activerecord_core::{Error, ErrorKind, Result};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

use super::binding;
use super::verifier::{AnyServer, KnownAuthority};
use crate::config::{Address, Place, Security};
use crate::connection::{Tap, Wire};

/// What all connections to one database encrypt with; nothing where none does.
#[derive(Debug, Clone)]
pub(crate) struct Tls(Option<Arc<ClientConfig>>);

impl Tls {
    /// Reads the files that the options name, if a server is to be reached with TLS at all.
    pub(crate) fn new(security: &Security, addresses: &[Address]) -> Result<Self> {
        let mut modes = addresses.iter().map(|address| security.mode_for(address));
        let Some(mode) = modes.find(|mode| *mode != SslMode::Disable) else {
            return Ok(Tls(None));
        };
        client_config(security, mode).map(|config| Tls(Some(Arc::new(config))))
    }

    /// The connector for one server.
    pub(crate) fn connector(&self, address: &Address, mode: SslMode) -> Result<Connector> {
        let config = match mode {
            SslMode::Disable => None,
            _ => self.0.clone(),
        };
        let name = match &address.place {
            Place::Host(host) if config.is_some() => {
                ServerName::try_from(host.clone()).map_err(|error| {
                    let message = format!("`{host}` is no name that a certificate can be for");
                    Error::new(ErrorKind::Configuration, message).with_source(error)
                })?
            }
            // Not used: the connection is not encrypted.
            _ => ServerName::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
        };
        Ok(Connector { config, name })
    }
}

fn client_config(security: &Security, mode: SslMode) -> Result<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| tls_error("TLS can't be set up", error))?;
    let builder = match mode {
        SslMode::VerifyFull => builder.with_root_certificates(roots(security)?),
        SslMode::VerifyCa => {
            let verifier = KnownAuthority::new(roots(security)?, Arc::clone(&provider))
                .map_err(|error| tls_error("the authorities' certificates can't be used", error))?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
        }
        _ => builder.dangerous().with_custom_certificate_verifier(any_server(provider)),
    };
    match (&security.cert, &security.key) {
        (Some(cert), Some(key)) => builder
            .with_client_auth_cert(certificates("ssl_cert", cert)?, private_key(key)?)
            .map_err(|error| tls_error("`ssl_cert` and `ssl_key` don't fit", error)),
        _ => Ok(builder.with_no_client_auth()),
    }
}

fn any_server(provider: Arc<CryptoProvider>) -> Arc<AnyServer> {
    Arc::new(AnyServer(provider))
}

/// The authorities that are believed: those of `ssl_ca`, or those that the system trusts.
fn roots(security: &Security) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(path) = &security.ca else {
        // One that can't be read is not a reason to distrust the others.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    for certificate in certificates("ssl_ca", path)? {
        roots.add(certificate).map_err(|error| file_error("ssl_ca", path, error))?;
    }
    Ok(roots)
}

fn certificates(option: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let pem = fs::read(path).map_err(|error| file_error(option, path, error))?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| file_error(option, path, error))?;
    if found.is_empty() {
        let none = io::Error::new(io::ErrorKind::InvalidData, "there is no certificate in it");
        return Err(file_error(option, path, none));
    }
    Ok(found)
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>> {
    let pem = fs::read(path).map_err(|error| file_error("ssl_key", path, error))?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| file_error("ssl_key", path, error))
}

fn file_error(
    option: &str,
    path: &Path,
    error: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    let message =
        format!("the file of option `{option}` can't be used: {}: {error}", path.display());
    Error::new(ErrorKind::Configuration, message).with_source(error)
}

fn tls_error(what: &str, error: rustls::Error) -> Error {
    Error::new(ErrorKind::Configuration, format!("{what}: {error}")).with_source(error)
}

/// Encrypts one connection.
#[derive(Debug)]
pub(crate) struct Connector {
    config: Option<Arc<ClientConfig>>,
    name: ServerName<'static>,
}

impl TlsConnect<Wire> for Connector {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn connect(self, mut wire: Wire) -> Self::Future {
        Box::pin(async move {
            let config = self.config.ok_or(io::ErrorKind::Unsupported)?;
            let tap = wire.take_tap()?;
            let stream = TlsConnector::from(config).connect(self.name, wire).await?;
            Ok(Stream { stream, tap })
        })
    }
}

/// An encrypted connection.
#[derive(Debug)]
pub(crate) struct Stream {
    stream: tokio_rustls::client::TlsStream<Wire>,
    tap: Option<Tap>,
}

impl TlsStream for Stream {
    fn channel_binding(&self) -> ChannelBinding {
        let certificate = self.stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        match certificate.and_then(|certificate| binding::end_point(certificate)) {
            Some(digest) => ChannelBinding::tls_server_end_point(digest),
            None => ChannelBinding::none(),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Stream { stream, tap } = self.get_mut();
        let mut stream = Pin::new(stream);
        let Some(tap) = tap else { return stream.poll_read(cx, buffer) };
        tap.poll_read(buffer, |room| {
            let mut room = ReadBuf::new(room);
            ready!(stream.as_mut().poll_read(cx, &mut room))?;
            Poll::Ready(Ok(room.filled().len()))
        })
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
