//! Diesel as a contestant, in the ways that its guides show.

use bench_kit::{Outcome, serve};

use crate::connection::{Plain, Pooled};
use crate::contestant::Diesel;

mod connection;
mod contestant;
mod schema;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("diesel-pool") => serve::<Diesel<Pooled>>(&arguments),
        Some(_) => serve::<Diesel<Plain>>(&arguments),
        None => Err("no contestant was named".into()),
    }
}
