//! What driver and contestant say to each other: one JSON value a line.

use serde::{Deserialize, Serialize};

use crate::Workload;

/// From the driver.
#[derive(Debug, Serialize, Deserialize)]
pub enum Command {
    /// Open a database, empty it and fill it. What operations write is made for so many of them
    /// now, and for others before each turn.
    Prepare { workload: Workload, place: String, operations: u64 },
    /// Do the operation so many times, so that the caches are warm.
    WarmUp { operations: u64 },
    /// Do the operation so many times and say how long it took.
    Run { operations: u64 },
}

/// The first line of a contestant.
#[derive(Debug, Serialize, Deserialize)]
pub struct Hello {
    pub contestant: String,
    pub version: String,
    /// What it takes part in.
    pub workloads: Vec<Workload>,
}

/// The answer to a command: how long it took.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sample {
    pub operations: u64,
    pub nanos: u64,
}

/// What reading every row of a table took, in the quickest pass.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Peak {
    pub rows: u64,
    pub nanos: u64,
    /// The process's greatest memory, in KiB.
    pub peak_kib: u64,
}
