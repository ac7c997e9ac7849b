//! SQLite: keys by RETURNING.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, in_threads, leaves};
use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};

use crate::connection::{Source, pool, setup};
use crate::contestant::{Way, contestant, takes_part};
use crate::schema::{
    Comment, Post, Setting, User, new_settings, new_user, new_users, owned_users, posts, settings,
    users,
};

contestant!(SqliteConnection, DefaultLoadingMode);

/// Rows of one INSERT: SQLite takes 32,766 binds.
const CHUNK: usize = 1_000;

fn version() -> String {
    format!("Diesel 2.3 with SQLite {}", libsqlite3_sys::SQLITE_VERSION.to_string_lossy())
}

fn transaction<T>(
    connection: &mut SqliteConnection,
    run: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    connection.immediate_transaction(run)
}

fn insert(connection: &mut SqliteConnection, row: &NewRow) -> QueryResult<i64> {
    let insert = diesel::insert_into(users::table).values(new_user(row));
    insert.returning(users::id).get_result(connection)
}

fn insert_many(connection: &mut SqliteConnection, rows: &[NewRow]) -> QueryResult<Vec<i64>> {
    let mut keys = Vec::with_capacity(rows.len());
    for rows in new_users(rows).chunks(CHUNK) {
        let insert = diesel::insert_into(users::table).values(rows);
        keys.extend(insert.returning(users::id).get_results::<i64>(connection)?);
    }
    Ok(keys)
}

fn insert_array(connection: &mut SqliteConnection, rows: &[NewRow]) -> Outcome<Vec<i64>> {
    let rows = owned_users(rows).ok_or("not 100 rows")?;
    let insert = diesel::insert_into(users::table).values(&rows);
    Ok(insert.returning(users::id).get_results(connection)?)
}

fn copy_in(_connection: &mut SqliteConnection, _rows: &[NewRow]) -> Outcome<u64> {
    Err("SQLite has no COPY".into())
}

/// Diesel has no INSERT of many rows with a conflict on SQLite.
fn upsert(connection: &mut SqliteConnection, rows: &[Setting<'_>]) -> QueryResult<usize> {
    connection.immediate_transaction(|connection| {
        for row in rows {
            diesel::insert_into(settings::table)
                .values(row)
                .on_conflict(settings::name)
                .do_update()
                .set(settings::value.eq(diesel::upsert::excluded(settings::value)))
                .execute(connection)?;
        }
        Ok(rows.len())
    })
}
