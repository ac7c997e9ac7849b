//! Seconds since 1970-01-01 and Oracle's years, months and days.

use crate::limits;

const SECONDS_OF_DAY: i64 = 86_400;
const NANOS_OF_SECOND: u64 = 1_000_000_000;

/// A date and time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
}

/// The date and time of a number of seconds since 1970-01-01 00:00:00; nothing where it is in no
/// year that Oracle has.
pub(super) fn civil(seconds: i64) -> Option<Civil> {
    let (year, month, day) = date(seconds.div_euclid(SECONDS_OF_DAY));
    if !(limits::YEAR_MIN..=limits::YEAR_MAX).contains(&year) || year == 0 {
        return None;
    }
    let second = u32::try_from(seconds.rem_euclid(SECONDS_OF_DAY)).ok()?;
    Some(Civil {
        year,
        month,
        day,
        hour: second / 3_600,
        minute: second / 60 % 60,
        second: second % 60,
    })
}

/// Seconds since 1970-01-01 00:00:00.
pub(super) fn seconds(year: i64, month: i64, day: i64, [hour, minute, second]: [u8; 3]) -> i64 {
    let time = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    days(year, month, day) * SECONDS_OF_DAY + time
}

/// Nanoseconds since midnight of an interval in days, hours, minutes, seconds and nanoseconds;
/// nothing where it is no time of day.
pub(super) fn time_of_day([days, hours, minutes, seconds, nanos]: [i32; 5]) -> Option<u64> {
    if days != 0 {
        return None;
    }
    let part = |number: i32| u64::try_from(number).ok();
    let seconds = part(hours)? * 3_600 + part(minutes)? * 60 + part(seconds)?;
    Some(seconds * NANOS_OF_SECOND + part(nanos)?)
}

/// The date of a number of days since 1970-01-01, in the calendar that is in use today, also
/// before it was. By Howard Hinnant's `civil_from_days`.
fn date(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // Both are small and positive.
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

/// The number of days since 1970-01-01. By Howard Hinnant's `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_there_and_back() {
        let first = days(limits::YEAR_MIN, 1, 1);
        let last = days(limits::YEAR_MAX, 12, 31);
        for day in first..=last {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month.into(), of_month.into()), day);
        }
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(last), (9999, 12, 31));
    }

    #[test]
    fn years_beyond_oracle_s_are_none() {
        assert_eq!(civil(seconds(9_999, 12, 31, [23, 59, 59])).map(|civil| civil.second), Some(59));
        assert_eq!(civil(seconds(10_000, 1, 1, [0, 0, 0])), None);
        assert_eq!(civil(seconds(0, 5, 5, [0, 0, 0])), None);
        assert_eq!(civil(i64::MAX), None);
        assert_eq!(civil(i64::MIN), None);
    }

    #[test]
    fn intervals_that_are_times_of_day() {
        assert_eq!(time_of_day([0, 23, 59, 59, 1]), Some(86_399_000_000_001));
        assert_eq!(time_of_day([1, 0, 0, 0, 0]), None);
        assert_eq!(time_of_day([0, -1, 0, 0, 0]), None);
    }
}
