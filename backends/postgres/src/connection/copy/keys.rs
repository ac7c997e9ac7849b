//! Keys that the database makes ahead of the rows: COPY hands none back.

use std::ops::ControlFlow;

use activerecord_core::{Error, ErrorKind, Model, NewRows, Record, Result, Statement, Value};

use super::super::PostgresConnection;

/// Takes so many keys out of the sequence of a table's column. The sequence is looked up once:
/// where it were a part of the SELECT it would be for each key.
const KEYS: &str = "SELECT nextval(key.sequence) FROM \
    (SELECT pg_get_serial_sequence($1, $2)::regclass AS sequence OFFSET 0) AS key, \
    generate_series(1, $3::bigint)";

impl PostgresConnection {
    /// Gives a key to every struct that waits for one, and tells which they were.
    pub(super) fn make_keys<M: Model + Record>(&mut self, records: &mut [M]) -> Result<Vec<usize>> {
        let rows = NewRows::<M>::new(&*self.dialect)?;
        let mut waiting = Vec::new();
        for (index, record) in records.iter().enumerate() {
            if rows.key_is_made(record)? {
                waiting.push(index);
            }
        }
        let [column] = M::TABLE.key else { return Ok(Vec::new()) };
        if waiting.is_empty() {
            return Ok(waiting);
        }
        let keys =
            self.new_keys(M::TABLE.columns[*column].name, &self.table_name::<M>(), &waiting)?;
        for (index, key) in waiting.iter().zip(keys) {
            records[*index].set_value(*column, key)?;
        }
        Ok(waiting)
    }

    fn new_keys(
        &mut self,
        column: &str,
        table: &str,
        waiting: &[usize],
    ) -> Result<Vec<Value<'static>>> {
        let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
        let binds = [Value::Text(table.into()), Value::Text(column.into()), Value::I64(count)];
        let mut keys = Vec::with_capacity(waiting.len());
        self.run(
            &Statement::new(KEYS),
            &binds,
            Some(&mut |row| {
                keys.push(row.get(0)?.into_owned());
                Ok(ControlFlow::Continue(()))
            }),
        )?;
        if keys.len() < waiting.len() || keys.iter().any(Value::is_null) {
            return Err(no_sequence(column));
        }
        Ok(keys)
    }
}

/// Takes the keys back.
pub(super) fn forget_keys<M: Record>(records: &mut [M], indexes: &[usize]) {
    let [column] = M::TABLE.key else { return };
    for index in indexes {
        // The field had this value before.
        let _ = records[*index].set_value(*column, Value::I64(0));
    }
}

#[cold]
fn no_sequence(column: &str) -> Error {
    let message = format!("the keys of `{column}` do not come from a sequence of the column's own");
    Error::new(ErrorKind::Unsupported, message)
        .with_column(column.to_owned())
        .with_help("`copy_in` leaves keys to the database, `insert_many` reads them back")
}
