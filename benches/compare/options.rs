//! What was asked for.

use bench_kit::{Outcome, Store, Workload};

const USAGE: &str = "usage: cargo bench -- [--quick] [--engine E] [--only WORD] [--against LIST]
                      [--rounds N] [--check] [--page] [--instructions] [--guard] [--bless]

  --quick          one round of few turns, and one line for each workload
  --engine E       only sqlite, sqlite-file, postgres or mariadb; may come several times
  --only WORD      only the workloads whose names contain the word
  --against LIST   only these of diesel,sea-orm,sqlx,toasty,welds; `none` for hand-written code alone
  --rounds N       so many rounds
  --check          exit with an error when a target is missed
  --page           write docs/benchmarks
  --instructions   count instructions with valgrind instead of measuring time
  --guard          exit with an error when a workload takes more instructions than are written down
  --bless          count what the guard looks at, and write it down

  --compile        measure compile times instead: [--rounds N] [--models N] [--page] [--check]";

pub(crate) struct Options {
    pub(crate) rounds: usize,
    pub(crate) quick: bool,
    pub(crate) check: bool,
    pub(crate) page: bool,
    pub(crate) instructions: bool,
    pub(crate) guard: bool,
    pub(crate) bless: bool,
    /// How long an entrant may be busy with the turns of a workload in one round.
    pub(crate) budget_nanos: u64,
    /// Turns that each has of a workload in one round, where the budget is enough, and at least.
    pub(crate) turns: (usize, usize),
    /// Rows that `each` reads.
    pub(crate) stream_rows: u64,
    engines: Vec<String>,
    only: Option<String>,
    against: Option<Vec<String>>,
}

impl Options {
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Options {
            rounds: 7,
            quick: false,
            check: false,
            page: false,
            instructions: false,
            guard: false,
            bless: false,
            budget_nanos: 150_000_000,
            turns: (40, 2),
            stream_rows: 1_000_000,
            engines: Vec::new(),
            only: None,
            against: None,
        };
        let mut rounds = None;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            match argument.as_str() {
                "--quick" => options.hurry(),
                "--engine" => options.engines.push(value()?),
                "--only" => options.only = Some(value()?),
                "--against" => {
                    options.against = Some(value()?.split(',').map(str::to_owned).collect());
                }
                "--rounds" => rounds = Some(value()?.parse()?),
                "--check" => options.check = true,
                "--page" => options.page = true,
                "--instructions" => options.instructions = true,
                "--guard" => options.alone().guard = true,
                "--bless" => options.alone().bless = true,
                // What cargo adds.
                "--bench" => {}
                _ => return Err(USAGE.into()),
            }
        }
        options.rounds = rounds.unwrap_or(options.rounds);
        let known = |engine: &String| Store::ALL.iter().any(|store| store.word() == engine);
        if options.engines.iter().all(known) { Ok(options) } else { Err(USAGE.into()) }
    }

    /// Against code by hand, and no other.
    fn alone(&mut self) -> &mut Self {
        self.against = Some(Vec::new());
        self
    }

    fn hurry(&mut self) {
        self.quick = true;
        self.rounds = 1;
        self.budget_nanos = 25_000_000;
        self.turns = (12, 1);
        self.stream_rows = 100_000;
    }

    pub(crate) fn wants(&self, workload: Workload) -> bool {
        self.only.as_ref().is_none_or(|word| workload.name().contains(word.as_str()))
    }

    /// A quick run leaves files out: most of a short statement is the system's there.
    pub(crate) fn wants_store(&self, store: Store) -> bool {
        if self.engines.is_empty() {
            return !(self.quick && store == Store::File);
        }
        self.engines.iter().any(|engine| engine == store.word())
    }

    pub(crate) fn wants_peer(&self, peer: &str) -> bool {
        self.against.as_ref().is_none_or(|peers| peers.iter().any(|known| known == peer))
    }
}
