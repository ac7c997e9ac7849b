//! What was measured, and the numbers that are made of it.

use std::collections::{BTreeMap, HashMap};

use bench_kit::{Hello, Peak, Sample, Store, Workload};

use crate::field::Entrant;

type Key = (Workload, Store, &'static str);

/// Nanoseconds per operation, by round and turn.
#[derive(Default)]
pub(crate) struct Samples {
    times: HashMap<Key, Vec<Vec<f64>>>,
    /// The greatest memory of processes that read everything, in KiB.
    peaks: HashMap<(Store, &'static str), Vec<u64>>,
    /// Who reads everything, row by row.
    readers: Vec<(Store, &'static str)>,
    /// What the entrants say that they stand on.
    pub(crate) versions: BTreeMap<Store, BTreeMap<&'static str, String>>,
}

/// A ratio of times: the middle of the rounds, and their extremes.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Samples {
    pub(crate) fn note(&mut self, store: Store, entrant: &Entrant, hello: &Hello) {
        let reader = (store, entrant.word);
        if hello.workloads.contains(&Workload::Each) && !self.readers.contains(&reader) {
            self.readers.push(reader);
        }
        if entrant.is_main {
            let versions = self.versions.entry(store).or_default();
            versions.insert(entrant.word, hello.version.clone());
        }
    }

    /// Whether it reads everything, row by row.
    pub(crate) fn is_reader(&self, store: Store, entrant: &Entrant) -> bool {
        self.readers.contains(&(store, entrant.word))
    }

    pub(crate) fn add(
        &mut self,
        workload: Workload,
        store: Store,
        entrant: &Entrant,
        round: usize,
        sample: &Sample,
    ) {
        let rounds = self.times.entry((workload, store, entrant.word)).or_default();
        rounds.resize_with(rounds.len().max(round + 1), Vec::new);
        rounds[round].push(sample.nanos as f64 / sample.operations as f64);
    }

    pub(crate) fn add_peak(&mut self, store: Store, entrant: &Entrant, round: usize, peak: &Peak) {
        let sample = Sample { operations: peak.rows, nanos: peak.nanos };
        self.add(Workload::Each, store, entrant, round, &sample);
        self.peaks.entry((store, entrant.word)).or_default().push(peak.peak_kib);
    }

    fn rounds(&self, workload: Workload, store: Store, entrant: &Entrant) -> Option<&[Vec<f64>]> {
        self.times.get(&(workload, store, entrant.word)).map(Vec::as_slice)
    }

    /// The nanoseconds of an operation: the median of the rounds.
    pub(crate) fn nanos(&self, workload: Workload, store: Store, entrant: &Entrant) -> Option<f64> {
        let rounds = self.rounds(workload, store, entrant)?;
        median(rounds.iter().filter_map(|turns| undisturbed(turns)))
    }

    /// How many times the time of `other` an entrant takes.
    pub(crate) fn ratio(
        &self,
        workload: Workload,
        store: Store,
        entrant: &Entrant,
        other: &Entrant,
    ) -> Option<Ratio> {
        let times = self.rounds(workload, store, entrant)?;
        let others = self.rounds(workload, store, other)?;
        let of_round = |(times, others): (&Vec<f64>, &Vec<f64>)| {
            Some(undisturbed(times)? / undisturbed(others)?)
        };
        Ratio::of(times.iter().zip(others).filter_map(of_round))
    }

    /// The greatest memory of a process that reads everything, in MB (10^6 bytes).
    pub(crate) fn peak_mb(&self, store: Store, entrant: &Entrant) -> Option<f64> {
        let peaks = self.peaks.get(&(store, entrant.word))?;
        median(peaks.iter().map(|kib| *kib as f64 * 1024.0 / 1e6))
    }
}

impl Ratio {
    fn of(rounds: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        Some(Ratio {
            median: median(rounds.clone())?,
            min: rounds.clone().fold(f64::INFINITY, f64::min),
            max: rounds.fold(f64::NEG_INFINITY, f64::max),
        })
    }
}

/// What a turn takes while nobody else uses the processor: the quickest quarter of a round's
/// turns takes this or less. Disturbances only ever add time.
fn undisturbed(turns: &[f64]) -> Option<f64> {
    let mut turns = turns.to_vec();
    turns.sort_by(f64::total_cmp);
    turns.get(turns.len() / 4).copied()
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}
