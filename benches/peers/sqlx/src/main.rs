//! sqlx as a contestant.

use bench_kit::{Engine, Outcome, arguments, serve};

mod contestant;
mod mysql;
mod postgres;
mod rows;
mod sqlite;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    match engine {
        Engine::Sqlite => serve::<sqlite::Sqlx>(&name, engine, &rest),
        Engine::Postgres => serve::<postgres::Sqlx>(&name, engine, &rest),
        Engine::Mariadb => serve::<mysql::Sqlx>(&name, engine, &rest),
    }
}
