//! Keys for rows that are yet to be inserted. An array execution hands none back through this
//! driver, so they are taken from the key's sequence beforehand: that of the model, or that of the
//! identity column, whose name only the catalogue knows.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use activerecord_core::dialect::Dialect;
use activerecord_core::table::Table;
use oracle::{Connection, Result};

use crate::dialect::OracleDialect;
use crate::limits;

/// The sequence of an identity column. One that is GENERATED ALWAYS takes no keys from outside.
const IDENTITY: &str = "SELECT SEQUENCE_NAME FROM ALL_TAB_IDENTITY_COLS \
    WHERE OWNER = NVL(:1, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND TABLE_NAME = :2 \
    AND COLUMN_NAME = :3 AND GENERATION_TYPE = 'BY DEFAULT'";

/// Numbers of a sequence that is not there, or not ours to use.
const NO_SEQUENCE: &[i32] = &[942, 1_031, 2_289];

/// The sequences of keys, quoted, by table; none where keys can't be made beforehand.
#[derive(Debug, Default)]
pub(super) struct KeySequences(HashMap<(&'static str, &'static str), Option<String>>);

impl KeySequences {
    /// Takes `count` keys; nothing where the table has no sequence that can be used.
    pub(super) fn take(
        &mut self,
        connection: &Connection,
        dialect: &OracleDialect,
        table: &'static Table,
        count: usize,
    ) -> Result<Option<Vec<i64>>> {
        let name = (table.schema.unwrap_or_default(), table.name);
        let sequence = match self.0.entry(name) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(find(connection, dialect, table)?),
        };
        let Some(sequence) = sequence else { return Ok(None) };
        match next(connection, sequence, count) {
            Ok(keys) => Ok(Some(keys)),
            Err(error) if error.oci_code().is_some_and(|code| NO_SEQUENCE.contains(&code)) => {
                self.0.remove(&name);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Forgets all: tables were made or dropped.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

fn find(
    connection: &Connection,
    dialect: &OracleDialect,
    table: &'static Table,
) -> Result<Option<String>> {
    let [key] = table.key else { return Ok(None) };
    let quoted = |name: &str| {
        let mut sql = String::new();
        dialect.write_identifier(name, &mut sql);
        sql
    };
    if let Some(sequence) = table.sequence {
        return Ok(Some(quoted(sequence)));
    }
    let bare = |name: &str| quoted(name).trim_matches('"').to_owned();
    let schema = table.schema.map(bare);
    let found =
        ask(connection, [schema, Some(bare(table.name)), Some(bare(table.columns[*key].name))])?;
    let prefix = table.schema.map(|schema| quoted(schema) + ".").unwrap_or_default();
    Ok(found.map(|sequence| format!("{prefix}\"{sequence}\"")))
}

fn ask(connection: &Connection, names: [Option<String>; 3]) -> Result<Option<String>> {
    use super::bind::{Bound, Typed};
    use oracle::sql_type::OracleType;

    let mut statement = connection.statement(IDENTITY).fetch_array_size(2).build()?;
    for (index, name) in names.iter().enumerate() {
        let value = name.as_deref().map_or(Bound::Null, Bound::Text);
        statement.bind(index + 1, &Typed { value, kind: OracleType::Varchar2(128) })?;
    }
    let mut rows = statement.query_as::<String>(&[])?;
    rows.next().transpose()
}

/// The next values of a sequence: so many that they come with the answer to the query, or nearly.
fn next(connection: &Connection, sequence: &str, count: usize) -> Result<Vec<i64>> {
    let rows = u32::try_from(count).unwrap_or(u32::MAX).min(limits::KEYS_AT_ONCE);
    let sql = format!("SELECT {sequence}.NEXTVAL FROM DUAL CONNECT BY LEVEL <= :1");
    let mut statement =
        connection.statement(&sql).fetch_array_size(rows).prefetch_rows(rows + 1).build()?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    statement.query_as::<i64>(&[&count])?.collect()
}
