//! The statements that a connection keeps prepared.

use activerecord_core::{Error, Value};
use hashlink::LruCache;
use tokio_postgres::Statement;
use tokio_postgres::types::Type;

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
    /// Its text has types of the table's columns, which somebody else may change.
    pub(super) is_exact: bool,
    /// The parameters whose types were the first values' own, for a result that shows them.
    pub(super) shown: Box<[Shown]>,
}

/// A parameter that comes back in the result.
pub(super) struct Shown {
    pub(super) index: usize,
    /// None for text.
    pub(super) ty: Option<Type>,
}

impl Prepared {
    pub(super) fn new(statement: Statement, sql: &str, shown: Vec<Shown>) -> Self {
        Prepared {
            parameters: statement.params().iter().map(Parameter::of).collect(),
            fields: fields_of(statement.columns()),
            effects: Effects::of(sql),
            is_exact: false,
            shown: shown.into(),
            statement,
        }
    }

    /// Whether it was prepared for values of these types.
    #[inline]
    pub(super) fn suits(&self, values: &[Value<'_>]) -> bool {
        self.shown.iter().all(|shown| match values.get(shown.index) {
            Some(value) => value.is_null() || own_type(value) == shown.ty,
            None => true,
        })
    }
}

/// The server's type of a value that is no text.
pub(super) fn own_type(value: &Value<'_>) -> Option<Type> {
    Some(match value {
        Value::Bool(_) => Type::BOOL,
        Value::I64(_) => Type::INT8,
        Value::U64(_) | Value::Decimal(_) => Type::NUMERIC,
        Value::F32(_) => Type::FLOAT4,
        Value::F64(_) => Type::FLOAT8,
        Value::Bytes(_) => Type::BYTEA,
        Value::Date(_) => Type::DATE,
        Value::Time(_) => Type::TIME,
        Value::DateTime { .. } => Type::TIMESTAMP,
        Value::DateTimeTz { .. } => Type::TIMESTAMPTZ,
        Value::Uuid(_) => Type::UUID,
        _ => return None,
    })
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
