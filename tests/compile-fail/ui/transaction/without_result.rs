use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
}

fn main() {
    let _ = User::transaction(|_| {
        User { id: 1 }.create();
    });
}
