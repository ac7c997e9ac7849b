//! The SQL Server backend of `activerecord`.
//!
//! Programs use it through the crate `activerecord` with the feature `mssql`; this crate is for
//! those who want its parts.
//!
//! - A server, by [`ConnectionConfig`](activerecord_core::ConnectionConfig) or by URL:
//!   `mssql://user:password@host:1433/database`, also `sqlserver://`.
//! - SQL Server 2016 or later, Azure SQL. A database's compatibility level should be 130 or more.
//! - Connections are encrypted and the server's certificate is verified unless `ssl_mode` or
//!   `trust_server_certificate` say otherwise.
//! - New keys and other values that the database makes come back by `OUTPUT`. A table with
//!   triggers must be named in [`MsSqlOptions::tables_with_triggers`].
//! - Keys that are chosen by the program go in under `IDENTITY_INSERT`; upserts are `MERGE` with
//!   `HOLDLOCK`.
//! - The driver's own [`tiberius::Client`] is at hand by
//!   [`MsSqlConnection::with_client`].
//!
//! | feature | what it adds |
//! |---|---|
//! | `tls`, on by default | encrypted connections |

#![forbid(unsafe_code)]

mod backend;
mod config;
mod connection;
mod dialect;
mod error;
mod limits;
mod version;

pub use self::backend::MsSqlBackend;
pub use self::config::MsSqlOptions;
pub use self::connection::{BulkOptions, MsSqlConnection, Wire};
pub use tiberius;
