//! Servers that encrypt, with certificates of an authority that is made for the test.

use std::path::PathBuf;

use activerecord::prelude::*;
use activerecord_core::config::SslMode;
use activerecord_stand_in_tds::{Authority, Encryption, Identity, Server};

/// An authority, and a file with its certificate.
pub(crate) struct Trust {
    pub(crate) authority: Authority,
    folder: tempfile::TempDir,
}

#[allow(dead_code, reason = "not every test needs all of it")]
impl Trust {
    pub(crate) fn new() -> Self {
        let trust =
            Trust { authority: Authority::new().unwrap(), folder: tempfile::tempdir().unwrap() };
        trust.write("ca.pem", &trust.authority.pem());
        trust
    }

    /// A server of this authority's under the names of this machine, which insists on encryption.
    pub(crate) fn server(&self) -> Server {
        self.server_of(self.authority.certify(&["127.0.0.1", "localhost"]).unwrap())
    }

    pub(crate) fn server_of(&self, identity: Identity) -> Server {
        Server::start_with(Encryption::Required(identity)).unwrap()
    }

    /// A file beside the certificate's.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The authority's certificate.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A connection that believes the authority.
    pub(crate) fn config(&self, server: &Server) -> ConnectionConfig {
        config(server).ssl_mode(SslMode::VerifyFull).ssl_ca(self.file())
    }

    pub(crate) fn open(&self, server: &Server) -> Database {
        Database::open(self.config(server), MsSqlBackend).unwrap()
    }
}

/// The database `master` on a server, with nothing said about encryption.
pub(crate) fn config(server: &Server) -> ConnectionConfig {
    let url = server.url_with("master", "");
    ConnectionConfig::from_url(url.trim_end_matches('?')).unwrap()
}
