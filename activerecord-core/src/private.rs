//! What generated code calls. Not part of the public face: it changes without notice.

pub use crate::database::ModelSlot;
use crate::table::Table;
use crate::{ColumnType, DecodeError, Error, ErrorKind, Record, Result, Row, Value};

/// Decodes the field of `column` from the position `at` of the row.
#[inline]
pub fn get<T: ColumnType>(
    row: &mut dyn Row,
    at: usize,
    table: &'static Table,
    column: usize,
) -> Result<T> {
    match row.get(at) {
        Ok(value) => T::from_value(value).map_err(|error| misfit(table, column, &error)),
        Err(error) => Err(locate(error, table, column)),
    }
}

/// Puts a value into a field, which stays as it was when the value does not fit.
pub fn put<T: ColumnType>(
    field: &mut T,
    value: Value<'_>,
    table: &'static Table,
    column: usize,
) -> Result<()> {
    *field = T::from_value(value).map_err(|error| misfit(table, column, &error))?;
    Ok(())
}

/// Decodes a field of a `FromRow` struct.
pub fn get_projected<T: ColumnType>(
    row: &mut dyn Row,
    at: usize,
    target: &'static str,
    field: &'static str,
) -> Result<T> {
    let value = row.get(at)?;
    T::from_value(value).map_err(|error| {
        Error::new(error.kind(), format!("field `{field}` of {target}: {error}")).with_column(field)
    })
}

#[cold]
fn misfit(table: &'static Table, column: usize, error: &DecodeError) -> Error {
    let info = &table.columns[column];
    let message = format!("column `{}`.`{}`: {error}", table.name, info.name);
    let error_kind = error.kind();
    let located = Error::new(error_kind, message)
        .with_model(table.model)
        .with_table(table.name)
        .with_column(info.name);
    match error_kind {
        ErrorKind::UnexpectedNull => located.with_help(format!(
            "make the field `{}` an Option, or the column NOT NULL",
            info.field
        )),
        _ => located,
    }
}

#[cold]
fn locate(error: Error, table: &'static Table, column: usize) -> Error {
    error.with_model(table.model).with_table(table.name).with_column(table.columns[column].name)
}

/// The error of `value` and `set_value` for a position that no column has.
#[cold]
pub fn no_such_column(table: &'static Table, column: usize) -> Error {
    let message = format!("table `{}` has no column at position {column}", table.name);
    Error::new(ErrorKind::InvalidQuery, message).with_model(table.model)
}

/// The slot of a generic model, which can't have a static of its own.
pub fn slot_of<M: Record>() -> &'static ModelSlot {
    crate::database::slot_by_type(std::any::TypeId::of::<M>())
}
