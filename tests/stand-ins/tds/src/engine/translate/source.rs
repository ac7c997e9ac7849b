//! FROM.

use super::{Locked, Named, Translated, Translator, Typed, Visible, catalog};
use crate::error::{Result, SqlError};
use crate::sql::{Expr, From, Source};
use crate::types::Type;

/// The columns of a derived table, under the names that were given to them.
pub(super) fn renamed(inner: &Translated, names: &[String], alias: &str) -> Result<Vec<Named>> {
    let mut columns = inner.columns.clone();
    if !names.is_empty() && names.len() != columns.len() {
        let message = format!("'{alias}' has more or fewer columns than were specified.");
        return Err(SqlError::new(8158, 16, message));
    }
    for (place, column) in columns.iter_mut().enumerate() {
        if let Some(name) = names.get(place) {
            column.name.clone_from(name);
        }
        if column.name.is_empty() {
            let message =
                format!("No column name was specified for column {} of '{alias}'.", place + 1);
            return Err(SqlError::new(8155, 16, message));
        }
        column.identity = false;
        column.writable = false;
    }
    for (place, column) in columns.iter().enumerate() {
        if columns[..place].iter().any(|other| catalog::same_name(&other.name, &column.name)) {
            let message =
                format!("The column '{}' was specified multiple times for '{alias}'.", column.name);
            return Err(SqlError::new(8156, 16, message));
        }
    }
    Ok(columns)
}

impl Translator<'_> {
    pub(in crate::engine) fn from(&mut self, from: &From) -> Result<(String, Vec<Visible>)> {
        let (first, visible) = self.source(&from.first)?;
        let mut sql = format!(" FROM {first}");
        let mut scope = vec![visible];
        for join in &from.joins {
            if matches!(join.word, "CROSS APPLY" | "OUTER APPLY") {
                let outer = join.word == "OUTER APPLY";
                sql.push_str(&self.apply(&join.source, outer, &mut scope)?);
                continue;
            }
            let (source, visible) = self.source(&join.source)?;
            scope.push(visible);
            sql.push_str(&format!(" {} {source}", join.word));
            if let Some(on) = &join.on {
                self.scopes.push(std::mem::take(&mut scope));
                let condition = self.condition(on);
                scope = self.scopes.pop().unwrap_or_default();
                sql.push_str(&format!(" ON {}", condition?));
            }
        }
        for (place, source) in scope.iter().enumerate() {
            if scope[..place].iter().any(|other| catalog::same_name(&other.alias, &source.alias)) {
                let message = format!(
                    "The objects \"{0}\" and \"{0}\" in the FROM clause have the same exposed names. \
                     Use correlation names to distinguish them.",
                    source.alias
                );
                return Err(SqlError::new(1013, 16, message));
            }
        }
        Ok((sql, scope))
    }

    pub(in crate::engine) fn source(&mut self, source: &Source) -> Result<(String, Visible)> {
        match source {
            Source::Table { name, alias, hints } => {
                let alias = alias.as_ref().unwrap_or(&name.name);
                let cte =
                    self.ctes.iter().rev().find(|cte| catalog::same_name(&cte.alias, &name.name));
                if let (None, Some(cte)) = (&name.schema, cte) {
                    let sql =
                        format!("{} AS {}", catalog::quote(&cte.alias), catalog::quote(alias));
                    return Ok((sql, Visible::new(alias, cte.columns.clone())));
                }
                let table = self.table(name)?;
                if hints.update_lock || hints.hold_lock {
                    if self.locked.iter().any(|locked| locked.hints != *hints) {
                        return Err(SqlError::new(102, 15, "One kind of lock is known here."));
                    }
                    self.locked.push(Locked {
                        table: table.id,
                        alias: alias.clone(),
                        hints: *hints,
                    });
                }
                let sql = format!("{} AS {}", table.stored(), catalog::quote(alias));
                Ok((sql, Visible::of_table(&table, alias)))
            }
            Source::TableVariable { name, alias } => {
                let columns = self.variables.get(&name.to_lowercase());
                let columns = columns.cloned().ok_or_else(|| {
                    let message = format!("Must declare the table variable \"{name}\".");
                    SqlError::new(1087, 15, message)
                })?;
                let alias = alias.clone().unwrap_or_else(|| name.clone());
                let sql = format!(
                    "temp.{} AS {}",
                    catalog::quote(&name.to_lowercase()),
                    catalog::quote(&alias)
                );
                Ok((sql, Visible::new(&alias, columns)))
            }
            Source::Query { query, alias, columns } => {
                let inner = self.subquery(query)?;
                let columns = renamed(&inner, columns, alias)?;
                Ok((derived(&inner.sql, alias, &columns), Visible::new(alias, columns)))
            }
            Source::Values { rows, alias, columns } => {
                let (sql, columns) = self.values(rows, columns)?;
                Ok((derived(&sql, alias, &columns), Visible::new(alias, columns)))
            }
            Source::Json { json, column, of, alias } => {
                let json = self.value(json)?;
                let item = Typed::new("value", of_item(*of));
                let value = self.converted(&item, *of)?;
                let sql = format!("SELECT {value} FROM json_each({})", json.sql);
                let columns = vec![Named::plain(column, *of)];
                Ok((derived(&sql, alias, &columns), Visible::new(alias, columns)))
            }
        }
    }

    /// The rows of VALUES, each column in the type that all its values have in common.
    pub(in crate::engine) fn values(
        &mut self,
        rows: &[Vec<Expr>],
        names: &[String],
    ) -> Result<(String, Vec<Named>)> {
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            if row.len() != names.len() {
                let message = "All rows of VALUES must have as many values as there are columns.";
                return Err(SqlError::new(10709, 16, message));
            }
            let row: Vec<Typed> = row.iter().map(|expr| self.value(expr)).collect::<Result<_>>()?;
            written.push(row);
        }
        let mut columns = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let types = written.iter().filter_map(|row| row[place].of);
            columns.push(Named::plain(name, types.reduce(Type::common).unwrap_or(Type::Int)));
        }
        let mut lines = Vec::with_capacity(written.len());
        for row in &written {
            let cells: Vec<String> = row
                .iter()
                .zip(&columns)
                .map(|(value, column)| self.converted(value, column.of))
                .collect::<Result<_>>()?;
            lines.push(format!("({})", cells.join(", ")));
        }
        Ok((format!("VALUES {}", lines.join(", ")), columns))
    }
}

/// The type in which SQLite hands an item of an array out.
fn of_item(of: Type) -> Type {
    match of {
        of if of.is_number() => Type::BigInt,
        _ => Type::NVarChar(None),
    }
}

/// SQLite has no list of column names behind a derived table.
fn derived(sql: &str, alias: &str, columns: &[Named]) -> String {
    let names: Vec<String> = columns.iter().map(|column| catalog::quote(&column.name)).collect();
    format!(
        "(WITH derived ({}) AS ({sql}) SELECT * FROM derived) AS {}",
        names.join(", "),
        catalog::quote(alias)
    )
}
