//! Finding the placeholders in SQL that the user writes.

use crate::dialect::RawSyntax;

/// Splits SQL at its `?`: one part more than there are placeholders. What stands in quotes and in
/// comments is no placeholder; `??` becomes a plain `?`.
pub(crate) fn split_at_placeholders(sql: &str, syntax: RawSyntax) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
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
            '\'' | '"' => quoted(rest, first, syntax.backslash_escapes),
            '`' if syntax.backticks => quoted(rest, '`', false),
            '[' if syntax.brackets => quoted(rest, ']', false),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '#' if syntax.hash_comments => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest, syntax.nested_comments),
            '$' if syntax.dollar_quotes => dollar_quoted(rest),
            other => other.len_utf8(),
        };
        part.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    parts.push(part);
    parts
}

/// The length of a quoted text; the quote inside is doubled, or escaped where a backslash does
/// that. Unclosed, it goes to the end.
fn quoted(text: &str, close: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == '\\' && escapes {
            characters.next();
        } else if character == close {
            match characters.peek() {
                Some((_, next)) if *next == close => {
                    characters.next();
                }
                _ => return index + close.len_utf8(),
            }
        }
    }
    text.len()
}

/// The length of a comment, with comments inside of it where the database nests them.
fn block_comment(text: &str, nested: bool) -> usize {
    let mut depth = 0_usize;
    let mut index = 0;
    while index < text.len() {
        let rest = &text.as_bytes()[index..];
        if rest.starts_with(b"/*") && (nested || depth == 0) {
            depth += 1;
            index += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            index += 2;
            if depth == 0 {
                return index;
            }
        } else {
            index += 1;
        }
    }
    text.len()
}

/// The length of a `$tag$ … $tag$` text, or of the dollar sign alone where none begins.
fn dollar_quoted(text: &str) -> usize {
    let Some(end) = text[1..].find('$').map(|end| end + 2) else { return 1 };
    let tag = &text[..end];
    let name = &tag[1..tag.len() - 1];
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !is_name {
        return 1;
    }
    text[end..].find(tag).map_or(1, |close| end + close + tag.len())
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
