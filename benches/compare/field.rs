//! Who takes part in what.

use std::path::{Path, PathBuf};

use bench_kit::{Store, Workload};

/// The programs.
pub(crate) struct Field {
    pub(crate) own: PathBuf,
    pub(crate) diesel: PathBuf,
}

/// A way to do the operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entrant {
    Raw,
    Ours,
    Diesel,
    DieselGetResult,
    DieselPool,
    DieselDefaults,
    DieselKeyless,
    DieselVec,
    R2d2,
    R2d2Testing,
}

impl Entrant {
    pub(crate) const ALL: [Entrant; 10] = [
        Entrant::Raw,
        Entrant::Ours,
        Entrant::Diesel,
        Entrant::DieselGetResult,
        Entrant::DieselPool,
        Entrant::DieselDefaults,
        Entrant::DieselKeyless,
        Entrant::DieselVec,
        Entrant::R2d2,
        Entrant::R2d2Testing,
    ];

    /// Those that are compared on every row of the table.
    pub(crate) const MAIN: [Entrant; 3] = [Entrant::Raw, Entrant::Ours, Entrant::Diesel];

    /// The first word of the program's command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Entrant::Raw => "raw",
            Entrant::Ours => "ours",
            Entrant::Diesel => "diesel",
            Entrant::DieselGetResult => "diesel-get-result",
            Entrant::DieselPool => "diesel-pool",
            Entrant::DieselDefaults => "diesel-defaults",
            Entrant::DieselKeyless => "diesel-keyless",
            Entrant::DieselVec => "diesel-vec",
            Entrant::R2d2 => "r2d2",
            Entrant::R2d2Testing => "r2d2-testing",
        }
    }

    /// What differs from the plain form, for those that are not on every row.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Entrant::Raw => "hand-written rusqlite",
            Entrant::Ours => "activerecord",
            Entrant::Diesel => "Diesel",
            Entrant::DieselGetResult => "Diesel, get_result not first",
            Entrant::DieselPool => "Diesel, out of its r2d2 pool",
            Entrant::DieselDefaults => "Diesel, no pragma set",
            Entrant::DieselKeyless => "Diesel, without the new keys",
            Entrant::DieselVec => "Diesel, a Vec by one statement",
            Entrant::R2d2 => "r2d2, its test switched off",
            Entrant::R2d2Testing => "r2d2 as it comes",
        }
    }

    pub(crate) fn takes_part(self, workload: Workload, store: Store) -> bool {
        use Workload::{Checkout, Delete, Find, Insert, Insert100, Load1};
        match self {
            Entrant::Raw | Entrant::Diesel => workload != Checkout,
            Entrant::Ours => workload != Checkout || store == Store::Memory,
            Entrant::DieselGetResult => workload == Find,
            Entrant::DieselPool => matches!(workload, Load1 | Find | Delete),
            Entrant::DieselDefaults => workload == Find && store == Store::File,
            Entrant::DieselKeyless => matches!(workload, Insert | Insert100),
            Entrant::DieselVec => workload == Insert100,
            Entrant::R2d2 | Entrant::R2d2Testing => workload == Checkout && store == Store::Memory,
        }
    }
}

/// What a workload is compared with.
pub(crate) fn baseline(workload: Workload) -> Entrant {
    if workload == Workload::Checkout { Entrant::R2d2 } else { Entrant::Raw }
}

impl Field {
    pub(crate) fn program(&self, entrant: Entrant) -> &Path {
        match entrant {
            Entrant::Raw | Entrant::Ours | Entrant::R2d2 | Entrant::R2d2Testing => &self.own,
            Entrant::Diesel
            | Entrant::DieselGetResult
            | Entrant::DieselPool
            | Entrant::DieselDefaults
            | Entrant::DieselKeyless
            | Entrant::DieselVec => &self.diesel,
        }
    }
}
