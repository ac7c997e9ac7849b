use activerecord::prelude::*;

use chrono::{DateTime, Utc};

#[derive(ActiveRecord)]
struct User {
    #[record(read_only)]
    id: i64,
    #[record(updated_at, read_only)]
    at: DateTime<Utc>,
}

fn main() {}
