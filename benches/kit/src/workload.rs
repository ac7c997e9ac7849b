//! What is measured.

use serde::{Deserialize, Serialize};

use crate::{Engine, Store};

/// An operation that is done many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Workload {
    #[serde(rename = "load_1")]
    Load1,
    #[serde(rename = "load_100")]
    Load100,
    #[serde(rename = "load_10k")]
    Load10k,
    #[serde(rename = "join_100")]
    Join100,
    #[serde(rename = "join_10k")]
    Join10k,
    #[serde(rename = "tree_100")]
    Tree100,
    #[serde(rename = "tree_1k")]
    Tree1k,
    Find,
    FindBy,
    #[serde(rename = "in_1k")]
    In1k,
    Count,
    Exists,
    Insert,
    #[serde(rename = "insert_100")]
    Insert100,
    #[serde(rename = "insert_many_100")]
    InsertMany100,
    #[serde(rename = "insert_many_10k")]
    InsertMany10k,
    #[serde(rename = "insert_many_100k")]
    InsertMany100k,
    #[serde(rename = "copy_100k")]
    Copy100k,
    #[serde(rename = "upsert_1k")]
    Upsert1k,
    Update,
    Delete,
    #[serde(rename = "transaction_10")]
    Transaction10,
    #[serde(rename = "threads_8")]
    Threads8,
    Checkout,
    /// Every row of a great table while it is read, in a process of its own.
    Each,
}

impl Workload {
    pub const ALL: [Workload; 25] = [
        Workload::Load1,
        Workload::Load100,
        Workload::Load10k,
        Workload::Join100,
        Workload::Join10k,
        Workload::Tree100,
        Workload::Tree1k,
        Workload::Find,
        Workload::FindBy,
        Workload::In1k,
        Workload::Count,
        Workload::Exists,
        Workload::Insert,
        Workload::Insert100,
        Workload::InsertMany100,
        Workload::InsertMany10k,
        Workload::InsertMany100k,
        Workload::Copy100k,
        Workload::Upsert1k,
        Workload::Update,
        Workload::Delete,
        Workload::Transaction10,
        Workload::Threads8,
        Workload::Checkout,
        Workload::Each,
    ];

    /// The name of reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Workload::Load1 => "load 1 row",
            Workload::Load100 => "load 100 rows",
            Workload::Load10k => "load 10k rows",
            Workload::Join100 => "join 100",
            Workload::Join10k => "join 10k",
            Workload::Tree100 => "tree 100x10x10",
            Workload::Tree1k => "tree 1kx10x10",
            Workload::Find => "find by key",
            Workload::FindBy => "find_by, first",
            Workload::In1k => "find 1k keys",
            Workload::Count => "count",
            Workload::Exists => "exists",
            Workload::Insert => "insert",
            Workload::Insert100 => "insert 100",
            Workload::InsertMany100 => "insert_many 100",
            Workload::InsertMany10k => "insert_many 10k",
            Workload::InsertMany100k => "insert_many 100k",
            Workload::Copy100k => "copy_in 100k",
            Workload::Upsert1k => "upsert 1k",
            Workload::Update => "update",
            Workload::Delete => "delete",
            Workload::Transaction10 => "transaction of 10",
            Workload::Threads8 => "8 threads",
            Workload::Checkout => "pool checkout",
            Workload::Each => "each, per row",
        }
    }

    /// Whether the workload means something there.
    #[must_use]
    pub fn fits(self, store: Store) -> bool {
        match self {
            Workload::Copy100k => store.engine() == Engine::Postgres,
            // Each connection to a database in memory has a database of its own.
            Workload::Threads8 | Workload::Each => store != Store::Memory,
            // No statement is sent.
            Workload::Checkout => store == Store::Memory,
            _ => true,
        }
    }

    /// Rows of `users` before the first operation.
    #[must_use]
    pub fn rows(self) -> u64 {
        match self {
            Workload::Load1 => 1,
            Workload::Load100 | Workload::Join100 | Workload::Tree100 => 100,
            Workload::Tree1k | Workload::Update | Workload::Count => 1_000,
            Workload::Load10k
            | Workload::Join10k
            | Workload::Find
            | Workload::FindBy
            | Workload::In1k
            | Workload::Exists
            | Workload::Transaction10
            | Workload::Threads8 => 10_000,
            _ => 0,
        }
    }

    /// Rows that one operation writes, of those that write many.
    #[must_use]
    pub fn batch(self) -> u64 {
        match self {
            Workload::Insert100 | Workload::InsertMany100 => 100,
            Workload::Upsert1k => 1_000,
            Workload::InsertMany10k => 10_000,
            Workload::InsertMany100k | Workload::Copy100k => 100_000,
            _ => 1,
        }
    }

    /// Whether the table is emptied before each turn, because it would outgrow everything.
    #[must_use]
    pub fn starts_empty(self) -> bool {
        matches!(self, Workload::InsertMany10k | Workload::InsertMany100k | Workload::Copy100k)
    }

    /// Whether users have posts, and these comments.
    #[must_use]
    pub fn has_tree(self) -> bool {
        matches!(self, Workload::Tree100 | Workload::Tree1k)
    }

    /// Whether users have posts.
    #[must_use]
    pub fn has_posts(self) -> bool {
        matches!(self, Workload::Join100 | Workload::Join10k)
    }
}
