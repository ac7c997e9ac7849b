//! activerecord, by its short forms: the default database, its registry and its pool.

use activerecord::postgres;
use activerecord::prelude::*;
use bench_kit::{Contestant, NewRow, Outcome, STATEMENT_CACHE, Workload, in_threads};

use self::models::{Author, Post, Setting, User};

mod models;

pub(crate) struct Ours {
    db: Database,
}

impl Contestant for Ours {
    type User = User;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let db = if place.contains("://") {
            activerecord::connect(place)?
        } else {
            let config = ConnectionConfig::new().database(place).statement_cache(STATEMENT_CACHE);
            let db = Database::open(config, SqliteBackend)?;
            check_defaults(&db, place)?;
            db
        };
        activerecord::set_default(&db);
        Ok(Ours { db })
    }

    fn takes_part(_name: &str, _workload: Workload) -> bool {
        true
    }

    fn version() -> String {
        format!("activerecord, rusqlite with SQLite {}, tokio-postgres, mysql", rusqlite::version())
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.db.execute_script(sql)?)
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

    fn join(&mut self) -> Outcome<usize> {
        let pairs = Author::query()
            .left_join(Author::POSTS)
            .filter(Author::HAIR_COLOR.eq("black"))
            .order_by((Author::ID.asc(), Post::ID.asc()))
            .with_joined::<Option<Post>>()
            .all()?;
        Ok(pairs.len())
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

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
        Ok(User::filter(User::ID.is_in(ids)).all()?)
    }

    fn count(&mut self) -> Outcome<i64> {
        Ok(i64::try_from(User::filter(User::HAIR_COLOR.eq("black")).count()?)?)
    }

    fn exists(&mut self, id: i64) -> Outcome<bool> {
        Ok(User::filter(User::ID.eq(id)).exists()?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        Ok(new_user(row).create()?.id)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        Ok(self.db.transaction(|_| {
            for row in rows {
                new_user(row).create()?;
            }
            Ok(())
        })?)
    }

    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let mut users: Vec<User> = rows.into_iter().map(new_user).collect();
        User::insert_many(&mut users)?;
        Ok(std::hint::black_box(users).len())
    }

    fn copy_in(&mut self, rows: Vec<NewRow>) -> Outcome<u64> {
        let users: Vec<User> = rows.into_iter().map(new_user).collect();
        Ok(postgres::copy_in(&self.db, &users)?)
    }

    fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
        let settings: Vec<Setting> =
            settings.into_iter().map(|(name, value)| Setting { name, value }).collect();
        Setting::upsert_many(&settings).conflict(Setting::NAME).update(Setting::VALUE).run()?;
        Ok(())
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        Ok(user.update(|user| user.name = name)?)
    }

    fn delete(&mut self, mut user: User) -> Outcome<()> {
        Ok(user.delete()?)
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        Ok(self.db.transaction(|_| {
            for id in ids {
                User::find(id)?.update(|user| user.name.clone_from(&name))?;
            }
            Ok(())
        })?)
    }

    fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
        in_threads(keys, |id| {
            std::hint::black_box(User::find(id)?);
            Ok(())
        })
    }

    fn checkout(&mut self) -> Outcome<()> {
        Ok(self.db.with_session(&mut |_| Ok(()))?)
    }
}

fn new_user((name, hair_color): NewRow) -> User {
    User { name, hair_color, ..Default::default() }
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
