//! The categories of SQLSTATEs (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).

use activerecord_core::ErrorKind;

/// The category of a SQLSTATE.
pub(crate) fn classify(state: &str) -> ErrorKind {
    match state {
        // An exclusion constraint is a unique one with other operators.
        "23505" | "23P01" => ErrorKind::UniqueViolation,
        "23503" | "23001" => ErrorKind::ForeignKeyViolation,
        "23502" => ErrorKind::NotNullViolation,
        "23514" | "44000" => ErrorKind::CheckViolation,
        "22001" => ErrorKind::DataTooLong,
        "22003" | "22008" | "22012" | "22021" | "22P05" | "22015" => ErrorKind::OutOfRange,
        "22P02" | "22P03" | "22007" | "22023" | "22030" | "22032" | "42804" | "42846" => {
            ErrorKind::TypeMismatch
        }
        "42601" | "42P18" | "42725" | "42803" | "42P19" | "42P20" => ErrorKind::Syntax,
        "42P01" | "42703" | "42704" | "42883" | "42P02" | "3F000" | "3D000" => {
            ErrorKind::ObjectMissing
        }
        "42P07" | "42701" | "42710" | "42P06" | "42723" | "42P04" | "42P05" => {
            ErrorKind::ObjectExists
        }
        "40P01" => ErrorKind::Deadlock,
        "40001" => ErrorKind::SerializationFailure,
        "55P03" => ErrorKind::LockTimeout,
        "57014" => ErrorKind::Cancelled,
        "25006" => ErrorKind::ReadOnly,
        "25P02" | "40000" | "40002" | "40003" => ErrorKind::TransactionAborted,
        "25001" | "25P01" => ErrorKind::InvalidState,
        "0A000" => ErrorKind::Unsupported,
        "25P03" | "57P01" | "57P02" | "57P03" | "57P05" | "57P04" => ErrorKind::ConnectionLost,
        "28000" | "28P01" | "53300" => ErrorKind::ConnectionFailed,
        // The driver speaks the protocol well: what can be wrong is the number of values.
        "08P01" => ErrorKind::InvalidQuery,
        _ => match state.get(..2) {
            Some("08") => ErrorKind::ConnectionLost,
            Some("54") => ErrorKind::DataTooLong,
            _ => ErrorKind::Database,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_a_category_of_their_own() {
        assert_eq!(classify("08006"), ErrorKind::ConnectionLost);
        assert_eq!(classify("54000"), ErrorKind::DataTooLong);
        assert_eq!(classify("XX000"), ErrorKind::Database);
        assert_eq!(classify(""), ErrorKind::Database);
    }
}
