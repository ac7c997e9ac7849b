//! What was measured, and what it must reach.

use serde::{Deserialize, Serialize};

use crate::contestant::{CONTESTANTS, OURS};

/// What was measured.
#[derive(Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) models: usize,
    pub(crate) rows: Vec<Row>,
}

/// One contestant; times in seconds, one for each round.
#[derive(Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) contestant: String,
    pub(crate) title: String,
    pub(crate) dependencies: usize,
    /// Of a model with its three queries.
    pub(crate) written_lines: usize,
    pub(crate) expanded_lines: usize,
    /// `cargo build` of the quickstart, with nothing built before.
    pub(crate) build: Vec<f64>,
    /// `cargo check` of all models, their dependencies being checked.
    pub(crate) check: Vec<f64>,
    /// `cargo check` once more, after an edit of one model's file.
    pub(crate) check_after_edit: Vec<f64>,
}

impl Results {
    pub(crate) fn new(models: usize) -> Self {
        let row = |contestant: &crate::contestant::Contestant| Row {
            contestant: contestant.word.to_owned(),
            title: contestant.title.to_owned(),
            dependencies: 0,
            written_lines: 0,
            expanded_lines: 0,
            build: Vec::new(),
            check: Vec::new(),
            check_after_edit: Vec::new(),
        };
        Results { models, rows: CONTESTANTS.iter().map(row).collect() }
    }

    /// Where ours takes longer than Diesel, or than half of what SeaORM takes. Diesel's crate has
    /// SQLite alone in its quickstart, and SeaORM's has types of other crates by default, as ours.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for (ours, other, limit) in [(OURS[1], "diesel", 1.0), (OURS[0], "sea-orm", 0.5)] {
            let (Some(ours), Some(other)) = (self.row(ours), self.row(other)) else { continue };
            for (what, ratio) in [
                ("build of the quickstart", median(&ours.build) / median(&other.build)),
                ("check of all models", median(&ours.check) / median(&other.check)),
                (
                    "check after an edit",
                    median(&ours.check_after_edit) / median(&other.check_after_edit),
                ),
            ] {
                if ratio > limit {
                    missed.push(format!(
                        "{what}: {} takes {ratio:.2} of {}, not {limit:.2}",
                        ours.title, other.title
                    ));
                }
            }
        }
        missed
    }

    fn row(&self, word: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.contestant == word)
    }
}

impl Row {
    /// The name of the contestant's packages.
    pub(crate) fn package(&self) -> String {
        format!("compiled-{}", self.contestant)
    }
}

/// NaN where nothing was measured, which compares as not too long.
pub(crate) fn median(seconds: &[f64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}
