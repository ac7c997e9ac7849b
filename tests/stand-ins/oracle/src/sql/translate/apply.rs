//! CROSS APPLY and OUTER APPLY. SQLite joins no subquery that sees the tables before it, but a
//! function of them: the rows travel as an array of arrays in JSON.

use super::super::ast::Source;
use super::Translator;
use super::scope::Relation;
use crate::catalog::sqlite_name;
use crate::error::{OraError, Result};

impl Translator<'_> {
    /// The join of what comes behind APPLY.
    pub(super) fn apply(&mut self, right: &Source, outer: bool) -> Result<String> {
        let Source::Query { query, alias: Some(alias) } = right else {
            return Err(OraError::unknown("APPLY of anything but a query with a name"));
        };
        // Unlike another query in FROM it sees its neighbours.
        let inner = self.query(query)?;
        let places: Vec<String> =
            (0..inner.columns.len()).map(|place| format!("\"c{place}\"")).collect();
        let packed: Vec<String> = places.iter().map(|place| packed(place)).collect();
        let rows = format!(
            "SELECT json_group_array(json_array({})) FROM (WITH packed ({}) AS ({}) SELECT * FROM \
             packed)",
            packed.join(", "),
            places.join(", "),
            inner.sql
        );
        let name = alias.text.clone();
        let label = sqlite_name(&name);
        self.add(Relation { name, columns: inner.columns, table: None, packed: true });
        Ok(match outer {
            true => format!(" LEFT JOIN json_each(({rows})) AS {label} ON 1"),
            false => format!(" JOIN json_each(({rows})) AS {label}"),
        })
    }
}

/// A value as text that JSON can hold.
fn packed(value: &str) -> String {
    format!("CASE typeof({value}) WHEN 'blob' THEN 'x' || hex({value}) ELSE 't' || {value} END")
}

/// The value again.
pub(super) fn unpacked(relation: &str, place: usize) -> String {
    let text = format!("json_extract({relation}.value, '$[{place}]')");
    format!(
        "CASE substr({text}, 1, 1) WHEN 'x' THEN unhex(substr({text}, 2)) ELSE substr({text}, 2) END"
    )
}
