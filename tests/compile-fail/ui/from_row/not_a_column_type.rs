use activerecord::prelude::*;

struct Address;

#[derive(FromRow)]
struct Summary {
    email: String,
    address: Address,
}

fn main() {}
