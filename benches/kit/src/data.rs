//! The rows, the same for all.

/// The table as `db.create_table::<User>()` would make it.
pub const SCHEMA: &str = "CREATE TABLE users (\
    id INTEGER PRIMARY KEY AUTOINCREMENT, \
    name TEXT NOT NULL, \
    hair_color TEXT);";

/// Ten posts for each user and ten comments for each post, as tables with an index on the key.
pub const TREE: &str = "CREATE TABLE posts (\
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, title TEXT NOT NULL); \
    CREATE INDEX ix_posts_user_id ON posts (user_id); \
    CREATE TABLE comments (\
    id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER NOT NULL, text TEXT NOT NULL); \
    CREATE INDEX ix_comments_post_id ON comments (post_id); \
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) \
    INSERT INTO posts (user_id, title) SELECT users.id, 'Post ' || n.i FROM n, users; \
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) \
    INSERT INTO comments (post_id, text) SELECT posts.id, 'Comment ' || n.i FROM n, posts; \
    ANALYZE;";

/// What every connection is set to: the product's defaults. A database in memory disregards the
/// journal's mode.
pub const PRAGMAS: &str = "PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = NORMAL; \
    PRAGMA foreign_keys = ON; \
    PRAGMA busy_timeout = 5000;";

/// Prepared statements that a connection keeps, for who has a bound on them.
pub const STATEMENT_CACHE: usize = 256;

/// The statement that fills the table: every second hair colour is NULL.
#[must_use]
pub fn seed(rows: u64) -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows}) \
         INSERT INTO users (name, hair_color) \
         SELECT 'User ' || i, CASE WHEN i % 2 = 0 THEN 'black' END FROM n WHERE i < {rows};"
    )
}

/// The hair colour of the row that is inserted as number `number`.
#[must_use]
pub fn hair_color(number: u64) -> Option<String> {
    number.is_multiple_of(2).then(|| "black".to_owned())
}

/// The key that is looked for as number `number`: all keys of the table, each once, out of order.
#[must_use]
#[inline]
pub fn key(number: u64, rows: u64) -> i64 {
    // Prime, so that it shares no factor with a round number of rows.
    const STRIDE: u64 = 7_919;
    (number * STRIDE % rows + 1).cast_signed()
}
