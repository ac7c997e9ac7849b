use activerecord::prelude::*;

#[derive(FromRow)]
struct Pair(String, i64);

#[derive(FromRow)]
struct Empty {}

#[derive(FromRow)]
struct Borrowed<'a> {
    name: &'a str,
}

fn main() {}
