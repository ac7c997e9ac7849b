//! What a statement does besides, by its first word.

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
        let transaction = is(TRANSACTION);
        Effect {
            batch: transaction || session || is(BATCH),
            transaction,
            session,
            reads: is(&["SELECT", "WITH"]),
        }
    }

    /// Of several statements: whatever one of them may do.
    pub(super) fn of_script(sql: &str) -> Self {
        let starts = sql.split([';', '\n']).map(Effect::of);
        starts.fold(Effect::default(), |all, one| Effect {
            batch: true,
            transaction: all.transaction || one.transaction,
            session: all.session || one.session,
            reads: false,
        })
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
    }
}
