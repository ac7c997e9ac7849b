//! `!column.lt(None)` was true for every row.

use activerecord::Result;

use super::{Item, items, names};

#[test]
fn it_is_true_for_none() -> Result<()> {
    let db = items()?;
    for condition in
        [Item::SIZE.lt(None), Item::SIZE.le(None), Item::SIZE.gt(None), Item::SIZE.ge(None)]
    {
        assert_eq!(names(&db, condition.clone())?, "");
        assert_eq!(names(&db, !condition.clone())?, "");
        assert_eq!(names(&db, (!condition.clone()).or(Item::SIZE.eq(3)))?, "c");
        assert_eq!(names(&db, !(condition.or(Item::SIZE.eq(3))))?, "");
    }
    Ok(())
}
