use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Cell {
    #[record(key)]
    a: i64,
    #[record(key)]
    b: i64,
    #[record(key)]
    c: i64,
    #[record(key)]
    d: i64,
    #[record(key)]
    e: i64,
    #[record(key)]
    f: i64,
    #[record(key)]
    g: i64,
}

fn main() {}
