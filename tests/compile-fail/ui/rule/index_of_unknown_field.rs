use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(index(nmae, email), unique(email, session), index(email, email), unique())]
struct User {
    id: i64,
    name: String,
    email: String,
    #[record(skip)]
    session: String,
}

fn main() {}
