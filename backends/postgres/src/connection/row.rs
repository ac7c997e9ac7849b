//! From the server's values to the library's: borrowed from the buffer that they were read into.

use std::error::Error as StdError;

use activerecord_core::{Error, ErrorKind, Kind, Result, Row, Value};
use tokio_postgres::types::{FromSql, Type};

mod array;
mod decode;
mod numeric;

pub(super) use self::decode::Field;
use self::decode::malformed;
use super::statements::Prepared;

/// A row in the server's own form: behind a number of columns, each with its length before it. The
/// text of a decimal number is made in a buffer that all rows of a result share.
pub(super) struct WireRow<'r> {
    bytes: &'r [u8],
    /// Where the column begins that is read next: they are read in their order mostly.
    next: (usize, usize),
    prepared: &'r Prepared,
    scratch: &'r mut String,
}

/// Bytes of the number of columns, and of each length.
const COUNT: usize = 2;
const LENGTH: usize = 4;

impl<'r> WireRow<'r> {
    #[inline]
    pub(super) fn new(bytes: &'r [u8], prepared: &'r Prepared, scratch: &'r mut String) -> Self {
        WireRow { bytes, next: (0, COUNT), prepared, scratch }
    }

    /// A value's bytes, none for NULL.
    #[inline]
    fn column(&mut self, index: usize) -> Result<Option<&'r [u8]>> {
        if index < self.next.0 {
            self.next = (0, COUNT);
        }
        while self.next.0 < index {
            self.step()?;
        }
        self.step()
    }

    #[inline]
    fn step(&mut self) -> Result<Option<&'r [u8]>> {
        let (index, start) = self.next;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let (length, rest) = rest.split_first_chunk::<LENGTH>().ok_or_else(malformed)?;
        // NULL has the length -1.
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.next = (index + 1, start + LENGTH);
            return Ok(None);
        };
        self.next = (index + 1, start + LENGTH + length);
        rest.get(..length).map(Some).ok_or_else(malformed)
    }
}

impl Row for WireRow<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let Prepared { fields, statement, .. } = self.prepared;
        let Some(field) = fields.get(index) else { return Err(no_column(index, fields.len())) };
        let Some(bytes) = self.column(index)? else { return Ok(Value::Null(Kind::Text)) };
        field.decode(bytes, self.scratch).map_err(|error| at(error, statement.columns(), index))
    }

    fn width(&self) -> usize {
        self.prepared.fields.len()
    }

    fn name(&self, index: usize) -> &str {
        name(self.prepared.statement.columns(), index)
    }
}

/// A row as the driver has it.
pub(super) struct DriverRow<'r> {
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

impl Row for DriverRow<'_> {
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let (Some(field), Ok(Raw(bytes))) = (self.fields.get(index), self.row.try_get(index))
        else {
            return Err(no_column(index, self.fields.len()));
        };
        let Some(bytes) = bytes else { return Ok(Value::Null(Kind::Text)) };
        field.decode(bytes, self.scratch).map_err(|error| at(error, self.row.columns(), index))
    }

    fn width(&self) -> usize {
        self.fields.len()
    }

    fn name(&self, index: usize) -> &str {
        name(self.row.columns(), index)
    }
}

fn name(columns: &[tokio_postgres::Column], index: usize) -> &str {
    columns.get(index).map_or("", tokio_postgres::Column::name)
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
