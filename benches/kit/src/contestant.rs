//! What a contestant can do.

use std::error::Error;
use std::path::Path;

/// A result whose error ends the benchmark.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// One way to talk to the database: one method per timed operation.
///
/// A contestant that does not take part in a workload leaves its method out.
pub trait Contestant: Sized {
    /// The struct that a row becomes.
    type User;

    /// Opens the database in this file, or one in memory, with [`PRAGMAS`](crate::PRAGMAS).
    fn open(name: &str, path: Option<&Path>) -> Outcome<Self>;

    /// Runs statements that are not timed.
    fn script(&mut self, sql: &str) -> Outcome<()>;

    /// SQLite's version.
    fn sqlite_version() -> String;

    /// All rows.
    fn load(&mut self) -> Outcome<Vec<Self::User>>;

    /// Calls `each` for every row while it is read.
    fn each(&mut self, _each: &mut dyn FnMut(Self::User)) -> Outcome<()> {
        Err(absent())
    }

    /// The row of a key.
    fn find(&mut self, _id: i64) -> Outcome<Self::User> {
        Err(absent())
    }

    /// The first row, by the key, that meets a condition, which here is on the key.
    fn find_by(&mut self, _id: i64) -> Outcome<Option<Self::User>> {
        Err(absent())
    }

    /// Inserts a row and hands its key back.
    fn insert(&mut self, _name: String, _hair_color: Option<String>) -> Outcome<i64> {
        Err(absent())
    }

    /// Inserts the rows in one transaction.
    fn insert_all(&mut self, _rows: Vec<(String, Option<String>)>) -> Outcome<()> {
        Err(absent())
    }

    /// Changes a row's name, in the struct too.
    fn update(&mut self, _user: &mut Self::User, _name: String) -> Outcome<()> {
        Err(absent())
    }

    /// Deletes a row by its key.
    fn delete(&mut self, _user: Self::User) -> Outcome<()> {
        Err(absent())
    }

    /// All users with their posts and these with their comments, in three queries; tells how many
    /// comments there are.
    fn tree(&mut self) -> Outcome<usize> {
        Err(absent())
    }

    /// Takes a connection out of the pool, and gives it back.
    fn checkout(&mut self) -> Outcome<()> {
        Err(absent())
    }
}

#[cold]
fn absent() -> Box<dyn Error> {
    "the contestant does not take part in this workload".into()
}
