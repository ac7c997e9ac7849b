//! `cargo bench`: activerecord against hand-written rusqlite and Diesel, in one run.
//!
//! Every contestant is a process of its own. They are all alive at once and take turns, a few
//! milliseconds each, so that whatever else the machine does happens to all of them.

use std::process::ExitCode;

use bench_kit::Outcome;

use self::field::Field;
use self::options::Options;

mod build;
mod field;
mod instructions;
mod options;
mod process;
mod report;
mod results;
mod rounds;
mod samples;
mod streaming;
mod targets;

fn main() -> Outcome<ExitCode> {
    let options = Options::from_arguments(std::env::args().skip(1))?;
    let field = Field { own: build::own(), diesel: build::diesel()? };
    if options.instructions {
        instructions::run(&field, &options)?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = tempfile::tempdir()?;
    let samples = rounds::run(&field, &options, folder.path())?;
    let streams = streaming::run(&field, &options, folder.path())?;
    report::print(&samples, &streams);
    let verdicts = targets::check(&samples, &streams);
    let missed = verdicts.iter().filter(|verdict| !verdict.met).count();
    report::print_verdicts(&verdicts);
    let file = results::write(&samples, &streams, &verdicts)?;
    println!("\nresults: {}", file.display());
    Ok(if options.check && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
