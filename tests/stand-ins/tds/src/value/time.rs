//! Dates and times as numbers.

/// 100 nanoseconds each.
pub(crate) const TICKS_PER_SECOND: i64 = 10_000_000;
pub(crate) const TICKS_PER_DAY: i64 = 86_400 * TICKS_PER_SECOND;
const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;
/// The day after 9999-12-31, counted from 0001-01-01.
const DAYS_END: i64 = 3_652_059;
/// 1900-01-01, from which `datetime` counts its days.
const DAYS_1900: i64 = 693_595;
/// 1753-01-01, where `datetime` begins.
const DAYS_1753: i64 = 639_905;

/// A moment and the offset it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant {
    /// In UTC, since 0001-01-01.
    pub(crate) ticks: i64,
    /// East of UTC.
    pub(crate) offset_minutes: i64,
}

impl Instant {
    /// As it is stored: texts of equal beginnings are the same moment.
    pub(crate) fn to_text(self) -> String {
        format!("{:019}{:+04}", self.ticks, self.offset_minutes)
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let (ticks, offset) = text.split_at_checked(19)?;
        Some(Instant { ticks: ticks.parse().ok()?, offset_minutes: offset.parse().ok()? })
    }

    pub(crate) fn local_ticks(self) -> i64 {
        self.ticks + self.offset_minutes * TICKS_PER_MINUTE
    }

    pub(crate) fn of_local(ticks: i64, offset_minutes: i64) -> Self {
        Instant { ticks: ticks - offset_minutes * TICKS_PER_MINUTE, offset_minutes }
    }
}

/// Days since 0001-01-01 (Howard Hinnant's `days_from_civil`).
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 306
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 306;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// Days since 1900 and three-hundredths of a second, as `datetime` goes over the wire.
pub(crate) fn thirds_of_ticks(ticks: i64) -> (i64, i64) {
    let days = ticks.div_euclid(TICKS_PER_DAY);
    let within = ticks.rem_euclid(TICKS_PER_DAY);
    (days - DAYS_1900, (within * 300 + TICKS_PER_SECOND / 2) / TICKS_PER_SECOND)
}

/// The ticks that are nearest: a third has more digits than these.
pub(crate) fn ticks_of_thirds(days: i64, thirds: i64) -> i64 {
    (days + DAYS_1900) * TICKS_PER_DAY + (thirds * TICKS_PER_SECOND + 150) / 300
}

/// Ticks rounded as `datetime` does, or none where it has no such year.
pub(super) fn legacy(ticks: i64) -> Option<i64> {
    let (days, thirds) = thirds_of_ticks(ticks);
    let rounded = ticks_of_thirds(days, thirds);
    (DAYS_1753 * TICKS_PER_DAY..DAYS_END * TICKS_PER_DAY).contains(&rounded).then_some(rounded)
}

/// `2026-02-28`, as days.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.trim().split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let days = days_of(year, month, day);
    let exists = parts.next().is_none() && date_of(days) == (year, month, day);
    (exists && (0..DAYS_END).contains(&days)).then_some(days)
}

/// `23:59:59.9999999`, as ticks.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let (clock, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let fits = hour < 24 && minute < 60 && second < 60 && fraction.len() <= 7;
    let digits = format!("{fraction:0<7}").parse::<i64>().ok()?;
    let seconds = (hour * 60 + minute) * 60 + second;
    (fits && parts.next().is_none()).then_some(seconds * TICKS_PER_SECOND + digits)
}

/// A date and time with `T` or a blank between, as ticks.
pub(super) fn parse_date_time(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    Some(parse_date(date)? * TICKS_PER_DAY + parse_time(time)?)
}

/// A date and time with `Z` or an offset behind it.
pub(super) fn parse_instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    if let Some(local) = text.strip_suffix('Z') {
        return parse_date_time(local).map(|ticks| Instant::of_local(ticks, 0));
    }
    let sign = text.rfind(['+', '-']).filter(|place| *place > 10);
    let Some(sign) = sign else {
        return parse_date_time(text).map(|ticks| Instant::of_local(ticks, 0));
    };
    let (hours, minutes) = text[sign + 1..].split_once(':')?;
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    let minutes = if text[sign..].starts_with('-') { -minutes } else { minutes };
    parse_date_time(&text[..sign]).map(|ticks| Instant::of_local(ticks, minutes))
}

/// What `datetime` takes: without `T`, a blank or a slash as well, the year first.
pub(super) fn parse_legacy(text: &str) -> Option<i64> {
    parse_date_time(&text.replace('/', "-")).and_then(legacy)
}

pub(super) fn date_text(days: i64) -> String {
    let (year, month, day) = date_of(days);
    format!("{year:04}-{month:02}-{day:02}")
}

pub(super) fn time_text(ticks: i64, scale: u8) -> String {
    let seconds = ticks / TICKS_PER_SECOND;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = format!("{:07}", ticks % TICKS_PER_SECOND);
    match usize::from(scale.min(7)) {
        0 => clock,
        digits => format!("{clock}.{}", &fraction[..digits]),
    }
}

pub(super) fn date_time_text(ticks: i64, scale: u8) -> String {
    let time = time_text(ticks.rem_euclid(TICKS_PER_DAY), scale);
    format!("{} {time}", date_text(ticks.div_euclid(TICKS_PER_DAY)))
}

pub(super) fn instant_text(instant: Instant, scale: u8) -> String {
    let offset = instant.offset_minutes;
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    format!("{} {sign}{hours:02}:{minutes:02}", date_time_text(instant.local_ticks(), scale))
}

/// Ticks rounded to this many digits of a second's fraction.
pub(super) fn round(ticks: i64, scale: u8) -> i64 {
    let step = 10_i64.pow(u32::from(7 - scale.min(7)));
    (ticks + step / 2).div_euclid(step) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_both_ways() {
        assert_eq!(parse_date("0001-01-01"), Some(0));
        assert_eq!(parse_date("9999-12-31"), Some(DAYS_END - 1));
        assert_eq!(parse_date("2024-02-29").map(date_text).as_deref(), Some("2024-02-29"));
        assert_eq!(parse_date("2023-02-29"), None);
        assert_eq!(parse_date("1970-01-01"), Some(719_162));
    }

    #[test]
    fn instants_keep_their_offset() {
        let instant = parse_instant("2026-01-02 03:04:05.1234567 -02:30").unwrap();
        assert_eq!(Instant::of_text(&instant.to_text()), Some(instant));
        assert_eq!(instant_text(instant, 7), "2026-01-02 03:04:05.1234567 -02:30");
    }

    #[test]
    fn fractions_are_rounded() {
        assert_eq!(round(1_234_567, 6), 1_234_570);
        assert_eq!(round(4, 6), 0);
        let day = 700_000 * TICKS_PER_DAY;
        assert_eq!(legacy(day + 30_000), Some(day + 33_333));
        assert_eq!(legacy(day + 9_990_000), Some(day + TICKS_PER_SECOND));
        assert_eq!(parse_legacy("1962/2/18"), parse_date_time("1962-02-18"));
        assert_eq!(parse_legacy("1752-12-31"), None);
    }
}
