//! One contestant on one workload.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::stock::Stock;
use crate::{Contestant, Engine, Outcome, Workload, key};

/// A database that is ready, and what the operations will use up.
pub(crate) struct Race<C: Contestant> {
    contestant: C,
    engine: Engine,
    workload: Workload,
    done: u64,
    stock: Stock<C::User>,
}

impl<C: Contestant> Race<C> {
    /// Opens and fills the database; makes what so many operations use up, if that is known.
    pub(crate) fn prepare(
        name: &str,
        engine: Engine,
        workload: Workload,
        place: &str,
        operations: u64,
    ) -> Outcome<Self> {
        let mut contestant = C::open(name, place)?;
        contestant.script(&engine.tables())?;
        contestant.script(&engine.fill(workload))?;
        let mut stock = Stock::default();
        if operations > 0 {
            stock.make(&mut contestant, engine, workload, operations)?;
        }
        Ok(Race { contestant, engine, workload, done: 0, stock })
    }

    /// Does the operation so many times before the clock runs.
    ///
    /// SQLite's write-ahead log is copied into the file, and starts again with the first operation
    /// here: it waits for the disk at both, at times that it would choose otherwise.
    pub(crate) fn warm_up(&mut self, operations: u64) -> Outcome<()> {
        if self.engine == Engine::Sqlite {
            self.contestant.script("PRAGMA wal_checkpoint(RESTART);")?;
        }
        self.run(operations).map(|_| ())
    }

    /// Does the operation so many times.
    pub(crate) fn run(&mut self, operations: u64) -> Outcome<Duration> {
        if self.workload.starts_empty() {
            self.contestant.script(&self.engine.truncate("users"))?;
        }
        self.stock.take(&mut self.contestant, self.engine, self.workload, operations)?;
        let from = self.done;
        self.done += operations;
        let rows = self.workload.rows();
        let contestant = &mut self.contestant;
        let numbers = from..self.done;
        match self.workload {
            Workload::Load1 | Workload::Load100 | Workload::Load10k => {
                time(numbers, |_| contestant.load())
            }
            Workload::Join100 | Workload::Join10k => time(numbers, |_| contestant.join()),
            Workload::Tree100 | Workload::Tree1k => time(numbers, |_| contestant.tree()),
            Workload::Find => time(numbers, |number| contestant.find(key(number, rows))),
            Workload::FindBy => time(numbers, |number| contestant.find_by(key(number, rows))),
            Workload::Count => time(numbers, |_| contestant.count()),
            Workload::Exists => time(numbers, |number| contestant.exists(key(number, rows))),
            Workload::Transaction10 => {
                let names = self.stock.names.by_ref().take(usize::try_from(operations)?);
                time(numbers.zip(names), |(number, name)| {
                    let ids = [0, 1, 2, 3, 4].map(|at| key(number * 5 + at, rows));
                    contestant.transaction(ids, name)
                })
            }
            Workload::Checkout => time(numbers, |_| contestant.checkout()),
            _ => self.run_on_stock(from, usize::try_from(operations)?),
        }
    }

    fn run_on_stock(&mut self, from: u64, count: usize) -> Outcome<Duration> {
        let contestant = &mut self.contestant;
        let stock = &mut self.stock;
        match self.workload {
            Workload::In1k => {
                time(stock.keys.by_ref().take(count), |ids| contestant.find_many(ids))
            }
            Workload::Insert => time(stock.rows.by_ref().take(count), |row| contestant.insert(row)),
            Workload::Insert100 => {
                time(stock.batches.by_ref().take(count), |rows| contestant.insert_all(rows))
            }
            Workload::Copy100k => {
                time(stock.batches.by_ref().take(count), |rows| contestant.copy_in(rows))
            }
            Workload::Upsert1k => {
                time(stock.settings.by_ref().take(count), |settings| contestant.upsert(settings))
            }
            Workload::Update => {
                let mut at = usize::try_from(from % self.workload.rows())?;
                let users = &mut stock.users;
                time(stock.names.by_ref().take(count), |name| {
                    at = if at + 1 < users.len() { at + 1 } else { 0 };
                    contestant.update(&mut users[at], name)
                })
            }
            Workload::Delete => {
                time(stock.to_delete.by_ref().take(count), |user| contestant.delete(user))
            }
            Workload::Threads8 => {
                time(stock.threads.by_ref().take(count), |keys| contestant.threads(keys))
            }
            _ => time(stock.batches.by_ref().take(count), |rows| contestant.insert_many(rows)),
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
