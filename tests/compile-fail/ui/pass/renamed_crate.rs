mod vendor {
    pub use ::activerecord as orm;
}

use vendor::orm::Record;
use vendor::orm::prelude::*;

// Nothing else may be called so.
mod activerecord {}

#[derive(ActiveRecord)]
#[record(crate = "crate::vendor::orm")]
struct User {
    id: i64,
    role: Role,
}

#[derive(ColumnType)]
#[column_type(crate = "vendor::orm")]
enum Role {
    Guest,
}

#[derive(ColumnType)]
#[column_type(crate = "vendor::orm")]
struct Name(String);

#[derive(FromRow)]
#[record(crate = "vendor::orm")]
struct Row {
    name: Name,
}

fn main() {
    assert_eq!(User::TABLE.columns.len(), 2);
    assert_eq!(<Row as vendor::orm::FromRow>::WIDTH, 1);
    let _ = Role::Guest;
}
