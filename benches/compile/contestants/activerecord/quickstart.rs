//! A table, two rows, and a query.

use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Default)]
struct User {
    id: i64,
    email: String,
    name: Option<String>,
    age: i32,
}

fn main() -> activerecord::Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    activerecord::set_default(&db);
    db.create_table::<User>()?;
    let mut ada = User { email: "ada@example.org".into(), age: 36, ..Default::default() }.create()?;
    User { email: "bob@example.org".into(), age: 12, ..Default::default() }.create()?;
    ada.update(|user| user.name = Some("Ada".into()))?;
    for user in User::filter(User::AGE.ge(18)).order_by(User::EMAIL).all()? {
        println!("{} {}: {:?}", user.id, user.email, user.name);
    }
    ada.delete()
}
