//! Oracle's numbers (Database Error Messages), by category.

use activerecord_core::ErrorKind;

/// `ORA-02091: transaction rolled back`, when a deferred constraint fails at COMMIT.
pub(super) const ROLLED_BACK: i32 = 2_091;

/// Numbers of statements whose kept form no longer fits the tables: they are prepared anew the
/// next time.
pub(crate) const CURSOR_IS_STALE: &[i32] = &[904, 918, 932, 942, 1_007, 1_031, 2_289, 4_068];

/// The category of a number.
pub(crate) fn classify(code: i32) -> ErrorKind {
    match code {
        1 => ErrorKind::UniqueViolation,
        2_291 | 2_292 => ErrorKind::ForeignKeyViolation,
        1_400 | 1_407 => ErrorKind::NotNullViolation,
        2_290 => ErrorKind::CheckViolation,
        1_401 | 1_460 | 1_461 | 12_899 | 22_835 => ErrorKind::DataTooLong,
        1_426 | 1_438 | 1_455 | 1_476 | 1_841 | 1_873 => ErrorKind::OutOfRange,
        932 | 1_722 | 1_830 | 1_843 | 1_858 | 1_861 | 6_502 | 12_704 => ErrorKind::TypeMismatch,
        60 | 4_020 => ErrorKind::Deadlock,
        8_177 => ErrorKind::SerializationFailure,
        51 | 54 | 4_021 | 30_006 => ErrorKind::LockTimeout,
        1_013 | 3_136 => ErrorKind::Cancelled,
        1_456 | 16_000 => ErrorKind::ReadOnly,
        1_002 | 1_453 => ErrorKind::InvalidState,
        ROLLED_BACK => ErrorKind::TransactionAborted,
        942 | 904 | 1_418 | 2_289 | 4_043 | 2_443 | 2_019 | 6_576 => ErrorKind::ObjectMissing,
        955 | 957 | 1_408 | 1_430 | 2_260 | 2_261 | 2_264 | 2_275 => ErrorKind::ObjectExists,
        972 | 1_008 | 1_006 | 1_036 | 1_745 | 1_795 | 1_747 => ErrorKind::InvalidQuery,
        code if is_lost(code) => ErrorKind::ConnectionLost,
        900..=999 | 1_756 | 1_791 | 2_014 | 6_550 | 30_483 => ErrorKind::Syntax,
        _ => ErrorKind::Database,
    }
}

/// Whether the session is gone.
fn is_lost(code: i32) -> bool {
    matches!(
        code,
        28 | 31
            | 1_012
            | 1_033
            | 1_034
            | 1_089
            | 1_092
            | 2_396
            | 3_113
            | 3_114
            | 3_135
            | 12_152
            | 12_153
            | 12_157
            | 12_161
            | 12_537
            | 12_547
            | 12_570
            | 12_571
            | 12_583
            | 25_401..=25_409
    )
}

/// Whether the whole transaction may succeed when it is run again.
pub(super) fn is_retryable(code: i32) -> bool {
    // The last three: a package was compiled anew, and its state is lost.
    matches!(code, 60 | 4_020 | 8_177 | 4_061 | 4_065 | 4_068)
}

/// Whether a connection that saw this error is of no more use.
pub(crate) fn is_fatal(error: &oracle::Error) -> bool {
    error.oci_code().is_some_and(is_lost)
        || error.dpi_code().is_some_and(|code| DpiCode(code).kind() == ErrorKind::ConnectionLost)
        || error.db_error().is_some_and(oracle::DbError::is_recoverable)
}

/// A number of the driver's own, behind `DPI-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DpiCode(pub(crate) i32);

impl DpiCode {
    pub(super) fn kind(self) -> ErrorKind {
        match self.0 {
            // Not connected; the connection was closed by ORA-…
            1_010 | 1_080 => ErrorKind::ConnectionLost,
            // The call timeout of … ms was exceeded.
            1_067 => ErrorKind::Cancelled,
            // The value can't be represented as an Oracle number; an overflow of a number.
            1_044 | 1_053 | 1_055 | 1_056 => ErrorKind::OutOfRange,
            1_019 => ErrorKind::DataTooLong,
            _ => ErrorKind::Database,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_categories() {
        for (code, kind) in [
            (1, ErrorKind::UniqueViolation),
            (60, ErrorKind::Deadlock),
            (54, ErrorKind::LockTimeout),
            (904, ErrorKind::ObjectMissing),
            (907, ErrorKind::Syntax),
            (933, ErrorKind::Syntax),
            (942, ErrorKind::ObjectMissing),
            (955, ErrorKind::ObjectExists),
            (972, ErrorKind::InvalidQuery),
            (1_013, ErrorKind::Cancelled),
            (1_400, ErrorKind::NotNullViolation),
            (1_407, ErrorKind::NotNullViolation),
            (1_438, ErrorKind::OutOfRange),
            (1_456, ErrorKind::ReadOnly),
            (1_722, ErrorKind::TypeMismatch),
            (2_290, ErrorKind::CheckViolation),
            (2_291, ErrorKind::ForeignKeyViolation),
            (2_292, ErrorKind::ForeignKeyViolation),
            (3_113, ErrorKind::ConnectionLost),
            (8_177, ErrorKind::SerializationFailure),
            (12_899, ErrorKind::DataTooLong),
            (20_001, ErrorKind::Database),
            (30_006, ErrorKind::LockTimeout),
        ] {
            assert_eq!(classify(code), kind, "ORA-{code:05}");
        }
    }

    #[test]
    fn what_may_succeed_when_it_is_run_again() {
        assert!(is_retryable(8_177) && is_retryable(60) && !is_retryable(54));
    }
}
