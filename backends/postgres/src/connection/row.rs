//! From the server's values to the library's: borrowed from the driver's buffer.

use std::error::Error as StdError;

use activerecord_core::{Error, ErrorKind, Kind, Result, Row, Value};
use tokio_postgres::types::{FromSql, Type};

mod array;
mod decode;
mod numeric;

pub(super) use self::decode::Field;

/// A row in the driver's buffer. The text of a decimal number is made in a buffer that all rows of
/// a result share.
pub(super) struct PostgresRow<'r> {
    pub(super) row: &'r tokio_postgres::Row,
    pub(super) fields: &'r [Field],
    pub(super) scratch: &'r mut String,
}

/// A value's bytes, as the server sent them.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(bytes)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Row for PostgresRow<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let (Some(field), Ok(Raw(bytes))) = (self.fields.get(index), self.row.try_get(index))
        else {
            return Err(no_column(index, self.fields.len()));
        };
        let Some(bytes) = bytes else { return Ok(Value::Null(Kind::Text)) };
        match field.decode(bytes, self.scratch) {
            Ok(value) => Ok(value),
            Err(error) => Err(at(error, self.row.columns(), index)),
        }
    }

    fn width(&self) -> usize {
        self.fields.len()
    }

    fn name(&self, index: usize) -> &str {
        self.row.columns().get(index).map_or("", tokio_postgres::Column::name)
    }
}

/// Names the column that could not be read.
#[cold]
fn at(error: Error, columns: &[tokio_postgres::Column], index: usize) -> Error {
    let Some(column) = columns.get(index) else { return error };
    let name = column.name();
    let ty = column.type_();
    let error = match error.kind() {
        ErrorKind::Unsupported => Error::new(
            ErrorKind::Unsupported,
            format!("column `{name}` is of type `{ty}`, for which there is no Rust type here"),
        )
        .with_help(format!("select it as text: `{name}::text`")),
        kind => Error::new(kind, format!("column `{name}`: {error}")),
    };
    error.with_column(name.to_owned())
}

#[cold]
fn no_column(index: usize, width: usize) -> Error {
    let message = format!("the result has no column {}: it has {width}", index + 1);
    Error::new(ErrorKind::InvalidQuery, message)
}
