//! Instructions per operation, counted by valgrind: the same on a busy machine.

use std::io::Write;
use std::process::{Command as Program, Stdio};

use bench_kit::{Command, Engine, Outcome, Store, Workload};

use crate::field::{DIESEL, Entrant, Field, OURS, R2D2, RAW};
use crate::options::Options;

/// Prints a table. Each contestant runs twice, with few operations and with more; the difference
/// has no start and no preparation in it.
pub(crate) fn run(field: &Field, options: &Options) -> Outcome<()> {
    println!("instructions per operation, SQLite in memory\n");
    println!(
        "{:<18}{:>12}{:>12}{:>12}{:>12}{:>13}",
        "", "raw", "ours", "diesel", "ours - raw", "ours/diesel"
    );
    let is_wanted = |workload: &Workload| options.wants(*workload) && workload.fits(Store::Memory);
    for workload in Workload::ALL.into_iter().filter(is_wanted) {
        if workload == Workload::Checkout {
            let [ours, r2d2] =
                [&OURS, &R2D2].map(|entrant| per_operation(field, entrant, workload));
            println!("{:<18}{:>12}{:>12}   (r2d2: {})", workload.name(), "", ours?, r2d2?);
            continue;
        }
        let [raw, ours] = [&RAW, &OURS].map(|entrant| per_operation(field, entrant, workload));
        let (raw, ours) = (raw?, ours?);
        print!("{:<18}{raw:>12}{ours:>12}", workload.name());
        if field.program(&DIESEL).is_some() {
            let diesel = per_operation(field, &DIESEL, workload)?;
            let ratio = ours as f64 / diesel as f64;
            println!("{diesel:>12}{:>+12}{ratio:>13.2}", ours - raw);
        } else {
            println!("{:>12}{:>+12}", "-", ours - raw);
        }
    }
    Ok(())
}

/// Instructions of one operation, its statement prepared.
pub(crate) fn per_operation(field: &Field, entrant: &Entrant, workload: Workload) -> Outcome<i64> {
    let few = match workload {
        Workload::InsertMany100k => 1,
        Workload::Load10k | Workload::Join10k | Workload::Tree1k | Workload::InsertMany10k => 2,
        Workload::Insert100 | Workload::InsertMany100 | Workload::Upsert1k => 10,
        Workload::Tree100 | Workload::In1k => 10,
        // After a few hundred turns only the heap is as it will be.
        Workload::Load100 | Workload::Join100 => 1_000,
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
    entrant: &Entrant,
    workload: Workload,
    operations: u64,
    prepared: u64,
) -> Outcome<i64> {
    // The first operation prepares statements and fills caches.
    let warm_up = 20.min(prepared);
    let program = field.program(entrant).ok_or("the program was not built")?;
    let mut valgrind = Program::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(program)
        .args([entrant.word, Engine::Sqlite.word()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("valgrind could not be started: {error}"))?;
    let mut input = valgrind.stdin.take().ok_or("no input")?;
    for command in [
        Command::Prepare { workload, place: ":memory:".to_owned(), operations: prepared + warm_up },
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
