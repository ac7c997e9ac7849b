use activerecord::prelude::*;

use chrono::NaiveDate;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(created_at)]
    created_at: String,
    #[record(updated_at)]
    updated_at: NaiveDate,
}

fn main() {}
