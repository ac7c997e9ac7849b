//! PostgreSQL: keys by RETURNING, row by row, and COPY.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload, in_threads, leaves};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};

use crate::connection::{Source, pool, setup};
use crate::contestant::{Way, contestant, takes_part};
use crate::schema::{
    Comment, Post, Setting, User, new_settings, new_user, new_users, owned_users, posts, settings,
    users,
};

contestant!(PgConnection, diesel::pg::PgRowByRowLoadingMode);

/// Rows of one INSERT: PostgreSQL takes 65,535 binds.
const CHUNK: usize = 5_000;

fn version() -> String {
    "Diesel 2.3 with libpq".to_owned()
}

fn transaction<T>(
    connection: &mut PgConnection,
    run: impl FnOnce(&mut PgConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    connection.transaction(run)
}

fn insert(connection: &mut PgConnection, row: &NewRow) -> QueryResult<i64> {
    let insert = diesel::insert_into(users::table).values(new_user(row));
    insert.returning(users::id).get_result(connection)
}

fn insert_many(connection: &mut PgConnection, rows: &[NewRow]) -> QueryResult<Vec<i64>> {
    let mut keys = Vec::with_capacity(rows.len());
    for rows in new_users(rows).chunks(CHUNK) {
        let insert = diesel::insert_into(users::table).values(rows);
        keys.extend(insert.returning(users::id).get_results::<i64>(connection)?);
    }
    Ok(keys)
}

fn insert_array(connection: &mut PgConnection, rows: &[NewRow]) -> Outcome<Vec<i64>> {
    let rows = owned_users(rows).ok_or("not 100 rows")?;
    let insert = diesel::insert_into(users::table).values(&rows);
    Ok(insert.returning(users::id).get_results(connection)?)
}

fn copy_in(connection: &mut PgConnection, rows: &[NewRow]) -> Outcome<u64> {
    let rows = new_users(rows);
    let copied = diesel::copy_from(users::table).from_insertable(&rows).execute(connection)?;
    Ok(u64::try_from(copied)?)
}

fn upsert(connection: &mut PgConnection, rows: &[Setting<'_>]) -> QueryResult<usize> {
    diesel::insert_into(settings::table)
        .values(rows)
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(diesel::upsert::excluded(settings::value)))
        .execute(connection)
}
