//! The conformance suite on the server of `ACTIVERECORD_TEST_MSSQL_URL`, or, where it names none, on
//! the stand-in for SQL Server; each case in a database of its own.

use std::process::ExitCode;

use activerecord::{Database, Result};
use activerecord_conformance::{Harness, run};
use activerecord_tests::sql_server::SqlServer;

struct MsSql(SqlServer);

impl Harness for MsSql {
    fn backend(&self) -> &str {
        "mssql"
    }

    fn open(&self) -> Result<Database> {
        self.0.fresh()
    }
}

fn main() -> ExitCode {
    match SqlServer::start() {
        Ok(server) => run(&MsSql(server)),
        Err(error) => {
            println!("no connection to SQL Server: {error:?}");
            ExitCode::FAILURE
        }
    }
}
