//! The short form: registry, pool and all.

use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Default)]
pub(crate) struct User {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    name: String,
    #[record(max_length = 40)]
    hair_color: Option<String>,
}

pub(crate) struct Ours;

impl Ours {
    pub(crate) fn open(url: &str) -> Self {
        let db = activerecord::connect(url).expect("a connection");
        db.create_table::<User>().expect("a table");
        User::bind(&db);
        Ours
    }

    pub(crate) fn fill(&self, rows: usize) {
        let mut users: Vec<User> = (0..rows).map(|_| sean()).collect();
        User::insert_many(&mut users).expect("rows");
    }

    pub(crate) fn load(&self) -> Vec<User> {
        User::query().all().expect("rows")
    }

    pub(crate) fn find(&self, id: i64) -> User {
        User::find(id).expect("a row")
    }

    pub(crate) fn insert(&self) -> i64 {
        sean().create().expect("an insert").id
    }
}

fn sean() -> User {
    User { id: 0, name: "Sean".into(), hair_color: Some("brown".into()) }
}
