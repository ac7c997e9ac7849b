//! What was measured, and the numbers that are made of it.

use std::collections::{BTreeMap, HashMap};

use bench_kit::{Hello, Sample, Store, Workload};

use crate::field::Entrant;

/// Nanoseconds per operation, by round and turn.
#[derive(Default)]
pub(crate) struct Samples {
    times: HashMap<(Workload, Store, Entrant), Vec<Vec<f64>>>,
    pub(crate) sqlite: BTreeMap<&'static str, String>,
}

/// A ratio of times: the middle of the rounds, and their extremes.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Samples {
    pub(crate) fn note_version(&mut self, entrant: Entrant, hello: &Hello) {
        if Entrant::MAIN.contains(&entrant) {
            self.sqlite.insert(entrant.word(), hello.sqlite.clone());
        }
    }

    pub(crate) fn add(
        &mut self,
        workload: Workload,
        store: Store,
        entrant: Entrant,
        round: usize,
        turn: usize,
        sample: &Sample,
    ) {
        let rounds = self.times.entry((workload, store, entrant)).or_default();
        rounds.resize_with(rounds.len().max(round + 1), Vec::new);
        debug_assert_eq!(rounds[round].len(), turn, "turns are kept in their order");
        rounds[round].push(sample.nanos as f64 / sample.operations as f64);
    }

    fn rounds(&self, workload: Workload, store: Store, entrant: Entrant) -> Option<&[Vec<f64>]> {
        self.times.get(&(workload, store, entrant)).map(Vec::as_slice)
    }

    /// The nanoseconds of an operation: the median of the rounds.
    pub(crate) fn nanos(&self, workload: Workload, store: Store, entrant: Entrant) -> Option<f64> {
        let rounds = self.rounds(workload, store, entrant)?;
        median(rounds.iter().filter_map(|turns| undisturbed(turns)))
    }

    /// How many times the time of `other` an entrant takes.
    pub(crate) fn ratio(
        &self,
        workload: Workload,
        store: Store,
        entrant: Entrant,
        other: Entrant,
    ) -> Option<Ratio> {
        let times = self.rounds(workload, store, entrant)?;
        let others = self.rounds(workload, store, other)?;
        let of_round = |(times, others): (&Vec<f64>, &Vec<f64>)| {
            Some(undisturbed(times)? / undisturbed(others)?)
        };
        Ratio::of(times.iter().zip(others).filter_map(of_round))
    }
}

impl Ratio {
    pub(crate) fn of(rounds: impl Iterator<Item = f64> + Clone) -> Option<Self> {
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

pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}
