//! MariaDB: the key by `last_insert_id()`, which is one more round trip.

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

diesel::define_sql_function! {
    fn last_insert_id() -> BigInt;
}

contestant!(MysqlConnection, DefaultLoadingMode);

/// Rows of one INSERT: MySQL takes 65,535 binds.
const CHUNK: usize = 5_000;

fn version() -> String {
    "Diesel 2.3 with libmariadb".to_owned()
}

fn transaction<T>(
    connection: &mut MysqlConnection,
    run: impl FnOnce(&mut MysqlConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    connection.transaction(run)
}

fn insert(connection: &mut MysqlConnection, row: &NewRow) -> QueryResult<i64> {
    diesel::insert_into(users::table).values(new_user(row)).execute(connection)?;
    diesel::select(last_insert_id()).get_result(connection)
}

/// The keys of the rows of one INSERT follow one another.
fn insert_many(connection: &mut MysqlConnection, rows: &[NewRow]) -> QueryResult<Vec<i64>> {
    let mut keys = Vec::with_capacity(rows.len());
    for rows in new_users(rows).chunks(CHUNK) {
        diesel::insert_into(users::table).values(rows).execute(connection)?;
        let first: i64 = diesel::select(last_insert_id()).get_result(connection)?;
        keys.extend((first..).take(rows.len()));
    }
    Ok(keys)
}

fn insert_array(connection: &mut MysqlConnection, rows: &[NewRow]) -> Outcome<Vec<i64>> {
    let rows = owned_users(rows).ok_or("not 100 rows")?;
    diesel::insert_into(users::table).values(&rows).execute(connection)?;
    let first: i64 = diesel::select(last_insert_id()).get_result(connection)?;
    Ok((first..).take(rows.len()).collect())
}

fn copy_in(_connection: &mut MysqlConnection, _rows: &[NewRow]) -> Outcome<u64> {
    Err("MariaDB has no COPY".into())
}

/// Diesel has no name for `VALUES(value)`.
fn upsert(connection: &mut MysqlConnection, rows: &[Setting<'_>]) -> QueryResult<usize> {
    let new = diesel::dsl::sql::<diesel::sql_types::Text>("VALUES(value)");
    diesel::insert_into(settings::table)
        .values(rows)
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(settings::value.eq(new))
        .execute(connection)
}
