use activerecord::prelude::*;

#[derive(FromRow)]
struct Summary {
    email: String,
    #[record(column = "email")]
    mail: String,
}

fn main() {}
