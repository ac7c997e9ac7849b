//! Batches of statements, and what clients are told about each.

use super::session::Session;
use super::translate::Named;
use crate::error::{Result, SqlError};
use crate::sql::{Statement, parse_batch, parse_declarations};
use crate::types::Type;
use crate::value::{Purpose, convert};
use crate::wire::request::{Execute, Request};
use crate::wire::tokens::{Answer, Done};

/// Errors after which the batch goes on with its next statement.
const STATEMENT_ONLY: &[i32] = &[220, 334, 515, 544, 547, 1222, 2601, 2627, 2628, 8115, 8134, 8672];
/// Errors that take the transaction with them.
const WITH_TRANSACTION: &[i32] = &[241, 245, 1205, 3960];

/// What came of a statement.
enum Outcome {
    /// Rows that it changed or gave.
    Rows(u64),
    /// Nothing to count.
    Nothing,
}

impl Session {
    /// Answers a request.
    pub(crate) fn answer(&mut self, request: Request) -> Answer {
        let mut answer = Answer::default();
        match request {
            Request::Batch(sql) => {
                self.declared.clear();
                self.values.clear();
                let failed = self.run_text(&sql, Done::Batch, &mut answer);
                if failed {
                    answer.done(Done::Batch, None, true, false);
                } else {
                    answer.done(Done::Batch, None, false, false);
                }
            }
            Request::Execute(call) => self.execute(call, &mut answer),
            Request::Begin(isolation) => {
                self.begin(isolation, &mut answer);
                answer.done(Done::Batch, None, false, false);
            }
            Request::Commit => self.transaction_request(Self::commit, &mut answer),
            Request::Rollback => self.transaction_request(Self::rollback, &mut answer),
            Request::Rows(rows) => {
                let result = self.load(rows);
                let rows = self.settle(result, &mut answer);
                answer.done(Done::Batch, rows, rows.is_none(), false);
            }
            Request::Refused(error) => {
                answer.error(&error, 1);
                answer.done(Done::Procedure, None, true, false);
            }
        }
        answer
    }

    fn transaction_request(
        &mut self,
        run: impl FnOnce(&mut Self, &mut Answer) -> Result<()>,
        answer: &mut Answer,
    ) {
        let result = run(self, answer);
        let failed = result.is_err();
        self.settle(result, answer);
        answer.done(Done::Batch, None, failed, false);
    }

    fn execute(&mut self, call: Execute, answer: &mut Answer) {
        let before = self.transaction.as_ref().map_or(0, |transaction| transaction.count);
        let (identity_insert, lock_timeout) = (self.identity_insert, self.lock_timeout);
        let database = self.database_name().to_owned();
        let mut failed = match self.bind(&call) {
            Ok(()) => self.run_text(&call.sql, Done::InProcedure, answer),
            Err(error) => {
                answer.error(&error, 1);
                true
            }
        };
        // What a procedure sets is as before when it ends.
        self.identity_insert = identity_insert;
        self.lock_timeout = lock_timeout;
        if database != self.database_name()
            && let Err(error) = self.change_database(&database, answer)
        {
            answer.error(&error, 1);
            failed = true;
        }
        let after = self.transaction.as_ref().map_or(0, |transaction| transaction.count);
        if before != after && !failed {
            let message = "Transaction count after EXECUTE indicates a mismatching number of BEGIN and \
                           COMMIT statements.";
            answer.error(&SqlError::new(266, 16, message), 1);
            failed = true;
        }
        answer.return_status(0);
        answer.done(Done::Procedure, None, failed, false);
    }

    /// Brings the parameters into the types that they are declared with.
    fn bind(&mut self, call: &Execute) -> Result<()> {
        self.declared = parse_declarations(&call.declarations)?;
        self.values.clear();
        for (name, to) in &self.declared {
            let given = call.values.iter().find(|value| value.name.eq_ignore_ascii_case(name));
            let Some(given) = given else {
                let message = format!(
                    "The parameterized query expects the parameter '{name}', which was not supplied."
                );
                return Err(SqlError::new(8178, 16, message));
            };
            let from = given.of.unwrap_or(*to);
            let value = convert(given.value.clone(), from, *to, Purpose::Expression)?;
            if let (Type::Float | Type::Real, rusqlite::types::Value::Real(float)) = (to, &value)
                && !float.is_finite()
            {
                let message = "The incoming tabular data stream (TDS) remote procedure call (RPC) \
                               protocol stream is incorrect. The supplied value is not a valid instance \
                               of data type float.";
                return Err(SqlError::new(8023, 16, message));
            }
            self.values.push(value);
        }
        Ok(())
    }

    /// Runs all statements of a text; tells whether one failed.
    fn run_text(&mut self, sql: &str, kind: Done, answer: &mut Answer) -> bool {
        let statements = match parse_batch(sql).and_then(check_first) {
            Ok(statements) => statements,
            Err(error) => {
                answer.error(&error, 1);
                return true;
            }
        };
        let mut failed = false;
        for statement in &statements {
            let result = self.statement(statement, answer);
            let error = result.as_ref().err().map(|error| error.number);
            let outcome = self.settle(result, answer);
            match outcome {
                Some(Outcome::Rows(rows)) => {
                    self.last_rows = rows;
                    answer.done(kind, Some(rows), false, true);
                }
                Some(Outcome::Nothing) => answer.done(kind, None, false, true),
                None => answer.done(kind, None, true, true),
            }
            if let Some(number) = error {
                failed = true;
                if self.aborts_on_error || !STATEMENT_ONLY.contains(&number) {
                    break;
                }
            }
        }
        for (name, _) in self.variables.drain() {
            let drop = format!("DROP TABLE temp.{}", super::catalog::quote(&name));
            // They are gone with a transaction that was rolled back.
            let _ = self.connection.execute_batch(&drop);
        }
        failed
    }

    /// Tells an error, and rolls the transaction back where it is of that kind.
    fn settle<T>(&mut self, result: Result<T>, answer: &mut Answer) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let ends = WITH_TRANSACTION.contains(&error.number) || self.aborts_on_error;
        answer.error(&error, 1);
        if ends && self.transaction.is_some() {
            let _ = self.rollback(answer);
        }
        None
    }

    fn statement(&mut self, statement: &Statement, answer: &mut Answer) -> Result<Outcome> {
        match statement {
            Statement::Query(query) => self.select(query, answer).map(Outcome::Rows),
            Statement::Insert(insert) => self.insert(insert, answer).map(Outcome::Rows),
            Statement::Update(update) => self.update(update, answer).map(Outcome::Rows),
            Statement::Delete(delete) => self.delete(delete).map(Outcome::Rows),
            Statement::Merge(merge) => self.merge(merge, answer).map(Outcome::Rows),
            Statement::If(condition, then) => {
                self.reading()?;
                let condition = self.translating(|translator| translator.condition(condition))?;
                let rows = self.rows(&format!("SELECT 1 WHERE {condition}"))?;
                if rows.is_empty() { Ok(Outcome::Nothing) } else { self.statement(then, answer) }
            }
            other => self.command(other, answer).map(|()| Outcome::Nothing),
        }
    }

    /// A statement that has no rows.
    fn command(&mut self, statement: &Statement, answer: &mut Answer) -> Result<()> {
        match statement {
            Statement::Begin => {
                self.begin(0, answer);
                Ok(())
            }
            Statement::Commit => self.commit(answer),
            Statement::Rollback(None) => self.rollback(answer),
            Statement::Rollback(Some(name)) => self.rollback_to(name),
            Statement::Save(name) => self.save(name),
            Statement::Use(name) => self.change_database(name, answer),
            Statement::Set { option, value } => {
                match option.as_str() {
                    "LOCK_TIMEOUT" => self.lock_timeout = value.parse().ok(),
                    "XACT_ABORT" => self.aborts_on_error = value == "ON",
                    "IMPLICIT_TRANSACTIONS" if value == "ON" => {
                        return Err(SqlError::syntax(option));
                    }
                    _ => {}
                }
                Ok(())
            }
            Statement::SetIsolation(level) => {
                self.isolation = *level;
                Ok(())
            }
            Statement::SetIdentityInsert { table, on } => self.set_identity_insert(table, *on),
            Statement::DeclareTable { name, columns } => {
                let name = name.to_lowercase();
                let definitions: Vec<String> = columns
                    .iter()
                    .map(|(name, of)| {
                        let collation = of
                            .collation()
                            .map(|name| format!(" COLLATE {name}"))
                            .unwrap_or_default();
                        format!("{} {}{collation}", super::catalog::quote(name), of.storage())
                    })
                    .collect();
                let quoted = super::catalog::quote(&name);
                self.sqlite(&format!("CREATE TEMP TABLE {quoted} ({})", definitions.join(", ")))?;
                let columns = columns.iter().map(|(name, of)| Named::plain(name, *of)).collect();
                self.variables.insert(name, columns);
                Ok(())
            }
            Statement::BulkInsert { table, columns, checks } => {
                self.announce_bulk(table, columns, *checks)
            }
            definition => self.define(definition),
        }
    }
}

/// Refuses what must come first in its batch where it does not: 111.
fn check_first(statements: Vec<Statement>) -> Result<Vec<Statement>> {
    let word = statements.iter().skip(1).find_map(|statement| match statement {
        Statement::CreateSchema(_) => Some("SCHEMA"),
        Statement::CreateTrigger { .. } => Some("TRIGGER"),
        _ => None,
    });
    match word {
        None => Ok(statements),
        Some(word) => {
            let message = format!("'CREATE {word}' must be the first statement in a query batch.");
            Err(SqlError::new(111, 15, message))
        }
    }
}
