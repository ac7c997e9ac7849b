//! The server's error numbers
//! (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
//! <https://mariadb.com/kb/en/mariadb-error-code-reference/>).

use activerecord_core::ErrorKind;

/// A query of several rows stands where one value was expected.
pub(super) const TWO_ROWS: u16 = 1242;

/// The category of an error number.
pub(crate) fn kind(code: u16) -> ErrorKind {
    match code {
        1022 | 1062 | 1169 | 1586 | 1859 => ErrorKind::UniqueViolation,
        1216 | 1217 | 1451 | 1452 | 1830 | 1834 => ErrorKind::ForeignKeyViolation,
        1048 | 1263 | 1364 => ErrorKind::NotNullViolation,
        3819 | 4025 => ErrorKind::CheckViolation,
        1153 | 1301 | 1406 | 1162 => ErrorKind::DataTooLong,
        1264 | 1365 | 1441 | 1690 | 3669 => ErrorKind::OutOfRange,
        1265 | 1292 | 1300 | 1366 | 1411 | 3140 | 3141 | 3156 | 4078 | 4079 => {
            ErrorKind::TypeMismatch
        }
        1064 | 1149 => ErrorKind::Syntax,
        1008 | 1049 | 1051 | 1054 | 1091 | 1109 | 1146 | 1176 | 1305 | 1360 | 1630 | 4091 => {
            ErrorKind::ObjectMissing
        }
        1007 | 1050 | 1060 | 1061 | 1304 | 1359 | 3822 => ErrorKind::ObjectExists,
        1213 | 1614 => ErrorKind::Deadlock,
        1020 => ErrorKind::SerializationFailure,
        1205 | 3572 => ErrorKind::LockTimeout,
        1028 | 1317 | 1969 | 3024 => ErrorKind::Cancelled,
        1290 | 1792 | 1836 => ErrorKind::ReadOnly,
        1053 | 1077 | 1079 | 1158..=1161 | 1184 | 1927 | 2006 | 2013 | 3032 | 3169 | 4031 => {
            ErrorKind::ConnectionLost
        }
        1040 | 1042 | 1043 | 1045 | 1129 | 1130 | 1203 | 1226 | 1251 | 1698 | 1862 | 3118
        | 3159 | 3955 => ErrorKind::ConnectionFailed,
        1115 | 1193 | 1231 | 1232 | 1273 | 1253 | 1298 => ErrorKind::Configuration,
        1235 | 1286 | 1289 | 1295 => ErrorKind::Unsupported,
        1052 | 1055 | 1056 | 1059 | 1063 | 1066 | 1068 | 1069 | 1070 | 1071 | 1072 | 1074
        | 1075 | 1093 | 1101 | 1103 | 1111 | 1117 | 1118 | 1136 | 1140 | 1166 | 1170 | 1171
        | 1210 | 1222 | 1241 | 1242 | 1247 | 1248 | 1390 | 1436 | 1582 | 3065 => {
            ErrorKind::InvalidQuery
        }
        _ => ErrorKind::Database,
    }
}

/// Whether the server closes the connection after this error.
pub(super) fn closes(code: u16) -> bool {
    matches!(code, 1153 | 1156 | 1157 | 1835)
}

/// Whether the server rolls the whole transaction back, not the statement alone.
pub(super) fn rolls_back(code: u16, rollback_on_timeout: bool) -> bool {
    match code {
        // A deadlock; a row that changed under a snapshot; too many locks.
        1213 | 1614 | 1020 | 1206 => true,
        1205 => rollback_on_timeout,
        _ => false,
    }
}

/// The statement is not known any more, or has to be prepared anew.
pub(crate) fn is_stale_statement(error: &mysql::Error) -> bool {
    matches!(error, mysql::Error::MySqlError(error) if matches!(error.code, 1243 | 1615))
}

/// The statement is one of those that can't be prepared.
pub(crate) fn is_unpreparable(error: &mysql::Error) -> bool {
    matches!(error, mysql::Error::MySqlError(error) if error.code == 1295)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_both_servers() {
        for (code, expected) in [
            (1062, ErrorKind::UniqueViolation),
            (1452, ErrorKind::ForeignKeyViolation),
            (1048, ErrorKind::NotNullViolation),
            (1364, ErrorKind::NotNullViolation),
            (3819, ErrorKind::CheckViolation),
            (4025, ErrorKind::CheckViolation),
            (1406, ErrorKind::DataTooLong),
            (1264, ErrorKind::OutOfRange),
            (1690, ErrorKind::OutOfRange),
            (1366, ErrorKind::TypeMismatch),
            (1064, ErrorKind::Syntax),
            (1146, ErrorKind::ObjectMissing),
            (1050, ErrorKind::ObjectExists),
            (1213, ErrorKind::Deadlock),
            (1020, ErrorKind::SerializationFailure),
            (1205, ErrorKind::LockTimeout),
            (3572, ErrorKind::LockTimeout),
            (1317, ErrorKind::Cancelled),
            (1969, ErrorKind::Cancelled),
            (3024, ErrorKind::Cancelled),
            (1792, ErrorKind::ReadOnly),
            (1927, ErrorKind::ConnectionLost),
            (4031, ErrorKind::ConnectionLost),
            (1040, ErrorKind::ConnectionFailed),
            (1235, ErrorKind::Unsupported),
            (1390, ErrorKind::InvalidQuery),
            (9999, ErrorKind::Database),
        ] {
            assert_eq!(kind(code), expected, "{code}");
        }
    }

    #[test]
    fn what_takes_the_transaction_along() {
        assert!(rolls_back(1213, false) && rolls_back(1020, false));
        assert!(!rolls_back(1205, false) && rolls_back(1205, true));
        assert!(!rolls_back(1062, true));
    }
}
