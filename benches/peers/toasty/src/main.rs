//! Toasty as a contestant, on SQLite.

use bench_kit::{Outcome, arguments, serve};

mod contestant;
mod models;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    serve::<contestant::Toasty>(&name, engine, &rest)
}
