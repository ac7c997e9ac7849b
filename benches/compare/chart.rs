//! Bar charts as SVG: how many times the time of hand-written code each takes.

use std::fmt::Write;

use bench_kit::{Store, Workload};

use crate::field::{Entrant, RAW, everybody};
use crate::results::Results;

const BAR: f64 = 9.0;
const GAP: f64 = 10.0;
const LEFT: f64 = 130.0;
const WIDTH: f64 = 560.0;
const TOP: f64 = 50.0;
/// The least ratio that is drawn: bars grow from here on a logarithmic scale.
const LEAST: f64 = 0.25;

/// A colour for each contestant, apart from one another for the colour-blind too.
fn colour(word: &str) -> &'static str {
    match word {
        "ours" => "#0072b2",
        "diesel" => "#e69f00",
        "sea-orm" => "#009e73",
        "sqlx" => "#cc79a7",
        "toasty" => "#56b4e9",
        _ => "#999999",
    }
}

/// The chart of a store: nothing where nothing was measured.
pub(crate) fn draw(results: &Results, store: Store) -> Option<String> {
    let is_there = |entrant: &&Entrant| {
        results.rows.iter().any(|row| row.store == store && row.contestant == entrant.word)
    };
    let entrants: Vec<&Entrant> = everybody()
        .filter(|entrant| entrant.is_main && entrant.word != RAW.word)
        .filter(is_there)
        .collect();
    let groups: Vec<(Workload, Vec<(&Entrant, f64)>)> = Workload::ALL
        .into_iter()
        .filter(|workload| *workload != Workload::Checkout)
        .map(|workload| {
            let ratio = |entrant: &Entrant| results.ratio(workload, store, entrant.word);
            let bars =
                entrants.iter().filter_map(|entrant| Some((*entrant, ratio(entrant)?.median)));
            (workload, bars.collect::<Vec<_>>())
        })
        .filter(|(_, bars)| !bars.is_empty())
        .collect();
    let ratios = groups.iter().flat_map(|(_, bars)| bars.iter().map(|(_, ratio)| *ratio));
    let greatest = ratios.fold(2.0, f64::max).log2().ceil().exp2();
    if groups.is_empty() {
        return None;
    }
    let bars: usize = groups.iter().map(|(_, bars)| bars.len()).sum();
    let height = TOP + bars as f64 * BAR + groups.len() as f64 * GAP + 10.0;
    let scale =
        |ratio: f64| LEFT + (ratio.max(LEAST) / LEAST).log2() / (greatest / LEAST).log2() * WIDTH;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {height:.0}\" \
         font-family=\"sans-serif\" font-size=\"10\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        LEFT + WIDTH + 50.0
    );
    legend(&mut svg, store, &entrants);
    grid(&mut svg, greatest, height, scale);
    let mut y = TOP;
    for (workload, bars) in groups {
        let middle = y + bars.len() as f64 * BAR / 2.0 + 3.0;
        line(
            &mut svg,
            format_args!(
                "<text x=\"{:.0}\" y=\"{middle:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                workload.name()
            ),
        );
        for (entrant, ratio) in bars {
            let end = scale(ratio);
            line(
                &mut svg,
                format_args!(
                    "<rect x=\"{LEFT:.0}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" \
                 fill=\"{}\"><title>{}, {}: {ratio:.2}</title></rect>",
                    end - LEFT,
                    BAR - 1.0,
                    colour(entrant.word),
                    workload.name(),
                    entrant.title
                ),
            );
            line(
                &mut svg,
                format_args!(
                    "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"8\">{ratio:.2}</text>",
                    end + 3.0,
                    y + BAR - 2.0
                ),
            );
            y += BAR;
        }
        y += GAP;
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

fn legend(svg: &mut String, store: Store, entrants: &[&Entrant]) {
    line(
        svg,
        format_args!(
            "<text x=\"{LEFT:.0}\" y=\"14\" font-size=\"12\" font-weight=\"bold\">{}: time as a \
         multiple of hand-written code</text>",
            store.title()
        ),
    );
    for (at, entrant) in entrants.iter().enumerate() {
        let x = LEFT + at as f64 * 90.0;
        line(
            svg,
            format_args!(
                "<rect x=\"{x:.0}\" y=\"22\" width=\"9\" height=\"9\" fill=\"{}\"/>\
             <text x=\"{:.0}\" y=\"30\">{}</text>",
                colour(entrant.word),
                x + 13.0,
                entrant.title
            ),
        );
    }
}

/// A line for each doubling; that of hand-written code is stronger.
fn grid(svg: &mut String, greatest: f64, height: f64, scale: impl Fn(f64) -> f64) {
    let mut ratio = LEAST;
    while ratio <= greatest {
        let x = scale(ratio);
        let (stroke, width) = if ratio == 1.0 { ("#000000", 1.2) } else { ("#dddddd", 0.7) };
        line(
            svg,
            format_args!(
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.0}\" y2=\"{:.0}\" stroke=\"{stroke}\" \
             stroke-width=\"{width}\"/>\
             <text x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"#666666\">{ratio}</text>",
                TOP - 4.0,
                height - 6.0,
                TOP - 6.0
            ),
        );
        ratio *= 2.0;
    }
}

fn line(svg: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a text does not fail.
    let _ = writeln!(svg, "{arguments}");
}
