//! Dates and times come back as they were, and are ordered in the database as they are in Rust.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;

use super::values::{Cell, kept, refused};
use super::{for_any, memory};

/// From 0000-01-01 to 9999-12-31, in days since 0000-12-31.
const DAYS: std::ops::RangeInclusive<i32> = -365..=3_652_059;

fn days() -> impl Strategy<Value = NaiveDate> + Clone {
    let day = |number| NaiveDate::from_num_days_from_ce_opt(number).expect("a day");
    prop_oneof![DAYS, Just(*DAYS.start()), Just(*DAYS.end()), 719_000..740_000].prop_map(day)
}

/// Whole seconds, microseconds and nanoseconds, and their limits.
fn hours() -> impl Strategy<Value = NaiveTime> + Clone {
    let nanos = prop_oneof![
        Just(0_u32),
        (0_u32..1_000_000).prop_map(|micros| micros * 1_000),
        0_u32..1_000_000_000,
        Just(999_999_999),
        Just(1),
    ];
    (0_u32..86_400, nanos).prop_map(|(seconds, nanos)| {
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos).expect("a time")
    })
}

fn moments() -> impl Strategy<Value = NaiveDateTime> + Clone {
    (days(), hours()).prop_map(|(day, hour)| day.and_time(hour))
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> + Clone {
    moments().prop_map(|moment| moment.and_utc())
}

/// In any zone whose clock and that of Greenwich both show a year of four digits.
fn zoned() -> impl Strategy<Value = DateTime<FixedOffset>> + Clone {
    let inner = (1_000..3_652_000_i32, hours());
    (inner, -86_399..=86_399_i32).prop_map(|((day, hour), offset)| {
        let day = NaiveDate::from_num_days_from_ce_opt(day).expect("a day");
        let zone = FixedOffset::east_opt(offset).expect("an offset");
        day.and_time(hour).and_utc().with_timezone(&zone)
    })
}

#[test]
fn days_are_kept() {
    kept(days());
}

#[test]
fn times_are_kept() {
    kept(hours());
    kept(moments());
    kept(instants());
    kept(zoned());
}

#[test]
fn years_of_five_digits_are_refused() {
    let day = |number| NaiveDate::from_num_days_from_ce_opt(number).expect("a day");
    let beyond = prop_oneof![*DAYS.end() + 1..=90_000_000, -90_000_000..*DAYS.start()];
    refused(beyond.clone().prop_map(day), ErrorKind::OutOfRange);
    let moments = (beyond, hours()).prop_map(move |(number, hour)| day(number).and_time(hour));
    refused(moments, ErrorKind::OutOfRange);
}

#[test]
fn leap_seconds_are_refused() {
    let leap = (0_u32..1_440, 1_000_000_000_u32..2_000_000_000).prop_map(|(minute, nanos)| {
        let second = minute * 60 + 59;
        NaiveTime::from_num_seconds_from_midnight_opt(second, nanos).expect("a leap second")
    });
    refused(leap, ErrorKind::OutOfRange);
}

/// Neighbours are more telling than times that lie far apart.
fn neighbours() -> impl Strategy<Value = (DateTime<Utc>, DateTime<Utc>)> {
    let steps = prop_oneof![
        -3_i64..=3,
        -2_000_i64..=2_000,
        -2_000_000_000_i64..=2_000_000_000,
        any::<i32>().prop_map(|step| i64::from(step) * 1_000_000),
    ];
    (instants(), steps).prop_filter_map("both have four digits", |(instant, step)| {
        let other = instant.checked_add_signed(chrono::Duration::nanoseconds(step))?;
        let year = chrono::Datelike::year(&other);
        (0..=9_999).contains(&year).then_some((instant, other))
    })
}

#[test]
fn instants_are_compared_as_times() {
    let db = memory();
    db.create_table::<Cell<DateTime<Utc>>>().expect("a table");
    type C = Cell<DateTime<Utc>>;
    for_any(neighbours(), |(left, right)| {
        let row = C { id: 0, value: left }.create_on(&db).expect("a row");
        let holds = |condition| C::on(&db).filter(C::ID.eq(row.id)).filter(condition).exists();
        prop_assert_eq!(holds(C::VALUE.lt(right)).ok(), Some(left < right));
        prop_assert_eq!(holds(C::VALUE.eq(right)).ok(), Some(left == right));
        prop_assert_eq!(holds(C::VALUE.gt(right)).ok(), Some(left > right));
        Ok(())
    });
}

#[test]
fn times_of_day_are_ordered_as_times() {
    let db = memory();
    db.create_table::<Cell<NaiveTime>>().expect("a table");
    type C = Cell<NaiveTime>;
    for_any(proptest::collection::vec(hours(), 2..12), |mut hours| {
        C::on(&db).unfiltered().delete_all().expect("an empty table");
        for value in &hours {
            C { id: 0, value: *value }.create_on(&db).expect("a row");
        }
        hours.sort_unstable();
        prop_assert_eq!(C::on(&db).order_by(C::VALUE).pluck(C::VALUE).ok(), Some(hours));
        Ok(())
    });
}
