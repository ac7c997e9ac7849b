//! What SQL Server does and SQLite does not, as functions that SQLite calls.

use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};

use super::database::Database;
use super::locks::{Mode, Resource};
use crate::error::SqlError;
use crate::types::Type;
use crate::value::{Number, Purpose, Stored, convert};

mod json;
mod like;
mod moment;

use self::like::matches;

/// The error of a function, in a form that comes back from SQLite as it was.
pub(super) fn failure(error: &SqlError) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(error.encode().into())
}

fn type_of(context: &Context<'_>, index: usize) -> rusqlite::Result<Type> {
    Type::of_code(context.get(index)?).ok_or(rusqlite::Error::InvalidParameterName(String::new()))
}

/// Makes the functions known on a session's connection.
pub(super) fn register(
    connection: &Connection,
    database: &Arc<Database>,
    session: u64,
) -> rusqlite::Result<()> {
    crate::value::collations(connection)?;
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("mssql_convert", 3, pure, |context| {
        let (from, to) = (type_of(context, 1)?, type_of(context, 2)?);
        convert(context.get(0)?, from, to, Purpose::Expression).map_err(|error| failure(&error))
    })?;
    connection.create_scalar_function("mssql_store", 4, pure, store)?;
    connection.create_scalar_function("mssql_int", 4, pure, integers)?;
    connection.create_scalar_function("mssql_dec", 4, pure, decimals)?;
    connection.create_scalar_function("mssql_divide", 2, pure, floats)?;
    connection.create_scalar_function("mssql_like", 3, pure, |context| {
        let escape: Option<String> = context.get(2)?;
        let (text, pattern): (Option<String>, Option<String>) = (context.get(0)?, context.get(1)?);
        let escape = escape.and_then(|escape| escape.chars().next());
        Ok(text.zip(pattern).map(|(text, pattern)| matches(&text, &pattern, escape)))
    })?;
    connection.create_scalar_function("mssql_len", 1, pure, |context| {
        let text: Option<String> = context.get(0)?;
        let units = |text: String| text.trim_end_matches(' ').encode_utf16().count();
        Ok(text.map(units).and_then(|units| i64::try_from(units).ok()))
    })?;
    for (name, low, number, word) in [
        ("mssql_top", 0, 1060, "TOP"),
        ("mssql_fetch", 1, 10744, "FETCH"),
        ("mssql_offset", 0, 10742, "OFFSET"),
    ] {
        connection.create_scalar_function(name, 1, pure, move |context| {
            let rows: i64 = context.get(0)?;
            if rows >= low {
                return Ok(rows);
            }
            let message = format!("The number of rows provided for a {word} clause is too small.");
            Err(failure(&SqlError::new(number, 15, message)))
        })?;
    }
    connection.create_scalar_function("mssql_lower", 1, pure, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
    })?;
    connection.create_scalar_function("mssql_upper", 1, pure, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_uppercase()))
    })?;
    connection.create_window_function("mssql_sum", 1, pure, SumOfDecimals)?;
    register_stateful(connection, database, session)?;
    json::register(connection)?;
    moment::register(connection)
}

fn register_stateful(
    connection: &Connection,
    database: &Arc<Database>,
    session: u64,
) -> rusqlite::Result<()> {
    let impure = FunctionFlags::SQLITE_UTF8;
    let counting = Arc::clone(database);
    connection.create_scalar_function("mssql_next", 3, impure, move |context| {
        Ok(counting.count(context.get(0)?, context.get(1)?, context.get(2)?))
    })?;
    let looking = Arc::clone(database);
    connection.create_scalar_function("mssql_free", 2, impure, move |context| {
        let resource = Resource::Row { table: context.get(0)?, row: context.get(1)? };
        Ok(looking.locks.is_free(session, resource, Mode::Update))
    })
}

/// What becomes of a value on its way into a column.
fn store(context: &Context<'_>) -> rusqlite::Result<Stored> {
    let (from, to) = (type_of(context, 1)?, type_of(context, 2)?);
    if matches!((from, to), (Type::NVarChar(_), Type::VarBinary(_))) {
        let message = "Implicit conversion from data type nvarchar to varbinary is not allowed. Use \
                       the CONVERT function to run this query.";
        return Err(failure(&SqlError::new(257, 16, message)));
    }
    convert(context.get(0)?, from, to, Purpose::Column).map_err(|mut error| {
        let place: String = context.get(3).unwrap_or_default();
        if let (2628, Some((table, column))) = (error.number, place.rsplit_once('.')) {
            error.message = format!(
                "{} in table '{table}', column '{column}'. Truncated value: ''.",
                error.message
            );
        }
        failure(&error)
    })
}

fn integers(context: &Context<'_>) -> rusqlite::Result<Option<i64>> {
    let (left, right): (Option<i64>, Option<i64>) = (context.get(1)?, context.get(2)?);
    let Some((left, right)) = left.zip(right) else { return Ok(None) };
    let to = type_of(context, 3)?;
    let result = match context.get::<String>(0)?.as_str() {
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        _ if right == 0 => {
            return Err(failure(&SqlError::new(8134, 16, "Divide by zero error encountered.")));
        }
        "/" => left.checked_div(right),
        _ => left.checked_rem(right),
    };
    let (low, high) = to.bounds().unwrap_or((i64::MIN, i64::MAX));
    let result = result.filter(|result| (low..=high).contains(result));
    result.map(Some).ok_or_else(|| failure(&SqlError::overflow(&to.to_string())))
}

fn number(text: &str) -> rusqlite::Result<Number> {
    Number::parse(text).ok_or_else(|| failure(&SqlError::overflow("numeric")))
}

fn decimals(context: &Context<'_>) -> rusqlite::Result<Option<String>> {
    let (left, right): (Option<String>, Option<String>) = (context.get(1)?, context.get(2)?);
    let Some((left, right)) = left.zip(right) else { return Ok(None) };
    let Type::Decimal(precision, scale) = type_of(context, 3)? else { return Ok(None) };
    let (left, right) = (number(&left)?, number(&right)?);
    let result = match context.get::<String>(0)?.as_str() {
        "+" => left.add(right),
        "-" => left.add(right.negate()),
        "*" => left.multiply(right),
        _ => left.divide(right, scale),
    };
    let fitted = result.and_then(|result| result.fit(precision, scale));
    fitted.map(|result| Some(result.to_string())).map_err(|error| failure(&error))
}

fn floats(context: &Context<'_>) -> rusqlite::Result<Option<f64>> {
    let (left, right): (Option<f64>, Option<f64>) = (context.get(0)?, context.get(1)?);
    let Some((left, right)) = left.zip(right) else { return Ok(None) };
    if right == 0.0 {
        return Err(failure(&SqlError::new(8134, 16, "Divide by zero error encountered.")));
    }
    Ok(Some(left / right))
}

struct SumOfDecimals;

/// What was added up so far, and how many there were.
#[derive(Default)]
struct Total {
    sum: Option<Number>,
    count: u64,
}

impl Total {
    fn add(&mut self, number: Number) -> rusqlite::Result<()> {
        let sum = match self.sum {
            Some(sum) => sum.add(number).map_err(|error| failure(&error))?,
            None => number,
        };
        self.sum = Some(sum);
        Ok(())
    }

    fn text(&self) -> Option<String> {
        self.sum.filter(|_| self.count > 0).map(|sum| sum.to_string())
    }
}

impl Aggregate<Total, Option<String>> for SumOfDecimals {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Total> {
        Ok(Total::default())
    }

    fn step(&self, context: &mut Context<'_>, total: &mut Total) -> rusqlite::Result<()> {
        let Some(text) = context.get::<Option<String>>(0)? else { return Ok(()) };
        total.count += 1;
        total.add(number(&text)?)
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        total: Option<Total>,
    ) -> rusqlite::Result<Option<String>> {
        Ok(total.and_then(|total| total.text()))
    }
}

impl WindowAggregate<Total, Option<String>> for SumOfDecimals {
    fn value(&self, total: Option<&mut Total>) -> rusqlite::Result<Option<String>> {
        Ok(total.and_then(|total| total.text()))
    }

    fn inverse(&self, context: &mut Context<'_>, total: &mut Total) -> rusqlite::Result<()> {
        let Some(text) = context.get::<Option<String>>(0)? else { return Ok(()) };
        total.count -= 1;
        total.add(number(&text)?.negate())
    }
}
