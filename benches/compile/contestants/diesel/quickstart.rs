//! A table, two rows, and a query.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        name -> Nullable<Text>,
        age -> Integer,
    }
}

#[derive(Queryable, Selectable, Identifiable, AsChangeset, Debug)]
#[diesel(table_name = users, check_for_backend(diesel::sqlite::Sqlite))]
struct User {
    id: i64,
    email: String,
    name: Option<String>,
    age: i32,
}

#[derive(Insertable)]
#[diesel(table_name = users)]
struct NewUser<'a> {
    email: &'a str,
    age: i32,
}

fn create(db: &mut SqliteConnection, email: &str, age: i32) -> QueryResult<User> {
    diesel::insert_into(users::table)
        .values(NewUser { email, age })
        .returning(User::as_returning())
        .get_result(db)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = &mut SqliteConnection::establish(":memory:")?;
    db.batch_execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT, age INTEGER NOT NULL)",
    )?;
    let mut ada = create(db, "ada@example.org", 36)?;
    create(db, "bob@example.org", 12)?;
    ada.name = Some("Ada".into());
    diesel::update(&ada).set(&ada).execute(db)?;
    let adults = users::table
        .filter(users::age.ge(18))
        .order_by(users::email)
        .select(User::as_select())
        .load(db)?;
    for user in adults {
        println!("{} {}: {:?} {}", user.id, user.email, user.name, user.age);
    }
    diesel::delete(&ada).execute(db)?;
    Ok(())
}
