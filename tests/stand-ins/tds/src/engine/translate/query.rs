//! SELECT.

use super::condition::collated;
use super::{Locked, Named, Translator, Typed, Visible, catalog};
use crate::error::{Result, SqlError};
use crate::sql::{Body, Expr, Item, Query, Select};

/// A query for SQLite, and what its columns are.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Translated {
    pub(in crate::engine) sql: String,
    pub(in crate::engine) columns: Vec<Named>,
    /// The rows to lock: their numbers come as one column more, before the others.
    pub(in crate::engine) locked: Vec<Locked>,
}

pub(super) fn refused<T>(number: i32, message: &str) -> Result<T> {
    Err(SqlError::new(number, 15, message))
}

impl Translator<'_> {
    /// A query within another statement, which may have an order only to be bounded by it.
    pub(in crate::engine) fn subquery(&mut self, query: &Query) -> Result<Translated> {
        let has_top = matches!(&query.body, Body::Select(select) if select.top.is_some());
        if !query.order.is_empty() && !has_top && query.offset.is_none() {
            return refused(
                1033,
                "The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, \
                 and common table expressions, unless TOP, OFFSET or FOR XML is also specified.",
            );
        }
        self.query(query)
    }

    pub(in crate::engine) fn query(&mut self, query: &Query) -> Result<Translated> {
        let known = self.ctes.len();
        let with = self.with(&query.ctes)?;
        let result = self.without_ctes(query);
        self.ctes.truncate(known);
        let mut translated = result?;
        translated.sql.insert_str(0, &with);
        Ok(translated)
    }

    fn without_ctes(&mut self, query: &Query) -> Result<Translated> {
        match &query.body {
            Body::Select(select) => self.select(select, query),
            body => {
                let mut translated = self.set(body)?;
                self.scopes.push(vec![Visible::new("", translated.columns.clone())]);
                let order = self.positions(&query.order, &translated.columns);
                self.scopes.pop();
                translated.sql.push_str(&order?);
                self.bounds(query, None, &mut translated.sql)?;
                Ok(translated)
            }
        }
    }

    pub(super) fn set(&mut self, body: &Body) -> Result<Translated> {
        let (left, word, right) = match body {
            Body::Select(select) => return self.select(select, &Query::of(body.clone())),
            Body::Set { left, word, right } => (self.set(left)?, word, self.set(right)?),
        };
        if left.columns.len() != right.columns.len() {
            return refused(
                205,
                "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal \
                 number of expressions in their target lists.",
            );
        }
        let mut columns = left.columns.clone();
        for (column, other) in columns.iter_mut().zip(&right.columns) {
            column.of = column.of.common(other.of);
            column.identity = false;
            column.writable = false;
        }
        let side = |side: &Translated| -> Result<String> {
            let mut items = Vec::new();
            let mut names = Vec::new();
            for (place, (from, to)) in side.columns.iter().zip(&columns).enumerate() {
                // Not by their own names: there may be none.
                names.push(format!("c{place}"));
                let value = Typed::new(format!("c{place}"), from.of);
                let sql = collated(&self.converted(&value, to.of)?, to.of);
                items.push(format!("{sql} AS {}", catalog::quote(&to.name)));
            }
            Ok(format!(
                "SELECT {} FROM (WITH side ({}) AS ({}) SELECT * FROM side)",
                items.join(", "),
                names.join(", "),
                side.sql
            ))
        };
        Ok(Translated {
            sql: format!("{} {word} {}", side(&left)?, side(&right)?),
            columns,
            locked: Vec::new(),
        })
    }

    fn select(&mut self, select: &Select, query: &Query) -> Result<Translated> {
        let (from, visible) = match &select.from {
            Some(from) => self.from(from)?,
            None => (String::new(), Vec::new()),
        };
        self.scopes.push(visible);
        let result = self.select_within(select, query, &from);
        self.scopes.pop();
        result
    }

    fn select_within(&mut self, select: &Select, query: &Query, from: &str) -> Result<Translated> {
        super::grouping::check(select, query)?;
        let locked = std::mem::take(&mut self.locked);
        let mut filter = select.filter.as_ref().map(|filter| self.condition(filter)).transpose()?;
        let (mut items, columns) = self.items(&select.items, select.distinct)?;
        for (place, Locked { table, alias, hints }) in locked.iter().enumerate() {
            if select.distinct || !select.group.is_empty() || self.scopes.len() > 1 {
                return refused(102, "Locks are known here for plain queries only.");
            }
            let row = format!("{}._rowid_", catalog::quote(alias));
            if hints.read_past {
                let free = format!("mssql_free({table}, {row})");
                filter = Some(filter.map_or(free.clone(), |filter| format!("{filter} AND {free}")));
            }
            items.insert(place, row);
        }
        let mut sql = String::from(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        sql.push_str(&items.join(", "));
        sql.push_str(from);
        if let Some(filter) = filter {
            sql.push_str(&format!(" WHERE {filter}"));
        }
        if !select.group.is_empty() {
            let mut groups = Vec::new();
            for group in &select.group {
                let value = self.value(group)?;
                groups.push(collated(&value.sql, value.known()));
            }
            sql.push_str(&format!(" GROUP BY {}", groups.join(", ")));
        }
        if let Some(having) = &select.having {
            sql.push_str(&format!(" HAVING {}", self.condition(having)?));
        }
        if !query.order.is_empty() {
            sql.push_str(&format!(" ORDER BY {}", self.order_of(query, select, &columns)?));
        }
        self.bounds(query, select.top.as_ref(), &mut sql)?;
        Ok(Translated { sql, columns, locked })
    }

    /// What is selected; every column has a name for SQLite, though it may be none to the client.
    pub(in crate::engine) fn items(
        &mut self,
        items: &[Item],
        distinct: bool,
    ) -> Result<(Vec<String>, Vec<Named>)> {
        let mut written = Vec::new();
        let mut columns: Vec<Named> = Vec::new();
        for item in items {
            match item {
                Item::Star(table) => {
                    let scope = self.scopes.last().cloned().unwrap_or_default();
                    let wanted = |source: &&Visible| {
                        table.as_ref().is_none_or(|table| catalog::same_name(table, &source.alias))
                    };
                    for source in scope.iter().filter(wanted) {
                        for (place, column) in source.columns.iter().enumerate() {
                            written.push(source.column(place));
                            columns.push(column.clone());
                        }
                    }
                }
                Item::Expr { expr, alias } => {
                    let value = self.value(expr)?;
                    let mut column = match expr {
                        Expr::Column { table, name } => self.column(table.as_deref(), name)?.1,
                        _ => Named::plain("", value.known()),
                    };
                    if let Some(alias) = alias {
                        column.name.clone_from(alias);
                    }
                    let sql =
                        if distinct { collated(&value.sql, value.known()) } else { value.sql };
                    written.push(sql);
                    columns.push(column);
                }
            }
        }
        Ok((written, columns))
    }
}

impl Query {
    /// A query of this body alone.
    pub(in crate::engine) fn of(body: Body) -> Self {
        Query { ctes: Vec::new(), body, order: Vec::new(), offset: None, fetch: None }
    }
}
