use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(sequence = "user_ids")]
struct User {
    #[record(sequence = "other_ids")]
    id: i64,
    #[record(sequence = "numbers")]
    number: i64,
}

#[derive(ActiveRecord)]
#[record(sequence = "cell_ids")]
struct Cell {
    #[record(key)]
    row: i64,
    #[record(key)]
    column: i64,
}

#[derive(ActiveRecord)]
struct Country {
    #[record(key = "assigned", sequence = "numbers")]
    number: i64,
}

fn main() {}
