//! `pool_timeout(Duration::MAX)` panicked as soon as somebody had to wait.

use std::time::Duration;

use activerecord::Result;
use activerecord::prelude::*;

#[test]
fn it_waits_until_it_is_served() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = ConnectionConfig::new()
        .database(folder.path().join("app.db").to_string_lossy())
        .pool_size(1)
        .pool_timeout(Duration::MAX);
    let db = Database::open(config, SqliteBackend)?;
    let tx = db.begin()?;
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| db.ping());
        while db.pool_status().waiting == 0 && !waiting.is_finished() {
            std::thread::yield_now();
        }
        tx.rollback()?;
        waiting.join().expect("no panic")
    })
}
