use activerecord::prelude::*;

#[derive(ColumnType)]
#[column_type(repr = "int")]
enum Role {
    Guest,
    Admin,
}

fn main() {}
