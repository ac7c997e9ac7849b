//! Conditions.

use super::{Translator, Typed};
use crate::error::{Result, SqlError};
use crate::sql::Expr;
use crate::types::Type;

/// What a condition's error points at, where a value was expected.
pub(super) fn sign_of(condition: &Expr) -> &'static str {
    match condition {
        Expr::Operator { sign, .. } => sign,
        Expr::And(..) => "AND",
        Expr::Or(..) => "OR",
        Expr::Not(_) => "NOT",
        Expr::IsNull { .. } => "IS",
        Expr::InList { .. } | Expr::InSelect { .. } => "IN",
        Expr::Between { .. } => "BETWEEN",
        Expr::Like { .. } => "LIKE",
        _ => "EXISTS",
    }
}

impl Translator<'_> {
    /// Writes a condition; a value is none, not even a bit.
    pub(in crate::engine) fn condition(&mut self, expr: &Expr) -> Result<String> {
        Ok(match expr {
            Expr::And(left, right) => {
                format!("({} AND {})", self.condition(left)?, self.condition(right)?)
            }
            Expr::Or(left, right) => {
                format!("({} OR {})", self.condition(left)?, self.condition(right)?)
            }
            Expr::Not(inner) => format!("(NOT {})", self.condition(inner)?),
            Expr::Operator { left, sign, right }
                if !matches!(*sign, "+" | "-" | "*" | "/" | "%") =>
            {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.compared(&left, sign, &right)?
            }
            Expr::IsNull { expr, negated } => {
                let value = self.value(expr)?;
                format!("({} IS{} NULL)", value.sql, if *negated { " NOT" } else { "" })
            }
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated)?,
            Expr::InSelect { expr, query, negated } => {
                let value = self.value(expr)?;
                let inner = self.subquery(query)?;
                let [column] = inner.columns.as_slice() else {
                    let message = "Only one expression can be specified in the select list when the \
                                   subquery is not introduced with EXISTS.";
                    return Err(SqlError::new(116, 16, message));
                };
                let of = column.of;
                let left = collated(&self.converted(&value, of)?, of);
                format!("({left} {}IN ({}))", if *negated { "NOT " } else { "" }, inner.sql)
            }
            Expr::Between { expr, low, high, negated } => {
                let (value, low, high) = (self.value(expr)?, self.value(low)?, self.value(high)?);
                let both = format!(
                    "({} AND {})",
                    self.compared(&value, ">=", &low)?,
                    self.compared(&value, "<=", &high)?
                );
                if *negated { format!("(NOT {both})") } else { both }
            }
            Expr::Like { expr, pattern, escape, negated } => {
                let (value, pattern) = (self.value(expr)?, self.value(pattern)?);
                let text = |value: &Typed| self.converted(value, Type::NVarChar(None));
                let escape = escape
                    .map_or("NULL".into(), |c| format!("'{}'", c.to_string().replace('\'', "''")));
                let like = format!("mssql_like({}, {}, {escape})", text(&value)?, text(&pattern)?);
                if *negated { format!("(NOT {like})") } else { like }
            }
            Expr::Exists(query) => format!("EXISTS ({})", self.subquery(query)?.sql),
            value => {
                self.value(value)?;
                let message = "An expression of non-boolean type specified in a context where a \
                               condition is expected.";
                return Err(SqlError::new(4145, 15, message));
            }
        })
    }

    fn in_list(&mut self, expr: &Expr, list: &[Expr], negated: bool) -> Result<String> {
        let value = self.value(expr)?;
        let mut written = Vec::with_capacity(list.len());
        for item in list {
            written.push(self.value(item)?);
        }
        let of = written
            .iter()
            .filter_map(|item| item.of)
            .fold(value.of, |of, item| Some(of.map_or(item, |of| of.common(item))));
        let of = of.unwrap_or(Type::Int);
        let items: Vec<String> =
            written.iter().map(|item| self.converted(item, of)).collect::<Result<_>>()?;
        let left = collated(&self.converted(&value, of)?, of);
        let word = if negated { "NOT IN" } else { "IN" };
        Ok(format!("({left} {word} ({}))", items.join(", ")))
    }

    pub(super) fn compared(&self, left: &Typed, sign: &str, right: &Typed) -> Result<String> {
        let of = match (left.of, right.of) {
            (Some(left), Some(right)) => left.common(right),
            (of, other) => of.or(other).unwrap_or(Type::Int),
        };
        let (left, right) = (self.converted(left, of)?, self.converted(right, of)?);
        Ok(format!("({} {sign} {right})", collated(&left, of)))
    }
}

/// With the order of its type.
pub(super) fn collated(sql: &str, of: Type) -> String {
    match of.collation() {
        Some(collation) => format!("{sql} COLLATE {collation}"),
        None => sql.to_owned(),
    }
}
