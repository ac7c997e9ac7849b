use activerecord::prelude::*;

use chrono::{DateTime, Utc};

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(created_at)]
    born: DateTime<Utc>,
    #[record(created_at)]
    joined: DateTime<Utc>,
}

fn main() {}
