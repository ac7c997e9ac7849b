//! What a message names. The words around it are translated; the names stand in quotes or
//! parentheses in every language.

use activerecord_core::Error;

use crate::dialect::from_database;

/// Adds the table, column and constraint that the message names.
pub(super) fn locate(error: Error, code: i32, text: &str) -> Error {
    let line = text.lines().find(|line| line.contains(&format!("ORA-{code:05}"))).unwrap_or(text);
    match code {
        1 | 2_290 | 2_291 | 2_292 => match in_parentheses(line) {
            Some(names) => {
                let name = names.rsplit('.').next().unwrap_or(names);
                let error = error.with_constraint(from_database(name.trim_matches('"')));
                // From 23ai on: `… violated on table S.T columns (A, B)`.
                columns_behind(error, line)
            }
            None => error,
        },
        1_400 | 1_407 | 12_899 => match quoted(line).as_slice() {
            [.., table, column] => {
                error.with_table(from_database(table)).with_column(from_database(column))
            }
            _ => error,
        },
        904 => match quoted(line).last() {
            Some(column) => error.with_column(from_database(column)),
            None => error,
        },
        942 => match quoted(line).last() {
            Some(table) => error.with_table(from_database(table)),
            None => error,
        },
        _ => error,
    }
}

fn columns_behind(error: Error, line: &str) -> Error {
    let Some(rest) = line.split_once(')').map(|(_, rest)| rest) else { return error };
    let Some(list) = in_parentheses(rest) else { return error };
    list.split(',').fold(error, |error, column| {
        error.with_column(from_database(column.trim().trim_matches('"')))
    })
}

/// The number of the second line, as `ORA-02091` has the cause there.
pub(super) fn second_code(text: &str) -> Option<i32> {
    let digits = text.lines().nth(1)?.strip_prefix("ORA-")?;
    digits.split(':').next()?.parse().ok()
}

fn in_parentheses(line: &str) -> Option<&str> {
    let start = line.find('(')? + 1;
    let end = line[start..].find(')')? + start;
    Some(&line[start..end])
}

/// Everything that stands in double quotes.
fn quoted(line: &str) -> Vec<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use activerecord_core::ErrorKind;

    fn located(code: i32, text: &str) -> Error {
        locate(Error::new(ErrorKind::Database, "x"), code, text)
    }

    #[test]
    fn constraints() {
        let error = located(1, "ORA-00001: unique constraint (APP.UQ_USERS_EMAIL) violated");
        assert_eq!(error.constraint(), Some("uq_users_email"));
        let error = located(2_291, "ORA-02291: Integritäts-Constraint (APP.FkTrack) verletzt");
        assert_eq!(error.constraint(), Some("FkTrack"));
        assert_eq!(located(1, "ORA-00001").constraint(), None);
    }

    #[test]
    fn constraints_of_newer_servers_name_the_columns() {
        let text = "ORA-00001: unique constraint (APP.UQ) violated on table APP.SEATS columns \
                    (ROOM, HOUR)\nORA-03301: (ORA-00001 details) row with column values";
        let error = located(1, text);
        assert_eq!(error.constraint(), Some("uq"));
        assert_eq!(error.columns().collect::<Vec<_>>(), ["room", "hour"]);
    }

    #[test]
    fn columns() {
        let error =
            located(1_400, "ORA-01400: cannot insert NULL into (\"APP\".\"USERS\".\"NAME\")");
        assert_eq!((error.table(), error.column()), (Some("users"), Some("name")));
        let text = "ORA-12899: value too large for column \"APP\".\"Track\".\"Name\" (actual: 6, \
                    maximum: 5)";
        let error = located(12_899, text);
        assert_eq!((error.table(), error.column()), (Some("Track"), Some("Name")));
        let error = located(904, "ORA-00904: \"USERS\".\"AGE\": invalid identifier");
        assert_eq!(error.column(), Some("age"));
        assert_eq!(located(942, "ORA-00942: table or view does not exist").table(), None);
        let error = located(942, "ORA-00942: table or view \"APP\".\"USERS\" does not exist");
        assert_eq!(error.table(), Some("users"));
    }

    #[test]
    fn a_transaction_that_was_rolled_back_names_its_cause() {
        let text = "ORA-02091: transaction rolled back\nORA-02291: integrity constraint (A.B) \
                    violated - parent key not found";
        assert_eq!(second_code(text), Some(2_291));
        assert_eq!(located(2_291, text).constraint(), Some("b"));
        assert_eq!(second_code("ORA-02091: transaction rolled back"), None);
    }
}
