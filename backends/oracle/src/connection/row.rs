//! Rows as they come from the driver's buffers.

use std::cell::{OnceCell, RefCell};

use activerecord_core::{Error, ErrorKind, Result, Row, Value};
use oracle::{ColumnInfo, RowValue};

use super::cell;
use crate::dialect::from_database;

/// The values of one row. The driver's own row keeps hold of the buffers, which then must be made
/// anew for the next rows.
#[derive(Debug)]
pub(super) struct Cells(Vec<Value<'static>>);

thread_local! {
    /// The list of the row before, to be filled again.
    static SPARE: RefCell<Vec<Value<'static>>> = const { RefCell::new(Vec::new()) };
}

impl RowValue for Cells {
    fn get(row: &oracle::Row) -> oracle::Result<Self> {
        let mut cells = SPARE.take();
        for value in row.sql_values() {
            cells.push(cell::read(value)?);
        }
        Ok(Cells(cells))
    }
}

/// A row of a query.
#[derive(Debug)]
pub(super) struct OracleRow<'r> {
    cells: Vec<Value<'static>>,
    columns: &'r [ColumnInfo],
    /// The columns' names as models have them, once somebody asked.
    names: OnceCell<Vec<String>>,
}

impl<'r> OracleRow<'r> {
    pub(super) fn new(cells: Cells, columns: &'r [ColumnInfo]) -> Self {
        OracleRow { cells: cells.0, columns, names: OnceCell::new() }
    }

    /// A row without names.
    pub(super) fn unnamed(cells: Vec<Value<'static>>) -> Self {
        OracleRow { cells, columns: &[], names: OnceCell::new() }
    }

    /// Leaves the list for the next row.
    pub(super) fn recycle(mut self) {
        self.cells.clear();
        SPARE.set(self.cells);
    }
}

impl Row for OracleRow<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let width = self.cells.len();
        match self.cells.get_mut(index) {
            // Each column is asked for once: its text moves into the struct.
            Some(value) => Ok(std::mem::replace(value, Value::Bool(false))),
            None => Err(no_column(index, width)),
        }
    }

    fn width(&self) -> usize {
        self.cells.len()
    }

    fn name(&self, index: usize) -> &str {
        let names = self.names.get_or_init(|| {
            self.columns.iter().map(|column| from_database(column.name())).collect()
        });
        names.get(index).map_or("", String::as_str)
    }
}

#[cold]
fn no_column(index: usize, width: usize) -> Error {
    let message = format!("the result has no column {}: it has {width}", index + 1);
    Error::new(ErrorKind::InvalidQuery, message)
}
