//! PL/SQL: anonymous blocks of simple steps, procedures and functions with simple bodies.

use super::super::ast::{Action, Block, Ddl, Expr, Parameter, Routine, RoutineStep, Statement};
use super::super::lexer::Word;
use super::Parser;
use crate::error::{OraError, Result};
use crate::types::{NUMBER, TEXT, Type};

impl Parser<'_> {
    /// `BEGIN step; … END;`
    pub(super) fn block(&mut self) -> Result<Statement> {
        if self.is("DECLARE") {
            return Err(self.unknown("DECLARE"));
        }
        self.shared_placeholders = Some(Vec::new());
        self.expect("BEGIN")?;
        let mut actions = Vec::new();
        while !self.is("END") && !self.is("EXCEPTION") {
            actions.push(self.action()?);
            self.expect_mark(";")?;
        }
        let ignored = if self.accept("EXCEPTION") { Some(self.handler()?) } else { None };
        self.expect("END")?;
        self.expect_mark(";")?;
        if actions.is_empty() {
            return Err(OraError::new(6550, "line 1: PLS-00103: a block needs a statement"));
        }
        Ok(Statement::Block(Block { actions, ignored }))
    }

    /// `WHEN OTHERS THEN NULL;`, or one that raises all but some errors again.
    fn handler(&mut self) -> Result<Vec<i64>> {
        self.expect("WHEN OTHERS THEN")?;
        if self.accept("NULL") {
            self.expect_mark(";")?;
            return Ok(Vec::new());
        }
        self.expect("IF SQLCODE")?;
        let codes = if self.accept("NOT IN") {
            self.parenthesised(Self::integer)?
        } else {
            if !self.accept_mark("!=") {
                self.expect_mark("<>")?;
            }
            vec![self.integer()?]
        };
        self.expect("THEN RAISE")?;
        self.expect_mark(";")?;
        self.expect("END IF")?;
        self.expect_mark(";")?;
        Ok(codes)
    }

    fn action(&mut self) -> Result<Action> {
        if self.accept("NULL") {
            return Ok(Action::Null);
        }
        if self.accept("EXECUTE IMMEDIATE") {
            return Ok(Action::Immediate(self.concat()?));
        }
        if let Word::Placeholder(name) = self.peek().clone() {
            self.position += 1;
            let target = self.placeholder(name);
            self.expect_mark(":=")?;
            let is_call = matches!(self.peek(), Word::Name(_) | Word::Quoted(_));
            let start = self.clone();
            if is_call {
                // A function of the schema, unless it is a built-in one.
                let name = self.object_name()?;
                let arguments = self.arguments()?;
                if self.is_mark(";")
                    && name.schema.is_none()
                    && !crate::functions::is_known(&name.name.text)
                {
                    return Ok(Action::Call { target: Some(target), name, arguments });
                }
                *self = start;
            }
            return Ok(Action::Assign { target, value: self.expression()? });
        }
        let is_sql = ["INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK", "SAVEPOINT"];
        if is_sql.iter().any(|word| self.is(word)) {
            return self.statement().map(|statement| Action::Statement(Box::new(statement)));
        }
        let name = self.object_name()?;
        let arguments = self.arguments()?;
        Ok(Action::Call { target: None, name, arguments })
    }

    /// `(value, name => value)` or nothing.
    fn arguments(&mut self) -> Result<Vec<(Option<String>, Expr)>> {
        if !self.is_mark("(") {
            return Ok(Vec::new());
        }
        if matches!(self.peek_at(1), Word::Mark(")")) {
            self.position += 2;
            return Ok(Vec::new());
        }
        self.parenthesised(|parser| {
            let named = matches!(parser.peek_at(1), Word::Mark("=>"));
            let name = if named { Some(parser.name()?.text) } else { None };
            if named {
                parser.expect_mark("=>")?;
            }
            Ok((name, parser.expression()?))
        })
    }

    /// `CALL procedure(…)`, and `CALL function(…) INTO :x`.
    pub(super) fn call_statement(&mut self) -> Result<Statement> {
        self.shared_placeholders = Some(Vec::new());
        self.expect("CALL")?;
        let name = self.object_name()?;
        let arguments = self.arguments()?;
        let mut target = None;
        if self.accept("INTO") {
            let offset = self.offset();
            let Word::Placeholder(place) = self.next() else {
                return Err(OraError::new(6550, "a placeholder must follow INTO").at(offset));
            };
            target = Some(self.placeholder(place));
        }
        let actions = vec![Action::Call { target, name, arguments }];
        Ok(Statement::Block(Block { actions, ignored: None }))
    }

    pub(super) fn create_routine(&mut self, replace: bool, function: bool) -> Result<Ddl> {
        let name = self.object_name()?;
        let parameters = match self.is_mark("(") {
            true => self.parenthesised(Self::parameter)?,
            false => Vec::new(),
        };
        let mut returns = None;
        if function {
            self.expect("RETURN")?;
            returns = Some(self.plain_type()?);
        }
        if !self.accept("IS") {
            self.expect("AS")?;
        }
        self.expect("BEGIN")?;
        let mut body = Vec::new();
        while !self.accept("END") {
            body.push(self.step()?);
            self.expect_mark(";")?;
        }
        if !self.is_mark(";") {
            self.name()?;
        }
        self.expect_mark(";")?;
        Ok(Ddl::CreateRoutine { name, replace, routine: Routine { parameters, returns, body } })
    }

    fn parameter(&mut self) -> Result<Parameter> {
        let name = self.name()?.text;
        let input = self.accept("IN");
        let output = self.accept("OUT");
        let of = self.plain_type()?;
        Ok(Parameter { name, of, input: input || !output, output })
    }

    /// A type without length, as parameters have it.
    fn plain_type(&mut self) -> Result<Type> {
        if self.accept("VARCHAR2") {
            return Ok(TEXT);
        }
        if self.accept("NUMBER") || self.accept("PLS_INTEGER") {
            return Ok(NUMBER);
        }
        if self.accept("RAW") {
            return Ok(Type::Raw(32_767));
        }
        self.data_type()
    }

    fn step(&mut self) -> Result<RoutineStep> {
        if self.accept("NULL") {
            return Ok(RoutineStep::Null);
        }
        if self.accept("RETURN") {
            return Ok(RoutineStep::Return(self.expression()?));
        }
        if self.accept("RAISE_APPLICATION_ERROR") {
            self.expect_mark("(")?;
            let number = self.expression()?;
            self.expect_mark(",")?;
            let text = self.expression()?;
            self.expect_mark(")")?;
            return Ok(RoutineStep::Raise { number, text });
        }
        if matches!(self.peek_at(1), Word::Mark(":=")) {
            let name = self.name()?.text;
            self.expect_mark(":=")?;
            return Ok(RoutineStep::Assign(name, self.expression()?));
        }
        for word in ["INSERT", "UPDATE", "DELETE", "MERGE"] {
            if self.is(word) {
                return self
                    .statement()
                    .map(|statement| RoutineStep::Statement(Box::new(statement)));
            }
        }
        Err(self.unknown("this step of a routine"))
    }
}
