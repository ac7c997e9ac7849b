//! The contestants that share the product's drivers. Each process is one of them, so that they
//! share neither caches nor an allocator.

use bench_kit::{Engine, Outcome, arguments, serve};

use crate::ours::Ours;
use crate::pool::ForeignPool;

mod ours;
mod pool;
mod raw;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    match (name.as_str(), engine) {
        ("raw", Engine::Sqlite) => serve::<raw::sqlite::Raw>(&name, engine, &rest),
        ("raw", Engine::Postgres) => serve::<raw::postgres::Raw>(&name, engine, &rest),
        ("raw", Engine::Mariadb) => serve::<raw::mysql::Raw>(&name, engine, &rest),
        ("ours", _) => serve::<Ours>(&name, engine, &rest),
        ("r2d2" | "r2d2-testing", _) => serve::<ForeignPool>(&name, engine, &rest),
        _ => Err(format!("no contestant {name}: raw, ours, r2d2, r2d2-testing").into()),
    }
}
