//! Columns of keys, found by name while the program is compiled.

use crate::table::Table;

/// A key has this many columns at the most.
const COLUMNS_MAX: usize = 6;

/// The positions of a key's columns in its table.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    list: [usize; COLUMNS_MAX],
    len: usize,
}

impl Columns {
    /// No columns: what a name that is not there leads to. The derive asks beforehand, and reports
    /// it in its own words.
    pub(super) const NONE: Columns = Columns { list: [0; COLUMNS_MAX], len: 0 };

    /// The columns of a table's key.
    #[must_use]
    pub const fn key(table: &Table) -> Self {
        let mut columns = Columns::NONE;
        while columns.len < table.key.len() && columns.len < COLUMNS_MAX {
            columns.list[columns.len] = table.key[columns.len];
            columns.len += 1;
        }
        columns
    }

    /// The columns of these fields.
    #[must_use]
    pub const fn named(table: &Table, fields: &[&str]) -> Self {
        let mut columns = Columns::NONE;
        while columns.len < fields.len() && columns.len < COLUMNS_MAX {
            match position(table, fields[columns.len]) {
                Some(column) => columns.list[columns.len] = column,
                None => return Columns::NONE,
            }
            columns.len += 1;
        }
        columns
    }

    /// The positions.
    #[must_use]
    pub const fn as_slice(&self) -> &[usize] {
        self.list.split_at(self.len).0
    }
}

/// The position of a field's column.
#[must_use]
pub const fn position(table: &Table, field: &str) -> Option<usize> {
    let mut column = 0;
    while column < table.columns.len() {
        if is_same(table.columns[column].field, field) {
            return Some(column);
        }
        column += 1;
    }
    None
}

/// The position of a field's column, or any where there is none: the derive has said so then.
#[must_use]
pub const fn column(table: &Table, field: &str) -> usize {
    match position(table, field) {
        Some(column) => column,
        None => 0,
    }
}

pub(super) const fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a table has a field. That of a model with an error of its own has none, which is no
/// second error.
#[must_use]
pub const fn has_field(table: &Table, field: &str) -> bool {
    table.columns.is_empty() || position(table, field).is_some()
}

/// Whether the columns of two tables can be compared pair by pair: any integer with any other, and
/// else the same type.
#[must_use]
pub const fn fits(from: &Table, to: &Table, columns: (Columns, Columns)) -> bool {
    let (left, right) = (columns.0.as_slice(), columns.1.as_slice());
    if left.is_empty() || right.is_empty() {
        return true;
    }
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if !from.columns[left[at]].kind.is_like(to.columns[right[at]].kind) {
            return false;
        }
        at += 1;
    }
    true
}

/// The columns of a step from one model to the next by convention: the next model has a key of the
/// first, or else the first has one of the next. No columns where neither has, or both have.
#[must_use]
pub const fn step(
    from: &Table,
    to: &Table,
    key_in_to: &[&str],
    key_in_from: &[&str],
) -> (Columns, Columns) {
    let forward = Columns::named(to, key_in_to);
    let back = Columns::named(from, key_in_from);
    match (forward.len > 0, back.len > 0) {
        (true, false) => (Columns::key(from), forward),
        (false, true) => (back, Columns::key(to)),
        _ => (Columns::NONE, Columns::NONE),
    }
}

/// Whether a step was found, or can't be asked for because a model has an error of its own.
#[must_use]
pub const fn is_step(from: &Table, to: &Table, columns: (Columns, Columns)) -> bool {
    from.columns.is_empty() || to.columns.is_empty() || columns.0.len > 0
}
