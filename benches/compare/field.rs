//! Who takes part.

use std::path::{Path, PathBuf};

use bench_kit::{Engine, Outcome, Store, Workload};

use crate::build;
use crate::options::Options;

/// A way to do the operations: a program, and a word of its command line.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Entrant {
    /// The first word of the program's command line.
    pub(crate) word: &'static str,
    /// What people call it, or what it does otherwise than the plain form.
    pub(crate) title: &'static str,
    /// The folder of its program, in `peers`; none for those of this workspace.
    pub(crate) peer: Option<&'static str>,
    /// Whether it is compared on every row of the tables.
    pub(crate) is_main: bool,
    stores: &'static [Store],
}

/// Those that talk to all databases.
const fn main(word: &'static str, title: &'static str, peer: Option<&'static str>) -> Entrant {
    Entrant { word, title, peer, is_main: true, stores: &Store::ALL }
}

/// Those that are there for a few workloads.
const fn variant(
    word: &'static str,
    title: &'static str,
    peer: Option<&'static str>,
    stores: &'static [Store],
) -> Entrant {
    Entrant { word, title, peer, is_main: false, stores }
}

const SQLITE: &[Store] = &[Store::Memory, Store::File];
const DIESEL_PEER: Option<&str> = Some("diesel");

pub(crate) static RAW: Entrant = main("raw", "by hand", None);
pub(crate) static OURS: Entrant = main("ours", "activerecord", None);
pub(crate) static DIESEL: Entrant = main("diesel", "Diesel", DIESEL_PEER);
pub(crate) static R2D2: Entrant =
    variant("r2d2", "r2d2, its test switched off", None, &[Store::Memory]);
static SEA_ORM: Entrant = main("sea-orm", "SeaORM", Some("sea-orm"));
static SQLX: Entrant = main("sqlx", "sqlx", Some("sqlx"));
static TOASTY: Entrant = Entrant { stores: SQLITE, ..main("toasty", "Toasty", Some("toasty")) };
static WELDS: Entrant = Entrant { stores: SQLITE, ..main("welds", "Welds", Some("welds")) };
static DIESEL_GET_RESULT: Entrant =
    variant("diesel-get-result", "Diesel, get_result not first", DIESEL_PEER, SQLITE);
static DIESEL_POOL: Entrant =
    variant("diesel-pool", "Diesel, out of its r2d2 pool", DIESEL_PEER, &Store::ALL);
static DIESEL_DEFAULTS: Entrant =
    variant("diesel-defaults", "Diesel, no pragma set", DIESEL_PEER, &[Store::File]);
static DIESEL_KEYLESS: Entrant =
    variant("diesel-keyless", "Diesel, without the new keys", DIESEL_PEER, &Store::ALL);
static DIESEL_ARRAY: Entrant =
    variant("diesel-array", "Diesel, an array of constant length", DIESEL_PEER, &Store::ALL);
static R2D2_TESTING: Entrant = variant("r2d2-testing", "r2d2 as it comes", None, &[Store::Memory]);

static ALL: [&Entrant; 14] = [
    &RAW,
    &OURS,
    &DIESEL,
    &SEA_ORM,
    &SQLX,
    &TOASTY,
    &WELDS,
    &DIESEL_GET_RESULT,
    &DIESEL_POOL,
    &DIESEL_DEFAULTS,
    &DIESEL_KEYLESS,
    &DIESEL_ARRAY,
    &R2D2,
    &R2D2_TESTING,
];

/// All that there are.
pub(crate) fn everybody() -> impl Iterator<Item = &'static Entrant> {
    ALL.into_iter()
}

/// The entrants whose programs were built, and where these are.
pub(crate) struct Field {
    own: PathBuf,
    peers: Vec<(&'static str, PathBuf)>,
}

impl Field {
    /// Builds the programs. A peer that can't be built is left out, and said so.
    pub(crate) fn build(options: &Options) -> Self {
        let mut words: Vec<&'static str> = ALL.iter().filter_map(|entrant| entrant.peer).collect();
        words.sort_unstable();
        words.dedup();
        let mut peers = Vec::new();
        for word in words.into_iter().filter(|word| options.wants_peer(word)) {
            match build::peer(word) {
                Ok(program) => peers.push((word, program)),
                Err(error) => eprintln!("NOT RUN: {word}: {error}"),
            }
        }
        Field { own: build::own(), peers }
    }

    /// Who takes part in a store.
    pub(crate) fn entrants(&self, store: Store) -> impl Iterator<Item = &'static Entrant> {
        let is_built = |entrant: &Entrant| self.program(entrant).is_some();
        ALL.into_iter().filter(move |entrant| entrant.stores.contains(&store) && is_built(entrant))
    }

    /// Who is compared on every row.
    pub(crate) fn main(&self, store: Store) -> impl Iterator<Item = &'static Entrant> {
        self.entrants(store).filter(|entrant| entrant.is_main)
    }

    /// Other people's libraries, of those.
    pub(crate) fn peers(&self, store: Store) -> impl Iterator<Item = &'static Entrant> {
        self.main(store).filter(|entrant| entrant.peer.is_some())
    }

    pub(crate) fn program(&self, entrant: &Entrant) -> Option<&Path> {
        match entrant.peer {
            None => Some(&self.own),
            Some(peer) => {
                self.peers.iter().find(|(known, _)| *known == peer).map(|(_, path)| path.as_path())
            }
        }
    }

    /// The program, started with the entrant's name and an engine.
    ///
    /// What talks to a server runs on the same processor as the server: which of two a system wakes
    /// for an answer makes a difference of several times what is measured.
    pub(crate) fn command(
        &self,
        entrant: &Entrant,
        engine: Engine,
    ) -> Outcome<std::process::Command> {
        let program = self.program(entrant).ok_or("the program was not built")?;
        let mut command = if engine == Engine::Sqlite {
            std::process::Command::new(program)
        } else {
            let mut command = std::process::Command::new("taskset");
            command.args(["-c", "0"]).arg(program);
            command
        };
        command.args([entrant.word, engine.word()]);
        Ok(command)
    }
}

/// What a workload is compared with.
pub(crate) fn baseline(workload: Workload) -> &'static Entrant {
    if workload == Workload::Checkout { &R2D2 } else { &RAW }
}
