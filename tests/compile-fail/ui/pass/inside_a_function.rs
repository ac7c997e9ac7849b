use activerecord::prelude::*;

use activerecord::Record;

fn make() -> &'static str {
    #[derive(ColumnType)]
    #[column_type(repr = "u8")]
    enum Level {
        Low = 1,
        High,
    }

    #[derive(ActiveRecord)]
    #[allow(dead_code)]
    struct User {
        id: i64,
        #[record(max_length = 20)]
        name: String,
        level: Level,
    }

    impl User {
        fn levels() -> [Level; 2] {
            [Level::Low, Level::High]
        }
    }

    assert_eq!(User::levels().len(), 2);
    User::TABLE.name
}

fn main() {
    assert_eq!(make(), "users");
}
