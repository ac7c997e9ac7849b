//! The rounds: in each, every contestant is a fresh process, and they take turns.

use bench_kit::{Outcome, Sample, Store, Workload};

use crate::field::Field;
use crate::options::Options;
use crate::places::Places;
use crate::process::Process;
use crate::samples::Samples;

/// Of each turn, the part that is done once more before it, with the clock stopped: the caches
/// are somebody else's when a turn begins.
const WARM_UP_PART: u64 = 10;

/// Operations of a turn, at most.
const MOST_OPERATIONS: u64 = 20_000;

pub(crate) fn run(
    field: &Field,
    options: &Options,
    places: &Places,
    store: Store,
    samples: &mut Samples,
) -> Outcome<()> {
    for entrant in field.entrants(store) {
        places.make(field, store, &Places::name(entrant))?;
    }
    for round in 0..options.rounds {
        eprintln!("{}: round {} of {}", store.title(), round + 1, options.rounds);
        let mut processes = Vec::new();
        for entrant in field.entrants(store) {
            let process = Process::start(field, entrant, store.engine())?;
            samples.note(store, entrant, &process.hello);
            processes.push(process);
        }
        let is_wanted = |workload: &Workload| options.wants(*workload) && workload.fits(store);
        for workload in Workload::ALL.into_iter().filter(is_wanted) {
            // Reading everything is measured in processes of its own.
            if workload != Workload::Each {
                race(options, places, store, workload, &mut processes, round, samples)?;
            }
        }
    }
    Ok(())
}

/// One workload in one round.
fn race(
    options: &Options,
    places: &Places,
    store: Store,
    workload: Workload,
    processes: &mut [Process],
    round: usize,
    samples: &mut Samples,
) -> Outcome<()> {
    let mut runners = Vec::new();
    for process in processes.iter_mut().filter(|process| process.takes_part(workload)) {
        let name = Places::name(process.entrant);
        process.prepare(workload, places.place(store, &name)?)?;
        let runner = Runner::new(process, workload, store, options)?;
        if let Some(sample) = &runner.first {
            samples.add(workload, store, runner.process.entrant, round, sample);
        }
        runners.push(runner);
    }
    let (turns, _) = options.turns;
    for turn in 0..turns {
        if !runners.is_empty() {
            runners.rotate_left(1);
        }
        for runner in &mut runners {
            // Who is slow has fewer turns, spread over those of the others.
            if turn * runner.turns / turns == (turn + 1) * runner.turns / turns {
                continue;
            }
            if runner.warm_up > 0 {
                runner.process.warm_up(runner.warm_up)?;
            }
            let sample = runner.process.run(runner.operations)?;
            samples.add(workload, store, runner.process.entrant, round, &sample);
        }
    }
    Ok(())
}

/// An entrant on a workload, and how much it does in a turn.
struct Runner<'p> {
    process: &'p mut Process,
    operations: u64,
    warm_up: u64,
    turns: usize,
    /// A turn that it had already.
    first: Option<Sample>,
}

impl<'p> Runner<'p> {
    /// Finds out how many operations take about as long as a turn shall.
    fn new(
        process: &'p mut Process,
        workload: Workload,
        store: Store,
        options: &Options,
    ) -> Outcome<Self> {
        let turn = turn_nanos(store);
        // Statements are prepared. What is long is not done only for that in a quick run.
        if !(options.quick && workload.batch() > 10_000) {
            process.warm_up(1)?;
        }
        let mut operations = 1;
        let (nanos, first) = loop {
            let sample = process.run(operations)?;
            let nanos = sample.nanos / operations;
            if sample.nanos * 4 >= turn || operations >= MOST_OPERATIONS {
                break (nanos.max(1), sample);
            }
            operations *= 4;
        };
        let operations = (turn / nanos).clamp(1, MOST_OPERATIONS);
        let (most, least) = options.turns;
        let affordable = options.budget_nanos / (nanos * operations);
        let turns = usize::try_from(affordable)?.clamp(least, most);
        // What takes many turns' time is its own warm-up.
        let is_long = nanos > turn * 10;
        let warm_up = if is_long { 0 } else { (operations / WARM_UP_PART).max(1) };
        // The first try is as good as any other.
        let (first, turns) = if is_long { (Some(first), turns - 1) } else { (None, turns) };
        Ok(Runner { process, operations, warm_up, turns, first })
    }
}

/// How long a turn shall take: so short that many turns pass without the system giving the
/// processor to somebody else.
///
/// Writes of a file stay below the 1000 pages at which SQLite copies its write-ahead log into the
/// file, which waits for the disk: each turn's warm-up begins with an empty log.
fn turn_nanos(store: Store) -> u64 {
    if store.is_server() { 3_000_000 } else { 1_500_000 }
}
