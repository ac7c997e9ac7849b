//! Rows of SQL that the user wrote: their columns are found by name.

use std::ops::ControlFlow;

use crate::database::Session;
use crate::{Error, ErrorKind, FromRow, Result, Row, Statement, Value};

/// Where each column of a target is in the result.
#[derive(Debug)]
enum ByName {
    /// The positions agree: the row can be read as it is.
    Same,
    /// The position in the result of each of the target's columns.
    Mapped(Vec<usize>),
}

impl ByName {
    /// Looks the target's columns up, once per result.
    fn of<T: FromRow>(row: &dyn Row) -> Result<Self> {
        let names: Vec<&str> = match (T::TABLE, T::COLUMNS) {
            (Some(table), _) => table.columns.iter().map(|column| column.name).collect(),
            (None, Some(columns)) => columns.to_vec(),
            (None, None) => return check_width::<T>(row),
        };
        let mut positions = Vec::with_capacity(names.len());
        for name in &names {
            let position = (0..row.width()).find(|index| row.name(*index) == *name).or_else(|| {
                (0..row.width()).find(|index| row.name(*index).eq_ignore_ascii_case(name))
            });
            positions.push(position.ok_or_else(|| missing(row, name))?);
        }
        let same = positions.iter().enumerate().all(|(index, position)| index == *position);
        Ok(if same { ByName::Same } else { ByName::Mapped(positions) })
    }

    /// Reads a row through the positions.
    fn read<T: FromRow>(&self, row: &mut dyn Row) -> Result<T> {
        match self {
            ByName::Same => T::from_row(row),
            ByName::Mapped(positions) => {
                let mut values: Vec<Option<Value<'static>>> = Vec::with_capacity(row.width());
                for index in 0..row.width() {
                    let wanted = positions.contains(&index);
                    values.push(if wanted { Some(row.get(index)?.into_owned()) } else { None });
                }
                T::from_row(&mut Reordered { values, positions, row })
            }
        }
    }
}

#[cold]
fn missing(row: &dyn Row, name: &str) -> Error {
    let found: Vec<&str> = (0..row.width()).map(|index| row.name(index)).collect();
    Error::new(ErrorKind::ObjectMissing, format!("the result has no column `{name}`"))
        .with_column(name.to_owned())
        .with_help(format!("its columns are {}", found.join(", ")))
}

fn check_width<T: FromRow>(row: &dyn Row) -> Result<ByName> {
    if row.width() == T::WIDTH {
        return Ok(ByName::Same);
    }
    let message = format!("expected {} columns, the result has {}", T::WIDTH, row.width());
    Err(Error::new(ErrorKind::TypeMismatch, message)
        .with_help("select as many columns as the tuple has"))
}

/// A row whose columns come in the target's order. The values are copies: drivers hand columns
/// out in ascending order only.
struct Reordered<'a> {
    values: Vec<Option<Value<'static>>>,
    positions: &'a [usize],
    row: &'a mut dyn Row,
}

impl Row for Reordered<'_> {
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let position = self.positions.get(index);
        let value = position.and_then(|position| self.values.get(*position)?.clone());
        value.ok_or_else(|| {
            Error::new(ErrorKind::InvalidQuery, format!("the result has no column {}", index + 1))
        })
    }

    fn width(&self) -> usize {
        self.positions.len()
    }

    fn name(&self, index: usize) -> &str {
        self.positions.get(index).map_or("", |position| self.row.name(*position))
    }
}

/// Runs a statement and decodes its rows by name.
pub(crate) fn read_rows<T: FromRow>(
    session: &mut Session<'_>,
    statement: &Statement<'_>,
    binds: &[Value<'_>],
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut places = None;
    session.query(statement, binds, &mut |row| {
        let places = match &places {
            Some(places) => places,
            None => places.insert(ByName::of::<T>(row)?),
        };
        each(places.read(row)?)
    })?;
    Ok(())
}
