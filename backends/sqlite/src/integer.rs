//! Integer arithmetic that does not turn into floats.
//!
//! SQLite's own `+`, `-` and `*` give the nearest float where an integer can't hold the result;
//! an integer column would then keep that float. These functions report an overflow instead, as
//! SQLite's `sum` does.

use std::fmt;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Result};

/// What the message of an overflow begins with: the same as SQLite's own.
const OVERFLOW: &str = "integer overflow";

/// An operation on integers, and the same on floats.
type Operation = (&'static str, fn(i64, i64) -> Option<i64>, fn(f64, f64) -> f64);

const OPERATIONS: [Operation; 3] = [
    ("integer_add", i64::checked_add, |left, right| left + right),
    ("integer_sub", i64::checked_sub, |left, right| left - right),
    ("integer_mul", i64::checked_mul, |left, right| left * right),
];

/// Makes the functions known to a connection.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    for operation in OPERATIONS {
        connection.create_scalar_function(operation.0, 2, flags, move |context| {
            calculate(context, operation)
        })?;
    }
    Ok(())
}

fn calculate(context: &Context<'_>, operation: Operation) -> Result<Value> {
    let (name, of_integers, of_floats) = operation;
    let (left, right) = (context.get_raw(0), context.get_raw(1));
    match (left, right) {
        (ValueRef::Integer(left), ValueRef::Integer(right)) => {
            let result = of_integers(left, right).map(Value::Integer);
            result.ok_or_else(|| failure(name, OVERFLOW))
        }
        (ValueRef::Null, _) | (_, ValueRef::Null) => Ok(Value::Null),
        // A column that is declared as an integer can hold a float all the same.
        _ => match (float(left), float(right)) {
            (Some(left), Some(right)) => Ok(Value::Real(of_floats(left, right))),
            _ => Err(failure(name, "an argument is not a number")),
        },
    }
}

#[expect(clippy::cast_precision_loss, reason = "the other operand is a float already")]
fn float(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        _ => None,
    }
}

#[derive(Debug)]
struct Failure {
    why: &'static str,
    function: &'static str,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.why, self.function)
    }
}

impl std::error::Error for Failure {}

#[cold]
fn failure(function: &'static str, why: &'static str) -> Error {
    Error::UserFunctionError(Box::new(Failure { why, function }))
}
