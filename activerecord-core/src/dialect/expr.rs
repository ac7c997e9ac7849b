//! Expressions in ISO SQL.

use std::sync::Arc;

use super::Renderer;
use crate::expression::{BinaryOp, Expr, LIKE_ESCAPE, LikeStyle};
use crate::sql::{check_bind_count, split_at_placeholders};
use crate::{Error, Result, Value};

/// Conditions that stand side by side; more are put into parentheses by this many. To a database
/// each one is a level deeper than the one before, and SQLite takes 1000 levels.
const JOINED_MAX: usize = 128;

impl Renderer<'_> {
    /// Writes an expression in ISO SQL.
    ///
    /// # Errors
    /// It names a column that is not in the query, or was not a valid expression to begin with.
    pub fn expr_default(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column { table, column } => self.column(table, *column),
            Expr::AliasedColumn { alias, table, column } => {
                self.aliased_column(alias, table, *column)
            }
            Expr::Output { position, .. } => {
                self.output(*position);
                Ok(())
            }
            Expr::Outer(inner) => self.outer(inner),
            Expr::Scalar(select) => {
                self.push("(");
                self.subselect(select)?;
                self.push(")");
                Ok(())
            }
            Expr::Value { value, sensitive } => self.bind(value.clone(), *sensitive),
            Expr::Binary { left, op, right } => self.binary(left, *op, right),
            Expr::All(list) => self.joined(list, " AND ", true),
            Expr::Any(list) => self.joined(list, " OR ", false),
            Expr::Not(inner) => self.negated(inner),
            Expr::Likely(inner) => self.condition(inner),
            Expr::IsNull(inner) => {
                self.operand(inner)?;
                self.push(" IS NULL");
                Ok(())
            }
            Expr::InList { expr, list, sensitive } => self.in_list(expr, list, *sensitive, false),
            Expr::InSelect { exprs, select } => self.in_select(exprs, select, false),
            Expr::Between { expr, low, high } => self.between(expr, low, high, false),
            Expr::Like { expr, pattern, style } => self.like(expr, pattern, *style, false),
            Expr::Aggregate { .. } => self.aggregate(expr),
            Expr::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Expr::Call { function, arguments } => self.call(*function, arguments),
            Expr::WindowCall { function, argument } => {
                self.window_call(*function, argument.as_deref())
            }
            Expr::Over { function, window } => self.windowed(function, window),
            Expr::Json { document, steps, kind } => self.json(document, steps, *kind),
            Expr::Raw { sql, binds } => self.raw(sql, binds),
            Expr::Exists(select) => {
                self.push("EXISTS (");
                self.subselect(select)?;
                self.push(")");
                Ok(())
            }
            Expr::Truth(truth) => {
                self.truth(*truth);
                Ok(())
            }
            Expr::Invalid(error) => Err(Error::new(error.kind(), error.to_string())),
        }
    }

    /// Writes an expression as one side of an operator: in parentheses unless it is a single
    /// thing.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn operand(&mut self, expr: &Expr) -> Result<()> {
        let single = matches!(
            expr,
            Expr::Column { .. }
                | Expr::AliasedColumn { .. }
                | Expr::Outer(_)
                | Expr::Output { .. }
                | Expr::Scalar(_)
                | Expr::Value { .. }
                | Expr::Aggregate { .. }
                | Expr::Call { .. }
                | Expr::Raw { .. }
        );
        if single {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    fn binary(&mut self, left: &Expr, op: BinaryOp, right: &Expr) -> Result<()> {
        self.operand(left)?;
        self.push(" ");
        self.push(op.sql());
        self.push(" ");
        self.operand(right)
    }

    /// AND or OR; the parentheses are those of the tree, left out around what binds tighter.
    fn joined(&mut self, list: &[Expr], word: &str, when_empty: bool) -> Result<()> {
        if list.is_empty() {
            self.truth(when_empty);
            return Ok(());
        }
        if list.len() > JOINED_MAX {
            for (index, part) in list.chunks(JOINED_MAX).enumerate() {
                self.push(if index > 0 { word } else { "" });
                self.push("(");
                self.joined(part, word, when_empty)?;
                self.push(")");
            }
            return Ok(());
        }
        for (index, expr) in list.iter().enumerate() {
            if index > 0 {
                self.push(word);
            }
            let expr = only_of(expr);
            let nested = match expr {
                Expr::All(inner) | Expr::Any(inner) => inner.len() > 1 && list.len() > 1,
                _ => false,
            };
            if nested {
                self.push("(");
            }
            self.condition(expr)?;
            if nested {
                self.push(")");
            }
        }
        Ok(())
    }

    fn negated(&mut self, inner: &Expr) -> Result<()> {
        match inner {
            Expr::IsNull(expr) => {
                self.operand(expr)?;
                self.push(" IS NOT NULL");
                Ok(())
            }
            Expr::InList { expr, list, sensitive } => self.in_list(expr, list, *sensitive, true),
            Expr::InSelect { exprs, select } => self.in_select(exprs, select, true),
            Expr::Between { expr, low, high } => self.between(expr, low, high, true),
            Expr::Like { expr, pattern, style } => self.like(expr, pattern, *style, true),
            other => {
                self.push("NOT (");
                self.condition(other)?;
                self.push(")");
                Ok(())
            }
        }
    }

    /// Writes `expr IN (…)`, or NOT IN, in several lists where one can't hold all values.
    ///
    /// # Errors
    /// The values are more than the statement can have binds.
    pub fn in_list(
        &mut self,
        expr: &Expr,
        list: &Arc<[Value<'static>]>,
        sensitive: bool,
        negated: bool,
    ) -> Result<()> {
        let size = self.dialect().limits().in_list.max(1);
        let several = list.len() > size;
        if several {
            self.push("(");
        }
        for (index, chunk) in list.chunks(size).enumerate() {
            if index > 0 {
                self.push(if negated { " AND " } else { " OR " });
            }
            self.operand(expr)?;
            self.push(if negated { " NOT IN (" } else { " IN (" });
            for (index, value) in chunk.iter().enumerate() {
                if index > 0 {
                    self.push(", ");
                }
                self.bind(value.clone(), sensitive)?;
            }
            self.push(")");
        }
        if several {
            self.push(")");
        }
        Ok(())
    }

    fn in_select(
        &mut self,
        exprs: &[Expr],
        select: &crate::expression::Select,
        negated: bool,
    ) -> Result<()> {
        match exprs {
            [single] => self.operand(single)?,
            several if self.dialect().capabilities().row_values => {
                self.push("(");
                self.list(several)?;
                self.push(")");
            }
            _ => return Err(self.dialect().unsupported("comparing several columns with a query")),
        }
        self.push(if negated { " NOT IN (" } else { " IN (" });
        self.subselect(select)?;
        self.push(")");
        Ok(())
    }

    fn between(&mut self, expr: &Expr, low: &Expr, high: &Expr, negated: bool) -> Result<()> {
        self.operand(expr)?;
        self.push(if negated { " NOT BETWEEN " } else { " BETWEEN " });
        self.operand(low)?;
        self.push(" AND ");
        self.operand(high)
    }

    fn like(&mut self, expr: &Expr, pattern: &Expr, style: LikeStyle, no: bool) -> Result<()> {
        let word = if no { " NOT LIKE " } else { " LIKE " };
        if style == LikeStyle::IgnoreCase {
            self.push("LOWER(");
            self.expr(expr)?;
            self.push(")");
            self.push(word);
            self.push("LOWER(");
            self.expr(pattern)?;
            self.push(")");
            return Ok(());
        }
        self.operand(expr)?;
        self.push(word);
        self.operand(pattern)?;
        if style == LikeStyle::Escaped {
            self.push(" ESCAPE '");
            self.sql().push(LIKE_ESCAPE);
            self.push("'");
        }
        Ok(())
    }

    fn aggregate(&mut self, expr: &Expr) -> Result<()> {
        let Expr::Aggregate { function, argument, distinct } = expr else { return Ok(()) };
        let window = self.take_window();
        let kind = argument.as_ref().and_then(|argument| argument.kind());
        self.push(self.dialect().function_name(*function, kind));
        self.push(if *distinct { "(DISTINCT " } else { "(" });
        match argument {
            Some(argument) => self.expr(argument)?,
            None => self.push("*"),
        }
        self.push(")");
        self.over(window)
    }

    fn raw(&mut self, sql: &str, binds: &[Value<'static>]) -> Result<()> {
        let parts = split_at_placeholders(sql, self.dialect().raw_syntax());
        check_bind_count(parts.len() - 1, binds.len())?;
        self.push("(");
        for (index, part) in parts.iter().enumerate() {
            self.push(part);
            if let Some(value) = binds.get(index) {
                self.bind(value.clone(), false)?;
            }
        }
        self.push(")");
        Ok(())
    }
}

/// What stands in an AND or OR of one: it needs the parentheses that the list does not.
fn only_of(expr: &Expr) -> &Expr {
    match expr {
        Expr::All(list) | Expr::Any(list) if list.len() == 1 => only_of(&list[0]),
        other => other,
    }
}
