//! What must be reached.

use bench_kit::{Store, Workload};
use serde::{Deserialize, Serialize};

use crate::field::{Field, OURS, RAW};
use crate::samples::Samples;

/// Never slower than a peer. Two processes of one program differ by up to 3 %: that is no verdict.
const AGAINST_PEERS: f64 = 1.03;

/// What `each` over a million rows may add to the peak memory, in MB.
const EACH_MB: f64 = 16.0;

/// The most that an operation may take of hand-written code's time.
fn against_raw(workload: Workload, store: Store) -> Option<f64> {
    match (workload, store.is_server()) {
        (Workload::Load10k, false) => Some(1.05),
        (Workload::Find, false) => Some(1.20),
        (Workload::Insert, false) => Some(1.15),
        (Workload::Insert100, false) => Some(1.10),
        (
            Workload::Load1
            | Workload::Find
            | Workload::FindBy
            | Workload::Count
            | Workload::Exists
            | Workload::Insert
            | Workload::Update
            | Workload::Delete,
            true,
        ) => Some(1.05),
        (Workload::InsertMany100k | Workload::Copy100k, true) => Some(1.20),
        _ => None,
    }
}

/// A target, and what was measured.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) what: String,
    pub(crate) store: Store,
    pub(crate) measured: f64,
    pub(crate) limit: f64,
    pub(crate) met: bool,
}

impl Verdict {
    fn new(store: Store, what: String, measured: f64, limit: f64) -> Self {
        Verdict { what, store, measured, limit, met: measured <= limit }
    }
}

pub(crate) fn check(field: &Field, samples: &Samples) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for store in Store::ALL {
        for workload in Workload::ALL {
            let of = format!("{} ({})", workload.name(), store.word());
            let ratio = samples.ratio(workload, store, &OURS, &RAW);
            if let (Some(limit), Some(ratio)) = (against_raw(workload, store), ratio) {
                let what = format!("{of}, ours/raw");
                verdicts.push(Verdict::new(store, what, ratio.median, limit));
            }
            // Diesel's guides find by a form that SQLite is slow with: its better one counts too.
            let ways = field.entrants(store).filter(|entrant| {
                entrant.peer.is_some() && (entrant.is_main || entrant.word == "diesel-get-result")
            });
            for peer in ways {
                if let Some(ratio) = samples.ratio(workload, store, &OURS, peer) {
                    let what = format!("{of}, ours/{}", peer.word);
                    verdicts.push(Verdict::new(store, what, ratio.median, AGAINST_PEERS));
                }
            }
        }
        let peak = |entrant| samples.peak_mb(store, entrant);
        if let (Some(ours), Some(raw)) = (peak(&OURS), peak(&RAW)) {
            let what = format!("each ({}), MB more than raw", store.word());
            verdicts.push(Verdict::new(store, what, ours - raw, EACH_MB));
        }
    }
    verdicts
}
