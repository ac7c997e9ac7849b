//! What all contestants share: the workloads, the rows, the clock, and the words that driver and
//! contestant exchange.
//!
//! It knows no database, so that programs that link different versions of SQLite can share it.

mod contestant;
mod data;
mod memory;
mod protocol;
mod race;
mod serve;
mod workload;

pub use self::contestant::{Contestant, Outcome};
pub use self::data::{PRAGMAS, SCHEMA, STATEMENT_CACHE, TREE, hair_color, key, seed};
pub use self::memory::peak_kib;
pub use self::protocol::{Command, Hello, Peak, Sample};
pub use self::serve::serve;
pub use self::workload::{Store, Workload};
