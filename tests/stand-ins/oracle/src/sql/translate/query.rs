//! Queries.

use std::sync::Arc;

use super::super::ast::{
    Body, Cte, Expr, ForUpdate, Item, JoinKind, Name, ObjectName, Order, Query, Select,
    SetOperator, Source,
};
use super::calls::{is_aggregate, order_item};
use super::compare::{common, inconsistent};
use super::rownum;
use super::scope::{Relation, RelationColumn, Scope};
use super::{CompiledQuery, Sql, Translator};
use crate::catalog::{no_table, sqlite_name};
use crate::error::{OraError, Result};
use crate::locks::Wait;
use crate::types::{Column, Length, Type};

/// A query in SQLite's SQL, and the columns of its result.
#[derive(Clone, Debug)]
pub(super) struct QuerySql {
    pub(super) sql: String,
    pub(super) columns: Vec<RelationColumn>,
}

/// What FOR UPDATE adds to a query: the tables whose row numbers are behind its columns.
type Locked = Vec<String>;

impl Translator<'_> {
    /// A query as a statement.
    pub(super) fn top_query(&mut self, query: &Query) -> Result<CompiledQuery> {
        let mut locked = Vec::new();
        let translated = self.query_with_lock(query, query.lock.as_ref(), &mut locked)?;
        let columns = translated.columns.into_iter().map(|column| Column {
            name: column.name.into(),
            of: column.of,
            nullable: column.nullable,
        });
        Ok(CompiledQuery {
            sql: translated.sql,
            columns: Arc::new(columns.collect()),
            dictionary: std::mem::take(&mut self.dictionary),
            locked,
            wait: query.lock.as_ref().map_or(Wait::Forever, |lock| lock.wait),
        })
    }

    /// A query inside another one.
    pub(super) fn query(&mut self, query: &Query) -> Result<QuerySql> {
        let allows_draws = std::mem::replace(&mut self.allows_draws, false);
        let bare = std::mem::replace(&mut self.bare_columns, false);
        let result = self.query_with_lock(query, None, &mut Vec::new());
        self.allows_draws = allows_draws;
        self.bare_columns = bare;
        result
    }

    /// The query of INSERT, which may draw from sequences.
    pub(super) fn query_with_draws(&mut self, query: &Query) -> Result<QuerySql> {
        self.query_with_lock(query, None, &mut Vec::new())
    }

    fn query_with_lock(
        &mut self,
        query: &Query,
        lock: Option<&ForUpdate>,
        locked: &mut Locked,
    ) -> Result<QuerySql> {
        let known = self.ctes.len();
        let with = self.with(&query.with)?;
        let bounded = query.offset.is_some() || query.fetch.is_some();
        if lock.is_some() && (bounded || !matches!(query.body, Body::Select(_))) {
            return Err(not_lockable());
        }
        let result = match &query.body {
            Body::Select(select) => self.select(select, &query.order, lock, locked),
            body => self.set_query(body, &query.order),
        };
        let mut result = result?;
        if bounded {
            let limit = match &query.fetch {
                Some(fetch) => format!("o_limit({})", self.bound(fetch)?),
                None => "-1".to_owned(),
            };
            result.sql.push_str(&format!(" LIMIT {limit}"));
            if let Some(offset) = &query.offset {
                result.sql.push_str(&format!(" OFFSET o_limit({})", self.bound(offset)?));
            }
        }
        self.ctes.truncate(known);
        result.sql.insert_str(0, &with);
        Ok(result)
    }

    fn bound(&mut self, expr: &Expr) -> Result<String> {
        let value = self.value(expr)?;
        match value.of {
            of if of.is_numeric() || of == Type::Null => Ok(value.text),
            of => Err(inconsistent("NUMBER", of)),
        }
    }

    fn with(&mut self, ctes: &[Cte]) -> Result<String> {
        if ctes.is_empty() {
            return Ok(String::new());
        }
        let mut texts = Vec::new();
        for cte in ctes {
            // A query that names itself has its columns' types from its first part.
            if let (Body::Set { operator: SetOperator::UnionAll, left, .. }, false) =
                (&cte.query.body, cte.columns.is_empty())
            {
                let first = self.body(left)?;
                self.ctes.push(renamed(cte, first.columns)?);
                let whole = self.query(&cte.query)?;
                texts.push(cte_text(cte, &whole, self.ctes.last()));
                continue;
            }
            let whole = self.query(&cte.query)?;
            let relation = renamed(cte, whole.columns.clone())?;
            texts.push(cte_text(cte, &whole, Some(&relation)));
            self.ctes.push(relation);
        }
        Ok(format!("WITH RECURSIVE {} ", texts.join(", ")))
    }

    fn body(&mut self, body: &Body) -> Result<QuerySql> {
        match body {
            Body::Select(select) => self.select(select, &[], None, &mut Vec::new()),
            Body::Query(query) => {
                let inner = self.query(query)?;
                Ok(QuerySql {
                    sql: format!("SELECT * FROM ({})", inner.sql),
                    columns: inner.columns,
                })
            }
            Body::Set { operator, left, right } => {
                let left = self.body(left)?;
                let right_is_set = matches!(**right, Body::Set { .. });
                let right = self.body(right)?;
                if left.columns.len() != right.columns.len() {
                    let text = "query block has incorrect number of result columns";
                    return Err(OraError::new(1789, text));
                }
                let word = match operator {
                    SetOperator::Union => "UNION",
                    SetOperator::UnionAll => "UNION ALL",
                    SetOperator::Minus => "EXCEPT",
                    SetOperator::Intersect => "INTERSECT",
                };
                let mut columns = Vec::new();
                for (a, b) in left.columns.iter().zip(&right.columns) {
                    let of = common(a.of, b.of).map_err(|_| {
                        OraError::new(
                            1790,
                            "expression must have same datatype as corresponding expression",
                        )
                    })?;
                    if of.is_lob() && *operator != SetOperator::UnionAll {
                        return Err(inconsistent("-", of));
                    }
                    let nullable = a.nullable || b.nullable;
                    columns.push(RelationColumn { name: a.name.clone(), of, nullable });
                }
                let right =
                    if right_is_set { format!("SELECT * FROM ({})", right.sql) } else { right.sql };
                Ok(QuerySql { sql: format!("{} {word} {right}", left.sql), columns })
            }
        }
    }

    fn set_query(&mut self, body: &Body, order: &[Order]) -> Result<QuerySql> {
        let mut result = self.body(body)?;
        if order.is_empty() {
            return Ok(result);
        }
        let mut texts = Vec::new();
        for item in order {
            let position = match position_of(&item.expr, result.columns.len())? {
                Some(position) => position,
                None => match &item.expr {
                    Expr::Column { qualifier, name } if qualifier.is_empty() => {
                        let found =
                            result.columns.iter().position(|column| column.name == name.text);
                        found.ok_or_else(|| invalid_identifier(name))?
                    }
                    _ => {
                        return Err(OraError::new(
                            1785,
                            "ORDER BY item must be the number of a SELECT-list expression",
                        ));
                    }
                },
            };
            texts.push(order_item(&(position + 1).to_string(), item));
        }
        // Around it, since SQLite takes no NULLS FIRST behind a compound query's position.
        result.sql = format!("SELECT * FROM ({}) ORDER BY {}", result.sql, texts.join(", "));
        Ok(result)
    }

    fn select(
        &mut self,
        select: &Select,
        order: &[Order],
        lock: Option<&ForUpdate>,
        locked: &mut Locked,
    ) -> Result<QuerySql> {
        self.scopes.push(Scope::default());
        let result = self.select_in_scope(select, order, lock, locked);
        self.scopes.pop();
        result
    }

    fn select_in_scope(
        &mut self,
        select: &Select,
        order: &[Order],
        lock: Option<&ForUpdate>,
        locked: &mut Locked,
    ) -> Result<QuerySql> {
        let mut from = Vec::new();
        for source in &select.from {
            from.push(self.from_source(source)?);
        }
        let items = self.items(&select.items)?;
        let grouped = self.check_groups(select, order)?;
        if select.distinct
            && let Some(lob) = items.iter().find(|(sql, _)| sql.of.is_lob())
        {
            return Err(inconsistent("-", lob.0.of));
        }
        let mut texts: Vec<String> = items
            .iter()
            .map(|(sql, column)| format!("{} AS {}", sql.text, sqlite_name(&column.name)))
            .collect();
        if let Some(lock) = lock {
            if select.distinct || grouped {
                return Err(not_lockable());
            }
            *locked = self.lock_targets(lock, &mut texts)?;
        }
        let distinct = if select.distinct { "DISTINCT " } else { "" };
        let mut sql = format!("SELECT {distinct}{} FROM {}", texts.join(", "), from.join(", "));
        let bound = self.filter(select, order, grouped, &mut sql)?;
        if !select.group.is_empty() {
            let mut groups = Vec::new();
            for expr in &select.group {
                let value = self.value(expr)?;
                if value.of.is_lob() {
                    return Err(inconsistent("-", value.of));
                }
                groups.push(grouping_text(value.text));
            }
            sql.push_str(&format!(" GROUP BY {}", groups.join(", ")));
        }
        if let Some(having) = &select.having {
            sql.push_str(&format!(" HAVING {}", self.condition(having)?));
        }
        if !order.is_empty() {
            let order = self.select_order(select, order, &items)?;
            sql.push_str(&format!(" ORDER BY {order}"));
        }
        if let Some(bound) = bound {
            sql.push_str(&format!(" LIMIT {bound}"));
        }
        let columns = items.into_iter().map(|(_, column)| column).collect();
        Ok(QuerySql { sql, columns })
    }

    /// Writes WHERE; the answer is the bound that ROWNUM sets.
    fn filter(
        &mut self,
        select: &Select,
        order: &[Order],
        grouped: bool,
        sql: &mut String,
    ) -> Result<Option<String>> {
        let Some(filter) = &select.filter else { return Ok(None) };
        if has_aggregate(filter) {
            return Err(OraError::new(934, "group function is not allowed here"));
        }
        let (rest, bound) = rownum::split(filter)?;
        if let Some(rest) = &rest {
            sql.push_str(&format!(" WHERE {}", self.condition(rest)?));
        }
        let Some((bound, included)) = bound else { return Ok(None) };
        if !order.is_empty() || grouped || select.distinct {
            // ROWNUM counts before the rows are sorted, which is hardly what anybody wants.
            return Err(OraError::unknown("ROWNUM beside ORDER BY, GROUP BY or DISTINCT"));
        }
        let bound = self.bound(&bound)?;
        let function = if included { "o_limit" } else { "o_limit_below" };
        Ok(Some(format!("{function}({bound})")))
    }

    fn items(&mut self, items: &[Item]) -> Result<Vec<(Sql, RelationColumn)>> {
        let mut result = Vec::new();
        for item in items {
            match item {
                Item::All(table) => {
                    let scope = self.scopes.last().cloned().unwrap_or_default();
                    let before = result.len();
                    for relation in &scope.relations {
                        if table.as_ref().is_some_and(|table| table.text != relation.name) {
                            continue;
                        }
                        for column in &relation.columns {
                            let text = relation.column(&column.name);
                            result.push((Sql { text, of: column.of }, column.clone()));
                        }
                    }
                    if let (Some(table), true) = (table, before == result.len()) {
                        return Err(invalid_identifier(table));
                    }
                }
                Item::Expr { expr, alias, text } => {
                    let value = match self.expression(expr)? {
                        Sql { of: Type::Boolean, .. } => {
                            return Err(OraError::new(
                                923,
                                "FROM keyword not found where expected",
                            ));
                        }
                        value => value,
                    };
                    let name = match (alias, expr) {
                        (Some(alias), _) => alias.text.clone(),
                        (None, Expr::Column { name, .. }) => name.text.clone(),
                        (None, _) => text.to_uppercase().split_whitespace().collect(),
                    };
                    let nullable = self.is_nullable(expr);
                    let of = value.of;
                    result.push((value, RelationColumn { name, of, nullable }));
                }
            }
        }
        Ok(result)
    }

    fn is_nullable(&self, expr: &Expr) -> bool {
        let Expr::Column { name, .. } = expr else { return true };
        let relations = self.scopes.last().map(|scope| scope.relations.as_slice());
        let mut columns =
            relations.unwrap_or_default().iter().flat_map(|relation| &relation.columns);
        columns.find(|column| column.name == name.text).is_none_or(|column| column.nullable)
    }

    fn select_order(
        &mut self,
        select: &Select,
        order: &[Order],
        items: &[(Sql, RelationColumn)],
    ) -> Result<String> {
        let mut texts = Vec::new();
        for item in order {
            let (sql, selected) = match position_of(&item.expr, items.len())? {
                Some(position) => (items[position].0.clone(), true),
                None => match alias_of(&item.expr, &select.items, items) {
                    Some(sql) => (sql, true),
                    None => {
                        let sql = self.value(&item.expr)?;
                        let selected = items.iter().any(|(item, _)| item.text == sql.text);
                        (sql, selected)
                    }
                },
            };
            if select.distinct && !selected {
                return Err(OraError::new(1791, "not a SELECTed expression"));
            }
            if sql.of.is_lob() {
                return Err(inconsistent("-", sql.of));
            }
            let text = match sql.of.is_zoned() {
                // Equal instants of different zones are in no order.
                true => format!("o_instant({})", sql.text),
                false => sql.text,
            };
            texts.push(order_item(&grouping_text(text), item));
        }
        Ok(texts.join(", "))
    }

    /// Every value of a grouped query must be an aggregate or grouped by.
    fn check_groups(&mut self, select: &Select, order: &[Order]) -> Result<bool> {
        let items: Vec<&Expr> = select
            .items
            .iter()
            .filter_map(|item| if let Item::Expr { expr, .. } = item { Some(expr) } else { None })
            .collect();
        let grouped = !select.group.is_empty()
            || select.having.is_some()
            || items.iter().any(|expr| has_aggregate(expr));
        if !grouped {
            return Ok(false);
        }
        let mut groups = Vec::new();
        for group in &select.group {
            if has_aggregate(group) {
                return Err(OraError::new(934, "group function is not allowed here"));
            }
            groups.push(self.value(group)?.text);
        }
        if items.len() < select.items.len() {
            return Err(OraError::new(979, "not a GROUP BY expression"));
        }
        for item in items.into_iter().chain(&select.having) {
            self.check_grouped(item, &groups)?;
        }
        for item in order {
            let is_alias = matches!(&item.expr, Expr::Column { qualifier, name } if qualifier.is_empty()
                && select.items.iter().any(|item| matches!(item, Item::Expr { alias: Some(alias), .. } if alias.text == name.text)));
            if !is_alias {
                self.check_grouped(&item.expr, &groups)?;
            }
        }
        Ok(true)
    }

    fn check_grouped(&mut self, expr: &Expr, groups: &[String]) -> Result<()> {
        if matches!(expr, Expr::Call(call) if is_aggregate(call)) {
            return Ok(());
        }
        let text = self.expression(expr)?.text;
        if groups.contains(&text) {
            return Ok(());
        }
        if let Expr::Column { name, .. } = expr {
            return Err(match groups.is_empty() {
                true => OraError::new(937, "not a single-group group function"),
                false => OraError::new(979, "not a GROUP BY expression"),
            }
            .at(name.offset));
        }
        for child in children(expr) {
            self.check_grouped(child, groups)?;
        }
        Ok(())
    }

    pub(super) fn from_source(&mut self, source: &Source) -> Result<String> {
        match source {
            Source::Table { name, alias } => self.table(name, alias.as_ref()),
            Source::Query { query, alias } => {
                // A query in FROM does not see its neighbours.
                let scope = self.scopes.pop().unwrap_or_default();
                let inner = self.query(query);
                self.scopes.push(scope);
                let inner = inner?;
                let name = match alias {
                    Some(alias) => alias.text.clone(),
                    None => self.anonymous_name(),
                };
                let text = format!("({}) AS {}", inner.sql, sqlite_name(&name));
                self.add(Relation { name, columns: inner.columns, table: None, packed: false });
                Ok(text)
            }
            Source::Levels { count } => {
                let bound = self.bound(count)?;
                let of = Type::Varchar2(Length { count: 1, chars: false });
                let column = RelationColumn { name: "DUMMY".to_owned(), of, nullable: true };
                let name = "DUAL".to_owned();
                self.add(Relation { name, columns: vec![column], table: None, packed: false });
                Ok(format!(
                    "(WITH RECURSIVE \"levels$\"(\"level$\") AS (SELECT 1 UNION ALL SELECT \
                     \"level$\" + 1 FROM \"levels$\" WHERE \"level$\" < o_limit({bound})) \
                     SELECT 'X' AS \"DUMMY\" FROM \"levels$\") AS \"DUAL\""
                ))
            }
            Source::Join {
                kind: kind @ (JoinKind::CrossApply | JoinKind::OuterApply),
                left,
                right,
                ..
            } => {
                let left = self.from_source(left)?;
                Ok(left + &self.apply(right, *kind == JoinKind::OuterApply)?)
            }
            Source::Join { kind, left, right, on } => {
                let nested = matches!(**right, Source::Join { .. });
                let left = self.from_source(left)?;
                let right = self.from_source(right)?;
                let right = if nested { format!("({right})") } else { right };
                let word = match kind {
                    JoinKind::Inner => "JOIN",
                    JoinKind::Left => "LEFT JOIN",
                    JoinKind::Right => "RIGHT JOIN",
                    JoinKind::Full => "FULL JOIN",
                    _ => "CROSS JOIN",
                };
                let on = match on {
                    Some(on) => format!(" ON {}", self.condition(on)?),
                    None => String::new(),
                };
                Ok(format!("{left} {word} {right}{on}"))
            }
        }
    }

    pub(super) fn add(&mut self, relation: Relation) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.relations.push(relation);
        }
    }

    fn anonymous_name(&self) -> String {
        let count = self.scopes.last().map_or(0, |scope| scope.relations.len());
        format!("from${}_{count}", self.scopes.len())
    }

    fn table(&mut self, name: &ObjectName, alias: Option<&Name>) -> Result<String> {
        let own = name.name.text.as_str();
        let label = alias.map_or(own, |alias| &alias.text).to_owned();
        if name.schema.is_none()
            && let Some(cte) = self.ctes.iter().rev().find(|cte| cte.name == own).cloned()
        {
            let text = format!("{} AS {}", sqlite_name(own), sqlite_name(&label));
            self.add(Relation { name: label, ..cte });
            return Ok(text);
        }
        let is_system = name.schema.as_ref().is_none_or(|schema| schema.text == "SYS");
        if is_system && own == "DUAL" {
            let of = Type::Varchar2(Length { count: 1, chars: false });
            let column = RelationColumn { name: "DUMMY".to_owned(), of, nullable: true };
            let text = format!("(SELECT 'X' AS \"DUMMY\") AS {}", sqlite_name(&label));
            self.add(Relation { name: label, columns: vec![column], table: None, packed: false });
            return Ok(text);
        }
        if let (true, Some(view)) = (is_system, crate::session::dictionary::find(own)) {
            self.dictionary.push(view.name);
            let columns = view.columns.iter().map(|(name, of)| RelationColumn {
                name: (*name).to_owned(),
                of: *of,
                nullable: true,
            });
            let text = format!("temp.{} AS {}", sqlite_name(view.name), sqlite_name(&label));
            self.add(Relation {
                name: label,
                columns: columns.collect(),
                table: None,
                packed: false,
            });
            return Ok(text);
        }
        self.check_schema(name)?;
        if let Some(view) = self.catalog.views.get(own).cloned() {
            let columns = view.columns.iter().map(|(name, of)| RelationColumn {
                name: name.clone(),
                of: *of,
                nullable: true,
            });
            let text = format!("({}) AS {}", view.sql, sqlite_name(&label));
            self.add(Relation {
                name: label,
                columns: columns.collect(),
                table: None,
                packed: false,
            });
            return Ok(text);
        }
        let table = self.catalog.tables.get(own).cloned();
        let table = table.ok_or_else(|| no_table().at(name.name.offset))?;
        self.add(Relation::of_table(&label, &table));
        Ok(format!("{} AS {}", sqlite_name(own), sqlite_name(&label)))
    }

    /// Adds the row numbers of the tables that are to be locked to the columns.
    fn lock_targets(&mut self, lock: &ForUpdate, texts: &mut Vec<String>) -> Result<Vec<String>> {
        let relations = self.scopes.last().map(|scope| scope.relations.clone()).unwrap_or_default();
        let mut locked = Vec::new();
        for relation in &relations {
            let mut wanted = lock.of.is_empty();
            for column in &lock.of {
                let Expr::Column { qualifier, name } = column else {
                    return Err(OraError::new(904, "invalid identifier"));
                };
                self.column(qualifier, name)?;
                wanted |= match qualifier.last() {
                    Some(table) => table.text == relation.name,
                    None => relation.columns.iter().any(|column| column.name == name.text),
                };
            }
            match (&relation.table, wanted) {
                (Some(table), true) => {
                    texts.push(format!("{}.rowid", sqlite_name(&relation.name)));
                    locked.push(table.name.clone());
                }
                // Rows of DUAL have nothing to lock.
                (None, true) if relation.columns.len() > 1 => return Err(not_lockable()),
                _ => {}
            }
        }
        Ok(locked)
    }
}

fn renamed(cte: &Cte, columns: Vec<RelationColumn>) -> Result<Relation> {
    let mut columns = columns;
    if !cte.columns.is_empty() {
        if cte.columns.len() != columns.len() {
            let text = "number of WITH clause column names does not match number of elements in select list";
            return Err(OraError::new(32038, text).at(cte.name.offset));
        }
        for (column, name) in columns.iter_mut().zip(&cte.columns) {
            column.name.clone_from(&name.text);
        }
    }
    Ok(Relation { name: cte.name.text.clone(), columns, table: None, packed: false })
}

fn cte_text(cte: &Cte, query: &QuerySql, relation: Option<&Relation>) -> String {
    let columns: Vec<_> = relation
        .map(|relation| relation.columns.iter().map(|column| sqlite_name(&column.name)).collect())
        .unwrap_or_default();
    format!("{} ({}) AS ({})", sqlite_name(&cte.name.text), columns.join(", "), query.sql)
}

fn invalid_identifier(name: &Name) -> OraError {
    OraError::new(904, format_args!("\"{}\": invalid identifier", name.text)).at(name.offset)
}

fn not_lockable() -> OraError {
    OraError::new(2014, "cannot select FOR UPDATE from view with DISTINCT, GROUP BY, etc.")
}

/// A text that SQLite would take for a column's position is none here.
fn grouping_text(text: String) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { format!("({text})") } else { text }
}

/// `ORDER BY 2`.
fn position_of(expr: &Expr, count: usize) -> Result<Option<usize>> {
    let Expr::Literal(crate::value::Value::Number(number), _) = expr else { return Ok(None) };
    let position = number.to_i64().and_then(|number| usize::try_from(number).ok());
    match position {
        Some(position) if (1..=count).contains(&position) => Ok(Some(position - 1)),
        _ => {
            Err(OraError::new(1785, "ORDER BY item must be the number of a SELECT-list expression"))
        }
    }
}

/// The item whose alias an expression is.
fn alias_of(expr: &Expr, items: &[Item], columns: &[(Sql, RelationColumn)]) -> Option<Sql> {
    let Expr::Column { qualifier, name } = expr else { return None };
    if !qualifier.is_empty() || items.iter().any(|item| matches!(item, Item::All(_))) {
        return None;
    }
    let position = items.iter().position(
        |item| matches!(item, Item::Expr { alias: Some(alias), .. } if alias.text == name.text),
    )?;
    columns.get(position).map(|(sql, _)| sql.clone())
}

/// Whether an expression of this query has an aggregate.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(call) if is_aggregate(call))
        || children(expr).into_iter().any(has_aggregate)
}

/// The expressions inside an expression, without those of queries.
pub(super) fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Unary { operand, .. }
        | Expr::Not(operand)
        | Expr::Test { operand, .. }
        | Expr::Cast { operand, .. }
        | Expr::InQuery { operand, .. }
        | Expr::Extract { operand, .. } => vec![operand],
        Expr::Binary { left, right, .. } => vec![left, right],
        Expr::AtTimeZone { operand, zone } => vec![operand, zone],
        Expr::Between { operand, low, high, .. } => vec![operand, low, high],
        Expr::InList { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
        Expr::Like { operand, pattern, .. } => vec![operand, pattern],
        Expr::Case { operand, arms, otherwise } => {
            let mut all: Vec<&Expr> = operand.as_deref().into_iter().collect();
            all.extend(arms.iter().flat_map(|(when, then)| [when, then]));
            all.extend(otherwise.as_deref());
            all
        }
        Expr::Call(call) => {
            let mut all: Vec<&Expr> = call.arguments.iter().collect();
            if let Some(over) = &call.over {
                all.extend(&over.partition);
                all.extend(over.order.iter().map(|order| &order.expr));
            }
            all
        }
        Expr::Tuple(items) => items.iter().collect(),
        Expr::Literal(..)
        | Expr::Placeholder(_)
        | Expr::Column { .. }
        | Expr::Exists(_)
        | Expr::Query(_)
        | Expr::Default => Vec::new(),
    }
}
