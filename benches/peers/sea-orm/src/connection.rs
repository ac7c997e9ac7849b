//! The connections, set as those of the others.

use std::time::Duration;

use bench_kit::Outcome;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tokio::runtime::Runtime;

/// A runtime on the calling thread: the quickest for one task.
pub(crate) fn single() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// The usual runtime, for many tasks.
pub(crate) fn several() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// A pool that does not ask a connection for a sign of life first, and logs nothing.
pub(crate) async fn connect(place: &str, size: u32) -> Outcome<DatabaseConnection> {
    let url = match place {
        ":memory:" => "sqlite::memory:".to_owned(),
        url if url.contains("://") => url.to_owned(),
        file => format!("sqlite://{file}?mode=rwc"),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(size)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
        });
    Ok(Database::connect(options).await?)
}
