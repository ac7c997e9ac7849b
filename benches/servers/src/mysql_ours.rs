//! activerecord, by its short forms: the default database, its registry and its pool.

use activerecord::prelude::*;

use crate::{Contestant, Outcome};

#[derive(ActiveRecord, Default)]
struct User {
    id: i64,
    #[record(max_length = 100)]
    name: String,
    #[record(max_length = 100)]
    hair_color: Option<String>,
}

pub(crate) struct Ours {
    db: Database,
}

impl Ours {
    pub(crate) fn open(url: &str) -> Outcome<Self> {
        activerecord::connect(url)?
            .execute_script("CREATE DATABASE IF NOT EXISTS ar_bench_ours")?;
        let db = activerecord::connect(&format!("{}/ar_bench_ours", url.trim_end_matches('/')))?;
        activerecord::set_default(&db);
        Ok(Ours { db })
    }
}

fn user(number: usize) -> User {
    let hair_color = number.is_multiple_of(2).then(|| "black".to_owned());
    User { name: format!("User {number}"), hair_color, ..Default::default() }
}

impl Contestant for Ours {
    fn seed(&mut self, rows: usize) -> Outcome<()> {
        self.db.drop_table_if_exists::<User>()?;
        self.db.create_table::<User>()?;
        self.insert_many(rows)
    }

    fn load(&mut self) -> Outcome<usize> {
        Ok(std::hint::black_box(User::query().all()?).len())
    }

    fn find(&mut self, id: i64) -> Outcome<()> {
        std::hint::black_box(User::find(id)?);
        Ok(())
    }

    fn insert(&mut self, number: usize) -> Outcome<()> {
        std::hint::black_box(user(number).create()?);
        Ok(())
    }

    fn update(&mut self, id: i64, number: usize) -> Outcome<()> {
        // As if it had been read before: the hand-written code reads nothing either.
        let mut user = User { id, ..Default::default() };
        Ok(user.update(|user| user.name = format!("Name {number}"))?)
    }

    fn insert_many(&mut self, rows: usize) -> Outcome<()> {
        let mut users: Vec<User> = (0..rows).map(user).collect();
        User::insert_many(&mut users)?;
        std::hint::black_box(users);
        Ok(())
    }
}
