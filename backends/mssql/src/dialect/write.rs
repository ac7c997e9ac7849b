//! INSERT, UPDATE and MERGE.

use activerecord_core::Kind;
use activerecord_core::dialect::{Conflict, Dialect, Insert, RowWriter, Update};
use activerecord_core::table::Table;

use super::MsSqlDialect;
use super::returned::{POSITION, Returned};

/// A decimal among several rows: as a text, for the server would bring the numbers of one column
/// to a common precision, and round those with the most digits.
const DECIMAL_TEXT: &str = "nvarchar(41)";

impl MsSqlDialect {
    /// Lets the program choose the value of an identity column while `write` writes.
    fn choosing_keys(
        &self,
        insert: &Insert<'_>,
        out: &mut RowWriter<'_>,
        write: impl FnOnce(&mut RowWriter<'_>),
    ) {
        let table = insert.table;
        let chosen = table.has_generated_key()
            && table.sequence.is_none()
            && insert.columns.iter().any(|column| table.is_key(*column));
        if chosen {
            out.push("SET IDENTITY_INSERT ").table().push(" ON; ");
        }
        write(out);
        if chosen {
            // The server itself sets it back when the statement fails: it belongs to the scope of
            // `sp_executesql`.
            out.push("; SET IDENTITY_INSERT ").table().push(" OFF");
        }
    }

    pub(super) fn insert(&self, insert: &Insert<'_>, out: &mut RowWriter<'_>) {
        if insert.rows > 1 && !insert.returned.is_empty() {
            return self.insert_numbered(insert, out);
        }
        let returned = self.returned(insert.table, insert.returned, None);
        returned.begin(self, out);
        self.choosing_keys(insert, out, |out| {
            out.push("INSERT INTO ").table();
            if insert.columns.is_empty() {
                returned.output(out);
                out.push(" DEFAULT VALUES");
                return;
            }
            out.push(" (").names(insert.columns).push(")");
            returned.output(out);
            out.push(" VALUES ");
            self.rows(insert, false, out);
        });
        returned.end(out);
    }

    fn returned<'a>(
        &self,
        table: &'a Table,
        columns: &'a [usize],
        position_of: Option<&'static str>,
    ) -> Returned<'a> {
        Returned { table, columns, position_of, by_variable: self.has_triggers(table) }
    }

    /// `(…), (…)`, with the position of each row where it is asked for.
    fn rows(&self, insert: &Insert<'_>, numbered: bool, out: &mut RowWriter<'_>) {
        for row in 0..insert.rows {
            out.push(if row > 0 { ", (" } else { "(" });
            out.each(insert.columns, |out, column| {
                let as_text = insert.rows > 1 && is_decimal(insert.table, column);
                if as_text {
                    out.push("CAST(").bind(column).push(" AS ").push(DECIMAL_TEXT).push(")");
                } else {
                    out.bind(column);
                }
            });
            if numbered {
                out.push(", ").push(&row.to_string());
            }
            out.push(")");
        }
    }

    /// An INSERT promises no order of what it hands back, and can't hand back where a row came from.
    /// MERGE can.
    fn insert_numbered(&self, insert: &Insert<'_>, out: &mut RowWriter<'_>) {
        let returned = self.returned(insert.table, insert.returned, Some("s"));
        returned.begin(self, out);
        self.choosing_keys(insert, out, |out| {
            out.push("MERGE INTO ").table().push(" AS t USING (VALUES ");
            self.rows(insert, true, out);
            out.push(") AS s (").names(insert.columns).push(", ").push(POSITION);
            out.push(") ON 1 = 0");
            insert_source(insert.columns, out);
            returned.output(out);
            out.push(";");
        });
        returned.end(out);
    }

    pub(super) fn merge(
        &self,
        insert: &Insert<'_>,
        conflict: &Conflict<'_>,
        out: &mut RowWriter<'_>,
    ) {
        let returned = self.returned(insert.table, insert.returned, None);
        returned.begin(self, out);
        self.choosing_keys(insert, out, |out| {
            // Without the lock, two sessions may both find that the row is missing.
            out.push("MERGE INTO ").table().push(" WITH (HOLDLOCK) AS t USING (VALUES ");
            self.rows(insert, false, out);
            out.push(") AS s (").names(insert.columns).push(") ON ");
            for (index, column) in conflict.columns.iter().enumerate() {
                out.push(if index > 0 { " AND " } else { "" });
                out.push("t.").name(*column).push(" = s.").name(*column);
            }
            if !conflict.update.is_empty() {
                out.push(" WHEN MATCHED THEN UPDATE SET ");
                out.each(conflict.update, |out, column| {
                    out.push("t.").name(column).push(" = s.").name(column);
                });
                if let Some(version) = conflict.raise {
                    out.push(", t.").name(version).push(" = t.").name(version).push(" + 1");
                }
            }
            insert_source(insert.columns, out);
            returned.output(out);
            out.push(";");
        });
        returned.end(out);
    }

    pub(super) fn update(&self, update: &Update<'_>, out: &mut RowWriter<'_>) {
        let returned = self.returned(update.table, update.returned, None);
        returned.begin(self, out);
        out.push("UPDATE ").table().assignments(update);
        returned.output(out);
        out.row_condition();
        returned.end(out);
    }

    /// UPDATE of several rows, from a list of their values.
    pub(super) fn update_rows(
        &self,
        table: &Table,
        columns: &[usize],
        rows: usize,
        sql: &mut String,
    ) {
        let name = |column: usize, sql: &mut String| {
            self.write_identifier(table.columns[column].name, sql);
        };
        let version = table.lock_version;
        let sent: Vec<usize> =
            columns.iter().chain(table.key).chain(version.as_ref()).copied().collect();
        sql.push_str("UPDATE t SET ");
        for (index, column) in columns.iter().enumerate() {
            sql.push_str(if index > 0 { ", t." } else { "t." });
            name(*column, sql);
            sql.push_str(" = s.");
            name(*column, sql);
        }
        if let Some(version) = version {
            sql.push_str(", t.");
            name(version, sql);
            sql.push_str(" = t.");
            name(version, sql);
            sql.push_str(" + 1");
        }
        sql.push_str(" FROM ");
        self.write_table(table, sql);
        sql.push_str(" AS t INNER JOIN (VALUES ");
        let mut binds = 0;
        for row in 0..rows {
            sql.push_str(if row > 0 { ", (" } else { "(" });
            for (index, column) in sent.iter().enumerate() {
                let as_text = rows > 1 && is_decimal(table, *column);
                sql.push_str(if index > 0 { ", " } else { "" });
                sql.push_str(if as_text { "CAST(" } else { "" });
                binds += 1;
                self.write_placeholder(binds, sql);
                if as_text {
                    sql.push_str(" AS ");
                    sql.push_str(DECIMAL_TEXT);
                    sql.push(')');
                }
            }
            sql.push(')');
        }
        // A key stands beside the columns under a name of its own: it may be one of them.
        sql.push_str(") AS s (");
        for (index, column) in columns.iter().enumerate() {
            sql.push_str(if index > 0 { ", " } else { "" });
            name(*column, sql);
        }
        for index in 0..sent.len() - columns.len() {
            sql.push_str(&format!(", ar_key_{index}"));
        }
        sql.push_str(") ON ");
        for (index, column) in sent[columns.len()..].iter().enumerate() {
            sql.push_str(if index > 0 { " AND t." } else { "t." });
            name(*column, sql);
            sql.push_str(&format!(" = s.ar_key_{index}"));
        }
    }
}

fn insert_source(columns: &[usize], out: &mut RowWriter<'_>) {
    out.push(" WHEN NOT MATCHED THEN INSERT (").names(columns).push(") VALUES (");
    out.each(columns, |out, column| {
        out.push("s.").name(column);
    });
    out.push(")");
}

/// An unsigned 64-bit integer is a decimal too, and always of the same precision as a bind.
fn is_decimal(table: &Table, column: usize) -> bool {
    table.columns[column].kind == Kind::Decimal
}
