use activerecord::prelude::*;

#[derive(ColumnType)]
#[column_type(rename_al = "UPPERCASE")]
enum Role {
    #[column_type(name = "guest")]
    Guest,
}

#[derive(ColumnType)]
#[column_type(repr = "i64")]
struct UserId(i64);

fn main() {}
