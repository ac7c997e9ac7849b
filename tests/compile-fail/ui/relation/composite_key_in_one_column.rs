//! A composite key needs as many columns on the other side.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Bill {
    #[record(key)]
    year: i32,
    #[record(key)]
    number: i32,
}

#[derive(ActiveRecord)]
struct Item {
    id: i64,
    bill_id: i32,
    bill: BelongsTo<Bill>,
}

fn main() {}
