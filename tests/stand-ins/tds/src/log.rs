//! What clients asked, for tests that count round trips and look at texts.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use crate::wire::request::Request;

/// Names a file to which every statement is added, a JSON text on a line of its own.
const COLLECT: &str = "TDS_STAND_IN_SQL";

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
    /// The connection was encrypted, by a handshake.
    Handshake,
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

/// One line is written at a time.
static COLLECTING: Mutex<()> = Mutex::new(());

/// Adds a statement to the file that the environment names, for checks of its grammar.
pub(crate) fn collect(request: &Request) {
    let sql = match request {
        Request::Batch(sql) => sql,
        Request::Execute(call) => &call.sql,
        _ => return,
    };
    let Some(path) = std::env::var_os(COLLECT) else { return };
    let _guard = COLLECTING.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) else { return };
    // A line that is lost is a statement that is not checked, and no reason to fail.
    let _ = writeln!(file, "{}", json_text(sql));
}

fn json_text(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            control if control < ' ' => {
                json.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            plain => json.push(plain),
        }
    }
    json.push('"');
    json
}
