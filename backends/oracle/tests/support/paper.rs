//! A database of paper: it speaks Oracle's SQL and writes down what it is told, so that
//! statements can be read without a server.

use std::any::Any;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use activerecord_core::config::OptionInfo;
use activerecord_core::dialect::Dialect;
use activerecord_core::table::Table;
use activerecord_core::{
    Backend, Connection, ConnectionConfig, Connector, Database, Done, EachRow, Result, Row,
    Statement, TransactionOptions, Value,
};
use activerecord_oracle::OracleDialect;

type Log = Arc<Mutex<Vec<String>>>;

/// A database of paper.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    dialect: Arc<OracleDialect>,
    log: Log,
}

impl Paper {
    /// One that speaks as a server of this version.
    pub(crate) fn of_version(major: i32, minor: i32) -> Self {
        let dialect = Arc::new(OracleDialect::of_version(major, minor));
        Paper { dialect, log: Arc::default() }
    }

    pub(crate) fn open(&self) -> Database {
        Database::open(ConnectionConfig::new(), self.clone()).unwrap()
    }

    /// What it was told since it was asked last.
    pub(crate) fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

impl Backend for Paper {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["paper"]
    }

    fn options(&self) -> &'static [OptionInfo] {
        &[]
    }

    fn connector(&self, _config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        Ok(Arc::new(self.clone()))
    }
}

impl Connector for Paper {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(Sheet { paper: self.clone(), begun: false }))
    }
}

#[derive(Debug)]
struct Sheet {
    paper: Paper,
    begun: bool,
}

impl Sheet {
    fn note(&self, text: &str) {
        self.paper.log.lock().unwrap().push(text.to_owned());
    }
}

/// A row of ones.
struct Ones(usize);

impl Row for Ones {
    fn get(&mut self, _index: usize) -> Result<Value<'_>> {
        Ok(Value::I64(1))
    }

    fn width(&self) -> usize {
        self.0
    }

    fn name(&self, _index: usize) -> &str {
        ""
    }
}

/// How many rows the binds speak of.
fn rows(binds: &[Value<'_>]) -> u64 {
    match binds.first() {
        Some(Value::Array { items, .. }) => items.len() as u64,
        _ => 1,
    }
}

impl Connection for Sheet {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::clone(&self.paper.dialect) as Arc<dyn Dialect>
    }

    fn query(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<Done> {
        self.note(statement.sql);
        if !statement.outputs.is_empty() {
            let _: ControlFlow<()> = each(&mut Ones(statement.outputs.len()))?;
        }
        Ok(Done { affected: rows(binds), last_insert_id: None })
    }

    fn execute(&mut self, statement: &Statement<'_>, binds: &[Value<'_>]) -> Result<Done> {
        match rows(binds) {
            1 => self.note(statement.sql),
            rows => self.note(&format!("{rows} x {}", statement.sql)),
        }
        Ok(Done { affected: rows(binds), last_insert_id: None })
    }

    fn execute_script(&mut self, sql: &str) -> Result<()> {
        self.note(sql);
        Ok(())
    }

    fn new_keys(&mut self, table: &'static Table, count: usize) -> Result<Option<Vec<i64>>> {
        self.note(&format!("{count} keys of {}", table.name));
        Ok(Some((1..=count).map(|key| key as i64).collect()))
    }

    fn begin(&mut self, _options: &TransactionOptions) -> Result<()> {
        self.begun = true;
        self.note("BEGIN");
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        self.begun = false;
        self.note("COMMIT");
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        self.begun = false;
        self.note("ROLLBACK");
        Ok(())
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.note(&format!("SAVEPOINT {name}"));
        Ok(())
    }

    fn release(&mut self, _name: &str) -> Result<()> {
        Ok(())
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        self.note(&format!("ROLLBACK TO {name}"));
        Ok(())
    }

    fn in_transaction(&self) -> bool {
        self.begun
    }

    fn is_broken(&self) -> bool {
        false
    }

    fn ping(&mut self) -> Result<()> {
        Ok(())
    }

    fn reset(&mut self) -> Result<()> {
        Ok(())
    }

    fn as_any(&mut self) -> &mut dyn Any {
        &mut self.begun
    }
}

/// A database of paper that speaks as Oracle 19c, and what it is told.
pub(crate) fn paper() -> (Paper, Database) {
    let paper = Paper::of_version(19, 3);
    let database = paper.open();
    (paper, database)
}
