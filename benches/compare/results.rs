//! The same numbers for programs.

use std::collections::BTreeMap;

use bench_kit::{Outcome, Store, Workload};
use serde::Serialize;

use crate::field::{Field, baseline};
use crate::options::Options;
use crate::samples::{Ratio, Samples};
use crate::targets::Verdict;

#[derive(Serialize)]
struct Results<'a> {
    rounds: usize,
    versions: &'a BTreeMap<Store, BTreeMap<&'static str, String>>,
    rows: Vec<Row>,
    peaks: Vec<Memory>,
    targets: &'a [Verdict],
}

#[derive(Serialize)]
struct Row {
    store: Store,
    workload: Workload,
    contestant: &'static str,
    nanos: f64,
    /// Against hand-written code; of the pool's checkout, against r2d2.
    to_baseline: Option<Ratio>,
}

#[derive(Serialize)]
struct Memory {
    store: Store,
    contestant: &'static str,
    rows: u64,
    peak_mb: f64,
}

/// The numbers as JSON.
pub(crate) fn json(
    field: &Field,
    options: &Options,
    samples: &Samples,
    verdicts: &[Verdict],
) -> Outcome<String> {
    let mut rows = Vec::new();
    let mut peaks = Vec::new();
    for store in Store::ALL {
        for entrant in field.entrants(store) {
            for workload in Workload::ALL {
                let Some(nanos) = samples.nanos(workload, store, entrant) else { continue };
                let to_baseline = samples.ratio(workload, store, entrant, baseline(workload));
                rows.push(Row { store, workload, contestant: entrant.word, nanos, to_baseline });
            }
            if let Some(peak_mb) = samples.peak_mb(store, entrant) {
                let rows = options.stream_rows;
                peaks.push(Memory { store, contestant: entrant.word, rows, peak_mb });
            }
        }
    }
    let versions = &samples.versions;
    let rounds = options.rounds;
    let results = Results { rounds, versions, rows, peaks, targets: verdicts };
    Ok(serde_json::to_string_pretty(&results)?)
}
