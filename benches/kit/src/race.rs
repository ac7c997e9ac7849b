//! One contestant on one workload.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::{Contestant, Outcome, SCHEMA, TREE, Workload, hair_color, key, seed};

/// Rows per operation of `insert 100`.
const TRANSACTION_ROWS: u64 = 100;

type NewRow = (String, Option<String>);

/// A database that is ready, and what the operations will use up: nothing of it is made while the
/// clock runs.
pub(crate) struct Race<C: Contestant> {
    contestant: C,
    workload: Workload,
    rows: u64,
    done: u64,
    users: Vec<C::User>,
    to_delete: std::vec::IntoIter<C::User>,
    names: std::vec::IntoIter<String>,
    new_rows: std::vec::IntoIter<NewRow>,
    new_batches: std::vec::IntoIter<Vec<NewRow>>,
}

impl<C: Contestant> Race<C> {
    pub(crate) fn prepare(
        name: &str,
        workload: Workload,
        path: Option<&Path>,
        operations: u64,
    ) -> Outcome<Self> {
        let rows = workload.rows(operations);
        let mut contestant = C::open(name, path)?;
        contestant.script(SCHEMA)?;
        contestant.script(&seed(rows))?;
        if matches!(workload, Workload::Tree100 | Workload::Tree1k) {
            contestant.script(TREE)?;
        }
        let mut race = Race {
            contestant,
            workload,
            rows,
            done: 0,
            users: Vec::new(),
            to_delete: Vec::new().into_iter(),
            names: Vec::new().into_iter(),
            new_rows: Vec::new().into_iter(),
            new_batches: Vec::new().into_iter(),
        };
        race.stock_up(operations)?;
        Ok(race)
    }

    fn stock_up(&mut self, operations: u64) -> Outcome<()> {
        let new_row = |number| (format!("User {number}"), hair_color(number));
        match self.workload {
            Workload::Insert => {
                self.new_rows = (0..operations).map(new_row).collect::<Vec<_>>().into_iter();
            }
            Workload::Insert100 => {
                let batch = |_| (0..TRANSACTION_ROWS).map(new_row).collect::<Vec<_>>();
                self.new_batches = (0..operations).map(batch).collect::<Vec<_>>().into_iter();
            }
            Workload::Update => {
                self.users = self.contestant.load()?;
                let name = |number| format!("Name {number}");
                self.names = (0..operations).map(name).collect::<Vec<_>>().into_iter();
            }
            Workload::Delete => self.to_delete = self.contestant.load()?.into_iter(),
            _ => {}
        }
        Ok(())
    }

    /// Does the operation so many times before the clock runs.
    ///
    /// The write-ahead log is copied into the file, and starts again with the first operation
    /// here: SQLite waits for the disk at both, at times that it would choose otherwise.
    pub(crate) fn warm_up(&mut self, operations: u64) -> Outcome<()> {
        self.contestant.script("PRAGMA wal_checkpoint(RESTART);")?;
        self.run(operations).map(|_| ())
    }

    /// Does the operation so many times.
    pub(crate) fn run(&mut self, operations: u64) -> Outcome<Duration> {
        let contestant = &mut self.contestant;
        let from = self.done;
        self.done += operations;
        let count = usize::try_from(operations)?;
        match self.workload {
            Workload::Load1 | Workload::Load100 | Workload::Load10k => {
                time(0..operations, |_| contestant.load())
            }
            Workload::Tree100 | Workload::Tree1k => time(0..operations, |_| contestant.tree()),
            Workload::Find => {
                let rows = self.rows;
                time(from..self.done, |number| contestant.find(key(number, rows)))
            }
            Workload::FindBy => {
                let rows = self.rows;
                time(from..self.done, |number| contestant.find_by(key(number, rows)))
            }
            Workload::Insert => time(self.new_rows.by_ref().take(count), |(name, hair_color)| {
                contestant.insert(name, hair_color)
            }),
            Workload::Insert100 => {
                time(self.new_batches.by_ref().take(count), |rows| contestant.insert_all(rows))
            }
            Workload::Update => {
                let mut at = usize::try_from(from % self.rows)?;
                let users = &mut self.users;
                time(self.names.by_ref().take(count), |name| {
                    at = if at + 1 < users.len() { at + 1 } else { 0 };
                    contestant.update(&mut users[at], name)
                })
            }
            Workload::Delete => {
                time(self.to_delete.by_ref().take(count), |user| contestant.delete(user))
            }
            Workload::Checkout => time(0..operations, |_| contestant.checkout()),
        }
    }
}

#[inline]
fn time<I, T>(
    inputs: impl Iterator<Item = I>,
    mut operation: impl FnMut(I) -> Outcome<T>,
) -> Outcome<Duration> {
    let start = Instant::now();
    for input in inputs {
        black_box(operation(black_box(input))?);
    }
    Ok(start.elapsed())
}
