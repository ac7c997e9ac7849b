//! Dates with a time of day: DATE and TIMESTAMP.

use crate::error::{OraError, Result};

const NANOS_PER_SECOND: i128 = 1_000_000_000;
const NANOS_PER_DAY: i128 = 86_400 * NANOS_PER_SECOND;

/// A date and a time of day, in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    pub(crate) year: i16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    pub(crate) nanos: u32,
}

impl Stamp {
    /// A stamp that exists; ORA-01841 and ORA-01847 and the like otherwise.
    pub(crate) fn new(date: (i16, u8, u8), time: (u8, u8, u8), nanos: u32) -> Result<Stamp> {
        let (year, month, day) = date;
        let (hour, minute, second) = time;
        if !(-4712..=9999).contains(&year) || year == 0 {
            let text = "(full) year must be between -4713 and +9999, and not be 0";
            return Err(OraError::new(1841, text));
        }
        if !(1..=12).contains(&month) {
            return Err(OraError::new(1843, "not a valid month"));
        }
        if day == 0 || day > days_in_month(year, month) {
            return Err(OraError::new(1839, "date not valid for month specified"));
        }
        if hour > 23 || minute > 59 || second > 59 || nanos > 999_999_999 {
            return Err(OraError::new(1850, "hour must be between 0 and 23"));
        }
        Ok(Stamp { year, month, day, hour, minute, second, nanos })
    }

    /// Bytes that compare as the stamps do.
    pub(crate) fn to_bytes(self) -> [u8; 11] {
        let year = (i32::from(self.year) + 5000) as u16;
        let [y0, y1] = year.to_be_bytes();
        let [n0, n1, n2, n3] = self.nanos.to_be_bytes();
        [y0, y1, self.month, self.day, self.hour, self.minute, self.second, n0, n1, n2, n3]
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Stamp> {
        let bytes: &[u8; 11] = bytes.try_into().ok()?;
        let year = i32::from(u16::from_be_bytes([bytes[0], bytes[1]])) - 5000;
        let nanos = u32::from_be_bytes([bytes[7], bytes[8], bytes[9], bytes[10]]);
        let date = (year as i16, bytes[2], bytes[3]);
        Stamp::new(date, (bytes[4], bytes[5], bytes[6]), nanos).ok()
    }

    /// Nanoseconds since 1970-01-01.
    pub(crate) fn nanos_since_epoch(self) -> i128 {
        let seconds =
            i128::from(self.hour) * 3600 + i128::from(self.minute) * 60 + i128::from(self.second);
        i128::from(days_from_civil(self.year, self.month, self.day)) * NANOS_PER_DAY
            + seconds * NANOS_PER_SECOND
            + i128::from(self.nanos)
    }

    pub(crate) fn from_nanos_since_epoch(nanos: i128) -> Result<Stamp> {
        let days = nanos.div_euclid(NANOS_PER_DAY);
        let rest = nanos.rem_euclid(NANOS_PER_DAY);
        let (year, month, day) = civil_from_days(days as i64);
        let year = i16::try_from(year).unwrap_or(i16::MAX);
        let seconds = (rest / NANOS_PER_SECOND) as u32;
        let time = ((seconds / 3600) as u8, (seconds / 60 % 60) as u8, (seconds % 60) as u8);
        Stamp::new((year, month, day), time, (rest % NANOS_PER_SECOND) as u32)
    }

    pub(crate) fn plus(self, nanos: i128) -> Result<Stamp> {
        Stamp::from_nanos_since_epoch(self.nanos_since_epoch() + nanos)
    }

    /// Keeps the month's last day when the day does not exist (`ADD_MONTHS` keeps it too when it
    /// was the last one).
    pub(crate) fn plus_months(self, months: i64, last_day_stays: bool) -> Result<Stamp> {
        let total = i64::from(self.year) * 12 + i64::from(self.month) - 1 + months;
        let year = i16::try_from(total.div_euclid(12)).unwrap_or(i16::MAX);
        let month = (total.rem_euclid(12) + 1) as u8;
        let last = days_in_month(year, month);
        let was_last = self.day == days_in_month(self.year, self.month);
        let day = if last_day_stays && was_last { last } else { self.day };
        if last_day_stays {
            let time = (self.hour, self.minute, self.second);
            return Stamp::new((year, month, day.min(last)), time, self.nanos);
        }
        Stamp::new((year, month, day), (self.hour, self.minute, self.second), self.nanos)
    }

    /// Without the fraction of a second: a DATE.
    pub(crate) fn seconds(self) -> Stamp {
        Stamp { nanos: 0, ..self }
    }

    /// Rounds the fraction to so many digits.
    pub(crate) fn round(self, digits: u8) -> Result<Stamp> {
        let unit = 10i128.pow(9 - u32::from(digits.min(9)));
        let nanos = self.nanos_since_epoch();
        Stamp::from_nanos_since_epoch((nanos + unit / 2).div_euclid(unit) * unit)
    }

    /// The time in UTC now.
    pub(crate) fn now() -> Stamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let nanos = since.map_or(0, |since| since.as_nanos() as i128);
        // Oracle's clock has microseconds.
        let nanos = nanos / 1000 * 1000;
        Stamp::from_nanos_since_epoch(nanos).unwrap_or(EPOCH)
    }
}

pub(crate) const EPOCH: Stamp =
    Stamp { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0 };

pub(crate) fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01.
fn days_from_civil(year: i16, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month + 2) / 5 + 1) as u8;
    let month = if month < 10 { month + 3 } else { month - 9 } as u8;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
