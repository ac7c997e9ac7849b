//! SQLite: keys by RETURNING.

use std::time::Duration;

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, leaves, nest};
use futures_util::TryStreamExt;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Pool, QueryBuilder, Sqlite, SqliteConnection, Transaction};
use tokio::runtime::Runtime;

use crate::contestant::{contestant, several, single};
use crate::rows::{Comment, Pair, Post, User, pair};

const LOAD: &str = "SELECT id, name, hair_color FROM users";
const JOIN: &str = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title \
    FROM users u LEFT JOIN posts p ON p.user_id = u.id \
    WHERE u.hair_color = ? ORDER BY u.id, p.id";
const COUNT: &str = "SELECT COUNT(*) FROM users WHERE hair_color = ?";
const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = ? ORDER BY id LIMIT 1";
const FIND_MANY: &str = "SELECT id, name, hair_color FROM users WHERE id IN (";
const POSTS: &str = "SELECT id, user_id, title FROM posts WHERE user_id IN (";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments WHERE post_id IN (";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?) RETURNING id";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";
const DELETE: &str = "DELETE FROM users WHERE id = ?";

/// Rows of one INSERT: SQLite takes 32,766 binds.
const CHUNK: usize = 1_000;

contestant!(Sqlite, bool);

fn version() -> String {
    "sqlx 0.9 with its own SQLite".to_owned()
}

async fn connect(place: &str, size: u32) -> sqlx::Result<Pool<Sqlite>> {
    let options = match place {
        ":memory:" => SqliteConnectOptions::new().in_memory(true),
        _ => SqliteConnectOptions::new().filename(place).create_if_missing(true),
    };
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5));
    pool_options(size).connect_with(options).await
}

async fn begin(pool: &Pool<Sqlite>) -> sqlx::Result<Transaction<'static, Sqlite>> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// A statement with a bind for each key.
fn with_keys(sql: &str, ids: Vec<i64>) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(sql);
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    list.push_unseparated(")");
    query
}

async fn insert(connection: &mut SqliteConnection, row: &NewRow) -> sqlx::Result<i64> {
    sqlx::query_scalar(INSERT).bind(&row.0).bind(&row.1).fetch_one(connection).await
}

async fn insert_many(connection: &mut SqliteConnection, rows: &[NewRow]) -> sqlx::Result<Vec<i64>> {
    let mut keys = Vec::with_capacity(rows.len());
    for rows in rows.chunks(CHUNK) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO users (name, hair_color) ");
        query.push_values(rows, |mut values, (name, hair_color)| {
            values.push_bind(name).push_bind(hair_color);
        });
        query.push(" RETURNING id");
        keys.extend(query.build_query_scalar::<i64>().fetch_all(&mut *connection).await?);
    }
    Ok(keys)
}

async fn upsert(pool: &Pool<Sqlite>, settings: Vec<(String, String)>) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO settings (name, value) ");
    query.push_values(settings, |mut values, (name, value)| {
        values.push_bind(name).push_bind(value);
    });
    query.push(" ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    query.build().execute(pool).await?;
    Ok(())
}
