//! The page of results in the documentation: what is between its marks is written anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use bench_kit::{Outcome, Store, Workload};

use crate::chart;
use crate::field::{Entrant, OURS, baseline, everybody};
use crate::report::micros;
use crate::results::Results;
use crate::targets::Verdict;

const BEGIN: &str = "<!-- measured: written by `cargo xtask bench --page` -->";
const END: &str = "<!-- end of what is measured -->";

/// Writes `docs/benchmarks`: the JSON, to which a run adds what it measured, and charts and tables
/// of all that is in there.
pub(crate) fn write(newer: Results) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks");
    let file = folder.join("results.json");
    let mut results: Results = match fs::read_to_string(&file) {
        Ok(json) => serde_json::from_str(&json)?,
        Err(_) => Results::default(),
    };
    results.replace_by(newer);
    fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&results)?))?;
    let mut measured = String::new();
    for store in Store::ALL {
        let Some(versions) = results.versions.get(&store) else { continue };
        writeln!(measured, "\n### {}\n", store.title())?;
        if let Some(svg) = chart::draw(&results, store) {
            let file = format!("{}.svg", store.word());
            fs::write(folder.join(&file), svg)?;
            writeln!(measured, "![{}]({file})\n", store.title())?;
        }
        table(&mut measured, &results, store)?;
        memory(&mut measured, &results, store)?;
        for (entrant, version) in versions {
            writeln!(measured, "- {entrant}: {version}")?;
        }
    }
    variants(&mut measured, &results)?;
    missed(&mut measured, &results.targets)?;
    let page = folder.join("README.md");
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("the page has no mark to write behind")?;
    let (_, after) = rest.split_once(END).ok_or("the page has no mark to write before")?;
    fs::write(&page, format!("{before}{BEGIN}\n{measured}\n{END}{after}"))?;
    eprintln!("page: {}", page.display());
    Ok(())
}

/// In bold, who is quicker than ours.
fn table(text: &mut String, results: &Results, store: Store) -> Outcome<()> {
    let is_there = |entrant: &&Entrant| {
        results.rows.iter().any(|row| row.store == store && row.contestant == entrant.word)
    };
    let peers: Vec<&Entrant> = everybody()
        .filter(|entrant| entrant.is_main && entrant.peer.is_some())
        .filter(is_there)
        .collect();
    write!(text, "| | by hand, µs | ours | spread |")?;
    for peer in &peers {
        write!(text, " {} |", peer.title)?;
    }
    writeln!(text, "\n|---|---|---|---|{}", "---|".repeat(peers.len()))?;
    for workload in Workload::ALL {
        let other = results.row(workload, store, baseline(workload).word);
        let ratio = results.ratio(workload, store, OURS.word);
        let (Some(ratio), Some(other)) = (ratio, other) else { continue };
        let (name, by_hand) = (workload.name(), micros(other.nanos));
        write!(
            text,
            "| {name} | {by_hand} | {:.2} | {:.2} .. {:.2} |",
            ratio.median, ratio.min, ratio.max
        )?;
        for peer in &peers {
            let Some(theirs) = results.ratio(workload, store, peer.word) else {
                write!(text, " - |")?;
                continue;
            };
            let is_quicker =
                results.ours_to(workload, store, peer.word).is_some_and(|ours| ours > 1.03);
            let mark = if is_quicker { "**" } else { "" };
            write!(text, " {mark}{:.2}{mark} |", theirs.median)?;
        }
        writeln!(text)?;
    }
    writeln!(text)?;
    Ok(())
}

fn memory(text: &mut String, results: &Results, store: Store) -> Outcome<()> {
    let peaks: Vec<_> = results.peaks.iter().filter(|peak| peak.store == store).collect();
    let Some(first) = peaks.first() else { return Ok(()) };
    let of = |word: &str| everybody().find(|entrant| entrant.word == word);
    let list: Vec<String> = peaks
        .iter()
        .filter_map(|peak| Some(format!("{} {:.1} MB", of(&peak.contestant)?.title, peak.peak_mb)))
        .collect();
    writeln!(text, "Peak memory of `each` over {} rows: {}.\n", first.rows, list.join(", "))?;
    Ok(())
}

/// Other ways that somebody may think of.
fn variants(text: &mut String, results: &Results) -> Outcome<()> {
    writeln!(text, "\n### Other ways\n\n| | µs | ours takes of it |\n|---|---|---|")?;
    for store in Store::ALL {
        for workload in Workload::ALL {
            for entrant in everybody().filter(|entrant| !entrant.is_main) {
                let row = results.row(workload, store, entrant.word);
                let ours = results.ours_to(workload, store, entrant.word);
                let (Some(row), Some(ours)) = (row, ours) else { continue };
                let (workload, store, title) = (workload.name(), store.title(), entrant.title);
                let micros = micros(row.nanos);
                writeln!(text, "| {workload}, {store}: {title} | {micros} | {ours:.2} |")?;
            }
        }
    }
    Ok(())
}

fn missed(text: &mut String, verdicts: &[Verdict]) -> Outcome<()> {
    let met = verdicts.iter().filter(|verdict| verdict.met).count();
    writeln!(text, "\n### Targets\n\n{met} of {} are met. Missed:\n", verdicts.len())?;
    writeln!(text, "| | measured | limit |\n|---|---|---|")?;
    for verdict in verdicts.iter().filter(|verdict| !verdict.met) {
        let Verdict { what, measured, limit, .. } = verdict;
        writeln!(text, "| {what} | {measured:.2} | {limit:.2} |")?;
    }
    Ok(())
}
