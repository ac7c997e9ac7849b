//! Names: which table and column a name means.

use std::sync::Arc;

use super::super::ast::Name;
use super::{Sql, Translator, qualified};
use crate::catalog::{Table, sqlite_name};
use crate::error::{OraError, Result};
use crate::types::{Length, Type};

/// Rows with named columns: a table, a view, a query.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(super) name: String,
    pub(super) columns: Vec<RelationColumn>,
    /// The table whose rows these are.
    pub(super) table: Option<Arc<Table>>,
    /// The rows are arrays of JSON, as those of APPLY are to SQLite.
    pub(super) packed: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RelationColumn {
    pub(super) name: String,
    pub(super) of: Type,
    pub(super) nullable: bool,
}

/// The relations of one query block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(super) relations: Vec<Relation>,
}

impl Relation {
    /// A column, for SQLite.
    pub(super) fn column(&self, name: &str) -> String {
        let place = self.columns.iter().position(|column| column.name == name);
        match place.filter(|_| self.packed) {
            Some(place) => super::apply::unpacked(&sqlite_name(&self.name), place),
            None => qualified(&self.name, name),
        }
    }

    pub(super) fn of_table(alias: &str, table: &Arc<Table>) -> Relation {
        let columns = table.columns.iter().map(|column| RelationColumn {
            name: column.name.clone(),
            of: column.of,
            nullable: column.nullable,
        });
        Relation {
            name: alias.to_owned(),
            columns: columns.collect(),
            table: Some(table.clone()),
            packed: false,
        }
    }
}

impl Translator<'_> {
    /// A column, a pseudo-column, a sequence or a parameter of a routine.
    pub(super) fn column(&mut self, qualifier: &[Name], name: &Name) -> Result<Sql> {
        if let ([.., sequence], "NEXTVAL" | "CURRVAL") = (qualifier, name.text.as_str()) {
            return self.sequence(sequence, &name.text);
        }
        for scope in self.scopes.iter().rev() {
            if let Some(found) = find(scope, qualifier, name, self.schema)? {
                let (relation, column) = found;
                if name.text == "ROWID" {
                    return self.rowid(relation);
                }
                let text = match self.bare_columns {
                    true => sqlite_name(&column.name),
                    false => relation.column(&column.name),
                };
                return Ok(Sql { text, of: column.of });
            }
        }
        if let (Some((number, of)), []) = (self.variables.get(&name.text), qualifier) {
            return Ok(Sql { text: format!("?{}", number + 1), of: *of });
        }
        let mut path: Vec<String> =
            qualifier.iter().map(|name| format!("\"{}\"", name.text)).collect();
        path.push(format!("\"{}\"", name.text));
        let text = format!("{}: invalid identifier", path.join("."));
        Err(OraError::new(904, text).at(qualifier.first().unwrap_or(name).offset))
    }

    /// ROWID is a text that says where the row is.
    fn rowid(&self, relation: &Relation) -> Result<Sql> {
        if relation.table.is_none() {
            let text = "cannot select ROWID from, or sample, a view with DISTINCT, GROUP BY, etc.";
            return Err(OraError::new(1446, text));
        }
        let rowid = match self.bare_columns {
            true => "rowid".to_owned(),
            false => format!("{}.rowid", sqlite_name(&relation.name)),
        };
        let of = Type::Varchar2(Length { count: 18, chars: false });
        Ok(Sql { text: format!("printf('AAA%015d', {rowid})"), of })
    }

    fn sequence(&mut self, sequence: &Name, what: &str) -> Result<Sql> {
        if !self.catalog.sequences.contains_key(&sequence.text) {
            return Err(OraError::new(2289, "sequence does not exist").at(sequence.offset));
        }
        if !self.allows_draws {
            return Err(OraError::new(2287, "sequence number not allowed here").at(sequence.offset));
        }
        let function = if what == "NEXTVAL" { "o_nextval" } else { "o_currval" };
        let name = sequence.text.replace('\'', "''");
        Ok(Sql { text: format!("{function}('{name}')"), of: Type::Number(Some((38, 0))) })
    }
}

/// The column that a name means in a scope; two of them are an error.
fn find<'s>(
    scope: &'s Scope,
    qualifier: &[Name],
    name: &Name,
    schema: &str,
) -> Result<Option<(&'s Relation, RelationColumn)>> {
    let table = match qualifier {
        [] => None,
        [table] => Some(&table.text),
        [owner, table] if owner.text == schema => Some(&table.text),
        _ => return Ok(None),
    };
    let mut found = None;
    for relation in &scope.relations {
        if table.is_some_and(|table| *table != relation.name) {
            continue;
        }
        let column = match name.text.as_str() {
            "ROWID" if relation.table.is_some() || table.is_some() => {
                Some(RelationColumn { name: "ROWID".to_owned(), of: Type::Null, nullable: false })
            }
            text => {
                let mut same = relation.columns.iter().filter(|column| column.name == text);
                let first = same.next();
                if same.next().is_some() {
                    return Err(ambiguous(name));
                }
                first.cloned()
            }
        };
        if let Some(column) = column {
            if found.is_some() {
                return Err(ambiguous(name));
            }
            found = Some((relation, column));
        }
    }
    Ok(found)
}

fn ambiguous(name: &Name) -> OraError {
    OraError::new(918, format_args!("{}: column ambiguously defined", name.text)).at(name.offset)
}
