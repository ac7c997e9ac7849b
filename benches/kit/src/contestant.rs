//! What a contestant can do.

use std::error::Error;

use crate::{NewRow, Workload};

/// A result whose error ends the benchmark.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// One way to talk to the database: one method per timed operation.
///
/// A contestant that does not take part in a workload leaves its method out, and says so by
/// [`takes_part`](Contestant::takes_part).
pub trait Contestant: Sized {
    /// The struct that a row becomes.
    type User;

    /// Opens the database at a place: `:memory:`, a file's path or a server's URL. SQLite is set to
    /// [`PRAGMAS`](crate::PRAGMAS).
    fn open(name: &str, place: &str) -> Outcome<Self>;

    /// Whether it takes part under this name.
    fn takes_part(name: &str, workload: Workload) -> bool;

    /// The version of what it stands on, for people.
    fn version() -> String;

    /// Runs statements that are not timed.
    fn script(&mut self, sql: &str) -> Outcome<()>;

    /// All rows.
    fn load(&mut self) -> Outcome<Vec<Self::User>>;

    /// Calls `each` for every row while it is read.
    fn each(&mut self, _each: &mut dyn FnMut(Self::User)) -> Outcome<()> {
        Err(absent())
    }

    /// Black-haired users beside each of their posts, or beside none, by their keys; tells how many
    /// pairs there are.
    fn join(&mut self) -> Outcome<usize> {
        Err(absent())
    }

    /// All users with their posts and these with their comments, in three queries; tells how many
    /// comments there are.
    fn tree(&mut self) -> Outcome<usize> {
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

    /// The rows of these keys, in any order.
    fn find_many(&mut self, _ids: Vec<i64>) -> Outcome<Vec<Self::User>> {
        Err(absent())
    }

    /// How many users have black hair.
    fn count(&mut self) -> Outcome<i64> {
        Err(absent())
    }

    /// Whether there is a row of this key.
    fn exists(&mut self, _id: i64) -> Outcome<bool> {
        Err(absent())
    }

    /// Inserts a row and hands its key back.
    fn insert(&mut self, _row: NewRow) -> Outcome<i64> {
        Err(absent())
    }

    /// Inserts the rows one after the other, in one transaction.
    fn insert_all(&mut self, _rows: Vec<NewRow>) -> Outcome<()> {
        Err(absent())
    }

    /// Inserts the rows, all or none, and takes their keys; tells how many there are.
    fn insert_many(&mut self, _rows: Vec<NewRow>) -> Outcome<usize> {
        Err(absent())
    }

    /// Inserts the rows by the quickest way that hands no keys back.
    fn copy_in(&mut self, _rows: Vec<NewRow>) -> Outcome<u64> {
        Err(absent())
    }

    /// Writes names and values; where the name is there already, the value is replaced.
    fn upsert(&mut self, _settings: Vec<(String, String)>) -> Outcome<()> {
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

    /// In one transaction: finds each of the keys and changes the name of its row.
    fn transaction(&mut self, _ids: [i64; 5], _name: String) -> Outcome<()> {
        Err(absent())
    }

    /// Finds keys, each list by a thread of its own, on a pool of as many connections.
    fn threads(&mut self, _keys: Vec<Vec<i64>>) -> Outcome<()> {
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
