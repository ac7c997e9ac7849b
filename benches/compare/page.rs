//! The page of results in the documentation: what is between its marks is written anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use bench_kit::{Outcome, Store, Workload};

use crate::chart;
use crate::field::{Field, OURS, baseline};
use crate::options::Options;
use crate::report::{micros, short, show};
use crate::samples::Samples;
use crate::targets::Verdict;

const BEGIN: &str = "<!-- measured: written by `cargo xtask bench --page` -->";
const END: &str = "<!-- end of what is measured -->";

/// Writes `docs/benchmarks`: tables, charts and the JSON.
pub(crate) fn write(
    field: &Field,
    options: &Options,
    samples: &Samples,
    verdicts: &[Verdict],
    json: &str,
) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks");
    fs::write(folder.join("results.json"), format!("{json}\n"))?;
    let mut measured = String::new();
    for store in Store::ALL {
        let Some(versions) = samples.versions.get(&store) else { continue };
        writeln!(measured, "\n### {}\n", store.title())?;
        if let Some(svg) = chart::draw(field, samples, store) {
            let file = format!("{}.svg", store.word());
            fs::write(folder.join(&file), svg)?;
            writeln!(measured, "![{}]({file})\n", store.title())?;
        }
        table(&mut measured, field, samples, store)?;
        memory(&mut measured, field, options, samples, store)?;
        for (entrant, version) in versions {
            writeln!(measured, "- {entrant}: {version}")?;
        }
    }
    variants(&mut measured, field, samples)?;
    missed(&mut measured, verdicts)?;
    let page = folder.join("README.md");
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("the page has no mark to write behind")?;
    let (_, after) = rest.split_once(END).ok_or("the page has no mark to write before")?;
    fs::write(&page, format!("{before}{BEGIN}\n{measured}\n{END}{after}"))?;
    eprintln!("page: {}", page.display());
    Ok(())
}

/// In bold, who is quicker than ours.
fn table(text: &mut String, field: &Field, samples: &Samples, store: Store) -> Outcome<()> {
    let peers: Vec<_> = field.peers(store).collect();
    write!(text, "| | by hand, µs | ours | spread |")?;
    for peer in &peers {
        write!(text, " {} |", peer.title)?;
    }
    writeln!(text, "\n|---|---|---|---|{}", "---|".repeat(peers.len()))?;
    for workload in Workload::ALL {
        let other = baseline(workload);
        let ratio = samples.ratio(workload, store, &OURS, other);
        let (Some(ratio), Some(nanos)) = (ratio, samples.nanos(workload, store, other)) else {
            continue;
        };
        write!(
            text,
            "| {} | {} | {:.2} | {:.2} .. {:.2} |",
            workload.name(),
            micros(nanos),
            ratio.median,
            ratio.min,
            ratio.max
        )?;
        for peer in &peers {
            let theirs = short(samples.ratio(workload, store, peer, other));
            let is_quicker =
                samples.ratio(workload, store, &OURS, peer).is_some_and(|ours| ours.median > 1.03);
            if is_quicker {
                write!(text, " **{theirs}** |")?;
            } else {
                write!(text, " {theirs} |")?;
            }
        }
        writeln!(text)?;
    }
    writeln!(text)?;
    Ok(())
}

fn memory(
    text: &mut String,
    field: &Field,
    options: &Options,
    samples: &Samples,
    store: Store,
) -> Outcome<()> {
    let peaks: Vec<String> = field
        .main(store)
        .filter_map(|entrant| Some((entrant.title, samples.peak_mb(store, entrant)?)))
        .map(|(title, peak)| format!("{title} {peak:.1} MB"))
        .collect();
    if !peaks.is_empty() {
        let rows = options.stream_rows;
        writeln!(text, "Peak memory of `each` over {rows} rows: {}.\n", peaks.join(", "))?;
    }
    Ok(())
}

/// Other ways that somebody may think of.
fn variants(text: &mut String, field: &Field, samples: &Samples) -> Outcome<()> {
    writeln!(text, "\n### Other ways\n\n| | µs | ours takes of it |\n|---|---|---|")?;
    for store in Store::ALL {
        for workload in Workload::ALL {
            for entrant in field.entrants(store).filter(|entrant| !entrant.is_main) {
                let Some(nanos) = samples.nanos(workload, store, entrant) else { continue };
                let ours = show(samples.ratio(workload, store, &OURS, entrant));
                let (workload, store) = (workload.name(), store.title());
                writeln!(
                    text,
                    "| {workload}, {store}: {} | {} | {ours} |",
                    entrant.title,
                    micros(nanos)
                )?;
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
