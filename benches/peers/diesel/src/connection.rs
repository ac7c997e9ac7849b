//! A connection that is held, or taken out of a pool each time.

use std::ops::DerefMut;
use std::path::Path;

use bench_kit::{Outcome, PRAGMAS};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};

/// Where the connection of an operation comes from.
pub(crate) trait Source: Sized {
    type Lent<'s>: DerefMut<Target = SqliteConnection>
    where
        Self: 's;

    fn open(url: &str, pragmas: &'static str) -> Outcome<Self>;

    fn lend(&mut self) -> Outcome<Self::Lent<'_>>;
}

/// The pragmas of a contestant: `diesel-defaults` sets none.
pub(crate) fn pragmas(name: &str) -> &'static str {
    if name == "diesel-defaults" { "" } else { PRAGMAS }
}

pub(crate) fn url(path: Option<&Path>) -> Outcome<&str> {
    Ok(path.map_or(Some(":memory:"), Path::to_str).ok_or("not a UTF-8 path")?)
}

pub(crate) struct Plain(SqliteConnection);

impl Source for Plain {
    type Lent<'s> = &'s mut SqliteConnection;

    fn open(url: &str, pragmas: &'static str) -> Outcome<Self> {
        let mut connection = SqliteConnection::establish(url)?;
        connection.batch_execute(pragmas)?;
        Ok(Plain(connection))
    }

    fn lend(&mut self) -> Outcome<&mut SqliteConnection> {
        Ok(&mut self.0)
    }
}

/// Diesel's r2d2 as it comes: a connection is tested when it is taken out.
pub(crate) struct Pooled(Pool<ConnectionManager<SqliteConnection>>);

#[derive(Debug)]
struct SetPragmas(&'static str);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for SetPragmas {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        connection.batch_execute(self.0).map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Source for Pooled {
    type Lent<'s> = PooledConnection<ConnectionManager<SqliteConnection>>;

    fn open(url: &str, pragmas: &'static str) -> Outcome<Self> {
        // One connection: each connection to `:memory:` is a database of its own.
        let builder = Pool::builder()
            .max_size(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connection_customizer(Box::new(SetPragmas(pragmas)));
        Ok(Pooled(builder.build(ConnectionManager::new(url))?))
    }

    fn lend(&mut self) -> Outcome<Self::Lent<'_>> {
        Ok(self.0.get()?)
    }
}
