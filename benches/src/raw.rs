//! What one would write by hand with rusqlite: `prepare_cached`, columns by position.

use std::collections::HashMap;
use std::path::Path;

use bench_kit::{Contestant, Outcome, PRAGMAS, STATEMENT_CACHE};
use rusqlite::{Connection, OptionalExtension, Row, params};

const LOAD: &str = "SELECT id, name, hair_color FROM users";
const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = ? ORDER BY id LIMIT 1";
const POSTS: &str = "SELECT id, user_id, title FROM posts \
    WHERE user_id IN (SELECT value FROM json_each(?))";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments \
    WHERE post_id IN (SELECT value FROM json_each(?))";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";
const DELETE: &str = "DELETE FROM users WHERE id = ?";

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
pub(crate) struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

impl User {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? })
    }
}

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

impl Post {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Post { id: row.get(0)?, user_id: row.get(1)?, title: row.get(2)? })
    }
}

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

impl Comment {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Comment { id: row.get(0)?, post_id: row.get(1)?, text: row.get(2)? })
    }
}

/// Keys as one bind, which SQLite takes whatever their number.
fn json(ids: impl Iterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}

pub(crate) struct Raw {
    connection: Connection,
}

impl Raw {
    fn insert_one(&self, mut user: User) -> rusqlite::Result<User> {
        let mut statement = self.connection.prepare_cached(INSERT)?;
        statement.execute(params![user.name, user.hair_color])?;
        user.id = self.connection.last_insert_rowid();
        Ok(user)
    }
}

impl Contestant for Raw {
    type User = User;

    fn open(_name: &str, path: Option<&Path>) -> Outcome<Self> {
        let connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(PRAGMAS)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        Ok(Raw { connection })
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn sqlite_version() -> String {
        rusqlite::version().to_owned()
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        let mut statement = self.connection.prepare_cached(LOAD)?;
        let users = statement.query_map([], User::from_row)?.collect::<Result<_, _>>()?;
        Ok(users)
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        let mut statement = self.connection.prepare_cached(LOAD)?;
        for user in statement.query_map([], User::from_row)? {
            each(user?);
        }
        Ok(())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let mut users = Vec::new();
        let mut statement = self.connection.prepare_cached(LOAD)?;
        for user in statement.query_map([], User::from_row)? {
            users.push((user?, Vec::new()));
        }
        let places: HashMap<i64, usize> =
            users.iter().enumerate().map(|(place, (user, _))| (user.id, place)).collect();
        let mut posts = Vec::new();
        let mut statement = self.connection.prepare_cached(POSTS)?;
        let ids = json(users.iter().map(|(user, _)| user.id));
        for post in statement.query_map([ids], Post::from_row)? {
            posts.push((post?, Vec::new()));
        }
        let post_places: HashMap<i64, usize> =
            posts.iter().enumerate().map(|(place, (post, _))| (post.id, place)).collect();
        let mut statement = self.connection.prepare_cached(COMMENTS)?;
        let ids = json(posts.iter().map(|(post, _)| post.id));
        for comment in statement.query_map([ids], Comment::from_row)? {
            let comment = comment?;
            if let Some(place) = post_places.get(&comment.post_id) {
                posts[*place].1.push(comment);
            }
        }
        for post in posts {
            if let Some(place) = places.get(&post.0.user_id) {
                users[*place].1.push(post);
            }
        }
        let posts = users.iter().flat_map(|(_, posts): &(User, Vec<(Post, Vec<Comment>)>)| posts);
        Ok(posts.map(|(_, comments)| comments.len()).sum())
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        let mut statement = self.connection.prepare_cached(FIND)?;
        Ok(statement.query_row([id], User::from_row)?)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        let mut statement = self.connection.prepare_cached(FIRST)?;
        Ok(statement.query_row([id], User::from_row).optional()?)
    }

    fn insert(&mut self, name: String, hair_color: Option<String>) -> Outcome<i64> {
        Ok(self.insert_one(User { id: 0, name, hair_color })?.id)
    }

    fn insert_all(&mut self, rows: Vec<(String, Option<String>)>) -> Outcome<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for (name, hair_color) in rows {
            self.insert_one(User { id: 0, name, hair_color })?;
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        let mut statement = self.connection.prepare_cached(UPDATE)?;
        let changed = statement.execute(params![name, user.id])?;
        if changed == 0 {
            return Err("no such row".into());
        }
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: User) -> Outcome<()> {
        let mut statement = self.connection.prepare_cached(DELETE)?;
        let changed = statement.execute(params![user.id])?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }
}
