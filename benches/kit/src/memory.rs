//! How much memory the process has taken at most.

use std::fs;

use crate::Outcome;

/// The greatest resident size of this process so far, in KiB.
///
/// # Errors
/// The system does not tell: only Linux does.
pub fn peak_kib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("no VmHWM")?;
    Ok(number.trim().parse()?)
}
