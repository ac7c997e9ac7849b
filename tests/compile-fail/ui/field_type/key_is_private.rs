mod users {
    use activerecord::prelude::*;

    #[derive(ColumnType)]
    struct UserId(i64);

    #[derive(ActiveRecord)]
    pub struct User {
        id: UserId,
    }
}

fn main() {}
