//! `ALTER SESSION SET …`.

use std::sync::atomic::Ordering;

use super::Session;
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::oci::descriptors::parse_offset;
use crate::transaction::Isolation;

impl Session {
    /// Names and values, one a line.
    pub(super) fn alter_session(&mut self, names: &str, values: &str) -> Result<()> {
        for (name, value) in names.lines().zip(values.lines()) {
            self.set(name, value)?;
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "NLS_DATE_FORMAT" | "NLS_TIMESTAMP_FORMAT" | "NLS_TIMESTAMP_TZ_FORMAT" => {}
            // Everything is sorted and compared by its bytes, and written as in America.
            "NLS_SORT" | "NLS_COMP" => self.only(name, value, &["BINARY"])?,
            "NLS_LENGTH_SEMANTICS" => self.only(name, value, &["BYTE"])?,
            "NLS_NUMERIC_CHARACTERS" => self.only(name, value, &[".,"])?,
            "NLS_LANGUAGE" => self.only(name, value, &["AMERICAN"])?,
            "NLS_TERRITORY" => self.only(name, value, &["AMERICA"])?,
            "CURRENT_SCHEMA" => self.only(name, value, &[&self.database.schema.clone()])?,
            "TIME_ZONE" => {
                let upper = value.to_uppercase();
                let offset = match upper.as_str() {
                    "UTC" | "GMT" => 0,
                    _ => parse_offset(value)?,
                };
                self.environment.zone.store(offset, Ordering::Relaxed);
            }
            "ISOLATION_LEVEL" => {
                let isolation = match value {
                    "SERIALIZABLE" => Isolation::Serializable,
                    _ => Isolation::ReadCommitted,
                };
                self.default_isolation = isolation;
                if !self.transaction.active {
                    self.transaction.isolation = isolation;
                }
            }
            "DDL_LOCK_TIMEOUT" => {}
            _ => return Err(OraError::new(2248, "invalid option for ALTER SESSION")),
        }
        lock(&self.environment.nls).insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    fn only(&self, name: &str, value: &str, known: &[&str]) -> Result<()> {
        match known.iter().any(|known| known.eq_ignore_ascii_case(value)) {
            true => Ok(()),
            false => Err(OraError::new(
                12705,
                format_args!(
                    "Cannot access NLS data files or invalid environment specified: stand-in knows no {name} = {value}"
                ),
            )),
        }
    }
}
