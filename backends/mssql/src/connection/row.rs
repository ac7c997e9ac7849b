//! From the driver's values to the library's.

use std::vec;

use activerecord_core::{Error, ErrorKind, Kind, Result, Row, Value};
use tiberius::{Column, ColumnData};

use super::{number, time};

/// A row, whose values are handed out one after the other.
pub(super) struct MsSqlRow<'c> {
    columns: &'c [Column],
    cells: vec::IntoIter<ColumnData<'static>>,
    /// The column that comes next.
    place: usize,
}

impl<'c> MsSqlRow<'c> {
    #[inline]
    pub(super) fn new(columns: &'c [Column], row: tiberius::Row) -> Self {
        MsSqlRow { columns, cells: row.into_iter(), place: 0 }
    }
}

impl Row for MsSqlRow<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let cell = index.checked_sub(self.place).and_then(|skipped| self.cells.nth(skipped));
        let Some(cell) = cell else { return Err(no_column(index, self.columns.len())) };
        self.place = index + 1;
        value(cell).map_err(|error| unreadable(error, self.name(index)))
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    fn name(&self, index: usize) -> &str {
        self.columns.get(index).map_or("", Column::name)
    }
}

/// What a value is to the library; the error says why it is nothing.
fn value(cell: ColumnData<'static>) -> std::result::Result<Value<'static>, &'static str> {
    Ok(match cell {
        ColumnData::I64(Some(value)) => Value::I64(value),
        ColumnData::I32(Some(value)) => Value::I64(value.into()),
        ColumnData::String(Some(text)) => Value::Text(text),
        ColumnData::I16(Some(value)) => Value::I64(value.into()),
        ColumnData::U8(Some(value)) => Value::I64(value.into()),
        ColumnData::Bit(Some(value)) => Value::Bool(value),
        ColumnData::F64(Some(value)) => Value::F64(value),
        ColumnData::F32(Some(value)) => Value::F32(value),
        ColumnData::Binary(Some(bytes)) => Value::Bytes(bytes),
        ColumnData::Guid(Some(uuid)) => Value::Uuid(uuid.into_bytes()),
        ColumnData::Numeric(Some(value)) => Value::Decimal(number::text(value).into()),
        ColumnData::Xml(Some(xml)) => Value::Text(xml.into_owned().into_string().into()),
        ColumnData::Date(Some(date)) => Value::Date(time::from_date(date)),
        ColumnData::Time(Some(at)) => {
            Value::Time(time::from_time(at).ok_or("its scale is unknown")?)
        }
        ColumnData::DateTime2(Some(at)) => {
            time::from_date_time(at).ok_or("its scale is unknown")?
        }
        ColumnData::DateTimeOffset(Some(at)) => {
            time::from_instant(at).ok_or("its scale is unknown")?
        }
        ColumnData::DateTime(Some(at)) => time::from_legacy(at),
        ColumnData::SmallDateTime(Some(at)) => time::from_small(at),
        // Nobody asks for the type of a NULL on the way out.
        _ => Value::Null(Kind::Text),
    })
}

#[cold]
fn unreadable(why: &str, column: &str) -> Error {
    let message = format!("the value in column `{column}` can't be read: {why}");
    Error::new(ErrorKind::TypeMismatch, message).with_column(column.to_owned())
}

#[cold]
fn no_column(index: usize, width: usize) -> Error {
    let message = format!("the result has no column {}: it has {width}", index + 1);
    Error::new(ErrorKind::InvalidQuery, message)
}
