//! `cargo bench`: activerecord against hand-written driver code and other ORMs, in one run.
//!
//! Every contestant is a process of its own. They are all alive at once and take turns, a few
//! milliseconds each, so that whatever else the machine does happens to all of them.

use std::process::ExitCode;

use bench_kit::{Outcome, Store};

use self::field::Field;
use self::options::Options;
use self::places::Places;
use self::results::Results;
use self::samples::Samples;

mod build;
mod chart;
mod field;
mod guard;
mod instructions;
mod options;
mod page;
mod places;
mod process;
mod report;
mod results;
mod rounds;
mod samples;
mod streaming;
mod targets;

fn main() -> Outcome<ExitCode> {
    let options = Options::from_arguments(std::env::args().skip(1))?;
    let field = Field::build(&options);
    if options.bless {
        guard::bless(&field)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.guard {
        let holds = guard::holds(&field)?;
        return Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if options.instructions {
        instructions::run(&field, &options)?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = tempfile::tempdir()?;
    let places = Places::new(folder.path());
    let mut samples = Samples::default();
    for store in Store::ALL.into_iter().filter(|store| options.wants_store(*store)) {
        if !places.has(store) {
            eprintln!("NOT RUN: {}: start it by `cargo xtask bench`", store.title());
            continue;
        }
        rounds::run(&field, &options, &places, store, &mut samples)?;
        streaming::run(&field, &options, &places, store, &mut samples)?;
    }
    let verdicts = targets::check(&field, &samples);
    if options.quick {
        report::print_lines(&field, &samples);
    } else {
        report::print_tables(&field, &samples);
        report::print_verdicts(&verdicts);
    }
    let missed = verdicts.iter().any(|verdict| !verdict.met);
    let results = Results::of(&field, &options, &samples, verdicts);
    let file = build::target().join("compare/results.json");
    std::fs::create_dir_all(build::target().join("compare"))?;
    std::fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    eprintln!("\nresults: {}", file.display());
    if options.page {
        page::write(results)?;
    }
    Ok(if options.check && missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
