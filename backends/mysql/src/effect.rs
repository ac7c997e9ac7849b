//! What a statement does besides its work, by its first words: MySQL commits the open transaction
//! by itself before some, and others change what the session is set to.

/// What a statement does to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Plain,
    /// It changes a setting, takes a lock or makes a temporary table: the session is set up anew
    /// before somebody else gets it.
    Session,
    /// It rolls the open transaction back.
    RollsBack,
    /// It commits the open transaction, or does what nobody can know; the word says what it is.
    EndsTransaction(&'static str),
}

/// The statements that commit implicitly
/// (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>), and those that end or begin a
/// transaction by themselves.
const ENDING: &[&str] = &[
    "ALTER",
    "ANALYZE",
    "BEGIN",
    "CACHE",
    "CHANGE",
    "CHECK",
    "COMMIT",
    "CREATE",
    "DROP",
    "FLUSH",
    "GRANT",
    "IMPORT",
    "INSTALL",
    "LOCK",
    "OPTIMIZE",
    "RENAME",
    "REPAIR",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "START",
    "STOP",
    "TRUNCATE",
    "UNINSTALL",
    "UNLOCK",
    "XA",
];

/// Statements that change the session and leave a transaction alone.
const OF_THE_SESSION: &[&str] = &["SET", "USE", "PREPARE", "EXECUTE", "DEALLOCATE", "HANDLER"];

impl Effect {
    /// The effect of a statement.
    #[inline]
    pub(crate) fn of(sql: &str) -> Self {
        // The statements that come all the time, without looking further.
        match sql.as_bytes() {
            [b'S' | b's', b'E' | b'e', b'L' | b'l', ..]
            | [b'I' | b'i', b'N' | b'n', b'S' | b's', b'E' | b'e', ..]
            | [b'U' | b'u', b'P' | b'p', ..]
            | [b'D' | b'd', b'E' | b'e', b'L' | b'l', ..] => Effect::Plain,
            _ => Effect::of_words(sql),
        }
    }

    #[cold]
    fn of_words(sql: &str) -> Self {
        let mut words = Words(sql);
        let Some(first) = words.next() else { return Effect::Plain };
        let second = words.next().unwrap_or_default();
        if OF_THE_SESSION.iter().any(|word| word.eq_ignore_ascii_case(first)) {
            // Switching it on commits.
            let commits =
                contains_word(sql, "autocommit") || second.eq_ignore_ascii_case("PASSWORD");
            return if commits { Effect::EndsTransaction("SET") } else { Effect::Session };
        }
        let Some(word) = ENDING.iter().find(|word| word.eq_ignore_ascii_case(first)) else {
            return Effect::Plain;
        };
        match *word {
            "ROLLBACK" if is_to(second) || words.next().is_some_and(is_to) => Effect::Plain,
            "ROLLBACK" => Effect::RollsBack,
            "CREATE" | "DROP" if temporary(second, &mut words) => Effect::Session,
            word => Effect::EndsTransaction(word),
        }
    }

    /// The strongest effect of the statements of a script.
    pub(crate) fn of_script(sql: &str) -> Self {
        let mut strongest = Effect::Plain;
        for statement in statements(sql) {
            match Effect::of(statement.trim_start()) {
                // What comes behind it would be kept.
                Effect::RollsBack => return Effect::EndsTransaction("ROLLBACK"),
                effect @ Effect::EndsTransaction(_) => return effect,
                Effect::Session => strongest = Effect::Session,
                Effect::Plain => {}
            }
        }
        strongest
    }

    /// Whether the session may be left otherwise than it was.
    pub(crate) fn touches_session(self, sql: &str) -> bool {
        match self {
            Effect::Plain | Effect::RollsBack => false,
            Effect::Session => true,
            // Of a script this may be its first statement's.
            Effect::EndsTransaction(_) => {
                statements(sql).any(|statement| Effect::of(statement.trim_start()).stays())
            }
        }
    }

    /// Whether a statement leaves something behind in the session; DDL does not.
    fn stays(self) -> bool {
        match self {
            Effect::Plain | Effect::RollsBack => false,
            Effect::Session => true,
            Effect::EndsTransaction(word) => {
                matches!(word, "SET" | "LOCK" | "BEGIN" | "START" | "XA")
            }
        }
    }
}

fn is_to(word: &str) -> bool {
    word.eq_ignore_ascii_case("TO")
}

fn temporary(second: &str, rest: &mut Words<'_>) -> bool {
    let is = |word: &str| word.eq_ignore_ascii_case("TEMPORARY");
    // CREATE OR REPLACE TEMPORARY TABLE
    is(second) || (second.eq_ignore_ascii_case("OR") && rest.nth(1).is_some_and(is))
}

fn contains_word(sql: &str, word: &str) -> bool {
    sql.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The words of a statement, comments left out.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let text =
                self.0.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
            if let Some(comment) = comment_length(text) {
                self.0 = &text[comment..];
                continue;
            }
            let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let end = end.unwrap_or(text.len());
            let (word, rest) = text.split_at(end);
            self.0 = rest;
            return (!word.is_empty()).then_some(word);
        }
    }
}

/// The length of the comment that the text begins with. What stands in `/*! … */` is run.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with('#') || text.starts_with("--") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*!") {
        return Some(text.find(|c: char| c.is_whitespace()).unwrap_or(text.len()));
    }
    text.starts_with("/*").then(|| text.find("*/").map_or(text.len(), |end| end + 2))
}

/// The statements of a script: split at semicolons that are not in quotes or comments.
fn statements(sql: &str) -> impl Iterator<Item = &str> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = statement_length(rest);
        let (statement, others) = rest.split_at(end);
        rest = others.strip_prefix(';').unwrap_or(others);
        Some(statement)
    })
}

fn statement_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        match bytes[index] {
            b';' => return index,
            quote @ (b'\'' | b'"' | b'`') => index += quoted_length(&bytes[index..], quote),
            b'#' | b'-' | b'/' => {
                // A byte of ASCII is a boundary of characters.
                index += comment_length(&text[index..]).unwrap_or(1).max(1);
            }
            _ => index += 1,
        }
    }
    bytes.len()
}

fn quoted_length(bytes: &[u8], quote: u8) -> usize {
    let mut index = 1;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' if quote != b'`' => index += 2,
            byte if byte == quote => return index + 1,
            _ => index += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_all_the_time_is_plain() {
        for sql in [
            "SELECT 1",
            "select 1",
            "INSERT INTO t VALUES (1)",
            "UPDATE t SET a = 1",
            "DELETE FROM t",
            "REPLACE INTO t VALUES (1)",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "SHOW TABLES",
            "EXPLAIN SELECT 1",
            "CALL p()",
            "(SELECT 1)",
            "SAVEPOINT a",
            "RELEASE SAVEPOINT a",
            "ROLLBACK TO a",
            "ROLLBACK WORK TO SAVEPOINT a",
            "",
        ] {
            assert_eq!(Effect::of(sql), Effect::Plain, "{sql}");
        }
    }

    #[test]
    fn what_ends_a_transaction() {
        for sql in [
            "CREATE TABLE t (a INT)",
            "create or replace table t (a INT)",
            "  DROP TABLE t",
            "/* x */ ALTER TABLE t ADD b INT",
            "-- x\nTRUNCATE t",
            "# x\nLOCK TABLES t READ",
            "/*!50000 DROP TABLE t */",
            "COMMIT",
            "START TRANSACTION",
            "SET autocommit = 1",
            "SET @@session.AUTOCOMMIT = 1",
        ] {
            assert!(matches!(Effect::of(sql), Effect::EndsTransaction(_)), "{sql}");
        }
    }

    #[test]
    fn what_rolls_back() {
        assert_eq!(Effect::of("ROLLBACK"), Effect::RollsBack);
        assert_eq!(Effect::of("rollback work"), Effect::RollsBack);
        let script = Effect::of_script("ROLLBACK; INSERT INTO t VALUES (1)");
        assert_eq!(script, Effect::EndsTransaction("ROLLBACK"));
    }

    #[test]
    fn what_changes_the_session() {
        for sql in [
            "SET sql_mode = ''",
            "set names latin1",
            "USE other",
            "CREATE TEMPORARY TABLE t (a INT)",
            "CREATE OR REPLACE TEMPORARY TABLE t (a INT)",
            "DROP TEMPORARY TABLE t",
        ] {
            assert_eq!(Effect::of(sql), Effect::Session, "{sql}");
        }
        let touches = |sql| Effect::of_script(sql).touches_session(sql);
        for sql in ["DROP TABLE t", "TRUNCATE t;", "DROP TABLE a; CREATE TABLE a (b TEXT) -- ;"] {
            assert!(!touches(sql), "{sql}");
        }
        for sql in ["LOCK TABLES t READ", "DROP TABLE a; SET @a = 1;", "DROP TABLE a; USE other"] {
            assert!(touches(sql), "{sql}");
        }
    }

    #[test]
    fn a_script_has_the_strongest_effect_of_its_statements() {
        let ends = |sql| matches!(Effect::of_script(sql), Effect::EndsTransaction(_));
        assert!(ends("INSERT INTO t VALUES (1);\n DROP TABLE t"));
        assert!(ends("SET @a = 1; SELECT ';'; CREATE TABLE t (a INT);"));
        assert!(!ends("INSERT INTO t VALUES ('; DROP TABLE t')"));
        assert!(!ends("SELECT \"a\\\"; DROP TABLE t\" -- ; DROP TABLE t"));
        assert!(!ends("SELECT `;drop` /* ; DROP TABLE t */ FROM t"));
        assert_eq!(Effect::of_script("SELECT 1; USE other; SELECT 2"), Effect::Session);
        assert_eq!(Effect::of_script("SELECT 1;"), Effect::Plain);
    }
}
