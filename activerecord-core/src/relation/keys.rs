//! The keys of many owners: which are sent to the database, and to which owner a row belongs.

use std::collections::HashMap;
use std::ops::Range;

use super::info::{Hop, RelationInfo};
use super::value::{CellKey, fold, is_unset, normal};
use crate::expression::{BinaryOp, Expr};
use crate::{Kind, Record, Result, Value, Values};

/// Owners without a key.
const NO_GROUP: u32 = u32::MAX;

/// The different keys of some owners. Owners of the same key are one group.
#[derive(Debug)]
pub(crate) struct Groups {
    of_owner: Vec<u32>,
    keys: Keys,
}

#[derive(Debug)]
enum Keys {
    /// Keys of one integer, which most are.
    Ints { list: Vec<i64>, places: IntPlaces },
    /// Any other.
    Others { list: Vec<Box<[Value<'static>]>>, places: OtherPlaces },
}

/// Where an integer key is in the list.
#[derive(Debug)]
enum IntPlaces {
    /// Keys that lie close together, as those do which a database counts: by distance from the
    /// first.
    Dense {
        first: i64,
        table: Vec<u32>,
    },
    Sparse(HashMap<i64, u32>),
}

/// Where a key is in the list. Databases may compare text more loosely than we do; a key that is
/// not found as it is is then looked for without regard to case and trailing blanks.
#[derive(Debug, Default)]
struct OtherPlaces {
    exact: HashMap<Box<[Value<'static>]>, u32>,
    folded: HashMap<Box<[Value<'static>]>, u32>,
}

impl Groups {
    /// The groups of owners by the columns that a step begins with.
    pub(crate) fn of<M: Record>(owners: &[M], info: &RelationInfo) -> Result<Self> {
        if info.owner_type().is_none() {
            return Groups::of_some(owners.iter().map(Some), info.first_hop());
        }
        // Owners that belong to rows of another model are owners without a key.
        let mut belongs = Vec::with_capacity(owners.len());
        for owner in owners {
            belongs.push(info.is_key_of_target(owner)?.then_some(owner));
        }
        Groups::of_some(belongs.into_iter(), info.first_hop())
    }

    fn of_some<'m, M: Record>(
        owners: impl ExactSizeIterator<Item = Option<&'m M>>,
        hop: &Hop,
    ) -> Result<Self> {
        let columns = hop.from.as_slice();
        let zero_is_unset = zero_is_unset(M::TABLE, hop);
        match columns {
            [column] if is_small_integer(M::TABLE.columns[*column].kind) => {
                Groups::of_ints(owners, *column, zero_is_unset)
            }
            _ => Groups::of_others(owners, columns, zero_is_unset),
        }
    }

    fn of_ints<'m, M: Record>(
        owners: impl ExactSizeIterator<Item = Option<&'m M>>,
        column: usize,
        zero_is_unset: bool,
    ) -> Result<Self> {
        let count = owners.len();
        let mut found = Vec::with_capacity(count);
        let (mut least, mut greatest) = (i64::MAX, i64::MIN);
        for owner in owners {
            let key = match owner.map(|owner| owner.value(column)).transpose()? {
                Some(Value::I64(0)) if zero_is_unset => None,
                Some(Value::I64(key)) => Some(key),
                _ => None,
            };
            if let Some(key) = key {
                least = least.min(key);
                greatest = greatest.max(key);
            }
            found.push(key);
        }
        let mut places = IntPlaces::for_range(least, greatest, count);
        let mut list = Vec::new();
        let mut group_of = |key: Option<i64>| {
            let Some(key) = key else { return NO_GROUP };
            let place = places.entry(key);
            if *place == NO_GROUP {
                *place = small(list.len());
                list.push(key);
            }
            *place
        };
        let of_owner = found.into_iter().map(&mut group_of).collect();
        Ok(Groups { of_owner, keys: Keys::Ints { list, places } })
    }

    fn of_others<'m, M: Record>(
        owners: impl ExactSizeIterator<Item = Option<&'m M>>,
        columns: &[usize],
        zero_is_unset: bool,
    ) -> Result<Self> {
        let mut list: Vec<Box<[Value<'static>]>> = Vec::new();
        let mut places = OtherPlaces::default();
        let mut of_owner = Vec::with_capacity(owners.len());
        for owner in owners {
            let Some(owner) = owner else {
                of_owner.push(NO_GROUP);
                continue;
            };
            let key: Values<'_> = columns
                .iter()
                .map(|column| owner.value(*column).map(normal))
                .collect::<Result<_>>()?;
            if is_unset(&key, zero_is_unset) {
                of_owner.push(NO_GROUP);
                continue;
            }
            let place = match places.exact.get(&key[..]) {
                Some(place) => *place,
                None => {
                    let key: Box<[Value<'static>]> =
                        key.into_iter().map(Value::into_owned).collect();
                    let place = small(list.len());
                    places.insert(&key, place);
                    list.push(key);
                    place
                }
            };
            of_owner.push(place);
        }
        Ok(Groups { of_owner, keys: Keys::Others { list, places } })
    }

    /// How many different keys there are.
    pub(crate) fn len(&self) -> usize {
        match &self.keys {
            Keys::Ints { list, .. } => list.len(),
            Keys::Others { list, .. } => list.len(),
        }
    }

    /// The key of a group.
    pub(crate) fn key(&self, group: usize) -> CellKey {
        match &self.keys {
            Keys::Ints { list, .. } => CellKey::Int(list[group]),
            Keys::Others { list, .. } => match &*list[group] {
                [Value::I64(number)] => CellKey::Int(*number),
                values => CellKey::Other(values.into()),
            },
        }
    }

    /// The group of each owner; none for an owner without a key.
    pub(crate) fn of_owners(&self) -> impl Iterator<Item = Option<usize>> {
        self.of_owner.iter().map(|group| (*group != NO_GROUP).then_some(*group as usize))
    }

    /// The group of a key that came back from the database.
    pub(crate) fn find(&self, key: &[Value<'_>]) -> Option<usize> {
        match &self.keys {
            Keys::Ints { places, .. } => match key {
                [Value::I64(key)] => places.get(*key),
                [Value::U64(key)] => places.get(i64::try_from(*key).ok()?),
                _ => None,
            },
            Keys::Others { places, .. } => places.get(key),
        }
    }

    /// The condition that columns have one of the keys of a range. The list is filled up to a power
    /// of two by its last key, so that few texts are prepared.
    pub(crate) fn condition(&self, range: Range<usize>, columns: &[Expr], room: usize) -> Expr {
        let padded = range.len().next_power_of_two().min(room).max(range.len());
        let last = range.end.saturating_sub(1);
        let places = range.chain(std::iter::repeat(last)).take(padded);
        let sensitive =
            columns.iter().any(|column| column.column_info().is_some_and(|c| c.sensitive));
        match (&self.keys, columns) {
            (Keys::Ints { list, .. }, [column]) => Expr::InList {
                expr: Box::new(column.clone()),
                list: places.map(|place| Value::I64(list[place])).collect(),
                sensitive,
            },
            (Keys::Others { list, .. }, [column]) => Expr::InList {
                expr: Box::new(column.clone()),
                list: places.map(|place| list[place][0].clone()).collect(),
                sensitive,
            },
            (Keys::Others { list, .. }, several) => {
                Expr::Any(places.map(|place| equal(several, &list[place])).collect())
            }
            (Keys::Ints { .. }, _) => Expr::Truth(false),
        }
    }
}

/// The condition that columns have these values.
pub(crate) fn equal(columns: &[Expr], values: &[Value<'static>]) -> Expr {
    let pair = |(column, value): (&Expr, &Value<'static>)| {
        let sensitive = column.column_info().is_some_and(|info| info.sensitive);
        let value = Expr::Value { value: value.clone(), sensitive };
        Expr::Binary { left: Box::new(column.clone()), op: BinaryOp::Eq, right: Box::new(value) }
    };
    let mut parts: Vec<Expr> = columns.iter().zip(values).map(pair).collect();
    if parts.len() == 1 { parts.remove(0) } else { Expr::All(parts) }
}

/// Whether a zero or a nil UUID in these columns means that there is no key yet: where one of the
/// sides is a key that somebody else than the user makes.
pub(crate) fn zero_is_unset(from: &'static crate::table::Table, hop: &Hop) -> bool {
    let made = |table: &crate::table::Table, columns: &[usize]| {
        table.key == columns && table.key_strategy != crate::KeyStrategy::Assigned
    };
    made(from, hop.from.as_slice()) || made(hop.table(), hop.to.as_slice())
}

fn is_small_integer(kind: Kind) -> bool {
    kind.is_integer() && kind != Kind::U64
}

fn small(number: usize) -> u32 {
    // More groups than this would take more memory than there is.
    u32::try_from(number).unwrap_or(NO_GROUP)
}

impl IntPlaces {
    /// A table where it takes no more than a hash map would.
    fn for_range(least: i64, greatest: i64, owners: usize) -> Self {
        let span = greatest.checked_sub(least).and_then(|span| usize::try_from(span).ok());
        match span {
            Some(span) if span / 8 <= owners => {
                IntPlaces::Dense { first: least, table: vec![NO_GROUP; span + 1] }
            }
            _ => IntPlaces::Sparse(HashMap::with_capacity(owners)),
        }
    }

    /// The place of a key that lies in the range.
    fn entry(&mut self, key: i64) -> &mut u32 {
        match self {
            IntPlaces::Dense { first, table } => {
                let distance = usize::try_from(key.wrapping_sub(*first)).unwrap_or(0);
                &mut table[distance]
            }
            IntPlaces::Sparse(map) => map.entry(key).or_insert(NO_GROUP),
        }
    }

    #[inline]
    fn get(&self, key: i64) -> Option<usize> {
        let place = match self {
            IntPlaces::Dense { first, table } => {
                let distance = usize::try_from(key.checked_sub(*first)?).ok()?;
                *table.get(distance)?
            }
            IntPlaces::Sparse(map) => *map.get(&key)?,
        };
        (place != NO_GROUP).then_some(place as usize)
    }
}

impl OtherPlaces {
    fn insert(&mut self, key: &[Value<'static>], place: u32) {
        if let Some(folded) = fold(key) {
            self.folded.entry(folded).or_insert(place);
        }
        self.exact.insert(key.into(), place);
    }

    fn get(&self, key: &[Value<'_>]) -> Option<usize> {
        let key: Values<'_> = key.iter().map(|value| normal(value.borrowed())).collect();
        if let Some(place) = self.exact.get(&key[..]) {
            return Some(*place as usize);
        }
        self.folded.get(&fold(&key)?).map(|place| *place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_places_are_dense_or_sparse() {
        for keys in [vec![3, 1, 2, 9], vec![i64::MIN, 0, i64::MAX], vec![5]] {
            let (least, greatest) = (*keys.iter().min().unwrap(), *keys.iter().max().unwrap());
            let mut places = IntPlaces::for_range(least, greatest, keys.len());
            for (place, key) in keys.iter().enumerate() {
                *places.entry(*key) = small(place);
            }
            for (place, key) in keys.iter().enumerate() {
                assert_eq!(places.get(*key), Some(place));
            }
            assert_eq!(places.get(7), None);
        }
        assert_eq!(IntPlaces::for_range(i64::MAX, i64::MIN, 0).get(0), None);
    }

    #[test]
    fn text_is_found_as_it_is_first_and_then_loosely() {
        let text = |text: &str| [Value::Text(text.to_owned().into())];
        let mut places = OtherPlaces::default();
        places.insert(&text("abc"), 0);
        places.insert(&text("ABC"), 1);
        places.insert(&text("Ä"), 2);
        assert_eq!(places.get(&text("ABC")), Some(1));
        assert_eq!(places.get(&text("abc")), Some(0));
        assert_eq!(places.get(&text("Abc ")), Some(0));
        assert_eq!(places.get(&text("ä")), Some(2));
        assert_eq!(places.get(&text("abd")), None);
    }
}
