//! The Oracle backend of `activerecord`, over ODPI-C.
//!
//! Programs use it through the crate `activerecord` with the feature `oracle`; this crate is for
//! those who want its parts.
//!
//! - It builds with a C compiler alone. To connect, Oracle's client library must be there at run
//!   time: Instant Client "Basic" or "Basic Light", version 11.2 or later. An error says where it
//!   was looked for. The server is of version 12.1 or later.
//! - A model's table `users` is Oracle's `USERS`: names that Oracle would fold are written in
//!   capitals, others exactly as they are.
//! - An empty text is NULL in Oracle. A field that is no `Option` gets it back as an empty text,
//!   so text columns of created tables take NULL.
//! - Types: `bool` as `NUMBER(1)` (`BOOLEAN` from 23ai), decimals as `NUMBER`, texts as
//!   `VARCHAR2` up to 4,000 characters and as `CLOB` without a `max_length`, UUIDs as `RAW(16)`,
//!   times of day as `INTERVAL DAY TO SECOND`, JSON as `JSON` from 21c and as `CLOB` before.
//! - Every statement commits by itself with the same round trip, outside of transactions.
//!   `CREATE`, `ALTER` and `DROP` commit what was done before them: that is how Oracle is.
//! - Procedures and functions are called by [`Call`].
//! - The driver's own [`oracle::Connection`] is at hand by
//!   [`Connection::as_any`](activerecord_core::Connection::as_any), as an
//!   [`OracleSession`].

mod backend;
mod call;
mod client;
mod config;
mod connection;
mod dialect;
mod error;
mod limits;
mod transaction;
mod version;

pub use self::backend::OracleBackend;
pub use self::call::Call;
pub use self::config::{OracleOptions, Privilege};
pub use self::connection::OracleSession;
pub use self::dialect::OracleDialect;
pub use oracle;
