//! WITH: the queries with names that a statement reads.

use std::sync::Arc;

use super::derived::Names;
use super::{Dialect, Renderer};
use crate::expression::{CteDefinition, CteReference, SetOperator};
use crate::{Error, ErrorKind, Result};

type Definition = Arc<CteDefinition>;

impl Renderer<'_> {
    /// Takes note of a query with a name that is read here: it is written in front of the statement.
    /// Not every database takes it anywhere else.
    pub(super) fn reads_cte(&mut self, reference: &CteReference) -> Result<()> {
        match &reference.definition {
            Some(definition) => note(&mut self.ctes, definition),
            None => Ok(()),
        }
    }

    /// Writes `WITH` and the queries, each behind those that it reads.
    fn with(&mut self, definitions: &[Definition]) -> Result<()> {
        let dialect = self.dialect();
        let known = dialect.capabilities();
        if !known.with {
            return Err(dialect.unsupported("a query with a name"));
        }
        self.push("WITH ");
        if definitions.iter().any(|definition| definition.next.is_some()) {
            self.push(dialect.recursive_word());
        }
        for (index, definition) in definitions.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            self.definition(definition)?;
        }
        self.push(" ");
        Ok(())
    }

    fn definition(&mut self, definition: &CteDefinition) -> Result<()> {
        self.identifier(&definition.name);
        for (index, column) in definition.table.columns.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.identifier(column.name);
        }
        self.push(") AS ");
        self.materialized(definition.materialized)?;
        self.push("(");
        self.body(definition)?;
        self.push(")");
        Ok(())
    }

    fn materialized(&mut self, materialized: Option<bool>) -> Result<()> {
        let Some(once) = materialized else { return Ok(()) };
        if !self.dialect().capabilities().materialized {
            return Err(self
                .dialect()
                .unsupported("to say whether the rows of a query with a name are made once")
                .with_help(
                    "leave `materialized` and `not_materialized` out: it decides by itself",
                ));
        }
        self.push(if once { "MATERIALIZED " } else { "NOT MATERIALIZED " });
        Ok(())
    }

    fn body(&mut self, definition: &CteDefinition) -> Result<()> {
        let names = Names::Of(definition.table);
        let Some((operator, next)) = &definition.next else {
            return self.named_columns(names, |out| out.subselect(&definition.first));
        };
        if *operator == SetOperator::Union && !self.dialect().capabilities().recursive_distinct {
            return Err(self
                .dialect()
                .unsupported("to leave out rows that a recursive query found before")
                .with_help("count the levels, and filter by them"));
        }
        self.operand_of_set(&definition.first, names)?;
        self.push(" ");
        self.push(self.dialect().set_operator(*operator));
        self.push(" ");
        self.operand_of_set(next, names)
    }
}

/// Writes a statement, and in front of it the queries with names that it reads. These are known
/// only when it is written, so it is written again then.
pub(super) fn render_with<'d>(
    dialect: &'d dyn Dialect,
    write: impl Fn(&mut Renderer<'d>) -> Result<()>,
) -> Result<Renderer<'d>> {
    let mut out = Renderer::new(dialect);
    write(&mut out)?;
    if out.ctes.is_empty() {
        return Ok(out);
    }
    let mut definitions = Vec::new();
    for definition in &out.ctes {
        collect(dialect, definition, &mut definitions)?;
    }
    let mut out = Renderer::new(dialect);
    out.with(&definitions)?;
    write(&mut out)?;
    Ok(out)
}

/// [`render_with`] for a statement that changes rows.
pub(super) fn render_write<'d>(
    dialect: &'d dyn Dialect,
    write: impl Fn(&mut Renderer<'d>) -> Result<()>,
) -> Result<Renderer<'d>> {
    let checked = |out: &mut Renderer<'d>| {
        write(out)?;
        if out.ctes.is_empty() || dialect.capabilities().with_before_writes {
            return Ok(());
        }
        Err(dialect
            .unsupported("a query with a name in a statement that changes rows")
            .with_help("read the keys first, and change the rows that have them"))
    };
    render_with(dialect, checked)
}

/// Adds a definition behind those that it reads.
fn collect(
    dialect: &dyn Dialect,
    definition: &Definition,
    list: &mut Vec<Definition>,
) -> Result<()> {
    let mut out = Renderer::new(dialect);
    out.body(definition)?;
    for inner in &out.ctes {
        collect(dialect, inner, list)?;
    }
    note(list, definition)
}

/// Adds a definition that is not known yet.
fn note(list: &mut Vec<Definition>, definition: &Definition) -> Result<()> {
    match list.iter().find(|known| known.name == definition.name) {
        Some(known) if Arc::ptr_eq(known, definition) => Ok(()),
        Some(_) => Err(two_of_a_name(&definition.name)),
        None => {
            list.push(Arc::clone(definition));
            Ok(())
        }
    }
}

#[cold]
fn two_of_a_name(name: &str) -> Error {
    let message = format!("two queries of one statement have the name `{name}`");
    Error::new(ErrorKind::InvalidQuery, message)
        .with_help("make the query once and read it twice, or give the other one another name")
}
