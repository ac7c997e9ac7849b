//! Dates and times as the ISO 8601 text that SQLite stores, written without allocating.
//!
//! The widths are fixed, so that comparing two texts compares the times: `2024-01-31`,
//! `13:05:00.250000`, `2024-01-31 13:05:00.250000`, and with `+00:00` behind it for an instant.
//! Fractions have six digits, or nine where there are nanoseconds.

use activerecord_core::{Error, ErrorKind, Result};

use crate::limits::TIME_TEXT_BYTES_MAX;

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_SECOND: u32 = 1_000_000_000;
/// Days from 1970-01-01 to 0000-01-01 and to 9999-12-31, the ends of four-digit years.
const DAYS_MIN: i64 = -719_528;
const DAYS_MAX: i64 = 2_932_896;

/// A buffer for one date or time.
#[derive(Debug)]
pub(super) struct TimeText {
    bytes: [u8; TIME_TEXT_BYTES_MAX],
    length: usize,
}

impl TimeText {
    pub(super) const fn new() -> Self {
        TimeText { bytes: [0; TIME_TEXT_BYTES_MAX], length: 0 }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// `2024-01-31`, from days since 1970-01-01.
    pub(super) fn date(&mut self, days: i64) -> Result<&[u8]> {
        if !(DAYS_MIN..=DAYS_MAX).contains(&days) {
            return Err(year_out_of_range());
        }
        let (year, month, day) = civil(days);
        self.digits(year, 4);
        self.push(b'-');
        self.digits(month, 2);
        self.push(b'-');
        self.digits(day, 2);
        Ok(self.as_bytes())
    }

    /// `13:05:00.250000`, from nanoseconds since midnight.
    pub(super) fn time(&mut self, nanos: u64) -> Result<&[u8]> {
        let seconds = nanos / u64::from(NANOS_PER_SECOND);
        if seconds >= SECONDS_PER_DAY.unsigned_abs() {
            return Err(Error::new(
                ErrorKind::OutOfRange,
                "a time of day of 24 hours or more cannot be stored",
            ));
        }
        let fraction = nanos % u64::from(NANOS_PER_SECOND);
        self.clock(narrow(seconds), narrow(fraction))
    }

    /// `2024-01-31 13:05:00.250000`, from seconds since 1970-01-01 and nanoseconds.
    pub(super) fn date_time(&mut self, seconds: i64, nanos: u32) -> Result<&[u8]> {
        self.date(seconds.div_euclid(SECONDS_PER_DAY))?;
        self.push(b' ');
        self.clock(narrow(seconds.rem_euclid(SECONDS_PER_DAY).unsigned_abs()), nanos)
    }

    /// `2024-01-31 13:05:00.250000+00:00`: the instant in UTC.
    pub(super) fn instant(&mut self, seconds: i64, nanos: u32) -> Result<&[u8]> {
        self.date_time(seconds, nanos)?;
        for byte in *b"+00:00" {
            self.push(byte);
        }
        Ok(self.as_bytes())
    }

    fn clock(&mut self, seconds: u32, nanos: u32) -> Result<&[u8]> {
        if nanos >= NANOS_PER_SECOND {
            return Err(Error::new(
                ErrorKind::OutOfRange,
                "a fraction of a second or more cannot be stored",
            ));
        }
        self.digits(seconds / 3600, 2);
        self.push(b':');
        self.digits(seconds / 60 % 60, 2);
        self.push(b':');
        self.digits(seconds % 60, 2);
        self.push(b'.');
        if nanos.is_multiple_of(1_000) {
            self.digits(nanos / 1_000, 6);
        } else {
            self.digits(nanos, 9);
        }
        Ok(self.as_bytes())
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    fn digits(&mut self, mut number: u32, width: usize) {
        let end = self.length + width;
        for place in self.bytes[self.length..end].iter_mut().rev() {
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.length = end;
    }
}

/// Every number here was checked to be less than 10^9.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Year, month and day of a day, counted from 1970-01-01: Howard Hinnant's `civil_from_days`.
fn civil(days: i64) -> (u32, u32, u32) {
    // Counted from 0000-03-01 a leap day is the last day of its year. The offset of 400 years
    // keeps the days of January and February of year 0 positive.
    let days = (days + 719_468 + 146_097).unsigned_abs();
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2) - 400;
    (narrow(year), narrow(month), narrow(day))
}

#[cold]
fn year_out_of_range() -> Error {
    Error::new(ErrorKind::OutOfRange, "a year before 0 or after 9999 cannot be stored in SQLite")
        .with_help("dates are stored as text, which sorts only while all years have four digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(days: i64) -> String {
        let mut text = TimeText::new();
        String::from_utf8(text.date(days).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn dates_around_the_leap_rules() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (-25_509, "1900-02-28"),
            (-25_508, "1900-03-01"),
            (19_782, "2024-02-29"),
            (DAYS_MIN, "0000-01-01"),
            (DAYS_MIN + 59, "0000-02-29"),
            (DAYS_MAX, "9999-12-31"),
        ] {
            assert_eq!(date(days), expected);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut days_in_month = 0;
        let (mut year, mut month) = (0, 1);
        for days in DAYS_MIN..=DAYS_MAX {
            let (y, m, d) = civil(days);
            if (y, m) != (year, month) {
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                let lengths = [31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
                assert_eq!(days_in_month, lengths[month as usize - 1], "{year}-{month}");
                (year, month, days_in_month) = (y, m, 0);
            }
            days_in_month += 1;
            assert_eq!(d, days_in_month);
        }
        assert_eq!((year, month, days_in_month), (9999, 12, 31));
    }

    #[test]
    fn the_longest_text_fits() {
        let mut text = TimeText::new();
        let last = (DAYS_MAX + 1) * SECONDS_PER_DAY - 1;
        let written = text.instant(last, 999_999_999).unwrap();
        assert_eq!(written, b"9999-12-31 23:59:59.999999999+00:00");
        assert_eq!(written.len(), TIME_TEXT_BYTES_MAX);
    }

    #[test]
    fn what_has_no_text_is_refused() {
        for days in [DAYS_MIN - 1, DAYS_MAX + 1] {
            assert_eq!(TimeText::new().date(days).unwrap_err().kind(), ErrorKind::OutOfRange);
        }
        assert!(TimeText::new().time(86_399_999_999_999).is_ok());
        assert!(TimeText::new().time(86_400_000_000_000).is_err());
        assert!(TimeText::new().date_time(0, 1_000_000_000).is_err());
        assert!(TimeText::new().date_time(i64::MIN, 0).is_err());
        assert!(TimeText::new().date_time(i64::MAX, 0).is_err());
    }
}
