//! MERGE: the source goes into a table of its own, and row by row into the target.

use super::catalog::{self, Table, quote};
use super::messages::sqlite_error;
use super::output::check_triggers;
use super::session::Session;
use super::translate::{Typed, Visible};
use super::update::assignments;
use crate::error::{Result, SqlError};
use crate::sql::{Expr, Merge, Source};
use crate::wire::tokens::Answer;

const SOURCE: &str = "temp.\"the source\"";

impl Session {
    pub(super) fn merge(&mut self, merge: &Merge, answer: &mut Answer) -> Result<u64> {
        let table = catalog::table(&self.connection, &merge.table)?;
        check_triggers(&table, merge.output.as_ref())?;
        let Source::Values { rows, alias, columns } = &merge.source else {
            return Err(SqlError::syntax("USING"));
        };
        let (values, columns) = self.translating(|translator| translator.values(rows, columns))?;
        let source = Visible::new(alias, columns);
        let on = self.translating(|translator| {
            translator.scopes.push(vec![Visible::of_table(&table, &merge.alias), source.clone()]);
            translator.condition(&merge.on)
        })?;
        let joined = format!(
            "{} AS {} JOIN {SOURCE} AS {} ON {on}",
            table.stored(),
            quote(&merge.alias),
            quote(alias)
        );
        let found = format!("SELECT {}._rowid_ FROM {joined}", quote(&merge.alias));
        let mut run = |session: &mut Session| {
            let updated = session.update_matched(merge, &table, &source, &on, &joined)?;
            let inserted = session.insert_missing(merge, &table, &source)?;
            session
                .note_identity(&table, &inserted.iter().map(|(row, _)| *row).collect::<Vec<_>>())?;
            session.merge_output(
                merge,
                &table,
                &source,
                updated.iter().chain(&inserted),
                answer,
            )?;
            Ok((updated.len() + inserted.len()) as u64)
        };
        self.write(|session| {
            session.make_source(&values, &source)?;
            let result = session.lock_rows(&found, table.id).and_then(|()| run(session));
            session.sqlite(&format!("DROP TABLE {SOURCE}"))?;
            result
        })
    }

    fn make_source(&self, values: &str, source: &Visible) -> Result<()> {
        let definitions: Vec<String> = source
            .columns
            .iter()
            .map(|column| {
                let collation = column
                    .of
                    .collation()
                    .map(|name| format!(" COLLATE {name}"))
                    .unwrap_or_default();
                format!("{} {}{collation}", quote(&column.name), column.of.storage())
            })
            .collect();
        self.sqlite(&format!(
            "DROP TABLE IF EXISTS {SOURCE}; CREATE TEMP TABLE \"the source\" ({})",
            definitions.join(", ")
        ))?;
        self.rows(&format!("INSERT INTO {SOURCE} {values} RETURNING 1")).map(drop)
    }

    /// The rows that were updated, each with the number of its source.
    fn update_matched(
        &self,
        merge: &Merge,
        table: &Table,
        source: &Visible,
        on: &str,
        joined: &str,
    ) -> Result<Vec<(i64, i64)>> {
        let alias = (quote(&merge.alias), quote(&source.alias));
        let sql = format!("SELECT {}._rowid_, {}._rowid_ FROM {joined}", alias.0, alias.1);
        let pairs = self.pairs(&sql)?;
        self.sqlite(&format!("ALTER TABLE {SOURCE} ADD COLUMN \"is matched\" INT"))?;
        for (_, number) in &pairs {
            let sql = format!("UPDATE {SOURCE} SET \"is matched\" = 1 WHERE _rowid_ = {number}");
            self.sqlite(&sql)?;
        }
        let Some(set) = &merge.update else { return Ok(Vec::new()) };
        for (place, (row, _)) in pairs.iter().enumerate() {
            if pairs[..place].iter().any(|(other, _)| other == row) {
                let message = "The MERGE statement attempted to UPDATE or DELETE the same row more than \
                               once.";
                return Err(SqlError::new(8672, 16, message));
            }
        }
        let set = self.translating(|translator| {
            translator.scopes.push(vec![Visible::of_table(table, &merge.alias), source.clone()]);
            assignments(translator, set, table)
        })?;
        let sql = format!(
            "UPDATE {} AS {} SET {set} FROM {SOURCE} AS {} WHERE {on} RETURNING _rowid_",
            table.stored(),
            alias.0,
            alias.1
        );
        self.write_rows(&sql, "MERGE", table)?;
        Ok(pairs)
    }

    fn insert_missing(
        &self,
        merge: &Merge,
        table: &Table,
        source: &Visible,
    ) -> Result<Vec<(i64, i64)>> {
        let Some((names, values)) = &merge.insert else { return Ok(Vec::new()) };
        if names.len() != values.len() {
            let message = "The number of columns in the INSERT of a MERGE must match its values.";
            return Err(SqlError::new(10709, 16, message));
        }
        let (columns, identity) = self.insert_columns(table, Some(names))?;
        let mut targets: Vec<String> = columns.iter().map(|name| quote(name)).collect();
        let mut cells = self.merge_values(&columns, values, table, source)?;
        if let Some(identity) = identity {
            targets.push(quote(identity));
            cells.push(format!("mssql_next({}, 1, 1)", table.id));
        }
        let missing = self.rows(&format!(
            "SELECT _rowid_ FROM {SOURCE} WHERE \"is matched\" IS NULL ORDER BY _rowid_"
        ))?;
        let mut inserted = Vec::new();
        for row in missing {
            let Some(rusqlite::types::Value::Integer(number)) = row.first() else { continue };
            let sql = format!(
                "INSERT INTO {} ({}) SELECT {} FROM {SOURCE} AS {} WHERE {}._rowid_ = {number} \
                 RETURNING _rowid_",
                table.stored(),
                targets.join(", "),
                cells.join(", "),
                quote(&source.alias),
                quote(&source.alias),
            );
            for row in self.write_rows(&sql, "MERGE", table)? {
                inserted.push((row, *number));
            }
        }
        Ok(inserted)
    }

    fn merge_values(
        &self,
        columns: &[&str],
        values: &[Expr],
        table: &Table,
        source: &Visible,
    ) -> Result<Vec<String>> {
        self.translating(|translator| {
            translator.scopes.push(vec![source.clone()]);
            let mut cells = Vec::new();
            for (name, expr) in columns.iter().zip(values) {
                if matches!(expr, Expr::NextValue { .. }) {
                    let message = "NEXT VALUE FOR function is not allowed in a MERGE statement.";
                    return Err(SqlError::new(11719, 15, message));
                }
                let value: Typed = translator.value(expr)?;
                cells.push(translator.stored(&value, table, name)?);
            }
            Ok(cells)
        })
    }

    fn merge_output<'r>(
        &mut self,
        merge: &Merge,
        table: &Table,
        source: &Visible,
        rows: impl DoubleEndedIterator<Item = &'r (i64, i64)>,
        answer: &mut Answer,
    ) -> Result<()> {
        // The source's number is put beside each row, so that its columns can be asked for.
        self.sqlite(
            "DROP TABLE IF EXISTS temp.\"the pairs\"; CREATE TEMP TABLE \"the pairs\" (t, s)",
        )?;
        let mut targets = Vec::new();
        for (row, number) in rows.rev() {
            self.sqlite(&format!("INSERT INTO temp.\"the pairs\" VALUES ({row}, {number})"))?;
            targets.push(*row);
        }
        let join = format!(
            " JOIN temp.\"the pairs\" ON t = INSERTED._rowid_ JOIN {SOURCE} AS {0} ON {0}._rowid_ = s",
            quote(&source.alias)
        );
        let result =
            self.output(merge.output.as_ref(), table, Some((source, &join)), &targets, answer);
        self.sqlite("DROP TABLE temp.\"the pairs\"")?;
        result
    }

    fn pairs(&self, sql: &str) -> Result<Vec<(i64, i64)>> {
        let mut statement = self.connection.prepare(sql).map_err(sqlite_error)?;
        let pairs =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(sqlite_error)?;
        pairs.collect::<rusqlite::Result<_>>().map_err(sqlite_error)
    }
}
