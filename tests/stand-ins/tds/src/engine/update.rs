//! UPDATE and DELETE.

use super::catalog::{self, Table, quote, same_name};
use super::output::check_triggers;
use super::session::Session;
use super::translate::{Translator, Visible};
use crate::error::{Result, SqlError};
use crate::sql::{Delete, Expr, ObjectName, Source, Update};
use crate::wire::tokens::Answer;

impl Session {
    pub(super) fn update(&mut self, update: &Update, answer: &mut Answer) -> Result<u64> {
        let (name, alias) = target(update)?;
        let table = catalog::table(&self.connection, &name)?;
        check_triggers(&table, update.output.as_ref())?;
        let (numbers, sql) =
            self.translating(|translator| update_sql(translator, update, &table, &alias))?;
        self.lock_rows(&numbers, table.id)?;
        self.write(|session| {
            let mut rows = session.write_rows(&sql, "UPDATE", &table)?;
            rows.sort_unstable();
            rows.dedup();
            session.output(update.output.as_ref(), &table, None, &rows, answer)?;
            Ok(rows.len() as u64)
        })
    }

    pub(super) fn delete(&mut self, delete: &Delete) -> Result<u64> {
        let table = catalog::table(&self.connection, &delete.table)?;
        let alias = delete.table.name.clone();
        let (with, filter) = self.translating(|translator| {
            let with = translator.with(&delete.ctes)?;
            translator.scopes.push(vec![Visible::of_table(&table, &alias)]);
            let filter = delete.filter.as_ref().map(|filter| translator.condition(filter));
            Ok((with, filter.transpose()?))
        })?;
        let filter = filter.map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
        let from = format!("FROM {} AS {}{filter}", table.stored(), quote(&alias));
        self.lock_rows(&format!("{with}SELECT {}._rowid_ {from}", quote(&alias)), table.id)?;
        let sql = format!("{with}DELETE {from} RETURNING _rowid_");
        self.write(|session| Ok(session.write_rows(&sql, "DELETE", &table)?.len() as u64))
    }
}

/// The table that is updated, and its name within the statement.
fn target(update: &Update) -> Result<(ObjectName, String)> {
    let name = &update.target;
    let Some(from) = &update.from else { return Ok((name.clone(), name.name.clone())) };
    match &from.first {
        Source::Table { name: table, alias, .. } => {
            let known = alias.as_ref().unwrap_or(&table.name);
            if name.schema.is_none() && same_name(known, &name.name) {
                return Ok((table.clone(), known.clone()));
            }
            Err(SqlError::no_object(&name.name))
        }
        _ => Err(SqlError::syntax("FROM")),
    }
}

/// The statement, and the one that gives the numbers of its rows.
fn update_sql(
    translator: &mut Translator<'_>,
    update: &Update,
    table: &Table,
    alias: &str,
) -> Result<(String, String)> {
    let with = translator.with(&update.ctes)?;
    let mut scope = vec![Visible::of_table(table, alias)];
    let mut sources = Vec::new();
    let mut conditions = Vec::new();
    let joins = update.from.as_ref().map(|from| from.joins.as_slice()).unwrap_or_default();
    for join in joins {
        if join.word != "JOIN" {
            return Err(SqlError::syntax(join.word));
        }
        let (sql, visible) = translator.source(&join.source)?;
        sources.push(sql);
        scope.push(visible);
    }
    translator.scopes.push(scope);
    for condition in joins.iter().filter_map(|join| join.on.as_ref()).chain(&update.filter) {
        conditions.push(translator.condition(condition)?);
    }
    let set = assignments(translator, &update.set, table)?;
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    };
    let target = format!("{} AS {}", table.stored(), quote(alias));
    let from =
        if sources.is_empty() { String::new() } else { format!(" FROM {}", sources.join(", ")) };
    let sql = format!("{with}UPDATE {target} SET {set}{from}{filter} RETURNING _rowid_");
    let all: Vec<String> = std::iter::once(target).chain(sources).collect();
    let numbers = format!("{with}SELECT {}._rowid_ FROM {}{filter}", quote(alias), all.join(", "));
    Ok((numbers, sql))
}

/// What stands behind SET.
pub(super) fn assignments(
    translator: &mut Translator<'_>,
    set: &[(String, Expr)],
    table: &Table,
) -> Result<String> {
    let mut written = Vec::new();
    for (place, (name, expr)) in set.iter().enumerate() {
        let column = table.column(name)?;
        if set[..place].iter().any(|(other, _)| same_name(other, name)) {
            let message = format!(
                "The column name '{name}' is specified more than once in the SET clause or column list \
                 of an INSERT."
            );
            return Err(SqlError::new(264, 16, message));
        }
        if column.identity {
            return Err(SqlError::new(
                8102,
                16,
                format!("Cannot update identity column '{name}'."),
            ));
        }
        if column.computed {
            let message =
                format!("The column \"{name}\" cannot be modified because it is computed.");
            return Err(SqlError::new(271, 16, message));
        }
        let value = translator.value(expr)?;
        let value = translator.stored(&value, table, name)?;
        written.push(format!("{} = {value}", quote(&column.name)));
    }
    Ok(written.join(", "))
}
