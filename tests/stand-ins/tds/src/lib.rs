//! A stand-in for SQL Server, for tests: it speaks the protocol that SQL Server speaks, MS-TDS
//! 7.4, understands a part of its SQL, and keeps the data in SQLite.
//!
//! - **Strict**: a statement that is not part of the grammar here is error 102, never a guess; a
//!   condition is no value, a bit is no condition, ORDER BY in a subquery wants TOP, OFFSET wants
//!   ORDER BY, a statement has 2,100 parameters and VALUES 1,000 rows, UNIQUE lets one NULL in,
//!   OUTPUT on a table with triggers wants INTO.
//! - **Typed**: every value has the type that SQL Server would give it, so that decimals, dates
//!   with their offset and texts come back as they were stored. Texts compare as under SQL
//!   Server's usual collation: without regard to case, or to blanks at the end.
//! - **Encrypted** where it is asked to be, as a server that it is given a certificate for.
//! - **Honest about what it is not**: one transaction at a time writes, readers see what was committed before the statement (as with READ_COMMITTED_SNAPSHOT), and
//!   `@@VERSION` says that it is a stand-in.
//!
//! It is never published.

mod encryption;
mod engine;
mod error;
mod log;
mod server;
mod sql;
mod types;
mod value;
mod wire;

pub use self::encryption::{Authority, Encryption, Identity};
pub use self::error::SqlError;
pub use self::log::{Call, Entry};
pub use self::server::Server;
