//! WITH.

use super::query::refused;
use super::source::renamed;
use super::{Translated, Translator, Visible, catalog};
use crate::error::{Result, SqlError};
use crate::sql::{Body, Cte, From, Source};

impl Translator<'_> {
    /// Translates queries with names, and makes them known.
    pub(in crate::engine) fn with(&mut self, ctes: &[Cte]) -> Result<String> {
        let mut texts = Vec::new();
        for cte in ctes {
            let (sql, visible) = match recursive(cte) {
                Some((first, next)) => self.recursive(cte, first, next)?,
                None => {
                    let inner = self.subquery(&cte.query)?;
                    let columns = renamed(&inner, &cte.columns, &cte.name)?;
                    (inner.sql, Visible::new(&cte.name, columns))
                }
            };
            let names: Vec<String> =
                visible.columns.iter().map(|column| catalog::quote(&column.name)).collect();
            let name = catalog::quote(&cte.name);
            texts.push(format!("{name} ({}) AS ({sql})", names.join(", ")));
            self.ctes.push(visible);
        }
        Ok(match texts.is_empty() {
            true => String::new(),
            false => format!("WITH RECURSIVE {} ", texts.join(", ")),
        })
    }

    /// A query that names itself has the types of its first part, which the second must give too.
    fn recursive(&mut self, cte: &Cte, first: &Body, next: &Body) -> Result<(String, Visible)> {
        check_member(cte, next)?;
        let anchor = self.set(first)?;
        let visible = Visible::new(&cte.name, renamed(&anchor, &cte.columns, &cte.name)?);
        self.ctes.push(visible.clone());
        let member = self.set(next);
        self.ctes.pop();
        let member = member?;
        self.check_types(cte, &visible, &anchor, &member)?;
        Ok((format!("{} UNION ALL {}", anchor.sql, member.sql), visible))
    }

    fn check_types(
        &self,
        cte: &Cte,
        visible: &Visible,
        anchor: &Translated,
        member: &Translated,
    ) -> Result<()> {
        if anchor.columns.len() != member.columns.len() {
            return refused(
                205,
                "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal \
                 number of expressions in their target lists.",
            );
        }
        for (place, column) in visible.columns.iter().enumerate() {
            if anchor.columns[place].of != member.columns[place].of {
                let message = format!(
                    "Types don't match between the anchor and the recursive part in column \"{}\" of \
                     recursive query \"{}\".",
                    column.name, cte.name
                );
                return Err(SqlError::new(240, 16, message));
            }
        }
        Ok(())
    }
}

/// What the second part of a query that names itself must not have.
fn check_member(cte: &Cte, member: &Body) -> Result<()> {
    let Body::Select(select) = member else { return Ok(()) };
    let outer = |from: &From| {
        from.joins.iter().any(|join| matches!(join.word, "LEFT JOIN" | "RIGHT JOIN" | "FULL JOIN"))
    };
    let (number, what) = match () {
        () if select.distinct => (460, "DISTINCT operator"),
        () if select.top.is_some() => (461, "TOP or OFFSET operator"),
        () if select.from.as_ref().is_some_and(outer) => (462, "Outer join"),
        () if !select.group.is_empty() || select.having.is_some() => {
            (467, "GROUP BY, HAVING, or aggregate functions")
        }
        () => return Ok(()),
    };
    let message = format!(
        "{what} is not allowed in the recursive part of a recursive common table expression '{}'.",
        cte.name
    );
    Err(SqlError::new(number, 16, message))
}

/// The two parts of a query that names itself.
fn recursive(cte: &Cte) -> Option<(&Body, &Body)> {
    match &cte.query.body {
        Body::Set { left, word: "UNION ALL", right } if reads(right, &cte.name) => {
            Some((left, right))
        }
        _ => None,
    }
}

/// Whether a query has this name in FROM.
fn reads(body: &Body, name: &str) -> bool {
    match body {
        Body::Set { left, right, .. } => reads(left, name) || reads(right, name),
        Body::Select(select) => select.from.as_ref().is_some_and(|from| names(from, name)),
    }
}

fn names(from: &From, wanted: &str) -> bool {
    let sources = std::iter::once(&from.first).chain(from.joins.iter().map(|join| &join.source));
    let is_it = |source: &Source| {
        matches!(source, Source::Table { name, .. }
            if name.schema.is_none() && catalog::same_name(&name.name, wanted))
    };
    sources.into_iter().any(is_it)
}
