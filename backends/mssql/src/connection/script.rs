//! Scripts of several batches.

use crate::dialect::RAW_SYNTAX;

/// The line that ends a batch. It is no T-SQL: the tools that scripts are written for take it out,
/// and what must be the first statement of its batch, such as CREATE VIEW, comes behind it.
const SEPARATOR: &str = "GO";

/// The batches of a script.
pub(super) fn batches(script: &str) -> Vec<&str> {
    let mut batches = Vec::new();
    let (mut start, mut at, mut at_line_start) = (0, 0, true);
    while at < script.len() {
        let rest = &script[at..];
        if at_line_start {
            let line = rest.lines().next().unwrap_or_default();
            if line.trim().eq_ignore_ascii_case(SEPARATOR) {
                batches.push(&script[start..at]);
                at += line.len();
                start = at;
                at_line_start = false;
                continue;
            }
        }
        at_line_start = rest.starts_with('\n');
        at += RAW_SYNTAX.first_length(rest);
    }
    batches.push(&script[start..]);
    batches.retain(|batch| !batch.trim().is_empty());
    batches
}

#[cfg(test)]
mod tests {
    use super::batches;

    fn trimmed(script: &str) -> Vec<&str> {
        batches(script).into_iter().map(str::trim).collect()
    }

    #[test]
    fn go_on_a_line_of_its_own_ends_a_batch() {
        assert_eq!(
            trimmed("SELECT 1\nGO\nSELECT 2\r\n go \r\nSELECT 3"),
            ["SELECT 1", "SELECT 2", "SELECT 3"]
        );
        assert_eq!(trimmed("GO\nGO\nSELECT 1\nGO"), ["SELECT 1"]);
        assert_eq!(trimmed("SELECT 1 AS go\n"), ["SELECT 1 AS go"]);
        assert_eq!(trimmed(""), [""; 0]);
    }

    #[test]
    fn go_in_quotes_and_comments_is_text() {
        for text in ["'\nGO\n'", "[\nGO\n]", "/* a /*\nGO\n*/\nGO\n*/", "-- '\n1", "'€\n'"] {
            let script = format!("SELECT {text}");
            assert_eq!(trimmed(&format!("{script}\nGO\nSELECT 2")), [&script, "SELECT 2"]);
        }
    }
}
