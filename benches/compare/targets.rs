//! What must be reached.

use bench_kit::{Store, Workload};
use serde::Serialize;

use crate::field::Entrant;
use crate::samples::Samples;
use crate::streaming::Streams;

/// The most that an operation may take of hand-written rusqlite's time.
const AGAINST_RAW: [(Workload, f64); 3] =
    [(Workload::Load10k, 1.10), (Workload::Find, 1.35), (Workload::Insert, 1.25)];

/// Never slower than Diesel. Two processes of one program differ by up to 3 %: that is no verdict.
const AGAINST_DIESEL: f64 = 1.03;

/// A find by key in a file takes at most this part of the time of Diesel's `find(key).first()`;
/// against its `get_result()`, which is quicker, it must not be slower.
const FIND_IN_FILE_AGAINST_DIESEL: f64 = 0.5;

/// What `each` over a million rows may add to the peak memory, in MB.
const EACH_MB: f64 = 16.0;

/// A target, and what was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) limit: f64,
    pub(crate) met: bool,
}

impl Verdict {
    fn new(what: String, measured: f64, limit: f64) -> Self {
        Verdict { what, measured, limit, met: measured <= limit }
    }
}

pub(crate) fn check(samples: &Samples, streams: &Streams) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for store in Store::ALL {
        for (workload, limit) in AGAINST_RAW {
            if let Some(ratio) = samples.ratio(workload, store, Entrant::Ours, Entrant::Raw) {
                let what = format!("{} ({}), ours/raw", workload.name(), store.name());
                verdicts.push(Verdict::new(what, ratio.median, limit));
            }
        }
        for workload in Workload::ALL {
            for diesel in [Entrant::Diesel, Entrant::DieselGetResult] {
                if let Some(ratio) = samples.ratio(workload, store, Entrant::Ours, diesel) {
                    let what =
                        format!("{} ({}), ours/{}", workload.name(), store.name(), diesel.word());
                    verdicts.push(Verdict::new(what, ratio.median, limit(workload, store, diesel)));
                }
            }
        }
    }
    if let (Some(ours), Some(raw)) = (streams.peak_mb(Entrant::Ours), streams.peak_mb(Entrant::Raw))
    {
        let what = "each over 1,000,000 rows, MB more than raw".to_owned();
        verdicts.push(Verdict::new(what, ours - raw, EACH_MB));
    }
    verdicts
}

fn limit(workload: Workload, store: Store, diesel: Entrant) -> f64 {
    match (workload, store, diesel) {
        (Workload::Find, Store::File, Entrant::Diesel) => FIND_IN_FILE_AGAINST_DIESEL,
        _ => AGAINST_DIESEL,
    }
}
