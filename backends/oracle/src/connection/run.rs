//! Running a prepared statement.

use activerecord_core::{Done, EachRow, Error, ErrorKind, Statement, Value};
use oracle::StatementType;

use super::bind;
use super::kept::Prepared;
use super::kind::Long;
use super::output;
use super::row::{Cells, OracleRow};

/// Why a statement failed: the driver says more of itself than an error of ours.
#[derive(Debug)]
pub(super) enum Failure {
    Ours(Error),
    Driver(oracle::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Ours(error)
    }
}

impl From<oracle::Error> for Failure {
    fn from(error: oracle::Error) -> Self {
        Failure::Driver(error)
    }
}

/// What running a statement changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Rows, or nothing.
    Data,
    /// Tables and other objects.
    Objects,
    /// The session itself.
    Session,
    /// The transaction: it is over.
    Transaction,
}

impl Effect {
    pub(super) fn of(statement: &oracle::Statement, sql: &str) -> Self {
        match statement.statement_type() {
            StatementType::Alter if second_word_is(sql, "session") => Effect::Session,
            // ROLLBACK TO a savepoint ends nothing.
            StatementType::Rollback if sql.split_whitespace().any(is_to) => Effect::Data,
            StatementType::Commit | StatementType::Rollback => Effect::Transaction,
            StatementType::Create | StatementType::Alter | StatementType::Drop => Effect::Objects,
            // A block may do anything: the library's own create and drop.
            StatementType::Begin | StatementType::Declare if sql.contains("EXECUTE IMMEDIATE") => {
                Effect::Objects
            }
            _ => Effect::Data,
        }
    }
}

fn is_to(word: &str) -> bool {
    word.eq_ignore_ascii_case("TO")
}

fn second_word_is(sql: &str, word: &str) -> bool {
    sql.split_whitespace().nth(1).is_some_and(|second| second.eq_ignore_ascii_case(word))
}

/// Binds, runs, and says what was done.
pub(super) fn run(
    connection: &oracle::Connection,
    prepared: &mut Prepared,
    statement: &Statement<'_>,
    binds: &[Value<'_>],
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    let driver = &mut prepared.statement;
    let kind = driver.statement_type();
    let long = Long::of(kind);
    if driver.is_plsql() {
        bind::by_name(connection, driver, binds, statement.outputs, long)?;
        driver.execute(&[])?;
        output::hand_back(driver, binds.len(), statement.outputs, each)?;
        return Ok(Done::default());
    }
    check_count(driver.bind_count(), binds.len(), statement.outputs.len())?;
    bind::by_position(connection, driver, binds, statement.outputs, long)?;
    if driver.is_query() {
        read(driver, statement.first, each)?;
        return Ok(Done::default());
    }
    driver.execute(&[])?;
    if !driver.is_dml() {
        return Ok(Done::default());
    }
    let affected = driver.row_count()?;
    output::hand_back(driver, binds.len(), statement.outputs, each)?;
    Ok(Done { affected, last_insert_id: None })
}

/// Reads rows until they end, or there are as many as were asked for, or the caller breaks off.
pub(super) fn read(
    driver: &mut oracle::Statement,
    first: Option<u64>,
    each: Option<&mut EachRow<'_>>,
) -> Result<(), Failure> {
    let mut left = first.unwrap_or(u64::MAX);
    let mut rows = driver.query_as::<Cells>(&[])?;
    let Some(each) = each else {
        return rows.try_for_each(|row| row.map(|_| ())).map_err(Failure::Driver);
    };
    while left > 0
        && let Some(cells) = rows.next()
    {
        left -= 1;
        let mut row = OracleRow::new(cells?, rows.column_info());
        let flow = each(&mut row);
        row.recycle();
        if flow?.is_break() {
            break;
        }
    }
    Ok(())
}

fn check_count(expected: usize, binds: usize, outputs: usize) -> Result<(), Error> {
    if expected == binds + outputs {
        return Ok(());
    }
    let message = format!(
        "the statement has {expected} parameters, and {} values were given",
        binds + outputs
    );
    Err(Error::new(ErrorKind::InvalidQuery, message))
}
