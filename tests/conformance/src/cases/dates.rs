//! Dates, times and instants.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use chrono::{DateTime, Duration, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::failure;
use super::types::assert_kept;
use crate::case::{CaseResult, cases, require};
use crate::models::Cell;
use crate::{Context, Outcome::Passed};

cases![dates:
    days_of_four_digit_years,
    times_of_day,
    microseconds_of_times,
    moments_without_a_zone,
    instants_in_utc,
    microseconds_of_instants,
    nanoseconds,
    an_offset_keeps_the_instant,
    an_offset_is_kept,
    local_time_keeps_the_instant,
    days_are_ordered_and_compared,
    instants_are_ordered_by_time_not_by_text,
    fractions_are_ordered,
    instants_are_found_by_any_offset,
    a_leap_second_is_refused,
    a_long_list_of_days,
    smallest_and_greatest,
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn time(hour: u32, minute: u32, second: u32, micros: u32) -> NaiveTime {
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros).unwrap_or_default()
}

fn moment(year: i32, hour: u32, micros: u32) -> NaiveDateTime {
    day(year, 3, 31).and_time(time(hour, 59, 58, micros))
}

/// This hour of 2024-03-31 by the clock of a place so many minutes east of Greenwich.
fn zoned(hour: u32, minutes_east: i32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(minutes_east * 60);
    let local = day(2024, 3, 31).and_time(time(hour, 0, 0, 0));
    let zoned = zone.and_then(|zone| local.and_local_timezone(zone).single());
    zoned.unwrap_or_default()
}

fn days_of_four_digit_years(cx: &Context<'_>) -> CaseResult {
    let values = [
        day(1970, 1, 1),
        day(1969, 12, 31),
        day(2024, 2, 29),
        day(2000, 2, 29),
        day(1900, 2, 28),
        day(1582, 10, 15),
        day(1753, 1, 1),
        day(1000, 1, 1),
        day(9999, 12, 31),
    ];
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn times_of_day(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[time(0, 0, 0, 0), time(0, 0, 1, 0), time(12, 0, 0, 0), time(23, 59, 59, 0)])?;
    Ok(Passed)
}

fn microseconds_of_times(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().fraction_digits >= 6, "microseconds are not kept");
    assert_kept(cx, &[time(0, 0, 0, 1), time(1, 2, 3, 120_000), time(23, 59, 59, 999_999)])?;
    Ok(Passed)
}

fn moments_without_a_zone(cx: &Context<'_>) -> CaseResult {
    assert_kept(
        cx,
        &[moment(2024, 2, 0), moment(1969, 23, 0), moment(1800, 0, 0), moment(9999, 12, 0)],
    )?;
    Ok(Passed)
}

fn instants_in_utc(cx: &Context<'_>) -> CaseResult {
    let years = [1970, 2024, 1969, 1800, 2038, 2200, 9999];
    let values: Vec<DateTime<Utc>> =
        years.into_iter().map(|year| moment(year, 2, 0).and_utc()).collect();
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn microseconds_of_instants(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().fraction_digits >= 6, "microseconds are not kept");
    let values = [1, 10, 123_456, 500_000, 999_999].map(|micros| moment(1969, 2, micros).and_utc());
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn nanoseconds(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().fraction_digits >= 9, "nanoseconds are not kept");
    let start = moment(2024, 2, 0).and_utc();
    let values = [1, 999_999_999, 1_001].map(|nanos| start + Duration::nanoseconds(nanos));
    assert_kept(cx, &values)?;
    Ok(Passed)
}

/// `==` of two times with offsets compares the instants.
fn an_offset_keeps_the_instant(cx: &Context<'_>) -> CaseResult {
    assert_kept(
        cx,
        &[zoned(12, 0), zoned(12, 120), zoned(12, -330), zoned(0, 840), zoned(23, -720)],
    )?;
    Ok(Passed)
}

fn an_offset_is_kept(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().keeps_offset, "instants are stored in UTC");
    let values = [zoned(12, 120), zoned(12, -330)];
    assert_kept(cx, &values)?;
    let stored = Cell::<DateTime<FixedOffset>>::query().order_by(Cell::<DateTime<FixedOffset>>::ID);
    let stored = stored.pluck(Cell::<DateTime<FixedOffset>>::VALUE)?;
    assert_eq!(
        stored.iter().map(DateTime::offset).collect::<Vec<_>>(),
        values.each_ref().map(DateTime::offset)
    );
    Ok(Passed)
}

fn local_time_keeps_the_instant(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[zoned(12, 120).with_timezone(&Local), zoned(2, -60).with_timezone(&Local)])?;
    Ok(Passed)
}

fn days_are_ordered_and_compared(cx: &Context<'_>) -> CaseResult {
    let values = [day(2024, 1, 31), day(1999, 12, 1), day(2024, 10, 1), day(2024, 2, 1)];
    assert_kept(cx, &values)?;
    type C = Cell<NaiveDate>;
    let expected = [day(1999, 12, 1), day(2024, 1, 31), day(2024, 2, 1), day(2024, 10, 1)];
    assert_eq!(C::query().order_by(C::VALUE).pluck(C::VALUE)?, expected);
    let january_on = C::VALUE.between(day(2024, 1, 31), day(2024, 2, 1));
    assert_eq!(C::filter(january_on).count()?, 2);
    assert_eq!(C::filter(C::VALUE.eq(day(2024, 10, 1))).count()?, 1);
    assert_eq!(C::filter(C::VALUE.lt(day(2024, 1, 1))).pluck(C::VALUE)?, [day(1999, 12, 1)]);
    Ok(Passed)
}

/// By their clocks these come the other way round.
fn instants_are_ordered_by_time_not_by_text(cx: &Context<'_>) -> CaseResult {
    let values = [zoned(11, 0), zoned(12, 120), zoned(9, -120), zoned(13, 180)];
    assert_kept(cx, &values)?;
    type C = Cell<DateTime<FixedOffset>>;
    let hours = C::query().order_by((C::VALUE, C::ID)).pluck(C::ID)?;
    let ids = C::query().order_by(C::ID).pluck(C::ID)?;
    assert_eq!(hours, [ids[1], ids[3], ids[0], ids[2]]);
    assert_eq!(C::filter(C::VALUE.lt(zoned(11, 0))).count()?, 2);
    Ok(Passed)
}

fn fractions_are_ordered(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().fraction_digits >= 6, "microseconds are not kept");
    let values = [500_000, 0, 499_999, 1].map(|micros| moment(2024, 2, micros).and_utc());
    assert_kept(cx, &values)?;
    type C = Cell<DateTime<Utc>>;
    let ordered = C::query().order_by(C::VALUE).pluck(C::VALUE)?;
    assert!(ordered.is_sorted(), "{ordered:?}");
    assert_eq!(C::filter(C::VALUE.gt(values[2])).count()?, 1);
    Ok(Passed)
}

fn instants_are_found_by_any_offset(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[zoned(12, 120), zoned(14, 60)])?;
    type C = Cell<DateTime<FixedOffset>>;
    assert_eq!(C::filter(C::VALUE.eq(zoned(10, 0))).count()?, 1);
    assert_eq!(C::filter(C::VALUE.is_in([zoned(5, -300), zoned(13, 0)])).count()?, 2);
    Ok(Passed)
}

fn a_leap_second_is_refused(cx: &Context<'_>) -> CaseResult {
    let leap = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_500).unwrap_or_default();
    cx.create::<Cell<NaiveTime>>()?;
    let error = failure(Cell { id: 0, value: leap }.create());
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert!(error.to_string().contains("leap second"), "{error}");
    assert_eq!(Cell::<NaiveTime>::query().count()?, 0);
    let query = Cell::<NaiveTime>::filter(Cell::<NaiveTime>::VALUE.eq(leap));
    assert_eq!(failure(query.all()).kind(), ErrorKind::OutOfRange);
    Ok(Passed)
}

fn a_long_list_of_days(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[day(2024, 1, 31), day(1999, 12, 1)])?;
    type C = Cell<NaiveDate>;
    let list: Vec<NaiveDate> = (1_990..2_030).map(|year| day(year, 12, 1)).collect();
    assert_eq!(C::filter(C::VALUE.is_in(list.clone())).pluck(C::VALUE)?, [day(1999, 12, 1)]);
    assert_eq!(C::filter(C::VALUE.not_in(list)).pluck(C::VALUE)?, [day(2024, 1, 31)]);
    Ok(Passed)
}

fn smallest_and_greatest(cx: &Context<'_>) -> CaseResult {
    let values = [moment(2024, 2, 0), moment(1969, 3, 0), moment(2024, 10, 0)];
    assert_kept(cx, &values)?;
    type C = Cell<NaiveDateTime>;
    assert_eq!(C::query().min(C::VALUE)?, Some(values[1]));
    assert_eq!(C::query().max(C::VALUE)?, Some(values[2]));
    Ok(Passed)
}
