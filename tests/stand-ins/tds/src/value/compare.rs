//! How values of one type are ordered.

use std::cmp::Ordering;

use rusqlite::Connection;

use super::{Instant, Number};

/// Makes the orders known to SQLite.
pub(crate) fn collations(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_collation("mssql_text", text)?;
    connection.create_collation("mssql_decimal", |one, other| {
        Number::parse(one).cmp(&Number::parse(other))
    })?;
    connection
        .create_collation("mssql_guid", |one, other| guid_order(one).cmp(&guid_order(other)))?;
    connection.create_collation("mssql_offset", |one, other| {
        let ticks = |text| Instant::of_text(text).map(|instant| instant.ticks);
        ticks(one).cmp(&ticks(other))
    })
}

/// As `SQL_Latin1_General_CP1_CI_AS`: case and blanks at the end make no difference.
fn text(one: &str, other: &str) -> Ordering {
    let fold = |text: &str| text.trim_end_matches(' ').to_lowercase();
    fold(one).cmp(&fold(other))
}

/// SQL Server looks at the last group of digits first.
fn guid_order(text: &str) -> Vec<&str> {
    text.rsplit('-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_blanks_make_no_difference() {
        assert_eq!(text("Ada  ", "aDA"), Ordering::Equal);
        assert_eq!(text(" a", "a"), Ordering::Less);
    }
}
