use activerecord::prelude::*;

#[derive(ActiveRecord)]
enum Role {
    Guest,
    Admin,
}

fn main() {}
