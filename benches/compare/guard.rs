//! The guard: instructions of a few workloads against those that are checked in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bench_kit::{Outcome, Workload};
use serde::{Deserialize, Serialize};

use crate::field::{Field, OURS, RAW};
use crate::instructions::per_operation;

/// What a change may cost: a part of the whole operation.
const TOLERANCE: f64 = 0.03;

const GUARDED: [Workload; 6] = [
    Workload::Find,
    Workload::Insert,
    Workload::Insert100,
    Workload::Load1,
    Workload::Load10k,
    Workload::Update,
];

/// Instructions per operation. Those by hand tell what another compiler, C library or processor
/// does to all of them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Counted {
    raw: i64,
    ours: i64,
}

impl Counted {
    fn ratio(self) -> f64 {
        self.ours as f64 / self.raw as f64
    }
}

/// Counts, and writes the numbers down.
pub(crate) fn bless(field: &Field) -> Outcome<()> {
    let mut baseline = BTreeMap::new();
    for workload in GUARDED {
        let counted = count(field, workload)?;
        println!(
            "{:<18}{:>12}{:>12}{:>8.3}",
            workload.name(),
            counted.raw,
            counted.ours,
            counted.ratio()
        );
        baseline.insert(workload.name(), counted);
    }
    Ok(fs::write(file(), serde_json::to_string_pretty(&baseline)? + "\n")?)
}

/// Counts, and says whether every workload takes what it took.
pub(crate) fn holds(field: &Field) -> Outcome<bool> {
    let text = fs::read_to_string(file())
        .map_err(|error| format!("{}: {error}: `--bless` writes it", file().display()))?;
    let baseline: BTreeMap<String, Counted> = serde_json::from_str(&text)?;
    let mut holds = true;
    println!("{:<18}{:>12}{:>12}{:>8}{:>8}", "instructions", "raw", "ours", "ratio", "before");
    for workload in GUARDED {
        let name = workload.name();
        let before = baseline
            .get(name)
            .ok_or_else(|| format!("{} lacks `{name}`: `--bless` adds it", file().display()))?
            .ratio();
        let counted = count(field, workload)?;
        let (raw, ours, now) = (counted.raw, counted.ours, counted.ratio());
        println!("{name:<18}{raw:>12}{ours:>12}{now:>8.3}{before:>8.3}");
        if now > before * (1.0 + TOLERANCE) {
            holds = false;
            println!("    more than 3 % slower: find the cause, or say why by `--bless`");
        } else if now < before * (1.0 - TOLERANCE) {
            println!("    more than 3 % faster: `--bless` keeps it so");
        }
    }
    Ok(holds)
}

fn count(field: &Field, workload: Workload) -> Outcome<Counted> {
    let raw = per_operation(field, &RAW, workload)?;
    Ok(Counted { raw, ours: per_operation(field, &OURS, workload)? })
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json")
}
