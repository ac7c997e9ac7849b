//! MariaDB: the key by what the server tells with each INSERT.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, leaves, nest};
use futures_util::TryStreamExt;
use sqlx::mysql::{MySql, MySqlConnection};
use sqlx::pool::PoolOptions;
use sqlx::{AssertSqlSafe, Pool, QueryBuilder, Transaction};
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
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";
const DELETE: &str = "DELETE FROM users WHERE id = ?";

/// Rows of one INSERT: MySQL takes 65,535 binds.
const CHUNK: usize = 1_000;

contestant!(MySql, i64);

fn version() -> String {
    "sqlx 0.9".to_owned()
}

async fn connect(place: &str, size: u32) -> sqlx::Result<Pool<MySql>> {
    pool_options(size).connect(place).await
}

async fn begin(pool: &Pool<MySql>) -> sqlx::Result<Transaction<'static, MySql>> {
    pool.begin().await
}

/// A statement with a bind for each key.
fn with_keys(sql: &str, ids: Vec<i64>) -> QueryBuilder<MySql> {
    let mut query = QueryBuilder::new(sql);
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    list.push_unseparated(")");
    query
}

async fn insert(connection: &mut MySqlConnection, row: &NewRow) -> sqlx::Result<i64> {
    let done = sqlx::query(INSERT).bind(&row.0).bind(&row.1).execute(connection).await?;
    Ok(done.last_insert_id().cast_signed())
}

/// The keys of the rows of one INSERT follow one another.
async fn insert_many(connection: &mut MySqlConnection, rows: &[NewRow]) -> sqlx::Result<Vec<i64>> {
    let mut keys = Vec::with_capacity(rows.len());
    for rows in rows.chunks(CHUNK) {
        let mut query = QueryBuilder::<MySql>::new("INSERT INTO users (name, hair_color) ");
        query.push_values(rows, |mut values, (name, hair_color)| {
            values.push_bind(name).push_bind(hair_color);
        });
        let done = query.build().execute(&mut *connection).await?;
        keys.extend((done.last_insert_id().cast_signed()..).take(rows.len()));
    }
    Ok(keys)
}

async fn upsert(pool: &Pool<MySql>, settings: Vec<(String, String)>) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<MySql>::new("INSERT INTO settings (name, value) ");
    query.push_values(settings, |mut values, (name, value)| {
        values.push_bind(name).push_bind(value);
    });
    query.push(" ON DUPLICATE KEY UPDATE value = VALUES(value)");
    query.build().execute(pool).await?;
    Ok(())
}
