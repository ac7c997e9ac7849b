//! The statements that a connection keeps prepared.

use activerecord_core::Error;
use hashlink::LruCache;
use tokio_postgres::Statement;

use super::parameter::Parameter;
use super::row::Field;
use super::text::Effects;

/// A prepared statement, with what is worked out once: how its parameters are written, how its
/// columns are read, and what it does besides. Dropping it closes it on the server, with the next
/// statement that goes there.
pub(super) struct Prepared {
    pub(super) statement: Statement,
    pub(super) parameters: Box<[Parameter]>,
    pub(super) fields: Box<[Field]>,
    pub(super) effects: Effects,
}

impl Prepared {
    pub(super) fn new(statement: Statement, sql: &str) -> Self {
        Prepared {
            parameters: statement.params().iter().map(Parameter::of).collect(),
            fields: fields_of(statement.columns()),
            effects: Effects::of(sql),
            statement,
        }
    }
}

pub(super) fn fields_of(columns: &[tokio_postgres::Column]) -> Box<[Field]> {
    columns.iter().map(|column| Field::of(column.type_())).collect()
}

/// Prepared statements by their texts; the one that was not used for longest makes room.
pub(super) struct Statements(LruCache<Box<str>, Prepared>);

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Statements(LruCache::new(capacity))
    }

    pub(super) fn get(&mut self, sql: &str) -> Option<&Prepared> {
        self.0.get(sql)
    }

    pub(super) fn insert(&mut self, sql: &str, prepared: Prepared) {
        self.0.insert(sql.into(), prepared);
    }

    pub(super) fn remove(&mut self, sql: &str) {
        self.0.remove(sql);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether nothing can be kept.
    pub(super) fn is_off(&self) -> bool {
        self.0.capacity() == 0
    }
}

impl std::fmt::Debug for Statements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statements").field("kept", &self.0.len()).finish_non_exhaustive()
    }
}

/// The error for a number of values that is not that of the parameters.
#[cold]
pub(super) fn wrong_count(expected: usize, given: usize) -> Error {
    let message = format!("the statement has {expected} parameters, and {given} values were given");
    Error::new(activerecord_core::ErrorKind::InvalidQuery, message)
}
