//! SELECT, UPDATE and DELETE over many rows, in ISO SQL.

use std::sync::Arc;

use super::{Dialect, Rendered, Renderer, assignments, own_table};
use crate::Result;
use crate::expression::{Expr, From, JoinKind, Nulls, Order, Select};
use crate::table::Table;

impl Renderer<'_> {
    /// Writes a SELECT.
    ///
    /// # Errors
    /// A part of it can't be written for this database.
    pub fn select(&mut self, select: &Select) -> Result<()> {
        let dialect = self.dialect();
        let select = &*dialect.rephrase(select);
        match &select.from {
            From::Table(table) => self.within_renamed(table, select.is_renamed, |out| {
                out.joined_tables(select)?;
                match &select.clauses().per_group {
                    Some(group) => out.select_per_group(table, select, group),
                    None => out.select_parts(select),
                }
            }),
            From::Select(..) => self.select_parts(select),
        }
    }

    /// Writes a SELECT inside another statement, where an order means nothing unless the rows are
    /// bounded, and some databases refuse it.
    ///
    /// # Errors
    /// As [`select`](Renderer::select).
    pub fn subselect(&mut self, select: &Select) -> Result<()> {
        if select.order.is_empty() || select.is_bounded() {
            return self.select(select);
        }
        let mut unordered = select.clone();
        unordered.order.clear();
        self.select(&unordered)
    }

    /// Makes the joined tables nameable: what is selected is written before they are.
    fn joined_tables(&mut self, select: &Select) -> Result<()> {
        let clauses = select.clauses();
        self.is_implicit |= select.is_implicit;
        if self.is_implicit {
            clauses.relations.iter().try_for_each(|relation| relation.check_one_database())?;
        }
        clauses.joins.iter().try_for_each(|join| self.bring_in(join.table, join.alias.as_ref()))
    }

    fn select_parts(&mut self, select: &Select) -> Result<()> {
        let dialect = self.dialect();
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        if select.is_bounded() {
            dialect.write_top(select, self)?;
        }
        match &select.from {
            From::Table(table) if select.columns.is_empty() => self.all_columns(table)?,
            _ => self.selected_columns(&select.columns)?,
        }
        self.push(" FROM ");
        match &select.from {
            From::Table(table) => {
                self.first_table(table);
                self.table_lock(select, table, None)?;
                self.joins(select)?;
            }
            From::Select(inner, name) => {
                self.push("(");
                self.subselect(inner)?;
                self.push(")");
                self.push(dialect.alias_word());
                self.identifier(name);
            }
        }
        self.conditions(" WHERE ", &select.filter)?;
        let clauses = select.clauses();
        if !clauses.group_by.is_empty() {
            self.push(" GROUP BY ");
            self.list(&clauses.group_by)?;
        }
        self.conditions(" HAVING ", &clauses.having)?;
        self.order(&select.order)?;
        if select.is_bounded() {
            dialect.write_limit(select, self)?;
        }
        if let Some(lock) = &clauses.lock {
            dialect.write_lock(lock, select, self)?;
        }
        Ok(())
    }

    /// Writes the lock behind a table's name, where its rows are locked and the database wants it
    /// there.
    fn table_lock(
        &mut self,
        select: &Select,
        table: &'static Table,
        alias: Option<&Arc<str>>,
    ) -> Result<()> {
        match &select.clauses().lock {
            Some(lock) if lock.is_on(table, alias) => self.dialect().write_table_lock(lock, self),
            _ => Ok(()),
        }
    }

    pub(super) fn joins(&mut self, select: &Select) -> Result<()> {
        for join in &select.clauses().joins {
            self.push(match join.kind {
                JoinKind::Inner => " JOIN ",
                JoinKind::Left => " LEFT JOIN ",
            });
            self.table(join.table);
            if let Some(alias) = &join.alias {
                // Without AS: it may be left out everywhere, and Oracle does not know it here.
                self.push(" ");
                self.identifier(alias);
            }
            self.table_lock(select, join.table, join.alias.as_ref())?;
            self.conditions(" ON ", &join.on)?;
        }
        Ok(())
    }

    fn all_columns(&mut self, table: &'static Table) -> Result<()> {
        for column in 0..table.columns.len() {
            if column > 0 {
                self.push(", ");
            }
            self.selected(&Expr::Column { table, column })?;
        }
        Ok(())
    }

    fn selected_columns(&mut self, columns: &[Expr]) -> Result<()> {
        for (index, expr) in columns.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            self.selected(expr)?;
        }
        Ok(())
    }

    /// Writes an expression where it is read: a column in the form that the dialect reads it in.
    fn selected(&mut self, expr: &Expr) -> Result<()> {
        let around = expr.column_info().map(|info| self.dialect().around_selected(info));
        let (before, behind) = around.unwrap_or_default();
        self.push(before);
        self.expr(expr)?;
        self.push(behind);
        Ok(())
    }

    /// Writes conditions that must all hold behind `word`; nothing when there are none.
    pub(super) fn conditions(&mut self, word: &str, conditions: &[Expr]) -> Result<()> {
        match conditions {
            [] => Ok(()),
            [single] => {
                self.push(word);
                self.condition(single)
            }
            several => {
                self.push(word);
                self.condition(&Expr::All(flatten(several)))
            }
        }
    }

    pub(super) fn order(&mut self, order: &[Order]) -> Result<()> {
        let dialect = self.dialect();
        for (index, item) in order.iter().enumerate() {
            // What was ordered by a column already is not changed by it once more; SQL Server
            // refuses to try.
            if order[..index].iter().any(|before| same_column(&before.expr, &item.expr)) {
                continue;
            }
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            dialect.write_order(item, self)?;
        }
        Ok(())
    }

    /// Writes LIMIT and OFFSET as the standard does.
    ///
    /// # Errors
    /// A number is beyond what a database can count.
    pub fn limit_default(&mut self, select: &Select) -> Result<()> {
        if let Some(offset) = select.offset {
            self.push(" OFFSET ");
            self.bind_number(offset)?;
            self.push(" ROWS");
        }
        if let Some(limit) = select.limit {
            self.push(if select.offset.is_some() { " FETCH NEXT " } else { " FETCH FIRST " });
            self.bind_number(limit)?;
            self.push(" ROWS ONLY");
        }
        Ok(())
    }

    /// Writes one item of ORDER BY; where NULLS FIRST is unknown, by a CASE before it.
    ///
    /// # Errors
    /// The expression can't be written for this database.
    pub fn order_default(&mut self, order: &Order) -> Result<()> {
        let known = self.dialect().capabilities().nulls_order;
        if let (Some(nulls), false) = (order.nulls, known) {
            self.push("CASE WHEN ");
            self.operand(&order.expr)?;
            self.push(match nulls {
                Nulls::First => " IS NULL THEN 0 ELSE 1 END, ",
                Nulls::Last => " IS NULL THEN 1 ELSE 0 END, ",
            });
        }
        self.expr(&order.expr)?;
        self.push(if order.descending { " DESC" } else { "" });
        match order.nulls {
            Some(Nulls::First) if known => self.push(" NULLS FIRST"),
            Some(Nulls::Last) if known => self.push(" NULLS LAST"),
            _ => {}
        }
        Ok(())
    }
}

fn same_column(one: &Expr, other: &Expr) -> bool {
    match (one, other) {
        (Expr::Column { table, column }, Expr::Column { table: of, column: other }) => {
            std::ptr::eq(*table, *of) && column == other
        }
        _ => false,
    }
}

/// `a AND b` filtered once more by `c` is `a AND b AND c`, not `(a AND b) AND c`.
fn flatten(conditions: &[Expr]) -> Vec<Expr> {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition {
            Expr::All(inner) => flat.extend(inner.iter().cloned()),
            other => flat.push(other.clone()),
        }
    }
    flat
}

pub(crate) fn render_select(dialect: &dyn Dialect, select: &Select) -> Result<Rendered> {
    let mut out = Renderer::new(dialect);
    out.select(select)?;
    Ok(out.finish())
}

/// UPDATE of all rows that meet the conditions.
pub(crate) fn render_update_all(
    dialect: &dyn Dialect,
    table: &'static Table,
    assignments: &[(usize, Expr)],
    filter: &[Expr],
) -> Result<Rendered> {
    let order = assignments::order(dialect, table, assignments)?;
    let filter = own_table::chosen_first(dialect, table, filter);
    let mut out = Renderer::new(dialect);
    out.within(table, |out| {
        out.push("UPDATE ");
        out.table(table);
        for (index, (column, value)) in order.iter().map(|at| &assignments[*at]).enumerate() {
            out.push(if index == 0 { " SET " } else { ", " });
            out.column(table, *column)?;
            out.push(" = ");
            dialect.write_assigned(&table.columns[*column], value, out)?;
        }
        out.conditions(" WHERE ", &filter)
    })?;
    Ok(out.finish())
}

/// DELETE of all rows that meet the conditions.
pub(crate) fn render_delete_all(
    dialect: &dyn Dialect,
    table: &'static Table,
    filter: &[Expr],
) -> Result<Rendered> {
    let filter = own_table::chosen_first(dialect, table, filter);
    let mut out = Renderer::new(dialect);
    out.within(table, |out| {
        out.push("DELETE FROM ");
        out.table(table);
        out.conditions(" WHERE ", &filter)
    })?;
    Ok(out.finish())
}
