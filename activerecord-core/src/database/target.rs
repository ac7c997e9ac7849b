//! Where a query runs: on the model's own database, on a named one, or on what the caller gave.

use std::fmt;
use std::sync::Arc;

use super::context::{ambient_of, is_amid};
use super::executor::once;
use super::registry::{bound_or_default, named, resolve};
use super::{Database, Executor, ModelSlot, Session};
use crate::table::Table;
use crate::{Record, Result};

/// The model's own database, or the transaction that the thread has open on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Implicit;

/// The database of this name.
#[derive(Debug, Clone)]
pub struct Named(pub(crate) Arc<str>);

/// The database or transaction that the caller gave.
#[derive(Clone, Copy)]
pub struct On<'e>(pub(crate) &'e dyn Executor);

impl fmt::Debug for On<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("On").field(self.0.database()).finish()
    }
}

/// Where a query runs.
pub trait Target: Clone + fmt::Debug {
    #[doc(hidden)]
    fn with_session<M: Record>(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()>;

    /// The database, for writing a statement without running it.
    #[doc(hidden)]
    fn database<M: Record>(&self) -> Result<Database>;

    /// The same without its type.
    #[doc(hidden)]
    fn via(&self) -> Via<'_>;
}

/// Where a query runs, whichever of the three it is.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Via<'e> {
    Implicit,
    Named(Arc<str>),
    On(On<'e>),
}

impl Target for Via<'_> {
    fn with_session<M: Record>(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Via::Implicit => Implicit.with_session::<M>(run),
            Via::Named(name) => named(name)?.with_session(run),
            Via::On(on) => on.0.with_session(run),
        }
    }

    fn database<M: Record>(&self) -> Result<Database> {
        match self {
            Via::Implicit => Implicit.database::<M>(),
            Via::Named(name) => named(name).map(Database),
            Via::On(on) => Ok(on.0.database().clone()),
        }
    }

    fn via(&self) -> Via<'_> {
        self.clone()
    }
}

impl Target for Implicit {
    #[inline]
    fn with_session<M: Record>(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        // What nearly all calls are: in no block and in no transaction.
        if !is_amid()
            && let Some(home) = bound_or_default(M::TABLE, M::slot())
            && let Some(shared) = &*home
        {
            return shared.lend(run);
        }
        with_session_amid(M::TABLE, M::slot(), run)
    }

    fn database<M: Record>(&self) -> Result<Database> {
        resolve(M::TABLE, M::slot()).map(Database)
    }

    fn via(&self) -> Via<'_> {
        Via::Implicit
    }
}

/// Lends a connection where the thread is in the middle of something, or the model names its
/// database.
#[inline(never)]
fn with_session_amid(
    table: &'static Table,
    slot: &ModelSlot,
    run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
) -> Result<()> {
    match ambient_of(table, slot) {
        Some(transaction) => transaction.with_session(run),
        None => resolve(table, slot)?.with_session(run),
    }
}

impl Target for Named {
    fn with_session<M: Record>(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        named(&self.0)?.with_session(run)
    }

    fn database<M: Record>(&self) -> Result<Database> {
        named(&self.0).map(Database)
    }

    fn via(&self) -> Via<'_> {
        Via::Named(Arc::clone(&self.0))
    }
}

impl Target for On<'_> {
    fn with_session<M: Record>(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        self.0.with_session(run)
    }

    fn database<M: Record>(&self) -> Result<Database> {
        Ok(self.0.database().clone())
    }

    fn via(&self) -> Via<'_> {
        Via::On(*self)
    }
}

/// Runs a closure once where `target` says, and hands its result back.
#[inline]
pub(crate) fn run<M: Record, R>(
    target: &impl Target,
    run: impl FnOnce(&mut Session<'_>) -> Result<R>,
) -> Result<R> {
    once(run, |run| target.with_session::<M>(run))
}
