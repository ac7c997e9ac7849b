//! One behaviour, and what it runs with.

use activerecord::dialect::Capabilities;
use activerecord::{Database, Error, Record};

use crate::Harness;

/// How a case ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The backend does what it should.
    Passed,
    /// The database does not have what the case is about; the text says what.
    Unsupported(String),
}

/// What a case's body returns: a failed `?` is a failed case.
pub type CaseResult = Result<Outcome, Error>;

/// A behaviour that every backend must have.
#[derive(Clone, Copy)]
pub struct Case {
    /// The name, `area::behaviour`.
    pub name: &'static str,
    /// What is run. Assertions panic.
    pub body: fn(&Context<'_>) -> CaseResult,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a case runs with: an empty database, which is also where implicit calls go.
pub struct Context<'h> {
    /// The database.
    pub db: Database,
    pub(crate) harness: &'h dyn Harness,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("db", &self.db).finish_non_exhaustive()
    }
}

impl Context<'_> {
    /// What the database can do.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        self.db.dialect().capabilities()
    }

    /// Creates the table of a model.
    ///
    /// # Errors
    /// The database's error.
    pub fn create<M: Record>(&self) -> Result<(), Error> {
        self.db.create_table::<M>()
    }

    /// A second, empty database of the same backend.
    ///
    /// # Errors
    /// It could not be made.
    pub fn second(&self) -> Result<Database, Error> {
        self.harness.open()
    }
}

/// Collects the cases of an area: `cases![area: one, two]`.
macro_rules! cases {
    ($area:ident: $($case:ident),* $(,)?) => {
        /// The cases of this area.
        pub(crate) const CASES: &[$crate::Case] = &[$(
            $crate::Case {
                name: concat!(stringify!($area), "::", stringify!($case)),
                body: $case,
            },
        )*];
    };
}

/// Ends a case as unsupported, with the reason, unless the condition holds.
macro_rules! require {
    ($condition:expr, $($reason:tt)+) => {
        if !$condition {
            return Ok($crate::Outcome::Unsupported(format!($($reason)+)));
        }
    };
}

pub(crate) use {cases, require};
