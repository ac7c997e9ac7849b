use activerecord::prelude::*;

struct Inner;

#[derive(ColumnType)]
struct Outer(Inner);

fn main() {}
