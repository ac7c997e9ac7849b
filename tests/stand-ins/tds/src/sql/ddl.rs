//! CREATE and DROP.

use super::{ColumnDefinition, Constraint, CreateIndex, CreateTable, Parser, Reference, Statement};
use crate::error::{Result, SqlError};
use crate::types::Type;

impl Parser {
    pub(super) fn create(&mut self) -> Result<Statement> {
        self.expect("CREATE")?;
        if self.word("TABLE") {
            return self.create_table().map(Statement::CreateTable);
        }
        let unique = self.word("UNIQUE");
        if self.word("INDEX") {
            return self.create_index(unique).map(Statement::CreateIndex);
        }
        if unique {
            return Err(self.unexpected());
        }
        if self.word("SEQUENCE") {
            return self.create_sequence();
        }
        if self.word("SCHEMA") {
            return self.name().map(Statement::CreateSchema);
        }
        if self.word("DATABASE") {
            return self.name().map(Statement::CreateDatabase);
        }
        if self.word("TRIGGER") {
            self.object_name()?;
            self.expect("ON")?;
            let table = self.object_name()?;
            // A trigger that does nothing: what matters is that there is one.
            let empty = self.word("AFTER") && {
                self.list(|parser| {
                    let event = ["INSERT", "UPDATE", "DELETE"];
                    let known = event.iter().any(|event| parser.word(event));
                    if known { Ok(()) } else { Err(parser.unexpected()) }
                })?;
                self.words(&["AS", "SET", "NOCOUNT", "ON"])
            };
            return if empty {
                Ok(Statement::CreateTrigger { table })
            } else {
                Err(self.unexpected())
            };
        }
        Err(self.unexpected())
    }

    fn create_table(&mut self) -> Result<CreateTable> {
        let name = self.object_name()?;
        let mut table = CreateTable { name, columns: Vec::new(), constraints: Vec::new() };
        self.expect_sign("(")?;
        loop {
            match self.constraint()? {
                Some(constraint) => table.constraints.push(constraint),
                None => table.columns.push(self.column_definition()?),
            }
            if !self.sign(",") {
                break;
            }
        }
        self.expect_sign(")")?;
        Ok(table)
    }

    fn constraint(&mut self) -> Result<Option<Constraint>> {
        let name = if self.word("CONSTRAINT") { Some(self.name()?) } else { None };
        if self.words(&["PRIMARY", "KEY"]) {
            // How the rows lie on disk is nothing to SQLite.
            let _ = self.word("CLUSTERED") || self.word("NONCLUSTERED");
            return self.names().map(|names| Some(Constraint::Key(names)));
        }
        if self.word("UNIQUE") {
            return self.names().map(|columns| Some(Constraint::Unique(name, columns)));
        }
        if self.word("CHECK") {
            self.expect_sign("(")?;
            let check = self.expr()?;
            self.expect_sign(")")?;
            return Ok(Some(Constraint::Check(check)));
        }
        if self.words(&["FOREIGN", "KEY"]) {
            let columns = self.names()?;
            self.expect("REFERENCES")?;
            return Ok(Some(Constraint::Foreign(columns, self.reference()?)));
        }
        if name.is_some() { Err(self.unexpected()) } else { Ok(None) }
    }

    fn column_definition(&mut self) -> Result<ColumnDefinition> {
        let name = self.name()?;
        let computed = if self.word("AS") { Some(self.expr()?) } else { None };
        // The type of a computed column is that of its expression.
        let of = if computed.is_some() { Type::Int } else { self.data_type()? };
        let mut column = ColumnDefinition {
            name,
            of,
            identity: false,
            nullable: None,
            key: false,
            unique: false,
            default: None,
            check: None,
            references: None,
            computed,
        };
        loop {
            if self.word("IDENTITY") {
                if self.sign("(") {
                    let one =
                        (self.integer()?, self.expect_sign(",").and_then(|()| self.integer())?);
                    self.expect_sign(")")?;
                    if one != (1, 1) {
                        return Err(SqlError::syntax("IDENTITY"));
                    }
                }
                column.identity = true;
            } else if self.words(&["NOT", "NULL"]) {
                column.nullable = Some(false);
            } else if self.word("NULL") {
                column.nullable = Some(true);
            } else if self.words(&["PRIMARY", "KEY"]) {
                column.key = true;
            } else if self.word("UNIQUE") {
                column.unique = true;
            } else if self.word("DEFAULT") {
                column.default = Some(self.sum()?);
            } else if self.word("CHECK") {
                self.expect_sign("(")?;
                column.check = Some(self.expr()?);
                self.expect_sign(")")?;
            } else if self.word("REFERENCES") {
                column.references = Some(self.reference()?);
            } else {
                return Ok(column);
            }
        }
    }

    fn reference(&mut self) -> Result<Reference> {
        let table = self.object_name()?;
        let columns = self.names()?;
        let mut actions = Vec::new();
        while self.word("ON") {
            let event = if self.word("DELETE") { "DELETE" } else { "UPDATE" };
            if event == "UPDATE" {
                self.expect("UPDATE")?;
            }
            let action = match () {
                () if self.words(&["NO", "ACTION"]) => "NO ACTION",
                () if self.word("CASCADE") => "CASCADE",
                () if self.words(&["SET", "NULL"]) => "SET NULL",
                () if self.words(&["SET", "DEFAULT"]) => "SET DEFAULT",
                () => return Err(self.unexpected()),
            };
            actions.push((event, action));
        }
        Ok(Reference { table, columns, actions })
    }

    fn create_index(&mut self, unique: bool) -> Result<CreateIndex> {
        let name = self.name()?;
        self.expect("ON")?;
        let table = self.object_name()?;
        let columns = self.names()?;
        let filter = if self.word("WHERE") { Some(self.expr()?) } else { None };
        Ok(CreateIndex { name, unique, table, columns, filter })
    }

    fn create_sequence(&mut self) -> Result<Statement> {
        let name = self.object_name()?;
        if self.word("AS") {
            self.data_type()?;
        }
        // Without a start SQL Server begins at the type's smallest number.
        let start = if self.words(&["START", "WITH"]) { self.integer()? } else { i64::MIN };
        let step = if self.words(&["INCREMENT", "BY"]) { self.integer()? } else { 1 };
        Ok(Statement::CreateSequence { name, start, step })
    }

    /// Behind `ALTER TABLE`.
    pub(super) fn alter_table(&mut self) -> Result<Statement> {
        let table = self.object_name()?;
        if self.words(&["DROP", "COLUMN"]) {
            return Ok(Statement::DropColumn { table, column: self.name()? });
        }
        self.expect("ADD")?;
        if let Some(constraint) = self.constraint()? {
            return match constraint {
                Constraint::Foreign(columns, reference) => {
                    Ok(Statement::AddForeignKey { table, columns, reference })
                }
                _ => Err(self.unexpected()),
            };
        }
        Ok(Statement::AddColumn { table, column: self.column_definition()? })
    }

    pub(super) fn drop(&mut self) -> Result<Statement> {
        self.expect("DROP")?;
        if self.word("TABLE") {
            let if_exists = self.words(&["IF", "EXISTS"]);
            return Ok(Statement::DropTable { name: self.object_name()?, if_exists });
        }
        if self.word("DATABASE") {
            let if_exists = self.words(&["IF", "EXISTS"]);
            return Ok(Statement::DropDatabase { name: self.name()?, if_exists });
        }
        self.expect("SEQUENCE")?;
        self.object_name().map(Statement::DropSequence)
    }
}
