//! The rows of a relation, in a list for each group of owners.

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
        assert_eq!(
            by_group(vec![1, 2, 3, 4, 5], &[1, 0, 1, 0, 3], 4),
            [vec![2, 4], vec![1, 3], vec![], vec![5]]
        );
        assert!(by_group::<u8>(vec![], &[], 2).iter().all(Vec::is_empty));
    }
}
