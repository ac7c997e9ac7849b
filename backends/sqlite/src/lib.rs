//! The SQLite backend of `activerecord`.
//!
//! Programs use it through the crate `activerecord` with the feature `sqlite`; this crate is for
//! those who want its parts.
//!
//! - A file `app.db`, by [`ConnectionConfig::database`](activerecord_core::ConnectionConfig) or by
//!   URL: `sqlite://app.db`, `sqlite:///absolute/app.db`, `sqlite::memory:`. It is made if it does
//!   not exist.
//! - What the library sets unless [`SqliteOptions`] say otherwise: foreign keys are enforced, the
//!   journal is a write-ahead log with `synchronous = NORMAL`, a lock is waited for 5 seconds,
//!   and `"x"` is always a name, never a text.
//! - Transactions begin `IMMEDIATE`, so that they wait for the write lock instead of failing
//!   half-way; [`TransactionMode`] says otherwise.
//! - SQLite has no types for these values, and they are stored as follows: `bool` as 0 and 1,
//!   dates and times as ISO 8601 text (an instant in UTC), UUIDs as 16 bytes, JSON as text, and
//!   decimals as text under a collation `decimal` that compares them as numbers.
//! - Integer arithmetic in queries reports an overflow, where SQLite would go on with a float.
//! - The driver's own [`rusqlite::Connection`] is at hand by
//!   [`Connection::as_any`](activerecord_core::Connection::as_any).
//!
//! | feature | what it adds |
//! |---|---|
//! | `decimal` | exact arithmetic in SQL: `decimal_add`, `decimal_sum`, `decimal_avg` and others |
//!
//! The crate `libsqlite3-sys` below it can be in a program only once: whatever else links SQLite
//! must agree on its version.

mod backend;
mod config;
mod connection;
mod decimal;
mod dialect;
mod error;
mod integer;
mod limits;
mod transaction;
mod version;

pub use self::backend::SqliteBackend;
pub use self::config::{JournalMode, SqliteOptions, Synchronous};
pub use self::transaction::TransactionMode;
pub use rusqlite;
