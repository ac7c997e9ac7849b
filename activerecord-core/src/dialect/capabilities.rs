//! What a server can do, and how much fits into one statement.

use super::lateral::LateralStyle;
use crate::Isolation;

/// What a server's version can do. A backend computes it once per database; the library asks here
/// and never for a database's name.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Capabilities {
    /// INSERT can hand values of the new row back.
    pub insert_returning: bool,
    /// UPDATE can hand values of the changed rows back.
    pub update_returning: bool,
    /// An INSERT that updates the row that is there can hand values of the row back.
    pub upsert_returning: bool,
    /// The driver tells the key that the database made for the last inserted row.
    pub last_insert_id: bool,
    /// UPDATE can change a key that the database made.
    pub generated_key_changes: bool,
    /// INSERT can update the row that is there already.
    pub upsert: bool,
    /// ORDER BY knows NULLS FIRST and NULLS LAST.
    pub nulls_order: bool,
    /// Where NULLs come in an ascending order when nothing is said.
    pub nulls_sort_first: bool,
    /// Several columns can be looked for in a subquery: `(a, b) IN (SELECT …)`.
    pub row_values: bool,
    /// CREATE can do nothing where there is one already, and DROP where there is none.
    pub if_exists: bool,
    /// A unique constraint lets one row alone have NULL; an index that leaves NULLs out can do
    /// better.
    pub unique_nulls_equal: bool,
    /// CREATE TABLE can be rolled back.
    pub transactional_ddl: bool,
    /// A foreign key can stand behind its column, and not only as a constraint of its own.
    pub inline_references: bool,
    /// CREATE TABLE itself makes indexes that are not unique.
    pub inline_indexes: bool,
    /// Every assignment of an UPDATE reads the row as it was; otherwise they take effect one after
    /// the other.
    pub simultaneous_assignment: bool,
    /// The condition of an UPDATE or DELETE can ask about other rows of the table.
    pub reads_written_table: bool,
    /// An instant comes back with the offset that it was stored with.
    pub keeps_offset: bool,
    /// An empty text or empty bytes come back as they are, not as NULL.
    pub empty_text: bool,
    /// A `u64` beyond `i64::MAX` can be stored.
    pub full_u64: bool,
    /// How many digits of a second's fraction are kept.
    pub fraction_digits: u8,
    /// Savepoints can be forgotten before the end of the transaction.
    pub release_savepoint: bool,
    /// Transactions can be read-only.
    pub read_only_transactions: bool,
    /// Rows can be locked by a query: for update, for share.
    pub row_locks: bool,
    /// A query can fail at once where a row is locked.
    pub lock_nowait: bool,
    /// A query can leave locked rows out.
    pub lock_skip: bool,
    /// Several can lock the same rows, against changes.
    pub lock_share: bool,
    /// A query can lock the rows of some of its tables only.
    pub lock_of: bool,
    /// A query can say how long it waits for locked rows.
    pub lock_wait: bool,
    /// Rows can be numbered within groups: `ROW_NUMBER() OVER (PARTITION BY …)`.
    pub window_functions: bool,
    /// The rows of two queries can be put together by INTERSECT and EXCEPT.
    pub intersect_except: bool,
    /// INTERSECT ALL and EXCEPT ALL count equal rows.
    pub intersect_except_all: bool,
    /// Queries with names can stand in front of a SELECT.
    pub with: bool,
    /// They can stand in front of UPDATE and DELETE.
    pub with_before_writes: bool,
    /// A query with a name can say whether its rows are made once.
    pub materialized: bool,
    /// A query that reads its own rows can leave out those that it found before.
    pub recursive_distinct: bool,
    /// How a subquery is joined that uses columns of the rows before it.
    pub lateral: LateralStyle,
    /// A list of integers or texts that is looked for travels as one bind, whatever its length.
    pub list_is_one_bind: bool,
    /// How many rows are written at once.
    pub bulk: Bulk,
    /// Whose key the driver tells after an INSERT of several rows.
    pub last_id_of_many: LastId,
    /// By how much a key that the database makes is greater than the one before.
    pub key_step: i64,
    /// The isolation levels that transactions can ask for.
    pub isolation_levels: &'static [Isolation],
}

impl Capabilities {
    /// What the SQL standard has.
    #[must_use]
    pub const fn iso() -> Self {
        Capabilities {
            insert_returning: true,
            update_returning: true,
            upsert_returning: true,
            last_insert_id: false,
            generated_key_changes: true,
            upsert: true,
            nulls_order: true,
            nulls_sort_first: false,
            row_values: true,
            if_exists: true,
            unique_nulls_equal: false,
            transactional_ddl: true,
            inline_references: true,
            inline_indexes: false,
            simultaneous_assignment: true,
            reads_written_table: true,
            keeps_offset: true,
            empty_text: true,
            full_u64: false,
            fraction_digits: 6,
            release_savepoint: true,
            read_only_transactions: true,
            row_locks: true,
            lock_nowait: true,
            lock_skip: true,
            lock_share: true,
            lock_of: true,
            lock_wait: false,
            window_functions: true,
            intersect_except: true,
            intersect_except_all: true,
            with: true,
            with_before_writes: true,
            materialized: false,
            recursive_distinct: true,
            lateral: LateralStyle::Lateral,
            list_is_one_bind: false,
            bulk: Bulk::Values,
            last_id_of_many: LastId::First,
            key_step: 1,
            isolation_levels: &[
                Isolation::ReadUncommitted,
                Isolation::ReadCommitted,
                Isolation::RepeatableRead,
                Isolation::Serializable,
            ],
        }
    }
}

/// Whose key a driver tells after an INSERT of several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastId {
    /// That of the first row, as MySQL does.
    First,
    /// That of the last row, as SQLite does.
    Last,
}

/// How many rows are written at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bulk {
    /// One statement per row.
    RowByRow,
    /// Many rows in one statement, a bind for each value.
    Values,
    /// Many rows in one statement, a bind for each column, which is an array.
    Arrays,
    /// The statement about one row, run for many rows at once: a bind for each column, which is an
    /// array. It hands nothing back; keys are made beforehand by
    /// [`Connection::new_keys`](crate::Connection::new_keys).
    Batch,
}

/// How much fits into one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Binds per statement.
    pub binds: usize,
    /// Values of an IN list.
    pub in_list: usize,
    /// Rows of a VALUES list, or of one statement that is run for many rows.
    pub values_rows: usize,
    /// Bytes of an identifier.
    pub identifier_bytes: usize,
    /// Bytes of a statement's values.
    pub statement_bytes: usize,
}

impl Limits {
    /// Limits of these numbers; a statement's values may have any number of bytes.
    #[must_use]
    pub const fn new(
        binds: usize,
        in_list: usize,
        values_rows: usize,
        identifier_bytes: usize,
    ) -> Self {
        Limits { binds, in_list, values_rows, identifier_bytes, statement_bytes: usize::MAX }
    }

    /// Sets how many bytes the values of a statement may have.
    #[must_use]
    pub const fn statement_bytes(mut self, bytes: usize) -> Self {
        self.statement_bytes = bytes;
        self
    }
}
