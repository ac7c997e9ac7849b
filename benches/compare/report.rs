//! The tables on standard output.

use bench_kit::{Store, Workload};

use crate::field::{Entrant, Field, OURS, baseline};
use crate::samples::{Ratio, Samples};
use crate::targets::Verdict;

/// One line for each workload: what people and programs look at after a change.
pub(crate) fn print_lines(field: &Field, samples: &Samples) {
    const PEERS: [&str; 3] = ["diesel", "sea-orm", "sqlx"];

    for store in Store::ALL {
        for workload in Workload::ALL {
            if samples.nanos(workload, store, &OURS).is_none() {
                continue;
            }
            let ratio = |other: Option<&Entrant>| {
                other.and_then(|other| samples.ratio(workload, store, &OURS, other))
            };
            let mut line = format!("ours/raw {}", short(ratio(Some(baseline(workload)))));
            for word in PEERS {
                let peer = field.peers(store).find(|peer| peer.word == word);
                line += &format!(", ours/{word} {}", short(ratio(peer)));
            }
            println!("bench {} {}: {line}", store.word(), workload.name());
        }
    }
}

pub(crate) fn print_tables(field: &Field, samples: &Samples) {
    println!("Ratios of times: median of the rounds (least .. greatest). Below 1 is faster.");
    for store in Store::ALL {
        if samples.versions.contains_key(&store) {
            print_store(field, samples, store);
        }
    }
    print_variants(field, samples);
    print_memory(field, samples);
}

fn print_store(field: &Field, samples: &Samples, store: Store) {
    println!();
    for (entrant, version) in &samples.versions[&store] {
        println!("{entrant}: {version}");
    }
    print!("\n{:<18}{:>11}{:>11}   {:<22}", store.title(), "raw µs", "ours µs", "ours/raw");
    for peer in field.peers(store) {
        print!("{:<22}", format!("ours/{}", peer.word));
    }
    println!();
    for workload in Workload::ALL {
        let nanos = |entrant| samples.nanos(workload, store, entrant);
        let (Some(raw), Some(ours)) = (nanos(baseline(workload)), nanos(&OURS)) else { continue };
        let ratio = |other| show(samples.ratio(workload, store, &OURS, other));
        let name = workload.name();
        print!("{name:<18}{:>11}{:>11}   ", micros(raw), micros(ours));
        print!("{:<22}", ratio(baseline(workload)));
        for peer in field.peers(store) {
            print!("{:<22}", ratio(peer));
        }
        println!();
    }
}

/// Who is not on every row.
fn print_variants(field: &Field, samples: &Samples) {
    println!("\n{:<62}{:>9}   {:<22}{:<22}", "other ways", "µs", "it/raw", "ours/it");
    for store in Store::ALL {
        for workload in Workload::ALL {
            for variant in field.entrants(store).filter(|entrant| !entrant.is_main) {
                let Some(nanos) = samples.nanos(workload, store, variant) else { continue };
                let name = format!("{} ({}): {}", workload.name(), store.word(), variant.title);
                println!(
                    "{name:<62}{:>9}   {:<22}{:<22}",
                    micros(nanos),
                    show(samples.ratio(workload, store, variant, baseline(workload))),
                    show(samples.ratio(workload, store, &OURS, variant)),
                );
            }
        }
    }
}

fn print_memory(field: &Field, samples: &Samples) {
    for store in Store::ALL {
        let peaks: Vec<String> = field
            .main(store)
            .filter_map(|entrant| Some((entrant.word, samples.peak_mb(store, entrant)?)))
            .map(|(word, peak)| format!("{word} {peak:.1} MB"))
            .collect();
        if !peaks.is_empty() {
            println!("\npeak memory of `each`, {}: {}", store.title(), peaks.join(", "));
        }
    }
}

pub(crate) fn print_verdicts(verdicts: &[Verdict]) {
    println!("\n{:<52}{:>9}{:>9}", "targets", "measured", "limit");
    for Verdict { what, measured, limit, met, .. } in verdicts {
        let word = if *met { "met" } else { "MISSED" };
        println!("{what:<52}{measured:>9.2}{limit:>9.2}   {word}");
    }
}

pub(crate) fn micros(nanos: f64) -> String {
    let micros = nanos / 1e3;
    match micros {
        0.0..10.0 => format!("{micros:.3}"),
        10.0..1_000.0 => format!("{micros:.1}"),
        _ => format!("{micros:.0}"),
    }
}

pub(crate) fn short(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{:.2}", ratio.median))
}

pub(crate) fn show(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(
        || "-".to_owned(),
        |Ratio { median, min, max }| format!("{median:.2} ({min:.2} .. {max:.2})"),
    )
}
