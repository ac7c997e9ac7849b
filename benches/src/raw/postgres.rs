//! The crate `postgres`: each statement is prepared once, and kept by who uses it.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, in_threads, leaves, nest};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::Type;
use postgres::{Client, NoTls, Row, Statement};

use super::{Comment, LOAD, Post, User, new_user, optional_post};

const JOIN: &str = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title \
    FROM users u LEFT JOIN posts p ON p.user_id = u.id \
    WHERE u.hair_color = $1 ORDER BY u.id, p.id";
const COUNT: &str = "SELECT COUNT(*) FROM users WHERE hair_color = $1";
const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = $1";
const FIRST: &str = "SELECT id, name, hair_color FROM users WHERE id = $1 ORDER BY id LIMIT 1";
const FIND_MANY: &str = "SELECT id, name, hair_color FROM users WHERE id = ANY($1)";
const POSTS: &str = "SELECT id, user_id, title FROM posts WHERE user_id = ANY($1)";
const COMMENTS: &str = "SELECT id, post_id, text FROM comments WHERE post_id = ANY($1)";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1)";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES ($1, $2) RETURNING id";
const INSERT_MANY: &str = "INSERT INTO users (name, hair_color) \
    SELECT * FROM UNNEST($1::text[], $2::text[]) RETURNING id";
const COPY: &str = "COPY users (name, hair_color) FROM STDIN (FORMAT binary)";
const UPSERT: &str = "INSERT INTO settings (name, value) \
    SELECT * FROM UNNEST($1::text[], $2::text[]) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const UPDATE: &str = "UPDATE users SET name = $1 WHERE id = $2";
const DELETE: &str = "DELETE FROM users WHERE id = $1";

fn user(row: &Row) -> User {
    User { id: row.get(0), name: row.get(1), hair_color: row.get(2) }
}

/// A statement that is prepared when it is first needed.
#[derive(Default)]
struct Kept(Option<Statement>);

impl Kept {
    fn get(&mut self, client: &mut Client, sql: &str) -> Outcome<&Statement> {
        if self.0.is_none() {
            self.0 = Some(client.prepare(sql)?);
        }
        self.0.as_ref().ok_or_else(|| "not prepared".into())
    }
}

#[derive(Default)]
struct Statements {
    load: Kept,
    join: Kept,
    posts: Kept,
    comments: Kept,
    find: Kept,
    first: Kept,
    find_many: Kept,
    count: Kept,
    exists: Kept,
    insert: Kept,
    insert_many: Kept,
    upsert: Kept,
    update: Kept,
    delete: Kept,
}

pub(crate) struct Raw {
    client: Client,
    kept: Statements,
    place: String,
    pool: Option<r2d2::Pool<Manager>>,
}

struct Manager(String);

impl r2d2::ManageConnection for Manager {
    type Connection = (Client, Statement);
    type Error = postgres::Error;

    fn connect(&self) -> Result<Self::Connection, postgres::Error> {
        let mut client = Client::connect(&self.0, NoTls)?;
        let find = client.prepare(FIND)?;
        Ok((client, find))
    }

    fn is_valid(&self, (client, _): &mut Self::Connection) -> Result<(), postgres::Error> {
        client.batch_execute("")
    }

    fn has_broken(&self, (client, _): &mut Self::Connection) -> bool {
        client.is_closed()
    }
}

impl Raw {
    fn insert_one(&mut self, mut user: User) -> Outcome<User> {
        let insert = self.kept.insert.get(&mut self.client, INSERT)?;
        user.id = self.client.query_one(insert, &[&user.name, &user.hair_color])?.get(0);
        Ok(user)
    }

    fn update_one(&mut self, id: i64, name: &str) -> Outcome<()> {
        let update = self.kept.update.get(&mut self.client, UPDATE)?;
        let changed = self.client.execute(update, &[&name, &id])?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }
}

impl Contestant for Raw {
    type User = User;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let client = Client::connect(place, NoTls)?;
        Ok(Raw { client, kept: Statements::default(), place: place.to_owned(), pool: None })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        workload != Workload::Checkout
    }

    fn version() -> String {
        "the crate postgres".to_owned()
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        let load = self.kept.load.get(&mut self.client, LOAD)?;
        Ok(self.client.query(load, &[])?.iter().map(user).collect())
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        let load = self.kept.load.get(&mut self.client, LOAD)?;
        let mut rows = self.client.query_raw(load, std::iter::empty::<i64>())?;
        while let Some(row) = rows.next()? {
            each(user(&row));
        }
        Ok(())
    }

    fn join(&mut self) -> Outcome<usize> {
        let join = self.kept.join.get(&mut self.client, JOIN)?;
        let rows = self.client.query(join, &[&"black"])?;
        let pair = |row| (user(row), optional_post(row.get(3), row.get(4), row.get(5)));
        let pairs: Vec<(User, Option<Post>)> = rows.iter().map(pair).collect();
        Ok(pairs.len())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let users = self.load()?;
        let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
        let posts = self.kept.posts.get(&mut self.client, POSTS)?;
        let posts = self.client.query(posts, &[&ids])?;
        let post = |row: &Row| Post { id: row.get(0), user_id: row.get(1), title: row.get(2) };
        let posts: Vec<Post> = posts.iter().map(post).collect();
        let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
        let comments = self.kept.comments.get(&mut self.client, COMMENTS)?;
        let comments = self.client.query(comments, &[&ids])?;
        let comment =
            |row: &Row| Ok(Comment { id: row.get(0), post_id: row.get(1), text: row.get(2) });
        let comments = comments.iter().map(comment);
        let posts: Result<_, postgres::Error> =
            nest(posts, |post| post.id, comments, |comment| comment.post_id);
        let posts = posts?.into_iter().map(Ok::<_, postgres::Error>);
        Ok(leaves(&nest(users, |user| user.id, posts, |(post, _)| post.user_id)?))
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        let find = self.kept.find.get(&mut self.client, FIND)?;
        Ok(user(&self.client.query_one(find, &[&id])?))
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        let first = self.kept.first.get(&mut self.client, FIRST)?;
        Ok(self.client.query_opt(first, &[&id])?.as_ref().map(user))
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
        let find_many = self.kept.find_many.get(&mut self.client, FIND_MANY)?;
        Ok(self.client.query(find_many, &[&ids])?.iter().map(user).collect())
    }

    fn count(&mut self) -> Outcome<i64> {
        let count = self.kept.count.get(&mut self.client, COUNT)?;
        Ok(self.client.query_one(count, &[&"black"])?.get(0))
    }

    fn exists(&mut self, id: i64) -> Outcome<bool> {
        let exists = self.kept.exists.get(&mut self.client, EXISTS)?;
        Ok(self.client.query_one(exists, &[&id])?.get(0))
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        Ok(self.insert_one(new_user(row))?.id)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        self.client.batch_execute("BEGIN")?;
        for row in rows {
            self.insert_one(new_user(row))?;
        }
        Ok(self.client.batch_execute("COMMIT")?)
    }

    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let mut users: Vec<User> = rows.into_iter().map(new_user).collect();
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        let hair_colors: Vec<_> = users.iter().map(|user| user.hair_color.as_deref()).collect();
        let insert = self.kept.insert_many.get(&mut self.client, INSERT_MANY)?;
        let keys = self.client.query(insert, &[&names, &hair_colors])?;
        for (user, row) in users.iter_mut().zip(&keys) {
            user.id = row.get(0);
        }
        Ok(std::hint::black_box(users).len())
    }

    fn copy_in(&mut self, rows: Vec<NewRow>) -> Outcome<u64> {
        let writer = self.client.copy_in(COPY)?;
        let mut writer = BinaryCopyInWriter::new(writer, &[Type::TEXT, Type::TEXT]);
        for (name, hair_color) in &rows {
            writer.write(&[name, hair_color])?;
        }
        Ok(writer.finish()?)
    }

    fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
        let (names, values): (Vec<String>, Vec<String>) = settings.into_iter().unzip();
        let upsert = self.kept.upsert.get(&mut self.client, UPSERT)?;
        self.client.execute(upsert, &[&names, &values])?;
        Ok(())
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        self.update_one(user.id, &name)?;
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: User) -> Outcome<()> {
        let delete = self.kept.delete.get(&mut self.client, DELETE)?;
        let changed = self.client.execute(delete, &[&user.id])?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        self.client.batch_execute("BEGIN")?;
        for id in ids {
            let mut user = self.find(id)?;
            self.update_one(user.id, &name)?;
            user.name.clone_from(&name);
        }
        Ok(self.client.batch_execute("COMMIT")?)
    }

    fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
        if self.pool.is_none() {
            let builder = r2d2::Pool::builder().max_size(THREADS as u32).test_on_check_out(false);
            self.pool = Some(builder.build(Manager(self.place.clone()))?);
        }
        let pool = self.pool.as_ref().ok_or("no pool")?;
        in_threads(keys, |id| {
            let (client, find) = &mut *pool.get()?;
            std::hint::black_box(user(&client.query_one(&*find, &[&id])?));
            Ok(())
        })
    }
}
