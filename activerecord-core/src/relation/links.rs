//! The rows between two models of a many-to-many relation.

use super::accessor::Related;
use super::effects::{Owners, is_counted, moved, relations};
use super::has_many::HasMany;
use super::info::{Hop, RelationInfo};
use super::keys::zero_is_unset;
use super::no_key;
use super::tree::values;
use super::untyped::{Key, at_home, conditions, delete, read};
use super::value::is_unset;
use crate::database::{Executor, Implicit, Session, run, run_on};
use crate::expression::Expr;
use crate::model::{insert_untyped, live_condition};
use crate::{Error, ErrorKind, Record, Result};

impl<M: Record, T: Record + Send + Sync> Related<'_, M, HasMany<T>> {
    /// Links rows to the struct, those that are linked already left out, by one INSERT into the
    /// model in between. Where the two keys are no key and not `unique` there, those that are linked
    /// already are read first. What was loaded stays as it was.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) when the relation is not
    /// many-to-many, or one of the structs has no key yet; the database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)]
    /// # struct User { id: i64, #[record(through = Membership)] groups: HasMany<Group> }
    /// # #[derive(ActiveRecord, Default)] struct Membership { id: i64, user_id: i64, group_id: i64 }
    /// # #[derive(ActiveRecord, Default)] struct Group { id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Membership>()?;
    /// # db.create_table::<Group>()?;
    /// # User::bind(&db);
    /// # Membership::bind(&db);
    /// # Group::bind(&db);
    /// # let user = User::default().create()?;
    /// # let (readers, writers) = (Group::default().create()?, Group::default().create()?);
    /// user.groups().add([&readers, &writers])?;
    /// user.groups().remove([&writers])?;
    /// assert_eq!(user.groups().count()?, 1);
    /// user.groups().set([&writers])?;
    /// assert_eq!(user.groups().first()?.map(|group| group.id), Some(writers.id));
    /// # Ok(()) }
    /// ```
    pub fn add<'t>(&self, rows: impl IntoIterator<Item = &'t T>) -> Result<()> {
        let links = Links::new(self, rows)?;
        run::<M, _>(&Implicit, |session| links.run(session, Links::add))
    }

    /// [`add`](Related::add) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`add`](Related::add).
    pub fn add_on<'t>(
        &self,
        executor: &dyn Executor,
        rows: impl IntoIterator<Item = &'t T>,
    ) -> Result<()> {
        let links = Links::new(self, rows)?;
        run_on(executor, |session| links.run(session, Links::add))
    }

    /// Takes the links of rows to the struct away; the rows themselves stay.
    ///
    /// # Errors
    /// As [`add`](Related::add).
    pub fn remove<'t>(&self, rows: impl IntoIterator<Item = &'t T>) -> Result<()> {
        let links = Links::new(self, rows)?;
        run::<M, _>(&Implicit, |session| links.run(session, Links::remove))
    }

    /// [`remove`](Related::remove) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`add`](Related::add).
    pub fn remove_on<'t>(
        &self,
        executor: &dyn Executor,
        rows: impl IntoIterator<Item = &'t T>,
    ) -> Result<()> {
        let links = Links::new(self, rows)?;
        run_on(executor, |session| links.run(session, Links::remove))
    }

    /// Links just these rows to the struct: what is missing is added, what is too much removed.
    ///
    /// # Errors
    /// As [`add`](Related::add).
    pub fn set<'t>(&self, rows: impl IntoIterator<Item = &'t T>) -> Result<()> {
        let links = Links::new(self, rows)?;
        run::<M, _>(&Implicit, |session| links.run(session, Links::set))
    }

    /// [`set`](Related::set) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`add`](Related::add).
    pub fn set_on<'t>(
        &self,
        executor: &dyn Executor,
        rows: impl IntoIterator<Item = &'t T>,
    ) -> Result<()> {
        let links = Links::new(self, rows)?;
        run_on(executor, |session| links.run(session, Links::set))
    }
}

/// An owner, and the keys of others that it is linked with.
struct Links {
    info: &'static RelationInfo,
    owner: Key,
    others: Vec<Key>,
}

impl Links {
    fn new<'t, M: Record, T: Record + Send + Sync>(
        related: &Related<'_, M, HasMany<T>>,
        rows: impl IntoIterator<Item = &'t T>,
    ) -> Result<Self> {
        let info = related.relation.info();
        let [first, last] = info.hops else { return Err(not_many_to_many(info)) };
        // The model in between must have the keys of both.
        if first.from.as_slice() != M::TABLE.key || last.to.as_slice() != T::TABLE.key {
            return Err(not_many_to_many(info));
        }
        let owner = related.owner_key()?.into();
        let mut others: Vec<Key> = Vec::new();
        for row in rows {
            let key: Key = values(row, last.to.as_slice())?.into();
            if is_unset(&key, zero_is_unset(T::TABLE, last)) {
                return Err(no_key(T::TABLE, T::TABLE.model));
            }
            if !others.contains(&key) {
                others.push(key);
            }
        }
        Ok(Links { info, owner, others })
    }

    fn run(
        &self,
        session: &mut Session<'_>,
        work: impl FnOnce(&Self, &mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        at_home(session, (self.between().side)(), |session| work(self, session))
    }

    fn between(&self) -> &'static Hop {
        self.info.first_hop()
    }

    /// The condition that a row is of the owner.
    fn of_owner(&self, session: &Session<'_>) -> Expr {
        let columns = self.between().to.as_slice();
        let owner = std::slice::from_ref(&self.owner);
        Expr::All(conditions(session, self.between().table(), columns, owner))
    }

    /// Adds what is missing: by one statement where the database itself knows what is there.
    fn add(&self, session: &mut Session<'_>) -> Result<()> {
        let both = self.columns();
        let table = self.between().table();
        let is_known = table.is_unique(&both) && session.dialect().capabilities().upsert;
        if is_known && !is_counted(table) {
            return self.insert(session, &both, &self.others, Some(&both));
        }
        session.atomically(|session| {
            let linked = self.linked(session, None)?;
            let missing = self.others.iter().filter(|key| !linked.contains(key));
            let missing: Vec<Key> = missing.cloned().collect();
            self.insert(session, &both, &missing, None)?;
            moved(session, Owners::new(), self.counted(&missing))
        })
    }

    /// The rows that the links to these belong to, where they count them or are touched.
    fn counted(&self, others: &[Key]) -> Owners {
        let (owner, other) = (self.between().to, self.info.last_hop().from);
        let keys = |relation: &RelationInfo| {
            let columns = relation.first_hop().from.as_slice();
            if columns == other.as_slice() {
                others.to_vec()
            } else if columns == owner.as_slice() {
                vec![self.owner.clone(); others.len()]
            } else {
                Vec::new()
            }
        };
        let counted = relations(self.between().table());
        counted.map(|relation| (relation, keys(relation))).collect()
    }

    /// The columns of both keys.
    fn columns(&self) -> Vec<usize> {
        let other = self.info.last_hop().from.as_slice();
        self.between().to.as_slice().iter().chain(other).copied().collect()
    }

    fn insert(
        &self,
        session: &mut Session<'_>,
        columns: &[usize],
        others: &[Key],
        conflict: Option<&[usize]>,
    ) -> Result<()> {
        let row = |key: &Key| self.owner.iter().chain(key).cloned().collect();
        let rows: Vec<Key> = others.iter().map(row).collect();
        insert_untyped(session, self.between().table(), columns, &rows, conflict)
    }

    /// The links to the others that are there and meet a condition.
    fn linked(&self, session: &mut Session<'_>, live: Option<Expr>) -> Result<Vec<Key>> {
        let table = self.between().table();
        let columns = self.info.last_hop().from.as_slice();
        let mut linked = Vec::new();
        for filter in conditions(session, table, columns, &self.others) {
            let mut filter = vec![self.of_owner(session), filter];
            filter.extend(live.clone());
            linked.extend(read(session, table, columns, filter, None)?);
        }
        Ok(linked)
    }

    fn remove(&self, session: &mut Session<'_>) -> Result<()> {
        let table = self.between().table();
        let columns = self.info.last_hop().from.as_slice();
        let filters = conditions(session, table, columns, &self.others);
        if let ([filter], false) = (&filters[..], is_counted(table)) {
            let filter = [self.of_owner(session), filter.clone()];
            return delete(session, table, &filter).map(|_| ());
        }
        session.atomically(|session| {
            let linked = match is_counted(table) {
                true => self.linked(session, live_condition(table))?,
                false => Vec::new(),
            };
            for filter in filters {
                delete(session, table, &[self.of_owner(session), filter])?;
            }
            moved(session, self.counted(&linked), Owners::new())
        })
    }

    fn set(&self, session: &mut Session<'_>) -> Result<()> {
        session.atomically(|session| {
            self.remove_others(session)?;
            self.add(session)
        })
    }

    /// Takes away the links to all but these rows.
    fn remove_others(&self, session: &mut Session<'_>) -> Result<()> {
        let table = self.between().table();
        let columns = self.info.last_hop().from.as_slice();
        let mut filter = vec![self.of_owner(session)];
        match &conditions(session, table, columns, &self.others)[..] {
            [] if !is_counted(table) => {}
            [kept] if !is_counted(table) => filter.push(Expr::Not(Box::new(kept.clone()))),
            // More than fit into one statement, or somebody counts them.
            _ => {
                let mut surplus = read(session, table, columns, filter, None)?;
                surplus.retain(|key| !self.others.contains(key));
                let (info, owner) = (self.info, self.owner.clone());
                return Links { info, owner, others: surplus }.remove(session);
            }
        }
        delete(session, table, &filter).map(|_| ())
    }
}

#[cold]
fn not_many_to_many(info: &RelationInfo) -> Error {
    let message = format!("`{}` has no model in between that links rows", info.path());
    Error::new(ErrorKind::InvalidState, message)
        .with_model(info.owner().table.model)
        .with_help("set the key of the other struct, and save it")
}
