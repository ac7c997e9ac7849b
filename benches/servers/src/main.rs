//! `cargo run --release -p bench-servers`: activerecord against hand-written code on the same
//! driver, on the servers of `ACTIVERECORD_TEST_MYSQL_URL` and so on. A server that no variable
//! names is left out.
//!
//! The contestants take turns of a few milliseconds, so that whatever else the machine does happens
//! to both, and each turn's ratio is of two neighbours. What is printed is the median ratio.
//!
//! Run it on one processor (`taskset -c 0`): which of two processors a system wakes for an answer
//! that takes 25 microseconds makes a difference of several times that, the same way all day long.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

mod mysql_ours;
mod mysql_raw;

/// A result whose error ends the benchmark.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// One way to talk to the database: one method per timed operation.
pub(crate) trait Contestant {
    /// Empties the table and fills it with so many rows.
    fn seed(&mut self, rows: usize) -> Outcome<()>;
    /// All rows.
    fn load(&mut self) -> Outcome<usize>;
    /// The row of a key.
    fn find(&mut self, id: i64) -> Outcome<()>;
    /// Inserts a row and takes its key.
    fn insert(&mut self, number: usize) -> Outcome<()>;
    /// Changes the name of the row of a key.
    fn update(&mut self, id: i64, number: usize) -> Outcome<()>;
    /// Inserts so many rows in one transaction and takes their keys.
    fn insert_many(&mut self, rows: usize) -> Outcome<()>;
}

/// An operation, how often it is done in a turn, how many turns, and what it may take of
/// hand-written code's time.
struct Workload {
    name: &'static str,
    operations: usize,
    turns: usize,
    target: f64,
    run: fn(&mut dyn Contestant, usize) -> Outcome<()>,
}

const ROWS: usize = 10_000;

const WORKLOADS: [Workload; 5] = [
    Workload { name: "load 10k rows", operations: 1, turns: 150, target: 1.15, run: load },
    Workload { name: "find by key", operations: 100, turns: 100, target: 1.10, run: find },
    Workload { name: "insert", operations: 50, turns: 100, target: 1.10, run: insert },
    Workload { name: "update", operations: 50, turns: 100, target: 1.10, run: update },
    Workload { name: "insert_many 100k", operations: 1, turns: 9, target: 1.30, run: insert_many },
];

fn load(contestant: &mut dyn Contestant, operations: usize) -> Outcome<()> {
    for _ in 0..operations {
        if contestant.load()? < ROWS {
            return Err("rows are missing".into());
        }
    }
    Ok(())
}

fn find(contestant: &mut dyn Contestant, operations: usize) -> Outcome<()> {
    (0..operations).try_for_each(|number| contestant.find(key(number)))
}

fn insert(contestant: &mut dyn Contestant, operations: usize) -> Outcome<()> {
    (0..operations).try_for_each(|number| contestant.insert(number))
}

fn update(contestant: &mut dyn Contestant, operations: usize) -> Outcome<()> {
    // The name differs from the one before, or there would be nothing to do.
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let turn = TURN.fetch_add(1, Ordering::Relaxed) * operations;
    (0..operations).try_for_each(|number| contestant.update(key(number), turn + number))
}

fn insert_many(contestant: &mut dyn Contestant, _operations: usize) -> Outcome<()> {
    contestant.insert_many(100_000)
}

/// Keys of the seeded table, out of order.
fn key(number: usize) -> i64 {
    i64::try_from(number * 7_919 % ROWS + 1).unwrap_or(1)
}

/// A kind of server, and the two contestants on it: by hand, and ours.
struct Engine {
    name: &'static str,
    variable: &'static str,
    open: fn(&str) -> Outcome<[Box<dyn Contestant>; 2]>,
}

const ENGINES: [Engine; 1] = [Engine {
    name: "MySQL",
    variable: "ACTIVERECORD_TEST_MYSQL_URL",
    open: |url| Ok([Box::new(mysql_raw::Raw::open(url)?), Box::new(mysql_ours::Ours::open(url)?)]),
}];

fn main() -> Outcome<()> {
    for engine in &ENGINES {
        let Ok(url) = std::env::var(engine.variable) else {
            println!("NOT RUN: {}: {} names no server", engine.name, engine.variable);
            continue;
        };
        let [mut raw, mut ours] = (engine.open)(&url)?;
        println!("{:<20}{:>12}{:>12}{:>8}{:>8}", engine.name, "by hand", "ours", "ratio", "target");
        for workload in &WORKLOADS {
            raw.seed(ROWS)?;
            ours.seed(ROWS)?;
            race(workload, &mut *raw, &mut *ours)?;
        }
    }
    Ok(())
}

fn race(workload: &Workload, raw: &mut dyn Contestant, ours: &mut dyn Contestant) -> Outcome<()> {
    let mut turns = Vec::new();
    for turn in 0..workload.turns + 2 {
        // Who begins changes: the second may find the server's caches warm.
        let pair = if turn % 2 == 0 {
            let first = time(workload, raw)?;
            (first, time(workload, ours)?)
        } else {
            let first = time(workload, ours)?;
            (time(workload, raw)?, first)
        };
        // The first two turns warm up.
        if turn > 1 {
            turns.push(pair);
        }
    }
    let each = |duration: Duration| duration.as_secs_f64() * 1e6 / workload.operations as f64;
    let by_hand = median(turns.iter().map(|(raw, _)| each(*raw)).collect());
    let by_us = median(turns.iter().map(|(_, ours)| each(*ours)).collect());
    let ratio = median(turns.iter().map(|(raw, ours)| each(*ours) / each(*raw)).collect());
    println!(
        "{:<20}{by_hand:>9.1} µs{by_us:>9.1} µs{ratio:>8.3}{:>8.2}",
        workload.name, workload.target
    );
    Ok(())
}

fn time(workload: &Workload, contestant: &mut dyn Contestant) -> Outcome<Duration> {
    let start = Instant::now();
    (workload.run)(contestant, workload.operations)?;
    Ok(start.elapsed())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
