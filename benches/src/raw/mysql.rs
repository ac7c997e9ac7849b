//! The crate `mysql`, which keeps what it has prepared.

use bench_kit::{
    Contestant, NewRow, Outcome, STATEMENT_CACHE, THREADS, Workload, in_threads, leaves, nest,
};
use mysql::consts::CapabilityFlags;
use mysql::prelude::Queryable;
use mysql::{Conn, Opts, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, Value};

use super::{COUNT, Comment, JOIN, LOAD, Post, User, new_user, optional_post};

const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = ? ORDER BY id LIMIT 1";
const FIND_MANY: &str = "SELECT id, name, hair_color FROM users WHERE id IN";
const POSTS: &str = "SELECT id, user_id, title FROM posts WHERE user_id IN";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments WHERE post_id IN";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
const UPSERT: &str = "INSERT INTO settings (name, value) VALUES (?, ?)";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";
const DELETE: &str = "DELETE FROM users WHERE id = ?";

/// Rows of one INSERT of many: beyond this nothing is gained.
const CHUNK: usize = 1_000;

type UserRow = (i64, String, Option<String>);

fn user((id, name, hair_color): UserRow) -> User {
    User { id, name, hair_color }
}

/// A statement with a placeholder for each of so many keys.
fn with_list(sql: &str, count: usize) -> String {
    format!("{sql} (?{})", ", ?".repeat(count.saturating_sub(1)))
}

fn keys(ids: impl Iterator<Item = i64>) -> Params {
    Params::Positional(ids.map(Value::from).collect())
}

pub(crate) struct Raw {
    conn: Conn,
    opts: Opts,
    pool: Option<Pool>,
}

fn find(conn: &mut impl Queryable, id: i64) -> Outcome<User> {
    conn.exec_first(FIND, (id,))?.map(user).ok_or_else(|| "no such row".into())
}

impl Raw {
    fn insert_one(&mut self, mut user: User) -> Outcome<User> {
        self.conn.exec_drop(INSERT, (&user.name, &user.hair_color))?;
        user.id = i64::try_from(self.conn.last_insert_id())?;
        Ok(user)
    }

    fn update_one(&mut self, id: i64, name: &str) -> Outcome<()> {
        self.conn.exec_drop(UPDATE, (name, id))?;
        if self.conn.affected_rows() == 0 { Err("no such row".into()) } else { Ok(()) }
    }
}

impl Contestant for Raw {
    type User = User;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let pool = PoolOpts::new()
            .with_constraints(PoolConstraints::new(0, THREADS).ok_or("no such pool")?)
            .with_reset_connection(false)
            .with_check_health(false);
        let opts: Opts = OptsBuilder::from_opts(Opts::from_url(place)?)
            .prefer_socket(false)
            .stmt_cache_size(STATEMENT_CACHE)
            .pool_opts(pool)
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
            .into();
        Ok(Raw { conn: Conn::new(opts.clone())?, opts, pool: None })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        !matches!(workload, Workload::Checkout | Workload::Copy100k)
    }

    fn version() -> String {
        "the crate mysql".to_owned()
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.conn.query_drop(sql)?)
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        Ok(self.conn.exec_map(LOAD, (), user)?)
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        for row in self.conn.exec_iter(LOAD, ())? {
            each(user(mysql::from_row_opt(row?)?));
        }
        Ok(())
    }

    fn join(&mut self) -> Outcome<usize> {
        let pairs = self.conn.exec_map(
            JOIN,
            ("black",),
            |(id, name, hair_color, post, owner, title)| {
                (User { id, name, hair_color }, optional_post(post, owner, title))
            },
        )?;
        Ok(pairs.len())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let users = self.load()?;
        let posts = self.conn.exec_map(
            with_list(POSTS, users.len()),
            keys(users.iter().map(|user| user.id)),
            |(id, user_id, title)| Post { id, user_id, title },
        )?;
        let comments = self.conn.exec_map(
            with_list(COMMENTS, posts.len()),
            keys(posts.iter().map(|post| post.id)),
            |(id, post_id, text)| Comment { id, post_id, text },
        )?;
        let comments = comments.into_iter().map(Ok::<_, mysql::Error>);
        let posts = nest(posts, |post| post.id, comments, |comment| comment.post_id)?;
        let posts = posts.into_iter().map(Ok::<_, mysql::Error>);
        Ok(leaves(&nest(users, |user| user.id, posts, |(post, _)| post.user_id)?))
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        find(&mut self.conn, id)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        Ok(self.conn.exec_first(FIRST, (id,))?.map(user))
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
        Ok(self.conn.exec_map(with_list(FIND_MANY, ids.len()), keys(ids.into_iter()), user)?)
    }

    fn count(&mut self) -> Outcome<i64> {
        Ok(self.conn.exec_first(COUNT, ("black",))?.ok_or("no count")?)
    }

    fn exists(&mut self, id: i64) -> Outcome<bool> {
        Ok(self.conn.exec_first(EXISTS, (id,))?.ok_or("no answer")?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        Ok(self.insert_one(new_user(row))?.id)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        self.conn.query_drop("START TRANSACTION")?;
        for row in rows {
            self.insert_one(new_user(row))?;
        }
        Ok(self.conn.query_drop("COMMIT")?)
    }

    /// The keys of the rows of one INSERT follow one another (`innodb_autoinc_lock_mode` 1).
    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let mut users: Vec<User> = rows.into_iter().map(new_user).collect();
        self.conn.query_drop("START TRANSACTION")?;
        for chunk in users.chunks_mut(CHUNK) {
            let sql = format!("{INSERT}{}", ", (?, ?)".repeat(chunk.len() - 1));
            let mut values = Vec::with_capacity(chunk.len() * 2);
            for user in chunk.iter() {
                values.push(Value::from(&user.name));
                values.push(Value::from(&user.hair_color));
            }
            self.conn.exec_drop(sql, Params::Positional(values))?;
            let first = i64::try_from(self.conn.last_insert_id())?;
            for (user, id) in chunk.iter_mut().zip(first..) {
                user.id = id;
            }
        }
        self.conn.query_drop("COMMIT")?;
        Ok(std::hint::black_box(users).len())
    }

    fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
        let rows = ", (?, ?)".repeat(settings.len() - 1);
        let sql = format!("{UPSERT}{rows} ON DUPLICATE KEY UPDATE value = VALUES(value)");
        let values = settings.iter().flat_map(|(name, value)| [name.into(), value.into()]);
        Ok(self.conn.exec_drop(sql, Params::Positional(values.collect()))?)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        self.update_one(user.id, &name)?;
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: User) -> Outcome<()> {
        self.conn.exec_drop(DELETE, (user.id,))?;
        if self.conn.affected_rows() == 0 { Err("no such row".into()) } else { Ok(()) }
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        self.conn.query_drop("START TRANSACTION")?;
        for id in ids {
            let mut user = find(&mut self.conn, id)?;
            self.update_one(user.id, &name)?;
            user.name.clone_from(&name);
        }
        Ok(self.conn.query_drop("COMMIT")?)
    }

    fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
        if self.pool.is_none() {
            self.pool = Some(Pool::new(self.opts.clone())?);
        }
        let pool = self.pool.as_ref().ok_or("no pool")?;
        in_threads(keys, |id| {
            std::hint::black_box(find(&mut pool.get_conn()?, id)?);
            Ok(())
        })
    }
}
