//! The details of a failed optimistic lock.

use crate::Value;

/// What an update of a `lock_version` model expected to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    pub(crate) model: &'static str,
    pub(crate) key: Vec<Value<'static>>,
    pub(crate) expected_version: i64,
}

impl Stale {
    /// The name of the model's struct.
    #[must_use]
    pub fn model(&self) -> &'static str {
        self.model
    }

    /// The key of the row, one value per key column.
    #[must_use]
    pub fn key(&self) -> &[Value<'static>] {
        &self.key
    }

    /// The version that the struct was read with.
    #[must_use]
    pub fn expected_version(&self) -> i64 {
        self.expected_version
    }
}
