//! The section of the page of benchmarks: what is between its marks is written anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::results::{Results, median};

const BEGIN: &str = "<!-- compiled: written by `cargo xtask bench --compile --page` -->";
const END: &str = "<!-- end of what is compiled -->";

/// A table in Markdown.
pub(crate) fn table(results: &Results) -> String {
    let mut text = String::from(
        "| | crates | lines written | lines expanded | quickstart, clean build | all models, \
         `cargo check` | after an edit |\n|---|---|---|---|---|---|---|\n",
    );
    for row in &results.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.1} s | {:.2} s | {:.2} s |",
            row.title,
            row.dependencies,
            row.written_lines,
            row.expanded_lines,
            median(&row.build),
            median(&row.check),
            median(&row.check_after_edit)
        );
    }
    text
}

/// Writes the table and the numbers into `docs/benchmarks`.
pub(crate) fn write(results: &Results) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/benchmarks");
    let json = serde_json::to_string_pretty(results)?;
    fs::write(folder.join("compile-times.json"), format!("{json}\n"))?;
    let page = folder.join("README.md");
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("the page has no mark to write behind")?;
    let (_, after) = rest.split_once(END).ok_or("the page has no mark to write before")?;
    let table = table(results);
    fs::write(&page, format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))?;
    eprintln!("page: {}", page.display());
    Ok(())
}
