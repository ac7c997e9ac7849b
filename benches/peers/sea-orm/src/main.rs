//! SeaORM as a contestant.

use bench_kit::{Outcome, arguments, serve};

mod connection;
mod contestant;
mod entities;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    serve::<contestant::SeaOrm>(&name, engine, &rest)
}
