//! Which statement it is, and those that speak of the session.

use super::{Delete, Parser, Statement, Update};
use crate::error::{Result, SqlError};

const ISOLATION_LEVELS: &[(&[&str], u8)] = &[
    (&["READ", "UNCOMMITTED"], 1),
    (&["READ", "COMMITTED"], 2),
    (&["REPEATABLE", "READ"], 3),
    (&["SERIALIZABLE"], 4),
    (&["SNAPSHOT"], 5),
];

impl Parser {
    pub(super) fn statement(&mut self) -> Result<Statement> {
        if self.ahead(&["SELECT"]) {
            return self.query().map(Statement::Query);
        }
        if self.ahead(&["WITH"]) {
            return self.with();
        }
        match () {
            () if self.ahead(&["INSERT", "BULK"]) => self.bulk_insert(),
            () if self.ahead(&["INSERT"]) => self.insert().map(Statement::Insert),
            () if self.ahead(&["UPDATE"]) => self.update().map(Statement::Update),
            () if self.ahead(&["DELETE"]) => self.delete().map(Statement::Delete),
            () if self.ahead(&["MERGE"]) => self.merge().map(Statement::Merge),
            () if self.ahead(&["CREATE"]) => self.create(),
            () if self.ahead(&["DROP"]) => self.drop(),
            () if self.words(&["ALTER", "TABLE"]) => self.alter_table(),
            () if self.word("USE") => self.name().map(Statement::Use),
            () if self.word("SET") => self.set(),
            () if self.word("IF") => {
                let condition = self.expr()?;
                Ok(Statement::If(condition, Box::new(self.statement()?)))
            }
            () if self.word("DECLARE") => self.declare(),
            () if self.words(&["BEGIN", "TRANSACTION"]) => Ok(Statement::Begin),
            () if self.word("COMMIT") => {
                self.word("TRANSACTION");
                Ok(Statement::Commit)
            }
            () if self.word("ROLLBACK") => {
                let named = self.word("TRANSACTION") && self.is_name();
                Ok(Statement::Rollback(if named { Some(self.name()?) } else { None }))
            }
            () if self.words(&["SAVE", "TRANSACTION"]) => {
                let name = self.name()?;
                if name.len() > 32 {
                    let message = format!("The identifier that starts with '{name}' is too long.");
                    return Err(SqlError::new(103, 15, message));
                }
                Ok(Statement::Save(name))
            }
            () => Err(self.unexpected()),
        }
    }

    /// A statement behind queries with names.
    fn with(&mut self) -> Result<Statement> {
        let start = self.clone_place();
        let ctes = self.ctes()?;
        if self.ahead(&["UPDATE"]) {
            return Ok(Statement::Update(Update { ctes, ..self.update()? }));
        }
        if self.ahead(&["DELETE"]) {
            return Ok(Statement::Delete(Delete { ctes, ..self.delete()? }));
        }
        self.back_to(start);
        self.query().map(Statement::Query)
    }

    fn on_or_off(&mut self) -> Result<bool> {
        if self.word("ON") {
            return Ok(true);
        }
        self.expect("OFF").map(|()| false)
    }

    fn set(&mut self) -> Result<Statement> {
        if self.word("IDENTITY_INSERT") {
            let table = self.object_name()?;
            return Ok(Statement::SetIdentityInsert { table, on: self.on_or_off()? });
        }
        if self.words(&["TRANSACTION", "ISOLATION", "LEVEL"]) {
            let level = ISOLATION_LEVELS.iter().find(|(words, _)| self.words(words));
            return match level {
                Some((_, number)) => Ok(Statement::SetIsolation(*number)),
                None => Err(self.unexpected()),
            };
        }
        let option = self.name()?.to_ascii_uppercase();
        let value = match option.as_str() {
            "LOCK_TIMEOUT" | "TEXTSIZE" | "DATEFIRST" => self.integer()?.to_string(),
            "DATEFORMAT" | "LANGUAGE" => self.name()?,
            "QUOTED_IDENTIFIER"
            | "ANSI_NULLS"
            | "ANSI_PADDING"
            | "ANSI_WARNINGS"
            | "ARITHABORT"
            | "CONCAT_NULL_YIELDS_NULL"
            | "NUMERIC_ROUNDABORT"
            | "XACT_ABORT"
            | "NOCOUNT"
            | "ANSI_NULL_DFLT_ON"
            | "IMPLICIT_TRANSACTIONS"
            | "CURSOR_CLOSE_ON_COMMIT" => {
                if self.on_or_off()? {
                    "ON".into()
                } else {
                    "OFF".into()
                }
            }
            _ => {
                let message = format!("'{option}' is not a recognized SET option.");
                return Err(SqlError::new(195, 15, message));
            }
        };
        Ok(Statement::Set { option, value })
    }

    /// `DECLARE @name TABLE (column type, …)`
    fn declare(&mut self) -> Result<Statement> {
        let name = self.variable()?;
        self.expect("TABLE")?;
        let columns = self.enclosed(|parser| Ok((parser.name()?, parser.data_type()?)))?;
        Ok(Statement::DeclareTable { name, columns })
    }

    fn bulk_insert(&mut self) -> Result<Statement> {
        self.words(&["INSERT", "BULK"]);
        let table = self.object_name()?;
        let columns = self.enclosed(|parser| {
            let name = parser.name()?;
            parser.data_type()?;
            Ok(name)
        })?;
        let mut checks = false;
        if self.word("WITH") {
            for option in self.enclosed(Self::name)? {
                match option.to_ascii_uppercase().as_str() {
                    "CHECK_CONSTRAINTS" | "FIRE_TRIGGERS" => checks = true,
                    "TABLOCK" | "KEEP_NULLS" => {}
                    _ => return Err(SqlError::syntax(&option)),
                }
            }
        }
        Ok(Statement::BulkInsert { table, columns, checks })
    }
}
