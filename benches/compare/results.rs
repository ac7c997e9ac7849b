//! The same numbers for programs, and for the page. A run replaces what it measured, and leaves what
//! an earlier one did.

use std::collections::BTreeMap;

use bench_kit::{Store, Workload};
use serde::{Deserialize, Serialize};

use crate::field::{Field, OURS, baseline};
use crate::options::Options;
use crate::samples::{Ratio, Samples};
use crate::targets::Verdict;

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Results {
    /// What the entrants say that they stand on.
    pub(crate) versions: BTreeMap<Store, BTreeMap<String, String>>,
    pub(crate) rows: Vec<Row>,
    pub(crate) peaks: Vec<Memory>,
    pub(crate) targets: Vec<Verdict>,
}

/// One entrant on one workload.
#[derive(Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) store: Store,
    pub(crate) workload: Workload,
    pub(crate) contestant: String,
    pub(crate) nanos: f64,
    /// Against hand-written code; of the pool's checkout, against r2d2.
    pub(crate) to_baseline: Option<Ratio>,
}

/// What a process took at most while it read everything.
#[derive(Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) store: Store,
    pub(crate) contestant: String,
    pub(crate) rows: u64,
    pub(crate) peak_mb: f64,
}

impl Results {
    pub(crate) fn of(
        field: &Field,
        options: &Options,
        samples: &Samples,
        targets: Vec<Verdict>,
    ) -> Self {
        let mut results = Results { targets, ..Results::default() };
        for store in Store::ALL {
            for entrant in field.entrants(store) {
                let contestant = || entrant.word.to_owned();
                for workload in Workload::ALL {
                    let Some(nanos) = samples.nanos(workload, store, entrant) else { continue };
                    let to_baseline = samples.ratio(workload, store, entrant, baseline(workload));
                    let contestant = contestant();
                    results.rows.push(Row { store, workload, contestant, nanos, to_baseline });
                }
                if let Some(peak_mb) = samples.peak_mb(store, entrant) {
                    let rows = options.stream_rows;
                    let memory = Memory { store, contestant: contestant(), rows, peak_mb };
                    results.peaks.push(memory);
                }
            }
        }
        for (store, versions) in &samples.versions {
            let versions = versions.iter().map(|(word, text)| ((*word).to_owned(), text.clone()));
            results.versions.insert(*store, versions.collect());
        }
        results
    }

    /// Takes over what a newer run measured.
    pub(crate) fn replace_by(&mut self, newer: Results) {
        for (store, versions) in newer.versions {
            self.versions.entry(store).or_default().extend(versions);
        }
        let key = |row: &Row| (row.store, row.workload, row.contestant.clone());
        replace(&mut self.rows, newer.rows, key);
        replace(&mut self.peaks, newer.peaks, |peak| (peak.store, peak.contestant.clone()));
        replace(&mut self.targets, newer.targets, |target| target.what.clone());
    }

    pub(crate) fn row(&self, workload: Workload, store: Store, contestant: &str) -> Option<&Row> {
        self.rows.iter().find(|row| {
            row.workload == workload && row.store == store && row.contestant == contestant
        })
    }

    /// How many times the time of hand-written code, or of what else is the baseline.
    pub(crate) fn ratio(
        &self,
        workload: Workload,
        store: Store,
        contestant: &str,
    ) -> Option<Ratio> {
        self.row(workload, store, contestant)?.to_baseline
    }

    /// How many times the time of another ours takes.
    pub(crate) fn ours_to(&self, workload: Workload, store: Store, other: &str) -> Option<f64> {
        let ours = self.row(workload, store, OURS.word)?;
        let other = self.row(workload, store, other)?;
        match (ours.to_baseline, other.to_baseline) {
            (Some(ours), Some(other)) => Some(ours.median / other.median),
            _ => Some(ours.nanos / other.nanos),
        }
    }
}

fn replace<T, K: PartialEq>(rows: &mut Vec<T>, newer: Vec<T>, key: impl Fn(&T) -> K) {
    for new in newer {
        match rows.iter_mut().find(|old| key(old) == key(&new)) {
            Some(old) => *old = new,
            None => rows.push(new),
        }
    }
}
