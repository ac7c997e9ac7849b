use activerecord::prelude::*;

use chrono::{DateTime, Utc};

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(created_at, updated_at)]
    at: DateTime<Utc>,
}

fn main() {}
