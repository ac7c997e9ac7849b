//! CREATE, ALTER, DROP, TRUNCATE, RENAME and COMMENT.

use super::super::ast::{
    ColumnDefinition, Constraint, ConstraintKind, CreateTable, Ddl, Generation, Identity,
    IndexItem, SequenceOptions, Statement, TableChange,
};
use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};

impl Parser<'_> {
    pub(super) fn create(&mut self) -> Result<Statement> {
        self.expect("CREATE")?;
        let replace = self.accept("OR REPLACE");
        let temporary = self.accept("GLOBAL TEMPORARY") || self.accept("PRIVATE TEMPORARY");
        let ddl = if self.accept("TABLE") && !replace {
            Ddl::CreateTable(self.create_table(temporary)?)
        } else if self.accept("UNIQUE INDEX") {
            self.create_index(true)?
        } else if self.accept("INDEX") {
            self.create_index(false)?
        } else if self.accept("SEQUENCE") {
            let name = self.object_name()?;
            Ddl::CreateSequence { name, options: self.sequence_options()? }
        } else if self.accept("VIEW") {
            let name = self.object_name()?;
            let columns = match self.is_mark("(") {
                true => self.parenthesised(Self::name)?,
                false => Vec::new(),
            };
            self.expect("AS")?;
            Ddl::CreateView { name, replace, columns, query: Box::new(self.query()?) }
        } else if self.accept("PROCEDURE") {
            self.create_routine(replace, false)?
        } else if self.accept("FUNCTION") {
            self.create_routine(replace, true)?
        } else {
            return Err(OraError::new(901, "invalid CREATE command").at(self.offset()));
        };
        Ok(Statement::Ddl(ddl))
    }

    fn create_table(&mut self, temporary: bool) -> Result<CreateTable> {
        if self.is("IF") {
            // IF NOT EXISTS is of 23ai.
            return Err(OraError::new(922, "missing or invalid option").at(self.offset()));
        }
        let name = self.object_name()?;
        let mut table = CreateTable {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            temporary,
            query: None,
        };
        if self.accept_mark("(") {
            loop {
                if self.starts_constraint() {
                    table.constraints.push(self.constraint()?);
                } else {
                    table.columns.push(self.column_definition(true)?);
                }
                if !self.accept_mark(",") {
                    break;
                }
            }
            self.expect_mark(")")?;
        }
        if temporary {
            for words in ["ON COMMIT DELETE ROWS", "ON COMMIT PRESERVE ROWS"] {
                self.accept(words);
            }
        }
        if self.accept("AS") {
            table.query = Some(Box::new(self.query()?));
        }
        Ok(table)
    }

    fn starts_constraint(&self) -> bool {
        ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| self.is(word))
            && (self.is("CONSTRAINT")
                || matches!(self.peek_at(1), Word::Mark("("))
                || self.is_at(1, "KEY"))
    }

    /// A column of CREATE or ALTER TABLE; MODIFY may leave out the type.
    fn column_definition(&mut self, needs_type: bool) -> Result<ColumnDefinition> {
        let name = self.name().map_err(|error| match error.code {
            1747 | 903 => OraError::new(904, "invalid identifier").at(error.offset),
            _ => error,
        })?;
        let starts_type = matches!(self.peek(), Word::Name(word)
            if !matches!(word.as_str(), "DEFAULT" | "NOT" | "NULL" | "CONSTRAINT"));
        let of = if needs_type || starts_type { Some(self.data_type()?) } else { None };
        let mut column = ColumnDefinition {
            name,
            of,
            default: None,
            identity: None,
            not_null: None,
            constraints: Vec::new(),
        };
        if self.is("AS")
            || (self.is("GENERATED")
                && self.is_at(1, "ALWAYS")
                && matches!(self.peek_at(3), Word::Mark("(")))
        {
            return Err(self.unknown("virtual columns"));
        }
        if self.accept("GENERATED") {
            column.identity = Some(self.identity()?);
        }
        if self.accept("DEFAULT") {
            if self.accept("ON NULL") {
                return Err(self.unknown("DEFAULT ON NULL"));
            }
            column.default = Some(self.concat()?);
        }
        while let Some(constraint) = self.inline_constraint(&mut column)? {
            column.constraints.push(constraint);
        }
        Ok(column)
    }

    fn identity(&mut self) -> Result<Identity> {
        let generation = if self.accept("ALWAYS") {
            Generation::Always
        } else {
            self.expect("BY")?;
            self.expect("DEFAULT")?;
            match self.accept("ON NULL") {
                true => Generation::ByDefaultOnNull,
                false => Generation::ByDefault,
            }
        };
        self.expect("AS")?;
        self.expect("IDENTITY")?;
        let mut options = SequenceOptions::default();
        if self.accept_mark("(") {
            options = self.sequence_options()?;
            self.expect_mark(")")?;
        }
        Ok(Identity { generation, options })
    }

    /// A constraint in a column's definition; NOT NULL is noted in the column.
    fn inline_constraint(&mut self, column: &mut ColumnDefinition) -> Result<Option<Constraint>> {
        let name = if self.accept("CONSTRAINT") { Some(self.name()?) } else { None };
        let own = || vec![column.name.clone()];
        let kind = if self.accept("NOT NULL") {
            column.not_null = Some(true);
            return self.inline_constraint(column);
        } else if self.accept("NULL") {
            column.not_null = Some(false);
            return self.inline_constraint(column);
        } else if self.accept("PRIMARY KEY") {
            ConstraintKind::PrimaryKey(own())
        } else if self.accept("UNIQUE") {
            ConstraintKind::Unique(own())
        } else if self.accept("CHECK") {
            self.check()?
        } else if self.is("REFERENCES") {
            let columns = own();
            self.references(columns)?
        } else if name.is_some() {
            return Err(OraError::new(905, "missing keyword").at(self.offset()));
        } else {
            return Ok(None);
        };
        Ok(Some(Constraint { name, kind }))
    }

    fn constraint(&mut self) -> Result<Constraint> {
        let name = if self.accept("CONSTRAINT") { Some(self.name()?) } else { None };
        let kind = if self.accept("PRIMARY KEY") {
            ConstraintKind::PrimaryKey(self.parenthesised(Self::name)?)
        } else if self.accept("UNIQUE") {
            ConstraintKind::Unique(self.parenthesised(Self::name)?)
        } else if self.accept("CHECK") {
            self.check()?
        } else if self.accept("FOREIGN KEY") {
            let columns = self.parenthesised(Self::name)?;
            self.references(columns)?
        } else {
            return Err(OraError::new(904, "invalid identifier").at(self.offset()));
        };
        Ok(Constraint { name, kind })
    }

    fn check(&mut self) -> Result<ConstraintKind> {
        self.expect_mark("(")?;
        let condition = self.expression()?;
        self.expect_mark(")")?;
        Ok(ConstraintKind::Check(condition))
    }

    fn references(&mut self, columns: Vec<super::Name>) -> Result<ConstraintKind> {
        self.expect("REFERENCES")?;
        let table = self.object_name()?;
        let referenced = match self.is_mark("(") {
            true => self.parenthesised(Self::name)?,
            false => Vec::new(),
        };
        let on_delete = if self.accept("ON DELETE CASCADE") {
            Some("CASCADE")
        } else if self.accept("ON DELETE SET NULL") {
            Some("SET NULL")
        } else if self.is("ON") {
            // There is no ON UPDATE, and no other action.
            return Err(OraError::new(905, "missing keyword").at(self.offset()));
        } else {
            None
        };
        let mut deferred = false;
        if self.accept("DEFERRABLE") {
            deferred = self.accept("INITIALLY DEFERRED");
            if !deferred {
                self.accept("INITIALLY IMMEDIATE");
            }
        }
        Ok(ConstraintKind::ForeignKey { columns, table, referenced, on_delete, deferred })
    }

    fn create_index(&mut self, unique: bool) -> Result<Ddl> {
        let name = self.object_name()?;
        self.expect("ON")?;
        let table = self.object_name()?;
        let items = self.parenthesised(|parser| {
            let expr = parser.concat()?;
            let descending = parser.accept("DESC");
            if !descending {
                parser.accept("ASC");
            }
            Ok(IndexItem { expr, descending })
        })?;
        Ok(Ddl::CreateIndex { name, unique, table, items })
    }

    fn sequence_options(&mut self) -> Result<SequenceOptions> {
        let mut options = SequenceOptions::default();
        loop {
            if self.accept("START WITH") {
                if self.accept("LIMIT VALUE") {
                    return Err(self.unknown("START WITH LIMIT VALUE"));
                }
                options.start = Some(self.integer()?);
            } else if self.accept("INCREMENT BY") {
                options.increment = Some(self.integer()?);
            } else if self.accept("RESTART") {
                options.restart = true;
            } else if self.accept("CACHE") || self.accept("MAXVALUE") || self.accept("MINVALUE") {
                self.integer()?;
            } else if self.accept("NOCACHE")
                || self.accept("NOCYCLE")
                || self.accept("NOORDER")
                || self.accept("ORDER")
                || self.accept("NOMAXVALUE")
                || self.accept("NOMINVALUE")
            {
            } else {
                return Ok(options);
            }
        }
    }

    pub(super) fn alter(&mut self) -> Result<Statement> {
        self.expect("ALTER")?;
        if self.accept("SESSION") {
            return self.alter_session();
        }
        if self.accept("SYSTEM") {
            return self.alter_system();
        }
        if self.accept("SEQUENCE") {
            let name = self.object_name()?;
            let options = self.sequence_options()?;
            return Ok(Statement::Ddl(Ddl::AlterSequence { name, options }));
        }
        if !self.accept("TABLE") {
            return Err(OraError::new(940, "invalid ALTER command").at(self.offset()));
        }
        let table = self.object_name()?;
        let change = self.table_change()?;
        Ok(Statement::Ddl(Ddl::AlterTable { table, change }))
    }

    fn table_change(&mut self) -> Result<TableChange> {
        if self.accept("ADD") {
            let (mut columns, mut constraints) = (Vec::new(), Vec::new());
            let mut add = |parser: &mut Self| {
                if parser.starts_constraint() {
                    constraints.push(parser.constraint()?);
                } else {
                    columns.push(parser.column_definition(true)?);
                }
                Ok(())
            };
            match self.is_mark("(") {
                true => drop(self.parenthesised(add)?),
                false => add(self)?,
            }
            return Ok(TableChange::Add(columns, constraints));
        }
        if self.accept("MODIFY") {
            let columns = match self.is_mark("(") {
                true => self.parenthesised(|parser| parser.column_definition(false))?,
                false => vec![self.column_definition(false)?],
            };
            return Ok(TableChange::Modify(columns));
        }
        if self.accept("DROP COLUMN") {
            return Ok(TableChange::DropColumns(vec![self.name()?]));
        }
        if self.accept("DROP CONSTRAINT") {
            return Ok(TableChange::DropConstraint(self.name()?));
        }
        if self.is("DROP") && matches!(self.peek_at(1), Word::Mark("(")) {
            self.position += 1;
            return Ok(TableChange::DropColumns(self.parenthesised(Self::name)?));
        }
        if self.accept("RENAME COLUMN") {
            let from = self.name()?;
            self.expect("TO")?;
            return Ok(TableChange::RenameColumn(from, self.name()?));
        }
        if self.accept("RENAME TO") {
            return Ok(TableChange::RenameTo(self.name()?));
        }
        Err(OraError::new(1735, "invalid ALTER TABLE option").at(self.offset()))
    }

    pub(super) fn drop(&mut self) -> Result<Statement> {
        self.expect("DROP")?;
        let ddl = if self.accept("TABLE") {
            if self.is("IF") {
                // IF EXISTS is of 23ai.
                return Err(self.not_ended());
            }
            let table = self.object_name()?;
            let cascade = self.accept("CASCADE CONSTRAINTS");
            self.accept("PURGE");
            Ddl::DropTable { table, cascade }
        } else if self.accept("INDEX") {
            Ddl::DropIndex(self.object_name()?)
        } else if self.accept("SEQUENCE") {
            Ddl::DropSequence(self.object_name()?)
        } else if self.accept("VIEW") {
            Ddl::DropView(self.object_name()?)
        } else if self.accept("PROCEDURE") {
            Ddl::DropRoutine { name: self.object_name()?, function: false }
        } else if self.accept("FUNCTION") {
            Ddl::DropRoutine { name: self.object_name()?, function: true }
        } else {
            return Err(OraError::new(950, "invalid DROP option").at(self.offset()));
        };
        Ok(Statement::Ddl(ddl))
    }

    pub(super) fn truncate(&mut self) -> Result<Statement> {
        self.expect("TRUNCATE")?;
        self.expect("TABLE")?;
        Ok(Statement::Ddl(Ddl::Truncate(self.object_name()?)))
    }

    pub(super) fn rename(&mut self) -> Result<Statement> {
        self.expect("RENAME")?;
        let from = self.name()?;
        self.expect("TO")?;
        Ok(Statement::Ddl(Ddl::RenameTable { from, to: self.name()? }))
    }

    pub(super) fn comment(&mut self) -> Result<Statement> {
        self.expect("COMMENT")?;
        self.expect("ON")?;
        if !self.accept("TABLE") {
            self.expect("COLUMN")?;
        }
        self.object_name()?;
        if self.accept_mark(".") {
            self.name()?;
        }
        self.expect("IS")?;
        self.text()?;
        Ok(Statement::Ddl(Ddl::Comment))
    }
}
