//! The constraint, table and column that a server's text names, in whatever language it is: names
//! stand in quotes, in an order that is the same in all of them.

use activerecord_core::Error;

/// Adds what the text names.
pub(super) fn locate(error: Error, code: u32, text: &str) -> Error {
    let quoted = quoted(text);
    let name = |index: usize| quoted.get(index).map(|name| (*name).to_owned());
    match code {
        // … constraint 'name'. … object 'dbo.table'.
        2627 => located(error, name(0), name(1), None),
        // … object 'dbo.table' with unique index 'name'.
        2601 => located(error, name(1), name(0), None),
        // … constraint "name" … database "…", table "dbo.table"[, column 'name'].
        547 => located(error, name(0), name(2), name(3)),
        // … column 'name', table 'database.dbo.table'; …
        515 => located(error, None, name(1), name(0)),
        // … table 'database.dbo.table', column 'name'.
        2628 => located(error, None, name(0), name(1)),
        207 => located(error, None, None, name(0)),
        208 | 2714 | 3701 => located(error, None, name(0), None),
        _ => error,
    }
}

fn located(
    mut error: Error,
    constraint: Option<String>,
    table: Option<String>,
    column: Option<String>,
) -> Error {
    if let Some(constraint) = constraint {
        error = error.with_constraint(constraint);
    }
    if let Some(table) = table {
        // Without the database and the schema.
        let bare = table.rsplit('.').next().unwrap_or(&table).to_owned();
        error = error.with_table(bare);
    }
    match column {
        Some(column) => error.with_column(column),
        None => error,
    }
}

/// What stands between quotes, single or double.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['\'', '"']) {
        let quote = rest.as_bytes()[start];
        let after = &rest[start + 1..];
        let Some(end) = after.bytes().position(|byte| byte == quote) else { break };
        found.push(&after[..end]);
        rest = &after[end + 1..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_stand_in_quotes() {
        let text = "Violation of UNIQUE KEY constraint 'uq'. Cannot insert … object \"dbo.t\".";
        assert_eq!(quoted(text), ["uq", "dbo.t"]);
        assert_eq!(quoted("it's"), [""; 0]);
    }
}
