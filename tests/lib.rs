//! The tests of the facade; each file beside this one is a test program. The messages
//! that mistakes give at compile time are tested in `compile-fail`.
//!
//! | file | what it tests |
//! |---|---|
//! | `conformance_sqlite.rs` | the conformance suite on SQLite; the others beside it on the others |
//! | `bad_input.rs` | the errors that bad input gives at run time |
//! | `sql_text.rs` | the SQL that queries become |
//! | `properties.rs` | round trips, quoting and escaping of anything |
//! | `concurrency.rs` | threads, pools and locks |
//! | `tracing.rs` | what is said about statements, and what never is |
//! | `resilience.rs`, `resilience/` | what breaks in production, made to happen on real servers |
//! | `chinook.rs`, `chinook_oracle.rs`, `chinook_mssql.rs` | a real database |
//! | `regression.rs`, `regression/` | a test per bug |

pub mod fresh;
pub mod samples;
#[cfg(feature = "mssql")]
pub mod sql_server;
