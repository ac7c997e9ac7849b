//! A contestant's `main`: does what the driver says on standard input.

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::race::Race;
use crate::{Command, Contestant, Hello, Outcome, Peak, SCHEMA, Sample, peak_kib, seed};

/// Serves `<name>` (commands on standard input), `<name> seed <file> <rows>` and
/// `<name> each <file>`.
///
/// # Errors
/// What the contestant could not do.
pub fn serve<C: Contestant>(arguments: &[String]) -> Outcome<()> {
    match arguments {
        [name] => commands::<C>(name),
        [name, word, file, rows] if word == "seed" => {
            let mut contestant = C::open(name, Some(Path::new(file)))?;
            contestant.script(SCHEMA)?;
            contestant.script(&seed(rows.parse()?))
        }
        [name, word, file] if word == "each" => each::<C>(name, Path::new(file)),
        _ => Err("usage: <contestant> [seed <file> <rows> | each <file>]".into()),
    }
}

fn commands<C: Contestant>(name: &str) -> Outcome<()> {
    say(&Hello { contestant: name.to_owned(), sqlite: C::sqlite_version() })?;
    let mut race: Option<Race<C>> = None;
    for line in std::io::stdin().lock().lines() {
        match serde_json::from_str(&line?)? {
            Command::Prepare { workload, path, operations, .. } => {
                // The database before is closed first.
                drop(race.take());
                race = Some(Race::prepare(name, workload, path.as_deref(), operations)?);
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

/// Reads every row some times, in a process of its own, whose memory is looked at then.
fn each<C: Contestant>(name: &str, file: &Path) -> Outcome<()> {
    const PASSES: usize = 3;

    let mut contestant = C::open(name, Some(file))?;
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
