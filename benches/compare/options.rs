//! What was asked for.

use bench_kit::{Outcome, Workload};

const USAGE: &str = "usage: cargo bench -- [--quick] [--check] [--only WORD] [--instructions]

  --quick          fewer rounds
  --check          exit with an error when a target is missed
  --only WORD      only the workloads whose names contain the word
  --instructions   count instructions with valgrind instead of measuring time";

pub(crate) struct Options {
    pub(crate) rounds: usize,
    /// Turns that each contestant has on a workload per round.
    pub(crate) turns: usize,
    pub(crate) check: bool,
    pub(crate) instructions: bool,
    only: Option<String>,
}

impl Options {
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options =
            Options { rounds: 9, turns: 40, check: false, instructions: false, only: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => (options.rounds, options.turns) = (3, 25),
                "--check" => options.check = true,
                "--instructions" => options.instructions = true,
                "--only" => options.only = Some(arguments.next().ok_or(USAGE)?),
                // What cargo adds.
                "--bench" => {}
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }

    pub(crate) fn wants(&self, workload: Workload) -> bool {
        self.only.as_ref().is_none_or(|word| workload.name().contains(word.as_str()))
    }

    pub(crate) fn wants_streaming(&self) -> bool {
        self.only.as_ref().is_none_or(|word| "each".contains(word.as_str()))
    }
}
