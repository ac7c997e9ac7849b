use activerecord::prelude::*;

#[derive(ColumnType)]
enum Never {}

fn main() {}
