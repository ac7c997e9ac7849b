//! An Oracle client library, `libclntsh.so`, over SQLite: a stand-in for tests.
//!
//! The unmodified crate `oracle` loads it instead of Oracle's client, so that the Oracle backend
//! can be tested where no Oracle Database is. It shows that the driver is used rightly: binds,
//! types, values, errors, transactions. It does not show that Oracle accepts a statement; for that
//! the statements go through a grammar, and a real server by choice.
//!
//! It is strict. A statement, function, attribute, data type or mode that it does not know is an
//! error, never a guess.
//!
//! - [`oci`]: the C interface that ODPI-C calls; the only unsafe code.
//! - [`session`]: a session of a [`database`], its transactions and locks.
//! - [`sql`]: Oracle's SQL, parsed, checked and written as SQLite's.
//! - [`value`], [`number`], [`stamp`]: values, exact, in an order that SQLite can sort.
//! - [`functions`]: Oracle's functions, for SQLite to call.
#![deny(unsafe_op_in_unsafe_fn)]

mod catalog;
mod database;
mod error;
mod functions;
mod locks;
mod number;
mod oci;
mod record;
mod session;
mod sql;
mod stamp;
mod transaction;
mod types;
mod value;
