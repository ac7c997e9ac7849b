//! The table, columns and constraint that a message names. The messages may be translated; what
//! stands in quotes stays.

use activerecord_core::Error;

/// Adds what the message of this error names.
pub(super) fn locate(error: Error, code: u16, message: &str) -> Error {
    match code {
        // Duplicate entry '…' for key 'users.email'
        1062 | 1586 => unique(error, message),
        // (`db`.`posts`, CONSTRAINT `name` FOREIGN KEY (`user_id`) REFERENCES …
        1451 | 1452 | 1216 | 1217 => foreign_key(error, message),
        // CONSTRAINT `name` failed for `db`.`table`
        4025 => check_of_mariadb(error, message),
        // Check constraint 'name' is violated.
        3819 => match first(message, '\'') {
            Some(name) => error.with_constraint(name),
            None => error,
        },
        // Column 'x' cannot be null; Data too long for column 'x' at row 1; Unknown column 'x' in …
        1048 | 1054 | 1072 | 1091 | 1170 | 1263 | 1264 | 1265 | 1364 | 1406 => {
            match first(message, '\'') {
                Some(name) => column(error, name),
                None => error,
            }
        }
        // Incorrect integer value: '…' for column `db`.`table`.`x` at row 1
        1292 | 1366 => incorrect_value(error, message),
        // Table 'db.users' doesn't exist; Unknown table 'db.users'; Table 'users' already exists
        1050 | 1051 | 1146 => match first(message, '\'') {
            Some(name) => error.with_table(last_part(name).to_owned()),
            None => error,
        },
        _ => error,
    }
}

/// The first text in quotes of this kind.
fn first(message: &str, quote: char) -> Option<&str> {
    let (_, rest) = message.split_once(quote)?;
    rest.split_once(quote).map(|(inside, _)| inside)
}

/// The last text in quotes of this kind: what stands before it may hold quotes of its own.
fn last(message: &str, quote: char) -> Option<&str> {
    let (rest, _) = message.rsplit_once(quote)?;
    rest.rsplit_once(quote).map(|(_, inside)| inside)
}

fn last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

/// `x` or `table.x`.
fn column(error: Error, name: &str) -> Error {
    match name.rsplit_once('.') {
        Some((table, name)) => {
            error.with_table(last_part(table).to_owned()).with_column(name.to_owned())
        }
        None => error.with_column(name.to_owned()),
    }
}

fn unique(error: Error, message: &str) -> Error {
    match last(message, '\'').map(|key| (key, key.split_once('.'))) {
        // MySQL since 8.0.19 names the table.
        Some((_, Some((table, key)))) => error.with_table(table.to_owned()).with_constraint(key),
        Some((key, None)) => error.with_constraint(key),
        None => error,
    }
}

/// The names in backquotes, in their order.
fn quoted_names(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

fn foreign_key(error: Error, message: &str) -> Error {
    let mut names = quoted_names(message);
    let (Some(_), Some(table), Some(constraint), Some(column)) =
        (names.next(), names.next(), names.next(), names.next())
    else {
        return error;
    };
    error.with_table(table.to_owned()).with_constraint(constraint).with_column(column.to_owned())
}

fn check_of_mariadb(error: Error, message: &str) -> Error {
    let mut names = quoted_names(message);
    match (names.next(), names.next(), names.next()) {
        (Some(constraint), Some(_), Some(table)) => {
            // A check of one column has the column's name, after the table's.
            let constraint = last_part(constraint);
            error.with_constraint(constraint).with_table(table.to_owned())
        }
        (Some(constraint), ..) => error.with_constraint(constraint),
        _ => error,
    }
}

fn incorrect_value(error: Error, message: &str) -> Error {
    // The value comes first and may hold anything; the names come last.
    let Some((_, place)) = message.rsplit_once("column ") else { return error };
    let names: Vec<&str> = quoted_names(place).collect();
    match names.as_slice() {
        [_, table, name] => error.with_table((*table).to_owned()).with_column((*name).to_owned()),
        [name] => error.with_column((*name).to_owned()),
        _ => match first(place, '\'') {
            Some(name) => column(error, name),
            None => error,
        },
    }
}

#[cfg(test)]
mod tests {
    use activerecord_core::ErrorKind;

    use super::*;

    fn located(code: u16, message: &str) -> (Option<String>, Option<String>, Option<String>) {
        let error = locate(Error::new(ErrorKind::Database, "x"), code, message);
        let own = |text: Option<&str>| text.map(str::to_owned);
        (own(error.table()), own(error.column()), own(error.constraint()))
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn keys_of_both_servers_and_values_with_quotes() {
        let maria = "Duplicate entry 'it's for key 'x'' for key 'email'";
        assert_eq!(located(1062, maria), (None, None, some("email")));
        let mysql = "Duplicate entry 'a' for key 'users.email'";
        assert_eq!(located(1062, mysql), (some("users"), None, some("email")));
    }

    #[test]
    fn foreign_keys_and_checks() {
        let message = "Cannot add or update a child row: a foreign key constraint fails \
                       (`db`.`posts`, CONSTRAINT `fk` FOREIGN KEY (`user_id`) REFERENCES `users` \
                       (`id`))";
        assert_eq!(located(1452, message), (some("posts"), some("user_id"), some("fk")));
        let maria = "CONSTRAINT `age` failed for `db`.`users`";
        assert_eq!(located(4025, maria), (some("users"), None, some("age")));
        let maria = "CONSTRAINT `users.age` failed for `db`.`users`";
        assert_eq!(located(4025, maria), (some("users"), None, some("age")));
        let mysql = "Check constraint 'users_chk_1' is violated.";
        assert_eq!(located(3819, mysql), (None, None, some("users_chk_1")));
    }

    #[test]
    fn columns_and_tables() {
        assert_eq!(located(1048, "Column 'x' cannot be null"), (None, some("x"), None));
        assert_eq!(located(1406, "Data too long for column 'x' at row 1"), (None, some("x"), None));
        assert_eq!(
            located(1366, "Incorrect integer value: 'column `a`' for column `d`.`t`.`x` at row 1"),
            (some("t"), some("x"), None)
        );
        assert_eq!(
            located(1292, "Incorrect datetime value: 'x' for column 'at' at row 1"),
            (None, some("at"), None)
        );
        assert_eq!(located(1054, "Unknown column 't.x' in 'SELECT'"), (some("t"), some("x"), None));
        assert_eq!(located(1146, "Table 'db.users' doesn't exist"), (some("users"), None, None));
        assert_eq!(located(1146, "nothing in quotes"), (None, None, None));
    }
}
