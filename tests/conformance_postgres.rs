//! The conformance suite on PostgreSQL: each case in a schema of its own, on the server that
//! `ACTIVERECORD_TEST_POSTGRES_URL` names.

use std::process::ExitCode;
use std::sync::Mutex;

use activerecord::postgres::PostgresOptions;
use activerecord::{ConnectionConfig, Database, Result};
use activerecord_conformance::{Harness, run};

const VARIABLE: &str = "ACTIVERECORD_TEST_POSTGRES_URL";

struct Postgres {
    url: String,
    /// Makes the schemas, and drops them at the end.
    admin: Database,
    schemas: Mutex<Vec<String>>,
}

impl Postgres {
    fn new(url: String) -> Result<Self> {
        let admin = activerecord::connect(&url)?;
        Ok(Postgres { url, admin, schemas: Mutex::default() })
    }

    fn drop_schemas(&self) -> Result<()> {
        let schemas = self.schemas.lock().expect("no case holds the lock");
        for schema in schemas.iter() {
            self.admin.execute_script(&format!("DROP SCHEMA {schema} CASCADE"))?;
        }
        Ok(())
    }
}

impl Harness for Postgres {
    fn backend(&self) -> &str {
        "postgres"
    }

    fn open(&self) -> Result<Database> {
        let mut schemas = self.schemas.lock().expect("no case holds the lock");
        let schema = format!("conformance_{}_{}", std::process::id(), schemas.len());
        self.admin.execute_script(&format!("CREATE SCHEMA {schema}"))?;
        let config = ConnectionConfig::from_url(&self.url)?
            .with(PostgresOptions::new().search_path(&schema));
        schemas.push(schema);
        Database::open(config, activerecord::postgres::PostgresBackend)
    }
}

fn main() -> ExitCode {
    let Ok(url) = std::env::var(VARIABLE) else {
        println!(
            "NOT RUN: {VARIABLE} names no PostgreSQL server; `cargo xtask servers` starts one"
        );
        let required = std::env::var_os("CI").is_some();
        return if required { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let harness = match Postgres::new(url) {
        Ok(harness) => harness,
        Err(error) => {
            println!("{VARIABLE}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = run(&harness);
    match harness.drop_schemas() {
        Ok(()) => result,
        Err(error) => {
            println!("the schemas could not be dropped: {error}");
            ExitCode::FAILURE
        }
    }
}
