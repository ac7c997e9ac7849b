//! What the text of a statement says about its effects, where neither the driver nor the server
//! does.

/// What a statement does besides reading and writing rows. Found by its words, at most once per
/// prepared text: a false alarm costs a round trip, so when in doubt it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Effects {
    /// It reads; the number that the server gives is not of changed rows.
    pub(super) is_query: bool,
    /// It may change tables or what names mean, under statements that are prepared.
    pub(super) schema: bool,
    /// It may change what the session is set to, and leave that behind.
    pub(super) session: bool,
}

/// Functions that leave something behind in the session.
const SESSION_FUNCTIONS: &[&str] = &["set_config", "pg_advisory_lock", "pg_try_advisory_lock"];

impl Effects {
    /// Of what writes rows and nothing else.
    pub(super) const NOTHING: Effects = Effects { is_query: false, schema: false, session: false };
    /// Of what only reads.
    pub(super) const QUERY: Effects = Effects { is_query: true, schema: false, session: false };

    /// Of one statement.
    pub(super) fn of(sql: &str) -> Self {
        let mut words = Words(sql);
        let word = words.next().unwrap_or_default();
        let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
        if is(&["INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "LOCK"]) {
            return Effects::default();
        }
        if is(&["SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH"]) {
            return Effects { is_query: true, schema: false, session: calls_session(sql) };
        }
        if is(&["WITH"]) {
            let writes = main_word(sql).is_some_and(|word| !word.eq_ignore_ascii_case("SELECT"));
            return Effects { is_query: !writes, schema: false, session: calls_session(sql) };
        }
        if is(&["SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "START", "COMMIT", "END"]) {
            return Effects::default();
        }
        let temporary = words.next().is_some_and(|word| {
            ["TEMP", "TEMPORARY", "LOCAL", "GLOBAL"]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word))
        });
        if is(&["CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "REINDEX", "CLUSTER"]) {
            return Effects { is_query: false, schema: true, session: temporary };
        }
        Effects { is_query: false, schema: true, session: true }
    }

    /// Of several statements with semicolons between. A semicolon in a quote only makes one more
    /// of them.
    pub(super) fn of_script(sql: &str) -> Self {
        let parts = sql.split(';').filter(|part| !part.trim().is_empty());
        parts.map(Effects::of).fold(Effects::default(), |all, one| Effects {
            is_query: false,
            schema: all.schema || one.schema,
            session: all.session || one.session,
        })
    }
}

fn calls_session(sql: &str) -> bool {
    SESSION_FUNCTIONS.iter().any(|name| {
        sql.as_bytes().windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// The word after the parts of a WITH: outside of all parentheses.
fn main_word(sql: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut start = None;
    for (position, byte) in sql.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            byte if depth == 0 && byte.is_ascii_alphabetic() => {
                start.get_or_insert(position);
                continue;
            }
            _ => {}
        }
        let Some(word) = start.take().map(|start| &sql[start..position]) else { continue };
        if ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
        {
            return Some(word);
        }
    }
    None
}

/// Words, with blanks, comments and opening parentheses before each skipped.
struct Words<'s>(&'s str);

impl<'s> Iterator for Words<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        let mut rest = self.0.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        while let Some(after) = skip_comment(rest) {
            rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }
}

fn skip_comment(text: &str) -> Option<&str> {
    if let Some(comment) = text.strip_prefix("--") {
        return Some(comment.split_once('\n').map_or("", |(_, rest)| rest));
    }
    let comment = text.strip_prefix("/*")?;
    Some(comment.split_once("*/").map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Effects = Effects::NOTHING;
    const QUERY: Effects = Effects::QUERY;
    const SCHEMA: Effects = Effects { schema: true, ..NOTHING };
    const SESSION: Effects = Effects { session: true, ..SCHEMA };

    #[test]
    fn of_one_statement() {
        assert_eq!(Effects::of("select 1"), QUERY);
        assert_eq!(Effects::of("-- note\n /* more */ (SELECT 1)"), QUERY);
        assert_eq!(Effects::of("INSERT INTO t VALUES (1) RETURNING id"), NOTHING);
        assert_eq!(Effects::of("WITH a AS (SELECT 1) SELECT * FROM a"), QUERY);
        assert_eq!(Effects::of("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"), NOTHING);
        assert_eq!(Effects::of("ALTER TABLE t ADD x int"), SCHEMA);
        assert_eq!(Effects::of("CREATE TEMP TABLE t (x int)"), SESSION);
        assert_eq!(Effects::of("SET search_path = x"), SESSION);
        assert_eq!(Effects::of("DO $$ BEGIN END $$"), SESSION);
        assert!(Effects::of("SELECT Set_Config('a', 'b', false)").session);
        assert_eq!(Effects::of(""), SESSION);
    }

    #[test]
    fn of_a_script() {
        assert_eq!(Effects::of_script("INSERT INTO t VALUES (1); DELETE FROM t;"), NOTHING);
        assert_eq!(Effects::of_script("SELECT 1; create table t (x int)"), SCHEMA);
        assert_eq!(Effects::of_script("SELECT ';'; SET x = 1"), SESSION);
    }
}
