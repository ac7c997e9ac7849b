//! Instructions per operation, counted by valgrind: the same on a busy machine.

use std::io::Write;
use std::process::{Command as Program, Stdio};

use bench_kit::{Command, Outcome, Store, Workload};

use crate::field::{Entrant, Field};
use crate::options::Options;

/// Prints a table. Each contestant runs twice, with few operations and with more; the difference
/// has no start and no preparation in it.
pub(crate) fn run(field: &Field, options: &Options) -> Outcome<()> {
    println!("instructions per operation, database in memory\n");
    println!(
        "{:<16}{:>11}{:>11}{:>11}{:>11}{:>13}",
        "", "raw", "ours", "diesel", "ours - raw", "ours/diesel"
    );
    for workload in Workload::ALL.into_iter().filter(|workload| options.wants(*workload)) {
        if workload == Workload::Checkout {
            let [ours, r2d2] = [Entrant::Ours, Entrant::R2d2]
                .map(|entrant| per_operation(field, entrant, workload));
            println!("{:<16}{:>11}{:>11}   (r2d2: {})", workload.name(), "", ours?, r2d2?);
            continue;
        }
        let [raw, ours, diesel] =
            Entrant::MAIN.map(|entrant| per_operation(field, entrant, workload));
        let (raw, ours, diesel) = (raw?, ours?, diesel?);
        println!(
            "{:<16}{raw:>11}{ours:>11}{diesel:>11}{:>+11}{:>13.2}",
            workload.name(),
            ours - raw,
            ours as f64 / diesel as f64
        );
    }
    Ok(())
}

fn per_operation(field: &Field, entrant: Entrant, workload: Workload) -> Outcome<i64> {
    let few = match workload {
        Workload::Load10k => 2,
        Workload::Insert100 => 10,
        _ => 200,
    };
    let more = few * 3;
    let difference =
        count(field, entrant, workload, more, more)? - count(field, entrant, workload, few, more)?;
    Ok(difference / (more - few).cast_signed())
}

/// The instructions of a whole process.
fn count(
    field: &Field,
    entrant: Entrant,
    workload: Workload,
    operations: u64,
    prepared: u64,
) -> Outcome<i64> {
    // The first operation prepares statements and fills caches.
    let warm_up = 20.min(prepared);
    let mut valgrind = Program::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(field.program(entrant))
        .arg(entrant.word())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("valgrind could not be started: {error}"))?;
    let mut input = valgrind.stdin.take().ok_or("no input")?;
    let store = Store::Memory;
    for command in [
        Command::Prepare { workload, store, path: None, operations: prepared + warm_up },
        Command::WarmUp { operations: warm_up },
        Command::Run { operations },
    ] {
        writeln!(input, "{}", serde_json::to_string(&command)?)?;
    }
    drop(input);
    let output = valgrind.wait_with_output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    let total = words
        .lines()
        .find_map(|line| line.split_once(" refs:"))
        .map(|(_, number)| number.trim().replace(',', ""))
        .ok_or_else(|| format!("valgrind did not count: {words}"))?;
    Ok(total.parse()?)
}
