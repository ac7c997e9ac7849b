//! Welds as a contestant, on SQLite, in its synchronous form.

use bench_kit::{Outcome, arguments, serve};

mod contestant;

fn main() -> Outcome<()> {
    let (name, engine, rest) = arguments()?;
    serve::<contestant::Welds>(&name, engine, &rest)
}
