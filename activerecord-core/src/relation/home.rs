//! Which database a model lives in, and whether two models live in the same.

use super::info::{RelationInfo, Side};
use crate::database::{Via, home, is_scoped};
use crate::{Error, ErrorKind, Record, Result};

impl RelationInfo {
    /// Refuses to follow the relation within one statement where its models live in different
    /// databases.
    pub(crate) fn check_one_database(&self) -> Result<()> {
        if is_scoped() { Ok(()) } else { self.check_homes() }
    }

    /// The same, whatever block is around the call.
    pub(crate) fn check_homes(&self) -> Result<()> {
        let owner = self.owner();
        for hop in self.hops {
            let other = (hop.side)();
            if !is_same_home(owner, other) {
                return Err(self.different_databases(owner, other));
            }
        }
        Ok(())
    }

    /// The rows between the owner and the other model must be in the other model's database.
    pub(super) fn check_path(&self) -> Result<()> {
        if is_scoped() || !self.is_through() {
            return Ok(());
        }
        let target = self.target();
        for hop in self.hops {
            let between = (hop.side)();
            if !is_same_home(between, target) {
                return Err(self.different_databases(between, target));
            }
        }
        Ok(())
    }

    #[cold]
    fn different_databases(&self, left: Side, right: Side) -> Error {
        let message = format!(
            "`{}` cannot be followed within one statement: `{}` is in {}, `{}` in {}",
            self.path(),
            left.table.model,
            describe(left),
            right.table.model,
            describe(right),
        );
        Error::new(ErrorKind::InvalidQuery, message)
            .with_model(self.owner().table.model)
            .with_help("load the relation by `include`, which asks each database for its own rows")
    }
}

/// Refuses queries about two models as one statement where these live in different databases.
pub(crate) fn check_same_home(left: Side, right: Side) -> Result<()> {
    if is_scoped() || is_same_home(left, right) {
        return Ok(());
    }
    let message = format!(
        "queries about `{}`, which is in {}, and about `{}`, which is in {}, can't be one statement",
        left.table.model,
        describe(left),
        right.table.model,
        describe(right),
    );
    Err(Error::new(ErrorKind::InvalidQuery, message)
        .with_model(right.table.model)
        .with_help("read the rows of one first, and look for their values in the other"))
}

fn is_same_home(left: Side, right: Side) -> bool {
    match (home(left.table, (left.slot)()), home(right.table, (right.slot)())) {
        (Some(left), Some(right)) => left.is(&right),
        // A model without a database can be in any; the statement says so if that is not enough.
        _ => true,
    }
}

fn describe(side: Side) -> String {
    match home(side.table, (side.slot)()) {
        Some(shared) => crate::database::describe(&shared),
        None => "no database".to_owned(),
    }
}

/// Where the rows of `T` are read that belong to rows of `M`: there too, unless the two live in
/// different databases.
pub(super) fn via_of<'v, M: Record, T: Record>(via: &'v Via<'v>) -> Via<'v> {
    let side = |table, slot: fn() -> _| Side { table, slot };
    let is_same = is_same_home(side(M::TABLE, M::slot), side(T::TABLE, T::slot));
    if is_same { via.clone() } else { Via::Implicit }
}
