//! The plan of a statement: Oracle writes it into a table, and a function reads it.

use activerecord_core::{Caching, Done, EachRow};

use super::OracleSession;
use super::run::{self, Failure};

/// Reads the plan that was made last.
const PLAN: &str = "SELECT PLAN_TABLE_OUTPUT FROM TABLE(DBMS_XPLAN.DISPLAY())";

/// Runs `EXPLAIN PLAN FOR …` and hands the lines of the plan back. It is made for placeholders:
/// values are neither needed nor taken.
pub(super) fn explain(
    session: &OracleSession,
    sql: &str,
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    session.with(|connection| connection.execute(sql, &[]))?;
    let mut plan = session.with(|connection| connection.statement(PLAN).build())?;
    run::read(&mut plan, each)?;
    Ok(Done::default())
}

/// Whether a statement asks for a plan. One that is kept runs more often than once.
pub(super) fn is_explain(sql: &str, caching: Caching) -> bool {
    let mut words = sql.split_whitespace();
    caching == Caching::OneShot
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("EXPLAIN"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("PLAN"))
}
