//! The same numbers for programs.

use std::fs;
use std::path::PathBuf;

use bench_kit::{Outcome, Peak, Store, Workload};
use serde::Serialize;

use crate::build;
use crate::field::{Entrant, baseline};
use crate::samples::{Ratio, Samples};
use crate::streaming::Streams;
use crate::targets::Verdict;

#[derive(Serialize)]
struct Results<'a> {
    sqlite: &'a std::collections::BTreeMap<&'static str, String>,
    rows: Vec<Row>,
    each: &'a [[Peak; 3]],
    targets: &'a [Verdict],
}

#[derive(Serialize)]
struct Row {
    workload: Workload,
    store: Store,
    contestant: &'static str,
    nanos: f64,
    /// Against hand-written rusqlite; of the pool's checkout, against r2d2.
    to_baseline: Option<Ratio>,
    to_diesel: Option<Ratio>,
}

/// Writes `results.json` below cargo's target folder.
pub(crate) fn write(
    samples: &Samples,
    streams: &Streams,
    verdicts: &[Verdict],
) -> Outcome<PathBuf> {
    let mut rows = Vec::new();
    for store in Store::ALL {
        for workload in Workload::ALL {
            for entrant in Entrant::ALL {
                let Some(nanos) = samples.nanos(workload, store, entrant) else { continue };
                rows.push(Row {
                    workload,
                    store,
                    contestant: entrant.word(),
                    nanos,
                    to_baseline: samples.ratio(workload, store, entrant, baseline(workload)),
                    to_diesel: samples.ratio(workload, store, entrant, Entrant::Diesel),
                });
            }
        }
    }
    let results =
        Results { sqlite: &samples.sqlite, rows, each: &streams.peaks, targets: verdicts };
    let folder = build::target().join("compare");
    fs::create_dir_all(&folder)?;
    let file = folder.join("results.json");
    fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    Ok(file)
}
