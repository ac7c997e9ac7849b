//! A connection that is held, or taken out of a pool each time.

use std::ops::DerefMut;

use bench_kit::{Outcome, PRAGMAS};
use diesel::r2d2::{
    ConnectionManager, CustomizeConnection, Pool, PooledConnection, R2D2Connection,
};

/// What is run on each new connection to this place: `diesel-defaults` sets nothing.
pub(crate) fn setup(name: &str, place: &str) -> &'static str {
    if name == "diesel-defaults" || place.contains("://") { "" } else { PRAGMAS }
}

/// Where the connection of an operation comes from.
pub(crate) enum Source<C: R2D2Connection + 'static> {
    Held(C),
    /// Diesel's r2d2 as it comes: a connection is tested when it is taken out.
    Pooled(Pool<ConnectionManager<C>>),
}

/// A connection for one operation.
pub(crate) enum Lent<'s, C: R2D2Connection + 'static> {
    Held(&'s mut C),
    Pooled(PooledConnection<ConnectionManager<C>>),
}

impl<C: R2D2Connection + 'static> Source<C> {
    pub(crate) fn open(name: &str, place: &str) -> Outcome<Self> {
        let setup = setup(name, place);
        if name == "diesel-pool" {
            // One connection: each connection to `:memory:` is a database of its own.
            return Ok(Source::Pooled(pool(place, setup, 1, true)?));
        }
        let mut connection = C::establish(place)?;
        if !setup.is_empty() {
            connection.batch_execute(setup)?;
        }
        Ok(Source::Held(connection))
    }

    pub(crate) fn lend(&mut self) -> Outcome<Lent<'_, C>> {
        Ok(match self {
            Source::Held(connection) => Lent::Held(connection),
            Source::Pooled(pool) => Lent::Pooled(pool.get()?),
        })
    }
}

impl<C: R2D2Connection + 'static> std::ops::Deref for Lent<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        match self {
            Lent::Held(connection) => connection,
            Lent::Pooled(connection) => connection,
        }
    }
}

impl<C: R2D2Connection + 'static> DerefMut for Lent<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        match self {
            Lent::Held(connection) => connection,
            Lent::Pooled(connection) => connection,
        }
    }
}

/// A pool that asks a connection for a sign of life when it is taken out, or does not.
pub(crate) fn pool<C: R2D2Connection + 'static>(
    place: &str,
    setup: &'static str,
    size: u32,
    is_tested: bool,
) -> Outcome<Pool<ConnectionManager<C>>> {
    let builder = Pool::builder()
        .max_size(size)
        .test_on_check_out(is_tested)
        .idle_timeout(None)
        .max_lifetime(None)
        .connection_customizer(Box::new(Setup(setup)));
    Ok(builder.build(ConnectionManager::new(place))?)
}

#[derive(Debug)]
struct Setup(&'static str);

impl<C: R2D2Connection + 'static> CustomizeConnection<C, diesel::r2d2::Error> for Setup {
    fn on_acquire(&self, connection: &mut C) -> Result<(), diesel::r2d2::Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        connection.batch_execute(self.0).map_err(diesel::r2d2::Error::QueryError)
    }
}
