use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::transaction(|tx| {
        std::thread::scope(|scope| {
            scope.spawn(|| tx.after_commit(|| {}));
        });
        Ok(())
    });
}
