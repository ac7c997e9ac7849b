//! A build without TLS.

use activerecord_core::Result;
use activerecord_core::config::SslMode;
use tokio_postgres::NoTls;

use crate::config::{Address, Security};

/// Nothing to encrypt with.
#[derive(Debug, Clone)]
pub(crate) struct Tls;

/// The stream that there never is.
pub(crate) type Stream = tokio_postgres::tls::NoTlsStream;

impl Tls {
    pub(crate) fn new(_: &Security, _: &[Address]) -> Result<Self> {
        Ok(Tls)
    }

    pub(crate) fn connector(&self, _: &Address, _: SslMode) -> Result<NoTls> {
        Ok(NoTls)
    }
}
