//! Whether the rows of a relation are better found by reading their whole table.
//!
//! An index leads to each row by itself, anywhere in the table. Where most rows are asked for, to read
//! the table from its first row to its last takes two thirds of the time (100,000 rows of 10,000
//! owners in SQLite). Servers know how large their tables are, and decide by that; SQLite takes a
//! guess, which is the index.

use std::ops::ControlFlow;

use crate::database::Session;
use crate::table::Table;
use crate::{Expect, Statement, Value};

/// Owners of which it is worth two more statements to know.
const OWNERS_MIN: u64 = 512;
/// Rows of the table for each owner up to which all of them are read: a row that is not asked for
/// takes a fourth of one that is looked for.
const ROWS_PER_OWNER_MAX: u64 = 16;

/// Whether these are most of the owners that there are, and the other table holds little but their
/// rows.
pub(super) fn are_most(
    session: &mut Session<'_>,
    owner: &Table,
    table: &Table,
    owners: usize,
) -> bool {
    let owners = u64::try_from(owners).unwrap_or(u64::MAX);
    owners >= OWNERS_MIN
        && estimate(session, owner).is_some_and(|all| all / 2 <= owners)
        && estimate(session, table).is_some_and(|rows| rows / ROWS_PER_OWNER_MAX <= owners)
}

/// How many rows a table has at most; none where the database knows better, or nobody does.
fn estimate(session: &mut Session<'_>, table: &Table) -> Option<u64> {
    let sql = session.dialect().estimate_rows(table)?;
    let mut rows = None;
    let asked = session.query(&Statement::new(&sql).expect(Expect::One), &[], &mut |row| {
        if let Value::I64(number) = row.get(0)? {
            rows = u64::try_from(number).ok();
        }
        Ok(ControlFlow::Break(()))
    });
    asked.ok().and(rows)
}
