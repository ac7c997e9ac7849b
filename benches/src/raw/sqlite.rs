//! rusqlite: `prepare_cached`.

use bench_kit::{
    Contestant, NewRow, Outcome, PRAGMAS, STATEMENT_CACHE, THREADS, Workload, in_threads, leaves,
    nest,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{COUNT, Comment, JOIN, LOAD, Post, User, new_user, optional_post};

const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = ? ORDER BY id LIMIT 1";
const FIND_MANY: &str = "SELECT id, name, hair_color FROM users \
    WHERE id IN (SELECT value FROM json_each(?))";
const POSTS: &str = "SELECT id, user_id, title FROM posts \
    WHERE user_id IN (SELECT value FROM json_each(?))";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments \
    WHERE post_id IN (SELECT value FROM json_each(?))";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
const UPSERT: &str = "INSERT INTO settings (name, value) VALUES (?, ?) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";
const DELETE: &str = "DELETE FROM users WHERE id = ?";

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? })
}

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post { id: row.get(0)?, user_id: row.get(1)?, title: row.get(2)? })
}

fn comment(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment { id: row.get(0)?, post_id: row.get(1)?, text: row.get(2)? })
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(User, Option<Post>)> {
    Ok((user(row)?, optional_post(row.get(3)?, row.get(4)?, row.get(5)?)))
}

/// Keys as one bind, which SQLite takes whatever their number.
fn json(ids: impl Iterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}

pub(crate) struct Raw {
    connection: Connection,
    place: String,
    pool: Option<r2d2::Pool<Manager>>,
}

struct Manager(String);

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<Connection> {
        connect(&self.0)
    }

    fn is_valid(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        connection.execute_batch("")
    }

    fn has_broken(&self, _connection: &mut Connection) -> bool {
        false
    }
}

fn connect(place: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(place)?;
    connection.execute_batch(PRAGMAS)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(connection)
}

fn find(connection: &Connection, id: i64) -> rusqlite::Result<User> {
    connection.prepare_cached(FIND)?.query_row([id], user)
}

impl Raw {
    fn insert_one(&self, mut user: User) -> rusqlite::Result<User> {
        let mut statement = self.connection.prepare_cached(INSERT)?;
        statement.execute(params![user.name, user.hair_color])?;
        user.id = self.connection.last_insert_rowid();
        Ok(user)
    }

    fn update_one(&self, id: i64, name: &str) -> Outcome<()> {
        let changed = self.connection.prepare_cached(UPDATE)?.execute(params![name, id])?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }
}

impl Contestant for Raw {
    type User = User;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        Ok(Raw { connection: connect(place)?, place: place.to_owned(), pool: None })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        !matches!(workload, Workload::Checkout | Workload::Copy100k)
    }

    fn version() -> String {
        format!("rusqlite with SQLite {}", rusqlite::version())
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        let mut statement = self.connection.prepare_cached(LOAD)?;
        let users = statement.query_map([], user)?.collect::<Result<_, _>>()?;
        Ok(users)
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        let mut statement = self.connection.prepare_cached(LOAD)?;
        for user in statement.query_map([], user)? {
            each(user?);
        }
        Ok(())
    }

    fn join(&mut self) -> Outcome<usize> {
        let mut statement = self.connection.prepare_cached(JOIN)?;
        let pairs: Vec<_> = statement.query_map(["black"], pair)?.collect::<Result<_, _>>()?;
        Ok(pairs.len())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let users = self.load()?;
        let ids = json(users.iter().map(|user| user.id));
        let mut statement = self.connection.prepare_cached(POSTS)?;
        let posts: Vec<Post> = statement.query_map([ids], post)?.collect::<Result<_, _>>()?;
        let ids = json(posts.iter().map(|post| post.id));
        let mut statement = self.connection.prepare_cached(COMMENTS)?;
        let comments = statement.query_map([ids], comment)?;
        let posts = nest(posts, |post| post.id, comments, |comment| comment.post_id)?;
        let posts = posts.into_iter().map(Ok::<_, rusqlite::Error>);
        Ok(leaves(&nest(users, |user| user.id, posts, |(post, _)| post.user_id)?))
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        Ok(find(&self.connection, id)?)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        let mut statement = self.connection.prepare_cached(FIRST)?;
        Ok(statement.query_row([id], user).optional()?)
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
        let mut statement = self.connection.prepare_cached(FIND_MANY)?;
        let users = statement.query_map([json(ids.into_iter())], user)?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    fn count(&mut self) -> Outcome<i64> {
        Ok(self.connection.prepare_cached(COUNT)?.query_row(["black"], |row| row.get(0))?)
    }

    fn exists(&mut self, id: i64) -> Outcome<bool> {
        Ok(self.connection.prepare_cached(EXISTS)?.query_row([id], |row| row.get(0))?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        Ok(self.insert_one(new_user(row))?.id)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for row in rows {
            self.insert_one(new_user(row))?;
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let mut users: Vec<User> = rows.into_iter().map(new_user).collect();
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut statement = self.connection.prepare_cached(INSERT)?;
        for user in &mut users {
            statement.execute(params![user.name, user.hair_color])?;
            user.id = self.connection.last_insert_rowid();
        }
        self.connection.execute_batch("COMMIT")?;
        Ok(std::hint::black_box(users).len())
    }

    fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut statement = self.connection.prepare_cached(UPSERT)?;
        for (name, value) in &settings {
            statement.execute([name, value])?;
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        self.update_one(user.id, &name)?;
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: User) -> Outcome<()> {
        let mut statement = self.connection.prepare_cached(DELETE)?;
        let changed = statement.execute(params![user.id])?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for id in ids {
            let mut user = find(&self.connection, id)?;
            self.update_one(user.id, &name)?;
            user.name.clone_from(&name);
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
        if self.pool.is_none() {
            let builder = r2d2::Pool::builder().max_size(THREADS as u32).test_on_check_out(false);
            self.pool = Some(builder.build(Manager(self.place.clone()))?);
        }
        let pool = self.pool.as_ref().ok_or("no pool")?;
        in_threads(keys, |id| {
            std::hint::black_box(find(&*pool.get()?, id)?);
            Ok(())
        })
    }
}
