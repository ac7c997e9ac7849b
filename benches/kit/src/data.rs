//! The values, the same for all.

/// A row to insert: the name and the hair colour.
pub type NewRow = (String, Option<String>);

/// The row that is inserted as number `number`.
#[must_use]
pub fn new_row(number: u64) -> NewRow {
    (format!("User {number}"), number.is_multiple_of(2).then(|| "black".to_owned()))
}

/// The key that is looked for as number `number`: all keys of the table, each once, out of order.
#[must_use]
#[inline]
pub fn key(number: u64, rows: u64) -> i64 {
    // Prime, so that it shares no factor with a round number of rows.
    const STRIDE: u64 = 7_919;
    (number * STRIDE % rows + 1).cast_signed()
}

/// The settings that are written as number `number`: half of them are there already.
#[must_use]
pub fn settings(number: u64, count: u64) -> Vec<(String, String)> {
    let first = number * count / 2;
    (first..first + count).map(|at| (format!("setting {at}"), format!("value {number}"))).collect()
}
