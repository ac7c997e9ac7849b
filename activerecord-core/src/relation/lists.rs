//! The rows of a relation, in a list for each group of owners.

/// Rows that arrive one after the other, in the lists of their groups.
///
/// Mostly the rows of a group come together, as the database has them side by side. They are
/// gathered first, so that their list has room for just them.
#[derive(Debug)]
pub(super) struct Lists<T> {
    lists: Vec<Vec<T>>,
    /// The rows that came last, all of one group.
    gathered: Vec<T>,
    group: u32,
}

impl<T> Lists<T> {
    pub(super) fn new(groups: usize) -> Self {
        let mut lists = Vec::new();
        lists.resize_with(groups, Vec::new);
        Lists { lists, gathered: Vec::new(), group: 0 }
    }

    #[inline]
    pub(super) fn add(&mut self, group: u32, row: T) {
        if group != self.group {
            self.store();
            self.group = group;
        }
        self.gathered.push(row);
    }

    fn store(&mut self) {
        let Some(list) = self.lists.get_mut(self.group as usize) else { return };
        if list.is_empty() {
            list.reserve_exact(self.gathered.len());
        }
        list.append(&mut self.gathered);
    }

    pub(super) fn finish(mut self) -> Vec<Vec<T>> {
        self.store();
        self.lists
    }
}

/// The rows of each group, moved into a list of its own that has room for just them.
pub(super) fn by_group<T>(rows: Vec<T>, of_row: &[u32], groups: usize) -> Vec<Vec<T>> {
    let mut counts = vec![0_usize; groups];
    for group in of_row {
        counts[*group as usize] += 1;
    }
    let mut lists: Vec<Vec<T>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (row, group) in rows.into_iter().zip(of_row) {
        lists[*group as usize].push(row);
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_order_however_groups_alternate() {
        for groups in [[0, 0, 1, 1, 3], [1, 0, 1, 0, 1], [3, 3, 3, 3, 3], [3, 2, 1, 0, 3]] {
            let mut lists = Lists::new(4);
            (0..).zip(groups).for_each(|(row, group)| lists.add(group, row));
            assert_eq!(lists.finish(), by_group((0..5).collect(), &groups, 4), "{groups:?}");
        }
        assert_eq!(Lists::<u8>::new(2).finish(), [vec![0_u8; 0], vec![]]);
    }
}
