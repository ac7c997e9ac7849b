//! Preparing statements, and sending a put-off BEGIN along.

use std::future::Future;
use std::pin::pin;

use activerecord_core::{Result, Value};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

use super::parameter::Parameter;
use super::statements::Prepared;
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
    /// Prepares a statement and keeps it.
    #[cold]
    pub(super) fn prepare(&mut self, sql: &str, binds: &[Value<'_>]) -> Result<Prepared> {
        let exact = self.exact_text(sql)?;
        let text = exact.as_deref().unwrap_or(sql);
        let statement = self.prepare_text(text, &[])?;
        let prepared = Prepared::new(statement, sql);
        let types = self.types_of(&prepared, binds);
        if types.is_empty() {
            return Ok(prepared);
        }
        let statement = self.prepare_text(text, &types)?;
        Ok(Prepared::new(statement, sql))
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

    /// The types of parameters where the server had nothing to go by. It takes those for text, as in
    /// `SELECT $1`; a number must not come back as text.
    fn types_of(&self, prepared: &Prepared, binds: &[Value<'_>]) -> Vec<Type> {
        let inferred = prepared.statement.params();
        let given = binds.iter().zip(inferred).zip(&prepared.parameters);
        let hints: Vec<Option<Type>> = given
            .map(|((value, ty), parameter)| match parameter {
                Parameter::Text if *ty == Type::TEXT => own_type(value),
                _ => None,
            })
            .collect();
        if hints.iter().all(Option::is_none) {
            return Vec::new();
        }
        hints.into_iter().map(|hint| hint.unwrap_or_else(|| self.untyped.clone())).collect()
    }
}

/// The server's type of a value that is no text.
fn own_type(value: &Value<'_>) -> Option<Type> {
    Some(match value {
        Value::Bool(_) => Type::BOOL,
        Value::I64(_) => Type::INT8,
        Value::U64(_) | Value::Decimal(_) => Type::NUMERIC,
        Value::F32(_) => Type::FLOAT4,
        Value::F64(_) => Type::FLOAT8,
        Value::Bytes(_) => Type::BYTEA,
        Value::Date(_) => Type::DATE,
        Value::Time(_) => Type::TIME,
        Value::DateTime { .. } => Type::TIMESTAMP,
        Value::DateTimeTz { .. } => Type::TIMESTAMPTZ,
        Value::Uuid(_) => Type::UUID,
        _ => return None,
    })
}
