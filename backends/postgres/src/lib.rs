//! The PostgreSQL backend of `activerecord`.
//!
//! Programs use it through the crate `activerecord` with the feature `postgres`; this crate is for
//! those who want its parts.
//!
//! - A server, by [`ConnectionConfig`](activerecord_core::ConnectionConfig) or by URL:
//!   `postgres://user:password@host:5432/database?option=value`. [`PostgresOptions`] has what only
//!   PostgreSQL knows.
//! - What the library sets unless the options say otherwise: the session's time zone is UTC, a
//!   server on another machine must prove who it is (`ssl_mode=verify-full`), connecting takes 10
//!   seconds at most.
//! - Each statement is prepared once per connection and kept, up to `statement_cache` of them.
//!   Behind a pooler that gives every transaction another session, switch that off with
//!   [`PostgresOptions::prepared_statements`].
//! - Lists travel as one array (`= ANY($1)`), many rows as one array per column (`UNNEST`).
//! - [`copy_in`] and [`copy_in_with_keys`] load many rows by COPY, which is faster still.
//! - [`PostgresConnection`], which
//!   [`Connection::as_any`](activerecord_core::Connection::as_any) gives, reaches the driver.
//!
//! | feature | what it adds |
//! |---|---|
//! | `tls`, on by default | encrypted connections, by rustls; needs a C compiler only |

mod backend;
mod config;
mod connection;
mod dialect;
mod error;
mod limits;
mod tls;
mod transaction;
mod version;

pub use self::backend::PostgresBackend;
pub use self::config::{ChannelBinding, PostgresOptions, TargetSession};
pub use self::connection::{PostgresConnection, copy_in, copy_in_with_keys};
pub use self::transaction::PostgresTransaction;
pub use tokio_postgres;
