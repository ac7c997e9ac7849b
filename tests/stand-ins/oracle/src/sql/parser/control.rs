//! Transactions and sessions.

use super::super::ast::Statement;
use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};
use crate::locks::Wait;
use crate::transaction::Isolation;

impl Parser<'_> {
    pub(super) fn control(&mut self) -> Result<Statement> {
        if self.accept("COMMIT") {
            self.accept("WORK");
            return Ok(Statement::Commit);
        }
        if self.accept("ROLLBACK") {
            self.accept("WORK");
            if !self.accept("TO") {
                return Ok(Statement::Rollback);
            }
            self.accept("SAVEPOINT");
            return Ok(Statement::RollbackTo(self.name()?.text));
        }
        if self.accept("SAVEPOINT") {
            return Ok(Statement::Savepoint(self.name()?.text));
        }
        if self.accept("SET TRANSACTION") {
            return self.set_transaction();
        }
        if self.accept("LOCK TABLE") {
            let table = self.object_name()?;
            self.expect("IN EXCLUSIVE MODE")?;
            let wait = self.wait()?;
            return Ok(Statement::LockTable { table, wait });
        }
        Err(OraError::new(900, "invalid SQL statement").at(self.offset()))
    }

    fn set_transaction(&mut self) -> Result<Statement> {
        let isolation = if self.accept("READ ONLY") {
            Isolation::ReadOnly
        } else if self.accept("READ WRITE") {
            Isolation::ReadCommitted
        } else {
            if !self.accept("ISOLATION LEVEL") {
                return Err(OraError::new(900, "invalid SQL statement").at(self.offset()));
            }
            self.level()?
        };
        Ok(Statement::SetTransaction(isolation))
    }

    fn level(&mut self) -> Result<Isolation> {
        if self.accept("READ COMMITTED") {
            return Ok(Isolation::ReadCommitted);
        }
        if self.accept("SERIALIZABLE") {
            return Ok(Isolation::Serializable);
        }
        let text = "unknown option for SET TRANSACTION ISOLATION LEVEL";
        Err(OraError::new(
            2179,
            format_args!(
                "valid options: ISOLATION LEVEL {{ SERIALIZABLE | READ COMMITTED }}: {text}"
            ),
        )
        .at(self.offset()))
    }

    /// `NOWAIT`, `WAIT n` or `SKIP LOCKED`.
    pub(super) fn wait(&mut self) -> Result<Wait> {
        if self.accept("NOWAIT") {
            return Ok(Wait::No);
        }
        if self.accept("SKIP LOCKED") {
            return Ok(Wait::Skip);
        }
        if self.accept("WAIT") {
            let offset = self.offset();
            let seconds = u64::try_from(self.integer()?);
            return seconds
                .map(Wait::Seconds)
                .map_err(|_| OraError::new(30005, "missing or invalid WAIT interval").at(offset));
        }
        Ok(Wait::Forever)
    }

    pub(super) fn alter_session(&mut self) -> Result<Statement> {
        self.expect("SET")?;
        if self.accept("ISOLATION_LEVEL") {
            self.expect_mark("=")?;
            let level = match self.level()? {
                Isolation::Serializable => "SERIALIZABLE",
                _ => "READ COMMITTED",
            };
            let name = "ISOLATION_LEVEL".to_owned();
            return Ok(Statement::AlterSession { name, value: level.to_owned() });
        }
        // Several settings in one statement are joined into one text.
        let mut settings = Vec::new();
        loop {
            let name = self.name()?.text;
            self.expect_mark("=")?;
            let value = match self.next() {
                Word::Text(text) | Word::Quoted(text) | Word::Name(text) | Word::Number(text) => {
                    text
                }
                _ => return Err(OraError::new(922, "missing or invalid option").at(self.offset())),
            };
            settings.push((name, value));
            if *self.peek() == Word::End {
                break;
            }
        }
        let names: Vec<_> = settings.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<_> = settings.iter().map(|(_, value)| value.as_str()).collect();
        Ok(Statement::AlterSession { name: names.join("\n"), value: values.join("\n") })
    }

    pub(super) fn alter_system(&mut self) -> Result<Statement> {
        self.expect("KILL SESSION")?;
        let text = self.text()?;
        self.accept("IMMEDIATE");
        let number = text.split(',').next().and_then(|number| number.trim().parse().ok());
        let number = number.ok_or_else(|| OraError::new(26, "missing or invalid session ID"))?;
        Ok(Statement::KillSession(number))
    }
}
