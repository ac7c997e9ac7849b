use activerecord::prelude::*;

#[derive(ColumnType)]
struct Point(f64, f64);

#[derive(ColumnType)]
struct Nothing;

#[derive(ColumnType)]
struct Settings {
    theme: String,
}

fn main() {}
