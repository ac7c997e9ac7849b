//! Changes of rows.

use std::sync::Arc;

use super::super::ast::{
    Body, Delete, Expr, Insert, InsertSource, Merge, Name, Query, Returning, Source, Update,
};
use super::compare::inconsistent;
use super::rownum;
use super::scope::{Relation, Scope};
use super::{Change, Sql, Translator, qualified};
use crate::catalog::{ColumnInfo, Table, sqlite_name};
use crate::error::{OraError, Result};
use crate::sql::ast::Generation;
use crate::types::Type;

impl Translator<'_> {
    fn change(&mut self, steps: Vec<String>) -> Change {
        Change {
            steps,
            probe: None,
            ambiguity: None,
            returns: false,
            one_draw: false,
            is_insert: false,
            dictionary: std::mem::take(&mut self.dictionary),
        }
    }

    pub(super) fn insert(&mut self, insert: &Insert) -> Result<Change> {
        let table = self.target(&insert.table)?;
        let columns = insert_columns(&table, insert.columns.as_deref())?;
        let mut sql = match &insert.source {
            InsertSource::Values(values) => {
                let row = self.row(&table, &columns, values)?;
                format!("INSERT INTO {} ({}) VALUES ({})", sqlite_name(&table.name), row.0, row.1)
            }
            InsertSource::Query(query) => {
                if insert.returning.is_some() {
                    // RETURNING belongs to VALUES.
                    return Err(OraError::new(933, "SQL command not properly ended"));
                }
                self.insert_from(&table, &columns, query)?
            }
        };
        let returns = insert.returning.is_some();
        if let Some(returning) = &insert.returning {
            sql.push_str(&self.returning(returning, &table, &table.name)?);
        }
        let change = self.change(vec![sql]);
        Ok(Change { returns, is_insert: true, ..change })
    }

    /// Names and values of a new row, defaults and identities included.
    fn row(
        &mut self,
        table: &Arc<Table>,
        columns: &[&ColumnInfo],
        values: &[Expr],
    ) -> Result<(String, String)> {
        check_counts(values.len(), columns.len())?;
        let mut names = Vec::new();
        let mut texts = Vec::new();
        for column in &table.columns {
            let given = columns.iter().position(|given| given.name == column.name);
            let value = match given.map(|position| &values[position]) {
                None | Some(Expr::Default) => self.default(column)?,
                Some(expr) => Some(self.given(column, expr)?),
            };
            let value = value.unwrap_or(Sql { text: "NULL".to_owned(), of: Type::Null });
            names.push(sqlite_name(&column.name));
            texts.push(self.assign(table, column, value, false)?);
        }
        Ok((names.join(", "), texts.join(", ")))
    }

    /// A value that was given for a column.
    fn given(&mut self, column: &ColumnInfo, expr: &Expr) -> Result<Sql> {
        let value = self.value(expr)?;
        match &column.identity {
            Some((Generation::Always, _)) => {
                Err(OraError::new(32795, "cannot insert into a generated always identity column"))
            }
            Some((Generation::ByDefaultOnNull, sequence)) => {
                let next = draw(sequence);
                Ok(Sql { text: format!("coalesce({}, {next})", value.text), of: value.of })
            }
            _ => Ok(value),
        }
    }

    /// What a column gets when no value is given.
    fn default(&mut self, column: &ColumnInfo) -> Result<Option<Sql>> {
        if let Some((_, sequence)) = &column.identity {
            return Ok(Some(Sql { text: draw(sequence), of: Type::Number(Some((38, 0))) }));
        }
        let Some(default) = &column.default else { return Ok(None) };
        let scopes = std::mem::take(&mut self.scopes);
        let value = self.value(default);
        self.scopes = scopes;
        value.map(Some)
    }

    /// A value as the column takes it: converted, checked, or refused.
    fn assign(
        &self,
        table: &Table,
        column: &ColumnInfo,
        value: Sql,
        update: bool,
    ) -> Result<String> {
        check_assignable(column, value.of)?;
        let nullability = match (column.nullable, update) {
            (true, _) => "null",
            (false, false) => "insert",
            (false, true) => "update",
        };
        let path = format!("\"{}\".\"{}\".\"{}\"", self.schema, table.name, column.name);
        let spec = format!("{nullability}|{}|{path}", column.of.to_spec()).replace('\'', "''");
        Ok(format!("o_assign({}, '{spec}')", value.text))
    }

    fn insert_from(
        &mut self,
        table: &Arc<Table>,
        columns: &[&ColumnInfo],
        query: &Query,
    ) -> Result<String> {
        let source = self.query_with_draws(query)?;
        check_counts(source.columns.len(), columns.len())?;
        let mut names = Vec::new();
        let mut texts = Vec::new();
        for column in &table.columns {
            let given = columns.iter().position(|given| given.name == column.name);
            let value = match given {
                Some(position) => {
                    let from = &source.columns[position];
                    let text = format!("\"s$\".c{position}");
                    let value = Sql { text, of: from.of };
                    match &column.identity {
                        Some((Generation::Always, _)) => {
                            let text = "cannot insert into a generated always identity column";
                            return Err(OraError::new(32795, text));
                        }
                        Some((Generation::ByDefaultOnNull, sequence)) => Sql {
                            text: format!("coalesce({}, {})", value.text, draw(sequence)),
                            of: value.of,
                        },
                        _ => value,
                    }
                }
                None => {
                    self.default(column)?.unwrap_or(Sql { text: "NULL".to_owned(), of: Type::Null })
                }
            };
            names.push(sqlite_name(&column.name));
            texts.push(self.assign(table, column, value, false)?);
        }
        let labels: Vec<_> = (0..source.columns.len()).map(|index| format!("c{index}")).collect();
        Ok(format!(
            "INSERT INTO {} ({}) WITH \"s$\" ({}) AS MATERIALIZED ({}) SELECT {} FROM \"s$\" WHERE true",
            sqlite_name(&table.name),
            names.join(", "),
            labels.join(", "),
            source.sql,
            texts.join(", "),
        ))
    }

    pub(super) fn insert_all(&mut self, targets: &[Insert], source: &Query) -> Result<Change> {
        let source = self.query(source)?;
        let mut steps = Vec::new();
        let columns = source.columns.clone();
        for target in targets {
            let InsertSource::Values(values) = &target.source else {
                return Err(OraError::new(926, "missing VALUES keyword"));
            };
            let table = self.target(&target.table)?;
            let names = insert_columns(&table, target.columns.as_deref())?;
            let relation = Relation {
                name: "s$".to_owned(),
                columns: columns.clone(),
                table: None,
                packed: false,
            };
            self.scopes.push(Scope { relations: vec![relation] });
            let row = self.row(&table, &names, values);
            self.scopes.pop();
            let row = row?;
            steps.push(format!(
                "INSERT INTO {} ({}) SELECT {} FROM ({}) AS {} WHERE true",
                sqlite_name(&table.name),
                row.0,
                row.1,
                source.sql,
                sqlite_name("s$"),
            ));
        }
        let change = self.change(steps);
        Ok(Change { one_draw: true, is_insert: true, ..change })
    }

    pub(super) fn update(&mut self, update: &Update) -> Result<Change> {
        let table = self.target(&update.table)?;
        let alias = update.alias.as_ref().map_or(&table.name, |alias| &alias.text).clone();
        self.scopes.push(Scope { relations: vec![Relation::of_table(&alias, &table)] });
        let sets = self.sets(&table, &update.sets, &[])?;
        let filter = self.row_filter(update.filter.as_ref(), &table, &alias)?;
        let target = format!("{} AS {}", sqlite_name(&table.name), sqlite_name(&alias));
        let mut sql = format!("UPDATE {target} SET {sets}{filter}");
        if let Some(returning) = &update.returning {
            sql.push_str(&self.returning(returning, &table, &alias)?);
        }
        let probe = format!("SELECT {}.rowid FROM {target}{filter}", sqlite_name(&alias));
        self.scopes.pop();
        let change = self.change(vec![sql]);
        let returns = update.returning.is_some();
        Ok(Change { probe: Some((table.name.clone(), probe)), returns, ..change })
    }

    pub(super) fn delete(&mut self, delete: &Delete) -> Result<Change> {
        let table = self.target(&delete.table)?;
        let alias = delete.alias.as_ref().map_or(&table.name, |alias| &alias.text).clone();
        self.scopes.push(Scope { relations: vec![Relation::of_table(&alias, &table)] });
        let filter = self.row_filter(delete.filter.as_ref(), &table, &alias)?;
        let target = format!("{} AS {}", sqlite_name(&table.name), sqlite_name(&alias));
        let mut sql = format!("DELETE FROM {target}{filter}");
        if let Some(returning) = &delete.returning {
            sql.push_str(&self.returning(returning, &table, &alias)?);
        }
        let probe = format!("SELECT {}.rowid FROM {target}{filter}", sqlite_name(&alias));
        self.scopes.pop();
        let change = self.change(vec![sql]);
        let returns = delete.returning.is_some();
        Ok(Change { probe: Some((table.name.clone(), probe)), returns, ..change })
    }

    /// WHERE of a change; ROWNUM bounds it.
    fn row_filter(&mut self, filter: Option<&Expr>, table: &Table, alias: &str) -> Result<String> {
        let Some(filter) = filter else { return Ok(String::new()) };
        if super::query::has_aggregate(filter) {
            return Err(OraError::new(934, "group function is not allowed here"));
        }
        let (rest, bound) = rownum::split(filter)?;
        let condition = match &rest {
            Some(rest) => format!(" WHERE {}", self.condition(rest)?),
            None => String::new(),
        };
        let Some((bound, included)) = bound else { return Ok(condition) };
        let function = if included { "o_limit" } else { "o_limit_below" };
        let bound = self.value(&bound)?.text;
        let alias = sqlite_name(alias);
        Ok(format!(
            " WHERE {alias}.rowid IN (SELECT {alias}.rowid FROM {} AS {alias}{condition} LIMIT {function}({bound}))",
            sqlite_name(&table.name),
        ))
    }

    fn sets(
        &mut self,
        table: &Arc<Table>,
        sets: &[(Vec<Expr>, Expr)],
        fixed: &[String],
    ) -> Result<String> {
        let mut texts = Vec::new();
        let mut seen = Vec::new();
        for (targets, value) in sets {
            let mut columns = Vec::new();
            for target in targets {
                let column = self.target_column(table, target)?;
                if seen.contains(&column.name) {
                    return Err(OraError::new(957, "duplicate column name"));
                }
                if fixed.contains(&column.name) {
                    let text = format!(
                        "Columns referenced in the ON Clause cannot be updated: \"{}\"",
                        column.name
                    );
                    return Err(OraError::new(38104, text));
                }
                if matches!(column.identity, Some((Generation::Always, _))) {
                    return Err(OraError::new(
                        32796,
                        "cannot update a generated always identity column",
                    ));
                }
                seen.push(column.name.clone());
                columns.push(column);
            }
            texts.push(self.set(table, &columns, value)?);
        }
        Ok(texts.join(", "))
    }

    fn target_column(&mut self, table: &Arc<Table>, target: &Expr) -> Result<ColumnInfo> {
        let Expr::Column { qualifier, name } = target else {
            return Err(OraError::new(904, "invalid identifier"));
        };
        // The qualifier must be the target's.
        if !qualifier.is_empty() {
            self.column(qualifier, name)?;
        }
        let column = table.column(&name.text);
        column.cloned().ok_or_else(|| invalid_column(name))
    }

    fn set(&mut self, table: &Arc<Table>, columns: &[ColumnInfo], value: &Expr) -> Result<String> {
        if let [column] = columns {
            let value = match value {
                Expr::Default => {
                    self.default(column)?.unwrap_or(Sql { text: "NULL".to_owned(), of: Type::Null })
                }
                value => self.value(value)?,
            };
            let assigned = self.assign(table, column, value, true)?;
            return Ok(format!("{} = {assigned}", sqlite_name(&column.name)));
        }
        let Expr::Query(query) = value else {
            return Err(OraError::new(1767, "UPDATE ... SET expression must be a subquery"));
        };
        let source = self.query(query)?;
        check_counts(source.columns.len(), columns.len())?;
        let mut names = Vec::new();
        let mut texts = Vec::new();
        for (column, from) in columns.iter().zip(&source.columns) {
            let value =
                Sql { text: format!("o_only({})", qualified("s$", &from.name)), of: from.of };
            names.push(sqlite_name(&column.name));
            texts.push(self.assign(table, column, value, true)?);
        }
        Ok(format!(
            "({}) = (SELECT {} FROM ({}) AS {})",
            names.join(", "),
            texts.join(", "),
            source.sql,
            sqlite_name("s$"),
        ))
    }

    fn returning(
        &mut self,
        returning: &Returning,
        table: &Arc<Table>,
        alias: &str,
    ) -> Result<String> {
        self.scopes.push(Scope { relations: vec![Relation::of_table(alias, table)] });
        self.bare_columns = true;
        let mut texts = Vec::new();
        let mut failure = None;
        for item in &returning.items {
            match self.value(item) {
                Ok(value) => texts.push(value.text),
                Err(error) => failure = Some(error),
            }
        }
        self.bare_columns = false;
        self.scopes.pop();
        match failure {
            Some(error) => Err(error),
            None => Ok(format!(" RETURNING {}", texts.join(", "))),
        }
    }

    /// MERGE as an UPDATE of what matches and an INSERT of what does not. The columns by which
    /// rows are found can't change, so the second sees the same rows as the first.
    pub(super) fn merge(&mut self, merge: &Merge) -> Result<Change> {
        let table = self.target(&merge.table)?;
        let alias = merge.alias.as_ref().map_or(&table.name, |alias| &alias.text).clone();
        self.scopes.push(Scope::default());
        let source = self.merge_source(&merge.source)?;
        self.add(Relation::of_table(&alias, &table));
        let on = self.condition(&merge.on)?;
        let target = format!("{} AS {}", sqlite_name(&table.name), sqlite_name(&alias));
        let mut steps = Vec::new();
        let mut ambiguity = None;
        if let Some(matched) = &merge.matched {
            let fixed = columns_of(&merge.on, &alias);
            let sets = self.sets(&table, &matched.sets, &fixed)?;
            let and = match &matched.filter {
                Some(filter) => format!(" AND {}", self.condition(filter)?),
                None => String::new(),
            };
            steps.push(format!("UPDATE {target} SET {sets} FROM {source} WHERE {on}{and}"));
            if !is_one_row(&merge.source) {
                let row = format!("{}.rowid", sqlite_name(&alias));
                ambiguity = Some(format!(
                    "SELECT {row} FROM {target} JOIN {source} ON {on} GROUP BY {row} HAVING count(*) > 1"
                ));
            }
        }
        if let Some(new) = &merge.not_matched {
            let columns = insert_columns(&table, Some(&new.columns))?;
            // Values may name the source only.
            let both = self.scopes.pop().unwrap_or_default();
            let source_only = both.relations.into_iter().filter(|relation| relation.name != alias);
            self.scopes.push(Scope { relations: source_only.collect() });
            let row = self.row(&table, &columns, &new.values)?;
            let and = match &new.filter {
                Some(filter) => format!(" AND {}", self.condition(filter)?),
                None => String::new(),
            };
            steps.push(format!(
                "INSERT INTO {} ({}) SELECT {} FROM {source} WHERE NOT EXISTS (SELECT 1 FROM {target} WHERE {on}){and}",
                sqlite_name(&table.name),
                row.0,
                row.1,
            ));
        }
        self.scopes.pop();
        let change = self.change(steps);
        Ok(Change { ambiguity, ..change })
    }

    fn merge_source(&mut self, source: &Source) -> Result<String> {
        match source {
            Source::Table { .. } | Source::Query { .. } => self.from_source(source),
            Source::Levels { .. } | Source::Join { .. } => {
                Err(OraError::unknown("a join as the source of MERGE"))
            }
        }
    }
}

/// Columns of the target that a condition of MERGE names.
fn columns_of(expr: &Expr, alias: &str) -> Vec<String> {
    match expr {
        Expr::Column { qualifier, name } => match qualifier.last() {
            Some(table) if table.text == alias => vec![name.text.clone()],
            _ => Vec::new(),
        },
        other => super::query::children(other)
            .into_iter()
            .flat_map(|child| columns_of(child, alias))
            .collect(),
    }
}

/// A source of one row: `(SELECT … FROM DUAL)`.
fn is_one_row(source: &Source) -> bool {
    let Source::Query { query, .. } = source else { return false };
    let Body::Select(select) = &query.body else { return false };
    matches!(select.from.as_slice(), [Source::Table { name, .. }] if name.name.text == "DUAL")
}

fn insert_columns<'t>(table: &'t Table, names: Option<&[Name]>) -> Result<Vec<&'t ColumnInfo>> {
    let Some(names) = names else { return Ok(table.columns.iter().collect()) };
    let mut columns: Vec<&ColumnInfo> = Vec::new();
    for name in names {
        let column = table.column(&name.text).ok_or_else(|| invalid_column(name))?;
        if columns.iter().any(|known| known.name == column.name) {
            return Err(OraError::new(957, "duplicate column name").at(name.offset));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn invalid_column(name: &Name) -> OraError {
    OraError::new(904, format_args!("\"{}\": invalid identifier", name.text)).at(name.offset)
}

fn check_counts(values: usize, columns: usize) -> Result<()> {
    match values.cmp(&columns) {
        std::cmp::Ordering::Less => Err(OraError::new(947, "not enough values")),
        std::cmp::Ordering::Greater => Err(OraError::new(913, "too many values")),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// Which types a column takes; the rest is told when values are there.
fn check_assignable(column: &ColumnInfo, from: Type) -> Result<()> {
    let to = column.of;
    let known = match (to, from) {
        (_, Type::Null) => true,
        (a, b) if a.is_numeric() => b.is_numeric() || (b.is_text() && b != Type::Clob),
        (a, b) if a.is_text() => b.is_text() || b.is_numeric(),
        (a, b) if a.is_stamp() => b.is_stamp(),
        (Type::Raw(_) | Type::Blob, b) => matches!(b, Type::Raw(_) | Type::Blob) || b.is_text(),
        (a, b) => a == b,
    };
    if known { Ok(()) } else { Err(inconsistent(&to.name(), from)) }
}

fn draw(sequence: &str) -> String {
    format!("o_nextval('{}')", sequence.replace('\'', "''"))
}
