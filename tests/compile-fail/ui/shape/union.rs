use activerecord::prelude::*;

#[derive(ActiveRecord)]
union Number {
    integer: i64,
    float: f64,
}

fn main() {}
