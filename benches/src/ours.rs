//! activerecord, by its short forms: the default database, its registry and its pool.

use std::path::Path;

use activerecord::prelude::*;
use bench_kit::{Contestant, Outcome, STATEMENT_CACHE};

#[derive(ActiveRecord, Default)]
pub(crate) struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

/// A user with relations: the flat workloads have none in their struct.
#[derive(ActiveRecord)]
#[record(table = "users")]
struct Author {
    id: i64,
    name: String,
    hair_color: Option<String>,
    #[record(key = "user_id")]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
    comments: HasMany<Comment>,
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

pub(crate) struct Ours {
    db: Database,
}

impl Contestant for Ours {
    type User = User;

    fn open(_name: &str, path: Option<&Path>) -> Outcome<Self> {
        let path = path.map_or(Some(":memory:"), Path::to_str).ok_or("not a UTF-8 path")?;
        let config = ConnectionConfig::new().database(path).statement_cache(STATEMENT_CACHE);
        let db = Database::open(config, SqliteBackend)?;
        check_defaults(&db, path)?;
        activerecord::set_default(&db);
        Ok(Ours { db })
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.db.execute_script(sql)?)
    }

    fn sqlite_version() -> String {
        rusqlite::version().to_owned()
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        Ok(User::query().all()?)
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        Ok(User::query().each(|user| {
            each(user);
            Ok(())
        })?)
    }

    fn tree(&mut self) -> Outcome<usize> {
        let users = Author::query().include(Author::POSTS.include(Post::COMMENTS)).all()?;
        let mut comments = 0;
        for user in &users {
            for post in user.posts.loaded()? {
                comments += post.comments.loaded()?.len();
            }
        }
        Ok(comments)
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        Ok(User::find(id)?)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        Ok(User::find_by(User::ID.eq(id))?)
    }

    fn insert(&mut self, name: String, hair_color: Option<String>) -> Outcome<i64> {
        Ok(User { name, hair_color, ..Default::default() }.create()?.id)
    }

    fn insert_all(&mut self, rows: Vec<(String, Option<String>)>) -> Outcome<()> {
        Ok(self.db.transaction(|_| {
            for (name, hair_color) in rows {
                User { name, hair_color, ..Default::default() }.create()?;
            }
            Ok(())
        })?)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        Ok(user.update(|user| user.name = name)?)
    }

    fn delete(&mut self, mut user: User) -> Outcome<()> {
        Ok(user.delete()?)
    }

    fn checkout(&mut self) -> Outcome<()> {
        Ok(self.db.with_session(&mut |_| Ok(()))?)
    }
}

/// Our defaults must be what the others are set to, or the comparison is none.
fn check_defaults(db: &Database, path: &str) -> Outcome<()> {
    let (journal_mode,): (String,) = db.sql("PRAGMA journal_mode", ()).one()?;
    let (synchronous,): (i64,) = db.sql("PRAGMA synchronous", ()).one()?;
    let (foreign_keys,): (bool,) = db.sql("PRAGMA foreign_keys", ()).one()?;
    let (busy_timeout,): (i64,) = db.sql("PRAGMA busy_timeout", ()).one()?;
    let is_file = path != ":memory:";
    if !foreign_keys || busy_timeout != 5_000 {
        return Err("the defaults differ from `PRAGMAS`".into());
    }
    if is_file && (journal_mode != "wal" || synchronous != 1) {
        return Err("the defaults of a file differ from `PRAGMAS`".into());
    }
    Ok(())
}
