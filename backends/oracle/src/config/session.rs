//! What is set on every session, in one statement.

use activerecord_core::config::NetworkConfig;
use activerecord_core::{Error, ErrorKind, Result};

use super::OracleOptions;

/// What the library reads and writes must not depend on who installed the client: dates, numbers
/// and the order of texts have the same form in every session.
const FIXED: &str = "NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' \
    NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF' \
    NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM' \
    NLS_LENGTH_SEMANTICS = 'BYTE'";

/// Options that are parameters of the session of the same name.
const NLS: &[&str] = &["nls_sort", "nls_comp", "nls_language", "nls_territory"];

const TIME_ZONE_DEFAULT: &str = "+00:00";
const SORT_DEFAULT: &str = "BINARY";

pub(super) fn is_nls(word: &str) -> bool {
    NLS.contains(&word)
}

/// The statement that sets a session up. A language or territory comes first: it changes the
/// defaults of the others.
pub(super) fn setup(options: &OracleOptions, network: &NetworkConfig) -> Result<String> {
    let mut sql = String::from("ALTER SESSION SET ");
    for word in ["nls_language", "nls_territory"] {
        if let Some(value) = given(options, word) {
            push(&mut sql, word, value)?;
        }
    }
    sql.push_str(FIXED);
    sql.push(' ');
    // Quoted apart: the comma and the point are no names.
    sql.push_str("NLS_NUMERIC_CHARACTERS = '.,' ");
    push(&mut sql, "nls_comp", given(options, "nls_comp").unwrap_or(SORT_DEFAULT))?;
    push(&mut sql, "nls_sort", given(options, "nls_sort").unwrap_or(SORT_DEFAULT))?;
    push(&mut sql, "time_zone", network.timezone.as_deref().unwrap_or(TIME_ZONE_DEFAULT))?;
    sql.truncate(sql.trim_end().len());
    Ok(sql)
}

fn given<'o>(options: &'o OracleOptions, word: &str) -> Option<&'o str> {
    options.nls.iter().find(|(known, _)| *known == word).map(|(_, value)| value.as_str())
}

/// A parameter can't be bound; what can stand in a name or an offset can't end the literal.
fn push(sql: &mut String, word: &str, value: &str) -> Result<()> {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "_+-:/ .".contains(c);
    if value.is_empty() || !value.chars().all(harmless) {
        let word = if word == "time_zone" { "timezone" } else { word };
        let message = format!("option `{word}` expects a name of Oracle's, got `{value}`");
        return Err(Error::new(ErrorKind::Configuration, message)
            .with_help("for example BINARY, GERMAN, +02:00 or Europe/Vienna"));
    }
    sql.push_str(&word.to_ascii_uppercase());
    sql.push_str(" = '");
    sql.push_str(value);
    sql.push_str("' ");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_one_statement() {
        let options = OracleOptions::new().nls_territory("AUSTRIA").nls_sort("GERMAN");
        let sql = setup(&options, &NetworkConfig::default()).unwrap();
        assert_eq!(
            sql,
            "ALTER SESSION SET NLS_TERRITORY = 'AUSTRIA' \
             NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' \
             NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF' \
             NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM' \
             NLS_LENGTH_SEMANTICS = 'BYTE' NLS_NUMERIC_CHARACTERS = '.,' \
             NLS_COMP = 'BINARY' NLS_SORT = 'GERMAN' TIME_ZONE = '+00:00'"
        );
    }

    #[test]
    fn a_parameter_can_t_end_its_literal() {
        for value in ["x' y = '", "", "a\"b", "ü"] {
            let options = OracleOptions::new().nls_sort(value);
            let error = setup(&options, &NetworkConfig::default()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains("`nls_sort`"), "{error}");
        }
    }
}
