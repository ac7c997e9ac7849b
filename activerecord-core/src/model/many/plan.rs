//! How many rows go into one statement.

use crate::database::ManyStatements;
use crate::dialect::{Bulk, Dialect};
use crate::model::insert::value_of;
use crate::{Record, Result, Value};

/// Rows per statement, where the database would take more: beyond this nothing is gained, and the
/// statement's text and binds take memory.
const VALUES_ROWS_MAX: usize = 1024;
/// Rows per statement whose values come as arrays: the text does not grow with them.
const ARRAYS_ROWS_MAX: usize = 16_384;

/// How rows of which `returned` values come back are written at once.
pub(super) fn bulk_of(dialect: &dyn Dialect, returned: usize) -> Bulk {
    match dialect.capabilities().bulk {
        Bulk::Batch if returned > 0 => Bulk::RowByRow,
        bulk => bulk,
    }
}

/// The greatest number of rows of a statement with `binds_per_row` binds for each, of which
/// `returned` values come back. A row without binds is `DEFAULT VALUES`, of which there is no list.
pub(super) fn rows_max(dialect: &dyn Dialect, binds_per_row: usize, returned: usize) -> usize {
    if binds_per_row == 0 {
        return 1;
    }
    let limits = dialect.limits();
    match bulk_of(dialect, returned) {
        Bulk::RowByRow => 1,
        Bulk::Batch => limits.values_rows.max(1),
        Bulk::Arrays => ARRAYS_ROWS_MAX,
        Bulk::Values => {
            let by_binds = limits.binds / binds_per_row;
            by_binds.min(limits.values_rows).clamp(1, VALUES_ROWS_MAX)
        }
    }
}

/// Splits `rows` rows into chunks: as many full ones as there are, then the rest. A program's
/// batches mostly have the same few numbers of rows, so that a rest is one chunk while the model has
/// had few different ones. After that its chunks have numbers of three binary digits and zeros:
/// whatever the number of rows there are few different statements to prepare, and few to run.
pub(super) fn chunks(
    dialect: &dyn Dialect,
    statements: &ManyStatements,
    rows: usize,
    rows_max: usize,
) -> Vec<usize> {
    let mut chunks = vec![rows_max; rows / rows_max];
    let mut left = rows % rows_max;
    if left == 0 {
        return chunks;
    }
    let any_number = matches!(dialect.capabilities().bulk, Bulk::Arrays | Bulk::Batch);
    if any_number || statements.keeps_rest(left) {
        chunks.push(left);
        return chunks;
    }
    while left > 0 {
        let zeros = left.ilog2().saturating_sub(2);
        let size = left >> zeros << zeros;
        chunks.push(size);
        left -= size;
    }
    chunks
}

/// Bytes of a value that is no text and no bytes, and what is sent beside each value.
const VALUE_BYTES: usize = 16;

/// Halves chunks until the values of each are within what a statement may have. The rows are those
/// that the chunks are made of, in their order.
pub(super) fn within_bytes<'r, M: Record>(
    dialect: &dyn Dialect,
    chunks: Vec<usize>,
    mut rows: impl Iterator<Item = &'r M>,
    columns: &[usize],
) -> Result<Vec<usize>> {
    let bytes_max = dialect.limits().statement_bytes;
    if bytes_max == usize::MAX {
        return Ok(chunks);
    }
    let mut fitting = Vec::with_capacity(chunks.len());
    for size in chunks {
        let mut bytes = Vec::with_capacity(size);
        for row in rows.by_ref().take(size) {
            bytes.push(bytes_of(row, columns)?);
        }
        halve(&bytes, bytes_max, &mut fitting);
    }
    Ok(fitting)
}

fn halve(rows: &[usize], bytes_max: usize, fitting: &mut Vec<usize>) {
    if rows.len() < 2 || rows.iter().sum::<usize>() <= bytes_max {
        fitting.push(rows.len());
        return;
    }
    let (first, second) = rows.split_at(rows.len() / 2);
    halve(first, bytes_max, fitting);
    halve(second, bytes_max, fitting);
}

fn bytes_of<M: Record>(row: &M, columns: &[usize]) -> Result<usize> {
    let mut bytes = 0_usize;
    for column in columns {
        let length = match value_of(row, *column)? {
            Value::Text(text) | Value::Json(text) | Value::Decimal(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        bytes = bytes.saturating_add(length).saturating_add(VALUE_BYTES);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::dialect::IsoDialect;

    #[test]
    fn rows_without_values_go_one_by_one() {
        assert_eq!(rows_max(&IsoDialect, 0, 0), 1);
        assert!(rows_max(&IsoDialect, 1, 0) > 1);
    }

    #[test]
    fn the_first_rests_are_one_chunk() {
        let statements = ManyStatements::default();
        let chunks = |rows| chunks(&IsoDialect, &statements, rows, 100);
        assert_eq!(chunks(0), [0; 0]);
        assert_eq!(chunks(99), [99]);
        assert_eq!(chunks(201), [100, 100, 1]);
        assert_eq!(chunks(299), [100, 100, 99]);
    }

    #[test]
    fn few_sizes_whatever_the_number() {
        let statements = ManyStatements::default();
        let chunks = |rows, rows_max| chunks(&IsoDialect, &statements, rows, rows_max);
        let sizes: HashSet<usize> = (1..1024).flat_map(|rows| chunks(rows, 1024)).collect();
        assert!(sizes.len() < 50, "{} sizes", sizes.len());
        assert_eq!(chunks(99, 100), [96, 3]);
        assert_eq!(chunks(1000, 1024), [896, 96, 8]);
        assert_eq!(chunks(7, 1024), [7]);
        assert_eq!(chunks(100, 100), [100]);
        assert_eq!(chunks(233, 100), [100, 100, 32, 1]);
    }

    #[test]
    fn chunks_are_halved_until_they_fit() {
        let halved = |rows: &[usize]| {
            let mut fitting = Vec::new();
            halve(rows, 10, &mut fitting);
            fitting
        };
        assert_eq!(halved(&[5, 5]), [2]);
        assert_eq!(halved(&[5, 5, 1, 1]), [2, 2]);
        assert_eq!(halved(&[99, 1, 1, 1]), [1, 1, 2]);
        assert_eq!(halved(&[99]), [1]);
    }
}
