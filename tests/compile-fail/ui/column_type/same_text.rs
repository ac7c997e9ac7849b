use activerecord::prelude::*;

#[derive(ColumnType)]
enum Role {
    Guest,
    #[column_type(rename = "guest")]
    Visitor,
}

fn main() {}
