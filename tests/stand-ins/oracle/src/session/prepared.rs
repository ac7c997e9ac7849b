//! A prepared statement: its kind and placeholders; the rest when it is first run.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{OraError, Result};
use crate::sql::ast::Statement;
use crate::sql::lexer::{Token, Word, tokens};
use crate::sql::translate::Compiled;
use crate::types::Type;

/// The kind of a statement, by its first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Unknown,
    Select,
    Update,
    Delete,
    Insert,
    Create,
    Drop,
    Alter,
    Begin,
    Declare,
    Call,
    Merge,
    Explain,
    Rollback,
    Commit,
}

impl Kind {
    fn of(word: &str) -> Kind {
        match word {
            "SELECT" | "WITH" => Kind::Select,
            "UPDATE" => Kind::Update,
            "DELETE" => Kind::Delete,
            "INSERT" => Kind::Insert,
            "CREATE" => Kind::Create,
            "DROP" => Kind::Drop,
            "ALTER" => Kind::Alter,
            "BEGIN" => Kind::Begin,
            "DECLARE" => Kind::Declare,
            "CALL" => Kind::Call,
            "MERGE" => Kind::Merge,
            "EXPLAIN" => Kind::Explain,
            "ROLLBACK" => Kind::Rollback,
            "COMMIT" => Kind::Commit,
            _ => Kind::Unknown,
        }
    }

    /// `OCI_ATTR_STMT_TYPE`.
    pub(crate) fn statement_type(self) -> u16 {
        match self {
            Kind::Unknown => 0,
            Kind::Select => 1,
            Kind::Update => 2,
            Kind::Delete => 3,
            Kind::Insert => 4,
            Kind::Create => 5,
            Kind::Drop => 6,
            Kind::Alter => 7,
            Kind::Begin => 8,
            Kind::Declare => 9,
            Kind::Call => 10,
            Kind::Explain => 15,
            Kind::Merge => 16,
            Kind::Rollback => 17,
            Kind::Commit => 21,
        }
    }

    /// `OCI_ATTR_SQLFNCODE`.
    pub(crate) fn function_code(self) -> u16 {
        match self {
            Kind::Unknown => 0,
            Kind::Create => 1,
            Kind::Insert => 3,
            Kind::Select => 4,
            Kind::Update => 5,
            Kind::Delete => 9,
            Kind::Drop => 12,
            Kind::Alter => 15,
            Kind::Begin | Kind::Declare | Kind::Call => 34,
            Kind::Explain => 50,
            Kind::Merge => 189,
            Kind::Rollback => 65,
            Kind::Commit => 44,
        }
    }
}

/// A placeholder, and whether its name stood before.
#[derive(Debug)]
pub(crate) struct Placeholder {
    pub(crate) name: Box<str>,
    pub(crate) repeated: bool,
}

#[derive(Debug)]
pub(crate) struct Prepared {
    text: String,
    kind: Kind,
    /// In the order of the text.
    placeholders: Vec<Placeholder>,
    /// Each name once.
    names: Vec<Box<str>>,
    /// Positions of the places behind RETURNING … INTO.
    returning: Range<usize>,
    statement: Option<Arc<Statement>>,
    compiled: Option<(u64, Vec<Type>, Arc<Compiled>)>,
}

impl Prepared {
    pub(crate) fn new(text: &str) -> Prepared {
        // A text that has no words fails when it is run, as it does in Oracle.
        let tokens = tokens(text).unwrap_or_default();
        let first = tokens.iter().find_map(|token| match &token.word {
            Word::Name(name) => Some(name.as_str()),
            _ => None,
        });
        let kind = Kind::of(first.unwrap_or_default());
        // The text of a routine may have what looks like placeholders.
        let is_ddl = matches!(kind, Kind::Create | Kind::Drop | Kind::Alter);
        let mut placeholders: Vec<Placeholder> = Vec::new();
        let mut names: Vec<Box<str>> = Vec::new();
        for token in tokens.iter().filter(|_| !is_ddl) {
            if let Word::Placeholder(name) = &token.word {
                let name: Box<str> = name.as_str().into();
                let repeated = names.contains(&name);
                if !repeated {
                    names.push(name.clone());
                }
                placeholders.push(Placeholder { name, repeated });
            }
        }
        let returning = returning(kind, &tokens);
        Prepared {
            text: text.to_owned(),
            kind,
            placeholders,
            names,
            returning,
            statement: None,
            compiled: None,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn placeholders(&self) -> &[Placeholder] {
        &self.placeholders
    }

    pub(crate) fn is_query(&self) -> bool {
        self.kind == Kind::Select
    }

    /// In PL/SQL a name is one bind however often it stands there.
    pub(crate) fn is_plsql(&self) -> bool {
        matches!(self.kind, Kind::Begin | Kind::Declare | Kind::Call)
    }

    pub(crate) fn is_returning(&self) -> bool {
        !self.returning.is_empty()
    }

    pub(crate) fn returning_binds(&self) -> Range<usize> {
        self.returning.clone()
    }

    /// How many values a statement takes.
    pub(crate) fn bind_count(&self) -> usize {
        if self.is_plsql() { self.names.len() } else { self.placeholders.len() }
    }

    /// Where the bind of a position is kept.
    pub(crate) fn bind_slot(&self, position: usize) -> usize {
        position
    }

    pub(crate) fn slot_of_position(&self, position: usize) -> Result<usize> {
        match position.checked_sub(1) {
            Some(slot) if slot < self.bind_count() => Ok(slot),
            _ => Err(OraError::new(1036, "illegal variable name/number")),
        }
    }

    /// The slot of a name. In SQL a name that stands twice can't be bound by name here.
    pub(crate) fn slot_of_name(&self, name: &str) -> Result<usize> {
        let name = name.trim_start_matches(':').to_uppercase();
        let unknown = || OraError::new(1036, "illegal variable name/number");
        if self.is_plsql() {
            return self.names.iter().position(|known| **known == *name).ok_or_else(unknown);
        }
        let mut found =
            self.placeholders.iter().enumerate().filter(|(_, known)| *known.name == *name);
        let first = found.next().ok_or_else(unknown)?.0;
        match found.next() {
            None => Ok(first),
            Some(_) => Err(OraError::unknown(format_args!(
                "a bind by the name `{name}`, which stands twice"
            ))),
        }
    }

    pub(crate) fn statement(&self) -> Option<Arc<Statement>> {
        self.statement.clone()
    }

    pub(crate) fn set_statement(&mut self, statement: Arc<Statement>) {
        self.statement = Some(statement);
    }

    /// The translation, if it was made for these types and this schema.
    pub(crate) fn compiled(&self, version: u64, types: &[Type]) -> Option<Arc<Compiled>> {
        let (known_version, known_types, compiled) = self.compiled.as_ref()?;
        (*known_version == version && known_types == types).then(|| compiled.clone())
    }

    pub(crate) fn set_compiled(&mut self, version: u64, types: &[Type], compiled: Arc<Compiled>) {
        self.compiled = Some((version, types.to_vec(), compiled));
    }
}

/// Finds `RETURNING … INTO` outside of parentheses.
fn returning(kind: Kind, tokens: &[Token]) -> Range<usize> {
    if !matches!(kind, Kind::Insert | Kind::Update | Kind::Delete) {
        return 0..0;
    }
    let (mut depth, mut seen, mut returning, mut start) = (0, 0, false, None);
    for token in tokens {
        match &token.word {
            Word::Mark("(") => depth += 1,
            Word::Mark(")") => depth -= 1,
            Word::Placeholder(_) => seen += 1,
            Word::Name(word) if depth == 0 => match word.as_str() {
                "RETURNING" | "RETURN" => returning = true,
                "INTO" if returning => start = Some(seen),
                _ => {}
            },
            _ => {}
        }
    }
    start.map_or(0..0, |start| start..seen)
}
