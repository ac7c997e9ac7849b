//! What one would write by hand with the crate `mysql`.

use mysql::consts::CapabilityFlags;
use mysql::prelude::Queryable;
use mysql::{Conn, Opts, OptsBuilder, Params, Value};

use crate::{Contestant, Outcome};

const SCHEMA: &str = "CREATE TABLE users (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, \
    name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL, \
    hair_color VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)";
const LOAD: &str = "SELECT id, name, hair_color FROM users";
const FIND: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const INSERT: &str = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
const UPDATE: &str = "UPDATE users SET name = ? WHERE id = ?";

/// Rows of one INSERT of many: beyond this nothing is gained.
const CHUNK: usize = 1_000;

#[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

pub(crate) struct Raw {
    conn: Conn,
}

impl Raw {
    pub(crate) fn open(url: &str) -> Outcome<Self> {
        let opts = OptsBuilder::from_opts(Opts::from_url(url)?)
            .prefer_socket(false)
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS);
        let mut conn = Conn::new(opts)?;
        conn.query_drop("CREATE DATABASE IF NOT EXISTS ar_bench_raw")?;
        conn.query_drop("USE ar_bench_raw")?;
        Ok(Raw { conn })
    }
}

fn hair_color(number: usize) -> Option<String> {
    number.is_multiple_of(2).then(|| "black".to_owned())
}

impl Contestant for Raw {
    fn seed(&mut self, rows: usize) -> Outcome<()> {
        self.conn.query_drop("DROP TABLE IF EXISTS users")?;
        self.conn.query_drop(SCHEMA)?;
        self.insert_many(rows)
    }

    fn load(&mut self) -> Outcome<usize> {
        let users =
            self.conn.exec_map(LOAD, (), |(id, name, hair_color)| User { id, name, hair_color })?;
        Ok(std::hint::black_box(users).len())
    }

    fn find(&mut self, id: i64) -> Outcome<()> {
        let row: Option<(i64, String, Option<String>)> = self.conn.exec_first(FIND, (id,))?;
        let (id, name, hair_color) = row.ok_or("no such row")?;
        std::hint::black_box(User { id, name, hair_color });
        Ok(())
    }

    fn insert(&mut self, number: usize) -> Outcome<()> {
        let mut user =
            User { id: 0, name: format!("User {number}"), hair_color: hair_color(number) };
        self.conn.exec_drop(INSERT, (&user.name, &user.hair_color))?;
        user.id = i64::try_from(self.conn.last_insert_id())?;
        std::hint::black_box(user);
        Ok(())
    }

    fn update(&mut self, id: i64, number: usize) -> Outcome<()> {
        self.conn.exec_drop(UPDATE, (format!("Name {number}"), id))?;
        if self.conn.affected_rows() == 0 { Err("no such row".into()) } else { Ok(()) }
    }

    fn insert_many(&mut self, rows: usize) -> Outcome<()> {
        let new =
            |number| User { id: 0, name: format!("User {number}"), hair_color: hair_color(number) };
        let mut users: Vec<User> = (0..rows).map(new).collect();
        self.conn.query_drop("START TRANSACTION")?;
        for chunk in users.chunks_mut(CHUNK) {
            let mut sql = String::from("INSERT INTO users (name, hair_color) VALUES (?, ?)");
            sql.push_str(&", (?, ?)".repeat(chunk.len() - 1));
            let mut values = Vec::with_capacity(chunk.len() * 2);
            for user in chunk.iter() {
                values.push(Value::from(&user.name));
                values.push(Value::from(&user.hair_color));
            }
            self.conn.exec_drop(sql, Params::Positional(values))?;
            let first = i64::try_from(self.conn.last_insert_id())?;
            for (user, id) in chunk.iter_mut().zip(first..) {
                user.id = id;
            }
        }
        self.conn.query_drop("COMMIT")?;
        std::hint::black_box(users);
        Ok(())
    }
}
