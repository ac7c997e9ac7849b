//! What is said about statements, and what never is.

use activerecord::prelude::*;

#[path = "tracing/parameters.rs"]
mod parameters;
#[path = "tracing/recorder.rs"]
mod recorder;
#[path = "tracing/relations.rs"]
mod relations;
#[path = "tracing/slow.rs"]
mod slow;
#[path = "tracing/statements.rs"]
mod statements;

/// A model with a column that must not be seen.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct User {
    id: i64,
    #[record(unique)]
    name: String,
    #[record(sensitive)]
    password: String,
}

fn user(name: &str, password: &str) -> User {
    User { name: name.into(), password: password.into(), ..Default::default() }
}

/// A database with these options and the table of `User` in it.
fn database(options: &str) -> Database {
    let db = activerecord::connect(&format!("sqlite::memory:?{options}")).expect("a database");
    db.create_table::<User>().expect("a table");
    db
}
