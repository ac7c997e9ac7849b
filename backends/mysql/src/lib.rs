//! The MySQL and MariaDB backend of `activerecord`.
//!
//! Programs use it through the crate `activerecord` with the feature `mysql`; this crate is for
//! those who want its parts.
//!
//! - A server by URL, `mysql://user:password@host:3306/database` or `mariadb://…`, or by
//!   [`ConnectionConfig`](activerecord_core::ConnectionConfig) and [`MySqlOptions`].
//! - The server says itself which of the two it is and which version; what it can do follows
//!   from that.
//! - What every session is set to, unless [`MySqlOptions`] say otherwise: time in UTC, a strict
//!   `sql_mode` (nothing is cut, rounded to zero or defaulted silently), `utf8mb4` with a collation
//!   that tells `a` from `A` and from `a `. Affected rows are those found, also if equal.
//! - Connections to other machines are encrypted and the certificate is verified, unless
//!   `ssl_mode` says otherwise.
//! - The driver's own [`mysql::Conn`] is at hand by
//!   [`Connection::as_any`](activerecord_core::Connection::as_any).
//!
//! | feature | what it adds |
//! |---|---|
//! | `tls`, on by default | encrypted connections |

mod backend;
mod config;
mod connection;
mod dialect;
mod effect;
mod error;
mod limits;
mod server;
mod version;

pub use self::backend::MySqlBackend;
pub use self::config::{MySqlOptions, UuidStorage};
pub use mysql;
