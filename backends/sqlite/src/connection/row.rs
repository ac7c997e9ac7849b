//! From SQLite's values to the library's.

use activerecord_core::{Error, ErrorKind, Kind, Result, Row, Value};
use rusqlite::types::ValueRef;

/// A row in SQLite's own buffers.
#[derive(Debug)]
pub(super) struct SqliteRow<'r, 's>(&'r rusqlite::Row<'s>);

impl<'r, 's> SqliteRow<'r, 's> {
    #[inline]
    pub(super) fn new(row: &'r rusqlite::Row<'s>) -> Self {
        SqliteRow(row)
    }
}

impl Row for SqliteRow<'_, '_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        match self.0.get_ref(index) {
            Ok(ValueRef::Integer(value)) => Ok(Value::I64(value)),
            Ok(ValueRef::Text(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Value::Text(text.into())),
                Err(error) => Err(not_text(self.name(index), error)),
            },
            // SQLite's NULL has no type; nobody asks for it on the way out.
            Ok(ValueRef::Null) => Ok(Value::Null(Kind::Text)),
            Ok(ValueRef::Real(value)) => Ok(Value::F64(value)),
            Ok(ValueRef::Blob(bytes)) => Ok(Value::Bytes(bytes.into())),
            Err(_) => Err(no_column(index, self.width())),
        }
    }

    fn width(&self) -> usize {
        self.0.as_ref().column_count()
    }

    fn name(&self, index: usize) -> &str {
        self.0.as_ref().column_name(index).unwrap_or_default()
    }
}

#[cold]
fn not_text(column: &str, error: std::str::Utf8Error) -> Error {
    let message = format!("the text in column `{column}` is not UTF-8");
    Error::new(ErrorKind::TypeMismatch, message).with_column(column.to_owned()).with_source(error)
}

#[cold]
fn no_column(index: usize, width: usize) -> Error {
    let message = format!("the result has no column {}: it has {width}", index + 1);
    Error::new(ErrorKind::InvalidQuery, message)
}
