//! PostgreSQL: arrays for lists, as in the questions that sqlx answers.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, leaves, nest};
use futures_util::TryStreamExt;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::{AssertSqlSafe, Pool, QueryBuilder, Transaction};
use tokio::runtime::Runtime;

use crate::contestant::{contestant, several, single};
use crate::rows::{Comment, Pair, Post, User, pair};

const LOAD: &str = "SELECT id, name, hair_color FROM users";
const JOIN: &str = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title \
    FROM users u LEFT JOIN posts p ON p.user_id = u.id \
    WHERE u.hair_color = $1 ORDER BY u.id, p.id";
const COUNT: &str = "SELECT COUNT(*) FROM users WHERE hair_color = $1";
const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = $1";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = $1 ORDER BY id LIMIT 1";
const FIND_MANY: &str = "SELECT id, name, hair_color FROM users WHERE id = ANY(";
const POSTS: &str = "SELECT id, user_id, title FROM posts WHERE user_id = ANY(";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments WHERE post_id = ANY(";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1)";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES ($1, $2) RETURNING id";
const INSERT_MANY: &str = "INSERT INTO users (name, hair_color) \
    SELECT * FROM UNNEST($1::text[], $2::text[]) RETURNING id";
const UPSERT: &str = "INSERT INTO settings (name, value) \
    SELECT * FROM UNNEST($1::text[], $2::text[]) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const UPDATE: &str = "UPDATE users SET name = $1 WHERE id = $2";
const DELETE: &str = "DELETE FROM users WHERE id = $1";

contestant!(Postgres, bool);

fn version() -> String {
    "sqlx 0.9".to_owned()
}

async fn connect(place: &str, size: u32) -> sqlx::Result<Pool<Postgres>> {
    pool_options(size).connect(place).await
}

async fn begin(pool: &Pool<Postgres>) -> sqlx::Result<Transaction<'static, Postgres>> {
    pool.begin().await
}

fn with_keys(sql: &str, ids: Vec<i64>) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(sql);
    query.push_bind(ids).push(")");
    query
}

async fn insert(connection: &mut PgConnection, row: &NewRow) -> sqlx::Result<i64> {
    sqlx::query_scalar(INSERT).bind(&row.0).bind(&row.1).fetch_one(connection).await
}

async fn insert_many(connection: &mut PgConnection, rows: &[NewRow]) -> sqlx::Result<Vec<i64>> {
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    let hair_colors: Vec<_> = rows.iter().map(|(_, hair_color)| hair_color.as_deref()).collect();
    sqlx::query_scalar(INSERT_MANY).bind(names).bind(hair_colors).fetch_all(connection).await
}

async fn upsert(pool: &Pool<Postgres>, settings: Vec<(String, String)>) -> sqlx::Result<()> {
    let (names, values): (Vec<String>, Vec<String>) = settings.into_iter().unzip();
    sqlx::query(UPSERT).bind(names).bind(values).execute(pool).await?;
    Ok(())
}
