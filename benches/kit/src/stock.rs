//! What operations use up: nothing of it is made while the clock runs.

use std::vec::IntoIter;

use crate::{Contestant, Engine, NewRow, Outcome, THREADS, Workload, key, new_row, settings};

/// Keys that each thread looks for.
const KEYS_OF_THREAD: u64 = 100;

pub(crate) struct Stock<U> {
    /// Rows that are changed again and again.
    pub(crate) users: Vec<U>,
    pub(crate) to_delete: IntoIter<U>,
    pub(crate) names: IntoIter<String>,
    pub(crate) rows: IntoIter<NewRow>,
    pub(crate) batches: IntoIter<Vec<NewRow>>,
    pub(crate) settings: IntoIter<Vec<(String, String)>>,
    pub(crate) keys: IntoIter<Vec<i64>>,
    pub(crate) threads: IntoIter<Vec<Vec<i64>>>,
    /// Operations that there is enough for.
    operations: u64,
    /// Operations that things were made for so far.
    made: u64,
}

impl<U> Default for Stock<U> {
    fn default() -> Self {
        Stock {
            users: Vec::new(),
            to_delete: Vec::new().into_iter(),
            names: Vec::new().into_iter(),
            rows: Vec::new().into_iter(),
            batches: Vec::new().into_iter(),
            settings: Vec::new().into_iter(),
            keys: Vec::new().into_iter(),
            threads: Vec::new().into_iter(),
            operations: 0,
            made: 0,
        }
    }
}

fn list<T>(numbers: std::ops::Range<u64>, make: impl FnMut(u64) -> T) -> IntoIter<T> {
    numbers.map(make).collect::<Vec<_>>().into_iter()
}

impl<U> Stock<U> {
    /// Takes what so many operations need; there is as much from here on, at least.
    pub(crate) fn take<C: Contestant<User = U>>(
        &mut self,
        contestant: &mut C,
        engine: Engine,
        workload: Workload,
        operations: u64,
    ) -> Outcome<()> {
        if self.operations < operations {
            self.make(contestant, engine, workload, operations)?;
            self.operations = operations;
        }
        self.operations -= operations;
        Ok(())
    }

    /// Makes what so many operations need, in place of what is left.
    pub(crate) fn make<C: Contestant<User = U>>(
        &mut self,
        contestant: &mut C,
        engine: Engine,
        workload: Workload,
        operations: u64,
    ) -> Outcome<()> {
        let numbers = self.made..self.made + operations;
        self.made += operations;
        self.operations = operations;
        let rows = workload.rows();
        let batch = workload.batch();
        match workload {
            Workload::Insert => self.rows = list(numbers, new_row),
            Workload::Insert100
            | Workload::InsertMany100
            | Workload::InsertMany10k
            | Workload::InsertMany100k
            | Workload::Copy100k => {
                self.batches = list(numbers, |_| (0..batch).map(new_row).collect());
            }
            Workload::Upsert1k => self.settings = list(numbers, |number| settings(number, batch)),
            Workload::Update => {
                if self.users.is_empty() {
                    self.users = contestant.load()?;
                }
                self.names = list(numbers, |number| format!("Name {number}"));
            }
            Workload::Transaction10 => {
                self.names = list(numbers, |number| format!("Name {number}"))
            }
            Workload::Delete => {
                contestant.script("DELETE FROM users;")?;
                contestant.script(&engine.users(operations))?;
                self.to_delete = contestant.load()?.into_iter();
            }
            Workload::In1k => {
                self.keys = list(numbers, |number| keys(number, 1_000, rows));
            }
            Workload::Threads8 => {
                let threads = THREADS as u64;
                let of_thread = |number: u64| {
                    move |thread| keys(number * threads + thread, KEYS_OF_THREAD, rows)
                };
                self.threads =
                    list(numbers, |number| (0..threads).map(of_thread(number)).collect());
            }
            _ => {}
        }
        Ok(())
    }
}

/// Some keys, others for each number.
fn keys(number: u64, count: u64, rows: u64) -> Vec<i64> {
    (number * count..(number + 1) * count).map(|number| key(number, rows)).collect()
}
