use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Password {
    id: i64,
    max_age: i64,
}

impl Password {
    const MAX_AGE: i64 = 90;
}

fn main() {
    let _ = Password::MAX_AGE;
}
