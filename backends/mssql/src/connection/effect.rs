//! What a statement does besides, by its words.

/// What follows from a statement's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Effect {
    /// It must be a batch of its own: within `sp_executesql` it is an error, or ends with it.
    pub(super) batch: bool,
    /// It may begin or end a transaction.
    pub(super) transaction: bool,
    /// It changes the session.
    pub(super) session: bool,
    /// It gives rows and changes none.
    pub(super) reads: bool,
}

const TRANSACTION: &[&str] = &["BEGIN", "COMMIT", "ROLLBACK", "SAVE"];
const SESSION: &[&str] = &["SET", "USE", "EXEC", "EXECUTE"];
const BATCH: &[&str] = &["CREATE", "ALTER", "DROP", "TRUNCATE", "IF", "GRANT", "REVOKE", "DENY"];

impl Effect {
    pub(super) fn of(sql: &str) -> Self {
        let word = first_word(sql);
        let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        // `SET IDENTITY_INSERT` of the library's own ends with the call.
        let session = is(SESSION) && !sql.starts_with("SET IDENTITY_INSERT ");
        if !session && !is(TRANSACTION) && !is(BATCH) {
            return Effect { reads: is(&["SELECT", "WITH"]), ..Effect::default() };
        }
        Effect::of_script(sql)
    }

    /// Of a batch: whatever one of its statements may do. It may name things by these words too,
    /// which costs a round trip and no more.
    pub(super) fn of_script(sql: &str) -> Self {
        let mut effect = Effect { batch: true, ..Effect::default() };
        for word in sql.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '@' | '#')) {
            let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
            effect.transaction |= is(TRANSACTION);
            effect.session |= is(SESSION);
        }
        effect
    }
}

fn first_word(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.find('\n').map_or("", |end| comment[end..].trim_start());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| comment[end + 2..].trim_start());
        } else {
            break;
        }
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_tells() {
        assert!(Effect::of(" -- x\n/* y */rollback").transaction);
        assert!(Effect::of("SET LOCK_TIMEOUT 5").session);
        assert!(!Effect::of("SET IDENTITY_INSERT [t] ON; INSERT").session);
        assert!(Effect::of("WITH a AS (SELECT 1) SELECT 1").reads);
        assert!(Effect::of("CREATE TABLE t (a int)").batch);
        assert_eq!(Effect::of("INSERT INTO t"), Effect::default());
        assert!(Effect::of_script("SELECT 1;\nCOMMIT").transaction);
        assert!(Effect::of_script("SELECT 1 USE [other]").session);
        assert!(Effect::of("IF DB_NAME() = N'a' USE [b]").session);
        assert!(!Effect::of("CREATE TABLE t (setting int, [users] int)").session);
    }
}
