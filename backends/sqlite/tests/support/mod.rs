//! What the tests share. Not every test uses all of it.
#![allow(dead_code, reason = "not every test uses all of it")]

pub(crate) mod item;

use std::ops::ControlFlow;

use activerecord_core::{
    Backend, Connection, ConnectionConfig, Done, Error, Result, Statement, Value,
};
use activerecord_sqlite::{SqliteBackend, SqliteOptions};

/// A fresh database in memory.
pub(crate) fn memory() -> Box<dyn Connection> {
    connect(ConnectionConfig::new().database(":memory:")).unwrap()
}

/// A database in a file, with options.
pub(crate) fn file(path: &std::path::Path, options: SqliteOptions) -> Result<Box<dyn Connection>> {
    connect(ConnectionConfig::new().database(path.to_str().unwrap()).with(options))
}

pub(crate) fn connect(config: ConnectionConfig) -> Result<Box<dyn Connection>> {
    SqliteBackend.connector(&config)?.connect()
}

/// Runs a statement without binds that must succeed.
pub(crate) fn run(connection: &mut dyn Connection, sql: &str) -> Done {
    connection.execute(&Statement::new(sql), &[]).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Runs a statement that must fail.
pub(crate) fn fail(connection: &mut dyn Connection, sql: &str) -> Error {
    connection.execute(&Statement::new(sql), &[]).expect_err(sql)
}

/// All rows of a query, all columns.
pub(crate) fn rows(
    connection: &mut dyn Connection,
    sql: &str,
    binds: &[Value<'_>],
) -> Result<Vec<Vec<Value<'static>>>> {
    let mut rows = Vec::new();
    connection.query(&Statement::new(sql), binds, &mut |row| {
        let values: Result<Vec<_>> =
            (0..row.width()).map(|index| row.get(index).map(Value::into_owned)).collect();
        rows.push(values?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows)
}

/// The first column of a query's first row.
pub(crate) fn value(
    connection: &mut dyn Connection,
    sql: &str,
    binds: &[Value<'_>],
) -> Value<'static> {
    let rows = rows(connection, sql, binds).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().next().expect(sql).swap_remove(0)
}

/// The first column of every row, as text.
pub(crate) fn texts(
    connection: &mut dyn Connection,
    sql: &str,
    binds: &[Value<'_>],
) -> Vec<String> {
    let rows = rows(connection, sql, binds).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|mut row| show(&row.swap_remove(0))).collect()
}

pub(crate) fn show(value: &Value<'_>) -> String {
    match value {
        Value::Null(_) => "NULL".into(),
        Value::I64(number) => number.to_string(),
        Value::F64(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

pub(crate) fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

pub(crate) fn decimal(text: &str) -> Value<'_> {
    Value::Decimal(text.into())
}
