//! The names that are not given: of the table, the columns and the constants.

use crate::case::Case;

/// The table of a struct: its name in snake case and in the plural.
pub(crate) fn table(strukt: &str) -> String {
    cruet::to_plural(&Case::Snake.of_variant(strukt))
}

/// The constant of a field: its name in capitals.
pub(crate) fn constant(field: &str) -> String {
    if field.chars().any(char::is_uppercase) {
        // `userId` is USER_ID, not USERID.
        Case::ScreamingSnake.of_field(field)
    } else {
        field.to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        let names = [
            ("User", "users"),
            ("Person", "people"),
            ("Category", "categories"),
            ("UserProfile", "user_profiles"),
            ("SalesPerson", "sales_people"),
            ("Status", "statuses"),
            ("Address", "addresses"),
            ("Child", "children"),
            ("HTTPServer", "http_servers"),
            ("User2", "user2s"),
            ("News", "news"),
            ("Key", "keys"),
            ("Analysis", "analyses"),
        ];
        for (strukt, expected) in names {
            assert_eq!(table(strukt), expected);
        }
    }

    #[test]
    fn constants() {
        assert_eq!(constant("created_at"), "CREATED_AT");
        assert_eq!(constant("type"), "TYPE");
        assert_eq!(constant("userId"), "USER_ID");
        assert_eq!(constant("_hidden__x"), "_HIDDEN__X");
        assert_eq!(constant("größe"), "GRÖSSE");
    }
}
