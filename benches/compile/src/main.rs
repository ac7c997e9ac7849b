//! `cargo xtask bench --compile`: how long programs on activerecord take to compile, against the
//! same programs on Diesel and on SeaORM.

use std::process::ExitCode;

use self::contestant::CONTESTANTS;
use self::project::{Projects, RING};
use self::results::Results;

mod contestant;
mod measure;
mod page;
mod project;
mod results;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str =
    "usage: cargo xtask bench --compile [--rounds N] [--models N] [--page] [--check]";

struct Options {
    rounds: usize,
    models: usize,
    page: bool,
    check: bool,
}

fn options() -> Outcome<Options> {
    let mut options = Options { rounds: 3, models: 100, page: false, check: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|word| word.parse().ok()).ok_or(USAGE);
        match argument.as_str() {
            "--rounds" => options.rounds = number()?,
            "--models" => options.models = number()?,
            "--page" => options.page = true,
            "--check" => options.check = true,
            _ => return Err(USAGE.into()),
        }
    }
    if options.models == 0 || options.models % RING != 0 || options.rounds < 1 {
        return Err(format!("there must be {RING} models, or a multiple, and a round").into());
    }
    Ok(options)
}

fn main() -> Outcome<ExitCode> {
    let options = options()?;
    let mut results = Results::new(options.models);
    let projects: Vec<Projects> = CONTESTANTS
        .iter()
        .map(|contestant| Projects::write(contestant, options.models))
        .collect::<Outcome<_>>()?;
    for (projects, row) in projects.iter().zip(&mut results.rows) {
        measure::sizes(projects, row)?;
    }
    // They take turns, so that whatever else the machine does happens to all of them.
    for round in 1..=options.rounds {
        for (projects, row) in projects.iter().zip(&mut results.rows) {
            eprintln!("round {round} of {}: {}", options.rounds, row.title);
            measure::times(projects, row)?;
        }
    }
    print!("{}", page::table(&results));
    let missed = results.missed();
    missed.iter().for_each(|target| println!("missed: {target}"));
    if options.page {
        page::write(&results)?;
    }
    Ok(if options.check && !missed.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
