//! OUTPUT: what a statement hands back.

use activerecord_core::dialect::{Dialect, RowWriter};
use activerecord_core::table::Table;

use super::MsSqlDialect;

/// The table variable that values go through on a table with triggers.
const VARIABLE: &str = "@returned";

/// The name of the position of a row among those that were sent.
pub(super) const POSITION: &str = "ar_position";

/// What a statement hands back, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Returned<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: &'a [usize],
    /// The alias of the source whose position comes last.
    pub(super) position_of: Option<&'static str>,
    /// SQL Server refuses to hand values back directly where there are triggers.
    pub(super) by_variable: bool,
}

impl Returned<'_> {
    /// Before the statement: the table variable's declaration.
    pub(super) fn begin(&self, dialect: &MsSqlDialect, out: &mut RowWriter<'_>) {
        if !self.by_variable || self.columns.is_empty() {
            return;
        }
        out.push("DECLARE ").push(VARIABLE).push(" TABLE (");
        let columns = self.columns;
        out.each(columns, |out, column| {
            // A column of a type that is unknown here comes back as text.
            let info = &self.table.columns[column];
            let of = dialect.column_type(info).unwrap_or_else(|_| "nvarchar(max)".into());
            out.name(column).push(" ").push(&of);
        });
        if self.position_of.is_some() {
            out.push(", ").push(POSITION).push(" int");
        }
        out.push("); ");
    }

    /// Within the statement: OUTPUT.
    pub(super) fn output(&self, out: &mut RowWriter<'_>) {
        if self.columns.is_empty() {
            return;
        }
        out.push(" OUTPUT ").each(self.columns, |out, column| {
            out.push("INSERTED.").name(column);
        });
        if let Some(source) = self.position_of {
            out.push(", ").push(source).push(".").push(POSITION).numbered();
        }
        if self.by_variable {
            out.push(" INTO ").push(VARIABLE);
        }
    }

    /// Behind the statement: what the table variable holds.
    pub(super) fn end(&self, out: &mut RowWriter<'_>) {
        if !self.by_variable || self.columns.is_empty() {
            return;
        }
        out.push("; SELECT ").names(self.columns);
        if self.position_of.is_some() {
            out.push(", ").push(POSITION);
        }
        out.push(" FROM ").push(VARIABLE);
    }
}
