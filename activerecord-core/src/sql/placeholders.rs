//! Finding the placeholders in SQL that the user writes.

use crate::dialect::RawSyntax;

/// Splits SQL at its `?`: one part more than there are placeholders. What stands in quotes and in
/// comments is no placeholder; `??` becomes a plain `?`.
pub(crate) fn split_at_placeholders(sql: &str, syntax: RawSyntax) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        match first {
            '?' if rest.starts_with("??") => {
                part.push('?');
                rest = &rest[2..];
                continue;
            }
            '?' => {
                parts.push(std::mem::take(&mut part));
                rest = &rest[1..];
                continue;
            }
            _ => {}
        }
        let length = syntax.first_length(rest);
        part.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::split_at_placeholders;
    use crate::dialect::RawSyntax;

    fn split(sql: &str) -> Vec<String> {
        split_at_placeholders(sql, RawSyntax::iso().with_backticks().with_dollar_quotes())
    }

    fn split_plainly(sql: &str) -> Vec<String> {
        let mut syntax = RawSyntax::iso().with_brackets().with_backslash_escapes();
        syntax.nested_comments = false;
        split_at_placeholders(sql, syntax)
    }

    #[test]
    fn what_is_a_quote_depends_on_the_database() {
        assert_eq!(split_plainly("[?] $$ ? $$"), ["[?] $$ ", " $$"]);
        assert_eq!(split_plainly("/* /* */ ?"), ["/* /* */ ", ""]);
        assert_eq!(split_plainly(r"'\'?' ?"), [r"'\'?' ", ""]);
    }

    #[test]
    fn plain_placeholders() {
        assert_eq!(split("a = ? AND b = ?"), ["a = ", " AND b = ", ""]);
        assert_eq!(split("SELECT 1"), ["SELECT 1"]);
        assert_eq!(split(""), [""]);
    }

    #[test]
    fn quotes_and_comments_are_left_alone() {
        assert_eq!(split("'it''s ?' = ?"), ["'it''s ?' = ", ""]);
        assert_eq!(split("\"a?\" `b?` [?]"), ["\"a?\" `b?` [", "]"]);
        assert_eq!(split("-- ?\n?"), ["-- ?\n", ""]);
        assert_eq!(split("/* ? /* ? */ ? */ ?"), ["/* ? /* ? */ ? */ ", ""]);
        assert_eq!(split("$$ ? $$ $x$ $$ ? $x$ ? $1"), ["$$ ? $$ $x$ $$ ? $x$ ", " $1"]);
    }

    #[test]
    fn backslashes_escape_in_texts_that_say_so() {
        let split = |sql| split_at_placeholders(sql, RawSyntax::iso().with_escape_strings());
        assert_eq!(split(r"e'it\'s ?' = ?"), [r"e'it\'s ?' = ", ""]);
        assert_eq!(split(r"'\' = ?E'\\' ?"), [r"'\' = ", r"E'\\' ", ""]);
        assert_eq!(split(r"DATE'\' ?"), [r"DATE'\' ", ""]);
    }

    #[test]
    fn doubled_question_marks_are_operators() {
        assert_eq!(split("data ?? 'a' AND b = ?"), ["data ? 'a' AND b = ", ""]);
    }

    #[test]
    fn unclosed_quotes_do_not_panic() {
        for sql in ["'?", "\"?", "/* ?", "$x$ ?", "-- ?", "'", "$", "€'€?"] {
            let _ = split(sql);
        }
    }
}
