use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Cell {
    #[record(key)]
    row: i64,
    #[record(key)]
    column: i64,
}

#[derive(ActiveRecord)]
struct Note {
    id: i64,
    #[record(references = Cell)]
    cell: i64,
}

fn main() {}
