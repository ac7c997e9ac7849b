use activerecord::prelude::*;

#[derive(ColumnType)]
union Number {
    integer: i64,
    float: f64,
}

fn main() {}
