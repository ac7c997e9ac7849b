use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() -> activerecord::Result<()> {
    let _ = User::query().select(("name", User::AGE));
    let _: Vec<String> = User::query().select(User::AGE).all()?;
    Ok(())
}
