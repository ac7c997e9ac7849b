use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let mut kept = None;
    let _ = User::transaction(|tx| {
        kept = Some(tx);
        Ok(())
    });
}
