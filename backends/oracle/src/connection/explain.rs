//! The plan of a statement: Oracle writes it into a table, and a function reads it.

use activerecord_core::{Caching, Done, EachRow, Value};

use super::OracleSession;
use super::bind;
use super::kind::Long;
use super::run::{self, Failure};

/// Reads the plan that was made last.
const PLAN: &str = "SELECT PLAN_TABLE_OUTPUT FROM TABLE(DBMS_XPLAN.DISPLAY())";

/// Runs `EXPLAIN PLAN FOR …` and hands the lines of the plan back.
pub(super) fn explain(
    session: &OracleSession,
    sql: &str,
    binds: &[Value<'_>],
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    let mut explained = session.with(|connection| connection.statement(sql).build())?;
    session
        .with(|connection| bind::by_position(connection, &mut explained, binds, &[], Long::Lob))?;
    explained.execute(&[])?;
    let mut plan = session.with(|connection| connection.statement(PLAN).build())?;
    run::read(&mut plan, None, each)?;
    Ok(Done::default())
}

/// Whether a statement asks for a plan. One that is kept runs more often than once.
pub(super) fn is_explain(sql: &str, caching: Caching) -> bool {
    let mut words = sql.split_whitespace();
    caching == Caching::OneShot
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("EXPLAIN"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("PLAN"))
}
