//! The SQL functions: `decimal_add` and its kin, and the aggregates `decimal_sum` and
//! `decimal_avg`. They take texts, integers and reals; NULL in is NULL out.

use std::fmt;

use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use rust_decimal::Decimal;

use super::number::{add, div, mul, parse, round, sub};
use super::{DIVISION_BY_ZERO, NOT_A_NUMBER, TOO_MANY_DIGITS};

/// Innocuous: they do no harm in the views and triggers of a file that is not trusted.
const FLAGS: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

type Operation = fn(Decimal, Decimal) -> Option<Decimal>;

pub(super) fn register(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("decimal", 1, FLAGS, |context| {
        Ok(argument(context, 0, "decimal")?.map(|number| number.to_string()))
    })?;
    connection.create_scalar_function("decimal_abs", 1, FLAGS, |context| {
        Ok(argument(context, 0, "decimal_abs")?.map(|number| number.abs().to_string()))
    })?;
    connection.create_scalar_function("decimal_round", 2, FLAGS, |context| {
        let Some(number) = argument(context, 0, "decimal_round")? else { return Ok(None) };
        let digits = context.get::<u32>(1)?;
        Ok(Some(round(number, digits).to_string()))
    })?;
    let operations: [(&'static str, Operation); 4] =
        [("decimal_add", add), ("decimal_sub", sub), ("decimal_mul", mul), ("decimal_div", div)];
    for (name, operation) in operations {
        connection.create_scalar_function(name, 2, FLAGS, move |context| {
            scalar(context, name, operation)
        })?;
    }
    connection.create_window_function("decimal_sum", 1, FLAGS, Sum)?;
    connection.create_window_function("decimal_avg", 1, FLAGS, Avg)
}

/// What goes wrong in one of the functions.
#[derive(Debug)]
struct Failure {
    function: &'static str,
    why: &'static str,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.function, self.why)
    }
}

impl std::error::Error for Failure {}

#[cold]
fn failure(function: &'static str, why: &'static str) -> Error {
    Error::UserFunctionError(Box::new(Failure { function, why }))
}

/// A function's argument as a number; the argument itself stays out of the message.
fn argument(
    context: &Context<'_>,
    index: usize,
    function: &'static str,
) -> Result<Option<Decimal>> {
    let number = match context.get_raw(index) {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(number) => Some(Decimal::from(number)),
        // The shortest text that gives this float again is the number that was written.
        ValueRef::Real(number) => parse(&number.to_string()),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().and_then(parse),
        ValueRef::Blob(_) => None,
    };
    number.map(Some).ok_or_else(|| failure(function, NOT_A_NUMBER))
}

fn scalar(
    context: &Context<'_>,
    function: &'static str,
    operation: Operation,
) -> Result<Option<String>> {
    let left = argument(context, 0, function)?;
    let right = argument(context, 1, function)?;
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    match operation(left, right) {
        Some(result) => Ok(Some(result.to_string())),
        None if right.is_zero() => Err(failure(function, DIVISION_BY_ZERO)),
        None => Err(failure(function, TOO_MANY_DIGITS)),
    }
}

/// The sum of what was seen, NULLs left out, and how many there were.
#[derive(Debug, Default)]
struct Total {
    sum: Decimal,
    count: u64,
}

impl Total {
    fn include(&mut self, context: &Context<'_>, function: &'static str) -> Result<()> {
        let Some(number) = argument(context, 0, function)? else { return Ok(()) };
        self.sum = add(self.sum, number).ok_or_else(|| failure(function, TOO_MANY_DIGITS))?;
        self.count += 1;
        Ok(())
    }

    /// A row that leaves the window.
    fn exclude(&mut self, context: &Context<'_>, function: &'static str) -> Result<()> {
        let Some(number) = argument(context, 0, function)? else { return Ok(()) };
        self.sum = sub(self.sum, number).ok_or_else(|| failure(function, TOO_MANY_DIGITS))?;
        self.count -= 1;
        Ok(())
    }

    fn sum(&self) -> Option<String> {
        (self.count > 0).then(|| self.sum.to_string())
    }

    fn mean(&self) -> Option<String> {
        (self.count > 0)
            .then(|| div(self.sum, Decimal::from(self.count)))?
            .map(|mean| mean.to_string())
    }
}

macro_rules! aggregates {
    ($($type:ident $name:literal $result:ident;)*) => {$(
        struct $type;

        impl Aggregate<Total, Option<String>> for $type {
            fn init(&self, _: &mut Context<'_>) -> Result<Total> {
                Ok(Total::default())
            }

            fn step(&self, context: &mut Context<'_>, total: &mut Total) -> Result<()> {
                total.include(context, $name)
            }

            fn finalize(&self, _: &mut Context<'_>, total: Option<Total>) -> Result<Option<String>> {
                Ok(total.and_then(|total| total.$result()))
            }
        }

        impl WindowAggregate<Total, Option<String>> for $type {
            fn value(&self, total: Option<&mut Total>) -> Result<Option<String>> {
                Ok(total.and_then(|total| total.$result()))
            }

            fn inverse(&self, context: &mut Context<'_>, total: &mut Total) -> Result<()> {
                total.exclude(context, $name)
            }
        }
    )*};
}

aggregates! {
    Sum "decimal_sum" sum;
    Avg "decimal_avg" mean;
}
