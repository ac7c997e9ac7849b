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

/// Blanks at the end make no difference.
fn text(one: &str, other: &str) -> Ordering {
    fold(one).trim_end_matches(' ').cmp(fold(other).trim_end_matches(' '))
}

/// What `SQL_Latin1_General_CP1_CI_AS` looks at: neither case nor width nor the kind of kana. What
/// lies beyond the first 65,536 characters has no weight for it: emoji equal each other and nothing.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded = |character: char| match character {
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(character) - 0x60),
        '\u{10000}'.. => None,
        other => Some(other),
    };
    text.chars().filter_map(folded).flat_map(char::to_lowercase).collect()
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

    #[test]
    fn width_and_kana_make_no_difference_and_emoji_have_no_weight() {
        assert_eq!(text("\u{ff07} ＯＲ", "' or"), Ordering::Equal);
        assert_eq!(text("ア", "あ"), Ordering::Equal);
        assert_eq!(text("👩", "👧"), Ordering::Equal);
        assert_eq!(text("👩", ""), Ordering::Equal);
        assert_ne!(text("é", "e"), Ordering::Equal);
    }
}
