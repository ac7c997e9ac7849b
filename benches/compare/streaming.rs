//! `each` over a million rows: the time, and the memory that the process takes at most.

use std::path::Path;
use std::process::Command;

use bench_kit::{Outcome, Peak};

use crate::field::{Entrant, Field};
use crate::options::Options;
use crate::samples::{Ratio, median};

pub(crate) const ROWS: u64 = 1_000_000;

/// A process per contestant and round: each round reads the same file.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) peaks: Vec<[Peak; 3]>,
}

pub(crate) fn run(field: &Field, options: &Options, folder: &Path) -> Outcome<Streams> {
    let mut streams = Streams::default();
    if !options.wants_streaming() {
        return Ok(streams);
    }
    eprintln!("each over {ROWS} rows");
    let file = folder.join("million.db");
    let seeded =
        Command::new(&field.own).args(["raw", "seed"]).arg(&file).arg(ROWS.to_string()).status()?;
    if !seeded.success() {
        return Err("the file could not be filled".into());
    }
    for round in 0..options.rounds {
        let mut peaks = [const { None }; Entrant::MAIN.len()];
        for turn in 0..peaks.len() {
            let at = (round + turn) % peaks.len();
            peaks[at] = Some(each(field, Entrant::MAIN[at], &file)?);
        }
        if let [Some(raw), Some(ours), Some(diesel)] = peaks {
            streams.peaks.push([raw, ours, diesel]);
        }
    }
    Ok(streams)
}

fn each(field: &Field, entrant: Entrant, file: &Path) -> Outcome<Peak> {
    let output = Command::new(field.program(entrant))
        .args([entrant.word(), "each"])
        .arg(file)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    let peak: Peak = serde_json::from_slice(&output.stdout)?;
    if !output.status.success() || peak.rows != ROWS {
        return Err(format!("{} has not read all rows", entrant.word()).into());
    }
    Ok(peak)
}

impl Streams {
    fn position(entrant: Entrant) -> usize {
        Entrant::MAIN.iter().position(|known| *known == entrant).unwrap_or(0)
    }

    /// Nanoseconds per row.
    pub(crate) fn nanos(&self, entrant: Entrant) -> Option<f64> {
        let at = Self::position(entrant);
        median(self.peaks.iter().map(|round| round[at].nanos as f64 / ROWS as f64))
    }

    pub(crate) fn ratio(&self, entrant: Entrant, other: Entrant) -> Option<Ratio> {
        let (at, other) = (Self::position(entrant), Self::position(other));
        Ratio::of(self.peaks.iter().map(|round| round[at].nanos as f64 / round[other].nanos as f64))
    }

    /// The process's greatest memory in MB (10^6 bytes).
    pub(crate) fn peak_mb(&self, entrant: Entrant) -> Option<f64> {
        let at = Self::position(entrant);
        median(self.peaks.iter().map(|round| round[at].peak_kib as f64 * 1024.0 / 1e6))
    }
}
