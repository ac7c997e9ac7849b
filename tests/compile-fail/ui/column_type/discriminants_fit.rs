use activerecord::prelude::*;

#[derive(ColumnType)]
#[column_type(repr = "i8")]
enum Status {
    Ok = 100,
    Moved = 300,
}

fn main() {}
