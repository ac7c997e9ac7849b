//! The rounds: in each, every contestant is a fresh process, and they take turns.

use std::path::Path;

use bench_kit::{Outcome, Store, Workload};

use crate::field::{Entrant, Field};
use crate::options::Options;
use crate::process::Process;
use crate::samples::Samples;

/// Of each turn, the part that is done once more before it, with the clock stopped: the caches
/// are somebody else's when a turn begins.
const WARM_UP_PART: u64 = 10;

pub(crate) fn run(field: &Field, options: &Options, folder: &Path) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for round in 0..options.rounds {
        eprintln!("round {} of {}", round + 1, options.rounds);
        let mut processes = Vec::new();
        for entrant in Entrant::ALL {
            let process = Process::start(field, entrant)?;
            samples.note_version(entrant, &process.hello);
            processes.push((entrant, process));
        }
        for store in Store::ALL {
            for workload in Workload::ALL.into_iter().filter(|workload| options.wants(*workload)) {
                let mut entrants: Vec<&mut (Entrant, Process)> = processes
                    .iter_mut()
                    .filter(|(entrant, _)| entrant.takes_part(workload, store))
                    .collect();
                for (entrant, process) in &mut entrants {
                    let file = format!("{}-{}-{round}.db", entrant.word(), workload.name());
                    let path = (store == Store::File).then(|| folder.join(file));
                    process.prepare(workload, store, path, total(workload, store, options))?;
                    process.warm_up(workload.operations(store))?;
                }
                for turn in 0..options.turns {
                    if !entrants.is_empty() {
                        entrants.rotate_left(1);
                    }
                    for (entrant, process) in &mut entrants {
                        process.warm_up(warm_up(workload, store))?;
                        let sample = process.run(workload.operations(store))?;
                        samples.add(workload, store, *entrant, round, turn, &sample);
                    }
                }
            }
        }
    }
    Ok(samples)
}

fn warm_up(workload: Workload, store: Store) -> u64 {
    (workload.operations(store) / WARM_UP_PART).max(1)
}

/// All operations that a contestant will be asked for.
fn total(workload: Workload, store: Store, options: &Options) -> u64 {
    let turn = workload.operations(store) + warm_up(workload, store);
    workload.operations(store) + turn * options.turns as u64
}
