//! INSERT, UPDATE and MERGE of one row. Oracle hands values back into binds, and runs the same
//! text for many rows.

use activerecord_core::dialect::{Conflict, Dialect, Insert, RowWriter};
use activerecord_core::table::Table;

use super::OracleDialect;

impl OracleDialect {
    pub(super) fn insert(&self, insert: &Insert<'_>, out: &mut RowWriter<'_>) {
        let Insert { table, columns, returned, .. } = *insert;
        let next_key = next_key(table, columns);
        out.push("INSERT INTO ").table().push(" (");
        match (next_key, columns) {
            (None, []) => {
                // Oracle has no DEFAULT VALUES.
                let any = table.key.first().copied().unwrap_or_default();
                out.name(any).push(") VALUES (DEFAULT)");
            }
            (next_key, columns) => {
                self.names(next_key, columns, out);
                out.push(") VALUES (");
                self.next_value(next_key, columns, out);
                out.each(columns, |out, column| {
                    out.bind(column);
                });
                out.push(")");
            }
        }
        self.returning(table, returned, out);
    }

    /// Writes what comes back: `RETURNING a, b INTO :4, :5`.
    pub(super) fn returning(&self, table: &Table, columns: &[usize], out: &mut RowWriter<'_>) {
        if columns.is_empty() {
            return;
        }
        out.push(" RETURNING ").each(columns, |out, column| {
            let (before, behind) = self.around_selected(&table.columns[column]);
            out.push(before).name(column).push(behind);
        });
        out.push(" INTO ").each(columns, |out, _| {
            out.output();
        });
    }

    /// INSERT or UPDATE by MERGE. The columns by which the row is found can't be set (ORA-38104),
    /// and have the new row's values already.
    pub(super) fn merge(
        &self,
        insert: &Insert<'_>,
        conflict: &Conflict<'_>,
        out: &mut RowWriter<'_>,
    ) {
        let Insert { table, columns, .. } = *insert;
        out.push("MERGE INTO ").table().push(" t USING (SELECT ");
        out.each(columns, |out, column| {
            out.bind(column).push(" AS ").name(column);
        });
        out.push(" FROM DUAL) s ON (");
        for (index, column) in conflict.columns.iter().enumerate() {
            out.push(if index > 0 { " AND t." } else { "t." }).name(*column);
            out.push(" = s.").name(*column);
        }
        out.push(")");
        let is_set = |column: &&usize| !conflict.columns.contains(column);
        let set: Vec<usize> = conflict.update.iter().filter(is_set).copied().collect();
        if !set.is_empty() || conflict.raise.is_some() {
            out.push(" WHEN MATCHED THEN UPDATE SET ").each(&set, |out, column| {
                out.push("t.").name(column).push(" = s.").name(column);
            });
            if let Some(version) = conflict.raise {
                out.push(if set.is_empty() { "t." } else { ", t." }).name(version);
                out.push(" = t.").name(version).push(" + 1");
            }
        }
        let next_key = next_key(table, columns);
        out.push(" WHEN NOT MATCHED THEN INSERT (");
        self.names(next_key, columns, out);
        out.push(") VALUES (");
        self.next_value(next_key, columns, out);
        out.each(columns, |out, column| {
            out.push("s.").name(column);
        });
        out.push(")");
    }

    fn names(&self, next_key: Option<(usize, &str)>, columns: &[usize], out: &mut RowWriter<'_>) {
        if let Some((key, _)) = next_key {
            out.name(key).push(if columns.is_empty() { "" } else { ", " });
        }
        out.names(columns);
    }

    fn next_value(
        &self,
        next_key: Option<(usize, &str)>,
        columns: &[usize],
        out: &mut RowWriter<'_>,
    ) {
        if let Some((_, sequence)) = next_key {
            let mut sql = String::new();
            self.write_identifier(sequence, &mut sql);
            out.push(&sql).push(".NEXTVAL").push(if columns.is_empty() { "" } else { ", " });
        }
    }
}

/// The key and its sequence, where a sequence makes the key and it is not sent.
fn next_key<'t>(table: &'t Table, sent: &[usize]) -> Option<(usize, &'t str)> {
    let [key] = table.key else { return None };
    let sequence = table.sequence?;
    (table.has_generated_key() && !sent.contains(key)).then_some((*key, sequence))
}
