//! The rows of a relation for many owners.

use std::ops::ControlFlow;

use smallvec::SmallVec;

use super::RelationKind;
use super::field::RelationField;
use super::home::via_of;
use super::keys::Groups;
use super::lists::by_group;
use super::path::path;
use super::query::RelationQuery;
use super::scan::are_most;
use super::value::of_kind;
use crate::database::{Session, Via, run};
use crate::dialect::select::render_select;
use crate::expression::{Expr, Order, PerGroup, Select};
use crate::model::key_columns;
use crate::table::Table;
use crate::{Kind, Record, Result, Value};

/// Binds of one list of keys, where the database would take more: a longer list gains nothing, and
/// its text takes memory.
const KEYS_MAX: usize = 16_384;
/// Keys of a list that travels as one bind.
const KEYS_OF_ONE_BIND_MAX: usize = 131_072;
/// Composite keys per statement: they become nested conditions, and SQLite takes a depth of 1000.
const COMPOSITE_KEYS_MAX: usize = 256;

/// Rows, and which owners each of them belongs to.
pub(super) struct Loaded<T> {
    pub(super) rows: Vec<T>,
    /// The group of each row.
    pub(super) of_row: Vec<u32>,
    pub(super) groups: Groups,
}

/// Loads the rows that belong to the owners, and what is included in them.
pub(super) fn load<M: Record, R: RelationField>(
    query: &RelationQuery<M, R>,
    via: &Via<'_>,
    owners: &[M],
) -> Result<Loaded<R::Target>> {
    let groups = Groups::of(owners, query.relation.info())?;
    let via = via_of::<M, R::Target>(via);
    let mut rows = Vec::new();
    let mut of_row = Vec::new();
    read(query, &via, &groups, &mut |group, row| {
        rows.push(row);
        of_row.push(group);
    })?;
    for include in &query.includes {
        include.load(&via, &mut rows)?;
    }
    Ok(Loaded { rows, of_row, groups })
}

/// Loads the rows that belong to the owners, in a list for each group of them.
pub(super) fn load_lists<M: Record, R: RelationField>(
    query: &RelationQuery<M, R>,
    via: &Via<'_>,
    owners: &[M],
) -> Result<(Vec<Vec<R::Target>>, Groups)> {
    let Loaded { rows, of_row, groups } = load(query, via, owners)?;
    Ok((by_group(rows, &of_row, groups.len()), groups))
}

/// Hands over the rows that belong to some groups of owners, each with its group.
fn read<M: Record, R: RelationField>(
    query: &RelationQuery<M, R>,
    via: &Via<'_>,
    groups: &Groups,
    each: &mut impl FnMut(u32, R::Target),
) -> Result<()> {
    if groups.len() == 0 {
        return Ok(());
    }
    if matches!(via, Via::Implicit) {
        query.relation.info().check_path()?;
    }
    let plan = Plan::new(query);
    run::<R::Target, _>(via, |session| plan.read(session, groups, each))
}

/// The SELECT of a relation, without the keys that are looked for.
struct Plan {
    select: Select,
    /// The columns that have the owner's key.
    keys: Vec<Expr>,
    read: ReadKey,
    /// The owners' table, where the rows have the key of theirs.
    owner: Option<&'static Table>,
}

/// Where the key of a row is read.
enum ReadKey {
    /// It is made of these columns of the row itself.
    Own(&'static [usize]),
    /// It comes behind the row's columns, as values of these types.
    Behind(SmallVec<[Kind; 2]>),
}

impl Plan {
    fn new<M: Record, R: RelationField>(query: &RelationQuery<M, R>) -> Self {
        let info = query.relation.info();
        let table = R::Target::TABLE;
        let path = path(info);
        let mut select = Select::from_table(table);
        if !path.joins.is_empty() {
            select.clauses_mut().joins = path.joins;
        }
        select.filter = path.filter;
        select.filter.extend(query.conditions());
        select.order = query.orders();
        let is_one = info.kind == RelationKind::HasOne;
        if select.order.is_empty() && (is_one || query.limit.is_some()) {
            let ascending = |column| Order::new(column, false);
            select.order = key_columns(table).into_iter().map(ascending).collect();
        }
        let read = if info.is_through() {
            let first = info.first_hop();
            let kinds =
                first.to.as_slice().iter().map(|column| first.table().columns[*column].kind);
            let all: Vec<usize> = (0..table.columns.len()).collect();
            select.columns = Expr::columns(table, &all, None);
            select.columns.extend(path.keys.iter().cloned());
            ReadKey::Behind(kinds.collect())
        } else {
            ReadKey::Own(info.first_hop().to.as_slice())
        };
        if let Some(limit) = query.limit {
            select.clauses_mut().per_group = Some(PerGroup { columns: path.keys.clone(), limit });
        }
        let has_key_of_owner = info.kind != RelationKind::BelongsTo && !info.is_through();
        let owner = (has_key_of_owner && query.limit.is_none()).then_some(M::TABLE);
        Plan { select, keys: path.keys, read, owner }
    }

    fn read<T: Record>(
        &self,
        session: &mut Session<'_>,
        groups: &Groups,
        each: &mut impl FnMut(u32, T),
    ) -> Result<()> {
        let count = groups.len();
        let room = self.room(session)?;
        let likely = count <= room
            && self.owner.is_some_and(|owner| are_most(session, owner, T::TABLE, count));
        let mut start = 0;
        while start < count {
            let end = count.min(start + room);
            let pad = if self.is_one_bind(session) { end - start } else { room };
            let condition = groups.condition(start..end, &self.keys, pad);
            let condition = if likely { Expr::Likely(Box::new(condition)) } else { condition };
            self.read_chunk(session, groups, condition, each)?;
            start = end;
        }
        Ok(())
    }

    fn read_chunk<T: Record>(
        &self,
        session: &mut Session<'_>,
        groups: &Groups,
        condition: Expr,
        each: &mut impl FnMut(u32, T),
    ) -> Result<()> {
        let mut select = self.select.clone();
        select.filter.insert(0, condition);
        let rendered = render_select(session.dialect(), &select)?;
        let statement = rendered.statement();
        session.query(&statement, &rendered.binds, &mut |row| {
            let record = T::decode(row, 0)?;
            let group = match &self.read {
                ReadKey::Own([column]) => groups.find(&[record.value(*column)?]),
                ReadKey::Own(columns) => {
                    let key = columns.iter().map(|column| record.value(*column));
                    groups.find(&key.collect::<Result<SmallVec<[Value<'_>; 2]>>>()?)
                }
                ReadKey::Behind(kinds) => {
                    let mut key: SmallVec<[Value<'static>; 2]> = SmallVec::new();
                    for (index, kind) in kinds.iter().enumerate() {
                        let value = row.get(T::TABLE.columns.len() + index)?;
                        key.push(of_kind(value, *kind).into_owned());
                    }
                    groups.find(&key)
                }
            };
            if let Some(group) = group {
                each(u32::try_from(group).unwrap_or(u32::MAX), record);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }

    /// How many keys fit into one statement beside the binds that it has anyway.
    fn room(&self, session: &Session<'_>) -> Result<usize> {
        let dialect = session.dialect();
        let limits = dialect.limits();
        if self.is_one_bind(session) {
            return Ok(KEYS_OF_ONE_BIND_MAX);
        }
        let own = render_select(dialect, &self.select)?.binds.len();
        let left = limits.binds.saturating_sub(own);
        let room = match self.keys.len() {
            1 => left.min(KEYS_MAX),
            several => (left / several).min(COMPOSITE_KEYS_MAX),
        };
        Ok(room.max(1))
    }

    fn is_one_bind(&self, session: &Session<'_>) -> bool {
        let is_list = |kind: Kind| kind.is_integer() || kind == Kind::Text;
        session.dialect().capabilities().list_is_one_bind
            && matches!(self.keys.as_slice(), [key] if key.kind().is_some_and(is_list))
    }
}
