//! The contestants that share the product's SQLite. Each process is one of them, so that they
//! share neither caches nor an allocator.

use bench_kit::{Outcome, serve};

use crate::ours::Ours;
use crate::pool::ForeignPool;
use crate::raw::Raw;

mod ours;
mod pool;
mod raw;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("raw") => serve::<Raw>(&arguments),
        Some("ours") => serve::<Ours>(&arguments),
        Some("r2d2" | "r2d2-testing") => serve::<ForeignPool>(&arguments),
        other => Err(format!("no contestant {other:?}: raw, ours, r2d2, r2d2-testing").into()),
    }
}
