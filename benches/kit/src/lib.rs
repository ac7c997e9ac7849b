//! What all contestants share: the workloads, the rows, the clock, and the words that driver and
//! contestant exchange.
//!
//! It knows no driver, so that programs that link different versions of SQLite can share it.

mod contestant;
mod data;
mod memory;
mod nest;
mod protocol;
mod race;
mod serve;
mod sql;
mod stock;
mod store;
mod threads;
mod workload;

pub use self::contestant::{Contestant, Outcome};
pub use self::data::{NewRow, key, new_row, settings};
pub use self::memory::peak_kib;
pub use self::nest::{Nested, leaves, nest};
pub use self::protocol::{Command, Hello, Peak, Sample};
pub use self::serve::{arguments, serve};
pub use self::sql::{PRAGMAS, STATEMENT_CACHE};
pub use self::store::{Engine, Store};
pub use self::threads::{THREADS, in_threads};
pub use self::workload::Workload;
