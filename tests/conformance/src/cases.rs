//! The cases, one file per area. Their bodies know no database: what a case needs beyond the
//! ordinary it asks for by `require!`.

use activerecord::{Error, Result};

use crate::{Case, Context};

mod aggregates;
mod composite;
mod connections;
mod crud;
mod dates;
mod decimals;
mod documents;
mod enums;
mod errors;
mod find;
mod floats;
mod functions;
mod grouping;
mod guards;
mod hooks;
mod injection;
mod integers;
mod json_paths;
mod keys;
mod lateral_joins;
mod locking;
mod many;
mod many_atomic;
mod many_chunks;
mod many_delete;
mod many_insert;
mod many_update;
mod many_upsert;
mod many_upsert_columns;
mod many_versions;
mod mapping;
mod named_queries;
mod options;
mod polymorphic_load;
mod polymorphic_query;
mod query_batches;
mod query_filter;
mod query_lists;
mod query_logic;
mod query_order;
mod query_read;
mod query_shapes;
mod query_shapes_joined;
mod query_text;
mod raw_sql;
mod relation_databases;
mod relation_include;
mod relation_joined;
mod relation_keys;
mod relation_load;
mod relation_query;
mod relation_tree;
mod relation_write;
mod row_lock_choice;
mod row_lock_waits;
mod row_locks;
mod savepoints;
mod schema;
mod set_operations;
mod soft_delete;
mod subqueries;
mod text;
mod timestamps;
mod tracked;
mod transactions;
mod types;
mod update;
mod windows;
mod write_all;

const AREAS: &[&[Case]] = &[
    crud::CASES,
    find::CASES,
    keys::CASES,
    composite::CASES,
    update::CASES,
    tracked::CASES,
    timestamps::CASES,
    locking::CASES,
    soft_delete::CASES,
    types::CASES,
    integers::CASES,
    floats::CASES,
    decimals::CASES,
    text::CASES,
    dates::CASES,
    documents::CASES,
    enums::CASES,
    mapping::CASES,
    query_filter::CASES,
    query_logic::CASES,
    query_lists::CASES,
    query_text::CASES,
    query_order::CASES,
    query_read::CASES,
    query_shapes::CASES,
    query_shapes_joined::CASES,
    query_batches::CASES,
    aggregates::CASES,
    grouping::CASES,
    set_operations::CASES,
    subqueries::CASES,
    named_queries::CASES,
    functions::CASES,
    windows::CASES,
    json_paths::CASES,
    lateral_joins::CASES,
    write_all::CASES,
    many_insert::CASES,
    many_update::CASES,
    many_versions::CASES,
    many_upsert::CASES,
    many_upsert_columns::CASES,
    many_delete::CASES,
    many_chunks::CASES,
    many_atomic::CASES,
    row_locks::CASES,
    row_lock_waits::CASES,
    row_lock_choice::CASES,
    relation_load::CASES,
    relation_databases::CASES,
    relation_include::CASES,
    relation_joined::CASES,
    relation_keys::CASES,
    relation_query::CASES,
    relation_tree::CASES,
    relation_write::CASES,
    polymorphic_load::CASES,
    polymorphic_query::CASES,
    raw_sql::CASES,
    injection::CASES,
    errors::CASES,
    transactions::CASES,
    guards::CASES,
    savepoints::CASES,
    hooks::CASES,
    options::CASES,
    connections::CASES,
    schema::CASES,
];

/// Every case of every area.
pub(crate) fn all() -> impl Iterator<Item = Case> {
    AREAS.iter().flat_map(|cases| cases.iter().copied())
}

/// The error of what must not succeed.
#[track_caller]
pub(crate) fn failure<T>(result: Result<T>) -> Error {
    match result {
        Ok(_) => panic!("expected an error, it succeeded"),
        Err(error) => error,
    }
}

/// Runs outside of the block that the cases run in: every model has its own database there.
pub(crate) fn outside<R: Send>(run: impl FnOnce() -> Result<R> + Send) -> Result<R> {
    std::thread::scope(|scope| match scope.spawn(run).join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

/// What a closure returns that wants its transaction undone.
pub(crate) fn stop<T>() -> Result<T> {
    Err(Error::other(std::fmt::Error))
}

/// Asserts that a text has all of these parts.
#[track_caller]
pub(crate) fn assert_says(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

impl Context<'_> {
    /// An identifier in the quotes of the database, for SQL that is written by hand.
    pub(crate) fn quoted(&self, name: &str) -> String {
        let mut sql = String::new();
        self.db.dialect().write_identifier(name, &mut sql);
        sql
    }
}
