//! Blocks of PL/SQL: calls of routines, assignments, statements.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::run::rows;
use super::{Outcome, Prepared, Session};
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::functions::{cast, from_sqlite};
use crate::sql::ast::{Action, Block, Expr, ObjectName, Routine, RoutineStep, Statement};
use crate::sql::translate::{Compiled, Translator};
use crate::types::Type;
use crate::value::Value;

/// The binds of a block, or the parameters of a routine.
struct Frame {
    types: Vec<Type>,
    values: Vec<Value>,
    variables: HashMap<String, (usize, Type)>,
}

impl Session {
    pub(super) fn run_block(
        &mut self,
        block: &Block,
        types: &[Type],
        values: &[Value],
    ) -> Result<Outcome> {
        let mut frame =
            Frame { types: types.to_vec(), values: values.to_vec(), variables: HashMap::new() };
        let mut outputs: Vec<usize> = Vec::new();
        let wrote = self.transaction.writes;
        self.mark(wrote, "SAVEPOINT block")?;
        for action in &block.actions {
            let Err(error) = self.act(action, &mut frame, &mut outputs) else { continue };
            let ignored = block
                .ignored
                .as_ref()
                .is_some_and(|codes| codes.is_empty() || codes.contains(&i64::from(-error.code)));
            if ignored && !error.ends_session() {
                break;
            }
            // The block is undone as one statement.
            self.mark(wrote, "ROLLBACK TO block")?;
            return Err(error);
        }
        self.mark(wrote, "RELEASE block")?;
        outputs.sort_unstable();
        outputs.dedup();
        let outputs =
            outputs.into_iter().map(|position| (position, frame.values[position].clone()));
        Ok(Outcome { outputs: outputs.collect(), affected: 1, ..Outcome::default() })
    }

    /// Marks where the block began, if there is a transaction to go back in.
    fn mark(&mut self, wrote: bool, sql: &str) -> Result<()> {
        let connection = self.connection.clone();
        let connection = lock(&connection);
        // COMMIT or DDL inside has ended it.
        if !wrote || connection.is_autocommit() {
            return Ok(());
        }
        match connection.execute_batch(sql) {
            Err(error) if error.to_string().contains("no such savepoint") => Ok(()),
            other => other.map_err(|error| from_sqlite(&error)),
        }
    }

    fn act(&mut self, action: &Action, frame: &mut Frame, outputs: &mut Vec<usize>) -> Result<()> {
        match action {
            Action::Null => Ok(()),
            Action::Assign { target, value } => {
                frame.values[*target] = self.evaluate(value, frame)?;
                outputs.push(*target);
                Ok(())
            }
            Action::Immediate(text) => {
                let Value::Text(text) = self.evaluate(text, frame)? else {
                    return Err(OraError::new(
                        6535,
                        "statement string in EXECUTE IMMEDIATE is NULL or 0 length",
                    ));
                };
                let mut prepared = Prepared::new(&text);
                self.execute(&mut prepared, &[], &[]).map(|_| ())
            }
            Action::Statement(statement) => self.run_inside(statement, frame),
            Action::Call { target, name, arguments } => {
                let returned = self.call(name, arguments, frame, outputs)?;
                match (target, returned) {
                    (None, None) => Ok(()),
                    (Some(target), Some(value)) => {
                        frame.values[*target] = value;
                        outputs.push(*target);
                        Ok(())
                    }
                    (Some(_), None) => {
                        Err(declared("PLS-00222: no function with this name exists in this scope"))
                    }
                    (None, Some(_)) => {
                        Err(declared("PLS-00221: this is not a procedure or is undefined"))
                    }
                }
            }
        }
    }

    /// A statement that sees the frame's values.
    fn run_inside(&mut self, statement: &Statement, frame: &Frame) -> Result<()> {
        let catalog = self.database.catalog();
        let compiled = Translator::new(&catalog, &self.database.schema, &frame.types)
            .with_variables(frame.variables.clone())
            .statement(statement)?;
        match compiled {
            Compiled::Change(change) => self.run_change(&change, &frame.values).map(|_| ()),
            Compiled::Other(
                statement @ (Statement::Commit
                | Statement::Rollback
                | Statement::Savepoint(_)
                | Statement::RollbackTo(_)),
            ) => self.run_other(&statement, &[], &[]).map(|_| ()),
            _ => Err(OraError::unknown("this statement in a block")),
        }
    }

    fn evaluate(&mut self, expr: &Expr, frame: &Frame) -> Result<Value> {
        let catalog = self.database.catalog();
        let value = Translator::new(&catalog, &self.database.schema, &frame.types)
            .with_variables(frame.variables.clone())
            .block_value(expr)?;
        let connection = self.connection.clone();
        let sql = format!("SELECT {}", value.text);
        let (found, _) =
            rows(&lock(&connection), &sql, &frame.values).map_err(|error| from_sqlite(&error))?;
        Ok(found.into_iter().flatten().next().unwrap_or(Value::Null))
    }

    /// Calls a procedure or function; the answer is what a function returns.
    fn call(
        &mut self,
        name: &ObjectName,
        arguments: &[(Option<String>, Expr)],
        frame: &mut Frame,
        outputs: &mut Vec<usize>,
    ) -> Result<Option<Value>> {
        let package = name.schema.as_ref().map(|schema| schema.text.as_str());
        if let (Some("DBMS_SESSION" | "DBMS_LOCK"), "SLEEP", [(_, seconds)]) =
            (package, name.name.text.as_str(), arguments)
        {
            let seconds = self.evaluate(seconds, frame)?;
            return self.sleep(&seconds).map(|()| None);
        }
        let catalog = self.database.catalog();
        let own = package.is_none_or(|package| package == self.database.schema);
        let routine = catalog.routines.get(&name.name.text).filter(|_| own).cloned();
        let routine = routine.ok_or_else(|| {
            declared(&format!("PLS-00201: identifier '{}' must be declared", name.name.text))
        })?;
        let order = match_arguments(&routine, arguments).ok_or_else(|| {
            declared(&format!(
                "PLS-00306: wrong number or types of arguments in call to '{}'",
                name.name.text
            ))
        })?;
        let mut inner = Frame { types: Vec::new(), values: Vec::new(), variables: HashMap::new() };
        for (slot, (parameter, argument)) in routine.parameters.iter().zip(&order).enumerate() {
            let value = match parameter.input {
                true => {
                    let value = self.evaluate(argument, frame)?;
                    cast(&self.environment, value, parameter.of)?
                }
                false => Value::Null,
            };
            inner.values.push(value);
            inner.variables.insert(parameter.name.clone(), (slot, parameter.of));
        }
        let returned = self.run_routine(&routine, &mut inner)?;
        for (slot, (parameter, argument)) in routine.parameters.iter().zip(&order).enumerate() {
            if !parameter.output {
                continue;
            }
            let Expr::Placeholder(position) = argument else {
                return Err(declared(
                    "PLS-00363: an expression cannot be used as an assignment target",
                ));
            };
            frame.values[*position] = inner.values[slot].clone();
            outputs.push(*position);
        }
        Ok(returned)
    }

    fn run_routine(&mut self, routine: &Routine, frame: &mut Frame) -> Result<Option<Value>> {
        for step in &routine.body {
            match step {
                RoutineStep::Null => {}
                RoutineStep::Assign(name, value) => {
                    let target = frame.variables.get(name).copied();
                    let (slot, of) = target.ok_or_else(|| {
                        declared(&format!("PLS-00201: identifier '{name}' must be declared"))
                    })?;
                    let value = self.evaluate(value, frame)?;
                    frame.values[slot] = cast(&self.environment, value, of)?;
                }
                RoutineStep::Return(value) => {
                    let value = self.evaluate(value, frame)?;
                    let of = routine.returns.ok_or_else(|| declared("PLS-00372: In a procedure, RETURN statement cannot contain an expression"))?;
                    return cast(&self.environment, value, of).map(Some);
                }
                RoutineStep::Raise { number, text } => {
                    let number = self.evaluate(number, frame)?;
                    let text = self.evaluate(text, frame)?;
                    return Err(raised(&number, &text));
                }
                RoutineStep::Statement(statement) => self.run_inside(statement, frame)?,
            }
        }
        match routine.returns {
            Some(_) => Err(OraError::new(6503, "PL/SQL: Function returned without value")),
            None => Ok(None),
        }
    }

    /// Sleeps so many seconds, unless it is interrupted.
    fn sleep(&self, seconds: &Value) -> Result<()> {
        let Value::Number(seconds) = seconds else {
            return Err(OraError::new(6502, "PL/SQL: numeric or value error"));
        };
        let end = Instant::now() + Duration::from_secs_f64(seconds.to_f64().clamp(0.0, 60.0));
        while Instant::now() < end {
            self.control.check()?;
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

/// The arguments in the order of the parameters; all must be there.
fn match_arguments(routine: &Routine, arguments: &[(Option<String>, Expr)]) -> Option<Vec<Expr>> {
    if arguments.len() != routine.parameters.len() {
        return None;
    }
    let mut order = Vec::new();
    for (position, parameter) in routine.parameters.iter().enumerate() {
        let by_position = arguments.get(position).filter(|(name, _)| name.is_none());
        let named = arguments.iter().find(|(name, _)| name.as_ref() == Some(&parameter.name));
        order.push(by_position.or(named)?.1.clone());
    }
    Some(order)
}

/// The error that `RAISE_APPLICATION_ERROR` makes.
fn raised(number: &Value, text: &Value) -> OraError {
    let code = match number {
        Value::Number(number) => number.to_i64().unwrap_or(0),
        _ => 0,
    };
    let text = if let Value::Text(text) = text { text.as_str() } else { "" };
    match code {
        -20999..=-20000 => OraError::new(-code as i32, text),
        _ => {
            OraError::new(21000, "error number argument to raise_application_error is out of range")
        }
    }
}

fn declared(text: &str) -> OraError {
    OraError::new(
        6550,
        format_args!(
            "line 1, column 7:\n{text}\nORA-06550: line 1, column 7:\nPL/SQL: Statement ignored"
        ),
    )
}
