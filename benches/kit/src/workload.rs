//! What is measured.

use serde::{Deserialize, Serialize};

/// An operation that is done many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Workload {
    #[serde(rename = "load_1")]
    Load1,
    #[serde(rename = "load_100")]
    Load100,
    #[serde(rename = "load_10k")]
    Load10k,
    Find,
    FindBy,
    Insert,
    #[serde(rename = "insert_100")]
    Insert100,
    Update,
    Delete,
    #[serde(rename = "tree_100")]
    Tree100,
    #[serde(rename = "tree_1k")]
    Tree1k,
    Checkout,
}

/// Where the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    Memory,
    File,
}

impl Store {
    pub const ALL: [Store; 2] = [Store::Memory, Store::File];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Store::Memory => "memory",
            Store::File => "file",
        }
    }
}

impl Workload {
    pub const ALL: [Workload; 12] = [
        Workload::Load1,
        Workload::Load100,
        Workload::Load10k,
        Workload::Find,
        Workload::FindBy,
        Workload::Insert,
        Workload::Insert100,
        Workload::Update,
        Workload::Delete,
        Workload::Tree100,
        Workload::Tree1k,
        Workload::Checkout,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Workload::Tree100 => "tree 100x10x10",
            Workload::Tree1k => "tree 1kx10x10",
            Workload::Load1 => "load 1 row",
            Workload::Load100 => "load 100 rows",
            Workload::Load10k => "load 10k rows",
            Workload::Find => "find by key",
            Workload::FindBy => "find_by, first",
            Workload::Insert => "insert",
            Workload::Insert100 => "insert 100",
            Workload::Update => "update",
            Workload::Delete => "delete",
            Workload::Checkout => "pool checkout",
        }
    }

    /// Operations per turn: one or two milliseconds, so that many turns pass without the system
    /// giving the processor to somebody else.
    ///
    /// Writes of a file stay below the 1000 pages at which SQLite copies its write-ahead log into
    /// the file, which waits for the disk: each turn's warm-up begins with an empty log.
    #[must_use]
    pub fn operations(self, store: Store) -> u64 {
        match (self, store) {
            (Workload::Load1, Store::Memory) => 2_000,
            (Workload::Load1, Store::File) => 500,
            (Workload::Load100, _) => 60,
            (Workload::Load10k | Workload::Tree100 | Workload::Tree1k, _) => 1,
            (Workload::Find | Workload::FindBy, Store::Memory) => 1_000,
            (Workload::Find | Workload::FindBy, Store::File) => 500,
            (Workload::Insert100, _) => 15,
            (Workload::Insert | Workload::Update | Workload::Delete, Store::Memory) => 1_000,
            (Workload::Insert | Workload::Update | Workload::Delete, Store::File) => 100,
            (Workload::Checkout, _) => 20_000,
        }
    }

    /// Rows in the table before the first operation.
    #[must_use]
    pub fn rows(self, operations: u64) -> u64 {
        match self {
            Workload::Load1 => 1,
            Workload::Load100 | Workload::Tree100 => 100,
            Workload::Load10k | Workload::Find | Workload::FindBy => 10_000,
            Workload::Update | Workload::Tree1k => 1_000,
            Workload::Delete => operations,
            Workload::Insert | Workload::Insert100 | Workload::Checkout => 0,
        }
    }
}
