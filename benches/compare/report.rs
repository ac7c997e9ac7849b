//! The tables on standard output.

use bench_kit::{Store, Workload};

use crate::field::{Entrant, baseline};
use crate::samples::{Ratio, Samples};
use crate::streaming::Streams;
use crate::targets::Verdict;

pub(crate) fn print(samples: &Samples, streams: &Streams) {
    let versions: Vec<String> =
        samples.sqlite.iter().map(|(entrant, version)| format!("{entrant} {version}")).collect();
    println!("\nSQLite: {}", versions.join(", "));
    println!("Ratios of times: median of the rounds (least .. greatest). Below 1 is faster.");
    for store in Store::ALL {
        print_store(samples, streams, store);
    }
    print_variants(samples);
    print_memory(streams);
}

fn print_store(samples: &Samples, streams: &Streams, store: Store) {
    println!(
        "\n{:<16}{:>11}{:>11}   {:<22}{:<22}{:<22}",
        store.name(),
        "raw µs",
        "ours µs",
        "ours/raw",
        "diesel/raw",
        "ours/diesel"
    );
    for workload in Workload::ALL.into_iter().filter(|workload| *workload != Workload::Checkout) {
        let nanos = |entrant| samples.nanos(workload, store, entrant);
        let ratio = |entrant, other| samples.ratio(workload, store, entrant, other);
        print_row(workload.name(), nanos, ratio);
    }
    if store == Store::File {
        let nanos = |entrant| streams.nanos(entrant);
        let ratio = |entrant, other| streams.ratio(entrant, other);
        print_row("each, per row", nanos, ratio);
    }
}

fn print_row(
    name: &str,
    nanos: impl Fn(Entrant) -> Option<f64>,
    ratio: impl Fn(Entrant, Entrant) -> Option<Ratio>,
) {
    let (Some(raw), Some(ours)) = (nanos(Entrant::Raw), nanos(Entrant::Ours)) else { return };
    println!(
        "{name:<16}{:>11}{:>11}   {:<22}{:<22}{:<22}",
        micros(raw),
        micros(ours),
        show(ratio(Entrant::Ours, Entrant::Raw)),
        show(ratio(Entrant::Diesel, Entrant::Raw)),
        show(ratio(Entrant::Ours, Entrant::Diesel)),
    );
}

/// Who is not on every row.
fn print_variants(samples: &Samples) {
    println!("\n{:<58}{:>9}   {:<22}{:<22}", "other ways", "µs", "it/raw", "ours/it");
    for store in Store::ALL {
        for workload in Workload::ALL {
            let variants = Entrant::ALL.into_iter().filter(|it| !Entrant::MAIN.contains(it));
            for variant in variants {
                let Some(nanos) = samples.nanos(workload, store, variant) else { continue };
                let name = format!("{} ({}): {}", workload.name(), store.name(), variant.title());
                println!(
                    "{name:<58}{:>9}   {:<22}{:<22}",
                    micros(nanos),
                    show(samples.ratio(workload, store, variant, baseline(workload))),
                    show(samples.ratio(workload, store, Entrant::Ours, variant)),
                );
            }
        }
    }
}

fn print_memory(streams: &Streams) {
    let peak = |entrant| streams.peak_mb(entrant);
    let [raw, ours, diesel] = Entrant::MAIN;
    if let (Some(raw), Some(ours), Some(diesel)) = (peak(raw), peak(ours), peak(diesel)) {
        println!(
            "\npeak memory of `each` over 1,000,000 rows: \
             raw {raw:.1} MB, ours {ours:.1} MB ({:+.1}), diesel {diesel:.1} MB ({:+.1})",
            ours - raw,
            diesel - raw
        );
    }
}

pub(crate) fn print_verdicts(verdicts: &[Verdict]) {
    println!("\n{:<52}{:>9}{:>9}", "targets", "measured", "limit");
    for Verdict { what, measured, limit, met } in verdicts {
        let word = if *met { "met" } else { "MISSED" };
        println!("{what:<52}{measured:>9.2}{limit:>9.2}   {word}");
    }
}

fn micros(nanos: f64) -> String {
    let micros = nanos / 1e3;
    match micros {
        0.0..10.0 => format!("{micros:.3}"),
        10.0..1_000.0 => format!("{micros:.1}"),
        _ => format!("{micros:.0}"),
    }
}

fn show(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(
        || "-".to_owned(),
        |Ratio { median, min, max }| format!("{median:.2} ({min:.2} .. {max:.2})"),
    )
}
