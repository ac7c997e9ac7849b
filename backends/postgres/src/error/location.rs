//! Where it happened: the server names it in fields of its own.

use activerecord_core::Error;
use tokio_postgres::error::DbError;

use crate::dialect::unquoted;

/// Adds the table, the columns and the constraint.
pub(super) fn locate(mut error: Error, said: &DbError) -> Error {
    if let Some(table) = said.table() {
        error = error.with_table(table.to_owned());
    }
    match (said.column(), said.detail()) {
        (Some(column), _) => error = error.with_column(column.to_owned()),
        // A key's violation has no field for its columns.
        (None, Some(detail)) if matches!(said.code().code(), "23505" | "23503") => {
            for column in key_columns(detail) {
                error = error.with_column(column);
            }
        }
        _ => {}
    }
    match said.constraint() {
        Some(constraint) => error.with_constraint(constraint),
        None => error,
    }
}

/// The columns of `Key (a, "b c")=(…) already exists.`; the words are translated, the form is not.
fn key_columns(detail: &str) -> Vec<String> {
    let Some((_, rest)) = detail.split_once('(') else { return Vec::new() };
    let Some((names, _)) = rest.split_once(")=(") else { return Vec::new() };
    names.split(", ").map(unquoted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_key() {
        assert_eq!(key_columns("Key (email)=(a@b) already exists."), ["email"]);
        assert_eq!(key_columns("Schlüssel (a, \"B c\")=(1, 2) existiert"), ["a", "B c"]);
        assert_eq!(key_columns("Key (\"a \"\"b\"\"\")=(1) exists"), ["a \"b\""]);
        assert_eq!(key_columns("nothing"), [""; 0]);
    }
}
