//! What the cases about many rows at once share.

use activerecord::dialect::Bulk;

use crate::Context;
use crate::models::Seat;

/// Rows of a VALUES list that the library sends at the most.
const VALUES_ROWS_MAX: usize = 1_024;
/// Rows that the library sends at the most where values travel as arrays.
const ARRAYS_ROWS_MAX: usize = 16_384;

/// How many rows with this many values go into one statement, on the database of the case.
pub(super) fn rows_per_statement(cx: &Context<'_>, values: usize) -> usize {
    let dialect = cx.db.dialect();
    let limits = dialect.limits();
    match dialect.capabilities().bulk {
        Bulk::Arrays => ARRAYS_ROWS_MAX,
        Bulk::Values => (limits.binds / values).min(limits.values_rows).clamp(1, VALUES_ROWS_MAX),
        _ => 1,
    }
}

/// Numbers of rows around those that fill one statement, and two.
pub(super) fn around(limit: usize) -> [usize; 5] {
    [limit - 1, limit, limit + 1, 2 * limit, 2 * limit + 1]
}

/// Seats that are not stored yet, with different labels.
pub(super) fn seats(count: usize) -> Vec<Seat> {
    (0..count).map(|number| Seat { id: 0, label: format!("seat {number}") }).collect()
}
