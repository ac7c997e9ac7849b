//! Splitting a script into its statements.

/// Splits at semicolons outside of quotes and comments. A PL/SQL block holds semicolons itself: it
/// ends with a line of `/` alone, as in SQL*Plus, or with the script.
pub(super) fn split(script: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut rest = script;
    while let Some(start) = begin(rest) {
        rest = &rest[start..];
        let (statement, behind) = match is_block(rest) {
            true => block(rest),
            false => until_semicolon(rest),
        };
        if !statement.is_empty() {
            statements.push(statement);
        }
        rest = behind;
    }
    statements
}

/// Where the next statement begins: behind space, comments, and slashes that end a block.
fn begin(text: &str) -> Option<usize> {
    let mut index = 0;
    while index < text.len() {
        let rest = &text[index..];
        index += match rest.chars().next()? {
            _ if rest.starts_with("--") || rest.starts_with("/*") => skip(rest),
            space if space.is_whitespace() || matches!(space, ';' | '/') => space.len_utf8(),
            _ => return Some(index),
        };
    }
    None
}

/// Whether a statement is a block, or makes something out of one.
fn is_block(text: &str) -> bool {
    const UNITS: &[&str] = &["FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "TYPE"];
    const BETWEEN: &[&str] = &["OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE"];
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_ascii_uppercase());
    match words.next().as_deref() {
        Some("BEGIN" | "DECLARE") => true,
        Some("CREATE") => {
            let unit = words.find(|word| !BETWEEN.contains(&word.as_str()));
            unit.is_some_and(|unit| UNITS.contains(&unit.as_str()))
        }
        _ => false,
    }
}

/// A block with its last semicolon, and what follows the line of the slash.
fn block(text: &str) -> (&str, &str) {
    let mut index = 0;
    for line in text.split_inclusive('\n') {
        if line.trim() == "/" {
            return (text[..index].trim_end(), &text[index + line.len()..]);
        }
        index += line.len();
    }
    (text.trim_end(), "")
}

fn until_semicolon(text: &str) -> (&str, &str) {
    let mut index = 0;
    while index < text.len() {
        let rest = &text[index..];
        if let Some(behind) = rest.strip_prefix(';') {
            return (text[..index].trim_end(), behind);
        }
        index += skip(rest);
    }
    (text.trim_end(), "")
}

/// The length of a quoted text, a comment, or one character.
fn skip(text: &str) -> usize {
    let until = |close: &str, from: usize| {
        text.get(from..)
            .and_then(|rest| rest.find(close))
            .map_or(text.len(), |end| from + end + close.len())
    };
    let mut characters = text.chars();
    match characters.next() {
        Some('\'') => until("'", 1),
        Some('"') => until("\"", 1),
        Some('q' | 'Q') if text[1..].starts_with('\'') => match text[2..].chars().next() {
            Some(open) => until(&format!("{}'", closing(open)), 2 + open.len_utf8()),
            None => text.len(),
        },
        Some('-') if text.starts_with("--") => until("\n", 2),
        Some('/') if text.starts_with("/*") => until("*/", 2),
        Some(other) => other.len_utf8(),
        None => 0,
    }
}

/// What ends a text `q'[…]'`.
const fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '{' => '}',
        '(' => ')',
        '<' => '>',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn statements_without_their_semicolons() {
        assert_eq!(
            split("SELECT 1 FROM DUAL;\n  DROP TABLE t ; "),
            ["SELECT 1 FROM DUAL", "DROP TABLE t"]
        );
        assert_eq!(split(" ; ;; "), [""; 0]);
        assert_eq!(split(""), [""; 0]);
    }

    #[test]
    fn semicolons_in_quotes_and_comments() {
        let script =
            "INSERT INTO t VALUES ('a;''b', \"c;d\", q'[it's; ]') -- x;y\n; /* a;b */ COMMIT";
        let statements = split(script);
        assert_eq!(statements.len(), 2, "{statements:?}");
        assert!(statements[0].starts_with("INSERT") && statements[1] == "COMMIT");
    }

    #[test]
    fn blocks_end_with_a_slash() {
        let script = "CREATE OR REPLACE PROCEDURE p IS BEGIN NULL; END;\n/\nBEGIN p; END;\n/\n\
                      CREATE TABLE t (a NUMBER);";
        assert_eq!(
            split(script),
            [
                "CREATE OR REPLACE PROCEDURE p IS BEGIN NULL; END;",
                "BEGIN p; END;",
                "CREATE TABLE t (a NUMBER)"
            ]
        );
        assert_eq!(
            split("DECLARE x NUMBER; BEGIN NULL; END;"),
            ["DECLARE x NUMBER; BEGIN NULL; END;"]
        );
    }

    #[test]
    fn unclosed_quotes_do_not_panic() {
        for script in ["'", "\"", "/*", "--", "q'", "q'[", "€'€", "BEGIN", "q"] {
            let _ = split(script);
        }
    }
}
