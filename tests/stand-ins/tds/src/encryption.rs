//! Whether a server encrypts, and as whom.

use std::fmt;
use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Whether a server encrypts; what the two sides agree on is a table of MS-TDS (2.2.6.5).
#[derive(Debug, Clone, Default)]
pub enum Encryption {
    /// It can't.
    #[default]
    NotSupported,
    /// It does where the client wants it, also for the login alone. SQL Server's default.
    Offered(Identity),
    /// Whoever does not encrypt is not let in: SQL Server's "Force Encryption".
    Required(Identity),
    /// It encrypts logins and nothing else, whatever the client wants, as no SQL Server does.
    LoginOnly(Identity),
}

/// What a client asks for, or is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Off = 0,
    On = 1,
    NotSupported = 2,
    Required = 3,
}

impl Encryption {
    /// What a client that asks for this is told.
    pub(crate) fn answer(&self, asked: Level) -> Level {
        match (self, asked) {
            (Encryption::NotSupported, _) => Level::NotSupported,
            (Encryption::LoginOnly(_), _) => Level::Off,
            (_, Level::On | Level::Required) => Level::On,
            (Encryption::Required(_), _) => Level::Required,
            (Encryption::Offered(_), other) => other,
        }
    }

    pub(crate) fn identity(&self) -> Option<&Identity> {
        match self {
            Encryption::NotSupported => None,
            Encryption::Offered(identity)
            | Encryption::Required(identity)
            | Encryption::LoginOnly(identity) => Some(identity),
        }
    }
}

/// A server's certificate and its key. It speaks TLS 1.2, as SQL Server does where the handshake
/// goes in packets.
#[derive(Clone)]
pub struct Identity(pub(crate) Arc<ServerConfig>);

impl Identity {
    /// A certificate for these host names that is signed by its own key, as a PEM text too.
    ///
    /// # Errors
    /// A name is none.
    pub fn self_signed(names: &[&str]) -> io::Result<(Self, String)> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params("server", names)?.self_signed(&key).map_err(io::Error::other)?;
        let pem = certificate.pem();
        Ok((Identity::new(vec![certificate.into()], &key)?, pem))
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> io::Result<Self> {
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS12])
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map(|config| Identity(Arc::new(config)))
            .map_err(io::Error::other)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// An authority that signs servers' certificates, made for a test.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new one.
    ///
    /// # Errors
    /// No key could be made.
    pub fn new() -> io::Result<Self> {
        Authority::named(&[])
    }

    fn named(names: &[&str]) -> io::Result<Self> {
        let mut params = params("authority", names)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        CertifiedIssuer::self_signed(params, key).map(Authority).map_err(io::Error::other)
    }

    /// Its own certificate, for clients that shall trust it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server that has these names or addresses.
    ///
    /// # Errors
    /// A name is none.
    pub fn certify(&self, names: &[&str]) -> io::Result<Identity> {
        self.sign(params("server", names)?)
    }

    /// The same, with a certificate that was valid in the year 2001.
    ///
    /// # Errors
    /// A name is none.
    pub fn certify_expired(&self, names: &[&str]) -> io::Result<Identity> {
        let mut params = params("server", names)?;
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2001, 12, 31);
        self.sign(params)
    }

    /// A server that shows the authority's own certificate, which has these names.
    ///
    /// # Errors
    /// A name is none.
    pub fn as_server(names: &[&str]) -> io::Result<(Identity, String)> {
        let authority = Authority::named(names)?;
        let pem = authority.pem();
        Ok((Identity::new(vec![authority.0.der().clone()], authority.0.key())?, pem))
    }

    fn sign(&self, params: CertificateParams) -> io::Result<Identity> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.signed_by(&key, &self.0).map_err(io::Error::other)?;
        Identity::new(vec![certificate.into()], &key)
    }
}

fn params(subject: &str, names: &[&str]) -> io::Result<CertificateParams> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, subject);
    Ok(params)
}
