use activerecord::prelude::*;

struct Session;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(skip)]
    session: Session,
}

fn main() {}
