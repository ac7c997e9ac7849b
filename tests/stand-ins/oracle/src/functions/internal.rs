//! Functions that only the translator writes.

use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use super::convert::{Assignment, assign, cast};
use super::text::{as_integer, as_text, like};
use super::{Environment, arguments, json, numeric, time, to_sqlite};
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::types::Type;
use crate::value::{Value, integer};

const STABLE: FunctionFlags = FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC);

/// Registers a function of values.
fn add(
    connection: &Connection,
    environment: &Arc<Environment>,
    name: &str,
    call: fn(&Environment, &[Value]) -> Result<Value>,
) -> rusqlite::Result<()> {
    let environment = environment.clone();
    connection.create_scalar_function(name, -1, STABLE, move |context| {
        let arguments = arguments(context).map_err(to_sqlite)?;
        call(&environment, &arguments).map_err(to_sqlite)
    })
}

/// Registers a condition: its result is SQLite's own, NULL for a NULL among the arguments.
fn add_condition(
    connection: &Connection,
    name: &str,
    call: fn(&[Value]) -> Result<bool>,
) -> rusqlite::Result<()> {
    connection.create_scalar_function(name, -1, STABLE, move |context| {
        let arguments = arguments(context).map_err(to_sqlite)?;
        if arguments.iter().any(Value::is_null) {
            return Ok(None);
        }
        call(&arguments).map(Some).map_err(to_sqlite)
    })
}

pub(super) fn install(
    connection: &Connection,
    environment: &Arc<Environment>,
) -> rusqlite::Result<()> {
    operators(connection, environment)?;
    conditions(connection)?;
    bounds(connection)?;
    sequences(connection, environment)?;
    let own = environment.clone();
    connection.create_scalar_function("o_assign", 2, STABLE, move |context| {
        let to =
            context.get_or_create_aux(1, |spec| -> std::result::Result<Assignment, OraError> {
                spec.as_str()
                    .ok()
                    .and_then(Assignment::parse)
                    .ok_or_else(|| OraError::new(600, "a wrong specification"))
            })?;
        let value = Value::decode(context.get_raw(0)).map_err(to_sqlite)?;
        assign(&own, value, &to).map_err(to_sqlite)
    })?;
    add(connection, environment, "o_cast", |environment, values| {
        let to = Type::from_spec(as_text(&values[1])?);
        cast(
            environment,
            values[0].clone(),
            to.ok_or_else(|| OraError::new(902, "invalid datatype"))?,
        )
    })?;
    add(connection, environment, "o_json_value", |environment, values| {
        let [Value::Text(document), Value::Text(path), Value::Text(to)] = values else {
            return Ok(Value::Null);
        };
        let to = Type::from_spec(to).ok_or_else(|| OraError::new(902, "invalid datatype"))?;
        json::value(environment, document, path, to)
    })?;
    add(connection, environment, "o_json_query", |_, values| {
        let [Value::Text(document), Value::Text(path)] = values else { return Ok(Value::Null) };
        json::query(document, path)
    })
}

fn operators(connection: &Connection, environment: &Arc<Environment>) -> rusqlite::Result<()> {
    let functions: &[(&str, fn(&Environment, &[Value]) -> Result<Value>)] = &[
        ("o_add", |_, values| numeric::operate('+', values)),
        ("o_subtract", |_, values| numeric::operate('-', values)),
        ("o_multiply", |_, values| numeric::operate('*', values)),
        ("o_divide", |_, values| numeric::operate('/', values)),
        ("o_negate", |_, values| numeric::negate(&values[0])),
        ("o_instant", |environment, values| time::instant(environment, &values[0])),
        ("o_zoned", |environment, values| time::zoned(environment, &values[0])),
        ("o_at_time_zone", time::at_time_zone),
        ("o_stamp_add", |_, values| time::shift(values, 1)),
        ("o_stamp_subtract", |_, values| time::shift(values, -1)),
        ("o_days_between", |_, values| time::days_between(values)),
        ("o_stamps_between", time::stamps_between),
        ("o_interval_scale", |_, values| time::interval_scale(values)),
        ("o_extract", |environment, values| match values {
            [Value::Text(field), value] => time::extract(environment, field, value),
            _ => Ok(Value::Null),
        }),
        ("o_days", |_, values| match &values[0] {
            Value::Null => Ok(Value::Null),
            value => {
                let days = super::text::as_number(value)?;
                // A DATE has seconds.
                let nanos = time::unit_nanos("DAY", &days)?;
                Ok(Value::DaySecond(
                    (nanos + 500_000_000).div_euclid(1_000_000_000) * 1_000_000_000,
                ))
            }
        }),
        ("o_to_date_part", |environment, values| cast(environment, values[0].clone(), Type::Date)),
        ("o_greatest", |_, values| extreme(values, true)),
        ("o_least", |_, values| extreme(values, false)),
    ];
    for (name, call) in functions {
        add(connection, environment, name, *call)?;
    }
    add(connection, environment, "o_concat", |environment, values| {
        super::text::concat(environment, values)
    })?;
    // Counts and ranks of SQLite's own functions.
    connection.create_scalar_function("o_number", 1, STABLE, |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Integer(value) => integer(value),
            _ => Value::Null,
        })
    })?;
    connection.create_scalar_function("o_real", 1, STABLE, |context| match context.get_raw(0) {
        ValueRef::Real(value) => Number::from_f64(value).map(Value::Number).map_err(to_sqlite),
        _ => Ok(Value::Null),
    })
}

/// The largest or smallest, in the order of stored values; NULL makes NULL.
fn extreme(values: &[Value], largest: bool) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let mut found: Option<(Vec<u8>, &Value)> = None;
    for value in values {
        let key = match value.encode()? {
            rusqlite::types::Value::Blob(bytes) => bytes,
            rusqlite::types::Value::Text(text) => text.into_bytes(),
            _ => Vec::new(),
        };
        let better =
            found.as_ref().is_none_or(|(other, _)| (key > *other) == largest && key != *other);
        if better {
            found = Some((key, value));
        }
    }
    Ok(found.map_or(Value::Null, |(_, value)| value.clone()))
}

fn conditions(connection: &Connection) -> rusqlite::Result<()> {
    add_condition(connection, "o_like", |values| {
        let escape = values.get(2).map(as_text).transpose()?;
        like(as_text(&values[0])?, as_text(&values[1])?, escape)
    })?;
    add_condition(connection, "o_is_nan", |values| {
        Ok(matches!(values[0], Value::Double(value) if value.is_nan()))
    })?;
    add_condition(connection, "o_is_infinite", |values| {
        Ok(matches!(values[0], Value::Double(value) if value.is_infinite()))
    })?;
    add_condition(connection, "o_is_json", |values| json::is_valid(as_text(&values[0])?))?;
    add_condition(connection, "o_json_exists", |values| {
        json::exists(as_text(&values[0])?, as_text(&values[1])?)
    })
}

/// Numbers of rows for LIMIT and OFFSET: whole, and not below 0; NULL is none.
fn bounds(connection: &Connection) -> rusqlite::Result<()> {
    let bound = |context: &Context<'_>, round_up: bool| -> Result<i64> {
        let value = Value::decode(context.get_raw(0))?;
        if value.is_null() {
            return Ok(0);
        }
        let number = super::text::as_number(&value)?;
        let whole = match round_up {
            // `< n` is `<= n - 1`, rounded up.
            true => {
                let up = number.to_decimal().with_scale_round(0, bigdecimal::RoundingMode::Ceiling);
                bigdecimal::ToPrimitive::to_i64(&up).map(|value| value - 1)
            }
            false => bigdecimal::ToPrimitive::to_i64(&number.to_decimal().with_scale(0)),
        };
        Ok(whole.unwrap_or(i64::MAX).max(0))
    };
    connection.create_scalar_function("o_limit", 1, STABLE, move |context| {
        bound(context, false).map_err(to_sqlite)
    })?;
    connection.create_scalar_function("o_limit_below", 1, STABLE, move |context| {
        bound(context, true).map_err(to_sqlite)
    })?;
    connection.create_scalar_function("o_integer", 1, STABLE, |context| {
        let value = Value::decode(context.get_raw(0)).map_err(to_sqlite)?;
        as_integer(&value).map_err(to_sqlite)
    })
}

fn sequences(connection: &Connection, environment: &Arc<Environment>) -> rusqlite::Result<()> {
    let own = environment.clone();
    connection.create_scalar_function(
        "o_nextval",
        1,
        FunctionFlags::SQLITE_UTF8,
        move |context| {
            let name: String = context.get(0)?;
            next_value(&own, &name).map(integer).map_err(to_sqlite)
        },
    )?;
    let own = environment.clone();
    connection.create_scalar_function("o_currval", 1, FunctionFlags::SQLITE_UTF8, move |context| {
        let name: String = context.get(0)?;
        let value = lock(&own.drawn).get(&name).copied();
        value.map(integer).ok_or_else(|| {
            let text = format_args!("sequence {name}.CURRVAL is not yet defined in this session");
            to_sqlite(OraError::new(8002, text))
        })
    })
}

fn next_value(environment: &Environment, name: &str) -> Result<i64> {
    if let Some(drawn) = &*lock(&environment.one_draw)
        && let Some(value) = drawn.get(name)
    {
        return Ok(*value);
    }
    let catalog = environment.database.catalog();
    let sequence = catalog.sequences.get(name);
    let value =
        sequence.ok_or_else(|| OraError::new(2289, "sequence does not exist"))?.next_value()?;
    if let Some(drawn) = &mut *lock(&environment.one_draw) {
        drawn.insert(name.to_owned(), value);
    }
    lock(&environment.drawn).insert(name.to_owned(), value);
    Ok(value)
}
