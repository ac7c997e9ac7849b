//! Dates, times and intervals behind descriptors; row identifiers.

use std::ffi::{c_char, c_int};

use super::buffers;
use super::call::call;
use super::handles::{Handle, day_second, rowid, stamp, year_month};
use crate::error::{OraError, Result};
use crate::stamp::Stamp;

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDateTimeConstruct(
    _environment: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    year: i16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    nanos: u32,
    zone: *const c_char,
    zone_length: usize,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let zone = buffers::read_text(zone.cast(), zone_length)?;
            let offset = if zone.is_empty() { 0 } else { parse_offset(&zone)? };
            let value = Stamp::new((year, month, day), (hour, minute, second), nanos)?;
            *stamp(target)?.borrow_mut() = (value, offset);
            Ok(())
        })
    }
}

/// `+01:30` in minutes; region names are not known.
pub(crate) fn parse_offset(text: &str) -> Result<i16> {
    let invalid = || OraError::new(1882, "timezone region not found");
    let (sign, rest) = match text.trim().split_at_checked(1) {
        Some(("-", rest)) => (-1, rest),
        Some(("+", rest)) => (1, rest),
        _ => return Err(invalid()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(invalid)?;
    let hours: i16 = hours.parse().map_err(|_| invalid())?;
    let minutes: i16 = minutes.parse().map_err(|_| invalid())?;
    if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
        return Err(OraError::new(1874, "time zone hour must be between -15 and 15"));
    }
    Ok(sign * (hours * 60 + minutes))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDateTimeGetDate(
    _environment: *mut Handle,
    errors: *mut Handle,
    source: *const Handle,
    year: *mut i16,
    month: *mut u8,
    day: *mut u8,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let (value, _) = *stamp(source)?.borrow();
            year.write(value.year);
            month.write(value.month);
            day.write(value.day);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDateTimeGetTime(
    _environment: *mut Handle,
    errors: *mut Handle,
    source: *const Handle,
    hour: *mut u8,
    minute: *mut u8,
    second: *mut u8,
    nanos: *mut u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let (value, _) = *stamp(source)?.borrow();
            hour.write(value.hour);
            minute.write(value.minute);
            second.write(value.second);
            nanos.write(value.nanos);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDateTimeGetTimeZoneOffset(
    _environment: *mut Handle,
    errors: *mut Handle,
    source: *const Handle,
    hours: *mut i8,
    minutes: *mut i8,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let (_, offset) = *stamp(source)?.borrow();
            // Both have the sign.
            hours.write((offset / 60) as i8);
            minutes.write((offset % 60) as i8);
            Ok(())
        })
    }
}

const NANOS: i128 = 1_000_000_000;

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIIntervalSetDaySecond(
    _environment: *mut Handle,
    errors: *mut Handle,
    days: i32,
    hours: i32,
    minutes: i32,
    seconds: i32,
    nanos: i32,
    target: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let hours = i128::from(days) * 24 + i128::from(hours);
            let seconds = (hours * 60 + i128::from(minutes)) * 60 + i128::from(seconds);
            *day_second(target)?.borrow_mut() = seconds * NANOS + i128::from(nanos);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIIntervalGetDaySecond(
    _environment: *mut Handle,
    errors: *mut Handle,
    days: *mut i32,
    hours: *mut i32,
    minutes: *mut i32,
    seconds: *mut i32,
    nanos: *mut i32,
    source: *const Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let value = *day_second(source)?.borrow();
            let whole = value / NANOS;
            days.write((whole / 86_400) as i32);
            hours.write((whole / 3600 % 24) as i32);
            minutes.write((whole / 60 % 60) as i32);
            seconds.write((whole % 60) as i32);
            nanos.write((value % NANOS) as i32);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIIntervalSetYearMonth(
    _environment: *mut Handle,
    errors: *mut Handle,
    years: i32,
    months: i32,
    target: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            *year_month(target)?.borrow_mut() = i64::from(years) * 12 + i64::from(months);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIIntervalGetYearMonth(
    _environment: *mut Handle,
    errors: *mut Handle,
    years: *mut i32,
    months: *mut i32,
    source: *const Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let value = *year_month(source)?.borrow();
            years.write((value / 12) as i32);
            months.write((value % 12) as i32);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIRowidToChar(
    source: *mut Handle,
    buffer: *mut c_char,
    length: *mut u16,
    errors: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let text = rowid(source)?.borrow();
            if text.len() > usize::from(length.read()) {
                return Err(OraError::new(1406, "fetched column value was truncated"));
            }
            std::ptr::copy_nonoverlapping(text.as_ptr(), buffer.cast(), text.len());
            length.write(text.len() as u16);
            Ok(())
        })
    }
}
