//! A contestant's `main`: does what the driver says on standard input.

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use crate::race::Race;
use crate::{Command, Contestant, Engine, Hello, Outcome, Peak, Sample, Workload, peak_kib};

const USAGE: &str = "usage: <contestant> <name> <engine> \
    [script <place> <sql> | seed <place> <rows> | each <place>]; without more than a name and an \
    engine, commands are read from standard input";

/// Serves the rest of a command line, behind the contestant's name and the engine.
///
/// # Errors
/// What the contestant could not do.
pub fn serve<C: Contestant>(name: &str, engine: Engine, rest: &[String]) -> Outcome<()> {
    match rest {
        [] => commands::<C>(name, engine),
        [word, place, sql] if word == "script" => C::open(name, place)?.script(sql),
        [word, place, rows] if word == "seed" => {
            let mut contestant = C::open(name, place)?;
            contestant.script(&engine.tables())?;
            contestant.script(&engine.users(rows.parse()?))
        }
        [word, place] if word == "each" => each::<C>(name, place),
        _ => Err(USAGE.into()),
    }
}

/// The name, the engine and the rest of this process's command line.
///
/// # Errors
/// There is no name, or no such engine.
pub fn arguments() -> Outcome<(String, Engine, Vec<String>)> {
    let mut words = std::env::args().skip(1);
    let name = words.next().ok_or(USAGE)?;
    let engine = words.next().and_then(|word| Engine::from_word(&word)).ok_or(USAGE)?;
    Ok((name, engine, words.collect()))
}

fn commands<C: Contestant>(name: &str, engine: Engine) -> Outcome<()> {
    let workloads =
        Workload::ALL.into_iter().filter(|workload| C::takes_part(name, *workload)).collect();
    keep_freed_memory();
    say(&Hello { contestant: name.to_owned(), version: C::version(), workloads })?;
    let mut race: Option<Race<C>> = None;
    for line in std::io::stdin().lock().lines() {
        match serde_json::from_str(&line?)? {
            Command::Prepare { workload, place, operations } => {
                // The database before is closed first.
                drop(race.take());
                race = Some(Race::prepare(name, engine, workload, &place, operations)?);
                say(&Sample { operations: 0, nanos: 0 })?;
            }
            Command::WarmUp { operations } => {
                let race = race.as_mut().ok_or("nothing was prepared")?;
                race.warm_up(operations)?;
                say(&Sample { operations, nanos: 0 })?;
            }
            Command::Run { operations } => {
                let race = race.as_mut().ok_or("nothing was prepared")?;
                let nanos = u64::try_from(race.run(operations)?.as_nanos())?;
                say(&Sample { operations, nanos })?;
            }
        }
    }
    Ok(())
}

/// Lets every contestant keep the memory that it frees, as a program does that has run for a while.
///
/// glibc gives memory back to the system when more than 128 KiB of it are free, until the first
/// large block is freed; from then on it keeps twice as much as that block had. Who happens to
/// allocate one in each operation would be ahead of who asks for less memory.
fn keep_freed_memory() {
    const LARGE: usize = 16 << 20;

    // Zeros are not touched: this takes no memory, and no time.
    drop(black_box(vec![0_u8; LARGE]));
}

/// Reads every row some times, in a process of its own, whose memory is looked at then.
fn each<C: Contestant>(name: &str, place: &str) -> Outcome<()> {
    const PASSES: usize = 3;

    let mut contestant = C::open(name, place)?;
    let mut quickest = Duration::MAX;
    let mut rows = 0;
    for _ in 0..PASSES {
        rows = 0;
        let start = Instant::now();
        contestant.each(&mut |user| {
            std::hint::black_box(user);
            rows += 1;
        })?;
        quickest = quickest.min(start.elapsed());
    }
    let nanos = u64::try_from(quickest.as_nanos())?;
    say(&Peak { rows, nanos, peak_kib: peak_kib()? })
}

fn say(message: &impl serde::Serialize) -> Outcome<()> {
    let mut output = std::io::stdout().lock();
    serde_json::to_writer(&mut output, message)?;
    output.write_all(b"\n")?;
    Ok(output.flush()?)
}
