//! Names: Oracle folds those that are not quoted to capitals.

/// Whether a name is one that Oracle would fold: it begins with a small letter, and holds small
/// letters, digits, `_`, `$` and `#`.
fn is_folded(name: &str) -> bool {
    let inside = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'$' | b'#')
    };
    name.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && name.bytes().all(inside)
}

/// Writes a quoted name.
pub(super) fn write(name: &str, sql: &mut String) {
    sql.push('"');
    if is_folded(name) {
        sql.extend(name.chars().map(|c| c.to_ascii_uppercase()));
    } else {
        // No name of Oracle's holds a quote. Doubled, it can't end the name, and Oracle refuses it.
        sql.push_str(&name.replace('"', "\"\""));
    }
    sql.push('"');
}

/// A name as the catalogue has it, in the form that models have.
pub(crate) fn from_database(name: &str) -> String {
    let small = name.to_ascii_lowercase();
    let has_small = name.bytes().any(|byte| byte.is_ascii_lowercase());
    if !has_small && is_folded(&small) { small } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str) -> String {
        let mut sql = String::new();
        write(name, &mut sql);
        sql
    }

    #[test]
    fn plain_names_are_those_of_everybody_else() {
        assert_eq!(written("users"), "\"USERS\"");
        assert_eq!(written("order_items2$#"), "\"ORDER_ITEMS2$#\"");
        assert_eq!(written("select"), "\"SELECT\"");
    }

    #[test]
    fn other_names_are_exact() {
        for (name, expected) in [
            ("TrackId", "\"TrackId\""),
            ("USERS", "\"USERS\""),
            ("größe", "\"größe\""),
            ("_x", "\"_x\""),
            ("2nd", "\"2nd\""),
            ("two words", "\"two words\""),
            ("a\"b", "\"a\"\"b\""),
            ("", "\"\""),
        ] {
            assert_eq!(written(name), expected);
        }
    }

    #[test]
    fn names_come_back_as_they_went() {
        for name in ["users", "TrackId", "größe", "_x", "a1"] {
            let sql = written(name);
            assert_eq!(from_database(&sql[1..sql.len() - 1]), name);
        }
    }
}
