//! Preparing statements, and sending a put-off BEGIN along.

use std::future::Future;
use std::pin::pin;

use activerecord_core::{Result, Value};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Column, Error};

use super::statements::{Prepared, Shown, own_type};
use super::wire::Link;
use super::{PostgresConnection, Transaction};

/// Brings a request to its end; BEGIN goes before it in the same packet where it was put off.
pub(super) fn request<T>(
    client: &Client,
    link: &mut Link,
    transaction: &mut Transaction,
    request: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    if *transaction != Transaction::Pending {
        return link.run(request);
    }
    // A plain BEGIN fails only where the connection does, and then nothing else can succeed.
    let mut begin = pin!(client.batch_execute("BEGIN"));
    let mut begun = None;
    let mut request = pin!(request);
    let result = link.poll(|cx| {
        if begun.is_none()
            && let std::task::Poll::Ready(outcome) = begin.as_mut().poll(cx)
        {
            begun = Some(outcome);
        }
        request.as_mut().poll(cx)
    });
    match begun {
        Some(outcome) => outcome?,
        None => link.run(begin)?,
    }
    *transaction = Transaction::Open;
    result
}

impl PostgresConnection {
    /// Prepares a statement.
    #[cold]
    pub(super) fn prepare(&mut self, sql: &str, binds: &[Value<'_>]) -> Result<Prepared> {
        let exact = self.exact_text(sql)?;
        let text = exact.as_deref().unwrap_or(sql);
        let statement = self.prepare_text(text, &[])?;
        let shown = shown(&statement, binds);
        if shown.iter().all(|shown| shown.ty.is_none()) {
            let is_exact = exact.is_some();
            return Ok(Prepared { is_exact, ..Prepared::new(statement, sql, shown) });
        }
        let mut types = vec![self.untyped.clone(); statement.params().len()];
        for Shown { index, ty } in &shown {
            types[*index] = ty.clone().unwrap_or(Type::TEXT);
        }
        let statement = self.prepare_text(text, &types)?;
        Ok(Prepared::new(statement, sql, shown))
    }

    pub(super) fn prepare_text(
        &mut self,
        sql: &str,
        types: &[Type],
    ) -> Result<tokio_postgres::Statement> {
        let PostgresConnection { client, link, transaction, .. } = self;
        let prepared =
            request(client, link.get_mut(), transaction, client.prepare_typed(sql, types));
        self.settle(prepared)
    }
}

/// The parameters that may come back in the result, where the server had nothing to go by. It takes
/// those for text, as in `SELECT $1`; a number must not come back as text. What is text in a result
/// without being a table's column may be one of them.
fn shown(statement: &tokio_postgres::Statement, binds: &[Value<'_>]) -> Vec<Shown> {
    let made = |column: &Column| *column.type_() == Type::TEXT && column.table_oid().is_none();
    if !statement.columns().iter().any(made) {
        return Vec::new();
    }
    let parameters = binds.iter().zip(statement.params()).enumerate();
    parameters
        .filter(|(_, (_, ty))| **ty == Type::TEXT)
        .map(|(index, (value, _))| Shown { index, ty: own_type(value) })
        .collect()
}
