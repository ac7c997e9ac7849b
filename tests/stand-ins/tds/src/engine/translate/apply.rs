//! CROSS APPLY and OUTER APPLY. SQLite joins no subquery that sees the tables before it, but a
//! function of them: the rows travel as an array of arrays in JSON.

use super::query::refused;
use super::source::renamed;
use super::{Translator, Visible, catalog};
use crate::error::Result;
use crate::sql::Source;

impl Translator<'_> {
    /// The join, with the tables before it in `scope`.
    pub(super) fn apply(
        &mut self,
        source: &Source,
        outer: bool,
        scope: &mut Vec<Visible>,
    ) -> Result<String> {
        let Source::Query { query, alias, columns } = source else {
            return refused(102, "APPLY is known here for subqueries only.");
        };
        self.scopes.push(std::mem::take(scope));
        let inner = self.subquery(query);
        *scope = self.scopes.pop().unwrap_or_default();
        let inner = inner?;
        let columns = renamed(&inner, columns, alias)?;
        let places: Vec<String> = (0..columns.len()).map(|place| format!("c{place}")).collect();
        let places = places.join(", ");
        let rows = format!(
            "SELECT json_group_array(json_array({places})) FROM (WITH packed ({places}) AS ({}) \
             SELECT * FROM packed)",
            inner.sql
        );
        scope.push(Visible { alias: alias.clone(), columns, packed: true });
        let alias = catalog::quote(alias);
        Ok(match outer {
            true => format!(" LEFT JOIN json_each(({rows})) AS {alias} ON 1"),
            false => format!(" JOIN json_each(({rows})) AS {alias}"),
        })
    }
}
