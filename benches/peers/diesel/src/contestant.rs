//! The operations, as Diesel's guides show them, and in the other ways that it has.

use std::path::Path;

use bench_kit::{Contestant, Outcome};
use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;

use crate::connection::{Source, pragmas, url};
use crate::schema::{Comment, NewUser, Post, User, users};

pub(crate) struct Diesel<S> {
    source: S,
    way: Way,
}

/// What a contestant does otherwise than the guides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Guides,
    /// `diesel-get-result` finds without `LIMIT 1`: SQLite prepares a statement anew whenever
    /// the bind of its LIMIT is set, and Diesel binds it.
    GetResult,
    /// `diesel-keyless` does not ask for the keys of new rows.
    Keyless,
    /// `diesel-vec` inserts many rows by one statement.
    Vec,
}

impl Way {
    fn of(name: &str) -> Self {
        match name {
            "diesel-get-result" => Way::GetResult,
            "diesel-keyless" => Way::Keyless,
            "diesel-vec" => Way::Vec,
            _ => Way::Guides,
        }
    }

    fn insert(self, connection: &mut SqliteConnection, new: &NewUser<'_>) -> QueryResult<i64> {
        let insert = diesel::insert_into(users::table).values(new);
        match self {
            Way::Keyless => insert.execute(connection).map(|_| 0),
            _ => insert.returning(users::id).get_result(connection),
        }
    }

    fn insert_all(
        self,
        connection: &mut SqliteConnection,
        rows: &[(String, Option<String>)],
    ) -> QueryResult<()> {
        let mut rows = rows.iter().map(|(name, hair_color)| new_user(name, hair_color));
        if self == Way::Vec {
            let rows: Vec<NewUser<'_>> = rows.collect();
            return diesel::insert_into(users::table).values(&rows).execute(connection).map(|_| ());
        }
        rows.try_for_each(|row| self.insert(connection, &row).map(|_| ()))
    }
}

fn new_user<'a>(name: &'a str, hair_color: &'a Option<String>) -> NewUser<'a> {
    NewUser { name, hair_color: hair_color.as_deref() }
}

impl<S: Source> Contestant for Diesel<S> {
    type User = User;

    fn open(name: &str, path: Option<&Path>) -> Outcome<Self> {
        Ok(Diesel { source: S::open(url(path)?, pragmas(name))?, way: Way::of(name) })
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.source.lend()?.batch_execute(sql)?)
    }

    fn sqlite_version() -> String {
        libsqlite3_sys::SQLITE_VERSION.to_string_lossy().into_owned()
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        Ok(users::table.select(User::as_select()).load(&mut *self.source.lend()?)?)
    }

    fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
        let mut connection = self.source.lend()?;
        let query = users::table.select(User::as_select());
        for user in query.load_iter::<User, DefaultLoadingMode>(&mut *connection)? {
            each(user?);
        }
        Ok(())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let connection = &mut *self.source.lend()?;
        let all = users::table.select(User::as_select()).load(connection)?;
        let own = Post::belonging_to(&all).select(Post::as_select()).load(connection)?;
        let replies = Comment::belonging_to(&own).select(Comment::as_select()).load(connection)?;
        let replies = replies.grouped_by(&own);
        let own = own.into_iter().zip(replies).grouped_by(&all);
        let tree: Vec<(User, Vec<(Post, Vec<Comment>)>)> = all.into_iter().zip(own).collect();
        let posts = tree.iter().flat_map(|(_, posts)| posts);
        Ok(posts.map(|(_, comments)| comments.len()).sum())
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        let query = users::table.find(id).select(User::as_select());
        let connection = &mut *self.source.lend()?;
        Ok(match self.way {
            Way::GetResult => query.get_result(connection)?,
            _ => query.first(connection)?,
        })
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        let query = users::table.filter(users::id.eq(id)).order(users::id.asc());
        let connection = &mut *self.source.lend()?;
        Ok(query.select(User::as_select()).first(connection).optional()?)
    }

    fn insert(&mut self, name: String, hair_color: Option<String>) -> Outcome<i64> {
        Ok(self.way.insert(&mut *self.source.lend()?, &new_user(&name, &hair_color))?)
    }

    fn insert_all(&mut self, rows: Vec<(String, Option<String>)>) -> Outcome<()> {
        let way = self.way;
        let connection = &mut *self.source.lend()?;
        Ok(connection.immediate_transaction(|connection| way.insert_all(connection, &rows))?)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        let row = diesel::update(users::table.find(user.id));
        let changed = row.set(users::name.eq(&name)).execute(&mut *self.source.lend()?)?;
        if changed == 0 {
            return Err("no such row".into());
        }
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: User) -> Outcome<()> {
        let row = diesel::delete(users::table.find(user.id));
        let changed = row.execute(&mut *self.source.lend()?)?;
        if changed == 0 { Err("no such row".into()) } else { Ok(()) }
    }
}
