//! The text of a statement about one row or several, while it is written.

use super::Dialect;
use crate::connection::Output;
use crate::table::Table;

/// A statement about one row or several. The binds are, in this order and for each row: the
/// values of the written columns, the key, and the expected version where there is one.
#[derive(Debug)]
pub(crate) struct RowStatement {
    pub(crate) sql: String,
    pub(crate) outputs: Vec<Output>,
    /// The positions of binds that must stay out of logs.
    pub(crate) sensitive: Vec<usize>,
    /// The rows that come back end with their position among the rows that were sent.
    pub(crate) numbered: bool,
}

/// Writes an INSERT, UPDATE or DELETE by positions in its table.
#[derive(Debug)]
pub struct RowWriter<'a> {
    pub(super) dialect: &'a dyn Dialect,
    table: &'static Table,
    pub(super) sql: String,
    binds: usize,
    pub(super) sensitive: Vec<usize>,
    numbered: bool,
}

impl<'a> RowWriter<'a> {
    pub(super) fn new(dialect: &'a dyn Dialect, table: &'static Table) -> Self {
        let sql = String::with_capacity(128);
        RowWriter { dialect, table, sql, binds: 0, sensitive: Vec::new(), numbered: false }
    }

    /// Adds text of the library's own.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    /// Adds the table's name, with its schema.
    pub fn table(&mut self) -> &mut Self {
        self.dialect.write_table(self.table, &mut self.sql);
        self
    }

    /// Adds the name of the column at this position.
    pub fn name(&mut self, column: usize) -> &mut Self {
        self.dialect.write_identifier(self.table.columns[column].name, &mut self.sql);
        self
    }

    /// Adds names with commas between.
    pub fn names(&mut self, columns: &[usize]) -> &mut Self {
        self.each(columns, |out, column| {
            out.name(column);
        })
    }

    /// Adds columns as they are read, with commas between.
    pub(super) fn selected(&mut self, columns: &[usize]) -> &mut Self {
        self.each(columns, |out, column| {
            let (before, behind) = out.dialect.around_selected(&out.table.columns[column]);
            out.push(before).name(column).push(behind);
        })
    }

    /// Adds what `write` adds for each column, with commas between.
    pub fn each(
        &mut self,
        columns: &[usize],
        mut write: impl FnMut(&mut Self, usize),
    ) -> &mut Self {
        for (index, column) in columns.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            write(self, *column);
        }
        self
    }

    /// Adds the placeholder of a value of this column.
    pub fn bind(&mut self, column: usize) -> &mut Self {
        if self.table.columns[column].sensitive {
            self.sensitive.push(self.binds);
        }
        self.binds += 1;
        self.dialect.write_placeholder(self.binds, &mut self.sql);
        self
    }

    /// Adds a placeholder for a value that comes back, where the database wants one.
    pub fn output(&mut self) -> &mut Self {
        self.binds += 1;
        self.dialect.write_placeholder(self.binds, &mut self.sql);
        self
    }

    /// Adds `WHERE` with the key, and with the version where the table has one.
    pub fn row_condition(&mut self) -> &mut Self {
        self.key_condition().version_condition()
    }

    /// Says that every row which comes back has one value more at its end: its position among the
    /// rows that were sent, from 0. For databases that hand rows back in any order.
    pub fn numbered(&mut self) -> &mut Self {
        self.numbered = true;
        self
    }

    pub(super) fn key_condition(&mut self) -> &mut Self {
        for (index, column) in self.table.key.iter().enumerate() {
            self.push(if index > 0 { " AND " } else { " WHERE " });
            self.name(*column).push(" = ").bind(*column);
        }
        self
    }

    pub(super) fn version_condition(&mut self) -> &mut Self {
        if let Some(version) = self.table.lock_version {
            self.push(" AND ").name(version).push(" = ").bind(version);
        }
        self
    }

    pub(super) fn returning(&mut self, columns: &[usize]) -> &mut Self {
        if !columns.is_empty() {
            self.push(" RETURNING ").names(columns);
        }
        self
    }

    pub(super) fn finish(&mut self, returned: &[usize]) -> RowStatement {
        let output = |column: &usize| {
            let info = &self.table.columns[*column];
            Output { kind: info.kind, max_length: info.max_length }
        };
        RowStatement {
            outputs: returned.iter().map(output).collect(),
            sql: std::mem::take(&mut self.sql),
            sensitive: std::mem::take(&mut self.sensitive),
            numbered: self.numbered,
        }
    }
}
