//! What generated code calls. Not part of the public face: it changes without notice.

pub use crate::database::ModelSlot;
pub use crate::relation::{
    Columns, Dispatch, Hop, Side, TreePart, column, fits, fits_variants, has_field, is_step,
    is_text, names_differ, position, same_key, set, side, step, variant_hops, variant_infos,
};
use crate::table::Table;
use crate::{DecodeError, Error, ErrorKind, Record, Result, Row, Value};

/// The value of `column`, read from the position `at` of the row.
#[inline]
pub fn read<'r>(
    row: &'r mut dyn Row,
    at: usize,
    table: &'static Table,
    column: usize,
) -> Result<Value<'r>> {
    row.get(at).map_err(|error| locate(error, table, column))
}

/// What was decoded for `column`, or the error with its place.
///
/// The generated code calls `T::from_value` itself: a field of a type that is no column type is
/// then one error, while a bound here would be one more.
#[inline]
pub fn fit<T>(decoded: Result<T, DecodeError>, table: &'static Table, column: usize) -> Result<T> {
    decoded.map_err(|error| misfit(table, column, &error))
}

/// What was decoded for a field of a `FromRow` struct, or the error with its place.
#[inline]
pub fn fit_projected<T>(
    decoded: Result<T, DecodeError>,
    target: &'static str,
    field: &'static str,
) -> Result<T> {
    decoded.map_err(|error| misfit_projected(&error, target, field))
}

#[cold]
fn misfit_projected(error: &DecodeError, target: &'static str, field: &'static str) -> Error {
    Error::new(error.kind(), format!("field `{field}` of {target}: {error}")).with_column(field)
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
