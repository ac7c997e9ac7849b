use activerecord::prelude::*;

#[derive(ColumnType)]
struct Nickname(Option<String>);

fn main() {}
