//! What only PostgreSQL's transactions can be asked for.

use activerecord_core::{BackendTransaction, TransactionOptions};

use crate::backend::NAME;

/// PostgreSQL's own options of a transaction, for
/// [`TransactionOptions::with`](activerecord_core::TransactionOptions::with).
///
/// ```
/// use activerecord_core::{Isolation, TransactionOptions};
/// use activerecord_postgres::PostgresTransaction;
///
/// // A long report that neither disturbs others nor is disturbed.
/// let options = TransactionOptions::new()
///     .isolation(Isolation::Serializable)
///     .read_only()
///     .with(PostgresTransaction::new().deferrable());
/// assert!(options.get_backend::<PostgresTransaction>().is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PostgresTransaction {
    deferrable: bool,
}

impl PostgresTransaction {
    /// Options that are all at their defaults.
    #[must_use]
    pub const fn new() -> Self {
        PostgresTransaction { deferrable: false }
    }

    /// Waits at the beginning for a state in which the transaction can't fail: of use to serializable
    /// transactions that only read, and without effect on others.
    #[must_use]
    pub const fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }
}

impl BackendTransaction for PostgresTransaction {
    fn backend(&self) -> &'static str {
        NAME
    }
}

/// The statement that begins a transaction of these options.
pub(crate) fn begin(options: &TransactionOptions) -> String {
    let mut sql = String::from("BEGIN");
    if let Some(level) = options.get_isolation() {
        sql.push_str(" ISOLATION LEVEL ");
        sql.push_str(&level.to_string());
    }
    if options.is_read_only() {
        sql.push_str(" READ ONLY");
    }
    if options.get_backend::<PostgresTransaction>().is_some_and(|own| own.deferrable) {
        sql.push_str(" DEFERRABLE");
    }
    sql
}
