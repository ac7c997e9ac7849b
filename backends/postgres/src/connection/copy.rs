//! COPY: the fastest way to insert many rows, which hands nothing back.

use std::pin::{Pin, pin};

use activerecord_core::dialect::Dialect as _;
use activerecord_core::{
    Connection as _, Error, ErrorKind, Executor, Model, NewRows, Record, Result, TransactionOptions,
};
use bytes::{Bytes, BytesMut};
use futures_sink::Sink as _;
use tokio_postgres::CopyInSink;

mod encode;
mod keys;

use self::encode::Form;
use self::keys::forget_keys;
use super::wire::Link;
use super::{PostgresConnection, Transaction};
use crate::limits;

/// Inserts structs by COPY, the fastest way to insert many, and tells how many there were: all of
/// them or none.
///
/// It takes little more than half the time of [`insert_many`](Model::insert_many), because nothing comes
/// back: keys that the database makes are not filled in ([`copy_in_with_keys`] does that), and the
/// structs stay as they are. Timestamps, first versions and UUID keys are stored as `insert_many` stores them; counters of
/// owners and new rows of relations are left alone. In a transaction it is a part of it.
///
/// # Errors
/// The database is not PostgreSQL ([`ErrorKind::Unsupported`]); a value does not fit its column, a
/// constraint is violated, the database's error.
///
/// ```no_run
/// use activerecord::postgres;
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord)]
/// struct Reading { id: i64, value: f64 }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("postgres://localhost/app")?;
/// let readings: Vec<Reading> = (0..100_000).map(|_| Reading { id: 0, value: 1.5 }).collect();
/// let count = postgres::copy_in(&db, &readings)?;
/// assert_eq!(count, 100_000);
/// # Ok(()) }
/// ```
pub fn copy_in<M: Model + Record>(executor: &dyn Executor, records: &[M]) -> Result<u64> {
    let mut count = 0;
    executor.with_session(&mut |session| {
        let connection = session.connection().as_any().downcast_mut::<PostgresConnection>();
        count = connection.ok_or_else(not_postgres)?.copy_in(records)?;
        Ok(())
    })?;
    Ok(count)
}

/// As [`copy_in`], with keys that are taken out of the sequence beforehand and filled in: still
/// faster than [`insert_many`](Model::insert_many). What a trigger or a default makes
/// besides does not come back.
///
/// # Errors
/// As [`copy_in`]; the key's column has no sequence of its own, or one that the user may not use.
/// The structs are as before then.
///
/// ```no_run
/// use activerecord::postgres;
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord, Default, Clone)]
/// struct Reading { id: i64, value: f64 }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("postgres://localhost/app")?;
/// let mut readings = vec![Reading::default(); 100_000];
/// postgres::copy_in_with_keys(&db, &mut readings)?;
/// assert!(readings.iter().all(|reading| reading.id != 0));
/// # Ok(()) }
/// ```
pub fn copy_in_with_keys<M: Model + Record>(
    executor: &dyn Executor,
    records: &mut [M],
) -> Result<u64> {
    let mut count = 0;
    executor.with_session(&mut |session| {
        let connection = session.connection().as_any().downcast_mut::<PostgresConnection>();
        count = connection.ok_or_else(not_postgres)?.copy_in_with_keys(records)?;
        Ok(())
    })?;
    Ok(count)
}

#[cold]
fn not_postgres() -> Error {
    Error::new(ErrorKind::Unsupported, "`copy_in` is for PostgreSQL, and this is another database")
        .with_help("`insert_many` works on every database")
}

impl PostgresConnection {
    /// What [`copy_in`] does, on this connection.
    ///
    /// # Errors
    /// As [`copy_in`].
    pub fn copy_in<M: Model + Record>(&mut self, records: &[M]) -> Result<u64> {
        self.within_transaction(|connection| connection.copy_records(records))
    }

    /// What [`copy_in_with_keys`] does, on this connection.
    ///
    /// # Errors
    /// As [`copy_in_with_keys`].
    pub fn copy_in_with_keys<M: Model + Record>(&mut self, records: &mut [M]) -> Result<u64> {
        let mut made = Vec::new();
        let copied = self.within_transaction(|connection| {
            made = connection.make_keys(records)?;
            connection.copy_records(records)
        });
        if copied.is_err() {
            forget_keys(records, &made);
        }
        copied.map_err(|error| error.with_model(M::TABLE.model))
    }

    /// Between looking at the columns and writing them nobody may change them.
    fn within_transaction(&mut self, work: impl FnOnce(&mut Self) -> Result<u64>) -> Result<u64> {
        if self.transaction != Transaction::None {
            return work(self);
        }
        self.begin(&TransactionOptions::new())?;
        match work(self) {
            Ok(count) => self.commit().map(|()| count),
            Err(error) => {
                // A connection that can't roll back is broken, and found to be.
                let _ = self.rollback();
                Err(error)
            }
        }
    }

    /// Those with a key go apart from those whose keys the database makes.
    fn copy_records<M: Model + Record>(&mut self, records: &[M]) -> Result<u64> {
        let rows = NewRows::<M>::new(&*self.dialect)?;
        let (mut with_key, mut without) = (Vec::new(), Vec::new());
        for record in records {
            if rows.key_is_made(record)? { without.push(record) } else { with_key.push(record) }
        }
        let mut count = 0;
        for (part, key_is_made) in [(with_key, false), (without, true)] {
            if !part.is_empty() {
                let columns: Vec<usize> = rows.columns(key_is_made).collect();
                let copied = self.copy_part(&rows, &part, &columns);
                count += copied.map_err(|error| error.with_model(M::TABLE.model))?;
            }
        }
        Ok(count)
    }

    fn copy_part<M: Model + Record>(
        &mut self,
        rows: &NewRows<M>,
        records: &[&M],
        columns: &[usize],
    ) -> Result<u64> {
        let (table, names) = self.table_and_columns::<M>(columns);
        if names.is_empty() {
            return Err(Error::new(ErrorKind::Unsupported, "there is no column to copy to"));
        }
        let form = self.form::<M>(&table, &names, columns)?;
        let sql = format!("COPY {table} ({names}) FROM STDIN{}", form.words());
        let statement = self.prepare_text(&sql, &[])?;
        let link = self.link.get_mut();
        let begun = link.run(self.client.copy_in::<_, Bytes>(&statement));
        let mut sink = pin!(self.settle(begun)?);
        let link = self.link.get_mut();
        match send(link, sink.as_mut(), &form, rows, records, columns) {
            Ok(()) => {
                let copied = link.poll(|cx| sink.as_mut().poll_finish(cx));
                self.settle(copied)
            }
            // The server gives up what it has when the sink is dropped.
            Err(error) => {
                self.transaction = Transaction::Aborted;
                Err(error)
            }
        }
    }

    /// How the columns' values are written: in binary form where each has one. What a pooler may
    /// give to another session is not asked for, so behind one they are texts.
    fn form<M: Record>(&mut self, table: &str, names: &str, columns: &[usize]) -> Result<Form> {
        if !self.shared.settings.prepared {
            self.ensure_begun()?;
            return Ok(Form::Text);
        }
        let described = self.prepare_text(&format!("SELECT {names} FROM {table} LIMIT 0"), &[])?;
        let kinds = columns.iter().map(|column| M::TABLE.columns[*column].kind);
        let types = described.columns().iter().map(tokio_postgres::Column::type_);
        Ok(Form::of(kinds.zip(types)))
    }

    fn table_and_columns<M: Record>(&self, columns: &[usize]) -> (String, String) {
        let mut names = String::new();
        for (index, column) in columns.iter().enumerate() {
            names.push_str(if index > 0 { ", " } else { "" });
            self.dialect.write_identifier(M::TABLE.columns[*column].name, &mut names);
        }
        (self.table_name::<M>(), names)
    }

    fn table_name<M: Record>(&self) -> String {
        let mut name = String::new();
        self.dialect.write_table(M::TABLE, &mut name);
        name
    }
}

/// Sends rows in large pieces.
fn send<M: Model + Record>(
    link: &mut Link,
    mut sink: Pin<&mut CopyInSink<Bytes>>,
    form: &Form,
    rows: &NewRows<M>,
    records: &[&M],
    columns: &[usize],
) -> Result<()> {
    let mut piece = BytesMut::with_capacity(limits::COPY_PIECE + limits::COPY_PIECE / 8);
    let mut scratch = BytesMut::new();
    form.begin(&mut piece);
    for record in records {
        form.begin_row(columns.len(), &mut piece)?;
        let mut index = 0;
        rows.values(record, columns, |value| {
            form.write(index, &value, &mut scratch, &mut piece)?;
            index += 1;
            Ok(())
        })?;
        form.end_row(&mut piece);
        if piece.len() >= limits::COPY_PIECE {
            give(link, sink.as_mut(), piece.split().freeze());
            piece.reserve(limits::COPY_PIECE + limits::COPY_PIECE / 8);
        }
    }
    form.end(&mut piece);
    give(link, sink, piece.freeze());
    Ok(())
}

/// Hands a piece to the driver. It fails only where the COPY has ended, and the end tells why.
fn give(link: &mut Link, mut sink: Pin<&mut CopyInSink<Bytes>>, piece: Bytes) {
    if link.poll(|cx| sink.as_mut().poll_ready(cx)).is_ok() {
        let _ = sink.start_send(piece);
    }
}
