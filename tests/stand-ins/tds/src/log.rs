//! What clients asked, for tests that count round trips and look at texts.

use crate::wire::request::Request;

/// One request, which is one round trip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What kind it is.
    pub call: Call,
    /// The statements, or the name that the client gave itself at its login.
    pub text: String,
    /// The declared types of the parameters, `nvarchar(4000)` for example.
    pub types: Vec<String>,
}

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A client logged in.
    Login,
    /// A batch of statements, without parameters.
    Batch,
    /// A statement with parameters, by `sp_executesql`.
    Execute,
    /// BEGIN, COMMIT or ROLLBACK by the protocol.
    Transaction,
    /// The rows of a bulk load.
    BulkLoad,
}

impl Request {
    /// What is written down of a request.
    pub(crate) fn describe(&self) -> (Call, String, Vec<String>) {
        match self {
            Request::Batch(sql) => (Call::Batch, sql.clone(), Vec::new()),
            Request::Execute(call) => {
                let types = crate::sql::parse_declarations(&call.declarations);
                let types = types.unwrap_or_default().into_iter().map(|(_, of)| of.to_string());
                (Call::Execute, call.sql.clone(), types.collect())
            }
            Request::Begin(_) => (Call::Transaction, "BEGIN".into(), Vec::new()),
            Request::Commit => (Call::Transaction, "COMMIT".into(), Vec::new()),
            Request::Rollback => (Call::Transaction, "ROLLBACK".into(), Vec::new()),
            Request::Rows(rows) => {
                let types = rows.columns.iter().map(|(_, of)| of.to_string());
                (Call::BulkLoad, format!("{} rows", rows.rows.len()), types.collect())
            }
            Request::Refused(error) => (Call::Execute, error.to_string(), Vec::new()),
        }
    }
}
