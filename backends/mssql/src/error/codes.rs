//! The categories of the server's error numbers.

use activerecord_core::ErrorKind;

/// The category of a number; the text tells the two meanings of 547 apart, which share one.
pub(super) fn kind(code: u32, text: &str) -> ErrorKind {
    match code {
        2601 | 2627 => ErrorKind::UniqueViolation,
        // The kind of the constraint stands in the text in every language: it is a word of SQL.
        547 if text.contains(" CHECK ") || text.contains("\"CK_") => ErrorKind::CheckViolation,
        547 => ErrorKind::ForeignKeyViolation,
        515 => ErrorKind::NotNullViolation,
        2628 | 8152 => ErrorKind::DataTooLong,
        220 | 232 | 8115 | 1007 | 8023 | 242 => ErrorKind::OutOfRange,
        206 | 241 | 245 | 248 | 257 | 402 | 529 | 8114 | 8117 | 8169 => ErrorKind::TypeMismatch,
        1205 => ErrorKind::Deadlock,
        3951 | 3960 | 41301 | 41302 | 41305 | 41325 => ErrorKind::SerializationFailure,
        1222 => ErrorKind::LockTimeout,
        3617 => ErrorKind::Cancelled,
        3902 | 3903 | 3930 | 3998 | 6401 | 628 => ErrorKind::TransactionAborted,
        3906 => ErrorKind::ReadOnly,
        207 | 208 | 4104 | 2812 | 3701 | 2760 | 1767 | 15151 => ErrorKind::ObjectMissing,
        2705 | 2714 | 1913 | 1801 => ErrorKind::ObjectExists,
        102 | 105 | 113 | 156 | 170 | 195 | 319 | 4145 | 10713 => ErrorKind::Syntax,
        103 | 137 | 1087 | 8003 | 8178 | 10738 | 145 | 169 | 209 | 1033 | 8120 | 8622 | 8623
        | 8632 => ErrorKind::InvalidQuery,
        8102 => ErrorKind::Unsupported,
        4060 | 18456 | 18452 | 18470 | 18486 | 18487 | 18488 => ErrorKind::ConnectionFailed,
        64 | 121 | 233 | 596 | 10053 | 10054 | 10060 | 40197 | 40501 | 40613 | 49918..=49920 => {
            ErrorKind::ConnectionLost
        }
        _ => ErrorKind::Database,
    }
}
