//! `cargo run --release`: the time of what a program does most,
//! as a ratio to code written by hand for the crate `tiberius`.
//!
//! Both speak with the same server, the stand-in of the tests, whose own time is in both: on a
//! real server the ratios may differ. Rounds alternate, and the least time of each counts.

mod by_hand;
mod ours;

use std::time::{Duration, Instant};

use activerecord_stand_in_tds::Server;

const ROUNDS: usize = 15;
const ROWS: usize = 10_000;

/// One operation, done by both.
struct Race<'a> {
    name: &'static str,
    times: u32,
    by_hand: Box<dyn FnMut() + 'a>,
    ours: Box<dyn FnMut() + 'a>,
}

impl Race<'_> {
    fn run(&mut self) {
        let mut best = [Duration::MAX; 2];
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let by_hand = time(self.times, &mut self.by_hand);
            let ours = time(self.times, &mut self.ours);
            best = [best[0].min(by_hand), best[1].min(ours)];
            ratios.push(ours.as_secs_f64() / by_hand.as_secs_f64());
        }
        ratios.sort_by(f64::total_cmp);
        let micros = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(self.times);
        println!(
            "| {} | {:.1} | {:.1} | {:.2} | {:.2} ({:.2} .. {:.2}) |",
            self.name,
            micros(best[0]),
            micros(best[1]),
            best[1].as_secs_f64() / best[0].as_secs_f64(),
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
        );
    }
}

fn time(times: u32, run: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        run();
    }
    start.elapsed()
}

fn main() {
    let server = Server::start().expect("a stand-in");
    server.create_database("ours").expect("a database");
    server.create_database("by_hand").expect("a database");
    let ours = ours::Ours::open(&server.url("ours"));
    let by_hand = std::cell::RefCell::new(by_hand::ByHand::open(server.port(), "by_hand"));
    ours.fill(ROWS);
    by_hand.borrow_mut().fill(ROWS);
    println!("| | by hand us | ours us | ratio of the least | median ratio |");
    println!("|---|---|---|---|---|");
    let (mut left, mut right) = (0, 0);
    let mut races = [
        Race {
            name: "load 10k rows",
            times: 1,
            by_hand: Box::new(|| assert_eq!(by_hand.borrow_mut().load().len(), ROWS)),
            ours: Box::new(|| assert_eq!(ours.load().len(), ROWS)),
        },
        Race {
            name: "find by key",
            times: 500,
            by_hand: Box::new(|| {
                left = left % 5_000 + 1;
                assert_eq!(by_hand.borrow_mut().find(left).id, left);
            }),
            ours: Box::new(|| {
                right = right % 5_000 + 1;
                assert_eq!(ours.find(right).id, right);
            }),
        },
    ];
    races.iter_mut().for_each(Race::run);
    drop(races);
    Race {
        name: "insert",
        times: 200,
        by_hand: Box::new(|| assert!(by_hand.borrow_mut().insert() > 0)),
        ours: Box::new(|| assert!(ours.insert() > 0)),
    }
    .run();
}
