//! Rows put below the rows that they belong to, as one would by hand.

use std::collections::HashMap;

/// Parents with their children.
pub type Nested<P, C> = Vec<(P, Vec<C>)>;

/// Gives each parent its children, by a hash map over the parents' keys.
///
/// # Errors
/// The first error of `children`.
pub fn nest<P, C, E>(
    parents: Vec<P>,
    key: impl Fn(&P) -> i64,
    children: impl Iterator<Item = Result<C, E>>,
    owner: impl Fn(&C) -> i64,
) -> Result<Nested<P, C>, E> {
    let places: HashMap<i64, usize> =
        parents.iter().enumerate().map(|(place, parent)| (key(parent), place)).collect();
    let mut nested: Nested<P, C> = parents.into_iter().map(|parent| (parent, Vec::new())).collect();
    for child in children {
        let child = child?;
        if let Some(place) = places.get(&owner(&child)) {
            nested[*place].1.push(child);
        }
    }
    Ok(nested)
}

/// How many grandchildren there are: what looks at the whole tree.
#[must_use]
pub fn leaves<U, P, C>(tree: &[(U, Nested<P, C>)]) -> usize {
    tree.iter().flat_map(|(_, posts)| posts).map(|(_, comments)| comments.len()).sum()
}
