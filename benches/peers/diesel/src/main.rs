//! Diesel as a contestant, in the ways that its guides show.

use bench_kit::{Engine, Outcome, arguments, serve};

mod connection;
mod contestant;
mod mysql;
mod postgres;
mod schema;
mod sqlite;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    match engine {
        Engine::Sqlite => serve::<sqlite::Diesel>(&name, engine, &rest),
        Engine::Postgres => serve::<postgres::Diesel>(&name, engine, &rest),
        Engine::Mariadb => serve::<mysql::Diesel>(&name, engine, &rest),
    }
}
