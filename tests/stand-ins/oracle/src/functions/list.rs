//! The functions that can stand in a statement.

use super::Returns::{Numeric, Same};
use super::Takes::{Any, Number, NumberOrStamp, Raw, Stamp, Text};
use super::{Function, Returns, convert, numeric, text, time};
use crate::types::{NUMBER, TEXT, Type};

const TO_TEXT: Returns = Returns::Type(TEXT);
const TO_NUMBER: Returns = Returns::Type(NUMBER);
const TO_DATE: Returns = Returns::Type(Type::Date);
const TO_ZONED: Returns = Returns::Type(Type::TimestampTz(6));
const TO_TIMESTAMP: Returns = Returns::Type(Type::Timestamp(9));
const TO_RAW: Returns = Returns::Type(Type::Raw(2000));

/// Functions whose result is another each time.
pub(super) const VOLATILE: &[&str] = &[
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "LOCALTIMESTAMP",
    "SYSDATE",
    "SYSTIMESTAMP",
    "SYS_GUID",
    "SYS_CONTEXT",
    "SESSIONTIMEZONE",
    "DBTIMEZONE",
];

/// Writes one entry: name, numbers of arguments, their types, the result's, the function.
macro_rules! function {
    ($name:literal, $least:literal..=$most:literal, $takes:expr, $returns:expr, $call:path) => {
        Function {
            name: $name,
            least: $least,
            most: $most,
            takes: $takes,
            returns: $returns,
            strict: true,
            call: $call,
        }
    };
}

/// As `function!`, for those that see NULL arguments.
macro_rules! lenient {
    ($($entry:tt)*) => { Function { strict: false, ..function!($($entry)*) } };
}

pub(super) const FUNCTIONS: &[Function] = &[
    // Texts.
    function!("UPPER", 1..=1, &[Text], Same, text::upper),
    function!("LOWER", 1..=1, &[Text], Same, text::lower),
    function!("INITCAP", 1..=1, &[Text], Same, text::initcap),
    function!("LENGTH", 1..=1, &[Text], TO_NUMBER, text::length),
    function!("LENGTHB", 1..=1, &[Text], TO_NUMBER, text::length_in_bytes),
    function!("SUBSTR", 2..=3, &[Text, Number], Same, text::substr),
    function!("INSTR", 2..=2, &[Text], TO_NUMBER, text::instr),
    function!("TRIM", 1..=2, &[Text], TO_TEXT, text::trim),
    function!("LTRIM", 1..=2, &[Text], TO_TEXT, text::ltrim),
    function!("RTRIM", 1..=2, &[Text], TO_TEXT, text::rtrim),
    lenient!("REPLACE", 2..=3, &[Text], TO_TEXT, text::replace),
    lenient!("CONCAT", 2..=2, &[Text], TO_TEXT, text::concat),
    function!("LPAD", 2..=3, &[Text, Number, Text], TO_TEXT, text::lpad),
    function!("RPAD", 2..=3, &[Text, Number, Text], TO_TEXT, text::rpad),
    function!("ASCII", 1..=1, &[Text], TO_NUMBER, text::ascii),
    function!("CHR", 1..=1, &[Number], TO_TEXT, text::chr),
    function!("REVERSE", 1..=1, &[Text], TO_TEXT, text::reverse),
    // Numbers.
    function!("ABS", 1..=1, &[Number], Numeric, numeric::abs),
    function!("SIGN", 1..=1, &[Number], TO_NUMBER, numeric::sign),
    function!("CEIL", 1..=1, &[Number], Numeric, numeric::ceil),
    function!("FLOOR", 1..=1, &[Number], Numeric, numeric::floor),
    function!("ROUND", 1..=2, &[NumberOrStamp, Any], Numeric, numeric::round),
    function!("TRUNC", 1..=2, &[NumberOrStamp, Any], Numeric, numeric::trunc),
    function!("MOD", 2..=2, &[Number], Numeric, numeric::modulo),
    function!("REMAINDER", 2..=2, &[Number], Numeric, numeric::remainder),
    function!("POWER", 2..=2, &[Number], Numeric, numeric::power),
    function!("SQRT", 1..=1, &[Number], Numeric, numeric::sqrt),
    function!("EXP", 1..=1, &[Number], Numeric, numeric::exp),
    function!("LN", 1..=1, &[Number], Numeric, numeric::ln),
    function!("BITAND", 2..=2, &[Number], TO_NUMBER, numeric::bitand),
    // Conversions.
    function!("TO_CHAR", 1..=2, &[Any, Text], TO_TEXT, convert::to_char),
    function!("TO_NUMBER", 1..=1, &[Text], TO_NUMBER, convert::to_number),
    function!(
        "TO_BINARY_DOUBLE",
        1..=1,
        &[Any],
        Returns::Type(Type::BinaryDouble),
        convert::to_double
    ),
    function!(
        "TO_BINARY_FLOAT",
        1..=1,
        &[Any],
        Returns::Type(Type::BinaryFloat),
        convert::to_float
    ),
    function!("TO_CLOB", 1..=1, &[Text], Returns::Type(Type::Clob), convert::same),
    function!("TO_BLOB", 1..=1, &[Raw], Returns::Type(Type::Blob), convert::same),
    function!("TO_DATE", 2..=2, &[Text], TO_DATE, time::to_date),
    function!("TO_TIMESTAMP", 2..=2, &[Text], TO_TIMESTAMP, time::to_timestamp),
    function!(
        "TO_TIMESTAMP_TZ",
        2..=2,
        &[Text],
        Returns::Type(Type::TimestampTz(9)),
        time::to_timestamp_tz
    ),
    function!("HEXTORAW", 1..=1, &[Text], TO_RAW, convert::hex_to_raw),
    function!("RAWTOHEX", 1..=1, &[Raw], TO_TEXT, convert::raw_to_hex),
    function!("DBMS_LOB.GETLENGTH", 1..=1, &[Any], TO_NUMBER, convert::lob_length),
    function!("DBMS_LOB.COMPARE", 2..=2, &[Any], TO_NUMBER, convert::lob_compare),
    function!("DBMS_LOB.SUBSTR", 1..=3, &[Any, Number], TO_TEXT, convert::lob_substr),
    function!("DBMS_LOB.INSTR", 2..=2, &[Text], TO_NUMBER, text::instr),
    // Dates and times.
    function!("SYSDATE", 0..=0, &[], TO_DATE, time::sysdate),
    function!("SYSTIMESTAMP", 0..=0, &[], TO_ZONED, time::systimestamp),
    function!("CURRENT_DATE", 0..=0, &[], TO_DATE, time::current_date),
    function!("CURRENT_TIMESTAMP", 0..=0, &[], TO_ZONED, time::current_timestamp),
    function!(
        "LOCALTIMESTAMP",
        0..=0,
        &[],
        Returns::Type(Type::Timestamp(6)),
        time::localtimestamp
    ),
    function!("ADD_MONTHS", 2..=2, &[Stamp, Number], TO_DATE, time::add_months),
    function!("LAST_DAY", 1..=1, &[Stamp], TO_DATE, time::last_day),
    function!("MONTHS_BETWEEN", 2..=2, &[Stamp], TO_NUMBER, time::months_between),
    function!("SYS_EXTRACT_UTC", 1..=1, &[Stamp], TO_TIMESTAMP, time::extract_utc),
    function!("FROM_TZ", 2..=2, &[Stamp, Text], Returns::Type(Type::TimestampTz(9)), time::from_tz),
    function!(
        "NUMTODSINTERVAL",
        2..=2,
        &[Number, Text],
        Returns::Type(Type::DaySecond),
        time::num_to_day_second
    ),
    function!(
        "NUMTOYMINTERVAL",
        2..=2,
        &[Number, Text],
        Returns::Type(Type::YearMonth),
        time::num_to_year_month
    ),
    function!("SESSIONTIMEZONE", 0..=0, &[], TO_TEXT, time::session_time_zone),
    function!("DBTIMEZONE", 0..=0, &[], TO_TEXT, time::database_time_zone),
    // The session.
    function!("SYS_CONTEXT", 2..=2, &[Text], TO_TEXT, convert::sys_context),
    function!("SYS_GUID", 0..=0, &[], Returns::Type(Type::Raw(16)), convert::sys_guid),
];
