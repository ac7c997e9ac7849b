use activerecord::prelude::*;

use chrono::{DateTime, Utc};

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(deleted_at)]
    deleted_at: DateTime<Utc>,
}

fn main() {}
