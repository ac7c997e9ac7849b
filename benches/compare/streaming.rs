//! `each` over many rows: the time, and the memory that the process takes at most.

use bench_kit::{Outcome, Peak, Store, Workload};

use crate::field::{Entrant, Field, RAW};
use crate::options::Options;
use crate::places::Places;
use crate::samples::Samples;

/// The database that all read.
const NAME: &str = "bench_each";

/// Rounds at most: a round is long, and has few disturbances.
const ROUNDS: usize = 3;

/// A process per contestant and round, all on the same database.
pub(crate) fn run(
    field: &Field,
    options: &Options,
    places: &Places,
    store: Store,
    samples: &mut Samples,
) -> Outcome<()> {
    if !options.wants(Workload::Each) || !Workload::Each.fits(store) {
        return Ok(());
    }
    let rows = options.stream_rows;
    eprintln!("{}: each over {rows} rows", store.title());
    places.make(field, store, NAME)?;
    let place = places.place(store, NAME)?;
    let seeded =
        field.command(&RAW, store.engine())?.args(["seed", &place, &rows.to_string()]).status()?;
    if !seeded.success() {
        return Err("the great table could not be filled".into());
    }
    let mut entrants: Vec<&Entrant> =
        field.main(store).filter(|entrant| samples.is_reader(store, entrant)).collect();
    for round in 0..options.rounds.min(ROUNDS) {
        for entrant in &entrants {
            let output = field
                .command(entrant, store.engine())?
                .args(["each", &place])
                .stderr(std::process::Stdio::inherit())
                .output()?;
            let peak: Peak = serde_json::from_slice(&output.stdout)?;
            if !output.status.success() || peak.rows != rows {
                return Err(format!("{} has not read all rows", entrant.word).into());
            }
            samples.add_peak(store, entrant, round, &peak);
        }
        entrants.rotate_left(1);
    }
    places.clear(store, NAME)
}
