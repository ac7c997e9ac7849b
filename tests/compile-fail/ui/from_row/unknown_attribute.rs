use activerecord::prelude::*;

#[derive(FromRow)]
#[record(table = "users")]
struct Summary {
    #[record(colum = "mail")]
    email: String,
}

fn main() {}
